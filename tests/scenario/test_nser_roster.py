"""The roster update through our engine, prefilled from what the registry knows of the family."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from survey_forms.engine import Clock, ReadonlyError, load_form
from survey_forms.engine.contract import Form, FormSession

FORMS = Path(__file__).resolve().parents[2] / "resources" / "forms"
KNOWN = FORMS / "household.example.xml"
CLOCK = Clock.fixed(datetime(2026, 11, 22, 11, 5), ZoneInfo("Asia/Karachi"))
RESPONDENT = {
    "/data/update_type": "roster",
    "/data/changes/respondent/respondent_cnic": "3840312344172",
    "/data/changes/respondent/respondent_relation": "2",
    "/data/changes/respondent/respondent_agrees": "1",
    "/data/check/read_back": "1",
}
BABY = {
    "n_reason": "1",
    "n_name": "عمر اسلم",
    "n_idno_none": "1",
    "n_relation": "3",
    "n_gender": "M",
    "n_dob": "2026-05-05",
    "n_family/n_family_tree": "1",
    "n_family/n_father": "1",
    "n_family/n_mother": "2",
    "n_disability": "2",
}
BORN = {f"/data/new_member[1]/new_roster/{name}": value for name, value in BABY.items()}


@lru_cache(maxsize=1)
def form() -> Form:
    return load_form(FORMS / "nser_roster.xml")


def begun(*kinds: str) -> FormSession:
    session = form().start(language="English (en)", clock=CLOCK, resources={"household": KNOWN})
    for ref, value in {**RESPONDENT, "/data/changes/change_kinds": " ".join(kinds)}.items():
        session.set(ref, value)
    return session


def answer(session: FormSession, answers: dict[str, str]) -> None:
    for ref, value in answers.items():
        session.set(ref, value)


def wrong(session: FormSession) -> set[str]:
    return {violation.ref for violation in session.validate()}


class Sent:
    """A submission, read by path whatever namespace its elements are in."""

    def __init__(self, xml: bytes) -> None:
        self.root = etree.fromstring(xml)

    def all(self, path: str) -> list[str]:
        steps = "/".join(f"{{*}}{step}" for step in path.split("/"))
        return [element.text or "" for element in self.root.iterfind(steps)]


def sent(session: FormSession) -> Sent:
    return Sent(session.finalise().xml)


def member(row: int, name: str) -> str:
    return f"/data/member[{row}]/roster/{name}"


def test_the_family_stands_there_and_cannot_be_retyped():
    session = begun("3")
    known = etree.parse(KNOWN).getroot()
    assert [session.node(member(row, "m_name")).value for row in (1, 2, 3, 4)] == [
        name.text for name in known.iterfind("member/name")
    ]
    assert [session.node(member(row, "m_age")).value for row in (1, 2, 3, 4)] == ["46", "41", "20", "2"]
    assert session.node("/data/household_id").value == "HH-PB-0000042"
    assert session.node(member(1, "m_name")).readonly
    with pytest.raises(ReadonlyError):
        session.set(member(1, "m_name"), "other")
    assert "/data/member[5]" not in session.refs()


def test_a_change_that_was_announced_must_be_entered():
    session = begun("4")
    assert wrong(session) == {"/data/members/changes_wrong"}
    assert [choice.value for choice in session.node(member(3, "m_change")).choices or ()] == ["4"]
    answer(session, {member(3, "m_change"): "4", member(3, "m_marital_new"): "1", member(3, "m_proof"): "1"})
    assert wrong(session) == {member(3, "m_marital_new")}
    session.set(member(3, "m_marital_new"), "2")
    assert wrong(session) == set()


def test_a_birth_adds_a_member_without_a_b_form():
    session = begun("1")
    answer(session, BORN)
    assert wrong(session) == set()
    survey = sent(session)
    assert survey.all("new_member/new_roster/n_name") == ["عمر اسلم"]
    assert survey.all("new_member/new_roster/n_idno") == []
    assert survey.all("new_member/n_no") == ["5"]
    assert survey.all("members/members_after") == ["5"]
    assert survey.all("member/m_key") == [f"HH-PB-0000042-{n}" for n in (1, 2, 3, 4)]
    assert survey.all("contact") == survey.all("address") == []


def test_a_new_member_cannot_carry_a_number_the_family_has():
    session = begun("1")
    number = "/data/new_member[1]/new_roster/n_idno"
    answer(session, {**BORN, "/data/new_member[1]/new_roster/n_idno_none": "", number: "3840312390317"})
    assert wrong(session) == {number}
    session.set(number, "3840312390319")
    assert wrong(session) == set()


def test_when_the_head_has_died_a_new_head_is_named():
    session = begun("3")
    answer(session, {member(1, "m_change"): "3", member(1, "m_died"): "2026-08-01", member(1, "m_proof"): "1"})
    assert wrong(session) == {"/data/members/new_head"}
    session.set("/data/members/new_head", "1")
    assert wrong(session) == {"/data/members/new_head"}
    session.set("/data/members/new_head", "2")
    assert wrong(session) == set()
    assert sent(session).all("members/members_after") == ["3"]


def test_contact_and_address_open_prefilled():
    session = begun("7", "8")
    assert session.node("/data/contact/mobile").value == "03001234567"
    assert session.node("/data/address/area_codes/tehsil").value == "PK63204"
    assert session.node("/data/address/landmark").value == "Mosque at the canal bridge"
    answer(session, {"/data/contact/mobile": "03017654321", "/data/contact/mobile_owner": "1"})
    answer(session, {"/data/address/landmark": "Girls' school", "/data/address/address_same_cnic": "2"})
    assert wrong(session) == set()
    survey = sent(session)
    assert survey.all("contact/mobile") == ["03017654321"]
    assert survey.all("address/area_codes/district") == ["PK632"]
    assert survey.all("address/landmark") == ["Girls' school"]


def test_what_was_known_stays_when_the_draft_goes_on_with_another_copy():
    session = begun("1")
    draft = session.draft()
    other = KNOWN.read_bytes().replace("محمد اسلم".encode(), "کوئی اور".encode())
    again = form().resume(draft, clock=CLOCK, resources={"household": other})
    assert again.node(member(1, "m_name")).value == "محمد اسلم"
