"""A form view that is driven by keys alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from survey_forms.engine import Clock, FormSession, load_form
from survey_forms.qt.codes import codes_of
from survey_forms.qt.style import default_style
from survey_forms.qt.table import RosterTable
from survey_forms.qt.view import FormView

ROOT = Path(__file__).resolve().parents[3]
CONTROLS = ROOT / "tests" / "forms" / "controls.xml"
CLOCK = Clock.fixed(datetime(2026, 11, 22, 10, 0), "Asia/Karachi")


class Typist:
    """Presses keys on whatever has the focus, as a hand on a keyboard would, and counts them."""

    def __init__(self, view: FormView) -> None:
        self.view = view
        self.keys = 0

    @property
    def session(self) -> FormSession:
        return self.view.session

    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the focus"
        return widget

    def at(self) -> str:
        return self.focus().objectName()

    def press(self, *keys: Qt.Key, mods: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            self.keys += 1
            QTest.keyClick(self.focus(), key, mods)

    def alt(self, key: Qt.Key) -> None:
        self.press(key, mods=Qt.KeyboardModifier.AltModifier)

    def type(self, text: str) -> None:
        """Letter by letter, each to the widget that has the focus then."""
        for char in text:
            self.keys += 1
            if char.isascii():
                QTest.keyClick(self.focus(), char)
            else:
                QTest.sendKeyEvent(
                    QTest.KeyAction.Click, self.focus(), Qt.Key.Key_unknown, char, Qt.KeyboardModifier.NoModifier
                )

    def enter(self, text: str = "") -> None:
        self.type(text)
        self.press(Qt.Key.Key_Return)

    def value(self, ref: str) -> str:
        return self.session.node(ref).value


def keys_for(hand: Typist, ref: str, wanted: str) -> str:
    """What an operator types for a value: the code of a choice, day month year, the start of a name."""
    item, node = hand.session.item(ref), hand.session.node(ref)
    if node.choices is not None:
        codes = dict(zip([choice.value for choice in node.choices], codes_of(node.choices), strict=True))
        if "autocomplete" in item.appearance:
            return next(choice.label for choice in node.choices if choice.value == wanted)
        return ".".join(codes[value] for value in wanted.split(" "))
    if item.type == "date":
        year, month, day = wanted.split("-")
        return day + month + year
    return wanted


def fill(hand: Typist, want: Callable[[str], str], at_table: Callable[[Typist], None]) -> dict[str, str]:
    """Answer whatever field has the focus, then Enter, until the check of answers; returns ref -> value wanted."""
    given: dict[str, str] = {}
    for _ in range(2000):
        ref = hand.at()
        if ref == "check-list":
            return given
        if isinstance(hand.focus(), RosterTable):
            at_table(hand)
            continue
        given[ref] = want(ref)
        if not given[ref] and "cnic" in hand.session.item(ref).appearance:
            hand.type("0")
            continue
        hand.type(keys_for(hand, ref, given[ref]) if given[ref] else "")
        for _part in range(3):  # the boxes of a date are one question
            if hand.at().startswith(ref + "#") and hand.at().rpartition("#")[2] != "year":
                hand.press(Qt.Key.Key_Return)
        hand.press(Qt.Key.Key_Return)
    raise AssertionError(f"the check of answers was never reached; last at {hand.at()}")


@pytest.fixture(name="fill")
def _fill() -> Callable[..., dict[str, str]]:
    return fill


@pytest.fixture
def open_form(qtbot: QtBot) -> Callable[..., Typist]:
    """Open a form file on a shown window and hand over the keyboard."""

    def opened(
        path: Path = CONTROLS,
        language: str = "English (en)",
        width: int = 1094,
        at: str = "",
        resources: Mapping[str, Path] = {},
        **style: bool,
    ) -> Typist:
        session = load_form(path).start(language=language, clock=CLOCK, resources=resources)
        look = replace(default_style("ur" if "ur" in language else "en"), **style)
        view = FormView(session, look, at=at)
        qtbot.addWidget(view)
        view.resize(width, 640)
        with qtbot.waitActive(view):
            view.show()
            view.activateWindow()
        return Typist(view)

    return opened
