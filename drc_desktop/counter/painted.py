"""A widget that paints itself from the start side, whatever the language."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from drc_desktop.kit.theme import Role, Theme, color

WRAPPED = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)


class Painted(QWidget):
    """Places are given from the start side."""

    def at(self, x: float, y: float, width: float, height: float) -> QRectF:
        """A place on its true side."""
        return QRectF(self.width() - x - width if self.isRightToLeft() else x, y, width, height)

    def wrapped(self, painter: QPainter, rect: QRectF, said: str, role: Role, tint: str) -> None:
        """Words over as many lines as they need, in the middle of `rect`. Not for Nastaliq."""
        painter.setFont(Theme.now().font(role))
        painter.setPen(color(tint))
        painter.setLayoutDirection(self.layoutDirection())
        painter.drawText(rect, WRAPPED, said)
