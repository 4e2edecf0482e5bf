"""What a newcomer is told: people ahead, and a range of minutes."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from drc_desktop.desk import calling
from drc_desktop.desk.work import Work
from drc_desktop.domain.clock import PAKISTAN
from drc_desktop.domain.estimate import Prospect, Turns, called_before, expect, wait_range
from drc_desktop.domain.policy import Seat, Waiting
from drc_desktop.domain.visit import Service
from drc_desktop.store import board, in_line

RECENT_S = 5400.0
"""How far back arrivals of those who go first are counted, to expect as many again."""
_LEAST_S = RECENT_S
FADES = 3.0
"""Arrivals thin out through the day: of as many as came lately, one in so many is expected (from simulated days)."""


class Outlook:
    """The line, the counters and the recent turns, read once; then asked for any number of newcomers."""

    def __init__(self, work: Work, date: str) -> None:
        connection = work.connection
        self._settings, self._now = work.settings, work.now
        self._rule = calling.rule_of(work)
        self._line = in_line.everybody(connection, date, list(Service))
        self._past = work.made.past(connection, date)
        self._turns = Turns(in_line.recent_turns(connection, date))
        self._seats = self._busy(work)
        arrivals = in_line.first_arrivals(connection, date, work.now - RECENT_S)
        begun = work.now - min(arrivals, default=work.now)
        self._first_rate = len(arrivals) / max(_LEAST_S, begun) * 60

    def of(self, newcomer: Waiting) -> tuple[int, int, int]:
        """People who will be called before `newcomer`, and the low and high minutes of the wait."""
        takes = [seat for seat in self._seats if newcomer.service in seat.serves]
        among = {newcomer.service}.union(*(seat.serves for seat in takes))
        line = [one for one in self._line if one.service in among]
        before = called_before(line, newcomer, self._past, self._rule)
        prospect = self._expect(before, newcomer)
        extra = self._jumpers(newcomer, prospect.minutes)
        if extra:
            prospect = self._expect(called_before([*line, *extra], newcomer, self._past, self._rule), newcomer)
        return len(before), *wait_range(prospect, self._turns, self._pauses())

    def _expect(self, before: list[Waiting], newcomer: Waiting) -> Prospect:
        return expect(before, newcomer, self._seats, self._turns, float(self._rule.wish_minutes))

    def _jumpers(self, newcomer: Waiting, minutes: float) -> list[Waiting]:
        """Later arrivals who go first: as many as came lately, thinned out."""
        count = 0 if newcomer.goes_first else round(self._first_rate * minutes / FADES)
        return [
            msgspec.structs.replace(newcomer, place=newcomer.place + turn, goes_first=True)
            for turn in range(1, count + 1)
        ]

    def _busy(self, work: Work) -> dict[Seat, list[float]]:
        """Minutes until each open counter is free, by what it takes."""
        held = board.visits_at_counters(work.connection)
        found: dict[Seat, list[float]] = {}
        for number, seat in calling.seats_of(work).items():
            row = held.get(number)
            gone = (work.now - (row["called_at"] or work.now)) / 60 if row is not None else 0.0
            left = self._turns.left(row["service"], gone) if row is not None else 0.0
            found.setdefault(seat, []).append(left)
        return found

    def _pauses(self) -> tuple[tuple[float, float], ...]:
        """The settings' pauses of today as minutes from now and length."""
        now = datetime.fromtimestamp(self._now, UTC).astimezone(PAKISTAN)
        minute = now.hour * 60 + now.minute
        spans = [[int(part[:2]) * 60 + int(part[3:]) for part in text.split("-")] for text in self._settings.pauses]
        return tuple((float(begins - minute), float(ends - begins)) for begins, ends in spans)
