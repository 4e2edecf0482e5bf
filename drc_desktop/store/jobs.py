"""Reads and writes of print jobs, survey figures and hall notices."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from drc_desktop.store.schema import notice, print_job, survey_fact

_ADD = insert(print_job).returning(print_job)
_ONE = select(print_job).where(print_job.c.id == bindparam("wanted")).with_for_update()
_SET = update(print_job).where(print_job.c.id == bindparam("wanted")).returning(print_job)
_IN_STATES = (
    select(print_job)
    .where(print_job.c.day == bindparam("date"), print_job.c.state.in_(bindparam("states", expanding=True)))
    .order_by(print_job.c.id)
)
_LAST_NOTICE = select(notice).where(notice.c.day == bindparam("date")).order_by(notice.c.id.desc()).limit(1)
"""Statements of every slip, made once: building one takes longer than SQLite needs to run it."""


def add_job(connection: Connection, values: dict[str, Any]) -> RowMapping:
    """Insert a print job and give the row back."""
    return connection.execute(_ADD, values).mappings().one()


def one_job(connection: Connection, job_id: int) -> RowMapping | None:
    """One print job."""
    return connection.execute(_ONE, {"wanted": job_id}).mappings().one_or_none()


def set_job(connection: Connection, job_id: int, values: dict[str, Any]) -> RowMapping:
    """Change columns of one print job and give the row back."""
    return connection.execute(_SET, {"wanted": job_id, **values}).mappings().one()


def jobs_in(connection: Connection, date: str, states: Collection[str]) -> Sequence[RowMapping]:
    """Jobs of the day in these states, oldest first."""
    return connection.execute(_IN_STATES, {"date": date, "states": list(states)}).mappings().all()


def token_job(connection: Connection, visit_id: str) -> RowMapping | None:
    """The first slip of a visit's token."""
    statement = select(print_job).where(print_job.c.visit == visit_id, print_job.c.kind == "token")
    return connection.execute(statement.order_by(print_job.c.id).limit(1)).mappings().first()


def copies(connection: Connection, visit_id: str) -> int:
    """How many copies of a visit's token slip were asked for."""
    statement = select(func.count()).where(print_job.c.visit == visit_id, print_job.c.kind == "copy")
    return int(connection.execute(statement).scalar_one())


def job_figures(connection: Connection, date: str) -> dict[str, int]:
    """State -> number of print jobs of the day."""
    rows = connection.execute(
        select(print_job.c.state, func.count()).where(print_job.c.day == date).group_by(print_job.c.state)
    )
    return {state: int(count) for state, count in rows}


def last_job(connection: Connection, date: str) -> RowMapping | None:
    """The newest print job of the day."""
    statement = select(print_job).where(print_job.c.day == date).order_by(print_job.c.id.desc()).limit(1)
    return connection.execute(statement).mappings().first()


def put_fact(connection: Connection, values: dict[str, Any]) -> None:
    """Replace the figures of one survey."""
    connection.execute(delete(survey_fact).where(survey_fact.c.visit_id == values["visit_id"]))
    connection.execute(insert(survey_fact).values(**values))


def add_notice(connection: Connection, values: dict[str, Any]) -> None:
    """Insert a hall notice; the newest of the day is shown."""
    connection.execute(insert(notice).values(**values))


def last_notice(connection: Connection, date: str) -> RowMapping | None:
    """The hall notice of the day that is shown."""
    return connection.execute(_LAST_NOTICE, {"date": date}).mappings().first()
