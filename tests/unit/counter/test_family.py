"""The roster beside NADRA's family tree: what is asked, once, and what the operator reads of the answers."""

from __future__ import annotations

from typing import Any, cast

import pytest

from drc_desktop.counter.family import FamilyCheck, FamilyFacts
from drc_desktop.counter.family_words import family_lines
from drc_desktop.counter.forms import FOLDER, FULL
from drc_desktop.counter.ports import MemberAnswer, Verdict
from drc_desktop.kit.ports import CurrentWords
from drc_desktop.words import LANGUAGES
from survey_forms.engine import load_form
from tests.unit.counter.fakes import Bench

HEAD, WIFE, SON = "3840312342065", "3840312344172", "3840312349031"
FAMILY = (("Aslam", HEAD, "1"), ("Sakina", WIFE, "2"), ("Bilal", SON, "3"), ("Hafsa", "", "3"))
KNOWN = {"cnic": Verdict.MATCH}


class Nadra:
    def __init__(self) -> None:
        self.answers: dict[str, MemberAnswer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def member(self, cnic: str, said: dict[str, str]) -> MemberAnswer:
        self.asked.append((cnic, said))
        return self.answers.get(cnic, MemberAnswer(True, dict(KNOWN)))


class Case:
    """A session with the family in its roster, and the check over it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.session = load_form(FOLDER / f"{FULL}.xml").start()
        for place, (name, number, relation) in enumerate(FAMILY, 1):
            if place > 1:
                self.session.add_repeat("/data/member")
            row = f"/data/member[{place}]/roster"
            for node, value in (("m_name", name), ("m_idno", number), ("m_relation", relation)):
                self.session.set(f"{row}/{node}", value)
        self.nadra, self.drawn = Nadra(), 0
        ports = Bench(identity=cast("Any", self.nadra)).ports
        self.check = FamilyCheck(ports, self._draw)

    def _draw(self) -> None:
        self.drawn += 1

    def look(self) -> FamilyFacts:
        self.check.look(self.session)
        return self.check.facts()


@pytest.fixture
def case(monkeypatch: pytest.MonkeyPatch) -> Case:
    return Case(monkeypatch)


def test_everybody_with_a_number_is_asked_about_once_with_what_the_family_says(case: Case) -> None:
    facts = case.look()
    assert [cnic for cnic, _ in case.nadra.asked] == [HEAD, WIFE, SON]
    first, second, _third = [said for _, said in case.nadra.asked]
    assert first == {"name": "Aslam", "listed": f"{HEAD} {WIFE} {SON}"}
    assert second == {"name": "Sakina", "related_to": HEAD}
    assert (facts.state, facts.both) == ("answered", (1, 2, 3))
    case.look()
    assert len(case.nadra.asked) == 3, "nothing changed, nothing is asked again"
    case.session.set("/data/member[2]/roster/m_dob", "1985-03-09")
    case.look()
    assert case.nadra.asked[3:] == [(WIFE, {"name": "Sakina", "dob": "1985-03-09", "related_to": HEAD})]


def test_what_differs_is_named_by_field_and_who_is_only_there_is_counted(case: Case) -> None:
    case.nadra.answers = {
        HEAD: MemberAnswer(True, dict(KNOWN), more=2, training=True),
        WIFE: MemberAnswer(True, {**KNOWN, "dob": Verdict.MISMATCH, "family": Verdict.MISMATCH}),
        SON: MemberAnswer(True, {"cnic": Verdict.UNKNOWN, "name": Verdict.UNKNOWN}),
    }
    facts = case.look()
    assert facts == FamilyFacts("answered", (1, 2), (3,), 2, ((2, ("dob", "family")),), training=True)
    lines = [line.text.translate(dict.fromkeys((0x2068, 0x2069))) for line in family_lines(facts, CurrentWords("en"))]
    assert lines == [
        "NADRA and this roster · Training data, not NADRA",
        "2 people of the family tree are not listed: ask who was left out, children too",
        "Member 2 differs in: date of birth, not of this family tree",
        "Only here, NADRA does not know the number: member 3",
        "2 members stand in both",
    ]


def test_an_unreachable_nadra_leaves_the_family_to_the_registry_and_is_tried_again_later(case: Case) -> None:
    away = MemberAnswer(False)
    case.nadra.answers = dict.fromkeys((HEAD, WIFE, SON), away)
    assert case.look().state == "queued"
    assert len(case.nadra.asked) == 1, "the others are not waited for one by one"
    case.nadra.answers = {}
    assert case.look().state == "answered"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_words(case: Case, language: str) -> None:
    words = CurrentWords(language)
    assert family_lines(FamilyFacts(), words) == []
    for state in ("asking", "queued"):
        assert family_lines(FamilyFacts(state), words)[-1].tone == "muted"
