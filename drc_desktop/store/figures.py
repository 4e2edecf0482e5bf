"""Reads for the figures of the site: events, surveys and shifts of a day, figures kept of closed days, reviews."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select

from drc_desktop.store.schema import day, day_figures, event, offline_hour, survey_fact, survey_review, visit

_MOVES = (event.c.visit, event.c.at, event.c.action, event.c.to_state, event.c.actor, event.c.counter, event.c.before)


def days_between(connection: Connection, first: str, last: str) -> Sequence[RowMapping]:
    """The working days of a range of dates, oldest first."""
    statement = select(day).where(day.c.date.between(first, last)).order_by(day.c.date)
    return connection.execute(statement).mappings().all()


def visits_of(connection: Connection, date: str) -> Sequence[RowMapping]:
    """Every visit of the day by its token's order of issue."""
    columns = visit.c["id", "token", "service", "priority", "state", "issued_at", "finished_at", "counter"]
    statement = select(*columns).where(visit.c.day == date).order_by(visit.c.issued_at, visit.c.token)
    return connection.execute(statement).mappings().all()


def moves_of(connection: Connection, date: str, after: int = 0) -> Sequence[Any]:
    """Events of the day's visits with numbers above `after`, in their order: visit, at, action, to_state, actor,
    counter, before, seq."""
    moves = (event.c.visit.is_not(None), event.c.to_state.is_not(None))
    statement = select(*_MOVES, event.c.seq).where(event.c.day == date, event.c.seq > after, *moves)
    return connection.execute(statement.order_by(event.c.seq)).all()


def deeds_of(connection: Connection, date: str, actions: Collection[str]) -> Sequence[Any]:
    """Events of the day that move no visit, of these actions: at, action, actor, counter."""
    columns = (event.c.at, event.c.action, event.c.actor, event.c.counter)
    statement = select(*columns).where(event.c.day == date, event.c.action.in_(actions))
    return connection.execute(statement.order_by(event.c.seq)).all()


def facts_of(connection: Connection, date: str) -> Sequence[RowMapping]:
    """Figures of the surveys made in visits of the day, in the order they were finished."""
    joined = survey_fact.join(visit, visit.c.id == survey_fact.c.visit_id)
    statement = select(survey_fact, visit.c.token, visit.c.counter).select_from(joined)
    statement = statement.where(visit.c.day == date).order_by(survey_fact.c.finished_at)
    return connection.execute(statement).mappings().all()


def kept(connection: Connection, first: str, last: str) -> dict[str, bytes]:
    """Day -> figures kept of it, of a range of dates."""
    statement = select(day_figures.c.day, day_figures.c.body).where(day_figures.c.day.between(first, last))
    return {row.day: bytes(row.body) for row in connection.execute(statement)}


def keep(connection: Connection, date: str, body: bytes) -> None:
    """Keep the figures of a closed day in place of those kept before."""
    forget(connection, date)
    connection.execute(insert(day_figures).values(day=date, body=body))


def forget(connection: Connection, date: str) -> None:
    """The figures kept of a day hold no longer."""
    connection.execute(delete(day_figures).where(day_figures.c.day == date))


def closed_without(connection: Connection) -> list[str]:
    """Closed days of which no figures are kept."""
    missing = select(day.c.date).outerjoin(day_figures, day_figures.c.day == day.c.date)
    statement = missing.where(~day.c.open, day_figures.c.day.is_(None)).order_by(day.c.date)
    return list(connection.execute(statement).scalars())


def note_offline(connection: Connection, date: str, hour: int) -> None:
    """Remember an hour in which surveys could not be sent."""
    here = (offline_hour.c.day == date, offline_hour.c.hour == hour)
    if connection.execute(select(offline_hour.c.hour).where(*here)).first() is None:
        connection.execute(insert(offline_hour).values(day=date, hour=hour))


def offline_of(connection: Connection, date: str) -> list[int]:
    """Hours of the day in which surveys could not be sent."""
    return list(connection.execute(select(offline_hour.c.hour).where(offline_hour.c.day == date)).scalars())


def add_review(connection: Connection, values: dict[str, Any]) -> None:
    """Write down what was found out about a survey."""
    connection.execute(insert(survey_review).values(**values))


def reviews_of(connection: Connection, visits: Iterable[str]) -> dict[str, RowMapping]:
    """Visit -> its newest review."""
    newest = select(func.max(survey_review.c.id)).where(survey_review.c.visit_id.in_(list(visits)))
    newest = newest.group_by(survey_review.c.visit_id)
    rows = connection.execute(select(survey_review).where(survey_review.c.id.in_(newest))).mappings()
    return {row["visit_id"]: row for row in rows}


def one_fact(connection: Connection, visit_id: str) -> RowMapping | None:
    """Figures of the survey of one visit."""
    statement = select(survey_fact).where(survey_fact.c.visit_id == visit_id)
    return connection.execute(statement).mappings().one_or_none()
