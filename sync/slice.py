"""The registry's rows of one tehsil, cached for work without a network.

Tables live in the local (encrypted) store behind the caller's engine. A page and its cursor are one transaction;
nothing here touches the outbox. The slice locks itself after 30 days without contact with the registry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from sync.errors import SliceLocked, SliceMismatch, SliceMissing
from sync.household import (
    CALL_BACK,
    DUPLICATE_ELSEWHERE,
    HEAD_DECEASED,
    SPLIT_FAMILY,
    SliceHousehold,
    SliceMember,
    cnic_digits,
    cnic_hash,
)  # fmt: skip
from sync.page import LOCK, WIPE, Page
from sync.wire import Now, system_ms

metadata = sa.MetaData()
"""The slice's own tables: `metadata.create_all(engine)`, or as part of a migration."""

slice_meta = sa.Table(
    "slice_meta",
    metadata,
    sa.Column("tehsil", sa.String(64), primary_key=True),
    sa.Column("cursor", sa.LargeBinary, nullable=False),
    sa.Column("hash_key", sa.LargeBinary, nullable=False),
    sa.Column("contact_ms", sa.BigInteger, nullable=False),
    sa.Column("complete", sa.Boolean, nullable=False),
    sa.Column("locked", sa.Boolean, nullable=False, default=False),
)
slice_household = sa.Table(
    "slice_household",
    metadata,
    sa.Column("household_id", sa.String(64), primary_key=True),
    sa.Column("tehsil", sa.String(64), nullable=False, index=True),
    sa.Column("status", sa.String(32), nullable=False),
    sa.Column("last_survey", sa.Date),
    sa.Column("beneficiary", sa.Boolean, nullable=False),
    sa.Column("shock_area", sa.String(64), nullable=False),
    sa.Column("call_back", sa.Boolean, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
slice_person = sa.Table(
    "slice_person",
    metadata,
    sa.Column("cnic_hash", sa.LargeBinary, primary_key=True),
    sa.Column("household_id", sa.String(64), primary_key=True),
    sa.Index("slice_person_household", "household_id"),
)

LOCK_AFTER_MS = 30 * 24 * 3600 * 1000
_DAY_MS = 24 * 3600 * 1000
_CHUNK = 500

# Made once, as in `sync.outbox`: an operator waits for a look-up.
_TEHSIL: sa.BindParameter[Any] = sa.bindparam("of")
_USABLE = sa.select(slice_meta).where(slice_meta.c.complete)
_BY_PERSON = (
    sa.select(slice_household)
    .join(slice_person, slice_person.c.household_id == slice_household.c.household_id)
    .where(slice_person.c.cnic_hash == sa.bindparam("digest"))
)
_BODY = sa.select(slice_household.c.body).where(slice_household.c.household_id == sa.bindparam("of"))
_HELD = sa.select(slice_meta.c.cursor, slice_meta.c.complete).where(slice_meta.c.tehsil == _TEHSIL)
_DROP_META = sa.delete(slice_meta).where(slice_meta.c.tehsil == _TEHSIL)
_ADD_META, _ADD_HOUSEHOLDS, _ADD_PERSONS = (
    sa.insert(table) for table in (slice_meta, slice_household, slice_person)
)  # fmt: skip
_MANY: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_OF_TEHSIL = sa.select(slice_household.c.household_id).where(slice_household.c.tehsil == _TEHSIL)
_DROP_MANY = tuple(sa.delete(table).where(table.c.household_id.in_(_MANY)) for table in (slice_person, slice_household))
_DROP_TEHSIL = tuple(
    sa.delete(table).where(table.c.household_id.in_(_OF_TEHSIL)) for table in (slice_person, slice_household)
)


@dataclass(frozen=True)
class SliceInfo:
    """How one tehsil's slice stands. `age_ms`: milliseconds since the registry last answered; `complete`: the whole
    snapshot has arrived; `locked`: too long without contact, lookups refuse."""

    tehsil: str
    age_ms: int
    households: int
    persons: int
    complete: bool
    locked: bool


class Slice:
    """The slice in the database behind `engine`; `now` gives milliseconds since 1970 UTC."""

    def __init__(self, engine: sa.Engine, now: Now = system_ms, lock_after_ms: int = LOCK_AFTER_MS) -> None:
        self._engine = engine
        self._now = now
        self._lock_after_ms = lock_after_ms

    def lookup(self, cnic: str) -> SliceHousehold | None:
        """The household that lists this CNIC (thirteen digits, dashes allowed), or None when the registry knows none.

        Of several households the one surveyed last answers, and the others are named in `also_in`. Raises SliceMissing
        before the first complete pull, SliceLocked after too long without contact.
        """
        with self._engine.begin() as connection:
            for meta in self._usable(connection):
                digest = cnic_hash(bytes(meta["hash_key"]), cnic)
                rows = connection.execute(_BY_PERSON, {"digest": digest}).mappings().all()
                if rows:
                    return _chosen(rows, cnic_digits(cnic))
        return None

    def household(self, household_id: str) -> SliceHousehold | None:
        """The household under this id. Raises SliceMissing or SliceLocked as `lookup` does."""
        with self._engine.begin() as connection:
            self._usable(connection)
            body = connection.execute(_BODY, {"of": household_id}).scalar_one_or_none()
        return None if body is None else SliceHousehold.from_wire(bytes(body))

    def info(self) -> list[SliceInfo]:
        """One entry for each tehsil held; an empty list before the first pull."""
        listed = slice_person.join(slice_household, slice_person.c.household_id == slice_household.c.household_id)
        of_tehsil = slice_household.c.tehsil == slice_meta.c.tehsil
        persons = sa.select(sa.func.count()).select_from(listed).where(of_tehsil).scalar_subquery()
        households = sa.select(sa.func.count()).where(of_tehsil).scalar_subquery()
        query = sa.select(slice_meta, households.label("households"), persons.label("persons"))
        with self._engine.begin() as connection:
            rows = connection.execute(query.order_by(slice_meta.c.tehsil)).mappings().all()
        return [
            SliceInfo(
                tehsil=row["tehsil"],
                age_ms=self._age_ms(row),
                households=row["households"],
                persons=row["persons"],
                complete=row["complete"],
                locked=row["locked"] or self._age_ms(row) > self._lock_after_ms,
            )
            for row in rows
        ]

    def cursor(self, tehsil: str) -> bytes:
        """Where the next pull of `tehsil` goes on; b'' for a first pull."""
        with self._engine.begin() as connection:
            held = connection.execute(_HELD, {"of": tehsil}).one_or_none()
        return b"" if held is None else bytes(held.cursor)

    def apply(self, page: Page) -> None:
        """Take over a page (opened by `sync.page.open_`) and its cursor in one transaction.

        A page with an order brings no rows: see `_obey`. Raises SliceMismatch when the page does not follow from the
        cursor held and is not a fresh start.
        """
        with self._engine.begin() as connection:
            if page.order:
                self._obey(connection, page.order)
                return
            held = connection.execute(_HELD, {"of": page.tehsil}).one_or_none()
            if page.reset:
                for drop in _DROP_TEHSIL:
                    connection.execute(drop, {"of": page.tehsil})
            elif (b"" if held is None else bytes(held.cursor)) != page.since:
                raise SliceMismatch(field="cursor")
            _remove(connection, [*page.gone, *(household.household_id for household in page.put)])
            _add(connection, page.put, page.key)
            connection.execute(_DROP_META, {"of": page.tehsil})
            meta = {
                "tehsil": page.tehsil, "cursor": page.cursor, "hash_key": page.key, "contact_ms": self._now(),
                "locked": False,
                "complete": not page.more or (held is not None and held.complete and not page.reset),
            }  # fmt: skip
            connection.execute(_ADD_META, meta)

    def _obey(self, connection: sa.Connection, order: str) -> None:
        """Head office locks, or erases, what this PC holds of the registry; a page without an order lifts a lock."""
        if order == WIPE:
            for table in (slice_person, slice_household, slice_meta):
                connection.execute(sa.delete(table))
        elif order == LOCK:
            connection.execute(sa.update(slice_meta).values(locked=True, contact_ms=self._now()))

    def _usable(self, connection: sa.Connection) -> list[sa.RowMapping]:
        metas = list(connection.execute(_USABLE).mappings())
        if not metas:
            raise SliceMissing
        fresh = [meta for meta in metas if self._age_ms(meta) <= self._lock_after_ms and not meta["locked"]]
        if not fresh:
            raise SliceLocked(days=min(self._age_ms(meta) for meta in metas) // _DAY_MS)
        return fresh

    def _age_ms(self, meta: sa.RowMapping) -> int:
        return max(0, self._now() - int(meta["contact_ms"]))


def _chosen(rows: Iterable[sa.RowMapping], cnic: str) -> SliceHousehold:
    households = sorted(
        (SliceHousehold.from_wire(bytes(row["body"])) for row in rows),
        key=lambda household: (
            household.last_survey is not None,
            household.last_survey,
            household.household_id,
        ),
        reverse=True,
    )
    first, *others = households
    person = next(member for member in first.members if member.cnic == cnic)
    return replace(first, person=person, also_in=tuple(other.household_id for other in others))


def _remove(connection: sa.Connection, ids: list[str]) -> None:
    for start in range(0, len(ids), _CHUNK):
        for drop in _DROP_MANY:
            connection.execute(drop, {"ids": ids[start : start + _CHUNK]})


def _add(connection: sa.Connection, households: Iterable[SliceHousehold], key: bytes) -> None:
    rows = [
        {
            "household_id": household.household_id,
            "tehsil": household.tehsil,
            "status": household.status,
            "last_survey": household.last_survey,
            "beneficiary": household.beneficiary,
            "shock_area": household.shock_area,
            "call_back": household.call_back,
            "body": household.to_wire(),
        }
        for household in households
    ]
    persons = {
        (cnic_hash(key, member.cnic), household.household_id)
        for household in households
        for member in household.members
        if member.cnic
    }
    if rows:
        connection.execute(_ADD_HOUSEHOLDS, rows)
    if persons:
        connection.execute(
            _ADD_PERSONS,
            [{"cnic_hash": digest, "household_id": name} for digest, name in sorted(persons)],
        )


__all__ = [
    "CALL_BACK",
    "DUPLICATE_ELSEWHERE",
    "HEAD_DECEASED",
    "LOCK_AFTER_MS",
    "SPLIT_FAMILY",
    "Slice",
    "SliceHousehold",
    "SliceInfo",
    "SliceMember",
    "metadata",
]  # fmt: skip
