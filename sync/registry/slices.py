"""The rows of each tehsil, numbered as they change, and the pages a device pulls.

Every change takes the tehsil's next number from a locked row in the same transaction, so whoever asks for 'all after
n' never skips one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from sync import page as pages
from sync import wire
from sync.errors import SyncError
from sync.household import SliceHousehold, cnic_digits
from sync.page import KEY_BYTES, Page
from sync.registry.counters import advance
from sync.registry.database import insert_new, reading, upsert
from sync.registry.devices import Device
from sync.registry.epoch import Epoch
from sync.registry.ring import Ring
from sync.registry.schema import household, person_identity, tehsil
from sync.registry.snapshots import Ready, Snapshots
from sync.registry.vault import Vault
from sync.requests import PullRequest
from sync.wire import Now

SCHEMA = 2
TOMBSTONES_MS = 180 * 24 * 3600 * 1000
PAGE_ROWS = 500
PAGE_BYTES = 2 * 1024 * 1024
_CHUNK = 200

# Made once: on a full registry building a statement costs more than running it.
_OF: sa.BindParameter[Any] = sa.bindparam("of")
_MANY: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_TEHSIL = sa.select(tehsil.c.hash_key, tehsil.c.floor).where(tehsil.c.tehsil == _OF)
_DIGESTS = sa.select(household.c.household_id, household.c.digest).where(
    household.c.tehsil == _OF, household.c.household_id.in_(_MANY), ~household.c.gone
)
_CHANGED = (
    sa.select(household)
    .where(household.c.tehsil == _OF, household.c.seq > sa.bindparam("after"))
    .order_by(household.c.seq)
    .limit(PAGE_ROWS + 1)
)
_LAST = sa.select(sa.func.max(household.c.seq)).where(household.c.tehsil == _OF)
_HOUSEHOLDS = (
    sa.select(household)
    .where(household.c.tehsil == _OF, household.c.household_id > sa.bindparam("after"), ~household.c.gone)
    .order_by(household.c.household_id)
    .limit(PAGE_ROWS)
)
_BY_PERSON = (
    sa.select(household.c.tehsil, household.c.household_id, household.c.body)
    .join(
        person_identity,
        sa.and_(
            person_identity.c.tehsil == household.c.tehsil,
            person_identity.c.household_id == household.c.household_id,
        ),
    )
    .where(person_identity.c.cnic_hmac == sa.bindparam("index"), ~household.c.gone)
    .order_by(household.c.tehsil, household.c.household_id)
)
_DROP_PERSONS = sa.delete(person_identity).where(
    person_identity.c.tehsil == _OF, person_identity.c.household_id.in_(_MANY)
)
_ADD_PERSONS = sa.insert(person_identity)


@dataclass(frozen=True)
class _Place:
    """What a cursor says: the last number the device has, the floor when it last began, and in the middle of a snapshot
    which one and the page that comes next."""

    seq: int
    begun: int
    fresh: bool = False
    snapshot: bytes = b""
    number: int = 0


def _blob(ready: Ready) -> pages.Blob:
    return pages.Blob(ready.blob, ready.sha256, ready.number, ready.zlen, ready.content_key)


class Slices:
    """The slices in the database behind `engine`; households rest encrypted by `vault`."""

    def __init__(self, engine: sa.Engine, vault: Vault, ring: Ring, epoch: Epoch, now: Now) -> None:
        self._engine = engine
        self._vault = vault
        self._ring = ring
        self._epoch = epoch
        self._now = now
        self.snapshots = Snapshots(engine, vault, self._pages_of, now)

    def publish(self, households: Iterable[SliceHousehold]) -> int:
        """Take over households as they are now; those that did not change are left alone. How many changed."""
        changed = 0
        by_tehsil = sorted(households, key=lambda found: (found.tehsil, found.household_id))
        for name, group in groupby(by_tehsil, key=lambda found: found.tehsil):
            rows = list(group)
            for start in range(0, len(rows), _CHUNK):
                with self._engine.begin() as connection:
                    changed += self._publish(connection, name, rows[start : start + _CHUNK])
        return changed

    def _publish(self, connection: sa.Connection, name: str, households: Sequence[SliceHousehold]) -> int:
        self._hash_key(connection, name)
        bodies = {found.household_id: (found, found.to_wire()) for found in households}
        digests = {key: self._vault.index(body) for key, (_, body) in bodies.items()}
        held = connection.execute(_DIGESTS, {"of": name, "ids": list(bodies)})
        same = {row.household_id for row in held if bytes(row.digest) == digests[row.household_id]}
        fresh = [key for key in bodies if key not in same]
        if not fresh:
            return 0
        last = advance(connection, counter_name(name), len(fresh))
        upsert(
            connection,
            household,
            [
                {
                    "tehsil": name, "household_id": key, "seq": seq, "gone": False, "digest": digests[key],
                    "body": self._vault.close(bodies[key][1], row_place(name, key)),
                }
                for seq, key in enumerate(fresh, last - len(fresh) + 1)
            ],
        )  # fmt: skip
        self._index(connection, name, [bodies[key][0] for key in fresh])
        return len(fresh)

    def _index(self, connection: sa.Connection, name: str, households: Sequence[SliceHousehold]) -> None:
        ids = [found.household_id for found in households]
        connection.execute(_DROP_PERSONS, {"of": name, "ids": ids})
        rows = {
            (blind_index(self._vault, member.cnic), found.household_id)
            for found in households
            for member in found.members
            if member.cnic
        }
        if rows:
            connection.execute(
                _ADD_PERSONS,
                [{"cnic_hmac": digest, "tehsil": name, "household_id": key} for digest, key in sorted(rows)],
            )

    def withdraw(self, name: str, household_ids: Sequence[str]) -> None:
        """Leave a tombstone: the households are no longer of this tehsil."""
        with self._engine.begin() as connection:
            last = advance(connection, counter_name(name), len(household_ids))
            for seq, key in enumerate(household_ids, last - len(household_ids) + 1):
                connection.execute(
                    sa.update(household)
                    .where(household.c.tehsil == name, household.c.household_id == key)
                    .values(seq=seq, gone=True, gone_ms=self._now(), body=b"", digest=b"")
                )
            connection.execute(_DROP_PERSONS, {"of": name, "ids": list(household_ids)})

    def tidy(self) -> None:
        """What is due once a day: old tombstones go, snapshots are made where they are missing or stale."""
        self.drop_tombstones()
        self.snapshots.refresh()

    def drop_tombstones(self) -> int:
        """Forget what was withdrawn 180 days ago; how many rows. Devices that were away for longer start afresh."""
        old = sa.and_(household.c.gone, household.c.gone_ms < self._now() - TOMBSTONES_MS)
        with self._engine.begin() as connection:
            query = sa.select(household.c.tehsil, sa.func.max(household.c.seq)).where(old)
            for name, seq in connection.execute(query.group_by(household.c.tehsil)).all():
                step = sa.update(tehsil).where(tehsil.c.tehsil == name, tehsil.c.floor < seq)
                connection.execute(step.values(floor=seq))
            dropped: int = connection.execute(sa.delete(household).where(old)).rowcount
        return dropped

    def households_of(self, cnic: str) -> list[SliceHousehold]:
        """Every household in the country that lists this person, by the blind index."""
        index = blind_index(self._vault, cnic)
        with reading(self._engine) as connection:
            rows = connection.execute(_BY_PERSON, {"index": index}).all()
        return [SliceHousehold.from_wire(self._open(row)) for row in rows]

    def households(self, name: str) -> Iterator[SliceHousehold]:
        """Every household of a tehsil, as the registry has it now."""
        after = ""
        while rows := self._rows_after(name, after):
            yield from (SliceHousehold.from_wire(self._open(row)) for row in rows)
            after = rows[-1].household_id

    def _rows_after(self, name: str, household_id: str) -> Sequence[sa.Row[Any]]:
        with reading(self._engine) as connection:
            return connection.execute(_HOUSEHOLDS, {"of": name, "after": household_id}).all()

    def largest(self) -> list[str]:
        """The tehsil with most households; nothing where there is none."""
        size = sa.func.count()
        query = sa.select(household.c.tehsil).where(~household.c.gone).group_by(household.c.tehsil)
        with reading(self._engine) as connection:
            return list(connection.execute(query.order_by(size.desc(), household.c.tehsil).limit(1)).scalars())

    def page(self, request: PullRequest, device: Device) -> tuple[bytes, bool]:
        """The next page for `device` (already verified), signed and sealed to it, and whether more follow.

        It is signed with the keys of this registry that the device knows, and tells of those that followed. A cursor of
        another epoch, schema or tehsil, one from before tombstones that are gone, or one that cannot be read, starts
        afresh. Raises WrongKey.
        """
        with reading(self._engine) as connection:
            epoch, (key, floor) = self._epoch.read(connection), self._tehsil(connection, request.tehsil)
            place = self._place(request, epoch, floor)
            ready = None if device.order else self._ready(connection, request.tehsil, place, floor)
            rows: Sequence[sa.Row[Any]] = []
            if not device.order and ready is None:
                rows = self._changed_since(connection, request.tehsil, place.seq)
        if key is None:
            key = self._new_key(request.tehsil)
        taken, put = self._fitting(rows)
        if ready is not None:
            last = replace(place, seq=ready.seq, snapshot=ready.snapshot_id if ready.more else b"")
            last = replace(last, number=ready.number + 1 if ready.more else 0)
        else:
            last = replace(place, seq=taken[-1].seq if taken else place.seq, snapshot=b"", number=0)
        page = Page(
            tehsil=request.tehsil, since=request.cursor, cursor=self._cursor(request.tehsil, last, epoch),
            reset=place.fresh, more=ready is not None or len(taken) < len(rows), at=self._now(), key=key, put=(),
            gone=[row.household_id for row in taken if row.gone], epoch=epoch, order=device.order,
            keys=self._ring.statements_after(request.kid),
        )  # fmt: skip
        blob = None if ready is None else _blob(ready)
        keys = self._ring.of(request.kid)
        sealed = pages.close(page, put, registry_keys=keys, device=device.device_id, to=device.keys, blob=blob)
        return sealed, page.more

    def _fitting(self, rows: Sequence[sa.Row[Any]]) -> tuple[Sequence[sa.Row[Any]], list[bytes]]:
        """Those of the rows that a page has room for, and the bodies among them."""
        put: list[bytes] = []
        total = 0
        for place, row in enumerate(rows[:PAGE_ROWS]):
            body = b"" if row.gone else self._open(row)
            total += len(body)
            if total > PAGE_BYTES and place:
                return rows[:place], put
            if body:
                put.append(body)
        return rows[:PAGE_ROWS], put

    def _pages_of(self, name: str) -> Iterator[tuple[list[bytes], int]]:
        """The households of a tehsil in the order of their numbers, a page at a time, with the number it reaches.

        What changes meanwhile has a higher number and is left out: else a household that is withdrawn while its pages
        are made would stay in one of them, its tombstone numbered within.
        """
        with reading(self._engine) as connection:
            ends = connection.execute(_LAST, {"of": name}).scalar_one() or 0
        seq = 0
        while seq < ends:
            with reading(self._engine) as connection:
                rows = [row for row in self._changed_since(connection, name, seq) if row.seq <= ends]
            if not rows:
                return
            taken, put = self._fitting(rows)
            seq = taken[-1].seq
            yield put, seq

    def _ready(self, connection: sa.Connection, name: str, place: _Place, floor: int) -> Ready | None:
        """A page of a snapshot, where the device starts afresh or is in the middle of one."""
        if place.fresh:
            return self.snapshots.first(connection, name, floor)
        if not place.snapshot:
            return None
        return self.snapshots.following(connection, name, place.snapshot, place.number)

    def _changed_since(self, connection: sa.Connection, name: str, seq: int) -> Sequence[sa.Row[Any]]:
        """At most one row more than a page has."""
        return connection.execute(_CHANGED, {"of": name, "after": seq}).all()

    def _open(self, row: Any) -> bytes:
        return self._vault.open(bytes(row.body), row_place(row.tehsil, row.household_id))

    def _new_key(self, name: str) -> bytes:
        with self._engine.begin() as connection:
            return self._hash_key(connection, name)

    def _tehsil(self, connection: sa.Connection, name: str) -> tuple[bytes | None, int]:
        """Its key, None while it has none, and the highest number of a tombstone that is gone."""
        row = connection.execute(_TEHSIL, {"of": name}).one_or_none()
        return (None, 0) if row is None else (self._vault.open(bytes(row.hash_key), tehsil_place(name)), row.floor)

    def _hash_key(self, connection: sa.Connection, name: str) -> bytes:
        """The key under which devices hash CNICs of this slice: made once, the same for all of them."""
        found, _ = self._tehsil(connection, name)
        if found is not None:
            return found
        fresh = self._vault.close(os.urandom(KEY_BYTES), tehsil_place(name))
        insert_new(connection, tehsil, {"tehsil": name, "hash_key": fresh})
        found, _ = self._tehsil(connection, name)
        assert found is not None
        return found

    def _cursor(self, name: str, place: _Place, epoch: str) -> bytes:
        return wire.encode(
            {
                "epoch": epoch, "tehsil": name, "seq": place.seq, "schema": SCHEMA, "floor": place.begun,
                "snapshot": place.snapshot, "page": place.number,
            }
        )  # fmt: skip

    def _place(self, request: PullRequest, epoch: str, floor: int) -> _Place:
        """Where a device stands by its cursor; afresh where that does not say.

        Whoever began after a tombstone was dropped never held its row: so a fresh start that is under way goes on.
        """
        afresh = _Place(0, floor, fresh=True)
        try:
            fields = wire.decode_map(request.cursor, pages.MAX_CURSOR)
            place = _Place(
                wire.field(fields, "seq", int), wire.field(fields, "floor", int), False,
                wire.field(fields, "snapshot", bytes), wire.field(fields, "page", int),
            )  # fmt: skip
        except SyncError:
            return afresh
        if request.cursor != self._cursor(request.tehsil, place, epoch) or max(place.seq, place.begun) < floor:
            return afresh
        return place


def counter_name(tehsil_name: str) -> str:
    """The counter that numbers the changes of a tehsil."""
    return f"tehsil {tehsil_name}"


def tehsil_place(name: str) -> str:
    """Where the vault says that a tehsil's key rests."""
    return f"tehsil {name}"


def blind_index(vault: Vault, cnic: str) -> bytes:
    """By what a person is found in the whole country."""
    return vault.index(cnic_digits(cnic).encode())


def row_place(name: str, household_id: str) -> str:
    """Where the vault says that a household rests."""
    return f"household {name} {household_id}"
