"""What a page of figures shows, in words and plain numbers: the Monitor tab draws it on screen, the report on paper."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from drc_desktop.desk.contract import Question

HEAT = ("#EDF3F8", "#C6DAEB", "#93B9D8", "#2F75AB", "#004F8A")
"""Grounds of the heat strip: ink is readable on the first three, white on the others; the number is always there."""


def heat_level(count: int, most: int) -> int:
    """Which of the grounds a count has, where `most` is the highest of all."""
    return min(len(HEAT) - 1, count * len(HEAT) // (most + 1)) if most else 0


def ticks(most: float, lines: int = 4) -> list[int]:
    """Round values above nought for the rules of a chart, at most `lines`, the last at or above `most`."""
    if most <= 0:
        return [1]
    rough = most / lines
    scale = 10 ** math.floor(math.log10(rough)) if rough >= 1 else 1
    step = max(1, int(next(scale * factor for factor in (1, 2, 5, 10) if scale * factor >= rough)))
    return list(range(step, math.ceil(most / step) * step + 1, step))


@dataclass(frozen=True)
class Tile:
    """One figure with its unit and a line of comparison; `look` asks for attention. `question` opens its visits."""

    id: str
    caption: str
    value: str
    unit: str = ""
    note: str = ""
    look: bool = False
    question: Question | None = None


@dataclass(frozen=True)
class Bar:
    """One bar; `running`: its hour or day is not over; `offline`: the network was away in it."""

    label: str
    value: int
    running: bool = False
    offline: bool = False
    question: Question | None = None


@dataclass(frozen=True)
class BarPlot:
    """Bars over equal steps of time."""

    title: str
    bars: tuple[Bar, ...]
    unit: str = ""


@dataclass(frozen=True)
class LinePlot:
    """A curve over `first` to `last` hours; `points` are (hour, value). `limit` 0: no dashed rule."""

    title: str
    first: int
    last: int
    points: tuple[tuple[float, float], ...]
    note: str = ""
    end: str = ""
    limit: float = 0
    limit_words: str = ""


@dataclass(frozen=True)
class Multiple:
    """One of several small curves that share their scale; None where a day has no value."""

    title: str
    values: tuple[int | None, ...]
    last: str


@dataclass(frozen=True)
class MultiplesPlot:
    """Small multiples over the same days."""

    title: str
    labels: tuple[str, ...]
    parts: tuple[Multiple, ...]
    note: str = ""


@dataclass(frozen=True)
class HeatRow:
    """One day of the heat strip; None is an hour not begun. `today` is set in bold."""

    label: str
    cells: tuple[int | None, ...]
    today: bool = False


@dataclass(frozen=True)
class HeatPlot:
    """Days by hours."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True)
class OperatorLine:
    """One operator, in the order of counters: this is no ranking."""

    name: str
    counter: int
    visits: int
    minutes: str
    question: Question | None = None


@dataclass(frozen=True)
class CheckLine:
    """One data check; `look` where there is something to look at."""

    id: str
    words: str
    value: str
    look: bool
    question: Question | None = None


@dataclass(frozen=True)
class TableRow:
    """One line of the figures as a table."""

    cells: tuple[str, ...]
    question: Question | None = None
    head: bool = False


@dataclass(frozen=True)
class Sheet:
    """Everything of one page of figures."""

    title: str
    counted: str
    tiles: tuple[Tile, ...]
    bars: BarPlot
    second: LinePlot | MultiplesPlot
    heat: HeatPlot
    operators_title: str
    operators_note: str
    operators: tuple[OperatorLine, ...]
    checks_title: str
    checks_note: str
    checks: tuple[CheckLine, ...]
    alerts: tuple[str, ...] = ()
    table: tuple[TableRow, ...] = field(default=(), repr=False)
