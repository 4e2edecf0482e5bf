"""The charts of the Monitor tab as vectors on paper. Places are true ones: the time axis never mirrors."""

from __future__ import annotations

from collections.abc import Sequence

from drc_desktop.monitor.model import HEAT, BarPlot, HeatPlot, LinePlot, MultiplesPlot, heat_level, ticks
from drc_desktop.monitor.report.ink import INK, MUTED, PRIMARY, RULE, WARN, Face, Ink

_AXIS, _FOOT, _HEAD, _SMALL = 26.0, 14.0, 14.0, 7.0


def bars(ink: Ink, left: float, top: float, width: float, height: float, plot: BarPlot) -> None:
    """Bars with their values; an outline is a step that is not over, a tinted band had no network."""
    marks = ticks(max((bar.value for bar in plot.bars), default=0))
    foot, unit = _grid(ink, left, top, width, height, marks)
    if not plot.bars:
        return
    step = (width - _AXIS) / len(plot.bars)
    each = max(1, round(14 / step + 0.49))
    for number, bar in enumerate(plot.bars):
        x, wide = left + _AXIS + number * step, min(26.0, step * 0.6)
        if bar.offline:
            ink.box_ltr(x + step * 0.1, top + _HEAD, step * 0.8, foot - top - _HEAD, fill="#FDF2D8", rim="#D9A441")
        if bar.value:
            place = (x + (step - wide) / 2, foot - bar.value * unit, wide, bar.value * unit)
            ink.box_ltr(*place, fill="#FFFFFF" if bar.running else PRIMARY, rim=PRIMARY, line=1)
            value = f"{bar.value:,}"
            if ink.measure(value, _SMALL, Face.BOLD) <= step:
                ink.write_ltr(x, place[1] - 3, value, _SMALL, Face.BOLD, INK, "middle", step)
        if number % each == 0:
            ink.write_ltr(x - 10, foot + 10, bar.label, _SMALL, align="middle", room=step + 20)


def line(ink: Ink, left: float, top: float, width: float, height: float, plot: LinePlot) -> None:
    """The line in the hall, with the seats as a dashed rule."""
    most = max([plot.limit, *(value for _, value in plot.points)], default=0)
    foot, unit = _grid(ink, left, top, width, height, ticks(most))
    hour = (width - _AXIS - 6) / max(1, plot.last - plot.first)
    for at in range(plot.first, plot.last + 1):
        x = left + _AXIS + (at - plot.first) * hour
        ink.write_ltr(x - 10, foot + 10, f"{at % 24:02d}", _SMALL, align="middle", room=20)
    if plot.limit:
        y = foot - plot.limit * unit
        ink.lines([(left + _AXIS, y), (left + width, y)], WARN, 0.8, dash=True)
        ink.write_ltr(left + width - 90, y + 9, plot.limit_words, _SMALL, tint=WARN, align="end", room=90)
    if len(plot.points) > 1:
        ink.lines([(left + _AXIS + (at - plot.first) * hour, foot - value * unit) for at, value in plot.points])


def multiples(ink: Ink, left: float, top: float, width: float, height: float, plot: MultiplesPlot) -> None:
    """Small curves on one scale, the first on the page's own side."""
    values = [value for part in plot.parts for value in part.values if value is not None]
    marks, count = ticks(max(values, default=0), 3), max(1, len(plot.parts))
    each = (width - 10 * (count - 1)) / count
    for number, part in enumerate(plot.parts[::-1] if ink.rtl else plot.parts):
        x = left + number * (each + 10)
        ink.write_ltr(x, top + 8, part.title, _SMALL, Face.BOLD, INK, "end" if ink.rtl else "start", each)
        foot, unit = _grid(ink, x, top + 8, each, height - 8, marks)
        _curve(ink, x + _AXIS, each - _AXIS, foot, unit, part.values)
        for at, label in ((0, plot.labels[0]), (len(plot.labels) - 1, plot.labels[-1])):
            middle = x + _AXIS + (at + 0.5) * (each - _AXIS) / len(plot.labels)
            ink.write_ltr(middle - 10, foot + 10, label, _SMALL, align="middle", room=20)


def heat(ink: Ink, left: float, top: float, width: float, height: float, plot: HeatPlot) -> None:
    """Days by hours, the number in each cell."""
    label, row = 46.0, min(15.0, (height - 14) / max(1, len(plot.rows)))
    start = left if ink.rtl else left + label
    cell = (width - label) / max(1, len(plot.columns))
    most = max((value or 0 for line in plot.rows for value in line.cells), default=0)
    for number, name in enumerate(plot.columns):
        ink.write_ltr(start + number * cell, top + 9, name, _SMALL, align="middle", room=cell)
    for at, line in enumerate(plot.rows):
        y, face = top + 14 + at * row, Face.BOLD if line.today else Face.PLAIN
        place = left + width - label if ink.rtl else left
        ink.write_ltr(place, y + row - 4, line.label, _SMALL, face, INK if line.today else MUTED,
                      "end" if ink.rtl else "start", label)  # fmt: skip
        for number, value in enumerate(line.cells):
            x = start + number * cell
            if value is None:
                ink.box_ltr(x + 1, y + 1, cell - 2, row - 2, rim=RULE)
                continue
            level = heat_level(value, most)
            ink.box_ltr(x + 0.5, y + 0.5, cell - 1, row - 1, fill=HEAT[level])
            tint = "#FFFFFF" if level >= 3 else INK
            ink.write_ltr(x, y + row - 4.2, f"{value:,}", _SMALL, tint=tint, align="middle", room=cell)


def _grid(ink: Ink, left: float, top: float, width: float, height: float, marks: Sequence[int]) -> tuple[float, float]:
    """Rules and numbers; the place of the base line, and points for one unit."""
    foot = top + height - _FOOT
    unit = (foot - top - _HEAD) / marks[-1]
    for value in marks:
        y = foot - value * unit
        ink.lines([(left + _AXIS, y), (left + width, y)], RULE, 0.5)
        ink.write_ltr(left, y + 2.5, f"{value:,}", _SMALL, align="end", room=_AXIS - 5)
    ink.lines([(left + _AXIS, foot), (left + width, foot)], MUTED, 0.8)
    return foot, unit


def _curve(ink: Ink, left: float, width: float, foot: float, unit: float, values: Sequence[int | None]) -> None:
    step = width / max(1, len(values))
    spots = [
        (left + (number + 0.5) * step, foot - value * unit) for number, value in enumerate(values) if value is not None
    ]
    if len(spots) > 1:
        ink.lines(spots, width=1.1)
    for x, y in spots:
        ink.dot(x, y, 1.6)
