"""What a newcomer is told: people ahead, and a range of minutes."""

from __future__ import annotations

from drc_desktop.desk import calling
from drc_desktop.desk.work import Work
from drc_desktop.domain.clock import minute_of_day
from drc_desktop.domain.estimate import FADES, Counter, Scene, Turns, wait_range
from drc_desktop.domain.policy import Waiting
from drc_desktop.domain.visit import Service
from drc_desktop.store import board, in_line

RECENT_S = 5400.0
"""Without a past day: how far back arrivals of those who go first are counted, to expect some of as many again."""
BREAK_MINUTES = 30.0
"""A break of which nobody said when it ends (assumed)."""


class Outlook:
    """The line, the counters, today's turns and the last days, read once; then asked for any number of newcomers."""

    def __init__(self, work: Work, date: str) -> None:
        connection, habits = work.connection, work.habits.of(work.connection, date)
        minute = minute_of_day(work.now)
        self._turns = Turns(in_line.turns_of(connection, date), habits)
        spans = [[int(part[:2]) * 60 + int(part[3:]) for part in text.split("-")] for text in work.settings.pauses]
        if habits.days:
            later = habits.firsts_to_come(minute, sum(board.day_figures(connection, date).values()))
        else:
            later = _as_many_again(in_line.first_arrivals(connection, date, work.now - RECENT_S), work.now)
        self._scene = Scene(
            in_line.everybody(connection, date, list(Service)),
            _counters(work, self._turns),
            work.made.past(connection, date),
            calling.rule_of(work),
            self._turns,
            later,
            [(float(begins - minute), float(ends - begins)) for begins, ends in spans],
        )

    def of(self, newcomer: Waiting) -> tuple[int, int, int]:
        """People who will be called before `newcomer`, and the low and high minutes of the wait."""
        prospect = self._scene.expect(newcomer)
        return prospect.ahead, *wait_range(prospect, self._turns)


def _counters(work: Work, turns: Turns) -> list[Counter]:
    """Each open counter with the minutes until it is free."""
    held = board.visits_at_counters(work.connection)
    rows = {row["number"]: row for row in board.counters(work.connection)}
    found = []
    for number, seat in calling.seats_of(work).items():
        visit, row = held.get(number), rows[number]
        resting = row["state"] == "break"
        free = 0.0
        if visit is not None:
            free = turns.left(visit["service"], (work.now - (visit["called_at"] or work.now)) / 60)
        elif resting:
            back = row["back_at"] or (row["since"] or work.now) + 60 * BREAK_MINUTES
            free = max(0.0, (back - work.now) / 60)
        found.append(Counter(seat, free, resting))
    return found


def _as_many_again(came: list[tuple[float, str]], now: float) -> list[tuple[float, str]]:
    """Those who went first lately, one in `FADES` of them again for each such time to come, to the end of the day."""
    lately = [(RECENT_S - (now - at), service) for at, service in came[:: round(FADES)]]
    return [((at + RECENT_S * turn) / 60, service) for turn in range(4) for at, service in lately]
