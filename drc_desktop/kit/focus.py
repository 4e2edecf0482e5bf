"""The focus ring: yellow outside the focused widget, ink outside that, painted over whatever has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from drc_desktop.kit.theme import color

YELLOW = 3
AIR = 4
"""Px that every focusable widget needs round it, so that the ring has a place."""
OWN_RING = "ownFocusRing"
"""Set this property on a widget that paints its own ring (or needs none); it holds for everything inside it."""


class FocusRing(QWidget):
    """One for a window: follows the focus inside it. Create it last, with the window as parent."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("focusring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._watched: list[QWidget] = []
        self.target: QWidget | None = None
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._moved)
        self._moved(None, application.focusWidget())

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        for widget in self._watched:
            widget.removeEventFilter(self)
        self._watched = []
        self.target = now if now is not None and self._wants(now) else None
        step = self.target
        while step is not None and step is not self._window:
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()
        self._place()

    def _wants(self, widget: QWidget) -> bool:
        if widget.window() is not self._window.window():
            return False
        step: QWidget | None = widget
        while step is not None:
            if step.property(OWN_RING):
                return False
            step = step.parentWidget()
        return widget is not self._window and widget.focusPolicy() != Qt.FocusPolicy.NoFocus

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._place()
        return False

    def _place(self) -> None:
        target, window = self.target, self._window
        if target is None or not target.isVisible():
            self.hide()
            return
        inside = QRect(target.mapTo(window, QPoint(0, 0)), target.size())
        self.setGeometry(inside.adjusted(-AIR, -AIR, AIR, AIR))
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        painter.setPen(QPen(color("ink"), 1))
        painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        painter.setPen(QPen(color("called"), YELLOW))
        middle = 1 + YELLOW / 2
        painter.drawRoundedRect(whole.adjusted(middle, middle, -middle, -middle), 5, 5)
