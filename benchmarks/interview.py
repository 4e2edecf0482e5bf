"""A whole interview in this process: each key until everything that waited on it is done and painted."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.figures import Row, single, spread, timed
from drc_desktop.app.eyes import question
from drc_desktop.demo.interview import Answers, Interview
from drc_desktop.domain.draft import OperationKind
from drc_desktop.domain.people import Plan, households
from drc_desktop.domain.people_answers import survey_answers, surveyed_members
from survey_forms.qt.view import FormView

TODAY = date(2026, 11, 20)
FAMILIES = 60
_ALT = Qt.KeyboardModifier.AltModifier


class Hands:
    """Presses keys in the form on screen. `blocks`: milliseconds that the window's thread was taken by each key."""

    who = "the benchmark"

    def __init__(self, app: QApplication, form: FormView) -> None:
        self._app, self._form = app, form
        self.blocks: list[float] = []

    def key(self, key: str, *modifiers: str) -> float:
        """Press a key by its Qt name."""
        mods = _ALT if "alt" in modifiers else Qt.KeyboardModifier.NoModifier
        self._press(lambda: QTest.keyClick(self._focused(), getattr(Qt.Key, f"Key_{key}"), mods))
        return 0.0

    def type(self, text: str) -> float:
        """Type a text; milliseconds of all of it."""
        before = len(self.blocks)
        for letter in text:
            self._press(lambda letter=letter: QTest.keyClicks(self._focused(), letter))
        return sum(self.blocks[before:])

    def focus(self) -> str:
        """Name of the focused field."""
        return self._focused().objectName()

    def probe(self, _name: str) -> Any:
        """What is asked now."""
        return question(self._form)

    def _focused(self) -> Any:
        return QApplication.focusWidget() or self._form

    def _press(self, press: Any) -> None:
        def pressed() -> None:
            press()
            self._app.processEvents()

        self.blocks.append(timed(pressed))


def interview(app: QApplication, form: FormView) -> list[Row]:
    """The largest synthetic family is asked everything: the longest block of the window, and the keys it took."""
    family = max(households(Plan(11, TODAY), FAMILIES), key=lambda one: len(surveyed_members(one)))
    operations = survey_answers(family, TODAY)
    hands = Hands(app, form)
    asked = Interview(hands, Answers.of(operations), [])
    if not asked.fill():
        raise RuntimeError("the check of answers was not reached")
    characters = sum(len(one.value) for one in operations if one.kind is OperationKind.SET)
    about = {"members": len(surveyed_members(family)), "questions": asked.given, "characters": characters}
    most = 1.5 * characters + asked.given
    return [
        spread("gui_block", hands.blocks, {"max": 50.0}, **about),
        single("keys_per_interview", len(hands.blocks), "keys", 1, most, **about),
    ]
