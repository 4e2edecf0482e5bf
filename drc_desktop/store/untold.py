"""What happened at this PC and the site's log has not heard of yet: told, with the same key, until the desk answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select

from drc_desktop.store.local import LocalStore
from drc_desktop.store.local_schema import untold

MOST = 200
"""Told in one round; what is left goes with the next."""


@dataclass(frozen=True)
class Telling:
    """`key` makes the telling idempotent; `deed` and `what` are the desk's words for it, of a look-up the household's
    id; `who` did it, an operator id; `at` seconds since the epoch."""

    key: str
    deed: str
    what: str
    who: str
    at: float


def put(store: LocalStore, telling: Telling) -> None:
    """Keep it before anything is shown. Raises LocalStoreError."""
    with store.writing() as connection:
        connection.execute(insert(untold).values(**asdict(telling)))


def waiting(store: LocalStore) -> list[Telling]:
    """The oldest that were not told, in their order."""
    with store.reading() as connection:
        rows = connection.execute(select(untold).order_by(untold.c.seq).limit(MOST)).mappings().all()
    return [Telling(**{name: row[name] for name in Telling.__dataclass_fields__}) for row in rows]


def told(store: LocalStore, key: str) -> None:
    """The desk has answered."""
    with store.writing() as connection:
        connection.execute(delete(untold).where(untold.c.key == key))
