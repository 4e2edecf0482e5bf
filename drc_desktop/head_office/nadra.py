"""NADRA, simulated with synthetic people. Training data: every answer says so.

NADRA has no public interface, so the product talks to a configured HTTP service and this is one. It is asked with what
a household says of a person, and answers a verdict for each field and never the field itself. Six kinds of mismatch can
be planted in the people file: name, father, dob, gender, marital, family (not in the family tree). An expired card and
a dead holder follow from the record.

Families: Alpha by birth, Beta by marriage, Gamma by adoption. Two persons belong together when one's Alpha or Gamma
family is the other's Beta family (parent and child), or when they share a family (spouses; brothers and sisters).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from drc_desktop.domain import clock
from drc_desktop.head_office.people import Person
from sync.errors import SyncError
from sync.household import SliceMember
from sync.registry.web import bounded_body

NOTICE = "TRAINING DATA: synthetic people, not NADRA"
MAX_REQUEST = 16 * 1024
DIRECT = ("beta", "alpha", "gamma")
MAX_STEPS = 3
"""How many links of birth, marriage or adoption may lie between two members of one household."""

_COMPARED = ("name", "father", "dob", "gender", "marital", "address")
_BIDI = re.compile("[\u200b-\u200f\u061c\u202a-\u202e\u2060-\u2069\ufeff]")


class Verdict(StrEnum):
    """What NADRA says of one field."""

    MATCH = "match"
    MISMATCH = "mismatch"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """Verdicts by field: cnic, expiry and alive always, the others for what was claimed. `tie` is how the person
    belongs to the household: alpha, beta, gamma, extended, none, or '' where it was not asked. `more`: how many living
    people of the person's own family were not listed, None where no list was given."""

    fields: Mapping[str, Verdict]
    tie: str = ""
    more: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As the HTTP service answers."""
        verdicts = {name: str(verdict) for name, verdict in self.fields.items()}
        found = {"training": True, "notice": NOTICE, "fields": verdicts, "tie": self.tie}
        return found if self.more is None else {**found, "more": self.more}


class Simulator:
    """Answers from `persons` (by CNIC); `today` tells which cards have expired."""

    def __init__(self, persons: Mapping[str, Person], today: Callable[[], date] = clock.today) -> None:
        self._persons = persons
        self._today = today
        self._families: dict[str, set[str]] = defaultdict(set)
        for cnic, person in persons.items():
            for family in _families(person):
                self._families[family].add(cnic)

    def verify(self, cnic: str, claims: Mapping[str, str]) -> Answer:
        """Compare what is claimed: name, father, dob (ISO), gender, marital (codes of the questionnaire), address,
        related_to (the CNIC of another member), listed (CNICs of the household, with spaces between). An unknown number
        leaves every field unknown."""
        person = self._persons.get(cnic)
        asked = {
            name: claims[name] for name in ("name", "father", "dob", "gender", "marital", "address") if name in claims
        }
        if person is None:
            names = ["cnic", "expiry", "alive", *asked, *(["family"] if "related_to" in claims else [])]
            return Answer(dict.fromkeys(names, Verdict.UNKNOWN))
        fields = {
            "cnic": Verdict.MATCH,
            "expiry": self._expiry(person.member),
            "alive": Verdict.MATCH if person.member.alive else Verdict.MISMATCH,
        }
        for name, claim in asked.items():
            fields[name] = _compare(person, name, claim)
        tie = ""
        if "related_to" in claims:
            tie = self.tie(cnic, claims["related_to"])
            fields["family"] = Verdict.MISMATCH if tie == "none" else Verdict.MATCH
        return Answer(fields, tie, self._more(cnic, claims["listed"]) if "listed" in claims else None)

    def _more(self, cnic: str, listed: str) -> int:
        """People tied to this one by marriage, birth or adoption who are alive and not listed."""
        near = {name for family in _families(self._persons[cnic]) for name in self._families[family]}
        near -= {cnic, *listed.split()}
        return sum(1 for one in near if self._persons[one].member.alive and self.tie(cnic, one) in DIRECT)

    def tie(self, one: str, other: str) -> str:
        """How two persons belong together: beta (spouses), alpha (by birth), gamma (by adoption), extended (through at
        most two others), none."""
        if one not in self._persons or other not in self._persons:
            return "none"
        direct = _direct(self._persons[one], self._persons[other])
        if direct:
            return direct
        seen, edge = {one}, deque([(one, 0)])
        while edge:
            here, steps = edge.popleft()
            if here == other:
                return "extended"
            if steps < MAX_STEPS:
                near = {name for family in _families(self._persons[here]) for name in self._families[family]}
                edge.extend((name, steps + 1) for name in sorted(near - seen))
                seen |= near
        return "none"

    def _expiry(self, member: SliceMember) -> Verdict:
        lapsed = member.card_expires is not None and member.card_expires < self._today()
        return Verdict.EXPIRED if lapsed else Verdict.MATCH

    def route(self) -> Route:
        """POST /nadra/verify with JSON `{cnic, claims: {...}}`."""

        async def verify(request: Request) -> Response:
            try:
                asked = json.loads(await bounded_body(request, MAX_REQUEST))
                cnic, claims = asked["cnic"], asked.get("claims", {})
                if not isinstance(cnic, str) or not all(isinstance(value, str) for value in claims.values()):
                    raise TypeError
            except SyncError as error:
                return JSONResponse({"training": True, "reason": error.code}, 413)
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                return JSONResponse({"training": True, "reason": "malformed"}, 400)
            return JSONResponse(self.verify(cnic, claims).to_json())

        return Route("/nadra/verify", verify, methods=["POST"])


def plain(text: str) -> str:
    """For comparing: no invisible direction marks, one space between words, letter case folded."""
    return " ".join(_BIDI.sub("", text).split()).casefold()


def _compare(person: Person, name: str, claim: str) -> Verdict:
    """A planted mismatch makes NADRA's record differ whatever is claimed."""
    member = person.member
    truth = {
        "name": (member.name_en, member.name_ur),
        "father": (member.father_en,),
        "dob": ("" if member.dob is None else member.dob.isoformat(),),
        "gender": (member.gender,),
        "marital": (member.marital,),
        "address": (person.address,),
    }[name]
    if person.mismatch == name:
        return Verdict.MISMATCH
    return Verdict.MATCH if plain(claim) in {plain(value) for value in truth} else Verdict.MISMATCH


def _families(person: Person) -> set[str]:
    """The families this person stands in; none where the record was planted outside the tree."""
    member = person.member
    return set() if person.mismatch == "family" else {member.alpha, member.beta, member.gamma} - {""}


def _direct(one: Person, other: Person) -> str:
    if "family" in (one.mismatch, other.mismatch):
        return ""
    a, b = one.member, other.member
    if a.beta and a.beta == b.beta:
        return "beta"
    if (a.alpha and a.alpha in (b.alpha, b.beta)) or (b.alpha and b.alpha == a.beta):
        return "alpha"
    if (a.gamma and a.gamma in (b.gamma, b.beta, b.alpha)) or (b.gamma and b.gamma in (a.beta, a.alpha)):
        return "gamma"
    return ""
