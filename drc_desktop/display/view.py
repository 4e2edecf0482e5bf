"""The display window: one painted widget, full screen on the second monitor, read-only and keyless."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from drc_desktop.kit.board import DisplayModel
from drc_desktop.kit.board_painter import BoardPainter, Room
from drc_desktop.kit.dates import hour

FLASHES = 3
_FRAME_MS = 250


class DisplayWindow(QWidget):
    """Draws what the presenter shows. `painted` keeps when each call id was first on screen (monotonic seconds);
    `first_painted` carries the id then.
    """

    first_painted = Signal(int)

    def __init__(self, room: Room, tick: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("display")
        self.setWindowTitle(room.english.text("display-title"))
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(1920, 1080)
        self._room = room
        self._model: DisplayModel | None = None
        self._drawn: tuple[object, ...] = ()
        self.painted: dict[int, float] = {}
        timer = QTimer(self)
        timer.timeout.connect(tick)
        timer.timeout.connect(self._redraw_if_other)
        timer.start(_FRAME_MS)

    def name_site(self, english: str, urdu: str) -> None:
        """The site answered: its name stands on the board."""
        self._room = replace(self._room, site_en=english, site_ur=urdu)
        self.update()

    def show_model(self, model: DisplayModel) -> None:
        """Take the next frame; an unchanged one costs nothing."""
        fresh = self._model is None or model.hero != self._model.hero
        self._model = model
        if fresh and model.hero is not None and not model.stale:
            self.setAccessibleName(f"{model.hero.token} {model.hero.counter}")
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleName()))
        self._redraw_if_other()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F11, Qt.Key.Key_Escape):
            self.showNormal() if self.isFullScreen() else self.showFullScreen()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._model is None:
            return
        painter = QPainter(self)
        BoardPainter(painter, self._room).paint(QRectF(self.rect()), self._model, self._clock(), self._inverted())
        painter.end()
        hero = self._model.hero
        if hero is not None and not self._model.stale and hero.call_id not in self.painted:
            self.painted[hero.call_id] = time.monotonic()
            self.first_painted.emit(hero.call_id)

    def _redraw_if_other(self) -> None:
        now = (self._model, self._clock(), self._inverted())
        if now != self._drawn:
            self._drawn = now
            self.update()

    @staticmethod
    def _clock() -> str:
        return hour(time.time())

    def _inverted(self) -> bool:
        """Three flashes at 1 Hz after a call came up; slow enough for photosensitive people (WCAG 2.3.1)."""
        if self._model is None or self._model.hero is None or self._model.stale:
            return False
        since = time.monotonic() - self._model.hero_since
        return 0 <= since < FLASHES and since % 1.0 < 0.5
