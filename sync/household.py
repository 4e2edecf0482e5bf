"""A household as the registry tells it to one tehsil: what triage and the prefill of a roster need.

The fields and codes are those of the questionnaire. Where it rests at a site, it rests in an encrypted store; persons
are found through a keyed hash of their number.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sync import wire
from sync.errors import Malformed

CALL_BACK = "call_back"
HEAD_DECEASED = "head_deceased"
SPLIT_FAMILY = "split_family"
DUPLICATE_ELSEWHERE = "duplicate_elsewhere"
"""Flags with a meaning in triage; the registry may send others, which are kept as they are."""

HEAD = "1"
"""The questionnaire's code of the head of household among relations."""

MAX_HOUSEHOLD = 256 * 1024
MAX_MEMBERS = 200


def cnic_digits(cnic: str) -> str:
    """The ASCII digits of a number, without dashes and spaces."""
    if cnic.isascii() and cnic.isdigit():  # as it stands in a roster: a whole slice has 300,000 of them
        return cnic
    return "".join(char for char in cnic if char.isascii() and char.isdigit())


def cnic_hash(key: bytes, cnic: str) -> bytes:
    """HMAC-SHA256 (32 bytes) of the thirteen ASCII digits; dashes and spaces are ignored."""
    return hmac.new(key, cnic_digits(cnic).encode(), hashlib.sha256).digest()


@dataclass(frozen=True)
class SliceMember:
    """One person of a roster. `cnic` is 13 digits or '' without a document; `alive` as the registry last knew; `alpha`,
    `beta`, `gamma` name the family at NADRA by birth, marriage and adoption."""

    cnic: str = field(repr=False)
    name_en: str = field(repr=False)
    name_ur: str = field(repr=False)
    relation: str
    gender: str
    dob: date | None = field(repr=False)
    marital: str
    father_en: str = field(repr=False, default="")
    mobile: str = field(repr=False, default="")
    alive: bool = True
    card_expires: date | None = None
    alpha: str = field(repr=False, default="")
    beta: str = field(repr=False, default="")
    gamma: str = field(repr=False, default="")

    @property
    def is_head(self) -> bool:
        """Whether the roster names this person as head of household."""
        return self.relation == HEAD

    @property
    def cnic_masked(self) -> str:
        """•••••-•••4417-2, or '' without a document."""
        return f"•••••-•••{self.cnic[-5:-1]}-{self.cnic[-1]}" if self.cnic else ""

    def to_wire(self) -> list[Any]:
        """Values in the order of the fields, dates as ISO text."""
        return [_plain(getattr(self, name)) for name in _MEMBER_FIELDS]

    @classmethod
    def from_wire(cls, values: object) -> SliceMember:
        """Raises Malformed."""
        if not isinstance(values, list) or len(values) != len(_MEMBER_FIELDS):
            raise Malformed(field="member")
        named = dict(zip(_MEMBER_FIELDS, values, strict=True))
        dates = {name: _date(named, name) for name in ("dob", "card_expires")}
        for name in _MEMBER_FIELDS:
            if name not in dates:
                wire.field(named, name, bool if name == "alive" else str)
        return cls(**named | dates)


_MEMBER_FIELDS = tuple(SliceMember.__dataclass_fields__)


@dataclass(frozen=True)
class SliceHousehold:
    """One household of the slice. `shock_area` names the declared disaster ('' for none), `duplicate_tehsil` where else
    a CNIC of this household is registered. `person` is the member who was asked for; `also_in` names other households
    of this slice that list the same person (both only in the answer to a lookup)."""

    household_id: str
    tehsil: str
    district: str
    region: str
    status: str
    last_survey: date | None
    beneficiary: bool
    shock_area: str = ""
    shock_since: date | None = None
    flags: tuple[str, ...] = ()
    duplicate_tehsil: str = ""
    mobile: str = field(repr=False, default="")
    electricity: bool | None = None
    gas: bool | None = None
    address: Mapping[str, str] = field(repr=False, default_factory=dict)
    members: tuple[SliceMember, ...] = ()
    person: SliceMember | None = None
    also_in: tuple[str, ...] = ()

    @property
    def head(self) -> SliceMember | None:
        """The member the roster names as head."""
        return next((member for member in self.members if member.is_head), None)

    @property
    def head_deceased(self) -> bool:
        """The head is marked dead in the roster or by a flag of the registry."""
        return HEAD_DECEASED in self.flags or (self.head is not None and not self.head.alive)

    @property
    def call_back(self) -> bool:
        """Head office asks this family to come for a discrepancy."""
        return CALL_BACK in self.flags

    @property
    def duplicate_elsewhere(self) -> bool:
        """A CNIC of this household is also registered in another tehsil."""
        return DUPLICATE_ELSEWHERE in self.flags or bool(self.duplicate_tehsil)

    @property
    def split_family(self) -> bool:
        """Part of this family is, or may be, a household of its own."""
        return SPLIT_FAMILY in self.flags or bool(self.also_in)

    def to_wire(self) -> bytes:
        """Canonical CBOR, read by `from_wire`."""
        values = {name: _plain(getattr(self, name)) for name in _HOUSEHOLD_FIELDS}
        return wire.encode(values | {"members": [member.to_wire() for member in self.members]})

    @classmethod
    def from_wire(cls, data: bytes) -> SliceHousehold:
        """Raises Malformed, Truncated or Oversize."""
        fields = wire.decode_map(data, MAX_HOUSEHOLD)
        flags, members = wire.field(fields, "flags", list), wire.field(fields, "members", list)
        address = wire.field(fields, "address", dict)
        if not all(isinstance(flag, str) for flag in flags) or len(members) > MAX_MEMBERS:
            raise Malformed(field="flags")
        if not all(isinstance(name, str) and isinstance(value, str) for name, value in address.items()):
            raise Malformed(field="address")
        return cls(
            household_id=wire.field(fields, "household_id", str),
            tehsil=wire.field(fields, "tehsil", str),
            district=wire.field(fields, "district", str),
            region=wire.field(fields, "region", str),
            status=wire.field(fields, "status", str),
            shock_area=wire.field(fields, "shock_area", str),
            duplicate_tehsil=wire.field(fields, "duplicate_tehsil", str),
            mobile=wire.field(fields, "mobile", str),
            beneficiary=wire.field(fields, "beneficiary", bool),
            last_survey=_date(fields, "last_survey"),
            shock_since=_date(fields, "shock_since"),
            electricity=wire.optional(fields, "electricity", bool),
            gas=wire.optional(fields, "gas", bool),
            flags=tuple(flags),
            address=address,
            members=tuple(SliceMember.from_wire(member) for member in members),
        )


_HOUSEHOLD_FIELDS = tuple(
    name for name in SliceHousehold.__dataclass_fields__ if name not in ("members", "person", "also_in")
)


def _plain(value: object) -> object:
    if value is None or type(value) in (str, bool):  # nearly all are
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _date(fields: Mapping[str, Any], name: str) -> date | None:
    text = wire.optional(fields, name, str)
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise Malformed(field=name) from error
