"""The screen lock keeps everything as it was: the same PIN brings it back, wrong ones end the session."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from drc_desktop.app import lock
from drc_desktop.app.lock import LockWindow, ScreenLock
from drc_desktop.app.station import AGAIN, Station
from drc_desktop.counter.view import CounterWindow
from tests.qt.app.house import House
from tests.unit.desk.conftest import PIN

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform

WRONG = "975318"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def signed_in(house: House, settings: str = "", language: str = "en") -> Station:
    return house.enter("counter", house.join("counter", 1, settings), language)


def lock_of(station: Station) -> ScreenLock:
    assert station.shown is not None
    found = station.shown.findChild(ScreenLock)
    assert isinstance(found, ScreenLock)
    return found


def lock_window(house: House) -> LockWindow:
    found: list[LockWindow] = []

    def shown() -> bool:
        found[:] = [one for one in QApplication.topLevelWidgets() if isinstance(one, LockWindow) and one.isVisible()]
        return bool(found) and bool(found[0]._presenter.people)

    house.until(shown)
    return found[0]


def type_pin(house: House, window: LockWindow, pin: str) -> None:
    for digit in pin:
        QTest.keyClick(window.view.pin, digit)
    QTest.keyClick(window.view.pin, Qt.Key.Key_Return)
    house.until(lambda: not window._presenter.busy)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_idle_minutes_hide_the_window_and_the_pin_brings_it_back_as_it_was(house: House, language: str) -> None:
    station = signed_in(house, "[screen]\nlock_minutes = 0.01\n", language)
    counter = station.shown
    assert isinstance(counter, CounterWindow)
    window = lock_window(house)
    assert not counter.isVisible()
    sessions = house.sessions()
    assert window.view.title.text() == window._presenter.words.text("kit-lock-title")
    assert not window.close(), "a lock is not closed by hand"
    house.stop_site()
    type_pin(house, window, WRONG)
    assert window._presenter.fault
    assert not counter.isVisible()
    type_pin(house, window, PIN)
    house.until(counter.isVisible)
    assert station.shown is counter
    house.start_site()
    assert house.sessions() == sessions, "the session is the one from before"
    told = {"setting", "locked", "returned"}  # also what happened while the site was away
    house.until(lambda: told <= {one.partition(":")[0] for one in house.log()})
    station.close()


def test_a_scanner_is_not_heard_behind_a_locked_screen(house: House) -> None:
    station = signed_in(house)
    watch, heard = lock_of(station), list[str]()
    scanned = watch.guard(heard.append)
    scanned("before")
    watch.lock()
    scanned("while it was locked")
    type_pin(house, lock_window(house), PIN)
    house.until(lambda: watch.window is None)
    scanned("after")
    assert heard == ["before", "after"]
    station.close()


def test_a_key_is_a_sign_of_life(house: House) -> None:
    station = signed_in(house)
    assert station.shown is not None
    watch = lock_of(station)
    watch._idle.stop()
    QTest.keyClick(station.shown, Qt.Key.Key_Shift)
    assert watch._idle.isActive()
    assert watch._idle.interval() == 180_000
    station.close()


@pytest.mark.parametrize("way", ["wrong", "other"])
def test_three_wrong_pins_or_somebody_else_end_the_session(
    house: House, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    station = signed_in(house)
    left: list[int] = []
    monkeypatch.setattr(station.app, "exit", left.append)
    lock_of(station).lock()
    window = lock_window(house)
    if way == "wrong":
        for _ in range(3):
            type_pin(house, window, WRONG)
    else:
        QTest.keyClick(window, Qt.Key.Key_F10)
    house.until(lambda: left == [AGAIN])
    assert house.sessions() == 0
    station.close()
