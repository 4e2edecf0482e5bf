"""Shapes that name a place: twelve counters (shape + colour + number) and three queues (shape + letter)."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from drc_desktop.domain.visit import Service
from drc_desktop.kit.theme import TOKENS, Role, Theme

COUNTER_COLORS = (
    "#5CB8F0",
    "#F2A03D",
    "#3CCB94",
    "#F29AC4",
    "#B9A5F7",
    "#E9DCC3",
    "#FF9F94",
    "#86DDE0",
    "#C3DE72",
    "#D9B48F",
    "#A9C6F5",
    "#E3B4E8",
)
COUNTER_SHAPES = (
    "circle",
    "square",
    "triangle",
    "diamond",
    "star",
    "drop",
    "plus",
    "heart",
    "house",
    "arch",
    "flower",
    "leaf",
)
QUEUE_SHAPES = {Service.NEW_SURVEY: "hexagon", Service.ROSTER_UPDATE: "pill", Service.PRIORITY: "shield"}
QUEUE_ICONS = {
    Service.NEW_SURVEY: "new_survey",
    Service.ROSTER_UPDATE: "roster_update",
    Service.PRIORITY: "priority",
}

_NUMBER_DROP = {"triangle": 0.16, "star": 0.03, "drop": 0.10, "house": 0.08, "heart": -0.05}


def _polygon(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    path.closeSubpath()
    return path


def _star() -> QPainterPath:
    points = []
    for at in range(10):
        radius = 0.5 if at % 2 == 0 else 0.26
        angle = -math.pi / 2 + at * math.pi / 5
        points.append((0.5 + radius * math.cos(angle), 0.53 + radius * math.sin(angle)))
    return _polygon(*points)


def _curves(start: tuple[float, float], *curves: tuple[float, float, float, float, float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*start))
    for curve in curves:
        path.cubicTo(*curve)
    path.closeSubpath()
    return path


def _arch() -> QPainterPath:
    path = QPainterPath(QPointF(0.08, 0.98))
    path.lineTo(0.08, 0.45)
    path.cubicTo(0.08, 0.2, 0.27, 0.02, 0.5, 0.02)
    path.cubicTo(0.73, 0.02, 0.92, 0.2, 0.92, 0.45)
    path.lineTo(0.92, 0.98)
    path.closeSubpath()
    return path


def _flower() -> QPainterPath:
    path = QPainterPath()
    for x, y in ((0.28, 0.28), (0.72, 0.28), (0.28, 0.72), (0.72, 0.72)):
        petal = QPainterPath()
        petal.addEllipse(QPointF(x, y), 0.27, 0.27)
        path = path.united(petal)
    middle = QPainterPath()
    middle.addRect(0.28, 0.28, 0.44, 0.44)
    return path.united(middle)


def _unit(shape: str) -> QPainterPath:
    path = QPainterPath()
    if shape == "circle":
        path.addEllipse(0.0, 0.0, 1.0, 1.0)
    elif shape == "square":
        path.addRoundedRect(QRectF(0.02, 0.02, 0.96, 0.96), 0.04, 0.04)
    elif shape == "pill":
        path.addRoundedRect(QRectF(0.0, 0.18, 1.0, 0.64), 0.32, 0.32)
    else:
        return _DRAWN[shape]()
    return path


_DRAWN: dict[str, Callable[[], QPainterPath]] = {
    "triangle": lambda: _polygon((0.5, 0.02), (1.0, 0.96), (0.0, 0.96)),
    "diamond": lambda: _polygon((0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)),
    "star": _star,
    "drop": lambda: _curves(
        (0.5, 0.0),
        (0.62, 0.2, 0.92, 0.38, 0.92, 0.62),
        (0.92, 0.84, 0.74, 1.0, 0.5, 1.0),
        (0.26, 1.0, 0.08, 0.84, 0.08, 0.62),
        (0.08, 0.38, 0.38, 0.2, 0.5, 0.0),
    ),
    "plus": lambda: _polygon(
        (0.24, 0.0),
        (0.76, 0.0),
        (0.76, 0.24),
        (1.0, 0.24),
        (1.0, 0.76),
        (0.76, 0.76),
        (0.76, 1.0),
        (0.24, 1.0),
        (0.24, 0.76),
        (0.0, 0.76),
        (0.0, 0.24),
        (0.24, 0.24),
    ),
    "heart": lambda: _curves(
        (0.5, 0.97),
        (0.3, 0.8, 0.0, 0.6, 0.0, 0.32),
        (0.0, 0.1, 0.17, 0.03, 0.27, 0.03),
        (0.38, 0.03, 0.46, 0.1, 0.5, 0.2),
        (0.54, 0.1, 0.62, 0.03, 0.73, 0.03),
        (0.83, 0.03, 1.0, 0.1, 1.0, 0.32),
        (1.0, 0.6, 0.7, 0.8, 0.5, 0.97),
    ),
    "house": lambda: _polygon(
        (0.5, 0.0), (1.0, 0.42), (0.88, 0.42), (0.88, 0.98), (0.12, 0.98), (0.12, 0.42), (0.0, 0.42)
    ),
    "arch": _arch,
    "flower": _flower,
    "leaf": lambda: _curves((0.02, 0.02), (0.6, 0.02, 0.98, 0.3, 0.98, 0.98), (0.4, 0.98, 0.02, 0.7, 0.02, 0.02)),
    "hexagon": lambda: _polygon((0.25, 0.07), (0.75, 0.07), (1.0, 0.5), (0.75, 0.93), (0.25, 0.93), (0.0, 0.5)),
    "shield": lambda: _curves(
        (0.06, 0.04),
        (0.35, 0.08, 0.65, 0.08, 0.94, 0.04),
        (0.94, 0.5, 0.92, 0.8, 0.5, 1.0),
        (0.08, 0.8, 0.06, 0.5, 0.06, 0.04),
    ),
}


def shape_path(shape: str, rect: QRectF) -> QPainterPath:
    """The outline of a shape in `rect`. Raises `KeyError` for an unknown shape."""
    return QTransform(rect.width(), 0, 0, rect.height(), rect.x(), rect.y()).map(_unit(shape))


def counter_color(counter: int) -> QColor:
    """The light fill of a counter; an ink number is readable on it, and it is readable on navy."""
    return QColor(COUNTER_COLORS[(counter - 1) % len(COUNTER_COLORS)])


def counter_path(counter: int, rect: QRectF) -> QPainterPath:
    """The outline of a counter's shape; counters above twelve begin again with the first shape."""
    return shape_path(COUNTER_SHAPES[(counter - 1) % len(COUNTER_SHAPES)], rect)


def paint_counter(
    painter: QPainter, rect: QRectF, counter: int, *, outline: str = TOKENS.ink, number: bool = True
) -> None:
    """The desk sign: coloured shape, thin rim, the number in ink."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(outline), max(1.25, rect.width() / 32)) if outline else Qt.PenStyle.NoPen)
    painter.setBrush(counter_color(counter))
    painter.drawPath(counter_path(counter, rect))
    if number:
        name = COUNTER_SHAPES[(counter - 1) % len(COUNTER_SHAPES)]
        scale = 0.52 if name in ("circle", "square", "arch", "flower", "leaf") else 0.46
        drop = _NUMBER_DROP.get(name, 0.0) * rect.height()
        _paint_cap(painter, rect.translated(0, drop), str(counter), scale * rect.height(), TOKENS.ink)
    painter.restore()


def paint_queue(painter: QPainter, rect: QRectF, service: Service, letter: str, tint: str = TOKENS.ink) -> None:
    """The queue's solid shape with its letter in white."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tint))
    painter.drawPath(shape_path(QUEUE_SHAPES[service], rect))
    _paint_cap(painter, rect, letter, 0.42 * rect.height(), TOKENS.white)
    painter.restore()


def _paint_cap(painter: QPainter, rect: QRectF, text: str, size: float, tint: str) -> None:
    """Text with its capital letters exactly in the middle of `rect`; `size` is the font's pixel size."""
    font = QFont(Theme.now().font(Role.FIGURE))
    font.setPixelSize(max(6, round(size)))
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(QColor(tint))
    x = rect.center().x() - metrics.horizontalAdvance(text) / 2
    painter.drawText(QPointF(x, rect.center().y() + metrics.capHeight() / 2), text)
