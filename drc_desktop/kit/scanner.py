"""A scanner in keyboard mode: told from a typist, and its text brought to one place wherever the focus is."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from drc_desktop.kit.fields import CnicField

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class ScanCatcher(QObject):
    """Follows the focus inside a window or one page of it. `scanned` carries a whole scan, `typed` a single character.

    A scan is a run of at least `SHORTEST` characters ended by CR or LF. Outside text fields characters are held back
    until it is clear whether a scan follows: a pause of `PAUSE_MS` or any other key hands them out as single keys.
    Inside a text field they are typed as ever; only a run faster than fingers (`PAUSE_MS` between two) that ends in
    Enter is taken out of the field again. A `CnicField` reads scans by itself.
    """

    scanned = Signal(str)
    typed = Signal(str)

    SHORTEST = 10
    PAUSE_MS = 50

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._run = ""
        self._last = 0.0
        self._watched: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(self.PAUSE_MS)
        self._timer.timeout.connect(self._hand_out)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)
        window.installEventFilter(self)
        self._follow(None, application.focusWidget())

    @property
    def waits(self) -> bool:
        """Whether characters are held back until it is clear what they are."""
        return self._timer.isActive()

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._watched is not None and self._watched is not self._window:
            self._watched.removeEventFilter(self)
        if isinstance(self._watched, QLineEdit):
            self._run = ""  # what was typed there stays there: no key elsewhere may bring it back
        inside = now is not None and (now is self._window or self._window.isAncestorOf(now))
        self._watched = now if inside else None
        if self._watched is not None and self._watched is not self._window:
            self._watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is self._window and self._watched is not None:
            return False  # it came up from the focused widget, where it was seen already
        if isinstance(self._watched, CnicField):
            return False
        if isinstance(self._watched, QLineEdit) and not self._watched.isReadOnly():
            return self._in_field(self._watched, event)
        return self._elsewhere(event)

    def _elsewhere(self, event: QKeyEvent) -> bool:
        character = event.text()
        if event.key() in _ENTER:
            if len(self._run) >= self.SHORTEST:
                self._timer.stop()
                run, self._run = self._run, ""
                self.scanned.emit(run)
                return True
            self._hand_out()
            return False
        plain = not event.modifiers() & _CHORD
        if plain and character.isprintable() and character and (character != " " or self._run):
            self._run += character
            self._timer.start()
            return True
        if character:
            self._hand_out()
        return False

    def _in_field(self, field: QLineEdit, event: QKeyEvent) -> bool:
        now = time.monotonic()
        fast = now - self._last <= self.PAUSE_MS / 1000
        self._last = now
        if event.key() in _ENTER:
            run, self._run = self._run, ""
            if fast and len(run) >= self.SHORTEST and field.text().endswith(run):
                field.setText(field.text()[: -len(run)])
                self.scanned.emit(run)
                return True
            return False
        character = event.text()
        if character and character.isprintable():
            self._run = self._run + character if fast else character
        return False

    def _hand_out(self) -> None:
        """No scan: what was held back were single keys."""
        self._timer.stop()
        run, self._run = self._run, ""
        for character in run:
            self.typed.emit(character)
