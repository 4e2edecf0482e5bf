"""The survey form through our engine: a household of nine, and what the checks let through and hold back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from lxml import etree

from survey_forms.engine import Clock, Invalid, load_form
from survey_forms.engine.contract import Form, FormSession

FORM = Path(__file__).resolve().parents[2] / "resources" / "forms" / "nser_survey.xml"
HOUSEHOLD = Path(__file__).with_name("nine_members.yaml")
CLOCK = Clock.fixed(datetime(2026, 11, 22, 11, 5), ZoneInfo("Asia/Karachi"))
AGES = [48, 44, 22, 16, 12, 8, 2, 77, 20]


@lru_cache(maxsize=1)
def form() -> Form:
    return load_form(FORM)


@lru_cache(maxsize=1)
def member_paths() -> dict[str, str]:
    """Name of a member question -> its path below the member."""
    binds = etree.parse(FORM).iter("{http://www.w3.org/2002/xforms}bind")
    paths = (str(bind.get("nodeset")).partition("/data/member/")[2] for bind in binds)
    return {path.rsplit("/", 1)[-1]: path for path in paths if path}


def at(member: int, name: str) -> str:
    return f"/data/member[{member}]/{member_paths()[name]}"


def flat(answers: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for ref, value in answers.items():
        if isinstance(value, dict):
            yield from ((f"{ref}/{name}", part) for name, part in value.items())
        else:
            yield ref, value


def household() -> dict[str, str]:
    """Every answer of the nine, by ref, in the order they are asked."""
    data = yaml.safe_load(HOUSEHOLD.read_text(encoding="utf-8"))
    members = {at(i, name): value for i, row in enumerate(data["members"], 1) for name, value in row.items()}
    return {**dict(flat(data["household"])), **members, **dict(flat(data["rest"]))}


def filled(changes: dict[str, str] | None = None, language: str | None = "English (en)") -> FormSession:
    session = form().start(language=language, clock=CLOCK)
    for row in range(2, len(AGES) + 1):
        assert session.add_repeat("/data/member") == f"/data/member[{row}]"
    for ref, value in {**household(), **(changes or {})}.items():
        session.set(ref, value)
    return session


def leaves(xml: bytes) -> dict[str, str]:
    """ref -> text of every leaf of a submission, start, end and meta left out."""

    def walk(element: Any, ref: str) -> Iterator[tuple[str, str]]:
        if not len(element):
            yield ref, element.text or ""
        seen: dict[str, int] = {}
        for child in element:
            name = etree.QName(child).localname
            seen[name] = seen.get(name, 0) + 1
            repeated = name in ("member", "infant_death_detail")
            yield from walk(child, f"{ref}/{name}[{seen[name]}]" if repeated else f"{ref}/{name}")

    skipped = ("/data/meta/", "/data/start", "/data/end")
    return {ref: text for ref, text in walk(etree.fromstring(xml), "/data") if not ref.startswith(skipped)}


def violations(session: FormSession) -> dict[str, str]:
    return {violation.ref: violation.message for violation in session.validate()}


def test_a_household_of_nine_is_sent_as_it_was_answered():
    submission = filled().finalise()
    sent = leaves(submission.xml)
    computed = {
        "/data/survey_date": "2026-11-22",
        "/data/members/member_count": "9",
        "/data/members/head_count": "1",
        "/data/members/open_links": "0",
        "/data/members/adult_count": "5",
        "/data/members/child_count": "4",
        "/data/members/missing_documents": "1",
    }
    answers = household()
    for row, age in enumerate(AGES, 1):
        income = answers.get(at(row, "m_work_income"), "0")
        computed |= {at(row, "m_no"): str(row), at(row, "m_age"): str(age), at(row, "m_earned"): income}
    assert {ref: text for ref, text in sent.items() if text} == {
        **{ref: value for ref, value in answers.items() if value},
        **computed,
    }
    assert etree.fromstring(submission.xml).get("id") == "nser_survey"
    assert submission.instance_id.startswith("uuid:")


def test_what_was_not_asked_is_not_sent():
    sent = leaves(filled().finalise().xml)
    assert at(7, "m_idno") not in sent
    assert not [ref for ref in sent if ref.startswith("/data/member[7]/education/m_")]
    assert at(7, "m_marital") not in sent
    assert at(1, "m_pregnant") not in sent
    assert "/data/power/utility_refs/gas_ref" not in sent


def test_a_member_without_a_b_form_is_entered_with_a_reason():
    session = filled({at(7, "m_idno_none"): ""})
    assert set(violations(session)) == {at(7, "m_idno")}
    assert "why there is no document" in violations(session)[at(7, "m_idno")]
    session.set(at(7, "m_idno_none"), "1")
    assert violations(session) == {}
    sent = leaves(session.finalise().xml)
    assert sent[at(7, "m_name")] == "زینب اسلم"
    assert sent[at(7, "m_idno_none")] == "1"
    assert sent["/data/members/missing_documents"] == "1"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({("m_relation", 1): "5"}, ["/data/members/heads_wrong"]),
        ({("m_relation", 3): "1"}, [("m_relation", 1), ("m_relation", 3), "/data/members/heads_wrong"]),
        ({("m_idno", 9): "3840312344172"}, [("m_idno", 2), ("m_idno", 9)]),
        ({("m_idno", 9): "384031239876"}, [("m_idno", 9)]),
        ({("m_dob", 9): "2026-11-23"}, [("m_dob", 9)]),
        ({("m_dob", 2): "1993-02-15"}, [("m_mother", 3)]),
        ({("m_father", 4): "11"}, ["/data/members/links_wrong"]),
        ({("m_chronic", 2): "0 3"}, [("m_chronic", 2)]),
        ({("returned", 1): "2015-01-09"}, [("returned", 1)]),
        ({"/data/land/agri_land/kanals": "8"}, ["/data/land/agri_land/kanals"]),
        ({"/data/land/livestock_small/sheep": ""}, ["/data/land/livestock_small/sheep"]),
        ({"/data/check/read_back": "2"}, ["/data/check/read_back"]),
        ({"/data/address/mobile": "0300123456"}, ["/data/address/mobile"]),
        (
            {"/data/infants/infant_death_detail[1]/infant_died": "2022-01-04"},
            ["/data/infants/infant_death_detail[1]/infant_died"],
        ),
    ],
    ids=lambda case: " ".join(map(str, case)) if isinstance(case, list) else None,
)
def test_hard_checks_hold_the_survey_back(changes: dict[Any, str], wrong: list[Any]):
    def ref(key: Any) -> str:
        return at(key[1], key[0]) if isinstance(key, tuple) else key

    session = filled({ref(key): value for key, value in changes.items()})
    found = violations(session)
    assert set(found) == {ref(key) for key in wrong}
    assert all(found.values())
    with pytest.raises(Invalid):
        session.finalise()


def test_messages_are_in_the_language_of_the_session():
    session = filled({at(1, "m_relation"): "5"}, language="Urdu (ur)")
    assert "سربراہ" in violations(session)["/data/members/heads_wrong"]
    session.set_language("English (en)")
    assert violations(session)["/data/members/heads_wrong"].startswith("Exactly one member is the head")


@pytest.mark.parametrize(
    ("ref", "value", "look"),
    [
        ("/data/land/livestock_big/buffalo", "38", "/data/land/livestock_big/buffalo_look"),
        ("/data/house/rooms", "0", "/data/house/rooms_look"),
        ("/data/means/hh_income_exp/income", "62999", "/data/means/hh_income_exp/income_look"),
        ("/data/address/respondent/respondent_cnic", "3840312344174", "/data/members/respondent_listed_look"),
        ("/data/address/respondent/respondent_cnic", "3840312355184", "/data/members/respondent_age_look"),
        ("/data/site_tehsil", "PK63201", "/data/address/area_codes/tehsil_look"),
    ],
)
def test_soft_checks_ask_and_never_block(ref: str, value: str, look: str):
    session = filled({ref: value, "/data/land/livestock_big/buffalo_look": ""})
    assert session.node(look).relevant
    assert session.node(look).label
    assert violations(session) == {}
    assert leaves(session.finalise().xml)[look] == ""
    session.set(look, "OK")
    assert leaves(session.finalise().xml)[look] == "OK"
    session.set(ref, "3" if "buffalo" in ref else household()[ref])
    assert look not in leaves(session.finalise().xml)


def test_gender_and_class_checks_look_at_their_own_member():
    session = filled({at(3, "m_gender"): "F", at(5, "m_edu_level"): "10"})
    looks = [ref for ref in session.refs() if ref.endswith("_look") and session.node(ref).relevant]
    mine = [at(3, "m_gender_look"), at(5, "m_edu_level_look"), "/data/land/livestock_big/buffalo_look"]
    assert sorted(looks) == sorted(mine)


def test_places_cascade():
    session = form().start(language="Urdu (ur)", clock=CLOCK)
    area = "/data/address/area_codes"
    assert len(session.node(f"{area}/region").choices or ()) == 7
    assert session.node(f"{area}/district").choices == ()
    session.set(f"{area}/region", "PK6")
    districts = {choice.value: choice.label for choice in session.node(f"{area}/district").choices or ()}
    assert len(districts) == 36
    assert districts["PK632"] == "سرگودھا"
    session.set(f"{area}/district", "PK632")
    tehsils = {choice.value: choice.label for choice in session.node(f"{area}/tehsil").choices or ()}
    assert set(tehsils) == {code for code in tehsils if code.startswith("PK632")} != set()
    assert tehsils["PK63204"] == "Sargodha"


def test_a_draft_goes_on_where_it_was():
    session = filled()
    again = form().resume(session.draft(), clock=CLOCK)
    assert again.language == "English (en)"
    assert leaves(again.finalise().xml) == leaves(session.finalise().xml)


def test_fewer_infant_deaths_are_not_sent_and_come_back_with_the_count():
    session = filled()
    session.set("/data/infants/infant_death", "0")
    assert not [ref for ref in leaves(session.finalise().xml) if "infant_death_detail" in ref]
    session.set("/data/infants/infant_death", "1")
    assert leaves(session.finalise().xml)["/data/infants/infant_death_detail[1]/infant_born"] == "2022-01-05"


def test_removing_a_member_moves_the_others_up():
    session = filled()
    session.remove_repeat("/data/member[9]")
    assert session.node("/data/members/member_count").value == "8"
    assert set(violations(session)) == {"/data/members/links_wrong"}
    session.set(at(3, "m_spouse"), "0")
    assert violations(session) == {}
