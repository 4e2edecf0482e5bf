"""Unreachable questions are named; what may be reached by any answer at all is not."""

from __future__ import annotations

import pytest

from survey_forms.authoring.check import check

UR, EN = "label::Urdu (ur)", "label::English (en)"
CHOICES = [
    {"list_name": name, "name": value, UR: "الف", EN: value.upper()} for name in ("l", "m") for value in ("a", "b", "c")
]
ASKED = [
    {"type": "select_one l", "name": "one", UR: "ا", EN: "One"},
    {"type": "select_multiple m", "name": "many", UR: "ا", EN: "Many"},
    {"type": "integer", "name": "age", UR: "ا", EN: "Age"},
]


def question(name: str, relevant: str, kind: str = "text") -> dict[str, str]:
    return {"type": kind, "name": name, UR: "ا", EN: name, "relevant": relevant}


def found(book, *rows: dict[str, str]) -> list[str]:
    findings = check(book(survey=[*ASKED, *rows], choices=CHOICES))
    assert {f.code for f in findings} <= {"question-unreachable"}, findings
    assert all(f.row for f in findings)
    return [f.node for f in findings]


@pytest.mark.parametrize(
    "relevant",
    [
        "false()", "1 = 2", "not(true())", "${one} = 'd'", "'d' = ${one}", "selected(${one}, 'x')", "${one} > 5",
        "selected(${many}, 'd')", "${many} = 'd'", "${one} = 'a' and ${one} = 'b'",
        "(${one} = 'a' or ${one} = 'b') and ${one} = 'c'", "not(${one} != 'd')", "${age} > 3 and ${one} = 'd'",
        "${one} != '' and ${one} != 'a' and ${one} != 'b' and ${one} != 'c'",
        "not(${one} = 'a' or ${one} != 'a')",
    ],
)  # fmt: skip
def test_what_no_answer_opens_is_named(book, relevant: str):
    assert found(book, question("q", relevant)) == ["/data/q"]


@pytest.mark.parametrize(
    "relevant",
    [
        "true()", "${one} = 'a'", "${one} = ''", "${one} != 'd'", "selected(${many}, 'a') and selected(${many}, 'b')",
        "not(selected(${many}, 'a'))", "${many} = 'a b'", "${one} = 'd' or ${age} > 3", "${age} = 'x'",
        "${one} = 'a' or ${one} = 'b'", "${one} = ${many}", "string-length(${one}) > 5", "not(${one} = 'd')",
        "(${one} = 'a' and ${age} > 1) or (${one} = 'b' and ${age} < 1)",
    ],
)  # fmt: skip
def test_what_some_answer_opens_is_not(book, relevant: str):
    assert found(book, question("q", relevant)) == []


def test_what_hangs_on_an_unreachable_question_is_unreachable_too(book):
    rows = [question("first", "${one} = 'd'", "select_one l"), question("second", "${first} = 'a'")]
    assert found(book, *rows) == ["/data/first", "/data/second"]


def test_a_group_is_named_once_and_counts_with_what_is_in_it(book):
    end = {"type": "end group"}
    group = question("g", "${one} = 'a'", "begin group")
    assert found(book, group, question("q", "${one} = 'b'"), question("r", "${age} > 1"), end) == ["/data/g/q"]
    assert found(book, question("g", "${one} = 'd'", "begin group"), question("r", "${age} > 1"), end) == ["/data/g"]


def test_a_repeat_that_never_has_a_row_is_named(book):
    repeat = {"type": "begin repeat", "name": "r", UR: "ا", EN: "R", "repeat_count": "0"}
    inner = {"type": "text", "name": "q", UR: "ا", EN: "Q"}
    assert "/data/r" in found(book, repeat, inner, {"type": "end repeat"})


def test_a_select_that_something_else_fills_may_hold_anything(book):
    filled = {**ASKED[0], "name": "filled", "calculation": "'d'", "trigger": "${age}"}
    assert found(book, filled, question("q", "${filled} = 'd'")) == []
    given = {**ASKED[0], "name": "given", "default": "d"}
    assert found(book, given, question("q", "${given} = 'd'")) == []
