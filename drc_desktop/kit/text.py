"""Text on screen: labels that follow the theme, and drawing helpers that know both directions."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
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

    `boxes` fixes the line box (English, Urdu) in px where a line has less room than its role would take.
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
        policy = QSizePolicy(
            QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Minimum,
            QSizePolicy.Policy.Minimum if wrap else QSizePolicy.Policy.Fixed,
        )
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        if name:
            self.setObjectName(name)
        self.set_tone(tone)
        self._retheme()

    def set_tone(self, tone: str) -> None:
        """Colour by token."""
        if tone == self._tone:
            return
        self._tone = tone
        palette = self.palette()
        palette.setColor(self.foregroundRole(), color(tone))
        self.setPalette(palette)

    def set_role(self, role: Role) -> None:
        """Another kind of text."""
        self.role = role
        self._retheme()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retheme()
        super().changeEvent(event)

    def _retheme(self) -> None:
        theme = Theme.now()
        self.setFont(theme.font(self.role))
        nastaliq = theme.rtl and TYPES[self.role].nastaliq
        air = 5 if nastaliq else 0
        self.setContentsMargins(air if not self.isRightToLeft() else 0, 0, air if self.isRightToLeft() else 0, 0)
        if not self.wordWrap():
            self.setFixedHeight(self._boxes[theme.rtl] if self._boxes else theme.box(self.role))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if not self.wordWrap():
            hint.setWidth(text_width(self.text(), self.role) + 2)
        return hint

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), 40), hint.height()) if self.wordWrap() else QSize(0, hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.wordWrap():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        tone = self._tone if self.isEnabled() else "disabled"
        draw(
            painter,
            QRectF(self.contentsRect()),
            self.text(),
            self.role,
            tone,
            rtl=self.isRightToLeft(),
            align=self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask,
            elide=True,
            rise=self._rise,
        )
