"""Outlines that tell queues and counters apart without reading, as paths inside a box (dots)."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from token_printer.slip import CounterShape, QueueShape


def _polygon(box: QRectF, points: list[tuple[float, float]]) -> QPainterPath:
    """A closed path through points given as fractions of the box."""
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in points]))
    path.closeSubpath()
    return path


def _hexagon(box: QRectF) -> QPainterPath:
    return _polygon(box, [(0.24, 0.06), (0.76, 0.06), (1, 0.5), (0.76, 0.94), (0.24, 0.94), (0, 0.5)])


def _pill(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(box, box.height() / 2, box.height() / 2)
    return path


def _shield(box: QRectF) -> QPainterPath:
    x, y, w, h = box.x(), box.y(), box.width(), box.height()
    path = QPainterPath(QPointF(x + w * 0.5, y))
    path.lineTo(x + w * 0.94, y + h * 0.14)
    path.lineTo(x + w * 0.94, y + h * 0.52)
    path.cubicTo(x + w * 0.94, y + h * 0.78, x + w * 0.72, y + h * 0.93, x + w * 0.5, y + h)
    path.cubicTo(x + w * 0.28, y + h * 0.93, x + w * 0.06, y + h * 0.78, x + w * 0.06, y + h * 0.52)
    path.lineTo(x + w * 0.06, y + h * 0.14)
    path.closeSubpath()
    return path


def _circle(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(box)
    return path


def _star(box: QRectF) -> QPainterPath:
    points = []
    for index in range(10):
        radius = 0.5 if index % 2 == 0 else 0.21
        angle = math.pi * (index / 5 - 0.5)
        points.append((0.5 + radius * math.cos(angle), 0.52 + radius * math.sin(angle)))
    return _polygon(box, points)


def _drop(box: QRectF) -> QPainterPath:
    x, y, w, h = box.x(), box.y(), box.width(), box.height()
    path = QPainterPath(QPointF(x + w * 0.5, y))
    path.cubicTo(x + w * 0.6, y + h * 0.22, x + w * 0.9, y + h * 0.42, x + w * 0.9, y + h * 0.64)
    path.cubicTo(x + w * 0.9, y + h * 1.12, x + w * 0.1, y + h * 1.12, x + w * 0.1, y + h * 0.64)
    path.cubicTo(x + w * 0.1, y + h * 0.42, x + w * 0.4, y + h * 0.22, x + w * 0.5, y)
    path.closeSubpath()
    return path


_PATHS: dict[QueueShape | CounterShape, Callable[[QRectF], QPainterPath]] = {
    QueueShape.HEXAGON: _hexagon,
    QueueShape.PILL: _pill,
    QueueShape.SHIELD: _shield,
    CounterShape.CIRCLE: _circle,
    CounterShape.SQUARE: lambda box: _polygon(box, [(0, 0), (1, 0), (1, 1), (0, 1)]),
    CounterShape.TRIANGLE: lambda box: _polygon(box, [(0.5, 0.03), (1, 0.97), (0, 0.97)]),
    CounterShape.DIAMOND: lambda box: _polygon(box, [(0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)]),
    CounterShape.STAR: _star,
    CounterShape.DROP: _drop,
}


def width_of(shape: QueueShape, height: float) -> float:
    """Width (dots) of a queue's shape of that height: the pill is longer than high."""
    return height * 1.42 if shape is QueueShape.PILL else height


def path_of(shape: QueueShape | CounterShape, box: QRectF) -> QPainterPath:
    """The outline inside `box`."""
    return _PATHS[shape](box)
