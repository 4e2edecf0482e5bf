"""What the registry's local copy (the slice) knows of one household: plain records that the rules read.

Codes of relation and marital status are those of questions 13 and 16 of the questionnaire; gender is M, F or T.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

HEAD, SPOUSE = "1", "2"
NEVER_MARRIED = "1"
ADULT_AGE = 18


class Flag(StrEnum):
    """What the registry wants the centre to know about a household; the values are those of the slice."""

    CALL_BACK = "call_back"
    HEAD_DECEASED = "head_deceased"
    SPLIT_FAMILY = "split_family"
    DUPLICATE_ELSEWHERE = "duplicate_elsewhere"
    APPEAL_ALLOWED = "appeal_allowed"


class Status(StrEnum):
    """How far the registry is with the household's last survey."""

    REGISTERED = "registered"
    UNDER_SCRUTINY = "under_scrutiny"


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """One person of the household as last surveyed. `cnic` is 13 digits, or empty where there is no document."""

    cnic: str = ""
    name_en: str = ""
    name_ur: str = ""
    relation: str = ""
    gender: str = ""
    dob: date | None = None
    marital: str = ""
    father_en: str = ""
    mobile: str = ""
    alive: bool = True
    card_expires: date | None = None
    alpha: str = ""
    beta: str = ""
    gamma: str = ""

    def age(self, today: date) -> int | None:
        """Completed years on `today`, None without a date of birth."""
        if self.dob is None:
            return None
        return today.year - self.dob.year - ((today.month, today.day) < (self.dob.month, self.dob.day))


@dataclass(frozen=True, slots=True)
class HouseholdRecord:
    """One registered household. `tehsil` is a P-code.

    `shock_area` names the declared disaster, empty for none; `duplicate_tehsil` is where else a number of this
    household is registered, where that is known; `person` is the member whose number was asked for.
    """

    household_id: str
    tehsil: str
    status: Status = Status.REGISTERED
    last_survey: date | None = None
    beneficiary: bool = False
    shock_area: str = ""
    shock_since: date | None = None
    flags: frozenset[Flag] = frozenset()
    duplicate_tehsil: str = ""
    members: tuple[MemberRecord, ...] = ()
    person: MemberRecord | None = None
    address: Mapping[str, str] = field(default_factory=dict)
    mobile: str = ""
    electricity: bool | None = None
    gas: bool | None = None

    def member(self, cnic: str) -> MemberRecord | None:
        """The member who was asked for, else the one with this number, None where there is none."""
        if self.person is not None:
            return self.person
        return next((one for one in self.members if cnic and one.cnic == cnic), None)

    @property
    def head(self) -> MemberRecord | None:
        """The head of the household as last surveyed."""
        return next((one for one in self.members if one.relation == HEAD), None)

    @property
    def head_deceased(self) -> bool:
        """The registry says so by a flag, or the head's row says so."""
        return Flag.HEAD_DECEASED in self.flags or (self.head is not None and not self.head.alive)
