"""The event log as lines that can be checked elsewhere: each move with the visit's columns as they stood after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from drc_desktop.domain.history import Line, SeatOf
from drc_desktop.domain.visit import Service
from drc_desktop.store.schema import call, come_back, event, visit


def lines(connection: Connection) -> Iterator[Line]:
    """Every event from the first on, without anything personal.

    The columns come from the log itself: what an event keeps for undo is how the visit stood after the one before.
    """
    now = {row["id"]: dict(row) for row in connection.execute(select(visit)).mappings()}
    calls = {row["event"]: row for row in connection.execute(select(call)).mappings()}
    back = {row["visit"]: row["date"] for row in connection.execute(select(come_back)).mappings()}
    found: list[Line] = []
    for row in connection.execute(select(event).order_by(event.c.seq.desc())).mappings():
        stands = now.get(row["visit"] or "") if row["to_state"] is not None else None
        found.append(_line(dict(row), stands, calls.get(row["seq"]), back))
        if stands is not None:
            back.pop(row["visit"], None)
            stands.update(msgspec.json.decode(row["before"] or "{}"))
    return reversed(found)


def _line(row: dict[str, Any], stands: dict[str, Any] | None, called: Any, back: dict[str, str]) -> Line:
    names = ("seq", "at", "action", "day", "token", "counter", "reason")
    line = Line(
        **{name: row[name] for name in names},
        visit=row["visit"] or "",
        from_state=row["from_state"] or "",
        to_state=row["to_state"] or "",
    )
    if stands is None:
        return line
    line = msgspec.structs.replace(
        line,
        counter=stands["counter"],
        place=stands["place"],
        service=stands["service"],
        goes_first=stands["priority"] != "" or stands["service"] == Service.PRIORITY.value,
        language=stands["language"],
        woman=stands["woman"],
        since=stands["issued_at"],
        back_on=back.get(row["visit"], ""),
    )
    if called is None:
        return line
    seat = msgspec.json.decode(called["seat"], type=SeatOf)
    return msgspec.structs.replace(line, call=called["id"], first=called["first"], seat=seat)
