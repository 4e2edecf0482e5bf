"""The reference registry: what it judges, what a survey changes in the slice, what its figures count."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from drc_desktop.head_office.application import BadSecrets, HeadOffice, build, load_secrets
from drc_desktop.head_office.figures import count
from drc_desktop.head_office.people import PeopleFile
from drc_desktop.head_office.scoring import BadScorecard, Scorecard
from drc_desktop.head_office.surveys import SurveyValidator, known_forms
from sync.enrol import enrol
from sync.envelope import Content, Envelope, new_msg_id, seal
from sync.keys import Keys

NOW = 1_790_000_000_000
FORM = next(form for form in known_forms() if form.form_id == "nser_survey")
UUID = "uuid:11111111-2222-4333-8444-555555555555"


def survey_xml(instance_id: str = UUID, inner: str = "", version: str = FORM.version) -> bytes:
    return (
        f'<data id="nser_survey" version="{version}"><survey_date>2026-11-22</survey_date>{inner}'
        f"<meta><instanceID>{instance_id}</instanceID></meta></data>"
    ).encode()


class Office:
    """A head office and a device that it knows."""

    def __init__(self, office: HeadOffice) -> None:
        self.registry = office.registry
        self.keys = Keys.generate()
        self._enrol()

    def _enrol(self) -> None:
        code = self.registry.devices.create_code("kamoke-1", ["PK63204"], auto_approve=True)

        class Direct:
            name = "direct"
            enrol = staticmethod(self.registry.enrol)

        enrol(Direct(), code, site="kamoke-1", device="pc-1", label="1", keys=self.keys)

    def send(self, xml: bytes, **changes) -> Envelope:
        values = {
            "device_keys": self.keys, "registry": self.registry.keys.public, "msg_id": new_msg_id(NOW),
            "created": NOW, "site": "kamoke-1", "device": "pc-1", "op": "op-7", "form_ver": FORM.form_ver,
        }  # fmt: skip
        envelope = seal(Content(xml), **values | changes)
        [outcome] = self.registry.take([envelope.data])
        assert outcome.receipt is not None
        self.registry.processor.run_pending()
        return envelope

    def state(self, envelope: Envelope) -> tuple[str, str | None]:
        with self.registry.engine.begin() as connection:
            query = sa.text("SELECT state, reason FROM inbox WHERE msg_id = :msg_id")
            return tuple(connection.execute(query, {"msg_id": envelope.msg_id}).one())


@pytest.fixture
def office(tmp_path: Path, people_file: Path) -> Iterator[Office]:
    made = build(tmp_path / "registry", people=people_file, now=lambda: NOW)
    yield Office(made)
    made.registry.close()


def test_verdicts(office: Office) -> None:
    entity = b'<!DOCTYPE d [<!ENTITY a "b">]><data id="nser_survey" version="1">&a;</data>'
    cases = [
        (survey_xml(), {}, ("valid", None)),
        (b"<data>", {}, ("review", "not_xml")),
        (b"", {}, ("review", "not_xml")),
        (entity, {}, ("review", "not_xml")),
        (survey_xml(version="1"), {}, ("review", "other_form")),
        (survey_xml(""), {}, ("review", "no_instance_id")),
        (survey_xml("uuid:2", "<gossip/>"), {}, ("review", "not_in_form")),
        (survey_xml("uuid:3"), {"form_ver": "nser_survey@2030010101"}, ("held", "unknown_form")),
        (survey_xml(), {}, ("review", "instance_again")),
        (b"\x00\x01", {"kind": "status"}, ("valid", None)),
    ]
    assert [office.state(office.send(xml, **changes)) for xml, changes, _ in cases] == [want for *_, want in cases]
    figures = count(office.registry.engine, office.registry.keys)
    assert figures.to_json() == {
        "surveys": 3, "msg_ids": 10, "receipts": 10, "duplicates": 2, "review": 7, "held": 1, "waiting": 0,
        "unsealed": 10,
    }  # fmt: skip


def test_figures_notice_a_tampered_row(office: Office) -> None:
    one, two = office.send(survey_xml("uuid:1")), office.send(survey_xml("uuid:2"))
    with office.registry.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE inbox SET receipt = (SELECT receipt FROM inbox WHERE msg_id = :two) WHERE msg_id = :one"),
            {"one": one.msg_id, "two": two.msg_id},
        )
    figures = count(office.registry.engine, office.registry.keys)
    assert (figures.surveys, figures.receipts) == (2, 1)


def test_a_namespace_on_the_survey_does_not_matter(office: Office) -> None:
    xml = survey_xml().replace(b"<data ", b'<data xmlns="http://www.w3.org/2002/xforms" ')
    assert office.state(office.send(xml)) == ("valid", None)


def test_a_valid_survey_of_a_known_household_marks_it_surveyed(office: Office, people) -> None:
    known = next(found for found in people if found["case"] == "cyclic")
    cnic = known["members"][1]["cnic"]
    inner = (
        f"<address><respondent><respondent_cnic>{cnic}</respondent_cnic></respondent></address><member><roster>"
        f"<m_name>x</m_name><m_idno>{cnic}</m_idno><m_relation>1</m_relation><m_gender>F</m_gender>"
        "<m_dob>1990-01-01</m_dob><m_marital>3</m_marital></roster></member>"
    )
    assert office.state(office.send(survey_xml(inner=inner))) == ("valid", None)
    [found] = office.registry.slices.households_of(cnic)
    assert (found.household_id, found.status) == (known["household_id"], "under_scrutiny")
    assert found.last_survey == date(2026, 11, 22)
    [wife] = found.members
    assert (wife.relation, wife.marital, wife.dob) == ("1", "3", date(1990, 1, 1))
    assert (wife.name_ur, wife.beta) == (known["members"][1]["name_ur"], known["members"][1]["beta"])


def test_a_valid_survey_of_an_unknown_family_makes_a_household(office: Office, people) -> None:
    missed = next(found for found in people if found["case"] == "missed_out")
    cnic = missed["members"][1]["cnic"]
    assert office.registry.slices.households_of(cnic) == []
    inner = (
        "<address><area_codes><region>PK6</region><district>PK632</district><tehsil>PK63204</tehsil></area_codes>"
        "</address><member><roster><m_name>Safia</m_name><m_idno>" + cnic + "</m_idno><m_relation>2</m_relation>"
        "<m_gender>F</m_gender><m_dob>1986-09-12</m_dob><m_marital>2</m_marital></roster></member>"
    )
    envelope = office.send(survey_xml(inner=inner))
    assert office.state(envelope) == ("valid", None)
    [found] = office.registry.slices.households_of(cnic)
    assert (found.household_id, found.tehsil, len(found.members)) == (f"HH-{envelope.msg_id}", "PK63204", 1)


def test_a_new_form_version_releases_what_was_held(office: Office) -> None:
    held = office.send(survey_xml(version="2030010101"), form_ver="nser_survey@2030010101")
    assert office.state(held) == ("held", "unknown_form")
    later = type(FORM)(FORM.form_id, "2030010101", FORM.paths)
    office.registry.processor._validator = SurveyValidator([later])
    assert office.registry.processor.release_held() == 1
    office.registry.processor.run_pending()
    assert office.state(held) == ("valid", None)


def test_a_validator_that_fails_sends_one_message_to_review_and_goes_on(office: Office, expected_logs) -> None:
    class Failing:
        def validate(self, header, content):
            if b"uuid:bad" in content.xml:
                raise RuntimeError("bug")
            return real.validate(header, content)

    real = office.registry.processor._validator
    office.registry.processor._validator = Failing()
    expected_logs.add("sync.registry")
    assert office.state(office.send(survey_xml("uuid:bad"))) == ("review", "application_failed")
    assert office.state(office.send(survey_xml("uuid:good"))) == ("valid", None)


def test_the_scorecard_is_dated_not_official_and_scores_nothing(tmp_path: Path) -> None:
    card = Scorecard()
    assert not card.official
    days = [date(2000, 1, 1), date(2015, 1, 1), date(2026, 1, 1)]
    assert [card.cut_off("all", day) for day in days] == [None, 16.17, 32.0]
    assert [card.cut_off("disabled", day) for day in days] == [None, 16.17, 37.0]
    bad = tmp_path / "card.yaml"
    bad.write_text("name: x\nofficial: false\nweights: {a: 1}\ncut_offs: []\n", encoding="utf-8")
    with pytest.raises(BadScorecard):
        Scorecard(bad)


def test_keys_are_made_once_for_this_account_only_and_damage_is_said(tmp_path: Path) -> None:
    secrets = load_secrets(tmp_path)
    assert load_secrets(tmp_path) == secrets
    path = tmp_path / "registry.secrets"
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o077 == 0
    assert [found.name for found in tmp_path.iterdir()] == ["registry.secrets"]
    path.write_bytes(b"damaged")
    with pytest.raises(BadSecrets):
        load_secrets(tmp_path)


def test_published_again_nothing_changes(tmp_path: Path, people_file: Path, people) -> None:
    first = build(tmp_path, people=people_file)

    assert first.registry.load(PeopleFile(people_file)) == 0
    assert first.registry.slices.largest() == ["PK63204"]
    first.registry.close()
    assert sum(found["status"] != "unregistered" for found in people) > 100


def test_scores_rest_encrypted(office: Office) -> None:
    office.send(survey_xml())
    with office.registry.engine.begin() as connection:
        score = bytes(connection.exec_driver_sql("SELECT score FROM inbox").scalar_one())
    assert b"reference" not in score
