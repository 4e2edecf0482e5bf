"""The small drawn signs of a form: tick, cross, triangle, chevrons, scan frame, plus, minus, open ring."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

#: Points are fractions of the sign's square.
_LINES: dict[str, list[list[tuple[float, float]]]] = {
    "tick": [[(0.14, 0.53), (0.39, 0.78), (0.88, 0.24)]],
    "cross": [[(0.18, 0.18), (0.82, 0.82)], [(0.82, 0.18), (0.18, 0.82)]],
    "plus": [[(0.5, 0.14), (0.5, 0.86)], [(0.14, 0.5), (0.86, 0.5)]],
    "minus": [[(0.14, 0.5), (0.86, 0.5)]],
    "down": [[(0.18, 0.34), (0.5, 0.66), (0.82, 0.34)]],
    "up": [[(0.18, 0.66), (0.5, 0.34), (0.82, 0.66)]],
    "forward": [[(0.36, 0.18), (0.66, 0.5), (0.36, 0.82)]],
}
#: Signs that point along the line of reading and are turned in a right-to-left page.
_TURNED = {"forward"}


def _lines(painter: QPainter, rect: QRectF, name: str, color: QColor) -> None:
    pen = QPen(color, max(1.6, rect.width() * 0.125))
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line in _LINES[name]:
        points = [QPointF(rect.x() + x * rect.width(), rect.y() + y * rect.height()) for x, y in line]
        painter.drawPolyline(QPolygonF(points))


def _triangle(painter: QPainter, rect: QRectF, color: QColor) -> None:
    pen = QPen(color, 1.8)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    box = rect.adjusted(1, 2, -1, -2)
    painter.drawPolygon(QPolygonF([QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()]))
    middle = box.center().x()
    painter.drawLine(QPointF(middle, box.top() + box.height() * 0.38), QPointF(middle, box.top() + box.height() * 0.66))
    painter.drawPoint(QPointF(middle, box.top() + box.height() * 0.82))


def _scan(painter: QPainter, rect: QRectF, color: QColor) -> None:
    painter.setPen(QPen(color, 2))
    corner = rect.width() * 0.26
    for across, down, dx, dy in ((0, 0, 1, 1), (1, 0, -1, 1), (0, 1, 1, -1), (1, 1, -1, -1)):
        at = QPointF(rect.x() + across * rect.width(), rect.y() + down * rect.height())
        painter.drawPolyline(
            QPolygonF([at + QPointF(dx * corner, 0), at, at + QPointF(0, dy * corner)]),
        )
    for place, width in ((0.26, 2.0), (0.42, 1.2), (0.56, 2.4), (0.74, 1.4)):
        painter.setPen(QPen(color, width))
        x = rect.x() + place * rect.width()
        painter.drawLine(QPointF(x, rect.y() + 0.24 * rect.height()), QPointF(x, rect.y() + 0.76 * rect.height()))


def _ring(painter: QPainter, rect: QRectF, color: QColor) -> None:
    painter.setPen(QPen(color, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(rect.adjusted(3, 3, -3, -3))


def _clip(painter: QPainter, rect: QRectF, color: QColor) -> None:
    painter.setPen(QPen(color, 1.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath()
    box = rect.adjusted(rect.width() * 0.2, 1, -rect.width() * 0.2, -1)
    path.addRoundedRect(box, 2, 2)
    painter.drawPath(path)
    for place in (0.35, 0.55, 0.75):
        y = box.y() + box.height() * place
        painter.drawLine(QPointF(box.left() + 3, y), QPointF(box.right() - 3, y))


_SHAPES: dict[str, Callable[[QPainter, QRectF, QColor], None]] = {
    "triangle": _triangle,
    "scan": _scan,
    "ring": _ring,
    "file": _clip,
}
NAMES = frozenset(_LINES) | frozenset(_SHAPES)


def draw(painter: QPainter, rect: QRectF, name: str, color: QColor, mirrored: bool = False) -> None:
    """Draw the sign `name` (one of NAMES) into `rect`; `mirrored` turns those that follow the reading line."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mirrored and name in _TURNED:
        painter.translate(2 * rect.center().x(), 0)
        painter.scale(-1, 1)
    if name in _LINES:
        _lines(painter, rect, name, color)
    else:
        _SHAPES[name](painter, rect, color)
    painter.restore()
