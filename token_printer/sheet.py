"""A strip of paper to draw on in dots, from the top down; becomes 1 bit at the end.

Urdu is shaped by Qt. Its ink leaves the em box (kaf and gaf above, ye and meem below), so a text is placed by the
box of its ink, never by the line height of its font: nothing is clipped, and a right edge is a true edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import ceil, floor
from pathlib import Path
from typing import Self

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtSvg import QSvgRenderer

from token_printer.bitmap import Bitmap
from token_printer.qr import LOW, MEDIUM, QUIET_MODULES, Code
from token_printer.shapes import path_of
from token_printer.slip import CounterShape, Icon, QueueShape

ICONS = Path(__file__).resolve().parent / "icons"
#: Grey darker than this share of white becomes black: keeps thin strokes of Nastaliq.
THRESHOLD = 0.6
#: A text that is too wide is set smaller, down to this share of its size, then broken into lines.
SMALLEST_SHARE = 0.72
MAX_HEIGHT = 6000
WORD_GAP_TAKEN = 0.07
#: Larger texts are numbers that differ from slip to slip: kept letter by letter.
LARGEST_STAMP = 64

BLACK = QColor(0, 0, 0)
WHITE = QColor(255, 255, 255)


@dataclass(frozen=True)
class Faces:
    """Font families registered with Qt: one for Latin and digits, one for Urdu."""

    latin: str
    urdu: str


class At(Enum):
    """Where a text stands in its box; slips do not mirror, so these are true sides."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Type:
    """Size in dots and weight of a text; `urdu` chooses the face and the base direction."""

    size: float
    bold: bool = False
    urdu: bool = False


def _font(faces: Faces, kind: Type) -> QFont:
    font = QFont()
    # Latin first: digits and Latin letters inside Urdu come from the Latin face
    font.setFamilies([faces.latin, faces.urdu] if kind.urdu else [faces.latin])
    if kind.urdu:  # the space comes from the Latin face too, too wide for Nastaliq's slanted words
        font.setWordSpacing(-kind.size * WORD_GAP_TAKEN)
    font.setPixelSize(max(8, round(kind.size)))
    font.setWeight(QFont.Weight.Bold if kind.bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@lru_cache(maxsize=1024)
def _outline(faces: Faces, text: str, kind: Type) -> QPainterPath:
    """Shape a text; the outline of its letters, the pen at (0, 0) on the baseline.

    Outlines, not drawText: their box is the true ink (font metrics are wrong by up to 30 dots for Nastaliq), and
    they give the same dots every time, where Qt's glyph cache draws a large letter otherwise the second time.
    """
    layout = QTextLayout(text, _font(faces, kind))
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if kind.urdu else Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    option.setUseDesignMetrics(True)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(100_000)
    line.setPosition(QPointF(0, 0))
    layout.endLayout()
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)  # joined letters overlap
    for run in layout.glyphRuns():
        font = run.rawFont()
        for glyph, position in zip(run.glyphIndexes(), run.positions(), strict=True):
            path.addPath(font.pathForGlyph(glyph).translated(position))
    path.translate(0, -line.ascent())
    return path


@lru_cache(maxsize=512)
def _stamp(faces: Faces, text: str, kind: Type, white: bool) -> tuple[QImage, int, int]:
    """A text painted once, and where its corner lies from the pen: captions are the same on every slip."""
    outline = _outline(faces, text, kind)
    box = outline.boundingRect().toAlignedRect().adjusted(-1, -1, 1, 1)
    image = _clear(box.width(), box.height())
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(outline.translated(-box.x(), -box.y()), WHITE if white else BLACK)
    painter.end()
    return image, box.x(), box.y()


@lru_cache(maxsize=256)
def _letters(faces: Faces, text: str, kind: Type) -> tuple[tuple[str, int], ...]:
    """The letters of a number and how far from the pen each stands, in whole dots."""
    widths = QFontMetricsF(_font(faces, kind))
    return tuple((letter, round(widths.horizontalAdvance(text[:place]))) for place, letter in enumerate(text))


@lru_cache(maxsize=128)
def _icon(icon: Icon, white: bool, box: tuple[float, float, float, float]) -> QImage:
    """A pictogram painted once: left and top (fractions of a dot), width and height."""
    source = (ICONS / f"{icon.value}.svg").read_text(encoding="utf-8").replace("#000", "#fff" if white else "#000")
    left, top, width, height = box
    image = _clear(ceil(left + width) + 1, ceil(top + height) + 1)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(source.encode()).render(painter, QRectF(left, top, width, height))
    painter.end()
    return image


@lru_cache(maxsize=8)
def _dashes(width: int) -> QImage:
    """A dashed rule: six dots of ink, four of paper."""
    image = _clear(width, 2)
    painter = QPainter(image)
    for x in range(0, width, 10):
        painter.fillRect(x, 0, min(6, width - x), 2, BLACK)
    painter.end()
    return image


def _clear(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    return image


def _dot(code: Code, side: int) -> int:
    """Dots of a module, so that the code with its quiet zone fits `side`.

    A module is at least 4 dots (half a millimetre), so a long text may exceed `side`.
    """
    return max(4, side // (code.modules + 2 * QUIET_MODULES))


@lru_cache(maxsize=2)
def qr_layout(text: str, side: int) -> tuple[Code, int, int]:
    """The code, dots of a module, side with quiet zone: larger modules first, then more error correction."""
    code = max((Code.of(text, level) for level in (MEDIUM, LOW)), key=lambda one: _dot(one, side))
    dot = _dot(code, side)
    return code, dot, dot * (code.modules + 2 * QUIET_MODULES)


class Sheet:
    """Paper of `width` dots with `margin` on both sides. Use it in a `with`: Qt crashes the process when an
    image goes while a painter is still on it.
    """

    def __init__(self, width: int, margin: int, faces: Faces) -> None:
        self.width = width
        self.margin = margin
        self.faces = faces
        self.y = 0.0
        self._image = QImage(width, MAX_HEIGHT, QImage.Format.Format_Grayscale8)
        self._image.fill(WHITE)
        self._painter = QPainter(self._image)
        self._painter.setRenderHints(QPainter.RenderHint.Antialiasing)
        self._painter.setPen(BLACK)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._painter.isActive():
            self._painter.end()

    @property
    def inner(self) -> float:
        """Dots between the margins."""
        return self.width - 2 * self.margin

    def skip(self, dots: float) -> None:
        """Leave paper white."""
        self.y += dots

    def row(self, height: float) -> QRectF:
        """The next row between the margins; the following one starts below it."""
        box = QRectF(self.margin, self.y, self.inner, height)
        self.y += height
        return box

    # text -------------------------------------------------------------------------------------------------

    def ink(self, text: str, kind: Type) -> QRectF:
        """Box of the ink of a text whose pen starts at (0, 0) on the baseline."""
        return _outline(self.faces, text, kind).boundingRect()

    def fitted(self, text: str, kind: Type, width: float, smallest: float = SMALLEST_SHARE) -> Type:
        """`kind`, or a smaller one so that the text is at most `width` dots wide (not below `smallest`)."""
        wide = self.ink(text, kind).width()
        if wide <= width:
            return kind
        share = max(smallest, width / wide * 0.985)
        return Type(int(kind.size * share), kind.bold, kind.urdu)

    def text(self, box: QRectF, text: str, kind: Type, at: At = At.CENTER, *, white: bool = False) -> QRectF:
        """Draw one line with its ink centred in the height of the box; returns where the ink lies."""
        kind = self.fitted(text, kind, box.width())
        ink = self.ink(text, kind)
        x = box.left() if at is At.LEFT else box.right() - ink.width()
        if at is At.CENTER:
            x = box.center().x() - ink.width() / 2
        top = box.center().y() - ink.height() / 2
        self._draw(QPointF(x - ink.left(), round(top - ink.top())), text, kind, white)
        return QRectF(x, top, ink.width(), ink.height())

    def baseline(
        self, box: QRectF, y: float, text: str, kind: Type, at: At = At.LEFT, *, white: bool = False
    ) -> QRectF:
        """Draw one line on the baseline `y` between the sides of the box; returns where the ink lies."""
        kind = self.fitted(text, kind, box.width())
        ink = self.ink(text, kind)
        x = box.left() if at is At.LEFT else box.right() - ink.width()
        if at is At.CENTER:
            x = box.center().x() - ink.width() / 2
        self._draw(QPointF(x - ink.left(), y), text, kind, white)
        return QRectF(x, y + ink.top(), ink.width(), ink.height())

    def lines(self, text: str, kind: Type, width: float) -> list[str]:
        """Break a text at spaces so that each line fits the width, in lines of like length."""
        lines = self._broken(text, kind, width)
        if len(lines) < 2:
            return lines
        narrower = width
        while narrower > width / 2:
            narrower -= width / 16
            tried = self._broken(text, kind, narrower)
            if len(tried) > len(lines) or any(self.ink(line, kind).width() > narrower for line in tried):
                break
            lines = tried
        return lines

    def _broken(self, text: str, kind: Type, width: float) -> list[str]:
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.ink(longer, kind).width() <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def _draw(self, pen: QPointF, text: str, kind: Type, white: bool) -> None:
        x, y = round(pen.x()), round(pen.y())
        # a large text is a number that differs from slip to slip; its letters do not
        pieces = _letters(self.faces, text, kind) if kind.size > LARGEST_STAMP else ((text, 0),)
        for piece, along in pieces:
            stamp, left, top = _stamp(self.faces, piece, kind, white)
            self._painter.drawImage(x + along + left, y + top, stamp)

    # lines and blocks -------------------------------------------------------------------------------------

    def rule(self, thickness: int = 3) -> None:
        """A rule across, taking its own thickness."""
        self.block(QRectF(self.margin, self.y, self.inner, thickness))
        self.y += thickness

    def dashes(self) -> None:
        """A dashed rule across: where the slip may be folded."""
        dashes = _dashes(round(self.inner))
        self._painter.drawImage(round(self.margin), round(self.y), dashes)
        self.y += dashes.height()

    def block(self, box: QRectF) -> None:
        """A black block."""
        self._painter.fillRect(box.toRect(), BLACK)

    def frame(self, box: QRectF, thickness: int) -> None:
        """A frame inside the box."""
        outer = box.toRect()
        self._painter.fillRect(outer, BLACK)
        self._painter.fillRect(outer.adjusted(thickness, thickness, -thickness, -thickness), WHITE)

    # signs ------------------------------------------------------------------------------------------------

    def icon(self, box: QRectF, icon: Icon, *, white: bool = False) -> None:
        """A pictogram filling the box."""
        x, y = floor(box.left()), floor(box.top())
        within = (box.left() - x, box.top() - y, box.width(), box.height())
        self._painter.drawImage(x, y, _icon(icon, white, within))

    def shape(self, box: QRectF, shape: QueueShape | CounterShape) -> None:
        """A solid shape filling the box."""
        self._painter.setPen(QPen(Qt.PenStyle.NoPen))
        self._painter.setBrush(QBrush(BLACK))
        self._painter.drawPath(path_of(shape, box))

    def qr(self, left: float, text: str, side: int) -> int:
        """A QR code with its quiet zone in the room of `side` dots at the current row; returns its real side."""
        code, dot, real = qr_layout(text, side)
        self._painter.fillRect(QRectF(left, self.y, real, real), WHITE)
        inked = code.modules * dot
        picture = QImage(code.dots(dot), inked, inked, inked, QImage.Format.Format_Grayscale8)
        quiet = QUIET_MODULES * dot
        self._painter.drawImage(round(left) + quiet, round(self.y) + quiet, picture)
        return real

    def finish(self) -> Bitmap:
        """Cut the paper below the last row and turn grey into dots."""
        self._painter.end()
        height = min(MAX_HEIGHT, round(self.y))
        grey = self._image.copy(0, 0, self.width, height)
        grey.reinterpretAsFormat(QImage.Format.Format_Indexed8)
        limit = int(255 * THRESHOLD)
        grey.setColorTable([0xFF000000 if level < limit else 0xFFFFFFFF for level in range(256)])
        # two colours only, so the conversion cannot dither; it gives the colour table white, black
        mono = grey.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.ThresholdDither)
        stride, row = mono.bytesPerLine(), self.width // 8
        raw = bytes(mono.constBits())
        data = raw if stride == row else b"".join(raw[y * stride : y * stride + row] for y in range(height))
        return Bitmap(self.width, height, data)
