"""Reads and writes about who acts and from where: operators, sessions, stations, invites, answered keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, bindparam, delete, insert, select, update

from drc_desktop.store.schema import idempotency, invite, operator, session, site, station, station_status

_ONE_SESSION = (
    select(session, operator.c.role.label("role_now"), operator.c.pin_own)
    .join(operator, and_(operator.c.id == session.c.operator_id, operator.c.active), isouter=True)
    .where(session.c.id == bindparam("wanted"))
)
_THE_SITE = select(site)
_ONE_STATION = select(station).where(station.c.device_id == bindparam("wanted"))
_ANSWER = select(idempotency).where(idempotency.c.device == bindparam("own"), idempotency.c.key == bindparam("wanted"))
_KEEP_ANSWER = insert(idempotency)
"""What stands around every request, made once: building a statement takes longer than SQLite needs to run it."""


def the_site(connection: Connection) -> RowMapping | None:
    """The one row of the site; None before `site init`."""
    return connection.execute(_THE_SITE).mappings().one_or_none()


def set_site(connection: Connection, values: dict[str, Any]) -> None:
    """Change columns of the site."""
    connection.execute(update(site).values(**values))


def operators(connection: Connection) -> Sequence[RowMapping]:
    """Operators who may sign in, by name."""
    statement = select(operator).where(operator.c.active).order_by(operator.c.name)
    return connection.execute(statement).mappings().all()


def everybody(connection: Connection) -> Sequence[RowMapping]:
    """Every operator there ever was, also those who left."""
    return connection.execute(select(operator)).mappings().all()


def one_operator(connection: Connection, operator_id: str) -> RowMapping | None:
    """An active operator, locked where the database has row locks."""
    statement = select(operator).where(operator.c.id == operator_id, operator.c.active).with_for_update()
    return connection.execute(statement).mappings().one_or_none()


def set_operator(connection: Connection, operator_id: str, values: dict[str, Any]) -> None:
    """Change columns of one operator."""
    connection.execute(update(operator).where(operator.c.id == operator_id).values(**values))


def add_operator(connection: Connection, values: dict[str, Any]) -> None:
    """Insert an operator."""
    connection.execute(insert(operator).values(**values))


def add_session(connection: Connection, values: dict[str, Any]) -> None:
    """Insert an open session."""
    connection.execute(insert(session).values(**values))


def one_session(connection: Connection, session_id: str) -> RowMapping | None:
    """A session, open or closed; `role_now` and `pin_own` are its operator's today, None for one who is
    not, or no longer, there."""
    return connection.execute(_ONE_SESSION, {"wanted": session_id}).mappings().one_or_none()


def close_sessions(connection: Connection, operator_id: str, at: float, but: str = "") -> None:
    """Close every open session of one operator, but for one."""
    own = update(session).where(session.c.operator_id == operator_id, session.c.closed_at.is_(None))
    connection.execute(own.where(session.c.id != but).values(closed_at=at))


def close_session(connection: Connection, session_id: str, at: float) -> None:
    """Close one session."""
    connection.execute(update(session).where(session.c.id == session_id).values(closed_at=at))


def answer_of(connection: Connection, device: str, key: str) -> RowMapping | None:
    """What was answered to this key of this device."""
    return connection.execute(_ANSWER, {"own": device, "wanted": key}).mappings().one_or_none()


def keep_answer(connection: Connection, values: dict[str, Any]) -> None:
    """Keep the answer of a command beside its effect, in the same transaction."""
    connection.execute(_KEEP_ANSWER, values)


def forget_answers(connection: Connection, before: float) -> None:
    """Drop kept answers older than `before`."""
    connection.execute(delete(idempotency).where(idempotency.c.at < before))


def stations_reported(connection: Connection) -> Sequence[RowMapping]:
    """The last status of every station."""
    return connection.execute(select(station_status).order_by(station_status.c.device_id)).mappings().all()


def put_status(connection: Connection, values: dict[str, Any]) -> None:
    """Replace the status of one station."""
    connection.execute(delete(station_status).where(station_status.c.device_id == values["device_id"]))
    connection.execute(insert(station_status).values(**values))


def add_station(connection: Connection, values: dict[str, Any]) -> None:
    """Insert a paired station."""
    connection.execute(insert(station).values(**values))


def one_station(connection: Connection, device_id: str) -> RowMapping | None:
    """A station, revoked or not."""
    return connection.execute(_ONE_STATION, {"wanted": device_id}).mappings().one_or_none()


def revoke_station(connection: Connection, device_id: str, at: float) -> int:
    """Unpair a station; returns how many were."""
    statement = update(station).where(station.c.device_id == device_id, station.c.revoked_at.is_(None))
    return connection.execute(statement.values(revoked_at=at)).rowcount


def add_invite(connection: Connection, values: dict[str, Any]) -> None:
    """Insert a one-time invite."""
    connection.execute(insert(invite).values(**values))


def use_invite(connection: Connection, code_hash: str, at: float) -> RowMapping | None:
    """Spend an invite that is unused and not expired; None otherwise. One statement, so it works once."""
    statement = (
        update(invite)
        .where(invite.c.code_hash == code_hash, invite.c.used_at.is_(None), invite.c.expires_at > at)
        .values(used_at=at)
        .returning(invite)
    )
    return connection.execute(statement).mappings().one_or_none()
