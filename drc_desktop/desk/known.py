"""What the service keeps in mind between two requests: the day's calls from the line, and the site's last days."""

from __future__ import annotations

import threading
from functools import lru_cache
from statistics import fmean, pstdev

import msgspec
from sqlalchemy import Connection

from drc_desktop.domain.clock import minute_of_day
from drc_desktop.domain.estimate import Habits
from drc_desktop.domain.policy import Past, Seat
from drc_desktop.store import in_line

PAST_DAYS = 5


class CallsMade:
    """What the rule must know of the day so far. Safe to call from any thread.

    A call that is taken back changes what was read before: the count of those says so, and all is read anew.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day, self._undone, self._last = "", -1, 0
        self._past = Past()

    def past(self, connection: Connection, day: str) -> Past:
        """The calls of a day as this connection sees them; the caller's own copy, so that it may think on from there.

        Asked before a transaction writes calls of its own.
        """
        undone = in_line.undone_calls(connection)
        with self._lock:
            if (day, undone) != (self._day, self._undone):
                self._day, self._undone, self._last, self._past = day, undone, 0, Past()
            for number, place, goes_first, seat in in_line.calls_after(connection, day, self._last):
                self._past.add(place, goes_first, _seat(seat).serves)
                self._last = number
            return self._past.copy()


class KnownHabits:
    """The site's last days, read once a day: they do not change any more. Safe to call from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day, self._habits = "", Habits()

    def of(self, connection: Connection, day: str) -> Habits:
        """Of the last days before `day` that had visitors, `PAST_DAYS` at most."""
        with self._lock:
            if day != self._day:
                self._day, self._habits = day, _habits(connection, day)
            return self._habits


@lru_cache(maxsize=256)
def _seat(text: str) -> Seat:
    return msgspec.json.decode(text, type=Seat)


def _habits(connection: Connection, day: str) -> Habits:
    days = in_line.days_before(connection, day, PAST_DAYS)
    if not days:
        return Habits()
    turns: dict[str, list[float]] = {}
    for one in days:
        for service, minutes in in_line.turns_of(connection, one):
            turns.setdefault(service, []).append(minutes)
    came = sorted(
        (minute_of_day(at), service, goes_first)
        for one in days
        for at, service, goes_first in in_line.arrivals(connection, one)
    )
    return Habits(
        days=len(days),
        means={service: fmean(minutes) for service, minutes in turns.items()},
        spread=pstdev([minutes for each in turns.values() for minutes in each] or [0.0]),
        arrivals=[minute for minute, _, _ in came],
        firsts=[(minute, service) for minute, service, goes_first in came if goes_first],
    )
