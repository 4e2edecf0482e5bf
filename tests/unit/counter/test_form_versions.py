"""Head office brings a new version of a form while drafts of the old one lie on the PC: each goes on under its own."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from drc_desktop.counter.form_shelf import FormShelf
from drc_desktop.counter.forms import FOLDER, FULL, ROSTER, SurveyForms
from drc_desktop.counter.model import Step
from drc_desktop.desk.contract import Fault
from drc_desktop.domain.draft import DraftHead, FinishedSurvey, OpenDraft, Operation, OperationKind, Place
from survey_forms.engine import load_form
from survey_forms.engine.contract import FormSession
from tests.unit.counter.fakes import CNIC, Bench

QUESTIONS = {"1": ("name", "read_back"), "2": ("full_name", "read_back")}


def write_form(folder: Path, name: str, version: str) -> None:
    """A form whose question got another name with version 2: a draft of version 1 does not fit it."""
    nodes = "".join(f"<{node}/>" for node in QUESTIONS[version])
    body = "".join(f'<input ref="/data/{node}"><label>{node}</label></input>' for node in QUESTIONS[version])
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.xml").write_text(
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>t'
        f'</h:title><model><instance><data id="{name}" version="{version}">{nodes}</data></instance></model></h:head>'
        f"<h:body>{body}</h:body></h:html>",
        encoding="utf-8",
    )


def centre(tmp_path: Path, version: str) -> SurveyForms:
    """The forms of a PC after head office has brought `version` and the program was started again."""
    for name in (FULL, ROSTER):
        write_form(tmp_path / "forms", name, version)
    forms = SurveyForms(shelf=FormShelf(tmp_path / "shelf"), folder=tmp_path / "forms")
    forms.warm()
    return forms


def begun(forms: SurveyForms) -> OpenDraft:
    opened = forms.start("cyclic", b"", "en")
    opened.session.set("/data/name", "Sakina")
    head = DraftHead("v1", "A01", opened.form_id, opened.form_version, "cyclic", CNIC, 900.0)
    steps = (Operation(OperationKind.SET, "/data/read_back", "yes"),)
    return OpenDraft(head, opened.session.draft(), steps, Place(0, "/data/name"))


def resumed(forms: SurveyForms, draft: OpenDraft) -> Bench:
    bench = Bench(forms=forms)
    bench.drafts.open["v1"] = draft
    bench.desk.fails.update(dict.fromkeys(("visit_at", "sit", "board"), Fault.SITE_UNREACHABLE))
    bench.presenter.begin()
    return bench


def values(session: FormSession | None) -> dict[str, str]:
    assert session is not None
    return {ref: session.node(ref).value for ref in session.refs()[1:3]}


def test_a_draft_goes_on_under_the_version_it_was_begun_with(tmp_path: Path) -> None:
    draft = begun(centre(tmp_path, "1"))
    bench = resumed(centre(tmp_path, "2"), draft)
    assert bench.presenter.step is Step.SURVEY
    session = bench.view.opened
    assert values(session) == {"/data/name": "Sakina", "/data/read_back": "yes"}
    assert session is not None
    assert b'version="1"' in session.finalise().xml
    new = centre(tmp_path, "2").start("cyclic", b"", "en")
    assert new.form_version == "2"


def test_a_draft_whose_form_was_never_here_is_kept_and_said(tmp_path: Path) -> None:
    draft = begun(centre(tmp_path, "1"))
    (tmp_path / "shelf" / f"{FULL}@1.xml").unlink()
    bench = resumed(centre(tmp_path, "2"), draft)
    assert (bench.presenter.step, bench.message()) == (Step.TRIAGE, "local-draft-form-gone")
    assert "v1" in bench.drafts.open


def test_the_form_in_use_counts_for_its_version(tmp_path: Path) -> None:
    draft = begun(centre(tmp_path, "1"))
    (tmp_path / "shelf" / f"{FULL}@1.xml").write_text("damaged")
    forms = centre(tmp_path, "1")
    assert load_form(tmp_path / "shelf" / f"{FULL}@1.xml").version == "1"
    assert values(forms.resume(draft, "en").session)["/data/name"] == "Sakina"


@pytest.mark.parametrize("version", ["../../secret", "a/b", ""])
def test_a_draft_names_no_file_outside_the_shelf(tmp_path: Path, version: str) -> None:
    secret = tmp_path / "secret.xml"
    draft = begun(centre(tmp_path, "1"))
    secret.write_bytes((tmp_path / "forms" / f"{FULL}.xml").read_bytes())
    draft = OpenDraft(
        draft.head, draft.snapshot.replace(b'"version":"1"', f'"version":"{version}"'.encode()), (), Place()
    )
    assert resumed(centre(tmp_path, "2"), draft).message() == "local-draft-form-gone"


def test_a_full_disk_keeps_nobody_from_the_form(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_form(tmp_path / "forms", FULL, "1")
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    with caplog.at_level(logging.CRITICAL, logger="drc_desktop.counter.forms"):
        forms = SurveyForms(shelf=FormShelf(blocked / "shelf"), folder=tmp_path / "forms")
        assert forms.start("cyclic", b"", "en").form_version == "1"


@pytest.mark.parametrize("name", [FULL, ROSTER])
def test_surveys_of_the_version_before_still_open(name: str) -> None:
    """Drafts and finished surveys that were begun before the forms asked for an audit log."""
    before = load_form(FOLDER / f"{name}@2026112201.xml")
    household = (FOLDER / "household.example.xml").read_bytes()
    session = before.start(resources={"household": household} if name == ROSTER else {})
    head = DraftHead("v1", "A01", name, before.version, "cyclic", CNIC, 900.0, household)
    forms = SurveyForms()
    assert forms.resume(OpenDraft(head, session.draft(), (), Place()), "en").form_version == before.version
    edited = forms.edit(FinishedSurvey(head, session.instance()), "en")
    assert edited.form_version == before.version
    assert forms.start("roster" if name == ROSTER else "cyclic", household, "en").form_version > before.version


def test_the_audit_log_says_where_a_survey_was_made() -> None:
    forms = SurveyForms(place=lambda: "32.0836 72.6711 187 4")
    opened = forms.start("cyclic", (FOLDER / "household.example.xml").read_bytes(), "en")
    assert opened.session.node("/data/place").value == "32.0836 72.6711 187 4"
    opened.session.set("/data/address/landmark", "Chungi")
    again = forms.resume(
        OpenDraft(
            DraftHead("v", "A01", FULL, opened.form_version, "cyclic", "", 1.0), opened.session.draft(), (), Place()
        ),
        "en",
    )
    log = again.session._log.csv(again.session._model.audit_wishes).decode().splitlines()  # type: ignore[attr-defined]
    assert log[0] == "event,node,start,end,latitude,longitude,accuracy,old-value,new-value"
    assert [line.split(",")[4:] for line in log if "landmark" in line] == [["32.0836", "72.6711", "4", "", "Chungi"]]
