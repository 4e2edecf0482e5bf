"""The supervisor's window by keys alone, over a real desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from drc_desktop.demo.pictures.centre import PIN, Centre
from drc_desktop.demo.pictures.console import DUE, RECENT
from drc_desktop.desk.contract import JobState, SlipKind
from drc_desktop.supervisor.view import SupervisorWindow

Opener = Callable[..., SupervisorWindow]
KEY = Qt.Key


ISOLATES = dict.fromkeys((0x2068, 0x2069))


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focus(), key, modifier)


def type_in(words: str) -> None:
    for letter in words:
        QTest.keyClicks(focus(), letter)


def tokens(made: Centre) -> int:
    return made.desk.board(made.supervisor).tokens_today


def test_two_keys_after_the_scan(opened: Opener, made: Centre) -> None:
    window, before = opened(), tokens(made)
    assert focus().objectName() == "arrivals.cnic"
    type_in(DUE)
    assert window.arrivals.field.text() == "38403-1234417-2"
    press(KEY.Key_Return)
    assert window.arrivals.field.text() == "•••••-•••4417-2"
    assert focus().objectName() == "arrivals.service.new_survey"
    press(KEY.Key_2)
    press(KEY.Key_Return)
    board = made.desk.board(made.supervisor)
    assert board.tokens_today == before + 1
    assert board.last_job is not None
    assert board.last_job.token.startswith("C")
    assert focus().objectName() == "arrivals.cnic"
    assert window.arrivals.field.text() == ""


def test_a_scan_lands_in_the_field_from_anywhere(opened: Opener) -> None:
    window = opened()
    window.waiting.table.setFocus()
    type_in(DUE)
    press(KEY.Key_Return)
    assert window.arrivals.field.text() == "•••••-•••4417-2"
    assert focus().objectName() == "arrivals.service.new_survey"
    type_in(RECENT)
    press(KEY.Key_Return)
    assert window.arrivals.field.text() == "•••••-•••6543-1", "the next scan needs no key before it"
    assert focus().objectName() == "arrivals.service.none"


def test_a_scan_on_another_tab_comes_back_to_arrivals(opened: Opener) -> None:
    window = opened()
    press(KEY.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.monitor.isVisible()
    type_in(DUE)
    press(KEY.Key_Return)
    assert window.arrivals.isVisible()
    assert window.arrivals.field.masked


def test_single_digits_choose_after_a_pause_without_another_key(opened: Opener, qtbot: QtBot) -> None:
    window = opened()
    window.arrivals.take_scan(DUE)
    press(KEY.Key_3)
    qtbot.waitUntil(lambda: window.arrivals.tiles["priority"].isChecked())  # type: ignore[index]
    press(KEY.Key_8)
    qtbot.waitUntil(lambda: window.arrivals.groups["pregnant"].isChecked())  # type: ignore[index]
    press(KEY.Key_8)
    qtbot.waitUntil(lambda: not window.arrivals.groups["pregnant"].isChecked())  # type: ignore[index]


def test_digits_in_a_text_field_are_text(opened: Opener) -> None:
    window = opened()
    window.arrivals.take_scan(DUE)
    press(KEY.Key_F, Qt.KeyboardModifier.ControlModifier)
    type_in("a01")
    assert window.waiting.find_field.text() == "a01"
    assert window.arrivals.tiles["new_survey"].isChecked()  # type: ignore[index]
    assert all(row.token.startswith("A01") for row in window.presenter.waiting.rows)


def test_the_slash_goes_to_find(opened: Opener, qtbot: QtBot) -> None:
    window = opened()
    window.waiting.table.setFocus()
    press(KEY.Key_Slash)
    qtbot.waitUntil(window.waiting.find_field.hasFocus)
    press(KEY.Key_Escape)
    assert not window.waiting.find_field.hasFocus()


def test_a_wrong_number_stays_in_the_field_with_the_reason(opened: Opener, made: Centre) -> None:
    window, before = opened(), tokens(made)
    type_in("38403-12")
    press(KEY.Key_Return)
    assert window.arrivals.field.text() == "38403-12"
    assert "13" in window.arrivals.verdict.text()
    assert window.arrivals.field.property("wrong") == "true"
    type_in(DUE)
    press(KEY.Key_Return)
    assert window.arrivals.field.masked
    assert not window.arrivals.field.property("wrong")
    assert tokens(made) == before


def test_urdu_digits_are_digits(opened: Opener) -> None:
    window = opened("ur")
    for letter in "۳۸۴۰۳۱۲۳۴۴۱۷۲":
        # QTest knows ASCII keys only
        key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(focus(), key)
    assert window.arrivals.field.text() == "38403-1234417-2"


@pytest.mark.qt_log_ignore("This plugin does not support")  # menus grab the keyboard; the offscreen platform cannot
def test_park_transfer_and_undo_by_keys(opened: Opener, made: Centre) -> None:
    window = opened()
    row = window.presenter.waiting.selection
    assert row is not None
    press(KEY.Key_F6)
    window.presenter.refresh()
    assert window.foot.undo.isVisible()
    assert row.token in window.foot.undo.words.text()
    press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.presenter.refresh()
    states = {each.visit_id: each.state.value for each in made.desk.board(made.supervisor).waiting}
    assert states[row.visit_id] == "waiting"
    press(KEY.Key_F7)
    menu = window.waiting.findChild(QMenu, "waiting.transfer.menu")
    assert isinstance(menu, QMenu)
    QTest.keyClick(menu, KEY.Key_1)
    window.presenter.refresh()
    moved = next(each for each in made.desk.board(made.supervisor).waiting if each.visit_id == row.visit_id)
    assert moved.service is not row.service


def test_call_goes_straight_to_the_only_free_counter(opened: Opener, made: Centre) -> None:
    window = opened()
    made.desk.end_break(made.actors["hina"], made.key(), 5)
    window.presenter.refresh()
    row = window.presenter.waiting.selection
    assert row is not None
    press(KEY.Key_F8)
    assert made.desk.hall(made.supervisor, 0).last[-1].token == row.token


def test_reprint_makes_a_numbered_copy(opened: Opener, made: Centre) -> None:
    opened()
    press(KEY.Key_F9)
    jobs = made.desk.print_jobs(made.supervisor, [JobState.PENDING])
    assert [(job.kind, job.copy) for job in jobs] == [(SlipKind.COPY, 1)]


def test_language_switches_at_once_and_keeps_the_work(opened: Opener) -> None:
    window = opened()
    window.arrivals.take_scan(DUE)
    press(KEY.Key_F12)
    QApplication.processEvents()
    assert window.isRightToLeft()
    assert window.arrivals.title.text() == "آمد"
    assert window.arrivals.field.masked
    assert not window.arrivals.field.isRightToLeft()
    assert window.arrivals.tiles["new_survey"].isChecked()  # type: ignore[index]
    assert window.arrivals.x() > window.counters.x(), "the whole window is mirrored"
    press(KEY.Key_F12)
    assert not window.isRightToLeft()
    assert window.arrivals.title.text() == "Arrivals"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_opening_a_closed_day_needs_one_key_and_a_second_person(opened: Opener, made: Centre) -> None:
    made.desk.close_day(made.supervisor, made.key())
    window = opened()
    assert focus().objectName() == "opening.open"
    press(KEY.Key_Return)
    assert window.second is not None
    QTest.keyClicks(window.second.page.pin, PIN)
    QTest.keyClick(window.second.page.pin, KEY.Key_Return)
    window.presenter.refresh()
    assert made.desk.day(made.supervisor).open
    assert focus().objectName() == "arrivals.cnic"


def test_all_keys_overlay_opens_and_gives_the_focus_back(opened: Opener) -> None:
    window = opened()
    before = focus()
    press(KEY.Key_F1)
    assert window.keys.isVisible()
    press(KEY.Key_Escape)
    assert not window.keys.isVisible()
    assert focus() is before


def test_a_failed_slip_is_said_and_sent_again_from_the_message(opened: Opener, made: Centre) -> None:
    window = opened()
    window.arrivals.take_scan(DUE)
    press(KEY.Key_Return)
    (job,) = made.desk.print_jobs(made.supervisor, [JobState.PENDING])
    made.desk.mark_job(made.supervisor, made.key(), job.job_id, JobState.FAILED, "unreachable")
    window.presenter.refresh()
    assert window.message.isVisible()
    assert window.top.lamps["printer"].text() == "Look at it"
    window.message.action.click()
    assert [each.job_id for each in made.desk.print_jobs(made.supervisor, [JobState.PENDING])] == [job.job_id]


@pytest.mark.parametrize("tab", [2, 3])
def test_the_other_tabs_show_the_desk(opened: Opener, made: Centre, tab: int) -> None:
    window = opened()
    press(KEY.Key_2 if tab == 2 else KEY.Key_3, Qt.KeyboardModifier.ControlModifier)
    if tab == 2:
        assert f"of {tokens(made)}" in window.monitor.indicators.tiles["absent"].text().translate(ISOLATES)
    else:
        assert len(window.site.findChildren(QWidget)) > 13 * 3
