"""Which update type is due for a household, and what the issuing desk and the counter propose.

The rule table with its sources is docs/triage.md; each row of it has a test. Everything here is a pure function of
the record of the slice, of what the visitor says and shows, and of the date; words live in resources/i18n (ids
`triage-reason-<code>` and so on) and dates are formatted by the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from drc_desktop.domain.household import NEVER_MARRIED, Flag, HouseholdRecord, Status
from drc_desktop.domain.update_types import (
    Case,
    CopyState,
    Line,
    Reason,
    RosterChange,
    Rules,
    Standing,
    UpdateType,
    Visitor,
    full_survey_due,
    six_lines,
)
from drc_desktop.domain.visit import PriorityGroup, Service


class Outcome(StrEnum):
    """What the desk does with the visitor."""

    TOKEN = "token"
    NO_TOKEN = "no_token"
    REFERRAL = "referral"  # a slip to NADRA, no token


@dataclass(frozen=True, slots=True)
class Triage:
    """The answer. `because` are up to three lines under the headline; `by_hand` is what may be given with a reason."""

    outcome: Outcome
    reason: Reason
    lines: tuple[Line, ...]
    registration: Reason
    service: Service | None = None
    update_type: UpdateType | None = None
    because: tuple[Reason, ...] = ()
    cautions: tuple[Reason, ...] = ()
    possible_on: date | None = None
    by_hand: Service | None = None
    priority: PriorityGroup | None = None

    def line(self, update_type: UpdateType) -> Line:
        """The line of one update type; all six are always there."""
        return next(line for line in self.lines if line.update_type is update_type)


def triage(
    record: HouseholdRecord | None,
    today: date,
    visitor: Visitor | None = None,
    rules: Rules | None = None,
    copy: CopyState | None = None,
) -> Triage:
    """Propose a queue, or say why there is no token; see docs/triage.md for the order of the rules."""
    case = Case(record, today, visitor or Visitor(), rules or Rules(), copy or CopyState())
    if case.copy.locked or case.copy.missing:
        locked = Reason("copy-locked", {"days": case.copy.age_days})
        reason = Reason("copy-missing") if case.copy.missing else locked
        lines = tuple(Line(each, Standing.UNKNOWN, reason) for each in UpdateType)
        return Triage(Outcome.NO_TOKEN, reason, lines, Reason("unknown"), by_hand=Service.NEW_SURVEY)
    due = full_survey_due(case)
    return _Decision(case, due, six_lines(case, due)).make()


@dataclass(frozen=True, slots=True)
class _Decision:
    """The order of the rules; the first that fits decides."""

    case: Case
    due: tuple[UpdateType, Reason] | None
    lines: tuple[Line, ...]

    def make(self) -> Triage:
        case, record, visitor = self.case, self.case.record, self.case.visitor
        if case.person is not None and not case.person.alive:
            return self._no_token(Reason("card-of-deceased"))
        expires = visitor.card_expires or (case.person.card_expires if case.person else None)
        if expires is not None and expires < case.today:
            return self._no_token(Reason("cnic-expired", {"expired": expires}), Outcome.REFERRAL)
        if visitor.kafaalat_letter:
            return self._kafaalat()
        if record is not None and Flag.DUPLICATE_ELSEWHERE in record.flags:
            where = {"tehsil": record.duplicate_tehsil} if record.duplicate_tehsil else {}
            return self._no_token(Reason("duplicate-in" if where else "duplicate-elsewhere", where))
        moved = RosterChange.ADDRESS in (visitor.changes or ())
        if record is not None and case.elsewhere and not moved:
            return self._no_token(Reason("other-tehsil", {"tehsil": record.tehsil}))
        if self.due is not None:
            return self._token(Service.NEW_SURVEY, self.due[0], self.due[1])
        return self._roster()

    def _kafaalat(self) -> Triage:
        """A Kafaalat letter with a CNIC update goes to the priority counter (facts: triage_outcomes)."""
        person = self.case.person
        married = self.case.visitor.ever_married_woman or (
            person is not None and person.gender == "F" and person.marital not in ("", NEVER_MARRIED)
        )
        if not married:
            return self._no_token(Reason("letter-needs-married-woman"))
        return self._token(Service.PRIORITY, UpdateType.ROSTER, Reason("kafaalat-letter"))

    def _roster(self) -> Triage:
        roster = next(line for line in self.lines if line.update_type is UpdateType.ROSTER)
        if roster.standing is Standing.DUE:
            if self.case.visitor.b_form_missing and self.case.visitor.changes == frozenset({RosterChange.BIRTH}):
                return self._no_token(Reason("b-form-missing"), Outcome.REFERRAL)
            return self._token(Service.ROSTER_UPDATE, UpdateType.ROSTER, roster.reason)
        record, on = self.case.record, self.case.next_full
        assert record is not None, "a family without a record has a survey due"
        assert record.last_survey is not None, "a record without a date has a survey due"
        assert on is not None, "it follows from the date"
        reason = Reason("surveyed-recently", {"last": record.last_survey, "on": on})
        return self._no_token(reason, by_hand=Service.ROSTER_UPDATE)

    def _no_token(self, reason: Reason, outcome: Outcome = Outcome.NO_TOKEN, by_hand: Service | None = None) -> Triage:
        on = self.case.next_full if reason.code == "surveyed-recently" else None
        return Triage(
            outcome,
            reason,
            self.lines,
            registration(self.case.record, self.case.rules),
            cautions=self._cautions(),
            possible_on=on,
            by_hand=by_hand,
            priority=self._group(),
        )

    def _token(self, service: Service, kind: UpdateType, reason: Reason) -> Triage:
        answer = registration(self.case.record, self.case.rules)
        rules = self.case.rules
        full = service is Service.NEW_SURVEY
        effort = {
            "minutes": rules.survey_minutes if full else rules.roster_minutes,
            "questions": rules.survey_questions,
        }
        return Triage(
            Outcome.TOKEN,
            reason,
            self.lines,
            answer,
            service=service,
            update_type=kind,
            because=(reason, answer, Reason("takes-full" if full else "takes-short", effort)),
            cautions=self._cautions(),
            priority=self._group(),
        )

    def _group(self) -> PriorityGroup | None:
        """The group that was said, else old age when the record shows it."""
        if self.case.visitor.group is not None:
            return self.case.visitor.group
        age = self.case.person.age(self.case.today) if self.case.person else None
        return PriorityGroup.ELDERLY if age is not None and age >= self.case.rules.elderly_age else None

    def _cautions(self) -> tuple[Reason, ...]:
        """What does not decide but has to be known at the desk and at the counter."""
        case, record, found = self.case, self.case.record, []
        if case.copy.age_days >= case.rules.old_copy_days:
            found.append(Reason("copy-old", {"days": case.copy.age_days}))
        if case.visitor.b_form_missing:
            found.append(Reason("b-form-on-list"))
        if record is None:
            return tuple(found)
        if record.head_deceased:
            found.append(Reason("head-deceased"))
        if Flag.SPLIT_FAMILY in record.flags and not case.split_off:
            found.append(Reason("members-left"))
        if case.elsewhere:
            found.append(Reason("moved-here", {"tehsil": record.tehsil}))
        if record.last_survey is not None and record.last_survey > case.today:
            found.append(Reason("date-ahead", {"last": record.last_survey}))
        expired = sum(1 for one in record.members if one.alive and one.card_expires and one.card_expires < case.today)
        if expired:
            found.append(Reason("cards-expired", {"n": expired}))
        return tuple(found)


def registration(record: HouseholdRecord | None, rules: Rules | None = None) -> Reason:
    """The answer to 'are we registered?', from the slice; never says eligible or not, for the registry decides that."""
    if record is None:
        return Reason("not-registered")
    params: dict[str, date | int | str] = {"last": record.last_survey} if record.last_survey else {}
    if rules is not None and rules.here and record.tehsil != rules.here:
        return Reason("registered-elsewhere", {"tehsil": record.tehsil})
    if record.last_survey is None:
        return Reason("registered-undated")
    if record.status is Status.UNDER_SCRUTINY:
        return Reason("registered-scrutiny", params)
    return Reason("registered-beneficiary" if record.beneficiary else "registered-no-money", params)


__all__ = [
    "CopyState",
    "Line",
    "Outcome",
    "Reason",
    "RosterChange",
    "Rules",
    "Standing",
    "Triage",
    "UpdateType",
    "Visitor",
    "registration",
    "triage",
]
