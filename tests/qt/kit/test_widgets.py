"""Fields, undo bar, scanner, sign-in: what they do with keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from drc_desktop.demo.pictures.centre import PIN, Centre, centre
from drc_desktop.demo.pictures.console import TODAY
from drc_desktop.desk import people
from drc_desktop.desk.contract import Role, SignedIn
from drc_desktop.kit import bars
from drc_desktop.kit.bars import MessageBar, UndoBar
from drc_desktop.kit.fields import CnicField
from drc_desktop.kit.ports import CurrentWords, ImmediateTasks
from drc_desktop.kit.scanner import ScanCatcher
from drc_desktop.kit.signin_presenter import SignIn
from drc_desktop.kit.signin_window import SignInWindow
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role as Type
from drc_desktop.kit.theme import Theme

CNIC = "3840312344172"
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform


@pytest.fixture(autouse=True)
def themed(qapp: QApplication) -> None:
    Theme.apply(qapp, "en")


def test_a_number_is_grouped_while_it_is_typed(qtbot: QtBot) -> None:
    field = CnicField("field")
    qtbot.addWidget(field)
    QTest.keyClicks(field, CNIC[:7])
    assert field.text() == "38403-12"
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert field.text() == "38403"
    QTest.keyClicks(field, CNIC[5:])
    assert field.text() == "38403-1234417-2"


def test_a_digit_put_into_the_middle_goes_where_the_cursor_is(qtbot: QtBot) -> None:
    field = CnicField("field")
    qtbot.addWidget(field)
    QTest.keyClicks(field, "384031")
    field.setCursorPosition(2)
    QTest.keyClicks(field, "99")
    assert field.text() == "38994-031"
    assert field.cursorPosition() == 4


def test_a_masked_number_leaves_the_widget(qtbot: QtBot) -> None:
    field, got = CnicField("field"), []
    qtbot.addWidget(field)
    field.submitted.connect(got.append)
    QTest.keyClicks(field, CNIC)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert got == ["38403-1234417-2"]
    field.show_masked("•••••-•••4417-2")
    assert "38403" not in field.text()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(got) == 1, "a mask is never submitted"
    QTest.keyClicks(field, "1")
    assert field.text() == "1", "typing begins the next number"


def test_a_wrong_text_is_marked_and_keeps_its_bold_digits(qtbot: QtBot) -> None:
    field = CnicField("field")
    qtbot.addWidget(field)
    QTest.keyClicks(field, "12345")
    field.set_wrong(True)
    assert field.text() == "12345"
    assert field.property("wrong") == "true"
    assert field.font().bold()
    field.begin()
    assert not field.property("wrong")


def test_undo_bar_offers_for_a_while_and_only_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    bar, undone = UndoBar(), []
    qtbot.addWidget(bar)
    bar.undone.connect(undone.append)
    bar.show()
    bar.offer("C046 marked no-show", 17, "no_show", "Undo")
    bar.undo()
    bar.undo()
    assert undone == [17]
    assert bar.isHidden()
    assert bars.UNDO_MS == 8000
    bar._timer.setInterval(1)
    bar.offer("C047 parked", 18, "park", "Undo")
    qtbot.waitUntil(bar.isHidden)
    bar.undo()
    assert undone == [17], "the offer is over"


def test_a_message_stays_until_it_is_cleared(qtbot: QtBot) -> None:
    bar, tried = MessageBar("message"), []
    qtbot.addWidget(bar)
    bar.say("The site service does not answer.", action="Try again", then=lambda: tried.append(1))
    bar.action.click()
    assert tried == [1]
    assert bar.text() == "The site service does not answer."
    bar.say("")
    assert bar.isHidden()


class Desk(QWidget):
    """A window with a button and a text field."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        self.button, self.field = QPushButton("button"), QLineEdit()
        column.addWidget(self.button)
        column.addWidget(self.field)
        self.catcher = ScanCatcher(self)
        self.story: list[str] = []
        self.catcher.scanned.connect(lambda raw: self.story.append(f"scan {raw}"))
        self.catcher.typed.connect(lambda key: self.story.append(f"key {key}"))


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    window = Desk()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    window.button.setFocus()
    qtbot.waitUntil(window.button.hasFocus)
    return window


def test_a_long_run_with_enter_is_one_scan(desk: Desk) -> None:
    QTest.keyClicks(desk.button, CNIC)
    QTest.keyClick(desk.button, Qt.Key.Key_Return)
    assert desk.story == [f"scan {CNIC}"]


def test_short_runs_are_keys_whatever_ends_them(desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClicks(desk.button, "18")
    QTest.keyClick(desk.button, Qt.Key.Key_F5)
    assert desk.story == []
    QTest.keyClick(desk.button, Qt.Key.Key_Return)
    assert desk.story == ["key 1", "key 8"]
    QTest.keyClicks(desk.button, "/")
    qtbot.waitUntil(lambda: desk.story[-1] == "key /")


def test_a_scan_into_another_text_field_is_taken_out_again(desk: Desk) -> None:
    desk.field.setFocus()
    QTest.keyClicks(desk.field, "ali ")
    desk.catcher._last = 0.0
    QTest.keyClicks(desk.field, CNIC)
    QTest.keyClick(desk.field, Qt.Key.Key_Return)
    assert desk.story == [f"scan {CNIC}"]
    assert desk.field.text() == "ali "


def test_typing_into_a_text_field_is_left_alone(desk: Desk) -> None:
    desk.field.setFocus()
    QTest.keyClicks(desk.field, "a12")
    QTest.keyClick(desk.field, Qt.Key.Key_Return)
    assert desk.story == []
    assert desk.field.text() == "a12"


def test_a_scanner_that_sends_no_end_is_heard_at_its_pause(desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClicks(desk.button, CNIC)
    qtbot.waitUntil(lambda: desk.story == [f"scan {CNIC}"])


def test_a_scan_without_end_never_stays_in_the_wrong_field(desk: Desk, qtbot: QtBot) -> None:
    desk.field.setFocus()
    QTest.keyClicks(desk.field, "ali ")
    desk.catcher._last = 0.0
    QTest.keyClicks(desk.field, CNIC)
    qtbot.waitUntil(lambda: desk.story == [f"scan {CNIC}"])
    assert desk.field.text() == "ali "


def test_the_late_end_of_a_slow_scanner_confirms_nothing(desk: Desk, qtbot: QtBot) -> None:
    pressed: list[int] = []
    desk.button.clicked.connect(lambda: pressed.append(1))
    desk.catcher.LATE_MS = 60_000  # type: ignore[misc]
    QTest.keyClicks(desk.button, CNIC)
    qtbot.waitUntil(lambda: desk.story == [f"scan {CNIC}"])
    desk.button.setAutoDefault(True)
    QTest.keyClick(desk.button, Qt.Key.Key_Return)
    assert pressed == []
    QTest.keyClick(desk.button, Qt.Key.Key_Return)
    assert desk.story == [f"scan {CNIC}"]


def test_a_key_that_is_held_down_is_no_scan(desk: Desk, qapp: QApplication) -> None:
    desk.field.setFocus()
    for _ in range(30):
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_7, Qt.KeyboardModifier.NoModifier, "7", True)
        qapp.sendEvent(desk.field, key)
    QTest.keyClick(desk.field, Qt.Key.Key_Return)
    assert (desk.story, desk.field.text()) == ([], "7" * 30)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    monkeypatch.setattr(people, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    with centre() as found:
        yield found


@pytest.fixture
def sign_in(qtbot: QtBot, made: Centre) -> tuple[SignInWindow, list[SignedIn]]:
    arrived: list[SignedIn] = []
    roles = frozenset({Role.SUPERVISOR, Role.DEO})
    presenter = SignIn(made.desk, ImmediateTasks(), CurrentWords("en"), "pc-9", roles, arrived.append)
    window = SignInWindow(presenter, made.clock, lambda: TODAY)
    window.show_site(made.desk.site())
    qtbot.addWidget(window)
    presenter.start()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.view.pin.hasFocus)
    return window, arrived


def test_sign_in_by_keys_alone(sign_in: tuple[SignInWindow, list[SignedIn]]) -> None:
    window, arrived = sign_in
    pin = window.view.pin
    QTest.keyClick(pin, Qt.Key.Key_Down)
    assert window.view.name.text() == "Sadia"
    QTest.keyClicks(pin, PIN)
    QTest.keyClick(pin, Qt.Key.Key_Return)
    assert [(one.name, one.actor.role) for one in arrived] == [("Sadia", Role.DEO)]


def test_a_wrong_pin_is_said_and_forgotten(sign_in: tuple[SignInWindow, list[SignedIn]]) -> None:
    window, arrived = sign_in
    QTest.keyClicks(window.view.pin, "111111")
    QTest.keyClick(window.view.pin, Qt.Key.Key_Return)
    assert not arrived
    assert "not right" in window.view.fault.text()
    QTest.keyClicks(window.view.pin, "12")
    QTest.keyClick(window.view.pin, Qt.Key.Key_Return)
    assert "6 digits" in window.view.fault.text()
    QTest.keyClick(window.view.pin, Qt.Key.Key_Escape)
    QTest.keyClicks(window.view.pin, PIN)
    QTest.keyClick(window.view.pin, Qt.Key.Key_Return)
    assert [one.name for one in arrived] == ["Rashida"]


def test_digits_of_one_person_do_not_pass_to_another(sign_in: tuple[SignInWindow, list[SignedIn]]) -> None:
    window, _arrived = sign_in
    QTest.keyClicks(window.view.pin, PIN[:3])
    QTest.keyClick(window.view.pin, Qt.Key.Key_Down)
    assert window.view.presenter.pin == ""


def test_sign_in_speaks_urdu_at_once(sign_in: tuple[SignInWindow, list[SignedIn]]) -> None:
    window, _arrived = sign_in
    QTest.keyClick(window.view.pin, Qt.Key.Key_F12)
    assert window.view.title.text().startswith("کون")
    assert window.top.site.text() == "رجسٹریشن سنٹر، سرگودھا 2"


@pytest.mark.parametrize("words", ["کون سائن اِن کر رہا ہے؟", "گھرانہ", "سروے"])
def test_a_first_letter_that_leans_out_is_not_cut(qtbot: QtBot, qapp: QApplication, words: str) -> None:
    """The stroke of a first kaf stands over what the font counts as the width of the line."""
    Theme.apply(qapp, "ur")
    label = Label(Type.PAGE, boxes=(40, 56))
    qtbot.addWidget(label)
    label.setText(words)
    label.resize(label.sizeHint())
    label.show()
    picture = label.grab().toImage()
    ground = picture.pixel(0, 0)
    edges = [picture.pixel(x, y) for x in (0, picture.width() - 1) for y in range(picture.height())]
    assert set(edges) == {ground}, "ink touches the edge"
