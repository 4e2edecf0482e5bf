"""Below the counters: a field for the phone of whoever wishes to be told that the turn is near."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from drc_desktop.kit.bars import Panel
from drc_desktop.supervisor.presenter.near_turn import NearTurnPresenter

WIDTH = 320
LONGEST = 16


class NearTurnView(Panel):
    """Hidden where messages are off. The number leaves the field with Enter and is shown nowhere again."""

    def __init__(self, presenter: NearTurnPresenter) -> None:
        super().__init__(margins=(16, 6, 16, 6), spacing=0)
        self.setFixedWidth(WIDTH)
        self._presenter = presenter
        self.field = QLineEdit()
        self.field.setObjectName("near.mobile")
        self.field.setFixedHeight(36)
        self.field.setMaxLength(LONGEST)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers | Qt.InputMethodHint.ImhSensitiveData)
        self.field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.field.returnPressed.connect(self._give)
        self.column.addWidget(self.field)
        presenter.listen(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Whom a message would go to, or that it is noted."""
        self.setVisible(self._presenter.offered)
        self.field.setPlaceholderText(self._presenter.words())
        self.field.setAccessibleName(self._presenter.words())

    def _give(self) -> None:
        if self.field.text().strip():
            self._presenter.give(self.field.text())
            self.field.clear()
