"""The stick's place on the Site tab: a button, how far it is, an end to it, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from drc_desktop.kit.bars import Rule
from drc_desktop.kit.buttons import KeyButton
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role as Face
from drc_desktop.supervisor.presenter import Supervisor

MOST_LINES = 3
"""What may be said before 'safe to remove': a fault, what to do about it, what was carried."""


class StickPart(QWidget):
    """Hidden where this window carries nothing. `choose` asks which folder the stick is; '' for none."""

    def __init__(self, presenter: Supervisor, choose: Callable[[QWidget, str], str] | None = None) -> None:
        super().__init__()
        self._words, self._stick = presenter.ports.words, presenter.stick
        self._choose = choose or (lambda parent, title: QFileDialog.getExistingDirectory(parent, title))
        self.carry, self.cancel = KeyButton("site.stick", "sync", height=40), KeyButton("site.stick.cancel", height=40)
        self.carry.clicked.connect(self._carry)
        self.cancel.clicked.connect(self._stick.cancel)
        self.bar, self.safe = QProgressBar(), Label(Face.STRONG, wrap=True)
        self.lines = [Label(Face.BODY, wrap=True) for _ in range(MOST_LINES)]
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.carry, self.cancel):
            buttons.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (Rule(), *self.lines, self.safe, self.bar):
            column.addWidget(part)
        column.addLayout(buttons)
        self._stick.listen(self.refresh)

    def retranslate(self) -> None:
        """Fixed words."""
        self.carry.set_text(self._words.text("site-stick"))
        self.cancel.set_text(self._words.text("site-stick-cancel"))
        self.bar.setAccessibleName(self._words.text("site-stick"))
        self.refresh()

    def refresh(self) -> None:
        """How far it is now."""
        stick = self._stick
        under_way = stick.far is not None
        self.setVisible(stick.offered)
        self.carry.setVisible(not under_way)
        self.cancel.setVisible(under_way)
        self.bar.setVisible(under_way)
        self.bar.setValue(stick.share)
        *about, last = [stick.words(), ""] if under_way else stick.said or [""]
        for label, words in zip(
            (*self.lines, self.safe), (*about, *[""] * (MOST_LINES - len(about)), last), strict=True
        ):
            label.setText(words)
            label.setVisible(bool(words))

    def _carry(self) -> None:
        chosen = self._choose(self, self._words.text("site-stick-choose"))
        if chosen:
            self._stick.begin(Path(chosen))
