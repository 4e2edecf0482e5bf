"""A household as the registry tells it to one tehsil: what triage and prefill need, and no identity number.

CNICs travel and rest as HMAC-SHA256 under a key of this slice, plus the five digits that screens may show.
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
DUPLICATE_ELSEWHERE = "duplicate_cnic"
SPLIT_FAMILY = "split_family"
DECEASED_HEAD = "deceased_head"
"""Flags with a meaning in triage; the registry may send others, which are kept as they are."""

HEAD_RELATIONS = frozenset({"1", "head"})
"""How a roster names the head: the questionnaire's option code, or the word."""

MAX_HOUSEHOLD = 256 * 1024
MAX_MEMBERS = 200


def cnic_hash(key: bytes, cnic: str) -> bytes:
    """HMAC-SHA256 (32 bytes) of the thirteen ASCII digits; dashes and spaces are ignored."""
    digits = "".join(char for char in cnic if char.isascii() and char.isdigit())
    return hmac.new(key, digits.encode(), hashlib.sha256).digest()


@dataclass(frozen=True)
class SliceMember:
    """One person of a roster. `cnic_hash` is empty and `cnic_tail` '' for a member without a document; `dob` is an ISO
    date or ''; `alive` as the registry last knew. Codes (`relation`, `gender`, `marital`) as in the questionnaire."""

    cnic_hash: bytes = field(repr=False)
    cnic_tail: str
    name_en: str = field(repr=False)
    name_ur: str = field(repr=False)
    relation: str
    gender: str
    dob: str = field(repr=False)
    marital: str
    father_en: str = field(repr=False)
    mobile: str = field(repr=False)
    alive: bool = True

    @property
    def is_head(self) -> bool:
        """Whether the roster names this person as head of household."""
        return self.relation in HEAD_RELATIONS

    @property
    def cnic_masked(self) -> str:
        """•••••-•••4417-2, or '' without a document."""
        return f"•••••-•••{self.cnic_tail[:4]}-{self.cnic_tail[4:]}" if self.cnic_tail else ""

    def to_wire(self) -> list[Any]:
        """Values in the order of the fields."""
        return [getattr(self, name) for name in _MEMBER_FIELDS]

    @classmethod
    def from_wire(cls, values: object) -> SliceMember:
        """Raises Malformed."""
        if not isinstance(values, list) or len(values) != len(_MEMBER_FIELDS):
            raise Malformed(field="member")
        named = dict(zip(_MEMBER_FIELDS, values, strict=True))
        for name, value in named.items():
            kind = {"cnic_hash": bytes, "alive": bool}.get(name, str)
            if type(value) is not kind:
                raise Malformed(field=name)
        return cls(**named)


_MEMBER_FIELDS = tuple(SliceMember.__dataclass_fields__)


@dataclass(frozen=True)
class SliceHousehold:
    """One household of the slice. `person` is the member who was asked for (None in a listing); `also_in` names other
    households of this slice that list the same person."""

    household_id: str
    tehsil: str
    district: str
    region: str
    status: str
    last_survey: date | None
    beneficiary: bool
    shock_area: bool
    flags: tuple[str, ...]
    address: Mapping[str, str] = field(repr=False)
    members: tuple[SliceMember, ...]
    person: SliceMember | None = None
    also_in: tuple[str, ...] = ()

    @property
    def head(self) -> SliceMember | None:
        """The member the roster names as head."""
        return next((member for member in self.members if member.is_head), None)

    @property
    def head_deceased(self) -> bool:
        """The head is marked dead in the roster or by a flag of the registry."""
        head = self.head
        return DECEASED_HEAD in self.flags or (head is not None and not head.alive)

    @property
    def call_back(self) -> bool:
        """Head office asks this family to come for a discrepancy."""
        return CALL_BACK in self.flags

    @property
    def duplicate_elsewhere(self) -> bool:
        """A CNIC of this household is also registered in another tehsil."""
        return DUPLICATE_ELSEWHERE in self.flags

    @property
    def split_family(self) -> bool:
        """Part of this family is, or may be, registered as a household of its own."""
        return SPLIT_FAMILY in self.flags or bool(self.also_in)

    def to_wire(self) -> bytes:
        """Canonical CBOR, read by `from_wire`."""
        return wire.encode(
            {
                "id": self.household_id,
                "tehsil": self.tehsil,
                "district": self.district,
                "region": self.region,
                "status": self.status,
                "last_survey": None if self.last_survey is None else self.last_survey.isoformat(),
                "beneficiary": self.beneficiary,
                "shock_area": self.shock_area,
                "flags": list(self.flags),
                "address": dict(self.address),
                "members": [member.to_wire() for member in self.members],
            }
        )

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
        try:
            last = wire.optional(fields, "last_survey", str)
            last_survey = None if last is None else date.fromisoformat(last)
        except ValueError as error:
            raise Malformed(field="last_survey") from error
        return cls(
            household_id=wire.field(fields, "id", str),
            tehsil=wire.field(fields, "tehsil", str),
            district=wire.field(fields, "district", str),
            region=wire.field(fields, "region", str),
            status=wire.field(fields, "status", str),
            last_survey=last_survey,
            beneficiary=wire.field(fields, "beneficiary", bool),
            shock_area=wire.field(fields, "shock_area", bool),
            flags=tuple(flags),
            address=address,
            members=tuple(SliceMember.from_wire(member) for member in members),
        )
