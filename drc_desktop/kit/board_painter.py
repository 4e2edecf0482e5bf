"""The hall board as one picture on a 1920 x 1080 grid, scaled to whatever panel shows it.

The layout never mirrors: arrows follow the room, not the language, and short words stand in both languages at once.
Measures are those of the reference screens (display, stale).
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from drc_desktop.desk.contract import Called
from drc_desktop.kit import icons
from drc_desktop.kit.board import CAP_PX, TALL_CAP_PX, DisplayModel
from drc_desktop.kit.shapes import counter_color, counter_path
from drc_desktop.kit.theme import TOKENS, Theme
from drc_desktop.words import Words

WIDTH, HEIGHT = 1920.0, 1080.0
HEADER, HERO, LAST, NOTICE = 108.0, 486.0, 378.0, 108.0
HELPLINE = "0800-26477"
SIDE = 48.0
_SOFT = "#D3E0EC"


@dataclass(frozen=True)
class Room:
    """What does not change from frame to frame. `on_the_left` are the counters left of the panel, as one faces it;
    on a `tall` board the call stands alone, larger (kit.board.is_tall)."""

    site_en: str
    site_ur: str
    on_the_left: frozenset[int]
    english: Words
    urdu: Words
    tall: bool = False


class BoardPainter:
    """Paints one frame. `inverted` is the flash of a fresh call: ink on yellow."""

    def __init__(self, painter: QPainter, room: Room) -> None:
        self._painter = painter
        self._room = room

    def paint(self, rect: QRectF, model: DisplayModel, clock: str, inverted: bool) -> None:
        """Draw the whole board into `rect`, keeping 16:9 and filling the rest with the ground."""
        painter = self._painter
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(rect, QColor(TOKENS.navy))
        scale = min(rect.width() / WIDTH, rect.height() / HEIGHT)
        painter.translate(rect.center().x() - WIDTH * scale / 2, rect.center().y() - HEIGHT * scale / 2)
        painter.scale(scale, scale)
        self._header(clock)
        if model.stale:
            self._ask_staff()
        elif not model.open:
            self._plain("display-closed", "display-closed-hint")
        elif model.hero is None:
            self._plain("display-nobody-yet", "")
        elif self._room.tall:
            self._tall_hero(model.hero, inverted)
        else:
            self._hero(model.hero, inverted)
            self._last(model.last)
        self._notice(model)
        painter.restore()

    # bands

    def _header(self, clock: str) -> None:
        self._latin(self._room.site_en, QRectF(SIDE, 0, 700, HEADER), 38)
        self._latin(clock, QRectF(WIDTH / 2 - 200, 0, 400, HEADER), 64, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        self._nastaliq(self._room.site_ur, QRectF(WIDTH - SIDE - 800, 0, 800, HEADER), 38)
        self._painter.fillRect(QRectF(0, HEADER - 2, WIDTH, 2), QColor(TOKENS.line))

    def _hero(self, call: Called, inverted: bool) -> None:
        painter, top = self._painter, HEADER
        if inverted:
            painter.fillRect(QRectF(0, top, WIDTH, HERO), QColor(TOKENS.called))
        left = call.counter in self._room.on_the_left
        token_at = WIDTH - 950 if left else 0.0
        counter_at = 60.0 if left else WIDTH - 690
        token_ink = TOKENS.ink if inverted else TOKENS.called
        self._pair("display-token", token_at + 475, top + 20, inverted)
        self._cap(call.token, QPointF(token_at + 475, top + 285), 328, token_ink)
        self._arrow(QPointF(WIDTH / 2 - 110 if left else WIDTH / 2 + 110, top + 285), 180, left, inverted)
        self._pair("display-counter", counter_at + 315, top + 20, inverted)
        number, shape = QPointF(counter_at + 165, top + 285), QRectF(counter_at + 325, top + 153, 264, 264)
        if left:
            number, shape = QPointF(counter_at + 465, top + 285), QRectF(counter_at + 38, top + 153, 264, 264)
        colour = TOKENS.ink if inverted else counter_color(call.counter).name()
        self._cap(str(call.counter), number, 328 if call.counter < 10 else 240, colour)
        self._shape(call.counter, shape, colour)

    def _tall_hero(self, call: Called, inverted: bool) -> None:
        """The token above, arrow and counter below: capitals as high as the width lets them be."""
        height = HERO + LAST
        if inverted:
            self._painter.fillRect(QRectF(0, HEADER, WIDTH, height), QColor(TOKENS.called))
        left, size = call.counter in self._room.on_the_left, 328 * TALL_CAP_PX / CAP_PX
        upper, lower = HEADER + height * 0.27, HEADER + height * 0.75
        self._cap(call.token, QPointF(WIDTH / 2, upper), size, TOKENS.ink if inverted else TOKENS.called)
        colour = TOKENS.ink if inverted else counter_color(call.counter).name()
        arrow, shape = (320.0, WIDTH - 320.0) if left else (WIDTH - 320.0, 320.0)
        self._arrow(QPointF(arrow, lower), 380, left, inverted)
        self._cap(str(call.counter), QPointF(WIDTH / 2, lower), size, colour)
        self._shape(call.counter, QRectF(shape - 165, lower - 165, 330, 330), colour)

    def _last(self, calls: tuple[Called, ...]) -> None:
        painter, top, column = self._painter, HEADER + HERO, WIDTH / 4
        painter.fillRect(QRectF(0, top - 1, WIDTH, 2), QColor(TOKENS.line))
        for place, call in enumerate(calls):
            x = WIDTH - (place + 1) * column
            if place < 3:
                painter.fillRect(QRectF(x, top, 2, LAST), QColor(TOKENS.line))
            self._cap(call.token, QPointF(x + column / 2, top + 105), 136, TOKENS.white)
            left = call.counter in self._room.on_the_left
            middle, y = x + column / 2, top + 270
            colour = counter_color(call.counter).name()
            arrow, number, shape = (-122.0, -20.0, 42.0) if left else (122.0, -122.0, -58.0)
            self._arrow(QPointF(middle + arrow, y), 76, left, inverted=False)
            self._cap(str(call.counter), QPointF(middle + number, y), 136 if call.counter < 10 else 96, colour)
            self._shape(call.counter, QRectF(middle + shape, y - 52, 108, 104), colour)

    def _notice(self, model: DisplayModel) -> None:
        top, room = HEIGHT - NOTICE, self._room
        self._painter.fillRect(QRectF(0, top, WIDTH, NOTICE), QColor(TOKENS.notice))
        english = model.notice_en or room.english.text("display-free")
        urdu = model.notice_ur or room.urdu.text("display-free")
        self._latin(english, QRectF(SIDE, top, 720, NOTICE), 34)
        icons.paint(self._painter, QRectF(790, top + 34, 40, 40), "phone", TOKENS.white)
        self._latin(HELPLINE, QRectF(850, top, 300, NOTICE), 50, bold=True)
        self._nastaliq(urdu, QRectF(WIDTH - SIDE - 700, top, 700, NOTICE), 34)

    def _ask_staff(self) -> None:
        room, middle = self._room, WIDTH / 2
        self._person_at_desk(QPointF(middle, 290))
        self._nastaliq(room.urdu.text("display-ask-staff"), QRectF(0, 430, WIDTH, 220), 104, bold=True, centre=True)
        self._latin(
            room.english.text("display-ask-staff"),
            QRectF(0, 670, WIDTH, 130),
            80,
            bold=True,
            align=Qt.AlignmentFlag.AlignHCenter,
        )
        kept = QRectF(0, 820, middle - 40, 70)
        self._latin(room.english.text("display-turn-kept"), kept, 38, align=Qt.AlignmentFlag.AlignRight, tint=_SOFT)
        self._nastaliq(
            room.urdu.text("display-turn-kept"), QRectF(middle + 20, 820, 400, 70), 38, tint=_SOFT, left=True
        )

    def _plain(self, word: str, hint: str) -> None:
        """An empty board that says what will happen."""
        room = self._room
        self._nastaliq(room.urdu.text(word), QRectF(0, 300, WIDTH, 220), 92, bold=True, centre=True)
        self._latin(
            room.english.text(word), QRectF(0, 540, WIDTH, 110), 68, bold=True, align=Qt.AlignmentFlag.AlignHCenter
        )
        if hint:
            self._nastaliq(room.urdu.text(hint), QRectF(0, 680, WIDTH, 100), 42, tint=_SOFT, centre=True)
            self._latin(
                room.english.text(hint), QRectF(0, 790, WIDTH, 70), 36, align=Qt.AlignmentFlag.AlignHCenter, tint=_SOFT
            )

    def _person_at_desk(self, middle: QPointF) -> None:
        """A person behind a desk with a question, 400 x 240: understood without reading."""
        painter = self._painter
        painter.save()
        painter.translate(middle.x() - 200, middle.y() - 120)
        pen = QPen(QColor(TOKENS.white), 11)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(6, 176, 240, 58))
        painter.drawEllipse(QPointF(126, 62), 37, 37)
        shoulders = QPainterPath(QPointF(58, 172))
        shoulders.cubicTo(58, 96, 194, 96, 194, 172)
        painter.drawPath(shoulders)
        bubble = [(218, 6), (344, 6), (344, 108), (274, 108), (244, 138), (244, 108), (218, 108)]
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in bubble]))
        self._cap("?", QPointF(281, 57), 92, TOKENS.white)
        painter.restore()

    # strokes

    def _pair(self, word: str, centre: float, top: float, inverted: bool) -> None:
        """One short word in both languages, side by side round `centre`."""
        tint = TOKENS.ink if inverted else TOKENS.white
        self._latin(
            self._room.english.text(word),
            QRectF(centre - 320, top, 300, 100),
            44,
            align=Qt.AlignmentFlag.AlignRight,
            tint=tint,
        )
        self._nastaliq(self._room.urdu.text(word), QRectF(centre + 14, top, 300, 100), 46, tint=tint, left=True)

    def _shape(self, counter: int, rect: QRectF, colour: str) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(colour))
        self._painter.drawPath(counter_path(counter, rect))

    def _arrow(self, middle: QPointF, width: float, left: bool, inverted: bool) -> None:
        points = [(-1, -0.36), (0.05, -0.36), (0.05, -0.84), (1, 0), (0.05, 0.84), (0.05, 0.36), (-1, 0.36)]
        half = width / 2
        side = -1 if left else 1
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(middle.x() + side * half * x, middle.y() + half * y) for x, y in points]))
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(TOKENS.ink if inverted else TOKENS.white))
        self._painter.drawPath(path)

    def _font(self, family: str, size: float, bold: bool) -> QFont:
        font = QFont()
        font.setFamilies([family] if family == Theme.now().families.latin else [Theme.now().families.latin, family])
        font.setPixelSize(round(size))
        font.setBold(bold)
        return font

    def _cap(self, text: str, middle: QPointF, size: float, colour: str) -> None:
        """Capitals and digits with their own height centred on `middle`."""
        font = self._font(Theme.now().families.latin, size, True)
        metrics = QFontMetricsF(font)
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour))
        x = middle.x() - metrics.horizontalAdvance(text) / 2
        self._painter.drawText(QPointF(x, middle.y() + metrics.capHeight() / 2), text)

    def _latin(
        self,
        text: str,
        rect: QRectF,
        size: float,
        *,
        bold: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        tint: str = TOKENS.white,
    ) -> None:
        font = self._font(Theme.now().families.latin, size, bold)
        width = QFontMetricsF(font).horizontalAdvance(text)
        if width > rect.width():
            font.setPixelSize(max(18, int(size * rect.width() / width)))
        self._painter.setFont(font)
        self._painter.setPen(QColor(tint))
        self._painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        flags = int(align | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip)
        self._painter.drawText(rect, flags, text)

    def _nastaliq(
        self,
        text: str,
        rect: QRectF,
        size: float,
        *,
        bold: bool = False,
        centre: bool = False,
        left: bool = False,
        tint: str = TOKENS.white,
    ) -> None:
        """Urdu text; its ink, not its line box, is centred in `rect`, for Nastaliq hangs low in its box."""
        font = self._font(Theme.now().families.nastaliq, size, bold)
        metrics = QFontMetricsF(font)
        ink = metrics.tightBoundingRect(text)
        if ink.width() > rect.width():
            font.setPixelSize(max(18, int(size * rect.width() / ink.width())))
            metrics = QFontMetricsF(font)
            ink = metrics.tightBoundingRect(text)
        width = metrics.horizontalAdvance(text)
        x = rect.left() if left else rect.right() - width
        if centre:
            x = rect.center().x() - width / 2
        self._painter.setFont(font)
        self._painter.setPen(QColor(tint))
        self._painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._painter.drawText(QPointF(x, rect.center().y() - ink.center().y()), text)
