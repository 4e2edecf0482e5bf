"""State marks: one small drawn sign for each state, the same in table, chip, lamp and card."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from drc_desktop.kit import icons
from drc_desktop.kit.theme import color


class Mark(StrEnum):
    """Each state of a visit, counter, slip or lamp that has a sign of its own."""

    WAITING = "waiting"
    OVER = "over"
    FAR_OVER = "far-over"
    CALLED = "called"
    SERVING = "serving"
    FREE = "free"
    LONG = "long"
    BREAK = "break"
    PARKED = "parked"
    NO_SHOW = "no-show"
    CLOSED = "closed"
    GOOD = "good"
    LOOK = "look"
    BAD = "bad"
    BUSY = "busy"


TONES = {
    Mark.WAITING: "muted",
    Mark.OVER: "error",
    Mark.FAR_OVER: "error",
    Mark.CALLED: "ink",
    Mark.SERVING: "primary",
    Mark.FREE: "ok",
    Mark.LONG: "warn",
    Mark.BREAK: "muted",
    Mark.PARKED: "muted",
    Mark.NO_SHOW: "muted",
    Mark.CLOSED: "muted",
    Mark.GOOD: "ok",
    Mark.LOOK: "warn",
    Mark.BAD: "error",
    Mark.BUSY: "primary",
}
"""The colour of a mark and of the word beside it; colour never stands alone."""


def paint(painter: QPainter, rect: QRectF, mark: Mark, tint: str = "") -> None:
    """Draw a mark into a square of about 16 px."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _PAINTERS[mark](painter, rect, tint or TONES[mark])
    painter.restore()


def _line(painter: QPainter, rect: QRectF, tint: str, width: float = 0.1) -> None:
    pen = QPen(color(tint), max(1.4, rect.width() * width))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _solid(painter: QPainter, tint: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color(tint))


def _inset(rect: QRectF, share: float) -> QRectF:
    step = rect.width() * share
    return rect.adjusted(step, step, -step, -step)


def _points(rect: QRectF, *points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(rect.x() + x * rect.width(), rect.y() + y * rect.height()) for x, y in points])


def _waiting(painter: QPainter, rect: QRectF, tint: str) -> None:
    _line(painter, rect, tint)
    painter.drawEllipse(_inset(rect, 0.12))


def _triangle(rect: QRectF) -> QPolygonF:
    return _points(rect, (0.5, 0.1), (0.95, 0.88), (0.05, 0.88))


def _over(painter: QPainter, rect: QRectF, tint: str) -> None:
    _line(painter, rect, tint)
    painter.drawPolygon(_triangle(rect))


def _filled_triangle(painter: QPainter, rect: QRectF, tint: str) -> None:
    _solid(painter, tint)
    painter.drawPolygon(_triangle(_inset(rect, -0.04)))
    _line(painter, rect, "white", 0.11)
    painter.drawPolyline(_points(rect, (0.5, 0.42), (0.5, 0.6)))
    painter.drawPoint(_points(rect, (0.5, 0.76)).at(0))


def _called(painter: QPainter, rect: QRectF, tint: str) -> None:
    painter.setPen(QPen(color("ink"), max(1.4, rect.width() * 0.1)))
    painter.setBrush(color("called"))
    painter.drawRoundedRect(_inset(rect, 0.06), 2, 2)
    _solid(painter, "ink")
    painter.drawPolygon(
        _points(
            rect,
            (0.5, 0.22),
            (0.6, 0.28),
            (0.68, 0.42),
            (0.69, 0.6),
            (0.78, 0.7),
            (0.22, 0.7),
            (0.31, 0.6),
            (0.32, 0.42),
            (0.4, 0.28),
        )
    )
    painter.drawEllipse(_points(rect, (0.5, 0.76)).at(0), rect.width() * 0.07, rect.width() * 0.06)


def _serving(painter: QPainter, rect: QRectF, tint: str) -> None:
    _solid(painter, tint)
    painter.drawEllipse(_inset(rect, 0.03))
    _solid(painter, "white")
    painter.drawPolygon(_points(rect, (0.39, 0.28), (0.75, 0.5), (0.39, 0.72)))


def _free(painter: QPainter, rect: QRectF, tint: str) -> None:
    _line(painter, rect, tint, 0.12)
    painter.drawEllipse(_inset(rect, 0.08))
    _solid(painter, tint)
    painter.drawEllipse(_inset(rect, 0.34))


def _break(painter: QPainter, rect: QRectF, tint: str) -> None:
    _solid(painter, tint)
    painter.drawRoundedRect(_inset(rect, 0.04), 2, 2)
    _bars(painter, rect, "white")


def _bars(painter: QPainter, rect: QRectF, tint: str) -> None:
    _line(painter, rect, tint, 0.11)
    for x in (0.38, 0.62):
        painter.drawPolyline(_points(rect, (x, 0.32), (x, 0.68)))


def _parked(painter: QPainter, rect: QRectF, tint: str) -> None:
    _closed(painter, rect, tint)
    _bars(painter, rect, tint)


def _no_show(painter: QPainter, rect: QRectF, tint: str) -> None:
    _waiting(painter, rect, tint)
    painter.drawPolyline(_points(rect, (0.24, 0.76), (0.76, 0.24)))


def _closed(painter: QPainter, rect: QRectF, tint: str) -> None:
    _line(painter, rect, tint)
    painter.drawRect(_inset(rect, 0.1))


def _good(painter: QPainter, rect: QRectF, tint: str) -> None:
    _solid(painter, tint)
    painter.drawEllipse(_inset(rect, 0.02))
    _line(painter, rect, "white", 0.12)
    painter.drawPolyline(_points(rect, (0.29, 0.52), (0.44, 0.67), (0.72, 0.36)))


def _bad(painter: QPainter, rect: QRectF, tint: str) -> None:
    _solid(painter, tint)
    painter.drawPolygon(_points(rect, (0.3, 0), (0.7, 0), (1, 0.3), (1, 0.7), (0.7, 1), (0.3, 1), (0, 0.7), (0, 0.3)))
    _line(painter, rect, "white", 0.12)
    painter.drawPolyline(_points(rect, (0.33, 0.33), (0.67, 0.67)))
    painter.drawPolyline(_points(rect, (0.67, 0.33), (0.33, 0.67)))


def _busy(painter: QPainter, rect: QRectF, tint: str) -> None:
    icons.paint(painter, rect, "sync", tint)


_PAINTERS: dict[Mark, Callable[[QPainter, QRectF, str], None]] = {
    Mark.WAITING: _waiting,
    Mark.OVER: _over,
    Mark.FAR_OVER: _filled_triangle,
    Mark.CALLED: _called,
    Mark.SERVING: _serving,
    Mark.FREE: _free,
    Mark.LONG: _filled_triangle,
    Mark.BREAK: _break,
    Mark.PARKED: _parked,
    Mark.NO_SHOW: _no_show,
    Mark.CLOSED: _closed,
    Mark.GOOD: _good,
    Mark.LOOK: _filled_triangle,
    Mark.BAD: _bad,
    Mark.BUSY: _busy,
}
