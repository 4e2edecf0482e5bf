"""F1: all keys of a window in one overlay over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from drc_desktop.kit.bars import Panel
from drc_desktop.kit.buttons import KeyButton, KeyCap
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role, color


class KeysOverlay(QWidget):
    """Covers its window; Esc, F1 or its button close it and give the focus back."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("keys")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._window = window
        self._before: QWidget | None = None
        self.title = Label(Role.PAGE, boxes=(40, 56))
        self.close_button = KeyButton("keys.close", "cross", "Esc")
        self.close_button.clicked.connect(self.dismiss)
        self.panel = Panel(margins=(32, 16, 32, 24), spacing=8)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(10)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.close_button)
        self.panel.column.addLayout(head)
        self.panel.column.addLayout(self._grid)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(self.panel, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self._lines: list[tuple[str, str]] = []
        window.installEventFilter(self)
        self.hide()

    def show_keys(self, title: str, close: str, lines: list[tuple[str, str]]) -> None:
        """Title and pairs of key and meaning."""
        self.title.setText(title)
        self.close_button.set_text(close)
        if lines == self._lines:
            return
        self._lines = lines
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for at, (key, words) in enumerate(lines):
            label = Label(Role.BODY)
            label.setText(words)
            self._grid.addWidget(KeyCap(key), at, 0)
            self._grid.addWidget(label, at, 1)

    def toggle(self, before: QWidget | None) -> None:
        """Open over the window, or close; `before` gets the focus back."""
        if self.isVisible():
            self.dismiss()
            return
        self._before = before
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.close_button.setFocus()

    def dismiss(self) -> None:
        """Close."""
        self.hide()
        if self._before is not None:
            self._before.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            self.dismiss()

    def paintEvent(self, event: QPaintEvent) -> None:
        veil = color("bar")
        veil.setAlpha(150)
        QPainter(self).fillRect(self.rect(), veil)
