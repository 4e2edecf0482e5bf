"""A small question with numbered answers over the window: park, transfer, another type, reprint. Digits answer it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from drc_desktop.kit.buttons import KeyButton
from drc_desktop.kit.focus import FocusRing
from drc_desktop.kit.ports import Texts
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role


@dataclass(frozen=True, slots=True)
class Question:
    """One step: its words and the answers as (value, words). After an answer in `last` nothing more is asked."""

    words: str
    answers: tuple[tuple[str, str], ...]
    last: frozenset[str] = frozenset()


class Chooser(QDialog):
    """Asks one question after the other; `chosen` gets the values. Esc goes back and changes nothing."""

    def __init__(
        self,
        parent: QWidget,
        words: Texts,
        title: str,
        questions: list[Question],
        chosen: Callable[[list[str]], None],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("chooser")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        self._behind, self._words, self._questions, self._chosen = parent, words, questions, chosen
        self._values: list[str] = []
        self._buttons: list[KeyButton] = []
        heading = Label(Role.HEAD)
        heading.setText(title)
        self._asked = Label(Role.STRONG, "muted", name="chooser.question")
        self._answers = QVBoxLayout()
        self._answers.setSpacing(8)
        back = KeyButton("chooser.back", key="Esc", height=40)
        back.set_text(words.text("counter-cancel"))
        back.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(back)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addWidget(self._asked)
        column.addLayout(self._answers)
        column.addSpacing(8)
        column.addLayout(foot)
        self._ring = FocusRing(self)
        self._ask()

    def _ask(self) -> None:
        question = self._questions[len(self._values)]
        self._asked.setText(question.words)
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        for number, (value, words) in enumerate(question.answers, 1):
            button = KeyButton(f"chooser.{value}", key=str(number), height=44)
            button.set_text(words)
            button.clicked.connect(lambda _checked=False, value=value: self._answer(value))
            self._answers.addWidget(button)
            self._buttons.append(button)
        self._buttons[0].setFocus()

    def _answer(self, value: str) -> None:
        last = value in self._questions[len(self._values)].last
        self._values.append(value)
        if len(self._values) < len(self._questions) and not last:
            self._ask()
            return
        self.accept()
        self._chosen(self._values)

    def done(self, result: int) -> None:
        """Keys belong to the window behind it again."""
        super().done(result)
        self._behind.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = event.text()
        if len(pressed) == 1 and pressed.isdecimal() and 1 <= int(pressed) <= len(self._buttons):
            self._buttons[int(pressed) - 1].click()
            return
        super().keyPressEvent(event)
