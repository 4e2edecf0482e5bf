"""What is due: the six update types, how each stands for a household today, and why.

Part of the rule table of docs/triage.md; `drc_desktop.domain.triage` builds the decision on top of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from drc_desktop.domain.household import HEAD, SPOUSE, Flag, HouseholdRecord, MemberRecord
from drc_desktop.domain.visit import PriorityGroup


class UpdateType(StrEnum):
    """The six update types of the registry (facts: annual report 2022-23)."""

    MISSED_OUT = "missed_out"
    ROSTER = "roster"
    SHOCK = "shock"
    APPEAL = "appeal"
    CYCLIC = "cyclic"
    RECERTIFICATION = "recertification"


class Standing(StrEnum):
    """How one update type stands for this household today."""

    DUE = "due"
    INSIDE = "inside"  # asked anyway inside the full survey that is due
    NO = "no"
    OFF = "off"  # not launched
    UNKNOWN = "unknown"  # the registry copy is locked


class RosterChange(StrEnum):
    """Changes that a roster update may record (facts/update_types: allowed_changes)."""

    BIRTH = "birth"
    MARRIAGE = "marriage"
    DEATH = "death"
    MARITAL = "marital"
    DISABILITY = "disability"
    GENDER = "gender"
    CONTACT = "contact"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code and what fills its words: dates (formatted by the window), numbers, names of places."""

    code: str
    params: Mapping[str, date | int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One of the six lines of the triage table."""

    update_type: UpdateType
    standing: Standing
    reason: Reason


@dataclass(frozen=True, slots=True)
class Visitor:
    """What the visitor shows and says. `cnic` finds the person in the record; `changes` is None until asked."""

    cnic: str = ""
    card_expires: date | None = None
    changes: frozenset[RosterChange] | None = None
    b_form_missing: bool = False
    kafaalat_letter: bool = False
    ever_married_woman: bool = False
    group: PriorityGroup | None = None


@dataclass(frozen=True, slots=True)
class CopyState:
    """Age of the slice in whole days since the last contact.

    Locked after 30 days without contact; missing before the first complete pull. Neither answers.
    """

    age_days: int = 0
    locked: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What can be set: `here` is the P-code of the site's tehsil (empty: not checked); intervals are years."""

    here: str = ""
    cyclic_years: int = 2
    recertification_years: int = 3
    appeal_launched: bool = False
    elderly_age: int = 60
    old_copy_days: int = 7
    survey_minutes: int = 25
    survey_questions: int = 63
    roster_minutes: int = 10


def years_after(day: date, years: int) -> date:
    """The same date `years` later; 29 February becomes 1 March, so an interval is never cut short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


@dataclass(frozen=True, slots=True)
class Case:
    """One visitor before the rules: the facts and what follows from them at once."""

    record: HouseholdRecord | None
    today: date
    visitor: Visitor
    rules: Rules
    copy: CopyState

    @property
    def person(self) -> MemberRecord | None:
        return self.record.member(self.visitor.cnic) if self.record else None

    @property
    def interval(self) -> tuple[UpdateType, int]:
        """The regular full survey of this household: recertification for beneficiaries, cyclic for others."""
        if self.record is not None and self.record.beneficiary:
            return UpdateType.RECERTIFICATION, self.rules.recertification_years
        return UpdateType.CYCLIC, self.rules.cyclic_years

    @property
    def next_full(self) -> date | None:
        """When the regular full survey is, or was, possible."""
        if self.record is None or self.record.last_survey is None:
            return None
        return years_after(self.record.last_survey, self.interval[1])

    @property
    def elsewhere(self) -> bool:
        return bool(self.record and self.rules.here and self.record.tehsil != self.rules.here)

    @property
    def split_off(self) -> bool:
        """The visitor has left the recorded household: a family of its own, never surveyed."""
        if self.record is None or Flag.SPLIT_FAMILY not in self.record.flags or self.person is None:
            return False
        return self.person.relation not in (HEAD, SPOUSE)

    @property
    def shock_open(self) -> bool:
        """The area is declared and the household was not surveyed since."""
        record = self.record
        if record is None or not record.shock_area:
            return False
        return record.shock_since is None or record.last_survey is None or record.last_survey < record.shock_since


def full_survey_due(case: Case) -> tuple[UpdateType, Reason] | None:
    """The one full survey that is due, with its reason; None where only the roster can be touched."""
    record = case.record
    if record is None:
        return UpdateType.MISSED_OUT, Reason("never-registered")
    if case.split_off:
        return UpdateType.MISSED_OUT, Reason("split-family")
    regular, years = case.interval
    if Flag.CALL_BACK in record.flags:
        return regular, Reason("call-back")
    if case.shock_open:
        return UpdateType.SHOCK, Reason("shock-declared", {"area": record.shock_area})
    if Flag.APPEAL_ALLOWED in record.flags and case.rules.appeal_launched and not record.beneficiary:
        return UpdateType.APPEAL, Reason("appeal-allowed")
    if record.last_survey is None:
        return regular, Reason("no-survey-date")
    if case.next_full is not None and case.next_full <= case.today:
        return regular, Reason("interval-over", {"years": years, "last": record.last_survey, "since": case.next_full})
    return None


def six_lines(case: Case, due: tuple[UpdateType, Reason] | None) -> tuple[Line, ...]:
    """All six types, the due one first, then those inside it, then the others in the order of the enum."""
    made = []
    for each in UpdateType:
        if due is not None and each is due[0]:
            made.append(Line(each, Standing.DUE, due[1]))
        elif each is UpdateType.ROSTER:
            made.append(_roster_line(case, full_due=due is not None))
        else:
            made.append(_other_line(case, each, full_due=due is not None))
    order = (Standing.DUE, Standing.INSIDE, Standing.NO, Standing.OFF, Standing.UNKNOWN)
    return tuple(sorted(made, key=lambda line: order.index(line.standing)))


def _roster_line(case: Case, *, full_due: bool) -> Line:
    record = case.record
    if record is None:
        return Line(UpdateType.ROSTER, Standing.NO, Reason("not-registered"))
    if case.split_off:
        return Line(UpdateType.ROSTER, Standing.NO, Reason("of-old-household"))
    if full_due:
        return Line(UpdateType.ROSTER, Standing.INSIDE, Reason("asked-in-full"))
    if record.head_deceased:
        return Line(UpdateType.ROSTER, Standing.DUE, Reason("head-deceased"))
    if case.visitor.changes:
        return Line(UpdateType.ROSTER, Standing.DUE, Reason("roster-change", {"n": len(case.visitor.changes)}))
    return Line(UpdateType.ROSTER, Standing.NO, Reason("no-change"))


def _other_line(case: Case, kind: UpdateType, *, full_due: bool) -> Line:
    """A full-survey type that is not the one due."""
    record = case.record
    if kind is UpdateType.APPEAL and not case.rules.appeal_launched:
        return Line(kind, Standing.OFF, Reason("not-launched"))
    if record is None:
        return Line(kind, Standing.NO, Reason("not-registered"))
    if case.split_off:
        return Line(kind, Standing.NO, Reason("of-old-household"))
    if kind is UpdateType.MISSED_OUT:
        since = {"since": record.last_survey} if record.last_survey else {}
        return Line(kind, Standing.NO, Reason("registered-since" if since else "registered-already", since))
    if kind is UpdateType.SHOCK:
        if not record.shock_area:
            return Line(kind, Standing.NO, Reason("area-not-listed"))
        if case.shock_open:
            return Line(kind, Standing.INSIDE, Reason("same-survey"))
        return Line(kind, Standing.NO, Reason("shock-surveyed", {"area": record.shock_area}))
    if kind is UpdateType.APPEAL:
        return Line(kind, Standing.NO, Reason("beneficiaries-not" if record.beneficiary else "appeal-conditions"))
    return _interval_line(case, kind, full_due=full_due)


def _interval_line(case: Case, kind: UpdateType, *, full_due: bool) -> Line:
    regular, years = case.interval
    if kind is not regular:
        return Line(
            kind,
            Standing.NO,
            Reason("beneficiaries-only" if kind is UpdateType.RECERTIFICATION else "beneficiaries-not"),
        )
    if full_due and (case.next_full is None or case.next_full <= case.today):
        return Line(kind, Standing.INSIDE, Reason("same-survey"))
    assert case.next_full is not None, "a regular survey without a date is due, so it has its line already"
    return Line(kind, Standing.NO, Reason("interval-runs", {"years": years, "on": case.next_full}))
