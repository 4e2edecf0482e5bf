"""Text in fixed slots: Latin in Noto Sans, Urdu in Nastaliq or Naskh, digits always Latin, whatever the face measures.

Nastaliq needs about 2.5 em and leaves its box, so no face decides a height here: a role fixes the slot of a
line, and the baseline is placed inside it.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from survey_forms.qt.style import Style

Align = Literal["start", "center", "end"]
Spans = tuple[tuple[int, int], ...]
"""(start, length) of the parts of a text that stand out."""

_ARABIC = re.compile(r"[\u0600-\u06FF\u0750-\u077F\u08A0-\u08FF\uFB50-\uFDFF\uFE70-\uFEFF]")
_LATIN_RUN = re.compile(r"[0-9A-Za-z]+(?:[ .,:/%+\-–_()]*[0-9A-Za-z%]+)*|[•]+[0-9•\-]*")
_ARABIC_RUN = re.compile(r"[\u0600-\u06FF\u0750-\u077F\u08A0-\u08FF\uFB50-\uFDFF\uFE70-\uFEFF]+")


def is_arabic(text: str) -> bool:
    """Whether the text holds Arabic-script letters."""
    return bool(_ARABIC.search(text))


@dataclass(frozen=True)
class Role:
    """How one kind of text is set: px sizes per script, weight, and the slots of its first and further lines."""

    latin: int
    arabic: int
    bold: bool
    nastaliq: bool
    slot: int
    more: int
    numeric: bool = False


ROLES: dict[str, Role] = {
    "title": Role(22, 21, True, True, 56, 40),
    "label": Role(16, 17, True, True, 40, 32),
    "answer": Role(18, 18, False, True, 48, 36),
    "answer-bold": Role(18, 18, True, True, 48, 36),
    "row": Role(16, 17, False, True, 40, 34),
    "row-bold": Role(16, 17, True, True, 40, 34),
    "body": Role(15, 16, False, False, 24, 24),
    "body-bold": Role(15, 16, True, False, 24, 24),
    "head": Role(18, 18, True, False, 30, 26),
    "caption": Role(15, 15, False, False, 24, 22),
    "small": Role(13, 13, False, False, 22, 20),
    "key": Role(13, 13, True, False, 22, 20),
    "cap": Role(14, 14, True, False, 28, 20),
    "number": Role(22, 20, True, False, 48, 30),
}


@lru_cache(maxsize=256)
def _font(families: tuple[str, ...], size: int, bold: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(families))
    font.setPixelSize(size)
    font.setBold(bold)
    return font


def latin_font(style: Style, role: str) -> QFont:
    """The Latin face of a role; Arabic letters in it fall to the role's Urdu face."""
    spec = ROLES[role]
    return _font((style.families.latin, _arabic_family(style, spec)), spec.latin, spec.bold)


def arabic_font(style: Style, role: str) -> QFont:
    """The Urdu face of a role."""
    spec = ROLES[role]
    return _font((_arabic_family(style, spec), style.families.latin), spec.arabic, spec.bold)


def font_for(style: Style, role: str, text: str) -> QFont:
    """The face that leads a text: Urdu if it holds Arabic letters."""
    return arabic_font(style, role) if is_arabic(text) else latin_font(style, role)


def _arabic_family(style: Style, spec: Role) -> str:
    return style.families.nastaliq if spec.nastaliq else style.families.naskh


def _formats(style: Style, role: str, text: str, bold: Spans) -> list[QTextLayout.FormatRange]:
    """Runs that need another face than the one that leads: of the other script, or bold."""
    arabic = is_arabic(text)
    pattern = _LATIN_RUN if arabic else _ARABIC_RUN
    others = [match.span() for match in pattern.finditer(text)]
    strong = [(start, start + length) for start, length in bold]
    edges = sorted({edge for span in (*others, *strong) for edge in span})
    ranges = []
    for start, end in itertools.pairwise(edges):
        other = any(left <= start < right for left, right in others)
        heavy = any(left <= start < right for left, right in strong)
        if other or heavy:
            face = latin_font if arabic is other else arabic_font
            run = QTextLayout.FormatRange()
            run.start, run.length = start, end - start
            form = QTextCharFormat()
            form.setFont(face(style, f"{role}-bold" if heavy else role))
            run.format = form
            ranges.append(run)
    return ranges


def _layout(style: Style, role: str, text: str, rtl: bool, bold: Spans = ()) -> QTextLayout:
    lead = font_for(style, role, text)
    layout = QTextLayout(text, lead)
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    option.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(_formats(style, role, text, bold))
    return layout


def _fill(layout: QTextLayout, width: float) -> int:
    layout.beginLayout()
    count = 0
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        count += 1
    layout.endLayout()
    return count


@lru_cache(maxsize=2048)
def _line(style: Style, role: str, text: str, rtl: bool) -> QTextLayout:
    """A text shaped on one line; the same words are painted again with every key."""
    layout = _layout(style, role, text, rtl)
    _fill(layout, 1e6)
    return layout


@lru_cache(maxsize=4096)
def text_width(style: Style, role: str, text: str) -> float:
    """Natural width of one line in px."""
    if not text:
        return 0.0
    layout = _line(style, role, text, is_arabic(text))
    # Nastaliq leaves its advance box: half an em of air keeps the last stroke of kaf and gaf.
    air = ROLES[role].arabic * 0.4 if is_arabic(text) and ROLES[role].nastaliq else 0.0
    return float(layout.lineAt(0).naturalTextWidth()) + air


@lru_cache(maxsize=4096)
def line_count(style: Style, role: str, text: str, width: int, bold: Spans = ()) -> int:
    """Lines the text takes in `width` px; `bold` is for a text of one paragraph."""
    if not text or width <= 0:
        return 1
    return sum(max(1, _fill(_layout(style, role, part, False, bold), width)) for part in text.split("\n"))


def fitting_role(style: Style, roles: tuple[str, ...], text: str, width: float) -> str:
    """The first of some roles in which the text fits on one line, else the last."""
    return next((role for role in roles if text_width(style, role, text) <= width), roles[-1])


@lru_cache(maxsize=4096)
def _elided(style: Style, role: str, text: str, width: float) -> str:
    if text_width(style, role, text) <= width + 1:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(style, role, text[:middle].rstrip() + "…") <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def _baseline(spec: Role, style: Style, role: str, text: str, slot: float) -> float:
    if is_arabic(text):
        # Nastaliq words hang down to their baseline; in a low slot it is raised, for meem and ye barree below it
        return slot / 2 + spec.arabic * ((0.50 if slot > 42 else 0.40) if spec.nastaliq else 0.32)
    return slot / 2 + QFontMetricsF(latin_font(style, role)).capHeight() / 2


def draw_text(
    painter: QPainter,
    style: Style,
    rect: QRectF,
    text: str,
    role: str,
    color: QColor,
    *,
    rtl: bool = False,
    align: Align = "start",
    wrap: bool = False,
    bold: Spans = (),
) -> None:
    """Set `text` in `rect`: one centred line (elided if it cannot fit), or wrapped lines in the role's slots, with the
    `bold` parts of one paragraph set in the role's bold face.
    """
    if not text:
        return
    spec = ROLES[role]
    painter.setPen(color)
    if not wrap:
        shown = _elided(style, role, text, rect.width())
        # numbers, masks and Latin names run left to right in any page; only their place is mirrored
        layout = _line(style, role, shown, rtl and is_arabic(shown))
        _draw_line(painter, layout, 0, rect, align, rtl, _baseline(spec, style, role, shown, rect.height()))
        return
    top = rect.top()
    for part in text.split("\n"):
        layout = _layout(style, role, part, rtl and is_arabic(part), bold)
        for index in range(_fill(layout, rect.width())):
            slot = spec.slot if top == rect.top() else spec.more
            line_rect = QRectF(rect.left(), top, rect.width(), slot)
            _draw_line(painter, layout, index, line_rect, align, rtl, _baseline(spec, style, role, text, slot))
            top += slot


def _ink(line: QTextLine) -> QRectF:
    """What is really drawn: the sweeps of Nastaliq reach far out of their advances, or stay far inside."""
    seen = QRectF()
    for run in line.glyphRuns():
        seen = seen.united(run.boundingRect())
    return seen if seen.width() > 0 else line.naturalTextRect()


def _draw_line(
    painter: QPainter, layout: QTextLayout, index: int, rect: QRectF, align: Align, rtl: bool, baseline: float
) -> None:
    line = layout.lineAt(index)
    # the line is laid out from its own left edge; in a wide right-to-left line the text stands at the far end
    line.setPosition(QPointF(0, 0))
    seen = _ink(line) if is_arabic(layout.text()) else line.naturalTextRect()
    natural, left = seen.width(), seen.left()
    if align == "center":
        x = rect.left() + (rect.width() - natural) / 2
    elif (align == "end") != rtl:
        x = rect.right() - natural
    else:
        x = rect.left()
    y = rect.top() + baseline - line.ascent()
    line.draw(painter, QPointF(x - left, y))
