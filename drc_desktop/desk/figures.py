"""Figures of the site: today live, closed days as they were kept, the visits behind a figure, reviews of surveys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import RowMapping

from drc_desktop.desk.contract import (
    Behind,
    DeskError,
    Fault,
    Question,
    Review,
    Role,
    SiteFigures,
    VisitLine,
    VisitState,
)
from drc_desktop.desk.live import Live
from drc_desktop.desk.work import Deed, Work
from drc_desktop.domain.indicators.day import DayFigures, Shift, SurveyTimes, day_figures, quarter_of
from drc_desktop.domain.indicators.quality import Flag, by_time, doubles
from drc_desktop.domain.indicators.visits import VisitTimes
from drc_desktop.store import board, figures, people

MOST_DAYS = 800
MOST_LINES = 500
MOST_REASON = 400
_SHIFTS = (Deed.SAT.value, Deed.BREAK.value, Deed.BREAK_ENDED.value, Deed.LEFT.value)
_FLAGS = frozenset(Flag)


_READ_FLAGS = msgspec.json.Decoder(list[str])
_READ_SECONDS = msgspec.json.Decoder(dict[str, float])
_READ_DAY = msgspec.json.Decoder(DayFigures)


def show(work: Work, first: str, last: str) -> SiteFigures:
    """The days from `first` to `last`, both included. Raises BAD_REQUEST for a range that is none or too long."""
    _demand_range(first, last)
    kept = figures.kept(work.connection, first, last)
    days = []
    for row in figures.days_between(work.connection, first, last):
        body = None if row["open"] else kept.get(row["date"])
        days.append(count(work, row) if body is None else _read_day(body))
    names = {found["id"]: found["name"] for found in people.operators(work.connection)}
    limits = {row["service"]: row["limit_minutes"] for row in board.services(work.connection)}
    return SiteFigures(at=work.now, first=first, last=last, days=days, names=names, limits=limits)


def count(work: Work, row: RowMapping) -> DayFigures:
    """The figures of one day from its events: what is kept of a closed day is this and nothing else."""
    ends = work.now if row["open"] else row["closed_at"] or work.now
    visits = [visit for _, visit in _visits(work, row["date"])]
    surveys = _surveys(work, row["date"])
    offline = figures.offline_of(work.connection, row["date"])
    return day_figures(
        row["date"], visits, [one.times for one in surveys], _shifts(work, row["date"], ends), ends, offline
    )


def keep_closed(work: Work) -> int:
    """Keep the figures of each closed day that has none; how many."""
    missing = figures.closed_without(work.connection)
    for name in missing:
        row = board.day_of(work.connection, name)
        assert row is not None
        figures.keep(work.connection, name, msgspec.json.encode(count(work, row)))
    return len(missing)


def rebuild(work: Work) -> int:
    """Count every closed day anew, whatever was kept; how many."""
    for row in figures.days_between(work.connection, "0", "9"):
        figures.forget(work.connection, row["date"])
    return keep_closed(work)


def differing(work: Work) -> list[str]:
    """Closed days whose kept figures are not what their events say."""
    kept = figures.kept(work.connection, "0", "9")
    rows = (row for row in figures.days_between(work.connection, "0", "9") if row["date"] in kept)
    return [row["date"] for row in rows if _READ_DAY.decode(kept[row["date"]]) != count(work, row)]


def behind(work: Work, question: Question) -> list[VisitLine]:
    """The newest visits behind a figure, 500 at most. An operator sees their own, a supervisor all."""
    _demand_range(question.first, question.last)
    names = {found["id"]: found["name"] for found in people.operators(work.connection)}
    found: list[VisitLine] = []
    for day in reversed(figures.days_between(work.connection, question.first, question.last)):
        lines = _lines(work, day["date"], names)
        if work.actor.role is not Role.SUPERVISOR:
            lines = [one for one in lines if one.operator == work.actor.operator_id]
        found += [one.line for one in reversed(lines) if _asked(question, one)]
        if len(found) >= MOST_LINES:
            break
    return found[:MOST_LINES]


def review(work: Work, request: Review) -> None:
    """Write down what became of a flagged survey.

    Raises:
        DeskError: UNKNOWN_VISIT where the visit has no survey; BAD_REQUEST without a reason.
    """
    row = work.visit(request.visit_id)
    if figures.one_fact(work.connection, request.visit_id) is None:
        raise DeskError(Fault.UNKNOWN_VISIT)
    if not request.reason.strip():
        raise DeskError(Fault.BAD_REQUEST, what="reason")
    words = {"outcome": request.outcome.value, "reason": request.reason.strip()[:MOST_REASON]}
    who = {"visit_id": request.visit_id, "at": work.now, "operator_id": work.actor.operator_id}
    figures.add_review(work.connection, {**who, **words})
    work.note(Deed.REVIEWED, visit=row["id"], token=row["token"], counter=row["counter"], reason=request.outcome.value)


@dataclass(frozen=True)
class _Survey:
    """One survey of a day with the flags that only the whole day shows."""

    row: RowMapping
    times: SurveyTimes


@dataclass(frozen=True)
class _Line:
    """A line with what the question is put to: who made it (an id), and whether the visit is a no-show."""

    line: VisitLine
    operator: str
    absent: bool


def _demand_range(first: str, last: str) -> None:
    try:
        length = (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError as fault:
        raise DeskError(Fault.BAD_REQUEST, what="date") from fault
    if not 0 <= length <= MOST_DAYS:
        raise DeskError(Fault.BAD_REQUEST, what="range")


def _visits(work: Work, day: str) -> list[tuple[RowMapping, VisitTimes]]:
    today = board.open_day(work.connection)
    live = work.live if today is not None and today["date"] == day else Live()
    return live.visits(work.connection, day, work.now)


@lru_cache(maxsize=128)
def _read_day(body: bytes) -> DayFigures:
    """Kept figures; nobody changes what is given out (`add_up` makes its own)."""
    return _READ_DAY.decode(body)


def _surveys(work: Work, day: str) -> list[_Survey]:
    rows = figures.facts_of(work.connection, day)
    limits = work.monitor.quality()
    mobiles = doubles((row["visit_id"], row["mobile_hash"]) for row in rows)
    addresses = doubles((row["visit_id"], row["address_hash"]) for row in rows)
    made = []
    for row in rows:
        flags = {flag for flag in _READ_FLAGS.decode(row["flags"]) if flag in _FLAGS}
        flags.update(by_time(row["finished_at"] - row["started_at"], limits))
        flags.update([Flag.SAME_MOBILE] if row["visit_id"] in mobiles else [])
        flags.update([Flag.SAME_ADDRESS] if row["visit_id"] in addresses else [])
        flags.update([Flag.NO_DOCUMENT] if row["members_without_document"] else [])
        figures_of = SurveyTimes(
            operator=row["operator_id"],
            started_at=row["started_at"],
            finished_at=row["finished_at"],
            members=row["members"],
            members_without_document=row["members_without_document"],
            flags=tuple(sorted(str(flag) for flag in flags)),
            sections=_READ_SECONDS.decode(row["section_seconds"]),
        )
        made.append(_Survey(row, figures_of))
    return made


def _shifts(work: Work, day: str, ends: float) -> list[Shift]:
    """Who sat at a counter from when to when: each event at a counter ends what was before it."""
    return list(_shifts_of(figures.deeds_of(work.connection, day, _SHIFTS), ends))


def _shifts_of(deeds: Sequence[Any], ends: float) -> Iterable[Shift]:
    sitting: dict[int, tuple[str, float]] = {}
    resting: dict[int, str] = {}
    for at, action, actor, counter in deeds:
        who, since = sitting.pop(counter, ("", at))
        if who:
            yield Shift(who, counter, since, at)
        if action == Deed.SAT.value:
            sitting[counter] = actor, at
        elif action == Deed.BREAK.value:
            resting[counter] = who or actor
        elif action == Deed.BREAK_ENDED.value:
            sitting[counter] = resting.pop(counter, actor), at
    for counter, (who, since) in sitting.items():
        yield Shift(who, counter, since, ends)


def _lines(work: Work, day: str, names: Mapping[str, str]) -> list[_Line]:
    surveys = {one.row["visit_id"]: one for one in _surveys(work, day)}
    reviews = figures.reviews_of(work.connection, surveys)
    lines = []
    for row, visit in _visits(work, day):
        survey, review = surveys.get(row["id"]), reviews.get(row["id"])
        operator = survey.times.operator if survey else visit.operator
        line = VisitLine(
            visit_id=row["id"],
            day=day,
            token=row["token"],
            service=visit.service,
            state=visit.state,
            priority=visit.group,
            counter=visit.counter or row["counter"],
            operator=names.get(operator, ""),
            issued_at=row["issued_at"],
            finished_at=visit.finished_at,
            wait=int(visit.wait // 60),
            served=int(visit.served // 60),
            survey_minutes=int((survey.times.finished_at - survey.times.started_at) // 60) if survey else None,
            members=survey.times.members if survey else None,
            flags=list(survey.times.flags) if survey else [],
            outcome=review["outcome"] if review else "",
            reason=review["reason"] if review else "",
        )
        lines.append(_Line(line, operator, visit.absent))
    return lines


def _asked(question: Question, one: _Line) -> bool:
    detail, line = question.detail, one.line
    if question.behind is Behind.FINISHED:
        ended = line.finished_at if line.state is VisitState.FINISHED else None
        hour = f"h{quarter_of(ended, line.day) // 4}" if ended is not None else ""
        return ended is not None and detail in ("", one.operator, line.service.value, hour)
    if question.behind is Behind.WAITED:
        hour = str(quarter_of(line.issued_at, line.day) // 4)
        return detail in ("", line.service.value, hour)
    if question.behind is Behind.NO_SHOW:
        return one.absent
    if question.behind is Behind.FLAGGED:
        return bool(line.flags) and detail in ("", *line.flags)
    return True
