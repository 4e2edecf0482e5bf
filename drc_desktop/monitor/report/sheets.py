"""The figures as XLSX and CSV. Nobody is named in them: an operator is the counter, a visitor is in no figure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from drc_desktop.desk.contract import Irregular
from drc_desktop.domain.indicators.day import (
    DayFigures,
    Flow,
    hours,
    household_size,
    per_hour,
    slowest_tenth,
    typical,
)
from drc_desktop.domain.visit import Service
from drc_desktop.kit.dates import hour as clock
from drc_desktop.kit.hall import service_words
from drc_desktop.kit.ports import Texts

Figure = tuple[str, str, str, float | int | None]
"""day, figure, of what ('' for all), value"""

_FLOW = ("tokens", "finished", "absent", "cancelled", "recycled", "transferred")


def figures(day: DayFigures) -> Iterator[Figure]:
    """Every figure of one day, in a stable order; ids are those of `domain.indicators`."""
    name = day.date
    yield from _flow(name, "", day.all)
    for service, flow in sorted(day.by_service.items()):
        yield from _flow(name, f"service:{service}", flow)
    for group, flow in sorted(day.by_group.items()):
        yield from _flow(name, f"group:{group or 'ordinary'}", flow)
    yield name, "surveys", "", day.surveys
    yield name, "members", "", day.members
    yield name, "members_without_document", "", day.members_without_document
    yield name, "household_size", "", _rounded(household_size(day))
    yield name, "survey_minutes", "", typical(day.survey_minutes)
    yield name, "per_operator_and_hour", "", _rounded(per_hour(day.operators.values()))
    yield name, "flagged", "", day.flagged
    for flag, count in sorted(day.flags.items()):
        yield name, "flagged", f"flag:{flag}", count
    for section, seconds in sorted(day.section_seconds.items()):
        yield name, "section_minutes", f"section:{section}", _rounded(seconds / 60 / max(1, day.surveys))
    for what, counts in (("arrived", day.arrived), ("finished", day.finished), ("surveyed", day.surveyed)):
        for hour, count in hours(counts).items():
            yield name, what, f"hour:{hour % 24:02d}", count
    for one in sorted(day.operators.values(), key=lambda one: one.counter):
        yield name, "finished", f"counter:{one.counter}", one.visits
        yield name, "surveys", f"counter:{one.counter}", one.surveys


def to_csv(days: list[DayFigures]) -> bytes:
    """UTF-8 with a byte order mark, which Excel wants; one line a figure."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("day", "figure", "of", "value"))
    for day in days:
        writer.writerows((*found[:3], "" if found[3] is None else found[3]) for found in figures(day))
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(
    days: list[DayFigures], total: DayFigures, title: str, words: Texts, strange: Sequence[Irregular] = ()
) -> bytes:
    """A sheet of the period, one of every figure by day, one of what was out of the ordinary (no names in it)."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "period"
    plain = title.translate(dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069)))
    _fill(first, [(plain,), (), *_period(total, words)], words.rtl)
    second = book.create_sheet("days")
    rows: list[tuple[object, ...]] = [("day", "figure", "of", "value")]
    rows += [found for day in days for found in figures(day)]
    _fill(second, rows, False)
    second.auto_filter.ref = second.dimensions
    second.freeze_panes = "A2"
    if strange:
        lines: list[tuple[object, ...]] = [("time", "what", "token", "counter", "count", "of", "reason")]
        lines += [
            (
                clock(one.at),
                one.kind.value,
                one.token,
                one.counter or None,
                one.count or None,
                one.of or None,
                one.reason,
            )
            for one in strange
        ]
        _fill(book.create_sheet("unusual"), lines, False)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _period(total: DayFigures, words: Texts) -> Iterator[tuple[object, ...]]:
    def head(*names: str) -> tuple[str, ...]:
        return tuple(words.text(f"monitor-head-{name}") for name in names)

    yield head("queue", "tokens", "finished", "absent", "wait", "slowest", "service")
    named = [(service_words(Service(key), words), flow) for key, flow in sorted(total.by_service.items())]
    for name, flow in [*named, (words.text("monitor-all"), total.all)]:
        waits, served = flow.waits, typical(flow.services)
        yield name, flow.tokens, flow.finished, flow.absent, typical(waits), slowest_tenth(waits), served
    yield ()
    yield head("hour", "arrived", "finished", "surveys")
    parts = [hours(part) for part in (total.arrived, total.finished, total.surveyed)]
    for hour in sorted({hour for part in parts for hour in part}):
        yield f"{hour % 24:02d}", *(part.get(hour, 0) for part in parts)
    yield ()
    yield words.text("report-counter"), *head("finished", "surveys")
    for one in sorted(total.operators.values(), key=lambda one: one.counter):
        yield one.counter, one.visits, one.surveys


def _fill(sheet: Worksheet, rows: list[tuple[object, ...]], rtl: bool) -> None:
    sheet.sheet_view.rightToLeft = rtl
    head = True
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            if head:
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", fgColor="E4EEF6")
                cell.alignment = Alignment(horizontal="center" if column > 1 else None)
        head = not row
    for letter, width in zip("ABCDEFG", (28, 26, 20, 14, 14, 14, 14), strict=True):
        sheet.column_dimensions[letter].width = width


def _flow(day: str, of: str, flow: Flow) -> Iterator[Figure]:
    for name in _FLOW:
        yield day, name, of, getattr(flow, name)
    yield day, "wait_minutes", of, typical(flow.waits)
    yield day, "wait_minutes_slowest_tenth", of, slowest_tenth(flow.waits)
    yield day, "service_minutes", of, typical(flow.services)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
