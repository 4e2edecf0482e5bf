"""Synthetic families answer the real form in the real engine: no violation, and the XML holds what they said."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from drc_desktop.domain.draft import Operation, OperationKind
from drc_desktop.domain.people import Plan, households
from drc_desktop.domain.people_answers import roster_answers, survey_answers, surveyed_members
from drc_desktop.domain.prefill import household_xml
from drc_desktop.store.registry_copy import household_record
from survey_forms.engine import Clock, load_form
from survey_forms.engine.contract import FormSession, Item
from tests.store.local_kit import slice_household

TODAY = date(2026, 11, 20)
FORMS = Path(__file__).parents[2] / "resources/forms"
NOON = Clock.fixed(datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Asia/Karachi")), ZoneInfo("Asia/Karachi"))
FAMILIES = list(households(Plan(11, TODAY), 32))


@pytest.fixture(scope="module")
def form() -> object:
    return load_form(FORMS / "nser_survey.xml")


def answered(session: FormSession, operations: list[Operation]) -> None:
    for one in operations:
        if one.kind is OperationKind.ADD:
            session.add_repeat(one.ref)
        else:
            session.set(one.ref, one.value)


def plain(xml: bytes) -> etree._Element:
    """The document with bare names, so that refs of the form are paths in it."""
    root = etree.fromstring(xml)
    for node in root.iter(etree.Element):
        node.tag = etree.QName(node).localname
    return root


@pytest.mark.parametrize("number", range(len(FAMILIES)), ids=[made["case"] for made in FAMILIES])
def test_a_family_fills_the_survey(form: object, number: int) -> None:
    made = FAMILIES[number]
    operations = survey_answers(made, TODAY)
    assert operations == survey_answers(made, TODAY)
    assert operations != survey_answers(made, TODAY, seed=1)
    session = form.start(clock=NOON)  # type: ignore[attr-defined]
    answered(session, operations)
    assert session.validate() == []
    root = plain(session.finalise().xml)
    rows = root.findall("member")
    assert [row.findtext("roster/m_idno") or "" for row in rows] == [one["cnic"] for one in surveyed_members(made)]
    said = [one for one in operations if one.kind is OperationKind.SET]
    for one in said:
        found = root.xpath(one.ref)
        assert [node.text or "" for node in found] == [one.value], f"{one.ref} was answered where it is not asked"
    assert len(said) >= 63


ROSTER_CASES = ("roster_birth", "head_deceased", "recent", "under_scrutiny", "beneficiary_recent")


@pytest.mark.parametrize("case", ROSTER_CASES)
def test_a_family_updates_its_roster_prefilled_from_the_record(case: str) -> None:
    roster = load_form(FORMS / "nser_roster.xml")
    for made in (made for made in FAMILIES if made["case"] == case):
        known = household_xml(household_record(slice_household(made)))
        session = roster.start(clock=NOON, resources={"household": known})
        answered(session, roster_answers(made, TODAY))
        assert session.validate() == []
        sent = plain(session.finalise().xml)
        assert sent.findtext("household_id") == made["household_id"]
        assert [row.findtext("roster/m_name") for row in sent.findall("member")] == [
            one["name_ur"] for one in made["members"]
        ]
        change = {"roster_birth": 1, "head_deceased": -1}.get(case, 0)
        assert sent.findtext("members/members_after") == str(len(made["members"]) + change)


def test_every_question_is_answered_by_some_family(form: object) -> None:
    """But for spoken confirmations of odd answers, free notes, and one reason for a missing paper."""

    def questions(item: Item) -> set[str]:
        mine = {item.generic} if item.kind == "question" else set()
        return mine.union(*(questions(child) for child in item.children))

    session = form.start(clock=NOON)  # type: ignore[attr-defined]
    counted = {ref for ref in session.refs() if session.node(ref).readonly}
    asked = {ref for ref in questions(session.root()) - counted if not ref.endswith("_look")}
    many = households(Plan(11, TODAY), 160)
    said = {re.sub(r"\[\d+\]", "", one.ref) for made in many for one in survey_answers(made, TODAY)}
    assert asked - said == {"/data/check/operator_note", "/data/member/roster/m_idno_none_other"}
