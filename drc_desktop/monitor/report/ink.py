"""Text on a PDF page in Urdu and English: each run is shaped by HarfBuzz, runs are set in the direction of the page.

reportlab orders mixed text only with a library that is not to be had for every platform, so a line is cut into runs of
one script here, as the Unicode algorithm would for plain figures and words: numbers, Latin words and what stands
between isolates go left to right inside an Urdu line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, shapeStr

FONTS = Path(__file__).resolve().parents[3] / "resources" / "fonts"
INK, MUTED, PRIMARY, WARN, RULE = "#0B0C0C", "#414B51", "#004F8A", "#6B4100", "#D3D9DD"
_ISOLATES = dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069))
_WORD = r"A-Za-z0-9\u2013\u2022"
_RUN = re.compile(rf"[\u2066-\u2068]([^\u2069]*)\u2069|([{_WORD}+\-](?:[{_WORD}.,:/%+\- ]*[{_WORD}%])?)")
"""An isolate, or figures and Latin words; punctuation at either end belongs to the Urdu round it."""
_ARABIC = re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]")


class Face(StrEnum):
    """Kinds of text on paper."""

    PLAIN = "plain"
    BOLD = "bold"
    TITLE = "title"


_FILES = {
    ("latin", False): "NotoSans-Regular.ttf",
    ("latin", True): "NotoSans-Bold.ttf",
    ("urdu", False): "NotoNaskhArabic-Regular.ttf",
    ("urdu", True): "NotoNaskhArabic-Bold.ttf",
    ("title", True): "NotoNastaliqUrdu-Bold.ttf",
}


@dataclass(frozen=True)
class _Piece:
    text: Any
    font: str
    size: float
    width: float


@lru_cache(maxsize=1)
def register() -> None:
    """Make the product's faces known to reportlab, once."""
    for (script, bold), name in _FILES.items():
        pdfmetrics.registerFont(TTFont(_font(script, bold), str(FONTS / name), shapable=script != "latin"))


def _font(script: str, bold: bool) -> str:
    return f"drc-{script}-{'bold' if bold else 'plain'}"


def runs(line: str, rtl: bool) -> Iterator[tuple[str, bool]]:
    """The line in logical order as (text, whether Arabic script) runs; isolates are boundaries and vanish."""
    if not _ARABIC.search(line):
        yield line.translate(_ISOLATES), False
        return
    end = 0
    for found in _RUN.finditer(line):
        between = line[end : found.start()].translate(_ISOLATES)
        if between:
            yield between, True
        inside = found.group(1) if found.group(1) is not None else found.group(2)
        if _ARABIC.search(inside):
            yield from runs(inside, rtl)
        else:
            yield inside.translate(_ISOLATES), False
        end = found.end()
    rest = line[end:].translate(_ISOLATES)
    if rest:
        yield rest, True


class Ink:
    """Writes and draws on a reportlab canvas; coordinates in points from the upper left corner, `rtl` mirrors pages."""

    def __init__(self, canvas: Any, width: float, height: float, rtl: bool) -> None:
        register()
        self.canvas, self.width, self.height, self.rtl = canvas, width, height, rtl

    def measure(self, line: str, size: float, face: Face = Face.PLAIN) -> float:
        """Width of a line in points."""
        return sum(piece.width for piece in self._pieces(line, size, face))

    def write(
        self, x: float, y: float, line: str, size: float = 9, face: Face = Face.PLAIN, tint: str = INK,
        align: str = "start", room: float = 0,
    ) -> None:  # fmt: skip
        """A line whose baseline is `y`; `align` start, end, middle or left within `room` from `x` (logical).

        In a mirrored page x counts from the right edge, so that callers lay out once. Too long a line is set smaller.
        """
        pieces = self._pieces(line, size, face)
        width = sum(piece.width for piece in pieces)
        if room and width > room:
            pieces = self._pieces(line, size * room / width, face)
            width = sum(piece.width for piece in pieces)
        spare = {"start": 0.0, "end": room - width, "middle": (room - width) / 2}[align]
        left = self.width - x - spare - width if self.rtl else x + spare
        self._set(left, y, pieces, tint)

    def write_ltr(
        self, left: float, y: float, line: str, size: float = 8, face: Face = Face.PLAIN, tint: str = MUTED,
        align: str = "start", room: float = 0,
    ) -> None:  # fmt: skip
        """The same at a true place of the page: numbers of charts, whose axis never mirrors."""
        pieces = self._pieces(line, size, face)
        width = sum(piece.width for piece in pieces)
        spare = {"start": 0.0, "end": room - width, "middle": (room - width) / 2}[align]
        self._set(left + spare, y, pieces, tint)

    def box(
        self, x: float, y: float, width: float, height: float, fill: str = "", rim: str = "", line: float = 0.7
    ) -> None:
        """A rectangle with its upper edge at `y`, mirrored with the page."""
        left = self.width - x - width if self.rtl else x
        self.box_ltr(left, y, width, height, fill, rim, line)

    def box_ltr(
        self, left: float, y: float, width: float, height: float, fill: str = "", rim: str = "", line: float = 0.7
    ) -> None:
        """The same at a true place."""
        canvas = self.canvas
        if fill:
            canvas.setFillColor(HexColor(fill))
        if rim:
            canvas.setStrokeColor(HexColor(rim))
            canvas.setLineWidth(line)
        canvas.rect(left, self.height - y - height, width, height, stroke=bool(rim), fill=bool(fill))

    def lines(
        self, points: list[tuple[float, float]], tint: str = PRIMARY, width: float = 1.4, dash: bool = False
    ) -> None:
        """A polyline through true places."""
        canvas = self.canvas
        canvas.setStrokeColor(HexColor(tint))
        canvas.setLineWidth(width)
        canvas.setDash([4, 3] if dash else [])
        path = canvas.beginPath()
        path.moveTo(points[0][0], self.height - points[0][1])
        for x, y in points[1:]:
            path.lineTo(x, self.height - y)
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.setDash([])

    def dot(self, left: float, y: float, radius: float, tint: str = PRIMARY) -> None:
        """A filled dot at a true place."""
        self.canvas.setFillColor(HexColor(tint))
        self.canvas.circle(left, self.height - y, radius, stroke=0, fill=1)

    def rule(self, x: float, y: float, width: float, tint: str = RULE, line: float = 0.7) -> None:
        """A hairline, mirrored with the page."""
        left = self.width - x - width if self.rtl else x
        self.lines([(left, y), (left + width, y)], tint, line)

    def place(self, x: float, width: float) -> float:
        """True left edge of something `width` wide that starts at `x` of the page's own direction."""
        return self.width - x - width if self.rtl else x

    def _pieces(self, line: str, size: float, face: Face) -> list[_Piece]:
        made = [self._piece(text, arabic, size, face) for text, arabic in runs(line, self.rtl) if text]
        return made[::-1] if self.rtl else made

    @staticmethod
    def _piece(text: str, arabic: bool, size: float, face: Face) -> _Piece:
        bold = face is not Face.PLAIN
        if not arabic:
            name = _font("latin", bold)
            return _Piece(text, name, size, pdfmetrics.stringWidth(text, name, size))
        name = _font("title" if face is Face.TITLE else "urdu", bold)
        size = size * (0.95 if face is Face.TITLE else 1.1)
        shaped = shapeStr(text, name, size)
        data = getattr(shaped, "__shapeData__", None)
        if data is None:
            return _Piece(text, name, size, pdfmetrics.stringWidth(text, name, size))
        return _Piece(shaped, name, size, sum(glyph.x_advance for glyph in data) * size / 1000)

    def _set(self, left: float, y: float, pieces: list[_Piece], tint: str) -> None:
        self.canvas.setFillColor(HexColor(tint))
        for piece in pieces:
            self.canvas.setFont(piece.font, piece.size)
            self.canvas.drawString(left, self.height - y, piece.text, shaping=piece.font != _font("latin", False))
            left += piece.width
