"""Reads and writes of come-back tokens, each with the columns of the visit that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, insert, or_, select, update

from drc_desktop.domain.visit import Action
from drc_desktop.store.schema import come_back, day, event, visit

DAY_CLOSED = "day-closed"
"""The reason in the event by which close of day ends a visit."""


def add(connection: Connection, values: dict[str, Any]) -> None:
    """Insert a token, or give a visit that had one (and was undone) a new date."""
    found = connection.execute(
        update(come_back).where(come_back.c.visit == values["visit"], come_back.c.used_by.is_(None)).values(**values)
    )
    if found.rowcount == 0:
        connection.execute(insert(come_back).values(**values))


def one(connection: Connection, visit_id: str) -> RowMapping | None:
    """One token, locked where the database has row locks."""
    statement = _with_visit().where(come_back.c.visit == visit_id).with_for_update(of=come_back)
    return connection.execute(statement).mappings().one_or_none()


def is_used(connection: Connection, visit_id: str) -> bool:
    """Whether the visit's token brought somebody back already."""
    statement = select(come_back.c.used_by).where(come_back.c.visit == visit_id)
    return connection.execute(statement).scalar_one_or_none() is not None


def of_hashes(connection: Connection, hashes: Sequence[str], today: str) -> RowMapping | None:
    """The unused token, good on `today`, whose visit carries one of these hashes: the oldest place first."""
    held = or_(visit.c.binding.in_(hashes), visit.c.household.in_(hashes))
    statement = _with_visit().where(held, visit.c.state == "cancelled", come_back.c.date <= today)
    return (
        connection.execute(statement.where(come_back.c.used_by.is_(None)).order_by(visit.c.place).limit(1))
        .mappings()
        .first()
    )


def days(connection: Connection) -> Sequence[RowMapping]:
    """Days whose visits hold unused tokens and whose key is not erased yet."""
    unused = select(visit.c.day).join(come_back, come_back.c.visit == visit.c.id).where(come_back.c.used_by.is_(None))
    statement = select(day.c.date, day.c.day_key).where(day.c.date.in_(unused), day.c.day_key != b"")
    return connection.execute(statement.order_by(day.c.date)).mappings().all()


def closed_out(connection: Connection, date: str) -> Sequence[int]:
    """The events by which close of day ended visits of that day, newest first, but for tokens used since."""
    statement = (
        select(event.c.seq)
        .join(visit, (visit.c.id == event.c.visit) & (visit.c.event == event.c.seq))
        .join(come_back, come_back.c.visit == visit.c.id)
        .where(visit.c.day == date, event.c.action == Action.CANCEL.value, event.c.reason == DAY_CLOSED)
        .where(come_back.c.used_by.is_(None))
    )
    return connection.execute(statement.order_by(event.c.seq.desc())).scalars().all()


def use(connection: Connection, visit_id: str, used_by: str) -> None:
    """The token is spent on a new visit."""
    connection.execute(update(come_back).where(come_back.c.visit == visit_id).values(used_by=used_by))


def _with_visit() -> Select[Any]:
    v = visit.c
    return select(
        come_back, v.day, v.token, v.service, v.priority, v.place, v.binding, v.household, v.language, v.woman, v.state
    ).join(visit, visit.c.id == come_back.c.visit)
