"""The supervisor's window as shipped: printer troubles come and go by themselves, and no copy means by hand."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from drc_desktop.app.station import Station
from drc_desktop.desk.contract import JobState
from drc_desktop.supervisor.view import SupervisorWindow
from drc_desktop.words import LANGUAGES, Words
from tests.qt.app.house import House, visible
from tests.qt.counter.room import VISITOR
from token_printer.emulated_link import Fault
from token_printer.emulator import Emulator

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform


def window_of(station: Station) -> SupervisorWindow:
    window = station.shown
    assert isinstance(window, SupervisorWindow)
    window.activateWindow()
    return window


def at_work(house: House, settings: str = "", language: str = "en") -> SupervisorWindow:
    """Signed in, the day open, the board read."""
    house.open_day()
    window = window_of(house.enter("supervisor", house.join("supervisor", settings=settings), language))
    house.until(lambda: window.presenter.day_open)
    gc.collect()  # nothing of the wiring may hang on signals alone: they hold their receivers weakly
    return window


def address(where: str) -> str:
    return f'[printer]\naddress = "{where}"\n'


def jobs(house: House) -> list[JobState]:
    return [job.state for job in house.desk.print_jobs(house.actor, list(JobState))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_printer_that_is_gone_is_said_and_forgotten_when_it_is_back(
    house: House, tmp_path: Path, language: str
) -> None:
    words = Words(language)
    emulator = Emulator(tmp_path / "slips")
    emulator.start()
    port = emulator.port
    emulator.stop()
    window = at_work(house, address(f"tcp://127.0.0.1:{port}"), language)
    house.issue()
    told = words.text("printer-refused", where=f"tcp://127.0.0.1:{port}")
    house.until(lambda: window.message.text() == told)
    assert window.message.isVisible()
    assert window.top.lamps["printer"].text() == words.text("supervisor-lamp-printer-fault")
    assert visible(window)
    assert jobs(house) == [JobState.FAILED]
    with Emulator(tmp_path / "slips", port=port) as back:
        house.until(lambda: jobs(house) == [JobState.PRINTED])
        house.until(lambda: not window.message.isVisible())
        assert window.top.lamps["printer"].text() == words.text("supervisor-lamp-ready")
        assert len(back.slips) == 1


def test_paper_out_is_said_and_the_slip_comes_out_once(house: House, tmp_path: Path) -> None:
    with Emulator(tmp_path / "slips") as printer:
        where = f"tcp://127.0.0.1:{printer.port}"
        printer.inject(Fault.PAPER_OUT)
        window = at_work(house, address(where))
        house.issue()
        house.until(lambda: window.message.text() == Words("en").text("printer-paper-out", where=where))
        printer.inject(Fault.NONE)
        house.until(lambda: not window.message.isVisible())
        house.until(lambda: jobs(house) == [JobState.PRINTED])
        assert len(printer.slips) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("settings", "code"),
    [("", "no-device"), (address("what is this"), "bad-address"), (address("tcp://"), "bad-address")],
    ids=["none", "garbage", "half"],
)
def test_without_a_usable_printer_tokens_are_issued_and_slips_wait(
    house: House, settings: str, code: str, language: str
) -> None:
    window = at_work(house, settings, language)
    where = window.presenter.ports.printer().where
    house.until(window.message.isVisible)
    assert window.message.text() == Words(language).text(f"printer-{code}", where=where)
    house.issue()
    house.until(lambda: window.presenter.board is not None and window.presenter.board.tokens_today == 1)
    assert jobs(house) == [JobState.PENDING]
    assert visible(window)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_registry_copy_a_token_is_given_by_hand(house: House, language: str) -> None:
    window, words = at_work(house, language=language), Words(language)
    window.arrivals.field.setFocus()
    QTest.keyClicks(QApplication.focusWidget(), VISITOR)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    house.until(lambda: window.arrivals.verdict.detail.text() == words.text("triage-reason-copy-missing"))
    new_survey = window.arrivals.tiles["new_survey"]  # type: ignore[index]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)
    house.until(new_survey.isChecked)
    house.until(window.arrivals.print.isEnabled)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    house.until(lambda: house.desk.board(house.actor).tokens_today == 1)
    house.until(lambda: not window.arrivals.field.masked)


def test_a_site_that_goes_away_is_said_and_forgotten_when_it_is_back(house: House) -> None:
    window = at_work(house)
    house.stop_site()
    house.until(lambda: window.message.text() == Words("en").text("fault-site-unreachable"))
    assert window.top.lamps["database"].text() == Words("en").text("supervisor-lamp-no-answer")
    assert visible(window)
    house.start_site()
    house.until(lambda: window.top.lamps["database"].text() == Words("en").text("supervisor-lamp-working"))
    visit = house.issue()
    house.until(lambda: visit in [row.visit_id for row in window.presenter.waiting.rows])
    house.until(lambda: Words("en").text("fault-site-unreachable") != window.message.text())
