"""Play the last day of the site again under another rule, so that a setting is seen before it is saved."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import msgspec

from drc_desktop.desk import calling
from drc_desktop.desk.contract import DeskError, Fault
from drc_desktop.desk.work import Work
from drc_desktop.domain.policy import Rule, Seat, Waiting
from drc_desktop.domain.rehearsal import Came, Open, play
from drc_desktop.store import board

LEAST_SECONDS = 60.0
"""A turn without an end in the log (a call that was taken back) takes a counter for so long."""


def rehearse(work: Work, others_between: int, overtake_cap: int, wish_minutes: int) -> dict[str, Any]:
    """The newest day that had visitors, under the rule of now and under another one.

    Raises:
        DeskError: DAY_CLOSED where no day had visitors yet.
    """
    day = board.last_visited_day(work.connection)
    if day is None:
        raise DeskError(Fault.DAY_CLOSED)
    came = [
        Came(
            Waiting(
                row["id"],
                row["place"],
                row["service"],
                row["priority"] != "" or row["service"] == "priority",
                row["issued_at"],
                row["language"],
                row["woman"],
            ),
            max(LEAST_SECONDS, (row["finished_at"] or row["state_at"]) - row["called_at"])
            if row["called_at"]
            else LEAST_SECONDS,
        )
        for row in board.visits_of(work.connection, day)
    ]
    other = Rule(others_between, overtake_cap, wish_minutes)
    counters = _open_counters(work, day)
    now, then = (play(came, counters, rule) for rule in (calling.rule_of(work), other))
    return {"day": day, "visitors": len(came), "counters": len(counters), "now": asdict(now), "then": asdict(then)}


def _open_counters(work: Work, day: str) -> list[Open]:
    """Each counter from its first call to the end of its last turn, with what it took at its last call."""
    found: dict[int, Open] = {}
    for number, seat, since, until in board.counter_spans(work.connection, day):
        before = found.get(number)
        begun = min(before.since, since) if before else since
        ended = max(before.until, until) if before else until
        found[number] = Open(msgspec.json.decode(seat, type=Seat), begun, ended)
    return list(found.values())
