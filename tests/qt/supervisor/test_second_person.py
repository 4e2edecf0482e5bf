"""A second person's PIN over the supervisor's window, by keys alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from drc_desktop.demo.pictures.centre import PIN, Centre
from drc_desktop.supervisor.view import SupervisorWindow

Opener = Callable[..., SupervisorWindow]
KEY = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform


def ask(window: SupervisorWindow, qtbot: QtBot) -> tuple[str, QDialog]:
    """Cancel the selected row; the dialog that comes and the visit it is about."""
    row = window.presenter.waiting.selection
    assert row is not None
    window.presenter.waiting.cancel("left")
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=60_000)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    return row.visit_id, dialog


def waiting(made: Centre) -> list[str]:
    return [row.visit_id for row in made.desk.board(made.supervisor).waiting]


def test_down_pin_enter_confirms(opened: Opener, made: Centre, qtbot: QtBot) -> None:
    window = opened()
    visit, dialog = ask(window, qtbot)
    page = window.second.page if window.second is not None else None
    assert page is not None
    assert page.presenter.person is not None
    first = page.presenter.person.operator_id
    QTest.keyClick(page.pin, KEY.Key_Down)
    assert page.presenter.person.operator_id != first
    QTest.keyClicks(page.pin, "999999")
    QTest.keyClick(page.pin, KEY.Key_Return)
    assert page.fault.text() != ""
    assert dialog.isVisible()
    assert visit in waiting(made)
    QTest.keyClicks(page.pin, PIN)
    QTest.keyClick(page.pin, KEY.Key_Return)
    assert visit not in waiting(made)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=60_000)
    assert window.second is None
    assert window.presenter.commands.fault == ""


def test_esc_takes_digits_first_then_leaves_all_as_it_is(opened: Opener, made: Centre, qtbot: QtBot) -> None:
    window = opened("ur")
    visit, dialog = ask(window, qtbot)
    assert window.second is not None
    pin = window.second.page.pin
    QTest.keyClicks(pin, "12")
    QTest.keyClick(pin, KEY.Key_Escape)
    assert dialog.isVisible()
    QTest.keyClick(pin, KEY.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=60_000)
    assert visit in waiting(made)
    assert window.presenter.commands.asked is None
