"""The rule table of docs/triage.md, row by row: each update type times the situations that change it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from drc_desktop.domain.household import Flag, HouseholdRecord, MemberRecord, Status
from drc_desktop.domain.triage import (
    CopyState,
    Outcome,
    RosterChange,
    Rules,
    Standing,
    Triage,
    UpdateType,
    Visitor,
    registration,
    triage,
)
from drc_desktop.domain.update_types import years_after
from drc_desktop.domain.visit import PriorityGroup, Service
from drc_desktop.words import LANGUAGES, Words

TODAY = date(2026, 11, 20)
HERE = "PK60718"
WOMAN, MAN, SON = "3520200000012", "3520200000013", "3520200000015"

_MEMBERS = (
    MemberRecord(MAN, relation="1", gender="M", dob=date(1980, 1, 1), marital="2"),
    MemberRecord(WOMAN, relation="2", gender="F", dob=date(1985, 3, 2), marital="2"),
    MemberRecord(SON, relation="3", gender="M", dob=date(2003, 5, 5), marital="2"),
)


def household(years_ago: float = 1.0, **changes: object) -> HouseholdRecord:
    base = HouseholdRecord(
        "NS-1", HERE, last_survey=TODAY - timedelta(days=round(years_ago * 365.25)), members=_MEMBERS
    )
    return replace(base, **changes)  # type: ignore[arg-type]


NEVER = None
RECENT = household(0.5)
TWO_YEARS = household(2.1)
THREE_YEARS = household(3.1, beneficiary=True)
BENEFICIARY_RECENT = household(2.5, beneficiary=True)
SHOCK = household(0.5, shock_area="Flood 2026", shock_since=date(2026, 8, 1), beneficiary=False)
SHOCK = replace(SHOCK, last_survey=date(2026, 2, 1))
SHOCK_DONE = replace(SHOCK, last_survey=date(2026, 9, 1))
DEAD_HEAD = household(0.5, members=(replace(_MEMBERS[0], alive=False), *_MEMBERS[1:]))
SPLIT = household(0.5, flags=frozenset({Flag.SPLIT_FAMILY}))
DUPLICATE = household(2.1, flags=frozenset({Flag.DUPLICATE_ELSEWHERE}))
CALLED_BACK = household(0.5, flags=frozenset({Flag.CALL_BACK}))
UNDATED = replace(household(), last_survey=None)

M, R, S, A, C, Z = (
    UpdateType.MISSED_OUT,
    UpdateType.ROSTER,
    UpdateType.SHOCK,
    UpdateType.APPEAL,
    UpdateType.CYCLIC,
    UpdateType.RECERTIFICATION,
)
DUE, IN, NO, OFF = Standing.DUE, Standing.INSIDE, Standing.NO, Standing.OFF

SITUATIONS = {
    "never": (NEVER, WOMAN, {M: (DUE, "never-registered"), R: (NO, "not-registered"), S: (NO, "not-registered"),
                             A: (OFF, "not-launched"), C: (NO, "not-registered"), Z: (NO, "not-registered")}),
    "recent": (RECENT, WOMAN, {M: (NO, "registered-since"), R: (NO, "no-change"), S: (NO, "area-not-listed"),
                               A: (OFF, "not-launched"), C: (NO, "interval-runs"), Z: (NO, "beneficiaries-only")}),
    "two-years": (TWO_YEARS, WOMAN, {M: (NO, "registered-since"), R: (IN, "asked-in-full"), S: (NO, "area-not-listed"),
                                     A: (OFF, "not-launched"), C: (DUE, "interval-over"),
                                     Z: (NO, "beneficiaries-only")}),
    "three-years": (THREE_YEARS, WOMAN, {M: (NO, "registered-since"), R: (IN, "asked-in-full"),
                                         S: (NO, "area-not-listed"), A: (OFF, "not-launched"),
                                         C: (NO, "beneficiaries-not"), Z: (DUE, "interval-over")}),
    "beneficiary-recent": (BENEFICIARY_RECENT, WOMAN, {M: (NO, "registered-since"), R: (NO, "no-change"),
                                                       S: (NO, "area-not-listed"), A: (OFF, "not-launched"),
                                                       C: (NO, "beneficiaries-not"), Z: (NO, "interval-runs")}),
    "shock": (SHOCK, WOMAN, {M: (NO, "registered-since"), R: (IN, "asked-in-full"), S: (DUE, "shock-declared"),
                             A: (OFF, "not-launched"), C: (NO, "interval-runs"), Z: (NO, "beneficiaries-only")}),
    "shock-surveyed": (SHOCK_DONE, WOMAN, {M: (NO, "registered-since"), R: (NO, "no-change"),
                                           S: (NO, "shock-surveyed"), A: (OFF, "not-launched"),
                                           C: (NO, "interval-runs"), Z: (NO, "beneficiaries-only")}),
    "dead-head": (DEAD_HEAD, WOMAN, {M: (NO, "registered-since"), R: (DUE, "head-deceased"),
                                     S: (NO, "area-not-listed"), A: (OFF, "not-launched"), C: (NO, "interval-runs"),
                                     Z: (NO, "beneficiaries-only")}),
    "split-off": (SPLIT, SON, {M: (DUE, "split-family"), R: (NO, "of-old-household"), S: (NO, "of-old-household"),
                               A: (OFF, "not-launched"), C: (NO, "of-old-household"), Z: (NO, "of-old-household")}),
    "split-head": (SPLIT, MAN, {M: (NO, "registered-since"), R: (NO, "no-change"), S: (NO, "area-not-listed"),
                                A: (OFF, "not-launched"), C: (NO, "interval-runs"), Z: (NO, "beneficiaries-only")}),
    "duplicate": (DUPLICATE, WOMAN, {M: (NO, "registered-since"), R: (IN, "asked-in-full"), S: (NO, "area-not-listed"),
                                     A: (OFF, "not-launched"), C: (DUE, "interval-over"),
                                     Z: (NO, "beneficiaries-only")}),
    "call-back": (CALLED_BACK, WOMAN, {M: (NO, "registered-since"), R: (IN, "asked-in-full"),
                                       S: (NO, "area-not-listed"), A: (OFF, "not-launched"), C: (DUE, "call-back"),
                                       Z: (NO, "beneficiaries-only")}),
    "undated": (UNDATED, WOMAN, {M: (NO, "registered-already"), R: (IN, "asked-in-full"), S: (NO, "area-not-listed"),
                                 A: (OFF, "not-launched"), C: (DUE, "no-survey-date"),
                                 Z: (NO, "beneficiaries-only")}),
}  # fmt: skip


@pytest.mark.parametrize("name", SITUATIONS)
@pytest.mark.parametrize("kind", UpdateType)
def test_each_type_in_each_situation(name: str, kind: UpdateType) -> None:
    record, cnic, expected = SITUATIONS[name]
    answer = triage(record, TODAY, Visitor(cnic=cnic), Rules(here=HERE))
    line = answer.line(kind)
    assert (line.standing, line.reason.code) == expected[kind]


@pytest.mark.parametrize("kind", UpdateType)
def test_a_locked_copy_can_tell_nothing(kind: UpdateType) -> None:
    answer = triage(TWO_YEARS, TODAY, copy=CopyState(31, locked=True))
    assert (answer.line(kind).standing, answer.line(kind).reason.code) == (Standing.UNKNOWN, "copy-locked")
    assert (answer.outcome, answer.service, answer.by_hand) == (Outcome.NO_TOKEN, None, Service.NEW_SURVEY)
    assert answer.registration.code == "unknown"
    missing = triage(TWO_YEARS, TODAY, copy=CopyState(missing=True))
    assert (missing.line(kind).standing, missing.reason.code) == (Standing.UNKNOWN, "copy-missing")


BIRTH, ADDRESS = frozenset({RosterChange.BIRTH}), frozenset({RosterChange.ADDRESS})
FULL, SHORT, FIRST = Service.NEW_SURVEY, Service.ROSTER_UPDATE, Service.PRIORITY
TOKEN, NONE, NADRA = Outcome.TOKEN, Outcome.NO_TOKEN, Outcome.REFERRAL

DECISIONS = [
    (NEVER, {}, TOKEN, FULL, M, "never-registered"),
    (NEVER, {"card_expires": TODAY - timedelta(1)}, NADRA, None, None, "cnic-expired"),
    (NEVER, {"card_expires": TODAY}, TOKEN, FULL, M, "never-registered"),
    (NEVER, {"b_form_missing": True}, TOKEN, FULL, M, "never-registered"),
    (RECENT, {}, NONE, None, None, "surveyed-recently"),
    (RECENT, {"changes": frozenset()}, NONE, None, None, "surveyed-recently"),
    (RECENT, {"changes": BIRTH}, TOKEN, SHORT, R, "roster-change"),
    (RECENT, {"changes": BIRTH, "b_form_missing": True}, NADRA, None, None, "b-form-missing"),
    (RECENT, {"changes": BIRTH | ADDRESS, "b_form_missing": True}, TOKEN, SHORT, R, "roster-change"),
    (RECENT, {"card_expires": date(2026, 1, 1), "changes": BIRTH}, NADRA, None, None, "cnic-expired"),
    (RECENT, {"kafaalat_letter": True, "cnic": WOMAN}, TOKEN, FIRST, R, "kafaalat-letter"),
    (RECENT, {"kafaalat_letter": True, "cnic": MAN}, NONE, None, None, "letter-needs-married-woman"),
    (RECENT, {"kafaalat_letter": True, "ever_married_woman": True}, TOKEN, FIRST, R, "kafaalat-letter"),
    (TWO_YEARS, {}, TOKEN, FULL, C, "interval-over"),
    (THREE_YEARS, {}, TOKEN, FULL, Z, "interval-over"),
    (BENEFICIARY_RECENT, {}, NONE, None, None, "surveyed-recently"),
    (SHOCK, {}, TOKEN, FULL, S, "shock-declared"),
    (SHOCK_DONE, {}, NONE, None, None, "surveyed-recently"),
    (DEAD_HEAD, {"cnic": WOMAN}, TOKEN, SHORT, R, "head-deceased"),
    (DEAD_HEAD, {"cnic": MAN}, NONE, None, None, "card-of-deceased"),
    (household(0.5, flags=frozenset({Flag.HEAD_DECEASED})), {}, TOKEN, SHORT, R, "head-deceased"),
    (SPLIT, {"cnic": SON}, TOKEN, FULL, M, "split-family"),
    (SPLIT, {"cnic": MAN}, NONE, None, None, "surveyed-recently"),
    (DUPLICATE, {}, NONE, None, None, "duplicate-elsewhere"),
    (replace(DUPLICATE, duplicate_tehsil="PK60101"), {}, NONE, None, None, "duplicate-in"),
    (replace(TWO_YEARS, tehsil="PK60101"), {}, NONE, None, None, "other-tehsil"),
    (replace(RECENT, tehsil="PK60101"), {"changes": ADDRESS}, TOKEN, SHORT, R, "roster-change"),
    (CALLED_BACK, {}, TOKEN, FULL, C, "call-back"),
    (replace(CALLED_BACK, beneficiary=True), {}, TOKEN, FULL, Z, "call-back"),
    (UNDATED, {}, TOKEN, FULL, C, "no-survey-date"),
]  # fmt: skip


@pytest.mark.parametrize(("record", "said", "outcome", "service", "kind", "code"), DECISIONS)
def test_the_first_rule_that_fits_decides(record, said, outcome, service, kind, code) -> None:
    answer = triage(record, TODAY, Visitor(**said), Rules(here=HERE))
    assert (answer.outcome, answer.service, answer.update_type, answer.reason.code) == (outcome, service, kind, code)
    assert {line.update_type for line in answer.lines} == set(UpdateType)
    assert len(answer.lines) == 6
    assert (answer.service is None) == (answer.outcome is not Outcome.TOKEN)
    if service is FULL:
        assert [line.update_type for line in answer.lines if line.standing is DUE] == [kind]


def test_when_it_will_be_possible() -> None:
    assert triage(replace(RECENT, last_survey=date(2025, 3, 14)), TODAY).possible_on == date(2027, 3, 14)
    later = triage(replace(RECENT, last_survey=date(2025, 3, 14), beneficiary=True), TODAY)
    assert later.possible_on == date(2028, 3, 14)
    assert later.by_hand is Service.ROSTER_UPDATE
    assert triage(DUPLICATE, TODAY).possible_on is None


def test_the_day_before_and_the_day_itself() -> None:
    day_before = replace(RECENT, last_survey=date(2024, 11, 21))
    day_itself = replace(RECENT, last_survey=date(2024, 11, 20))
    assert triage(day_before, TODAY).outcome is Outcome.NO_TOKEN
    assert triage(day_itself, TODAY).update_type is UpdateType.CYCLIC
    assert years_after(date(2024, 2, 29), 2) == date(2026, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_an_appeal_that_is_switched_on() -> None:
    on = Rules(here=HERE, appeal_launched=True)
    allowed = household(0.5, flags=frozenset({Flag.APPEAL_ALLOWED}))
    assert triage(allowed, TODAY, rules=on).update_type is UpdateType.APPEAL
    assert triage(allowed, TODAY, rules=Rules(here=HERE)).line(UpdateType.APPEAL).standing is Standing.OFF
    assert triage(RECENT, TODAY, rules=on).line(UpdateType.APPEAL).reason.code == "appeal-conditions"
    assert triage(BENEFICIARY_RECENT, TODAY, rules=on).line(UpdateType.APPEAL).reason.code == "beneficiaries-not"


def test_shock_and_interval_together_are_one_survey() -> None:
    answer = triage(replace(SHOCK, last_survey=date(2024, 1, 1)), TODAY)
    assert answer.update_type is UpdateType.SHOCK
    assert answer.line(UpdateType.CYCLIC).standing is Standing.INSIDE
    other = triage(replace(SHOCK, flags=frozenset({Flag.CALL_BACK})), TODAY)
    assert other.update_type is UpdateType.CYCLIC
    assert other.line(UpdateType.SHOCK).standing is Standing.INSIDE


def test_cautions_and_priority_group() -> None:
    split = triage(SPLIT, TODAY, Visitor(cnic=MAN), copy=CopyState(8))
    assert [caution.code for caution in split.cautions] == ["copy-old", "members-left"]
    old = replace(RECENT, members=(replace(_MEMBERS[1], dob=date(1966, 11, 20), card_expires=date(2026, 1, 1)),))
    seen = triage(old, TODAY, Visitor(cnic=WOMAN, card_expires=date(2030, 1, 1), b_form_missing=True))
    assert seen.priority is PriorityGroup.ELDERLY
    assert [caution.code for caution in seen.cautions] == ["b-form-on-list", "cards-expired"]
    assert triage(old, date(2026, 11, 19), Visitor(cnic=WOMAN)).priority is None
    assert triage(None, TODAY, Visitor(group=PriorityGroup.PREGNANT)).priority is PriorityGroup.PREGNANT
    ahead = triage(replace(RECENT, last_survey=date(2027, 1, 1)), TODAY)
    assert [caution.code for caution in ahead.cautions] == ["date-ahead"]


def test_are_we_registered() -> None:
    rules = Rules(here=HERE)
    assert registration(None, rules).code == "not-registered"
    assert registration(RECENT, rules).code == "registered-no-money"
    assert registration(THREE_YEARS, rules).code == "registered-beneficiary"
    assert registration(replace(RECENT, status=Status.UNDER_SCRUTINY), rules).code == "registered-scrutiny"
    assert registration(UNDATED, rules).code == "registered-undated"
    assert registration(replace(RECENT, tehsil="PK1"), rules).code == "registered-elsewhere"


def _all_answers() -> list[Triage]:
    answers = [triage(record, TODAY, Visitor(**said), Rules(here=HERE)) for record, said, *_ in DECISIONS]
    answers += [triage(record, TODAY, Visitor(cnic=cnic), Rules(here=HERE)) for record, cnic, _ in SITUATIONS.values()]
    answers += [triage(SPLIT, TODAY, Visitor(cnic=MAN, b_form_missing=True), copy=CopyState(8))]
    answers += [triage(None, TODAY, copy=CopyState(40, locked=True)), triage(None, TODAY, copy=CopyState(missing=True))]
    answers += [triage(replace(RECENT, status=Status.UNDER_SCRUTINY), TODAY)]
    return answers


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_that_comes_up_has_words_with_all_its_parameters(language: str) -> None:
    words = Words(language)
    for answer in _all_answers():
        reasons = [answer.reason, answer.registration, *answer.because, *answer.cautions]
        for reason in reasons + [line.reason for line in answer.lines]:
            text = words.text(
                f"triage-reason-{reason.code}", **{key: str(value) for key, value in reason.params.items()}
            )
            assert text
            assert "{" not in text
        words.text(f"triage-outcome-{answer.outcome}")
        for line in answer.lines:
            words.text(f"triage-standing-{line.standing}")
            words.text(f"triage-type-{line.update_type}")
            words.text(f"triage-type-{line.update_type}-short")


def test_every_reason_code_of_the_rules_has_words_and_a_row_in_the_table() -> None:
    root = Path(__file__).resolve().parents[3]
    rooms = [root / f"drc_desktop/domain/{name}.py" for name in ("triage", "update_types")]
    source = "".join(path.read_text(encoding="utf-8") for path in rooms)
    codes = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source)) | {"unknown"}
    table = (root / "docs/triage.md").read_text(encoding="utf-8")
    assert len(codes) > 35
    for code in codes:
        assert f"`{code}`" in table, f"docs/triage.md does not tell of {code}"
        assert all(Words(language).has(f"triage-reason-{code}") for language in LANGUAGES), code
