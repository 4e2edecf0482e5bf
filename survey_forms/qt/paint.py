"""Painted parts that every control shares: frames, focus ring, key caps, badges, signed lines."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QWidget

from survey_forms.qt.style import AIR, Style
from survey_forms.qt.typeset import draw_text, text_width

RADIUS = 4.0


def placed(widget: QWidget, rect: QRect) -> QRect:
    """A rect given from the start side, mirrored in a right-to-left widget."""
    return QStyle.visualRect(widget.layoutDirection(), widget.rect(), rect)


def mirrored_in(outer: QRect, rect: QRect, rtl: bool) -> QRect:
    """A rect given from the start side of `outer`, mirrored inside it when `rtl`."""
    if not rtl:
        return rect
    return QRect(outer.left() + outer.right() - rect.right(), rect.top(), rect.width(), rect.height())


def is_rtl(widget: QWidget) -> bool:
    """Whether the widget is laid out from right to left."""
    return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft


def frame(
    painter: QPainter,
    rect: QRect,
    fill: QColor,
    line: QColor,
    width: float = 1.0,
    *,
    dashed: bool = False,
    radius: float = RADIUS,
) -> None:
    """A rounded box whose line lies inside `rect`. Filled paths: a stroked one takes Qt twenty times as long."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if dashed:
        pen = QPen(line, width)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(fill)
        half = width / 2
        painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius)
    elif fill.alpha() == 255:
        painter.fillPath(_rounded(rect, 0, radius + width / 2), line)
        painter.fillPath(_rounded(rect, width, radius - width / 2), fill)
    else:
        _ring(painter, rect, 0, width, radius, line)
    painter.restore()


def _rounded(rect: QRect, inset: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    box, radius = QRectF(rect).adjusted(inset, inset, -inset, -inset), max(0.0, radius)
    path.addRoundedRect(box, radius, radius)
    return path


def _ring(painter: QPainter, rect: QRect, inset: float, width: float, radius: float, line: QColor) -> None:
    """A line `width` px wide from `inset` px inside `rect` inwards; `radius` is that of its middle."""
    path = _rounded(rect, inset, radius + width / 2)
    path.addPath(_rounded(rect, inset + width, radius - width / 2))
    painter.fillPath(path, line)  # odd-even: the inner path is a hole


def focus_ring(painter: QPainter, style: Style, rect: QRect) -> None:
    """3 px yellow outside `rect` and the 2 px ink line inside it that carries the contrast."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _ring(painter, rect, -3, 3, RADIUS + 2, style.color("focus"))
    _ring(painter, rect, 0, 2, RADIUS, style.color("ink"))
    painter.restore()


def field_frame(
    painter: QPainter, style: Style, rect: QRect, *, focus: bool, state: str = "", readonly: bool = False
) -> None:
    """The box of a typed field; `state` is '', 'wrong' or 'look'."""
    line = {"wrong": style.color("error"), "look": style.color("warn")}.get(state, style.color("border"))
    fill = style.color("sunken") if readonly else style.color("panel")
    frame(painter, rect, fill, line, 2 if state else 1)
    if focus:
        focus_ring(painter, style, rect)


def cap(
    painter: QPainter,
    style: Style,
    rect: QRect,
    text: str,
    *,
    square: bool = False,
    chosen: bool = False,
    tick: bool = False,
) -> None:
    """The digit of an option: a ring (one answer) or a square (several), filled when chosen."""
    fill = style.color("primary") if chosen else style.color("sunken")
    line = style.color("primary") if chosen else style.color("border")
    frame(painter, rect, fill, line, 1, radius=3 if square else rect.height() / 2)
    ink = style.color("panel") if chosen else style.color("ink")
    if tick:
        style.sign(painter, QRectF(rect).adjusted(7, 7, -7, -7), "tick", ink, False)
        return
    draw_text(painter, style, QRectF(rect), text, "cap", ink, align="center")


def key_width(style: Style, text: str) -> int:
    """Width of a drawn key cap such as 'Enter'."""
    return max(24, int(text_width(style, "key", text)) + 14)


def key(painter: QPainter, style: Style, rect: QRect, text: str, on_dark: bool = False) -> None:
    """A drawn key of the keyboard."""
    fill = QColor(0, 0, 0, 0) if on_dark else style.color("sunken")
    line = style.color("panel") if on_dark else style.color("border")
    frame(painter, rect, fill, line, 1, radius=3)
    ink = style.color("panel") if on_dark else style.color("ink")
    draw_text(painter, style, QRectF(rect), text, "key", ink, align="center")


def badge(painter: QPainter, style: Style, rect: QRect, text: str, current: bool) -> None:
    """The number of a question: outlined, filled black while the question has the focus."""
    fill = style.color("ink") if current else style.color("window")
    frame(painter, rect, fill, style.color("ink") if current else style.color("border"), 1, radius=3)
    ink = style.color("panel") if current else style.color("muted")
    draw_text(painter, style, QRectF(rect), text, "body-bold", ink, align="center")


def visual(widget: QWidget) -> QRect:
    """The widget's rect without the air around it."""
    return widget.rect().adjusted(AIR, AIR, -AIR, -AIR)
