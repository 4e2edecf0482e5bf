"""The hall console's window: keys, nothing cut in either language, twelve counters."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from drc_desktop.demo.pictures.centre import Centre
from drc_desktop.demo.pictures.console import ports_of
from drc_desktop.kit.theme import Theme
from drc_desktop.supervisor.presenter.tsa import Tsa
from drc_desktop.supervisor.view.tsa import TsaWindow
from tests.qt.supervisor.test_window_look import cut

Opener = Callable[..., TsaWindow]
KEY = Qt.Key


@pytest.fixture
def hall(qtbot: QtBot, qapp: QApplication, made: Centre) -> Opener:
    def open_window(language: str = "en", size: tuple[int, int] = (1366, 768)) -> TsaWindow:
        Theme.apply(qapp, language)
        presenter = Tsa(ports_of(made, language, made.actors["farah"]))
        window = TsaWindow(presenter)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        window.activateWindow()
        presenter.start()
        window.next.list.setFocus()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is window.next.list)
        return window

    return open_window


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_nothing_is_cut_and_everything_has_a_name(hall: Opener, language: str, size: tuple[int, int]) -> None:
    window = hall(language, size)
    assert cut(window) == []  # type: ignore[arg-type]
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName(), widget.objectName()


def test_one_key_each_for_call_recall_and_no_show(hall: Opener, made: Centre, qtbot: QtBot) -> None:
    window = hall()
    press(KEY.Key_F3)
    assert window.foot.undo.words.text() == "\u2068P001\u2069 called again to counter \u20683\u2069"
    press(KEY.Key_F4)
    assert window.foot.undo.button.isVisible()
    press(KEY.Key_3)
    qtbot.waitUntil(window.cards.cards[3].next.isVisible, timeout=60_000)
    expected = window.presenter.cards()[2].next_token
    press(KEY.Key_F2)
    assert window.presenter.cards()[2].token == expected
    press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.presenter.cards()[2].token == ""


def test_find_call_and_message_by_keys(hall: Opener, made: Centre, qtbot: QtBot) -> None:
    window = hall()
    press(KEY.Key_F4)
    press(KEY.Key_3)
    press(KEY.Key_Slash)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.next.field, timeout=60_000)
    QTest.keyClicks(window.next.field, "a020")
    press(KEY.Key_F8)
    assert window.presenter.cards()[2].token == "A020"
    press(KEY.Key_Escape)
    assert window.next.field.text() == ""
    press(KEY.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert made.desk.hall(made.supervisor, 0).notice_en == "Have your B-forms ready"
    window.notice.ready.setCurrentIndex(window.notice.ready.count() - 1)
    assert window.notice.english.isVisible()
    window.notice.send()  # nothing typed: the message before stays
    assert made.desk.hall(made.supervisor, 0).notice_en == "Have your B-forms ready"
    window.notice.english.setText("Tea is ready")
    window.notice.send()
    assert made.desk.hall(made.supervisor, 0).notice_ur == "Tea is ready"


def test_the_language_turns_round_at_once(hall: Opener) -> None:
    window = hall()
    press(KEY.Key_F12)
    assert window.presenter.ports.words.language == "ur"
    assert window.isRightToLeft()
    assert window.next.title.text() == "اگلی باریاں"
