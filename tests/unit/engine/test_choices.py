"""Answers of selects whose choices other answers filter: what is no longer listed is taken back."""

from __future__ import annotations

from collections.abc import Callable

from survey_forms.engine.session import Session

Start = Callable[..., Session]

AREAS = """<instance id="areas"><root><item><name>a</name><label>A</label><in>p</in></item>
    <item><name>b</name><label>B</label><in>p</in></item><item><name>c</name><label>C</label><in>q</in></item></root>
    </instance>"""


def _select(name: str, control: str = "select1", test: str = "[in = /data/p]") -> str:
    return (
        f'<{control} ref="/data/{name}"><itemset nodeset="instance(\'areas\')/root/item{test}">'
        f'<value ref="name"/><label ref="label"/></itemset></{control}>'
    )


def test_an_answer_whose_choice_is_gone_is_taken_back(start: Start) -> None:
    body = '<input ref="/data/p"/>' + _select("one") + _select("many", "select", "[in = /data/p or name = 'a']")
    session = start(
        "<p>p</p><one/><many/><told/>", """<bind nodeset="/data/told" calculate="concat('in ', /data/one)"/>""", body,
        AREAS,
    )  # fmt: skip
    session.set("/data/one", "b")
    session.set("/data/many", "a b")
    changes = session.set("/data/p", "q")
    assert changes.values == {"/data/p": "q", "/data/one": "", "/data/many": "a", "/data/told": "in "}
    session.set("/data/p", "p")
    assert session.node("/data/one").value == ""


def test_choices_are_asked_only_about_answers_that_may_be_gone(start: Start) -> None:
    """A hidden answer is looked at when it comes back; what came with the survey stands until its list changes."""
    session = start(
        "<p>p</p><shown/><one>c</one>", """<bind nodeset="/data/one" relevant="/data/shown = ''"/>""",
        '<input ref="/data/p"/><input ref="/data/shown"/>' + _select("one"), AREAS,
    )  # fmt: skip
    assert session.node("/data/one").value == "c"
    session.set("/data/p", "q")
    session.set("/data/shown", "no")
    session.set("/data/p", "p")
    assert session.node("/data/one").value == "c"
    assert session.set("/data/shown", "").values == {"/data/shown": "", "/data/one": ""}


def test_lists_that_leave_out_each_others_answers_settle(start: Start) -> None:
    """First and second choice of the same list, each without the other's answer: no circle, whatever comes first."""
    body = _select("one", test="[name != /data/two]") + _select("two", test="[name != /data/one]")
    session = start("<one/><two/>", "", body, AREAS)
    session.set("/data/one", "a")
    session.set("/data/two", "b")
    assert [c.value for c in session.node("/data/one").choices or ()] == ["a", "c"]
    session.set("/data/one", "b")
    assert [session.node(f"/data/{name}").value for name in ("one", "two")] == ["b", ""]


def test_a_node_of_two_selects_keeps_what_either_lists(start: Start) -> None:
    body = '<input ref="/data/p"/>' + _select("one") + _select("one", test="[in != /data/p]")
    session = start("<p>p</p><one/>", "", body, AREAS)
    session.set("/data/one", "c")
    session.set("/data/p", "q")
    assert session.node("/data/one").value == "c"


def test_an_answer_that_is_not_relevant_filters_as_a_blank(start: Start) -> None:
    session = start(
        "<p>p</p><shown/><one/>", """<bind nodeset="/data/p" relevant="/data/shown = ''"/>""",
        '<input ref="/data/p"/><input ref="/data/shown"/>' + _select("one"), AREAS,
    )  # fmt: skip
    session.set("/data/shown", "no")
    assert session.node("/data/one").choices == ()
