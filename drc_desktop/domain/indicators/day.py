"""One working day as counts that can be added up: a week or a month is the sum of its days.

A visit belongs to the working day its token was issued in, also where it ends after midnight. Hours are those of
Pakistan (UTC+5, no daylight saving), whatever zone a PC is set to; they are counted in quarters from the midnight of
the working day, so 00:10 of a long night is quarter 96, not quarter 0. Times are kept as histograms of whole minutes,
so that a median over any number of days is exact to the minute.

Formulas:
  site performance      surveys, and visits finished, of the day (AR)
  operator performance  surveys and finished visits by who finished them (AR)
  surveys per hour      by the hour in which they were finished (AR); per operator: finished / hours at the counter
  typical               the median: the middle value of all, the lower one of two
  slowest tenth         the value that nine of ten stay below or reach (nearest rank)
  no-show               tokens whose holder was called and is, or ended, absent / tokens issued
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from drc_desktop.domain.clock import PAKISTAN
from drc_desktop.domain.indicators.visits import VisitTimes
from drc_desktop.domain.visit import VisitState

QUARTER_S = 900
Minutes = dict[int, int]
"""Histogram: whole minutes (rounded down) -> how many."""


@dataclass(frozen=True, slots=True)
class SurveyTimes:
    """What the figures of a day need of one finalised survey. Seconds since the epoch; `sections` seconds by page."""

    operator: str
    started_at: float
    finished_at: float
    members: int
    members_without_document: int
    flags: tuple[str, ...] = ()
    sections: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shift:
    """An operator at a counter: [since, until) without breaks, seconds since the epoch."""

    operator: str
    counter: int
    since: float
    until: float


@dataclass(slots=True)
class Flow:
    """Counts of visits; `waits` and `services` in minutes: of finished visits alone."""

    tokens: int = 0
    finished: int = 0
    absent: int = 0
    cancelled: int = 0
    recycled: int = 0
    transferred: int = 0
    waits: Minutes = field(default_factory=dict)
    services: Minutes = field(default_factory=dict)

    def take(self, visit: VisitTimes) -> None:
        """Count one visit."""
        self.tokens += 1
        self.absent += visit.absent
        self.cancelled += visit.state is VisitState.CANCELLED and not visit.absent
        self.recycled += visit.recycled
        self.transferred += visit.transferred
        if visit.finished_at is not None:
            self.finished += 1
            _note(self.services, visit.served)


@dataclass(slots=True)
class Operator:
    """What one operator did. `surveys` with minutes each; `present` seconds at a counter, breaks taken off."""

    counter: int = 0
    visits: int = 0
    surveys: int = 0
    flagged: int = 0
    members: int = 0
    present: float = 0.0
    minutes: Minutes = field(default_factory=dict)


@dataclass(slots=True)
class DayFigures:
    """A day, or the sum of several (`days`, `date` the first of them). Quarters count from midnight in Pakistan."""

    date: str
    days: int = 1
    all: Flow = field(default_factory=Flow)
    by_service: dict[str, Flow] = field(default_factory=dict)
    by_group: dict[str, Flow] = field(default_factory=dict)
    operators: dict[str, Operator] = field(default_factory=dict)
    arrived: dict[int, int] = field(default_factory=dict)
    finished: dict[int, int] = field(default_factory=dict)
    surveyed: dict[int, int] = field(default_factory=dict)
    waiting: dict[int, int] = field(default_factory=dict)
    offline: list[int] = field(default_factory=list)
    surveys: int = 0
    flagged: int = 0
    members: int = 0
    members_without_document: int = 0
    survey_minutes: Minutes = field(default_factory=dict)
    section_seconds: dict[str, float] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)


def quarter_of(at: float, day: str) -> int:
    """Quarter hours since midnight in Pakistan of the working day; 96 and more after the next midnight."""
    return math.floor((at - _midnight(day)) / QUARTER_S)


def minutes_of(at: float, day: str) -> int:
    """Whole minutes since midnight in Pakistan of the working day."""
    return math.floor((at - _midnight(day)) / 60)


@lru_cache(maxsize=8)
def _midnight(day: str) -> float:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), PAKISTAN).timestamp()


def hours(quarters: Mapping[int, int]) -> dict[int, int]:
    """Counts by quarter as counts by hour; 24 is the hour after midnight."""
    made: Counter[int] = Counter()
    for quarter, count in quarters.items():
        made[quarter // 4] += count
    return dict(sorted(made.items()))


def until(quarters: Mapping[int, int], quarter: int) -> int:
    """How many up to the end of the quarter before `quarter`: a day compared at the same time of day."""
    return sum(count for at, count in quarters.items() if at < quarter)


def typical(minutes: Minutes) -> int | None:
    """The median, None of nothing."""
    return _rank(minutes, 0.5)


def slowest_tenth(minutes: Minutes) -> int | None:
    """The 90th percentile by nearest rank, None of nothing."""
    return _rank(minutes, 0.9)


def per_hour(operators: Iterable[Operator]) -> float | None:
    """Visits finished for each hour an operator sat at a counter; None where nobody did for a minute."""
    people = list(operators)
    present = sum(one.present for one in people)
    return sum(one.visits for one in people) / (present / 3600) if present >= 60 else None


def household_size(figures: DayFigures) -> float | None:
    """Members / surveys; None of nothing."""
    return figures.members / figures.surveys if figures.surveys else None


def day_figures(
    day: str,
    visits: Iterable[VisitTimes],
    surveys: Iterable[SurveyTimes],
    shifts: Iterable[Shift],
    now: float,
    offline: Iterable[int] = (),
) -> DayFigures:
    """The figures of one working day as they stand at `now`. `offline` are hours in which the network was away."""
    figures, steps = DayFigures(day, offline=sorted(offline)), Counter[int]()
    for visit in visits:
        _take_visit(figures, visit, steps)
    for survey in surveys:
        _take_survey(figures, survey)
    for shift in shifts:
        one = figures.operators.setdefault(shift.operator, Operator())
        one.counter = shift.counter or one.counter
        one.present += max(0.0, shift.until - shift.since)
    figures.waiting = _line(steps, quarter_of(now, day))
    return figures


def add_up(days: Iterable[DayFigures], first: str = "") -> DayFigures:
    """The sum of days; of none, an empty one dated `first`. The line in the hall is a matter of one day: left out."""
    found = list(days)
    total = DayFigures(found[0].date if found else first, days=0)
    for one in found:
        total.days += one.days
        _add_flow(total.all, one.all)
        _add_flows(total.by_service, one.by_service)
        _add_flows(total.by_group, one.by_group)
        for name, person in one.operators.items():
            _add_operator(total.operators.setdefault(name, Operator()), person)
        for mine, theirs in (
            (total.arrived, one.arrived),
            (total.finished, one.finished),
            (total.surveyed, one.surveyed),
            (total.survey_minutes, one.survey_minutes),
        ):
            _add(mine, theirs)
        for count in ("surveys", "flagged", "members", "members_without_document"):
            setattr(total, count, getattr(total, count) + getattr(one, count))
        for key, seconds in one.section_seconds.items():
            total.section_seconds[key] = total.section_seconds.get(key, 0.0) + seconds
        for key, n in one.flags.items():
            total.flags[key] = total.flags.get(key, 0) + n
    return total


def _take_visit(figures: DayFigures, visit: VisitTimes, steps: Counter[int]) -> None:
    day = figures.date
    group = visit.group.value if visit.group else ""
    flows = [figures.all, figures.by_service.setdefault(visit.service.value, Flow())]
    flows.append(figures.by_group.setdefault(group, Flow()))
    for flow in flows:
        flow.take(visit)
    if visit.finished_at is not None:
        _note(figures.all.waits, visit.wait)
        _note(figures.by_group[group].waits, visit.wait)
        for service, seconds in visit.waits.items():  # each queue answers for the time that was spent in it
            _note(figures.by_service.setdefault(service.value, Flow()).waits, seconds)
        figures.operators.setdefault(visit.operator, Operator()).visits += 1
        _count(figures.finished, quarter_of(visit.finished_at, day))
    _count(figures.arrived, quarter_of(visit.issued_at, day))
    for number, span in enumerate(visit.spans, 1):
        if span.state is VisitState.WAITING:
            steps[quarter_of(span.since, day)] += 1
            if number < len(visit.spans) or visit.state is not VisitState.WAITING:  # else: stands there still
                steps[quarter_of(max(span.since, span.until), day)] -= 1


def _take_survey(figures: DayFigures, survey: SurveyTimes) -> None:
    seconds = max(0.0, survey.finished_at - survey.started_at)
    figures.surveys += 1
    figures.members += survey.members
    figures.members_without_document += survey.members_without_document
    figures.flagged += bool(survey.flags)
    _note(figures.survey_minutes, seconds)
    _count(figures.surveyed, quarter_of(survey.finished_at, figures.date))
    one = figures.operators.setdefault(survey.operator, Operator())
    one.surveys += 1
    one.members += survey.members
    one.flagged += bool(survey.flags)
    _note(one.minutes, seconds)
    for section, spent in survey.sections.items():
        figures.section_seconds[section] = figures.section_seconds.get(section, 0.0) + spent
    for flag in set(survey.flags):
        figures.flags[flag] = figures.flags.get(flag, 0) + 1


def _line(steps: Counter[int], last: int) -> dict[int, int]:
    """How many stand in line at the end of each quarter, from the first arrival to `last` or until all have left."""
    if not steps:
        return {}
    made, standing = {}, 0
    ends = min(last, max(steps)) if sum(steps.values()) == 0 else last
    for quarter in range(min(steps), ends + 1):
        standing += steps[quarter]
        made[quarter] = standing
    return made


def _rank(minutes: Minutes, share: float) -> int | None:
    total = sum(minutes.values())
    wanted, seen = math.ceil(total * share), 0
    for value in sorted(minutes):
        seen += minutes[value]
        if seen >= wanted:
            return value
    return None


def _note(minutes: Minutes, seconds: float) -> None:
    _count(minutes, int(seconds // 60))


def _count(counts: dict[int, int], key: int) -> None:
    counts[key] = counts.get(key, 0) + 1


def _add(mine: dict[int, int], theirs: Mapping[int, int]) -> None:
    for key, count in theirs.items():
        mine[key] = mine.get(key, 0) + count


def _add_flow(mine: Flow, theirs: Flow) -> None:
    for name in ("tokens", "finished", "absent", "cancelled", "recycled", "transferred"):
        setattr(mine, name, getattr(mine, name) + getattr(theirs, name))
    _add(mine.waits, theirs.waits)
    _add(mine.services, theirs.services)


def _add_flows(mine: dict[str, Flow], theirs: Mapping[str, Flow]) -> None:
    for key, flow in theirs.items():
        _add_flow(mine.setdefault(key, Flow()), flow)


def _add_operator(mine: Operator, theirs: Operator) -> None:
    mine.counter = theirs.counter or mine.counter
    for name in ("visits", "surveys", "flagged", "members", "present"):
        setattr(mine, name, getattr(mine, name) + getattr(theirs, name))
    _add(mine.minutes, theirs.minutes)
