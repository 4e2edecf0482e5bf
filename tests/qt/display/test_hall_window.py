"""The hall display as shipped: a real site over TLS, the window that paints, the board when all is quiet."""

from __future__ import annotations

import gc
import time

import pytest

from drc_desktop.display.view import DisplayWindow
from drc_desktop.kit.board import DisplayModel
from tests.qt.app.conftest import house
from tests.qt.app.house import House

__all__ = ["house"]
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform


class Hall:
    """A display in front of a house; `model` is what it shows."""

    def __init__(self, house: House, settings: str = "") -> None:
        self.house = house
        home = house.join("display")
        if settings:
            path = home / "settings.toml"
            path.write_text(path.read_text(encoding="utf-8") + settings, encoding="utf-8")
        self.home = home
        for deo, counter in (("deo1", 1), ("deo2", 2)):
            signed = house.desk.sign_in(f"pc-{counter}", deo, "246810", counter)
            setattr(self, deo, signed.actor)
        self._keys = 0

    def open(self) -> DisplayWindow:
        station = self.house.open("display", self.home)
        window = station.shown
        assert isinstance(window, DisplayWindow)
        return window

    def sit(self) -> None:
        self.house.desk.sit(self.deo1, "sit-1", 1)  # type: ignore[attr-defined]
        self.house.desk.sit(self.deo2, "sit-2", 2)  # type: ignore[attr-defined]

    def call(self, visit: str, counter: int = 1) -> int:
        self._keys += 1
        return self.house.desk.call(self.house.actor, f"call-{self._keys}", visit, counter).call_id


def model(window: DisplayWindow) -> DisplayModel:
    assert window._model is not None
    return window._model


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house, "stale_seconds = 5\n")


def test_before_the_site_answers_the_staff_are_to_be_asked(hall: Hall) -> None:
    hall.house.stop_site()
    window = hall.open()
    hall.house.until(lambda: window._model is not None and model(window).stale)
    assert window.isVisible()
    hall.house.start_site()
    hall.house.until(lambda: not model(window).stale)
    assert not model(window).open, "the day is not open yet"


def test_calls_are_painted_in_their_order_and_none_is_missed(hall: Hall) -> None:
    hall.house.open_day()
    hall.sit()
    window = hall.open()
    hall.house.until(lambda: window._model is not None and model(window).open)
    calls = []
    for _ in range(3):
        visit = hall.house.issue()
        calls.append(hall.call(visit))
        calls.append(hall.house.desk.recall(hall.house.actor, f"again-{visit}", visit).call_id)
        hall.house.desk.no_show(hall.house.actor, f"gone-{visit}", visit)
    hall.house.until(lambda: set(calls) <= set(window.painted))
    times = [window.painted[call] for call in calls]
    assert times == sorted(times)
    hero = model(window).hero
    assert hero is not None
    assert hero.call_id == calls[-1]


def test_a_pc_that_stands_still_skips_no_call(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call that comes up finds the PC busy for longer than a call is held, with answers waiting meanwhile."""
    show = DisplayWindow.show_model
    stood: list[int] = []

    def stand_still(window: DisplayWindow, frame: DisplayModel) -> None:
        show(window, frame)
        if frame.hero is not None and frame.hero.call_id not in stood:
            stood.append(frame.hero.call_id)
            hall.house.desk.set_notice(hall.house.actor, f"notice-{len(stood)}", "Please wait", "")
            time.sleep(3.5)

    monkeypatch.setattr(DisplayWindow, "show_model", stand_still)
    hall.house.open_day()
    hall.sit()
    window = hall.open()
    hall.house.until(lambda: window._model is not None and model(window).open)
    visits = [hall.house.issue(), hall.house.issue()]
    calls = [hall.call(visit, counter) for counter, visit in enumerate(visits, 1)]
    calls.append(hall.house.desk.recall(hall.house.actor, "again", visits[0]).call_id)
    hall.house.until(lambda: calls[-1] in window.painted)
    assert set(calls) <= set(window.painted)


def test_the_collector_takes_nothing_of_the_display_away(hall: Hall) -> None:
    """Signals hold their receivers weakly: a display that hung on them alone stood still at a random moment."""
    hall.house.open_day()
    hall.sit()
    window = hall.open()
    hall.house.until(lambda: window._model is not None and model(window).open)
    gc.collect()
    call = hall.call(hall.house.issue())
    hall.house.until(lambda: call in window.painted)


def test_a_notice_and_the_end_of_the_day_reach_the_board(hall: Hall) -> None:
    hall.house.open_day()
    window = hall.open()
    hall.house.until(lambda: window._model is not None and model(window).open)
    hall.house.desk.set_notice(hall.house.actor, "notice", "Closed for lunch at 1", "ایک بجے وقفہ")
    hall.house.until(lambda: model(window).notice_ur == "ایک بجے وقفہ")
    assert model(window).notice_en == "Closed for lunch at 1"
    hall.house.desk.close_day(hall.house.actor, "close")
    hall.house.until(lambda: not model(window).open)


def test_the_numbers_leave_in_silence_and_come_back(hall: Hall) -> None:
    hall.house.open_day()
    hall.sit()
    window = hall.open()
    call = hall.call(hall.house.issue())
    hall.house.until(lambda: call in window.painted)
    hall.house.stop_site()
    hall.house.until(lambda: model(window).stale)
    assert window.isVisible()
    hall.house.start_site()
    hall.house.until(lambda: not model(window).stale)
    hero = model(window).hero
    assert hero is not None
    assert hero.call_id == call


def test_a_display_whose_session_ended_signs_in_again(hall: Hall) -> None:
    hall.house.open_day()
    hall.sit()
    window = hall.open()
    first = hall.call(hall.house.issue())
    hall.house.until(lambda: first in window.painted)
    with hall.house.desk.store.writing() as connection:
        connection.exec_driver_sql("UPDATE session SET closed_at = 1.0 WHERE role = 'display'")
    second = hall.call(hall.house.issue(), 2)
    hall.house.until(lambda: second in window.painted)
    with hall.house.desk.store.reading() as connection:
        opened = connection.exec_driver_sql("SELECT count(*) FROM session WHERE role = 'display'").scalar_one()
    assert opened >= 2
