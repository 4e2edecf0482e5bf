"""Anonymised sharing with partner bodies, both ways: keys per partner, an allow-list of fields, k-anonymity, an audit.

What leaves are households under names only that partner has, with generalised fields of its allow-list, and only in
groups of at least k that look alike in all of them; smaller groups stay here and are counted as withheld. What comes
back are flags against such names. No identity, address or number of a person passes in either direction.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from sync.household import SliceHousehold
from sync.registry.database import insert_new, reading
from sync.wire import Now

metadata = sa.MetaData()

partner = sa.Table(
    "partner",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("key_hash", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("alias_key", sa.LargeBinary, nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("k", sa.Integer, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)
sharing_audit = sa.Table(
    "sharing_audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Column("partner", sa.String(64), nullable=False),
    sa.Column("direction", sa.String(8), nullable=False),
    sa.Column("tehsil", sa.String(64), nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("withheld", sa.Integer, nullable=False),
)
returned_flag = sa.Table(
    "returned_flag",
    metadata,
    sa.Column("partner", sa.String(64), primary_key=True),
    sa.Column("household_id", sa.String(64), primary_key=True),
    sa.Column("flag", sa.String(32), primary_key=True),
    sa.Column("tehsil", sa.String(64), nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
)

MIN_K = 5
MAX_FLAGS = 1000
FLAGS = frozenset({"enrolled", "not_eligible", "moved", "duplicate"})
"""What a partner may say of a household."""


def _size(household: SliceHousehold) -> str:
    count = len(household.members)
    return "1-3" if count <= 3 else "4-6" if count <= 6 else "7+"


def _head(household: SliceHousehold) -> str:
    return household.head.gender if household.head is not None else ""


FIELDS: dict[str, Callable[[SliceHousehold], str | bool | None]] = {
    "tehsil": lambda one: one.tehsil,
    "district": lambda one: one.district,
    "region": lambda one: one.region,
    "status": lambda one: one.status,
    "beneficiary": lambda one: one.beneficiary,
    "shock_area": lambda one: one.shock_area,
    "electricity": lambda one: one.electricity,
    "gas": lambda one: one.gas,
    "size": _size,
    "head_gender": _head,
    "survey_year": lambda one: None if one.last_survey is None else str(one.last_survey.year),
}
"""Everything that can be allowed, generalised: no ids, names, numbers or addresses are among them."""


class SharingRefused(Exception):
    """`code`: unknown_field, k_too_small, partner_exists, unknown_key, bad_flags; `params` name what it is about."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Partner:
    """A body that data are shared with."""

    name: str
    fields: tuple[str, ...]
    k: int
    alias_key: bytes = field(repr=False)

    def alias(self, household_id: str) -> str:
        """The household's name for this partner: two partners cannot join what they got."""
        return hmac.new(self.alias_key, household_id.encode(), hashlib.sha256).hexdigest()[:24]


@dataclass(frozen=True)
class Shared:
    """Rows that left, and how many households were withheld because too few look like them."""

    rows: list[dict[str, Any]]
    withheld: int


class Sharing:
    """Sharing over the database behind `engine`; `households_of_tehsil` reads the registry's own."""

    def __init__(
        self, engine: sa.Engine, households_of_tehsil: Callable[[str], Iterable[SliceHousehold]], now: Now
    ) -> None:
        self._engine = engine
        self._households = households_of_tehsil
        self._now = now

    def add(self, name: str, fields: Sequence[str], k: int = MIN_K) -> str:
        """A new partner; its key, shown once. Raises SharingRefused: unknown_field, k_too_small, partner_exists."""
        unknown = [one for one in fields if one not in FIELDS]
        if unknown or not fields:
            raise SharingRefused("unknown_field", field=unknown[0] if unknown else "")
        if k < MIN_K:
            raise SharingRefused("k_too_small", least=MIN_K)
        key = secrets.token_urlsafe(32)
        values: dict[str, Any] = {
            "name": name, "key_hash": _hash(key), "alias_key": secrets.token_bytes(32), "fields": list(fields), "k": k,
            "active": True,
        }  # fmt: skip
        with self._engine.begin() as connection:
            if not insert_new(connection, partner, values):
                raise SharingRefused("partner_exists", name=name)
        return key

    def end(self, name: str) -> bool:
        """From now on this partner's key opens nothing; False where there is no active partner of this name."""
        mine = sa.and_(partner.c.name == name, partner.c.active)
        with self._engine.begin() as connection:
            return bool(connection.execute(sa.update(partner).where(mine).values(active=False)).rowcount)

    def partner(self, key: str) -> Partner:
        """Whose key this is. Raises SharingRefused unknown_key."""
        query = sa.select(partner).where(partner.c.key_hash == _hash(key), partner.c.active)
        with reading(self._engine) as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            raise SharingRefused("unknown_key")
        return Partner(found.name, tuple(found.fields), found.k, bytes(found.alias_key))

    def share(self, to: Partner, tehsil: str) -> Shared:
        """The households of a tehsil as this partner may see them; the audit says that it did."""
        made = [
            (to.alias(one.household_id), {name: FIELDS[name](one) for name in to.fields})
            for one in self._households(tehsil)
        ]
        alike = Counter(tuple(values.values()) for _, values in made)
        rows = [{"id": alias, **values} for alias, values in made if alike[tuple(values.values())] >= to.k]
        shared = Shared(sorted(rows, key=lambda row: str(row["id"])), len(made) - len(rows))
        with self._engine.begin() as connection:
            self._audit(connection, to, "out", tehsil, len(rows), shared.withheld)
        return shared

    def take_flags(self, of: Partner, tehsil: str, flags: Sequence[tuple[str, str]]) -> int:
        """What a partner says of households by its own names; how many are known and new.

        Raises SharingRefused bad_flags for too many, or for a flag that is none of `FLAGS`.
        """
        if len(flags) > MAX_FLAGS or any(flag not in FLAGS for _, flag in flags):
            raise SharingRefused("bad_flags", most=MAX_FLAGS)
        names = {of.alias(one.household_id): one.household_id for one in self._households(tehsil)}
        known = [(names[alias], flag) for alias, flag in flags if alias in names]
        with self._engine.begin() as connection:
            new = sum(
                insert_new(
                    connection,
                    returned_flag,
                    {
                        "partner": of.name, "household_id": household_id, "flag": flag, "tehsil": tehsil,
                        "at_ms": self._now(),
                    },
                )
                for household_id, flag in known
            )  # fmt: skip
            self._audit(connection, of, "in", tehsil, len(known), len(flags) - len(known))
        return new

    def audit(self) -> list[dict[str, Any]]:
        """Every exchange, oldest first: times in milliseconds since 1970 UTC, counts, no content."""
        with reading(self._engine) as connection:
            return [dict(row) for row in connection.execute(sa.select(sharing_audit).order_by("id")).mappings()]

    def _audit(
        self, connection: sa.Connection, one: Partner, direction: str, tehsil: str, rows: int, withheld: int
    ) -> None:
        connection.execute(
            sa.insert(sharing_audit).values(
                at_ms=self._now(), partner=one.name, direction=direction, tehsil=tehsil, rows=rows, withheld=withheld
            )
        )


def _hash(key: str) -> bytes:
    return hashlib.sha256(b"drc partner key v1\0" + key.encode()).digest()
