"""The open day's visits between two looks at the figures."""

from __future__ import annotations

import threading

import msgspec
from sqlalchemy import Connection, RowMapping

from drc_desktop.domain.indicators.visits import Step, VisitTimes, times
from drc_desktop.domain.visit import LIVE_STATES, Action, PriorityGroup, Service, VisitState
from drc_desktop.store import figures

_ACTIONS = {action.value: action for action in Action}
_STATES = {state.value: state for state in VisitState}
"""Looked up some thousand times for a day: an enum's own constructor takes ten times as long."""


class _Before(msgspec.Struct):
    """Of an event's kept columns, the queue."""

    service: Service | None = None


_READ_BEFORE = msgspec.json.Decoder(_Before)


class Live:
    """The visits of one day as they stand, kept between two looks: only what moved since is read and counted again.

    Safe to call from any thread. What it holds are times and ids, as in the database; nothing is written.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day, self._seq = "", 0
        self._steps: dict[str, list[Step]] = {}
        self._ended: dict[str, VisitTimes] = {}

    def visits(self, connection: Connection, day: str, now: float) -> list[tuple[RowMapping, VisitTimes]]:
        """Every visit of the day with its times; what is still open ends at `now`."""
        with self._lock:
            if day != self._day:
                self._day, self._seq, self._steps, self._ended = day, 0, {}, {}
            rows = figures.visits_of(connection, day)
            for visit, at, action, to_state, actor, counter, before, seq in figures.moves_of(
                connection, day, self._seq
            ):
                queue = _READ_BEFORE.decode(before).service if before else None
                step = Step(at, _ACTIONS[action], _STATES[to_state], queue, actor, counter)
                self._steps.setdefault(visit, []).append(step)
                self._ended.pop(visit, None)
                self._seq = seq
            return [(row, self._times(row, now)) for row in rows]

    def _times(self, row: RowMapping, now: float) -> VisitTimes:
        known = self._ended.get(row["id"])
        if known is not None:
            return known
        group = PriorityGroup(row["priority"]) if row["priority"] else None
        made = times(self._steps[row["id"]], Service(row["service"]), group, now)
        if made.state not in LIVE_STATES:
            self._ended[row["id"]] = made
        return made
