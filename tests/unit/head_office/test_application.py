"""The reference registry: what it judges, what a survey changes in the slice, what its figures count."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from drc_desktop.head_office.application import BadSecrets, HeadOffice, build, load_secrets
from drc_desktop.head_office.cli import main
from drc_desktop.head_office.figures import count
from drc_desktop.head_office.people import PeopleFile
from drc_desktop.head_office.scoring import BadScorecard, Scorecard
from drc_desktop.head_office.surveys import FORMS, SurveyValidator, known_forms
from sync.enrol import enrol
from sync.envelope import Content, Envelope, new_msg_id, seal
from sync.keys import Keys

NOW = int(datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Asia/Karachi")).timestamp() * 1000)
FORM = next(form for form in known_forms() if form.form_id == "nser_survey")


@pytest.fixture(scope="module")
def survey_xml(people, fill) -> Callable[..., bytes]:
    """A real survey, under another instance id, version or with something put in."""
    filled = fill(people[1])

    def make(instance_id: str = "uuid:1", version: str = FORM.version, inner: bytes = b"") -> bytes:
        changed = re.sub(rb"<instanceID>[^<]*", b"<instanceID>" + instance_id.encode(), filled)
        changed = changed.replace(f'version="{FORM.version}"'.encode(), f'version="{version}"'.encode())
        return changed.replace(b"<meta>", inner + b"<meta>")

    return make


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


def test_verdicts(office: Office, survey_xml) -> None:
    entity = b'<!DOCTYPE d [<!ENTITY a "b">]><data id="nser_survey" version="1">&a;</data>'
    two_heads = re.sub(rb"<m_relation>2</m_relation>", b"<m_relation>1</m_relation>", survey_xml("uuid:5"), count=1)
    assert two_heads != survey_xml("uuid:5")
    cases = [
        (survey_xml(), {}, ("valid", None)),
        (b"<data>", {}, ("review", "not_xml")),
        (b"", {}, ("review", "not_xml")),
        (entity, {}, ("review", "not_xml")),
        (survey_xml(version="1"), {}, ("review", "other_form")),
        (survey_xml(""), {}, ("review", "no_instance_id")),
        (survey_xml("uuid:2", inner=b"<gossip/>"), {}, ("review", "not_in_form")),
        (survey_xml("uuid:3"), {"form_ver": "nser_survey@2030010101"}, ("held", "unknown_form")),
        (survey_xml(), {}, ("review", "instance_again")),
        (two_heads, {}, ("review", "against_rules")),
        (b"\x00\x01", {"kind": "status"}, ("valid", None)),
    ]
    assert [office.state(office.send(xml, **changes)) for xml, changes, _ in cases] == [want for *_, want in cases]
    figures = count(office.registry.engine, office.registry.ring)
    assert figures.to_json() == {
        "surveys": 4, "msg_ids": 11, "receipts": 11, "duplicates": 2, "review": 8, "held": 1, "waiting": 0,
        "unsealed": 11,
    }  # fmt: skip


def test_figures_notice_a_tampered_row(office: Office, survey_xml) -> None:
    one, two = office.send(survey_xml("uuid:1")), office.send(survey_xml("uuid:2"))
    with office.registry.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE inbox SET receipt = (SELECT receipt FROM inbox WHERE msg_id = :two) WHERE msg_id = :one"),
            {"one": one.msg_id, "two": two.msg_id},
        )
    figures = count(office.registry.engine, office.registry.ring)
    assert (figures.surveys, figures.receipts) == (2, 1)


def test_a_namespace_on_the_survey_does_not_matter(office: Office, survey_xml) -> None:
    xml = survey_xml().replace(b"<data ", b'<data xmlns="http://www.w3.org/2002/xforms" ')
    assert office.state(office.send(xml)) == ("valid", None)


def test_a_valid_survey_of_a_known_household_renews_it_and_keeps_what_was_not_asked(
    office: Office, people, fill
) -> None:
    known = next(found for found in people if found["case"] == "cyclic")
    wife = known["members"][1]
    assert office.state(office.send(fill(known))) == ("valid", None)
    [found] = office.registry.slices.households_of(wife["cnic"])
    assert (found.household_id, found.status) == (known["household_id"], "under_scrutiny")
    assert found.last_survey == date(2026, 11, 22)
    renewed = next(member for member in found.members if member.cnic == wife["cnic"])
    assert (renewed.name_en, renewed.beta, renewed.dob) == (
        wife["name_en"],
        wife["beta"],
        date.fromisoformat(wife["dob"]),
    )


def test_a_valid_survey_of_an_unknown_family_makes_a_household(office: Office, people, fill) -> None:
    missed = next(found for found in people if found["case"] == "missed_out")
    cnic = missed["members"][1]["cnic"]
    assert office.registry.slices.households_of(cnic) == []
    envelope = office.send(fill(missed))
    assert office.state(envelope) == ("valid", None)
    [found] = office.registry.slices.households_of(cnic)
    assert (found.household_id, found.tehsil) == (f"HH-{envelope.msg_id}", "PK63204")
    assert [member.cnic for member in found.members] == [member["cnic"] for member in missed["members"]]
    assert found.head is not None


def test_a_new_form_version_releases_what_was_held(office: Office, survey_xml, tmp_path: Path) -> None:
    held = office.send(survey_xml(version="2030010101"), form_ver="nser_survey@2030010101")
    assert office.state(held) == ("held", "unknown_form")
    later = tmp_path / "later.xml"
    text = (FORMS / "nser_survey.xml").read_text(encoding="utf-8")
    later.write_text(text.replace(f'version="{FORM.version}"', 'version="2030010101"'), encoding="utf-8")
    office.registry.processor._validator = SurveyValidator(known_forms(tmp_path))
    assert office.registry.processor.release_held() == 1
    office.registry.processor.run_pending()
    assert office.state(held) == ("valid", None)


def test_what_was_held_is_judged_again_when_the_registry_starts(office: Office, survey_xml, tmp_path: Path) -> None:
    held = office.send(survey_xml(version="2030010101"), form_ver="nser_survey@2030010101")
    assert office.state(held) == ("held", "unknown_form")
    build(tmp_path / "registry", now=lambda: NOW).registry.close()
    assert office.state(held) == ("received", None)
    office.registry.processor.run_pending()
    assert office.state(held) == ("held", "unknown_form"), "the form is still not known"


def test_a_validator_that_fails_sends_one_message_to_review_and_goes_on(
    office: Office, survey_xml, expected_logs
) -> None:
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


def test_scores_rest_encrypted(office: Office, survey_xml) -> None:
    office.send(survey_xml())
    with office.registry.engine.begin() as connection:
        score = bytes(connection.exec_driver_sql("SELECT score FROM inbox").scalar_one())
    assert b"reference" not in score


def test_keys_are_changed_once_a_year_and_the_former_ones_are_kept(tmp_path: Path, capsys) -> None:
    first = load_secrets(tmp_path)
    assert main(["rotate-key", "--data", str(tmp_path), "--older-than", "365"]) == 0
    second = load_secrets(tmp_path)
    assert [one.keys for one in second.former] == [first.keys]
    assert second.vault_secret == first.vault_secret
    assert second.keys.public.kid in capsys.readouterr().out
    assert main(["rotate-key", "--data", str(tmp_path), "--older-than", "365"]) == 0
    assert load_secrets(tmp_path) == second, "they are young"
    assert main(["rotate-key", "--data", str(tmp_path)]) == 0
    assert len(load_secrets(tmp_path).former) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["registry.secrets"]
