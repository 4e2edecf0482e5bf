"""The contract of a session: refs, writing, repeats, watching, languages, attachments, audit, finishing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from lxml import etree

from survey_forms.engine import Changes, Clock, Form, FormSession, Invalid, ReadonlyError, RefError, RepeatError
from survey_forms.engine.form import LoadedForm
from survey_forms.engine.session import Session

Start = Callable[..., Session]

INSTANCE = (
    '<household/><m jr:template=""><name/><age/><child jr:template=""><y/></child></m><m><name/><age/></m>'
    "<total/><note/><meta><instanceID/></meta>"
)
BINDS = """<bind nodeset="/data/m/name" required="true()" jr:requiredMsg="who?"/>
<bind nodeset="/data/m/age" type="int" constraint=". &lt; 120" jr:constraintMsg="jr:itext('old')"/>
<bind nodeset="/data/total" type="int" calculate="sum(/data/m/age)" readonly="true()"/>
<bind nodeset="/data/note" readonly="true()"/><bind nodeset="/data/meta/instanceID" jr:preload="uid"/>"""
BODY = """<input ref="/data/household" appearance="multiline"><label ref="jr:itext('h')"/><hint>ask</hint></input>
<group ref="/data/m"><label>Members</label><repeat nodeset="/data/m" jr:noAddRemove="false()">
<input ref="/data/m/name"><label>Name of <output value="position(..)"/></label></input>
<input ref="/data/m/age"><label>Age of <output value="../name"/></label></input>
<group ref="/data/m/child"><label>Child</label><repeat nodeset="/data/m/child">
<input ref="/data/m/child/y"/></repeat></group>
</repeat></group><input ref="/data/note"><label>Total <output value="/data/total"/></label></input>"""
MODEL = """<itext><translation lang="Urdu" default="true()"><text id="h"><value>گھرانہ</value>
<value form="guidance">g</value><value form="audio">jr://audio/h.mp3</value>
</text><text id="old"><value>بہت زیادہ</value></text>
</translation><translation lang="English"><text id="h"><value>Household</value>
</text><text id="old"><value>Too old</value></text>
</translation></itext>"""


@pytest.fixture
def form(load: Callable[..., LoadedForm]) -> LoadedForm:
    return load(INSTANCE, BINDS, BODY, MODEL)


@pytest.fixture
def session(form: LoadedForm, clock: Clock) -> Session:
    return form.start(clock=clock)


def test_contract_is_implemented(form: LoadedForm, session: Session) -> None:
    assert isinstance(form, Form)
    assert isinstance(session, FormSession)
    assert form.languages == ("Urdu", "English")
    assert (form.title, form.form_id, form.version) == ("t", "t", "")


def test_refs_come_in_tree_order(session: Session) -> None:
    session.add_repeat("/data/m[1]/child")
    assert session.refs() == [
        "/data", "/data/household", "/data/m", "/data/m[1]", "/data/m[1]/name", "/data/m[1]/age", "/data/m[1]/child",
        "/data/m[1]/child[1]", "/data/m[1]/child[1]/y", "/data/total", "/data/note", "/data/meta",
        "/data/meta/instanceID",
    ]  # fmt: skip


def test_items_show_kinds_controls_and_what_may_be_done(session: Session) -> None:
    root = session.root()
    household, members, note = root.children[:3]
    assert (household.kind, household.control, household.appearance) == ("question", "input", "multiline")
    assert (members.kind, members.ref, members.can_add, members.counted) == ("repeat", "/data/m", True, False)
    row = members.children[0]
    assert (row.kind, row.ref, row.parent, row.can_remove) == ("instance", "/data/m[1]", "/data/m", True)
    assert [child.ref for child in row.children] == ["/data/m[1]/name", "/data/m[1]/age", "/data/m[1]/child"]
    assert note.kind == "note"
    assert [i.ref for i in root.children if i.kind == "model"] == ["/data/total", "/data/meta/instanceID"]
    assert session.item("/data/m[1]/age").type == "int"


@pytest.mark.parametrize(
    "ref",
    ["/data/nobody", "/data/m[2]", "/data/m[0]/age", "/data/m[x]/age", "/data/m/age", "", "data", "/data/m[1", "//"],
)
def test_unknown_refs_are_refused(session: Session, ref: str) -> None:
    with pytest.raises(RefError):
        session.node(ref)
    with pytest.raises(RefError):
        session.set(ref, "x")


def test_readonly_is_refused_and_groups_take_no_answer(session: Session) -> None:
    with pytest.raises(ReadonlyError):
        session.set("/data/total", "4")
    with pytest.raises(RefError):
        session.set("/data/m", "4")


def test_changes_name_what_was_written(session: Session) -> None:
    session.watch(["/data/note", "/data/m[1]/age"])
    changes = session.set("/data/m[1]/age", "7")
    assert changes.values == {"/data/m[1]/age": "7", "/data/total": "7"}
    assert changes.labels == {"/data/note"}
    assert changes.refs == {"/data/m[1]/age", "/data/total", "/data/note"}
    assert session.set("/data/m[1]/age", "7") == Changes()
    assert not Changes()
    worse = session.set("/data/m[1]/age", "130")
    assert worse.states == {"/data/m[1]/age"}


def test_messages_and_labels_follow_the_language(session: Session) -> None:
    session.set("/data/m[1]/age", "130")
    session.watch(["/data/household", "/data/m[1]/age", "/data/m[1]/name"])
    node = session.node("/data/household")
    assert (node.label, node.hint, node.guidance, node.media) == ("گھرانہ", "ask", None, {"audio": "jr://audio/h.mp3"})
    changes = session.set_language("English")
    assert changes.labels == {"/data/household"}
    assert changes.states == {"/data/m[1]/age"}
    violation = session.node("/data/m[1]/age").violation
    assert violation is not None
    assert (violation.kind, violation.message) == ("constraint", "Too old")
    session.set_language("Klingon")
    assert session.language == "Urdu"


def test_rows_move_up(session: Session) -> None:
    for name in ("Aslam", "Bano", "Chand"):
        row = session.add_repeat("/data/m") if name != "Aslam" else "/data/m[1]"
        session.set(f"{row}/name", name)
    assert session.node("/data/m[3]/age").label == "Age of Chand"
    changes = session.remove_repeat("/data/m[2]")
    assert changes.rows == {"/data/m"}
    assert [session.node(f"/data/m[{row}]/name").value for row in (1, 2)] == ["Aslam", "Chand"]
    assert session.node("/data/m[2]/name").label == "Name of 2"
    first = session.add_repeat("/data/m", at=0)
    assert first == "/data/m[1]"
    assert session.node("/data/m[2]/name").value == "Aslam"
    with pytest.raises(RefError):
        session.add_repeat("/data/m[1]")
    with pytest.raises(RefError):
        session.remove_repeat("/data/m")


def test_fixed_and_counted_repeats_take_no_rows_by_hand(start: Start) -> None:
    fixed = start(
        "<m><q/></m>", body='<repeat nodeset="/data/m" jr:noAddRemove="true()"><input ref="/data/m/q"/></repeat>'
    )
    counted = start("<m><q/></m>", body='<repeat nodeset="/data/m" jr:count="2"><input ref="/data/m/q"/></repeat>')
    for session in (fixed, counted):
        with pytest.raises(RepeatError):
            session.add_repeat("/data/m")
        with pytest.raises(RepeatError):
            session.remove_repeat("/data/m[1]")
        assert not session.item("/data/m").can_add
    assert "/data/m[2]/q" in counted.refs()
    assert counted.item("/data/m").counted


def test_finalise_checks_first_and_then_prunes(session: Session) -> None:
    with pytest.raises(Invalid) as caught:
        session.finalise()
    assert [(v.ref, v.kind, v.message) for v in caught.value.violations] == [("/data/m[1]/name", "required", "who?")]
    assert session.validate() == list(caught.value.violations)
    session.set("/data/m[1]/name", "Aslam & <Bano>\x00")
    submission = session.finalise()
    root = etree.fromstring(submission.xml)
    assert root.findtext("m/name") == "Aslam & <Bano>"
    assert root.get("id") == "t"
    assert re.fullmatch(r"uuid:[0-9a-f-]{36}", submission.instance_id)
    assert root.findtext("meta/instanceID") == submission.instance_id


def test_attachments_travel_with_their_name(start: Start) -> None:
    session = start("<p/><shown>yes</shown>",
                    """<bind nodeset="/data/p" type="binary" relevant="/data/shown = 'yes'"/>""",
                    '<upload ref="/data/p" mediatype="image/*"/><input ref="/data/shown"/>')  # fmt: skip
    session.attach("/data/p", "face.jpg", b"one")
    session.attach("/data/p", "other.jpg", b"two")
    assert dict(session.finalise().attachments) == {"other.jpg": b"two"}
    session.set("/data/shown", "no")
    assert dict(session.finalise().attachments) == {}
    session.set("/data/shown", "yes")
    session.attach("/data/p", "", b"")
    assert dict(session.finalise().attachments) == {}


def test_cascade_follows_the_choice_above(start: Start) -> None:
    items = "".join(
        f"<item><name>{d}{t}</name><label>T{t}</label><district>{d}</district></item>" for d in "ab" for t in range(300)
    )
    session = start(
        "<d/><t/><shown/>",
        """<bind nodeset="/data/shown" calculate="jr:choice-name(/data/t, '/data/t')"/>""",
        """<input ref="/data/d"/><select1 ref="/data/t"><itemset nodeset="instance('t')/root/item[district = /data/d]">
        <value ref="name"/><label ref="label"/></itemset></select1>""",
        model=f'<instance id="t"><root>{items}</root></instance>',
    )
    assert session.node("/data/t").choices == ()
    session.watch(["/data/t"])
    assert session.set("/data/d", "b").choices == {"/data/t"}
    choices = session.node("/data/t").choices
    assert choices is not None
    assert len(choices) == 300
    assert (choices[7].value, choices[7].label) == ("b7", "T7")
    session.set("/data/t", "b7")
    assert session.node("/data/shown").value == "T7"


def test_prefill_from_an_external_instance(load: Callable[..., LoadedForm], clock: Clock) -> None:
    form = load(
        "<name/><n/><m jr:template=''><name/></m>",
        """<bind nodeset="/data/name" calculate="once(instance('household')/root/head)"/>
        <bind nodeset="/data/n" calculate="count(instance('household')/root/member)"/>
        <bind nodeset="/data/m/name" calculate="once(instance('household')/root/member[
        position() = position(current()/..)])"/>""",
        '<repeat nodeset="/data/m" jr:count="/data/n"><input ref="/data/m/name"/></repeat>',
        '<instance id="household" src="jr://file/household.xml"/>',
    )
    household = b"<root><head>Aslam</head><member>A</member><member>B</member></root>"
    session = form.start(clock=clock, resources={"household": household})
    assert session.node("/data/name").value == "Aslam"
    assert [session.node(f"/data/m[{row}]/name").value for row in (1, 2)] == ["A", "B"]
    other = form.start(clock=clock, resources={"household": b"<root><head>Bano</head></root>"})
    assert other.node("/data/name").value == "Bano"


def test_setvalue_on_first_load_new_row_and_change(start: Start) -> None:
    session = start(
        "<a/><b/><c>0</c><m jr:template=''><q/></m>",
        body="""<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" value="concat(/data/a, '!')"/>
        </input><repeat nodeset="/data/m"><setvalue event="odk-new-repeat" ref="/data/m/q" value="position(..)"/>
        <input ref="/data/m/q"/></repeat>""",
        model='<setvalue event="odk-instance-first-load" ref="/data/c">7</setvalue>',
    )
    assert session.node("/data/c").value == "7"
    assert session.set("/data/a", "x").values["/data/b"] == "x!"
    session.add_repeat("/data/m")
    assert session.node(f"{session.add_repeat('/data/m')}/q").value == "2"


def test_actions_that_chase_each_other_end(start: Start) -> None:
    session = start(
        "<a>0</a><b>0</b>",
        body="""<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" value="/data/a + 1"/></input>
        <input ref="/data/b"><setvalue event="xforms-value-changed" ref="/data/a" value="/data/b + 1"/></input>""",
    )
    session.set("/data/a", "1")
    assert int(session.node("/data/b").value) > 1


_LISTED = """<itext><translation lang="en" default="true()">
<text id="y"><value>Yes</value></text><text id="n"><value>No, <output value="/data/name"/></value></text>
</translation><translation lang="ur"><text id="y"><value>ہاں</value></text><text id="n"><value>نہیں</value></text>
</translation></itext>
<instance id="still"><root><item><name>1</name><itextId>y</itextId></item></root></instance>
<instance id="told"><root><item><name>2</name><itextId>n</itextId></item></root></instance>"""


def test_options_that_stand_still_are_made_once_for_each_language(start: Start) -> None:
    selects = "".join(
        f"""<select1 ref="/data/{name}"><itemset nodeset="instance('{name}')/root/item"><value ref="name"/>
        <label ref="jr:itext(itextId)"/></itemset></select1>"""
        for name in ("still", "told")
    )
    session = start("<name/><still/><told/>", body=f'<input ref="/data/name"/>{selects}', model=_LISTED)

    def labels(name: str) -> list[str]:
        return [choice.label for choice in session.node(f"/data/{name}").choices or ()]

    assert (labels("still"), labels("told")) == (["Yes"], ["No, "])
    session.set("/data/name", "Bano")
    assert labels("told") == ["No, Bano"], "words that read an answer are read again"
    kept = session.node("/data/still").choices
    assert session.node("/data/still").choices is kept
    session.set_language("ur")
    assert (labels("still"), labels("told")) == (["ہاں"], ["نہیں"])
    session.set_language("en")
    assert (labels("still"), labels("told")) == (["Yes"], ["No, Bano"])


def test_status_is_the_node_without_its_words(start: Start) -> None:
    session = start(
        "<a/><b/><m jr:template=''><q/></m>",
        """<bind nodeset="/data/a" type="int" constraint=". &lt; 9"/><bind nodeset="/data/b" required="true()"/>
        <bind nodeset="/data/m" relevant="/data/a = 2"/>""",
        """<input ref="/data/a"><label>A</label><hint>H</hint></input><select1 ref="/data/b"><item><label>X</label>
        <value>x</value></item></select1><repeat nodeset="/data/m"><input ref="/data/m/q"/></repeat>""",
    )
    session.add_repeat("/data/m")
    for value in ("", "11", "2"):
        session.set("/data/a", value)
        for ref in session.refs():
            node, status = session.node(ref), session.status(ref)
            assert (status.label, status.hint, status.choices) == (None, None, None)
            assert replace(status, label=node.label, hint=node.hint, choices=node.choices) == node
    assert session.status("/data/b").violation is not None
    with pytest.raises(RefError):
        session.status("/data/z")
