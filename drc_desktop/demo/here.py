"""Hands in this very process: the benchmark and the tests press keys in a form that is on screen here."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from drc_desktop.app.eyes import question
from survey_forms.qt.view import FormView


class HandsHere:
    """The `Keyboard` of an interview. `blocks`: milliseconds that each key took the window's thread until all that
    waited on it was done and painted; `pressed` is called after each key.
    """

    who = "this process"

    def __init__(self, form: FormView, pressed: Callable[[], None] = lambda: None) -> None:
        self._form, self._pressed = form, pressed
        self.blocks: list[float] = []

    def key(self, key: str, *modifiers: str) -> float:
        """Press a key by its Qt name; the monotonic time before."""
        mods = Qt.KeyboardModifier.AltModifier if "alt" in modifiers else Qt.KeyboardModifier.NoModifier
        began = time.monotonic()
        self._press(lambda: QTest.keyClick(self._focused(), getattr(Qt.Key, f"Key_{key}"), mods))
        return began

    def type(self, text: str) -> float:
        """Type a text; milliseconds of all of it."""
        before = len(self.blocks)
        for letter in text:
            self._press(lambda letter=letter: QTest.keyClicks(self._focused(), letter))  # type: ignore[misc]
        return sum(self.blocks[before:])

    def focus(self) -> str:
        """Name of the focused field."""
        return self._focused().objectName()

    def probe(self, _name: str) -> Any:
        """What is asked now."""
        return question(self._form)

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self._form

    def _press(self, press: Callable[[], object]) -> None:
        began = time.perf_counter()
        press()
        QApplication.processEvents()
        self.blocks.append((time.perf_counter() - began) * 1000)
        self._pressed()
