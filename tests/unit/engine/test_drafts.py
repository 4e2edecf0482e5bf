"""Drafts go on where they stopped; finalised surveys are corrected under a new identity; damage is said."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_forms.engine import Clock, DraftError, form_of_draft, load_form
from survey_forms.engine.form import LoadedForm
from survey_forms.engine.session import Session

INSTANCE = (
    '<n/><hidden>no</hidden><secret/><m jr:template=""><age/><c jr:template=""><y/></c></m><file/><first/>'
    "<meta><instanceID/><deprecatedID/></meta>"
)
BINDS = """<bind nodeset="/data/n" type="int"/><bind nodeset="/data/secret" relevant="/data/hidden = 'no'"/>
<bind nodeset="/data/first" calculate="once(/data/n)"/><bind nodeset="/data/file" type="binary"/>
<bind nodeset="/data/meta/instanceID" jr:preload="uid"/>"""
BODY = """<input ref="/data/n"/><input ref="/data/hidden"/><input ref="/data/secret"/><upload ref="/data/file"/>
<repeat nodeset="/data/m" jr:count="/data/n"><input ref="/data/m/age"/>
<repeat nodeset="/data/m/c"><input ref="/data/m/c/y"/></repeat></repeat>"""


@pytest.fixture
def form(load: Callable[..., LoadedForm]) -> LoadedForm:
    return load(INSTANCE, BINDS, BODY)


@pytest.fixture
def filled(form: LoadedForm, clock: Clock) -> Session:
    session = form.start(clock=clock)
    session.set("/data/n", "3")
    for row in (1, 2, 3):
        session.set(f"/data/m[{row}]/age", str(10 * row))
    session.set(f"{session.add_repeat('/data/m[3]/c')}/y", "deep")
    session.set("/data/secret", "s")
    session.set("/data/hidden", "yes")
    session.attach("/data/file", "a.bin", bytes(range(256)))
    session.set("/data/n", "2")
    return session


def _state(session: Session) -> dict[str, tuple[str, bool]]:
    return {ref: (node.value, node.relevant) for ref in session.refs() for node in [session.node(ref)]}


def test_a_draft_goes_on_with_everything(form: LoadedForm, filled: Session, clock: Clock) -> None:
    resumed = form.resume(filled.draft(), clock=clock)
    assert _state(resumed) == _state(filled)
    assert resumed.draft() == filled.draft()
    for session in (filled, resumed):
        session.set("/data/n", "3")
        session.set("/data/hidden", "no")
    assert resumed.node("/data/m[3]/c[1]/y").value == "deep"
    assert resumed.node("/data/secret").value == "s"
    assert resumed.finalise() == filled.finalise()
    assert dict(resumed.finalise().attachments) == {"a.bin": bytes(range(256))}


def test_edit_gives_a_new_identity_and_keeps_the_old(form: LoadedForm, filled: Session, clock: Clock) -> None:
    sent = filled.finalise()
    edited = form.edit(sent.xml, clock=clock, attachments=sent.attachments)
    edited.set("/data/m[1]/age", "11")
    again = edited.finalise()
    assert again.deprecated_id == sent.instance_id
    assert again.instance_id not in ("", sent.instance_id)
    assert again.xml.count(b"<age>") == 2
    assert b"<age>11</age>" in again.xml
    assert dict(again.attachments) == dict(sent.attachments)


def test_edit_keeps_the_old_identity_in_forms_without_a_place_for_it(load: Callable[..., LoadedForm]) -> None:
    form = load("<q/>")
    sent = form.start().finalise()
    edited = form.edit(sent.xml)
    assert edited.node("/data/orx:meta/orx:deprecatedID").value == sent.instance_id
    assert sent.instance_id.encode() in edited.finalise().xml
    resumed = form.resume(edited.draft())
    assert resumed.finalise().deprecated_id == sent.instance_id
    assert "/data/orx:meta/orx:deprecatedID" not in form.start().refs()


@pytest.mark.parametrize("change", [{"form": "other"}, {"version": "9"}, {"format": 99}, {"instance": "<x/>"}])
def test_a_draft_of_something_else_is_refused(form: LoadedForm, filled: Session, change: dict[str, object]) -> None:
    content = {**json.loads(filled.draft()), **change}
    with pytest.raises(DraftError) as caught:
        form.resume(json.dumps(content).encode())
    assert caught.value.code in ("draft-other-form", "draft-format")


def test_an_element_the_form_does_not_know_is_refused(form: LoadedForm) -> None:
    with pytest.raises(DraftError, match="stranger"):
        form.edit(b'<data id="t"><stranger/></data>')


FORM: list[LoadedForm] = []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_drafts_are_known_errors(xform: Callable[..., bytes], data: st.DataObject) -> None:
    if not FORM:
        FORM.append(load_form(xform(INSTANCE, BINDS, BODY)))
    draft = bytearray(FORM[0].start().draft())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(draft) - 1))
        draft[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        session = FORM[0].resume(bytes(draft))
    except DraftError:
        return
    assert session.refs()[0] == "/data"


def test_a_draft_opens_under_the_version_it_was_begun_with(xform: Callable[..., bytes]) -> None:
    """The newer version has lost a question, so the draft fits only its own."""

    def version(name: str, instance: str) -> LoadedForm:
        return load_form(xform(instance).replace(b'id="t"', f'id="t" version="{name}"'.encode()))

    forms = {(form.form_id, form.version): form for form in (version("1", "<old/><q/>"), version("2", "<q/>"))}
    begun = forms["t", "1"].start()
    begun.set("/data/old", "kept")
    draft = begun.draft()
    assert form_of_draft(draft) == ("t", "1")
    assert forms[form_of_draft(draft)].resume(draft).node("/data/old").value == "kept"
    with pytest.raises(DraftError) as caught:
        forms["t", "2"].resume(draft)
    assert (caught.value.code, caught.value.params["version"]) == ("draft-other-form", "1")


@pytest.mark.parametrize("draft", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000])
def test_the_form_of_a_damaged_draft_is_a_known_error(draft: bytes) -> None:
    with pytest.raises(DraftError):
        form_of_draft(draft)
