"""Synthetic people: households for training, demonstration and tests, the same for the same seed.

Nobody real can be met here: the first five digits of every number are a region digit followed by 9, which no office
has issued (first two digits of issued numbers: facts of the number format), so training data is told at a glance.
One household is one plain `dict` (a line of JSON Lines); its keys are described in `household`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from drc_desktop.domain import places
from drc_desktop.domain.household import NEVER_MARRIED, Flag
from drc_desktop.domain.update_types import years_after

NAMES = Path(__file__).resolve().parents[2] / "resources" / "people" / "names.json"
MISMATCHES = ("name", "father", "dob", "gender", "marital", "family")
"""What NADRA may hold otherwise than the household says, one at a time; `family` = not in the family tree."""

FIRST_DIGIT = {"PK1": "8", "PK2": "5", "PK3": "7", "PK4": "6", "PK5": "1", "PK6": "3", "PK7": "4"}
_ADULT = 18
_PARENT_GAP = 18
MARRIED, WIDOWED = "2", "3"


class CaseKind(StrEnum):
    """Why a household is in the list: one for each situation that triage tells apart."""

    MISSED_OUT = "missed_out"
    RECENT = "recent"
    CYCLIC = "cyclic"
    RECERTIFICATION = "recertification"
    SHOCK = "shock"
    ROSTER_BIRTH = "roster_birth"
    BENEFICIARY_RECENT = "beneficiary_recent"
    CALL_BACK = "call_back"
    HEAD_DECEASED = "head_deceased"
    SPLIT_FAMILY = "split_family"
    DUPLICATE = "duplicate"
    DUPLICATE_OTHER = "duplicate_other"
    EXPIRED_CNIC = "expired_cnic"
    UNDER_SCRUTINY = "under_scrutiny"
    ELDERLY = "elderly"
    APPEAL = "appeal"


CASES = tuple(CaseKind)
_FULL_DUE = {CaseKind.CYCLIC, CaseKind.ELDERLY, CaseKind.DUPLICATE}
_PAID = {CaseKind.RECERTIFICATION, CaseKind.BENEFICIARY_RECENT}
_FLAGS = {
    CaseKind.CALL_BACK: [Flag.CALL_BACK],
    CaseKind.HEAD_DECEASED: [Flag.HEAD_DECEASED],
    CaseKind.SPLIT_FAMILY: [Flag.SPLIT_FAMILY],
    CaseKind.DUPLICATE: [Flag.DUPLICATE_ELSEWHERE],
    CaseKind.DUPLICATE_OTHER: [Flag.DUPLICATE_ELSEWHERE],
    CaseKind.APPEAL: [Flag.APPEAL_ALLOWED],
}


@lru_cache(maxsize=1)
def _names() -> dict[str, list[list[str]]]:
    loaded: dict[str, list[list[str]]] = json.loads(NAMES.read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make: the same plan makes the same households. `tehsils` are P-codes; empty means all regions in turn."""

    seed: int
    today: date
    tehsils: Sequence[str] = ()

    def tehsil(self, index: int) -> str:
        """Where household `index` lives; the second half of a duplicate lives in a tehsil of its own."""
        wanted: Sequence[str] = self.tehsils or places.codes("tehsil")
        if not self.tehsils:
            regions = places.codes("region")
            wanted = [code for code in wanted if code.startswith(regions[index % len(regions)])]
            return wanted[index * 97 % len(wanted)]
        if CASES[index % len(CASES)] is CaseKind.DUPLICATE_OTHER:
            return next(code for code in places.codes("tehsil") if code not in wanted)
        return wanted[index % len(wanted)]


def households(plan: Plan, count: int) -> Iterator[dict[str, Any]]:
    """The first `count` households of the plan; sixteen in a row hold every case of `CaseKind` once."""
    return (household(plan, index) for index in range(count))


def household(plan: Plan, index: int) -> dict[str, Any]:
    """One household.

    Keys: household_id, tehsil, region, district (P-codes), status (registered, under_scrutiny, unregistered: known to
    NADRA only), last_survey (ISO date or null), beneficiary, shock_area (name or ''), shock_since (ISO date or
    null), flags (values of `Flag`), duplicate_tehsil, mobile, electricity and gas (a connection at the last survey),
    members, address (ids of the questionnaire), nadra.mismatch (one of `MISMATCHES` or null) with nadra.cnic (whose
    record differs), case (`CaseKind`) and visitor (the number shown at the desk). Members: cnic ('' without a B-form),
    name_en, name_ur, relation, gender, dob, marital (codes of questions 13, 14, 16), father_en, mobile, alive,
    card_expires (ISO date or null), alpha, beta, gamma (ids of NADRA families by birth, marriage, adoption; '' for
    none).
    """
    case = CASES[index % len(CASES)]
    made = _Family(plan, index, case).make()
    if case is CaseKind.DUPLICATE_OTHER and index > 0:
        made.append(_Family(plan, index - 1, CASES[(index - 1) % len(CASES)]).make()[1] | {"relation": "9"})
    tehsil = plan.tehsil(index)
    rng = random.Random(f"{plan.seed}:{index}:record")  # noqa: S311 (synthetic data, reproducible on purpose)
    unregistered = case is CaseKind.MISSED_OUT
    visitor = _visitor(made, case)
    return {
        "household_id": f"HH-{tehsil}-{index:07d}",
        "tehsil": tehsil,
        "region": tehsil[:3],
        "district": tehsil[:5],
        "status": "unregistered" if unregistered else _status(case),
        "last_survey": None if unregistered else _last_survey(plan.today, case, rng).isoformat(),
        "beneficiary": case in _PAID,
        "shock_area": f"Monsoon flood {plan.today.year}" if case is CaseKind.SHOCK else "",
        "shock_since": (plan.today - timedelta(days=30)).isoformat() if case is CaseKind.SHOCK else None,
        "flags": [str(flag) for flag in _FLAGS.get(case, [])],
        "duplicate_tehsil": _twin_tehsil(plan, index, case),
        "mobile": visitor["mobile"],
        "electricity": rng.random() < 0.85,
        "gas": rng.random() < 0.4,
        "members": made,
        "address": _address(tehsil, rng),
        "nadra": _nadra(made, index),
        "case": str(case),
        "visitor": visitor["cnic"],
    }


def _status(case: CaseKind) -> str:
    return "under_scrutiny" if case is CaseKind.UNDER_SCRUTINY else "registered"


def _twin_tehsil(plan: Plan, index: int, case: CaseKind) -> str:
    """Where the other half of a duplicate is registered: the next household, or the one before."""
    if case is CaseKind.DUPLICATE:
        return plan.tehsil(index + 1)
    return plan.tehsil(index - 1) if case is CaseKind.DUPLICATE_OTHER and index else ""


def _last_survey(today: date, case: CaseKind, rng: random.Random) -> date:
    """Far enough from every limit that a demonstration tomorrow says the same."""
    if case in _FULL_DUE:
        days = rng.randint(740, 1000)
    elif case is CaseKind.RECERTIFICATION:
        days = rng.randint(1110, 1400)
    elif case is CaseKind.UNDER_SCRUTINY:
        days = rng.randint(5, 40)
    else:
        days = rng.randint(60, 640)
    return today - timedelta(days=days)


def _nadra(members: list[dict[str, Any]], index: int) -> dict[str, str | None]:
    """Every fifth household has one record that differs, the six kinds in turn."""
    with_paper = [one for one in members if one["cnic"]]
    if index % 5 != 3:
        return {"mismatch": None, "cnic": None}
    kind = MISMATCHES[index // 5 % len(MISMATCHES)]
    return {"mismatch": kind, "cnic": with_paper[-1 if kind == "family" else 0]["cnic"]}


def _visitor(members: list[dict[str, Any]], case: CaseKind) -> dict[str, Any]:
    """Who comes to the desk: the wife, as most visitors are women; the son of a split family; the elderly head."""
    if case is CaseKind.SPLIT_FAMILY:
        return next(one for one in members if one["relation"] == "3" and one["marital"] == MARRIED)
    if case in (CaseKind.ELDERLY, CaseKind.DUPLICATE_OTHER):
        return members[0] if case is CaseKind.ELDERLY else members[-1]
    return members[1]


def _address(tehsil: str, rng: random.Random) -> dict[str, str]:
    names = _names()
    return {
        "union_council": f"UC {rng.randint(1, 60)} {places.name(tehsil)}",
        "urban_rural": rng.choice("1222"),
        "village_city": f"{rng.choice(names['villages'])[0]}, {places.name(tehsil)}",
        "house_street": f"House {rng.randint(1, 300)}, street {rng.randint(1, 30)}",
        "landmark": rng.choice(names["landmarks"])[0],
    }


class _Family:
    """Builds the members of one household: head, wife, then children, a grown son's family, an old mother."""

    def __init__(self, plan: Plan, index: int, case: CaseKind) -> None:
        self._plan = plan
        self._index = index
        self._case = case
        self._rng = random.Random(f"{plan.seed}:{index}:family")  # noqa: S311 (synthetic, reproducible)
        self._members: list[dict[str, Any]] = []
        self._prefix = FIRST_DIGIT[plan.tehsil(index)[:3]] + f"9{int(plan.tehsil(index)[3:5]):02d}0"
        self._beta = f"B{index:07d}"
        self._used: set[str] = set()

    def make(self) -> list[dict[str, Any]]:
        rng, case = self._rng, self._case
        split = case is CaseKind.SPLIT_FAMILY
        mother_age = rng.randint(50, 58) if split else rng.randint(24, 46)
        head_age = mother_age + rng.randint(0, 8)
        if case is CaseKind.ELDERLY:
            head_age = rng.randint(64, 76)
        widow = case is CaseKind.HEAD_DECEASED
        head = self._person("men", "1", "M", head_age, MARRIED, beta=self._beta, alive=not widow)
        wife = self._person("women", "2", "F", mother_age, WIDOWED if widow else MARRIED, beta=self._beta)
        self._children(mother_age, head)
        if split or (mother_age >= 40 and rng.random() < 0.3):
            self._grown_son(mother_age, head)
        if not split and rng.random() < 0.3:
            mother = self._person(
                "women", "5", "F", min(head_age + rng.randint(20, 30), 95), WIDOWED, beta=f"{self._beta}M"
            )
            head["alpha"] = mother["beta"]
        if case is CaseKind.EXPIRED_CNIC:
            wife["card_expires"] = (self._plan.today - timedelta(days=rng.randint(20, 400))).isoformat()
        return self._members

    def _children(self, mother_age: int, head: dict[str, Any]) -> None:
        """Up to six, youngest perhaps not born at NADRA yet; the mother is 18 years older than the oldest."""
        oldest = min(mother_age - _PARENT_GAP, 22)
        wanted = min(self._rng.randint(1, 6), oldest + 1)
        ages = sorted(self._rng.sample(range(oldest + 1), wanted), reverse=True)
        if self._case is CaseKind.ROSTER_BIRTH:
            ages = [age for age in ages if age > 1]
        for age in ages:
            boy = self._rng.random() < 0.51
            paper = age >= _ADULT or self._rng.random() > (0.5 if age < 2 else 0.06)
            adopted = self._rng.random() < 0.02
            names, gender = ("boys", "M") if boy else ("girls", "F")
            child = self._person(names, "3", gender, age, NEVER_MARRIED if age >= 10 else "", paper=paper)
            child |= {"alpha": "" if adopted else self._beta, "gamma": self._beta if adopted else ""}
            child["father_en"] = head["name_en"]

    def _grown_son(self, mother_age: int, head: dict[str, Any]) -> None:
        """A married son with his wife and one child in the same household: a Beta family of his own."""
        age = self._rng.randint(_PARENT_GAP + 3, mother_age - _PARENT_GAP)
        beta = f"{self._beta}S"
        son = self._person("men", "3", "M", age, MARRIED, beta=beta)
        son |= {"alpha": self._beta, "father_en": head["name_en"]}
        self._person("women", "8", "F", max(_ADULT + 1, age - self._rng.randint(0, 3)), MARRIED, beta=beta)
        if age >= _PARENT_GAP + 4:
            grandchild = self._person(
                "girls", "4", "F", min(self._rng.randint(0, age - _PARENT_GAP - 2), 9), "", paper=True
            )
            grandchild |= {"alpha": beta, "father_en": son["name_en"]}

    def _person(
        self, names: str, relation: str, gender: str, age: int, marital: str, *,
        beta: str = "", alive: bool = True, paper: bool = True,
    ) -> dict[str, Any]:  # fmt: skip
        rng, number = self._rng, len(self._members)
        name_en, name_ur = rng.choice([pair for pair in _names()[names] if pair[0] not in self._used])
        self._used.add(name_en)
        dob = years_after(self._plan.today, -age) - timedelta(days=rng.randint(1, 360))
        lifetime = age >= 60 or age < _ADULT
        expires = self._plan.today + timedelta(days=rng.randint(200, 3300))
        made = {
            "cnic": self._cnic(number, gender) if paper else "",
            "name_en": name_en,
            "name_ur": name_ur,
            "relation": relation,
            "gender": gender,
            "dob": dob.isoformat(),
            "marital": marital,
            "father_en": rng.choice(_names()["men"])[0],
            "mobile": f"03{rng.randint(0, 49):02d}{rng.randint(0, 9_999_999):07d}" if age >= _ADULT else "",
            "alive": alive,
            "card_expires": None if lifetime else expires.isoformat(),
            "alpha": f"A{self._index:07d}{number}",
            "beta": beta,
            "gamma": "",
        }
        self._members.append(made)
        return made

    def _cnic(self, number: int, gender: str) -> str:
        """Thirteen digits, unique in a plan of up to 500,000 households; the last digit tells the sex."""
        serial = (self._index * 20 + number) * 7_919_801 + self._plan.seed % 1000
        last = self._rng.choice("13579" if gender == "M" else "24680")
        return f"{self._prefix}{serial % 10_000_000:07d}{last}"
