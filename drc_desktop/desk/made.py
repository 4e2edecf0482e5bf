"""The open day's calls from the line, kept between two choices: only those made since are read."""

from __future__ import annotations

import threading
from functools import lru_cache

import msgspec
from sqlalchemy import Connection

from drc_desktop.domain.policy import Past, Seat
from drc_desktop.store import in_line


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


@lru_cache(maxsize=256)
def _seat(text: str) -> Seat:
    return msgspec.json.decode(text, type=Seat)
