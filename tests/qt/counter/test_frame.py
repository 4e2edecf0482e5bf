"""The frame holds in both languages: nothing pushes the window off a low screen, everything has a name, Tab gets on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from drc_desktop.counter.model import Step
from drc_desktop.counter.ports import OutboxFigures
from drc_desktop.counter.view import SMALLEST
from drc_desktop.desk import people
from tests.qt.counter.room import NEW_MOBILE, Room

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform
Key = Qt.Key
STATES = ("free", "nobody", "triage", "read", "refused", "survey", "roster", "check")


def walk(room: Room, state: str) -> None:
    """Bring a counter into a state, with long names and every lamp unhappy."""
    if state != "nobody":
        room.issue()
        room.issue()
    room.start()
    if state in ("free", "nobody"):
        return
    room.call()
    if state == "refused":
        room.scan("38403-12")
    if state in ("triage", "refused"):
        return
    room.scan()
    room.sign("+33")
    if state == "read":
        return
    room.press(Key.Key_Return)
    form = room.survey().form
    if state == "roster":
        form.go_page(1)
    if state == "check":
        form.show_check()


@pytest.mark.parametrize("size", [SMALLEST, (1366, 768), (1920, 1080)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_fits(
    tmp_path: Path,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    state: str,
    language: str,
    size: tuple[int, int],
) -> None:
    monkeypatch.setattr(people, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    room = Room(tmp_path, qapp, language)
    try:
        room.operator = "Muhammad Abdul Rehman Khan Niazi"
        room.outbox = replace(OutboxFigures(), refused=128, waiting=240, refused_reason="bad_signature")
        walk(room, state)
        window = room.shown
        window.resize(*size)
        room.presenter.link(False)
        QApplication.processEvents()
        assert (window.width(), window.height()) == size
        wanted = window.layout().minimumSize()
        assert wanted.width() <= SMALLEST[0]
        assert window.body.height() >= size[1] - window.band.height() - window.keys.height() - 80
        overflowing = [
            f"{one.objectName() or type(one).__name__}: {one.mapTo(window, one.rect().topLeft())} {one.size()}"
            for one in window.findChildren(QWidget)
            if one.isVisibleTo(window) and sticks_out(one, window)
        ]
        assert not overflowing
        assert not squeezed(window)
    finally:
        room.close()


def sticks_out(widget: QWidget, window: QWidget) -> bool:
    """Whether a painted or written part of band, rails, triage or key bar lies outside its own parent."""
    parent = widget.parentWidget()
    if parent is None or parent is window or not isinstance(widget, QAbstractButton | QLabel):
        return False
    if any(isinstance(up, QWidget) and up.metaObject().className() == "FormView" for up in ancestors(widget)):
        return False
    return not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry())


def ancestors(widget: QWidget) -> list[QWidget]:
    found, step = [], widget.parentWidget()
    while step is not None:
        found.append(step)
        step = step.parentWidget()
    return found


def squeezed(window: QWidget) -> list[str]:
    """Wrapped words that have less height than they need."""
    return [
        f"{label.text()!r} {label.height()} < {label.heightForWidth(label.width())}"
        for label in window.findChildren(QLabel)
        if label.isVisibleTo(window) and label.wordWrap() and label.height() < label.heightForWidth(label.width())
    ]


@pytest.mark.parametrize("state", STATES)
def test_whatever_takes_the_focus_has_a_name(room: Room, state: str) -> None:
    walk(room, state)
    window = room.shown
    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in window.findChildren(QWidget)
        if widget.isVisibleTo(window)
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and isinstance(widget, QAbstractButton | QLineEdit | QPlainTextEdit)
        and not widget.accessibleName()
    ]
    assert not nameless
    unnamed = [
        type(widget).__name__
        for widget in window.findChildren(QAbstractButton)
        if widget.isVisibleTo(window) and widget.isEnabled() and not widget.objectName()
    ]
    assert not unnamed


@pytest.mark.parametrize("state", ["free", "read", "survey"])
def test_tab_reaches_every_button_and_never_sticks(room: Room, state: str) -> None:
    walk(room, state)
    seen: list[str] = []
    for _ in range(200):
        seen.append(room.focus())
        room.press(Key.Key_Tab)
        if room.focus() == seen[0]:
            break
    assert room.focus() == seen[0], "Tab never came round"
    window = room.shown
    wanted = {
        button.objectName()
        for button in window.keys.findChildren(QAbstractButton)
        if button.isVisible() and button.isEnabled()
    }
    assert wanted <= set(seen)


def test_another_language_leaves_no_word_behind(room: Room) -> None:
    room.issue()
    room.start()
    english = shown_words(room)
    room.press(Key.Key_F12)
    assert room.shown.layoutDirection() is Qt.LayoutDirection.RightToLeft
    urdu = shown_words(room)
    assert not {word for word in english & urdu if any(letter.isalpha() for letter in word)} - NAMES
    room.call()
    room.scan("1")
    assert "ہندسے" in room.shown.triage.who.fault.text()
    room.press(*[Key.Key_Backspace] * 3)
    room.scan()
    room.sign("+")
    room.press(Key.Key_Return)
    assert room.survey().language == "ur"
    room.press(Key.Key_F12)
    assert room.survey().language == "en"
    assert room.shown.layoutDirection() is Qt.LayoutDirection.RightToLeft, "F12 is the questions' language now"


NAMES = {"Nosheen", "A001"}


def shown_words(room: Room) -> set[str]:
    window = room.shown
    texts = [label.text() for label in window.findChildren(QLabel) if label.isVisibleTo(window)]
    texts += [
        button.text()
        for button in window.findChildren(QAbstractButton)
        if button.isVisibleTo(window) and button.objectName() != "key.language"
    ]
    return {text for text in texts if text}


def test_the_language_of_the_questions_outlives_a_visit(short: Room) -> None:
    room = short
    room.begin()
    room.press(Key.Key_F12)
    assert room.survey().language == "ur"
    room.fill(NEW_MOBILE)
    room.finish()
    assert room.presenter.step is Step.FREE
    assert room.shown.survey_language() == "Urdu (ur)"
