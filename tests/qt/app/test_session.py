"""A session that ends at the site brings back the sign-in page; closing never waits for a site that is away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer

from drc_desktop.app.station import Station, start
from drc_desktop.counter.model import Step
from drc_desktop.counter.view import CounterWindow
from drc_desktop.domain.people import Plan, households
from drc_desktop.domain.people_answers import survey_answers
from drc_desktop.kit.signin_window import SignInWindow
from drc_desktop.supervisor.view import SupervisorWindow
from drc_desktop.words import Words
from tests.qt.app.house import House, wire
from tests.qt.counter.room import TODAY, VISITOR, Room

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform
Script = Callable[[Station], None]


def run(house: House, window: str, home: Path, *scripts: Script) -> int:
    """The window's own command, its event loop included; `scripts` are what the person does at each opening."""
    left, stations = list(scripts), []

    def wired(station: Station) -> None:
        stations.append(station)
        wire(window)(station)
        script = left.pop(0)

        def play() -> None:
            try:
                script(station)
            except BaseException:
                station.app.exit(99)
                raise

        QTimer.singleShot(0, play)

    code = start(window, ["--home", str(home), "--language", "en"], wired)
    assert not left
    assert all(station.shown is None for station in stations), "every window is closed"
    return code


def end_sessions(house: House) -> None:
    """As the site does it: the sessions of this window are closed there."""
    with house.desk.store.writing() as connection:
        connection.exec_driver_sql("UPDATE session SET closed_at = 1.0 WHERE device_id <> 'pc-office'")
    house.desk.bell.ring()


def enter(house: House, station: Station) -> None:
    house.page(station)
    house.type_pin(station)
    house.until(lambda: not isinstance(station.shown, SignInWindow))


@pytest.mark.parametrize("window", ["supervisor", "counter"])
def test_a_session_that_ended_at_the_site_brings_the_sign_in_page_back(house: House, window: str) -> None:
    house.open_day()
    home = house.join(window, 1 if window == "counter" else 0)
    kind = {"supervisor": SupervisorWindow, "counter": CounterWindow}[window]

    def first(station: Station) -> None:
        enter(house, station)
        end_sessions(house)

    def second(station: Station) -> None:
        enter(house, station)
        assert isinstance(station.shown, kind)
        station.app.exit(0)

    assert run(house, window, home, first, second) == 0


def test_an_unpaired_pc_says_so_and_closes_when_told(house: House) -> None:
    home = house.join("supervisor")

    def first(station: Station) -> None:
        enter(house, station)
        with house.desk.store.writing() as connection:
            connection.exec_driver_sql("UPDATE station SET revoked_at = 1.0")
        house.desk.bell.ring()

    def second(station: Station) -> None:
        page = station.shown
        assert isinstance(page, SignInWindow)
        house.until(lambda: page.fault.text() == Words("en").text("fault-unpaired"))
        station.app.exit(0)

    assert run(house, "supervisor", home, first, second) == 0


class Here(Room):
    """The hands of `Room` at a window that `House` opened."""

    def __init__(self, house: House, window: CounterWindow) -> None:
        self.app, self.window = house.app, window


def test_the_draft_comes_back_after_the_sign_in(house: House) -> None:
    house.open_day()
    home = house.join("counter", 1)
    house.issue()
    family = next(one for one in households(Plan(11, TODAY), 4) if one["case"] == "cyclic")
    answers = survey_answers(family, TODAY)[:6]
    seen: list[dict[str, str]] = []

    def window_of(station: Station) -> CounterWindow:
        enter(house, station)
        window = station.shown
        assert isinstance(window, CounterWindow)
        window.activateWindow()
        return window

    def first(station: Station) -> None:
        window = window_of(station)
        hands, presenter = Here(house, window), window.presenter
        house.until(lambda: window.idle.button.isEnabled() and window.idle.button.hasFocus())
        hands.press(Qt.Key.Key_F2)
        house.until(lambda: presenter.step is Step.TRIAGE and hands.focus() == "triage.cnic")
        hands.scan(VISITOR)
        house.until(window.triage.due.decision.text)
        hands.sign("+")
        hands.press(Qt.Key.Key_F5)
        hands.type("53")
        house.until(lambda: presenter.triage is not None and presenter.triage.update_type)
        hands.press(Qt.Key.Key_Return)
        house.until(lambda: presenter.step is Step.SURVEY)
        hands.fill(answers)
        seen.append(hands.answers())
        end_sessions(house)

    def second(station: Station) -> None:
        window = window_of(station)
        house.until(lambda: window.presenter.step is Step.SURVEY)
        seen.append(Here(house, window).answers())
        station.app.exit(0)

    assert run(house, "counter", home, first, second) == 0
    assert seen[0]
    assert seen[0] == seen[1]


@pytest.mark.parametrize("window", ["supervisor", "counter", "display"])
def test_closing_while_the_site_is_away_leaves_no_thread_behind(house: House, window: str) -> None:
    home = house.join(window, 1 if window == "counter" else 0)
    before = set(threading.enumerate())
    station = house.open(window, home) if window == "display" else house.enter(window, home)
    house.until(lambda: any(thread.name == "desk-follower" for thread in threading.enumerate()))
    house.stop_site()
    for _ in range(5):
        station.tasks.run(station.desk.site, lambda _site: None, lambda _error: None)
    station.close()
    assert station.shown is None
    gone = ("desk_", "local-store", "sync", "print-worker")
    left = {thread.name for thread in set(threading.enumerate()) - before if thread.name.startswith(gone)}
    assert not left
    station.close()
