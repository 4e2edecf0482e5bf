"""The report as a PDF: figures, charts as vectors, tables, page numbers, a line to sign. A4, in one language."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from drc_desktop.domain.clock import here
from drc_desktop.kit.ports import Texts
from drc_desktop.monitor.model import LinePlot, Sheet, TableRow
from drc_desktop.monitor.report import charts
from drc_desktop.monitor.report.ink import INK, MUTED, PRIMARY, RULE, WARN, Face, Ink

MARGIN, TOP, BOTTOM = 40.0, 96.0, 52.0
_WIDTH, _HEIGHT = A4
_ROOM = _WIDTH - 2 * MARGIN
_ROW = 15.0
_MOST_ROWS = 18


@dataclass(frozen=True)
class Heading:
    """What stands on every page. `title` of the period in words, `made_at` seconds since the epoch."""

    site: str
    site_id: str
    title: str
    made_at: float


@dataclass(frozen=True)
class _Block:
    """Something of a height that is drawn whole on one page, at (ink, top)."""

    height: float
    draw: Callable[[Ink, float], None]


def render(sheet: Sheet, heading: Heading, words: Texts) -> bytes:
    """The whole document."""
    pages = _paginate([*_figures(sheet), *_charts(sheet, words), *_tables(sheet), _signature(words)])
    out = io.BytesIO()
    # invariant: the same figures give the same bytes; when it was made stands on the page
    canvas = Canvas(out, pagesize=A4, pageCompression=1, lang=words.language, invariant=1)
    canvas.setTitle(heading.title.translate(dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069))))
    canvas.setAuthor(heading.site_id)
    for number, blocks in enumerate(pages, 1):
        ink = Ink(canvas, _WIDTH, _HEIGHT, words.rtl)
        _frame(ink, heading, words, number, len(pages))
        top = TOP
        for block in blocks:
            block.draw(ink, top)
            top += block.height
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _paginate(blocks: list[_Block]) -> list[list[_Block]]:
    pages: list[list[_Block]] = [[]]
    left = _HEIGHT - TOP - BOTTOM
    for block in blocks:
        if block.height > left and pages[-1]:
            pages.append([])
            left = _HEIGHT - TOP - BOTTOM
        pages[-1].append(block)
        left -= block.height
    return pages


def _frame(ink: Ink, heading: Heading, words: Texts, number: int, count: int) -> None:
    ink.write(MARGIN, 48, heading.site, 14 if words.rtl else 15, Face.TITLE, room=_ROOM)
    ink.write(MARGIN, 74, heading.title, 11, Face.BOLD, MUTED, room=_ROOM)
    ink.rule(MARGIN, 84, _ROOM, PRIMARY, 1.5)
    foot = _HEIGHT - 30
    made = here(heading.made_at).strftime("%Y-%m-%d %H:%M")
    ink.rule(MARGIN, foot - 14, _ROOM)
    ink.write(MARGIN, foot, words.text("report-made", site=heading.site_id, at=made), 8, tint=MUTED)
    page = words.text("report-page", n=number, of=count)
    ink.write(MARGIN, foot, page, 8, tint=MUTED, align="end", room=_ROOM)


def _figures(sheet: Sheet) -> list[_Block]:
    each, height = _ROOM / 3, 52.0

    def draw(ink: Ink, top: float) -> None:
        for number, tile in enumerate(sheet.tiles):
            x, y = MARGIN + number % 3 * each, top + number // 3 * height
            ink.box(x, y, each, height, rim=RULE)
            ink.write(x + 8, y + 14, tile.caption, 8, tint=MUTED, room=each - 16)
            ink.write(x + 8, y + 32, tile.value, 15, Face.BOLD, WARN if tile.look else INK)
            wide = ink.measure(tile.value, 15, Face.BOLD)
            ink.write(x + 14 + wide, y + 32, tile.unit, 9)
            ink.write(x + 8, y + 45, tile.note, 8, tint=MUTED, room=each - 16)

    blocks = [_Block(2 * height + 10, draw)]
    for alert in sheet.alerts:
        blocks.append(_alert(alert))
    return [*blocks, _gap(6)] if sheet.alerts else blocks


def _alert(words: str) -> _Block:
    def draw(ink: Ink, top: float) -> None:
        ink.box(MARGIN, top, _ROOM, 17, fill="#FDF2D8")
        ink.box(MARGIN, top, 3, 17, fill=WARN)
        ink.write(MARGIN + 10, top + 12, words, 9, room=_ROOM - 16)

    return _Block(19, draw)


def _gap(height: float) -> _Block:
    return _Block(height, lambda _ink, _top: None)


def _charts(sheet: Sheet, words: Texts) -> list[_Block]:
    half, height = (_ROOM - 16) / 2, 150.0
    offline = words.text("report-offline") if any(bar.offline for bar in sheet.bars.bars) else ""

    def pair(ink: Ink, top: float) -> None:
        _titled(ink, MARGIN, top, half, sheet.bars.title, offline)
        charts.bars(ink, ink.place(MARGIN, half), top + 20, half, height - 20, sheet.bars)
        x = MARGIN + half + 16
        _titled(ink, x, top, half, sheet.second.title, sheet.second.note)
        place = (ink.place(x, half), top + 20, half, height - 20)
        if isinstance(sheet.second, LinePlot):
            charts.line(ink, *place, sheet.second)
        else:
            charts.multiples(ink, *place, sheet.second)

    def strip(ink: Ink, top: float) -> None:
        _titled(ink, MARGIN, top, _ROOM, sheet.heat.title, "")
        charts.heat(ink, ink.place(MARGIN, _ROOM), top + 18, _ROOM, 110, sheet.heat)

    blocks = [_Block(height + 12, pair)]
    return [*blocks, _Block(36 + 15 * len(sheet.heat.rows), strip)] if sheet.heat.rows else blocks


def _titled(ink: Ink, x: float, top: float, room: float, title: str, note: str) -> None:
    ink.write(x, top + 12, title, 10.5, Face.BOLD)
    ink.write(x, top + 12, note, 8, tint=MUTED, align="end", room=room)


def _tables(sheet: Sheet) -> list[_Block]:
    sections: list[list[TableRow]] = []
    for row in sheet.table:
        if row.head:
            sections.append([])
        sections[-1].append(row)
    return [block for section in sections if len(section) > 1 for block in _section(section)]


def _section(rows: list[TableRow]) -> list[_Block]:
    """A section stays together; one too long for that repeats its head on every part."""
    head, body = rows[0], rows[1:]
    parts = [body[at : at + _MOST_ROWS] for at in range(0, len(body), _MOST_ROWS)]
    return [block for part in parts for block in (_rows_block([head, *part]), _gap(8))]


def _rows_block(rows: list[TableRow]) -> _Block:
    def draw(ink: Ink, top: float) -> None:
        for at, row in enumerate(rows):
            y = top + at * _ROW
            if row.head:
                ink.box(MARGIN, y, _ROOM, _ROW, fill="#F2F4F5")
            _cells(ink, y + 10.5, row)
            ink.rule(MARGIN, y + _ROW, _ROOM, line=0.4)

    return _Block(_ROW * len(rows), draw)


def _cells(ink: Ink, y: float, row: TableRow) -> None:
    first = _ROOM * (0.34 if len(row.cells) > 2 else 0.7)
    face, tint = (Face.BOLD, MUTED) if row.head else (Face.PLAIN, INK)
    ink.write(MARGIN + 6, y, row.cells[0], 8.5, face, tint, room=first - 10)
    each = (_ROOM - first) / 6 if len(row.cells) > 2 else _ROOM - first
    for number, cell in enumerate(row.cells[1:]):
        ink.write(MARGIN + first + number * each, y, cell, 8.5, face, tint, align="middle", room=each - 4)


def _signature(words: Texts) -> _Block:
    def draw(ink: Ink, top: float) -> None:
        for number, who in enumerate(("supervisor", "manager")):
            x = MARGIN + number * (_ROOM / 2 + 8)
            ink.rule(x, top + 44, _ROOM / 2 - 16, INK, 0.8)
            ink.write(x, top + 56, words.text(f"report-sign-{who}"), 8, tint=MUTED)

    return _Block(66, draw)
