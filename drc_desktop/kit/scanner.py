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

    A scan is a run of at least `SHORTEST` characters, faster than fingers (`PAUSE_MS` between two), ended by CR, LF or
    a pause: some scanners send no end. Outside text fields characters are held back until it is clear whether a scan
    follows: a pause or any other key hands fewer out as single keys. Inside a text field they are typed as ever; a scan
    is taken out of the field again. A `CnicField` reads scans that end in Enter by itself. A key that is held down
    repeats as fast as a scanner types, and is none.
    """

    scanned = Signal(str)
    typed = Signal(str)

    SHORTEST = 10
    PAUSE_MS = 50
    LATE_MS = 300

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._run = ""
        self._last = self._paused = 0.0
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
            if self._late_end():
                return True
            if len(self._run) >= self.SHORTEST:
                self._timer.stop()
                run, self._run = self._run, ""
                self.scanned.emit(run)
                return True
            self._hand_out()
            return False
        if event.isAutoRepeat():
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
        fast = now - self._last <= self.PAUSE_MS / 1000 and not event.isAutoRepeat()
        self._last = now
        self._timer.stop()
        if event.key() in _ENTER:
            run, self._run = self._run, ""
            if self._late_end():
                return True
            return fast and self._take_out(field, run)
        character = event.text()
        if character and character.isprintable():
            self._run = self._run + character if fast else character
            if len(self._run) >= self.SHORTEST:
                self._timer.start()
        return False

    def _take_out(self, field: QLineEdit, run: str) -> bool:
        """A scan that was typed into a field: the field gets back what it had."""
        if len(run) < self.SHORTEST or not field.text().endswith(run):
            return False
        field.setText(field.text()[: -len(run)])
        self.scanned.emit(run)
        return True

    def _late_end(self) -> bool:
        """The Enter of a slow scanner, whose scan was taken at the pause before it: it must not confirm anything."""
        late = time.monotonic() - self._paused <= self.LATE_MS / 1000
        self._paused = 0.0
        return late

    def _hand_out(self) -> None:
        """A pause, or another key. A long run was a scan without an end; anything less were single keys."""
        self._timer.stop()
        run, self._run = self._run, ""
        field = self._watched
        if isinstance(field, QLineEdit) and not isinstance(field, CnicField) and not field.isReadOnly():
            if self._take_out(field, run):
                self._paused = time.monotonic()
            return
        if len(run) >= self.SHORTEST:
            self._paused = time.monotonic()
            self.scanned.emit(run)
            return
        for character in run:
            self.typed.emit(character)
