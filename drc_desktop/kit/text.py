"""Text on screen: labels that follow the theme, and drawing helpers that know both directions."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QTextLayout, QTextLine, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from drc_desktop.kit.theme import TYPES, Role, Theme, color

LRI, PDI = "\u2066", "\u2069"


def ltr(text: str) -> str:
    """`text` as a left-to-right island inside Urdu: numbers, masks, times, key names."""
    return f"{LRI}{text}{PDI}"


def text_width(text: str, role: Role) -> int:
    """Natural width in px of one line, with the air that Nastaliq's last stroke needs."""
    theme = Theme.now()
    width = QFontMetricsF(theme.font(role)).horizontalAdvance(text)
    air = 10 if theme.rtl and TYPES[role].nastaliq else 1
    return round(width) + air


def overhang(text: str, role: Role) -> int:
    """How many px the ink of Nastaliq leans out over the start of its line, as the stroke of a first kaf does."""
    theme = Theme.now()
    if not (theme.rtl and TYPES[role].nastaliq):
        return 0
    font, ink = theme.font(role), QPainterPath()
    ink.addText(0, 0, font, text)  # the metrics' own boxes leave out the second stroke of a gaf
    leans = ink.boundingRect().right() - QFontMetricsF(font).horizontalAdvance(text)
    return math.ceil(leans) + 1 if leans > 0 else 0  # one for its soft edge


def draw(
    painter: QPainter,
    rect: QRectF,
    text: str,
    role: Role = Role.BODY,
    tint: str = "ink",
    *,
    rtl: bool = False,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeading,
    elide: bool = False,
    rise: float = 0,
) -> None:
    """One line in the middle of `rect`, at its start side unless told otherwise. Nastaliq is never cut or elided.

    `rise` moves Nastaliq down (up if negative) where its box is shared.
    """
    theme = Theme.now()
    font = theme.font(role)
    painter.setFont(font)
    painter.setPen(color(tint))
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    nastaliq = theme.rtl and TYPES[role].nastaliq
    if elide and not nastaliq:
        text = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 1)
    if nastaliq:
        flags = int(align | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip)
        painter.drawText(rect.translated(0, rise), flags, text)
        return
    # one baseline in both languages: capitals and digits stand in the middle, whatever the Urdu face wants
    metrics = QFontMetricsF(font)
    spare = rect.width() - metrics.horizontalAdvance(text)
    at_end = bool(align & (Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignRight))
    if align & Qt.AlignmentFlag.AlignHCenter:
        spare /= 2
    elif at_end == (rtl and not align & Qt.AlignmentFlag.AlignAbsolute):
        spare = 0
    painter.drawText(QPointF(rect.left() + spare, rect.center().y() + metrics.capHeight() / 2), text)


class Label(QLabel):
    """A QLabel of one role and tone. In Urdu it keeps the line box of its role, so nothing is cut and rows stay put.

    `boxes` fixes the line box (English, Urdu) in px where a line has less room than its role would take. Wrapped text
    steps by the line box as well: the Urdu faces ask for far more than they need.
    """

    def __init__(
        self,
        role: Role = Role.BODY,
        tone: str = "ink",
        *,
        wrap: bool = False,
        name: str = "",
        boxes: tuple[int, int] | None = None,
        rise: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.role, self._tone = role, ""
        self._boxes, self._rise = boxes, rise
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setSizePolicy(
            QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Minimum,
            QSizePolicy.Policy.Minimum if wrap else QSizePolicy.Policy.Fixed,
        )
        if name:
            self.setObjectName(name)
        self.set_tone(tone)
        self._retheme()

    def set_tone(self, tone: str) -> None:
        """Colour by token."""
        if tone != self._tone:
            self._tone = tone
            self.update()

    def set_role(self, role: Role) -> None:
        """Another kind of text."""
        self.role = role
        self._retheme()

    @property
    def _step(self) -> int:
        theme = Theme.now()
        return self._boxes[theme.rtl] if self._boxes else theme.box(self.role)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retheme()
        super().changeEvent(event)

    def _retheme(self) -> None:
        self.setFont(Theme.now().font(self.role))
        if not self.wordWrap():
            self.setFixedHeight(self._step)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = text_width(self.text(), self.role) + 2
        if not self.wordWrap():
            return QSize(width + overhang(self.text(), self.role), self._step)
        wide = min(width, 320)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(40 if self.wordWrap() else 0, self._step)

    def hasHeightForWidth(self) -> bool:
        return self.wordWrap()

    def heightForWidth(self, width: int) -> int:
        return self._step * max(1, len(self._lines(width)[1]))

    def _lines(self, width: int) -> tuple[QTextLayout, list[QTextLine]]:
        layout = QTextLayout(self.text(), Theme.now().font(self.role))
        option = QTextOption()
        rtl = self.isRightToLeft()
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        lines = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            lines.append(line)
        layout.endLayout()
        return layout, lines

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rtl = QPainter(self), self.isRightToLeft()
        tone = self._tone if self.isEnabled() else "disabled"
        if self.wordWrap():
            self._paint_lines(painter, tone)
            return
        align = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        place = QRectF(self.rect())
        if rtl:
            place.adjust(0, 0, -overhang(self.text(), self.role), 0)
        draw(painter, place, self.text(), self.role, tone, rtl=rtl, align=align, elide=True, rise=self._rise)

    def _paint_lines(self, painter: QPainter, tone: str) -> None:
        painter.setPen(color(tone))
        metrics, step = QFontMetricsF(self.font()), self._step
        layout, lines = self._lines(self.width())
        top = (self.height() - step * len(lines)) / 2
        for at, line in enumerate(lines):
            baseline = top + at * step + step / 2 + metrics.capHeight() / 2
            line.draw(painter, QPointF(0, baseline - line.ascent()))
        del layout
