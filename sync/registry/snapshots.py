"""Snapshots made ahead: the pages of a fresh start, encrypted once for every device that will ask for them.

A page that is made for one device costs the registry some 25 ms; on the morning after a disaster hundreds of new PCs
ask for the same 120 pages. So the pages of a tehsil rest ready under one content key; a device gets that key wrapped
for itself, and the page as it lies there. What changed since the snapshot was made follows as ordinary pages.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from sync import page as pages
from sync.registry.database import reading
from sync.registry.schema import household, snapshot, snapshot_page, tehsil
from sync.registry.vault import Vault
from sync.wire import Now

SMALLEST = 1000
"""Households below which a tehsil has no snapshot: a few live pages cost less than keeping one up to date."""
STALE_SHARE = 10
"""A snapshot is made anew once a tenth as many changes came after it as it has rows."""

_OF = sa.bindparam("of", type_=sa.String)
_HEAD = sa.select(snapshot).where(snapshot.c.tehsil == _OF)
_PAGE = sa.select(snapshot_page).where(
    snapshot_page.c.tehsil == _OF,
    snapshot_page.c.snapshot_id == sa.bindparam("id", type_=sa.LargeBinary),
    snapshot_page.c.number == sa.bindparam("page", type_=sa.Integer),
)
_STANDING = (
    sa.select(
        household.c.tehsil,
        sa.func.count().label("rows"),
        sa.func.max(household.c.seq).label("seq"),
        tehsil.c.floor,
        snapshot.c.floor.label("made_at_floor"),
        snapshot.c.seq.label("made_at"),
    )
    .join(tehsil, tehsil.c.tehsil == household.c.tehsil)
    .outerjoin(snapshot, snapshot.c.tehsil == household.c.tehsil)
    .group_by(household.c.tehsil, tehsil.c.floor, snapshot.c.floor, snapshot.c.seq)
    .order_by(household.c.tehsil)
)


@dataclass(frozen=True)
class Ready:
    """One page of a snapshot: `blob` under `content_key`, the number it reaches, and whether another follows."""

    snapshot_id: bytes
    blob: bytes = field(repr=False)
    content_key: bytes = field(repr=False)
    sha256: bytes
    zlen: int
    seq: int
    number: int
    more: bool


class Snapshots:
    """The snapshots in the database behind `engine`; `rows(tehsil)` gives the pages' content, each with the number of
    its last row, in the order of the numbers."""

    def __init__(
        self, engine: sa.Engine, vault: Vault, rows: Callable[[str], Iterator[tuple[Sequence[bytes], int]]], now: Now
    ) -> None:
        self._engine = engine
        self._vault = vault
        self._rows = rows
        self._now = now

    def refresh(self) -> int:
        """Make what is missing or stale; how many were made."""
        with reading(self._engine) as connection:
            due = [row.tehsil for row in connection.execute(_STANDING) if _due(row)]
        for name in due:
            self.make(name)
        return len(due)

    def make(self, name: str) -> None:
        """Make the snapshot of a tehsil as it is now; readers of the one before go on with ordinary pages."""
        key, made = os.urandom(pages.KEY_BYTES), os.urandom(8)
        with reading(self._engine) as connection:
            floor = connection.execute(sa.select(tehsil.c.floor).where(tehsil.c.tehsil == name)).scalar_one()
        ready = []
        for number, (put, seq) in enumerate(self._rows(name)):
            blob, zlen = pages.close_blob(put, key, number)
            values = {"tehsil": name, "snapshot_id": made, "number": number, "seq": seq, "zlen": zlen, "blob": blob}
            ready.append(values | {"sha256": pages.blob_hash(blob)})
        head = {
            "tehsil": name, "snapshot_id": made, "pages": len(ready), "seq": ready[-1]["seq"] if ready else 0,
            "floor": floor, "made_ms": self._now(), "content_key": self._vault.close(key, f"snapshot {name}"),
        }  # fmt: skip
        with self._engine.begin() as connection:
            for table in (snapshot_page, snapshot):
                connection.execute(sa.delete(table).where(table.c.tehsil == name))
            if ready:
                connection.execute(sa.insert(snapshot), head)
                connection.execute(sa.insert(snapshot_page), ready)

    def first(self, connection: sa.Connection, name: str, floor: int) -> Ready | None:
        """The page a fresh start begins with; None where there is no snapshot, or tombstones were dropped since."""
        head = connection.execute(_HEAD, {"of": name}).one_or_none()
        return None if head is None or head.floor != floor else self._ready(connection, head, 0)

    def following(self, connection: sa.Connection, name: str, snapshot_id: bytes, number: int) -> Ready | None:
        """The page `number` of that snapshot; None once another took its place."""
        head = connection.execute(_HEAD, {"of": name}).one_or_none()
        if head is None or bytes(head.snapshot_id) != snapshot_id or number >= head.pages:
            return None
        return self._ready(connection, head, number)

    def _ready(self, connection: sa.Connection, head: sa.Row, number: int) -> Ready | None:  # type: ignore[type-arg]
        asked = {"of": head.tehsil, "id": bytes(head.snapshot_id), "page": number}
        row = connection.execute(_PAGE, asked).one_or_none()
        if row is None:
            return None
        return Ready(
            snapshot_id=bytes(head.snapshot_id),
            blob=bytes(row.blob),
            content_key=self._vault.open(bytes(head.content_key), f"snapshot {head.tehsil}"),
            sha256=bytes(row.sha256),
            zlen=row.zlen,
            seq=row.seq,
            number=number,
            more=number + 1 < head.pages,
        )


def _due(row: sa.Row) -> bool:  # type: ignore[type-arg]
    if row.rows < SMALLEST:
        return False
    return row.made_at is None or row.made_at_floor != row.floor or (row.seq - row.made_at) * STALE_SHARE > row.rows
