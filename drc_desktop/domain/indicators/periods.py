"""Periods that are looked at, and what each is compared with: the same stretch of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Period(StrEnum):
    """A working day, the week from Monday, the month from its first."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Dates as ISO 8601, both ends included. `before` is compared with; `fetch` is the earliest day that is drawn."""

    first: str
    last: str
    before_first: str
    before_last: str
    fetch: str


def stretch(period: Period, day: date) -> Stretch:
    """The period up to `day`. A day is compared with that weekday a week ago, a week or month with as much of the last.

    A month longer than the one before is compared with the whole of it.
    """
    if period is Period.DAY:
        before = day - timedelta(days=7)
        return _made(day, day, before, before, day - timedelta(days=9))
    if period is Period.WEEK:
        first = day - timedelta(days=day.weekday())
        week = timedelta(days=7)
        return _made(first, day, first - week, day - week, first - week)
    first = day.replace(day=1)
    end = first - timedelta(days=1)
    return _made(first, day, end.replace(day=1), end.replace(day=min(day.day, end.day)), end.replace(day=1))


def whole_month(day: date) -> tuple[str, str]:
    """First and last date of a day's month."""
    after = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day.replace(day=1).isoformat(), (after - timedelta(days=1)).isoformat()


def _made(first: date, last: date, before_first: date, before_last: date, fetch: date) -> Stretch:
    return Stretch(*(one.isoformat() for one in (first, last, before_first, before_last, fetch)))
