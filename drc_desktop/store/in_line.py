"""The line of the open day: who waits, who may be next, what was called from it, who sits where."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, RowMapping, and_, bindparam, func, or_, select

from drc_desktop.domain.policy import Waiting
from drc_desktop.domain.visit import Service, VisitState
from drc_desktop.store.schema import call, counter, day, operator, sequence, visit

_V = visit.c
_GOES_FIRST = or_(_V.priority != "", _V.service == Service.PRIORITY.value)
_PLAIN = and_(_V.language == "", ~_V.woman, _V.due_from.is_(None))
_WAITS = and_(
    _V.day == bindparam("date"),
    _V.state == VisitState.WAITING.value,
    _V.service.in_(bindparam("serves", expanding=True)),
)
_EVERYBODY = (
    select(_V.id, _V.place, _V.service, _GOES_FIRST, _V.issued_at, _V.language, _V.woman, _V.due_from, _V.due_until)
    .where(_WAITS)
    .order_by(_V.place)
)
_FIRST_PLACES = select(func.min(_V.place)).where(_WAITS, _PLAIN).group_by(_V.service, _V.priority != "")
_HEADS = _EVERYBODY.where(or_(~_PLAIN, _V.place.in_(_FIRST_PLACES)))
_CALLS = (
    select(call.c.id, call.c.place, call.c.goes_first, call.c.seat)
    .where(call.c.day == bindparam("date"), call.c.id > bindparam("after"), call.c.first, ~call.c.undone)
    .order_by(call.c.id)
)
_SEATS = (
    select(counter.c.number, counter.c.serves, operator.c.languages, operator.c.woman)
    .join(operator, operator.c.id == counter.c.operator_id, isouter=True)
    .where(counter.c.state != "closed")
)
_TURNS = (
    select(_V.service, _V.called_at, func.coalesce(_V.finished_at, _V.state_at).label("end"))
    .where(
        _V.day == bindparam("date"),
        _V.state.in_((VisitState.FINISHED.value, VisitState.NO_SHOW.value, VisitState.PARKED.value)),
        _V.called_at.is_not(None),
    )
    .order_by(_V.event)
)
_LINE_ROW = select(sequence.c.last).where(sequence.c.name == "call").with_for_update()
_UNDONE = select(sequence.c.last).where(sequence.c.name == "undone_call")
"""Statements of every call, made once: building one takes longer than SQLite needs to run it."""


def lock(connection: Connection) -> None:
    """Let one caller at a time choose, until commit: two that chose from the same line would break rule and cap.

    SQLite has one writer anyway; on PostgreSQL whoever is to take a call number locks its row before anything else.
    """
    connection.execute(_LINE_ROW)


def everybody(connection: Connection, date: str, serves: Collection[str]) -> list[Waiting]:
    """Who waits in these queues, in order of place."""
    return [Waiting(*row) for row in connection.execute(_EVERYBODY, {"date": date, "serves": list(serves)})]


def heads(connection: Connection, date: str, serves: Collection[str]) -> list[Waiting]:
    """Those of `everybody` among whom the rule finds the next: the first of each queue and lane, and whoever has a wish
    or a promised window. All others stand behind somebody who is like them in everything but the place."""
    return [Waiting(*row) for row in connection.execute(_HEADS, {"date": date, "serves": list(serves)})]


def waiting_before(connection: Connection, date: str, serves: Collection[str], place: int) -> int:
    """How many in these queues stand before a place."""
    statement = select(func.count()).where(_WAITS, _V.place < place)
    return int(connection.execute(statement, {"date": date, "serves": list(serves)}).scalar_one())


def calls_after(connection: Connection, date: str, call_id: int) -> list[tuple[int, int, bool, str]]:
    """Number, place, lane and the JSON of what its counter could take, of each claim of the day above a call number, in
    their order; those taken back left out."""
    return [tuple(row) for row in connection.execute(_CALLS, {"date": date, "after": call_id})]


def undone_calls(connection: Connection) -> int:
    """How many calls were ever taken back."""
    return int(connection.execute(_UNDONE).scalar_one())


def seats(connection: Connection) -> dict[int, RowMapping]:
    """Open counter -> what it takes: its services, and the languages and sex of who sits there."""
    return {row["number"]: row for row in connection.execute(_SEATS).mappings()}


def turns_of(connection: Connection, date: str) -> list[tuple[str, float]]:
    """Service and minutes from call to end of each turn at a counter, those to whom nobody came among them."""
    return [(row.service, max(0.0, row.end - row.called_at) / 60) for row in connection.execute(_TURNS, {"date": date})]


def arrivals(connection: Connection, date: str) -> list[tuple[float, str, bool]]:
    """When each visit of a day was given its token, its service, and whether it goes first."""
    statement = select(_V.issued_at, _V.service, _GOES_FIRST).where(_V.day == date)
    return [tuple(row) for row in connection.execute(statement)]


def first_arrivals(connection: Connection, date: str, since: float) -> list[tuple[float, str]]:
    """Of those who go first and came since a time, when each was given its token, and its service."""
    statement = select(_V.issued_at, _V.service).where(_V.day == date, _V.issued_at >= since, _GOES_FIRST)
    return [tuple(row) for row in connection.execute(statement.order_by(_V.issued_at))]


def days_before(connection: Connection, date: str, limit: int) -> list[str]:
    """The newest dates with visits before a date."""
    statement = select(day.c.date).where(day.c.date < date, select(_V.id).where(_V.day == day.c.date).exists())
    return list(connection.execute(statement.order_by(day.c.date.desc()).limit(limit)).scalars())
