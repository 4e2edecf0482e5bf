"""Small signs as the counter draws them: key caps that are read first, and ticks heavy enough beside bold words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from drc_desktop.kit import marks
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.theme import Role, Theme, color

CAP = 22
STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "tick": [[(4.5, 12.8), (9.6, 17.8), (19.5, 6.8)]],
    "cross": [[(6, 6), (18, 18)], [(18, 6), (6, 18)]],
    "minus": [[(4.5, 12), (19.5, 12)]],
}
"""Lines on a 24 grid."""
WEIGHT = 2.7


def sign(painter: QPainter, rect: QRectF, name: str, tint: str) -> None:
    """A tick, cross or dash in a square; an empty name is the 'look at this' triangle."""
    if not name:
        marks.paint(painter, rect, Mark.LOOK)
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 24, rect.height() / 24)
    pen = QPen(color(tint), WEIGHT)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line in STROKES[name]:
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line]))
    painter.restore()


def _cap_font() -> QFont:
    font = QFont(Theme.now().font(Role.KEY))
    font.setBold(True)
    return font


def cap_width(key: str) -> float:
    """Width of a key cap in px."""
    return max(24.0, QFontMetricsF(_cap_font()).horizontalAdvance(key) + 12)


def key_cap(
    painter: QPainter,
    rect: QRectF,
    key: str,
    *,
    live: bool = True,
    tint: str = "ink",
    ground: str = "window",
    rim: str = "border",
) -> None:
    """The name of a key, bold in a filled frame; dimmed where the key does nothing now."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color(rim if live else "divider"), 1))
    painter.setBrush(color(ground))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setFont(_cap_font())
    painter.setPen(color(tint if live else "disabled"))
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), key)
    painter.restore()
