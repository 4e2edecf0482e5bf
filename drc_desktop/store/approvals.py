"""Words of second persons, each bound to the key of one command of one station until that command uses it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert

from drc_desktop.store.schema import approval


def put(connection: Connection, values: dict[str, Any]) -> None:
    """Keep an approval; one of the same device and key is replaced."""
    own = (approval.c.device == values["device"]) & (approval.c.key == values["key"])
    connection.execute(delete(approval).where(own))
    connection.execute(insert(approval).values(**values))


def take(connection: Connection, device: str, key: str, bound: tuple[str, str], since: float) -> str | None:
    """Use up the approval of a command on a subject (`bound`) given at `since` or later: who gave it, or None.

    An older one, or one for something else, is left: it opens nothing, and `forget` drops it.
    """
    command, subject = bound
    statement = (
        delete(approval)
        .where(approval.c.device == device, approval.c.key == key, approval.c.at >= since)
        .where(approval.c.command == command, approval.c.subject == subject)
        .returning(approval.c.operator_id)
    )
    return connection.execute(statement).scalar_one_or_none()


def forget(connection: Connection, before: float) -> None:
    """Drop what was never used."""
    connection.execute(delete(approval).where(approval.c.at < before))
