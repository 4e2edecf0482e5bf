from __future__ import annotations

import pytest

from survey_forms.authoring.convert import convert
from survey_forms.authoring.lints import NAME_LIMIT, lint, regex_patterns
from survey_forms.authoring.workbook import survey_rows

UR, EN = "label::Urdu (ur)", "label::English (en)"
GOOD = {"type": "text", "name": "a", UR: "الف", EN: "A"}


def codes(path) -> list[tuple[str, str, int | None]]:
    return [(f.code, f.node, f.row) for f in lint(convert(path).xform, survey_rows(path))]


def test_a_clean_form_has_no_remark(book):
    assert codes(book(survey=[GOOD])) == []


@pytest.mark.parametrize(
    ("expression", "patterns"),
    [
        ("regex(., '^[0-9]{13}$')", ["^[0-9]{13}$"]),
        ("regex(concat('a', \"b,)\"), '[0-9]')", ["[0-9]"]),
        ("not(regex(../x, \"a'b\")) or regex(., '^(a|b)$')", ["a'b", "^(a|b)$"]),
        ("regex(., ../pattern)", []),
        ("regex(.", []),
        ("contains(., 'x')", []),
    ],
)
def test_patterns_are_found_through_quotes_and_nested_calls(expression: str, patterns: list[str]):
    assert regex_patterns(expression) == patterns


def test_unanchored_pattern_is_named_with_its_row(book):
    rule = {
        "constraint": "regex(., '[0-9]{13}')",
        "constraint_message::Urdu (ur)": "غلط",
        "constraint_message::English (en)": "Wrong",
    }
    assert codes(book(survey=[GOOD, {**GOOD, "name": "idno", **rule}])) == [("regex-unanchored", "/data/idno", 3)]


def test_constraint_without_message(book):
    path = book(survey=[{**GOOD, "constraint": ". != 'x'"}])
    assert codes(path) == [("constraint-without-message", "/data/a", 2)]


def test_missing_urdu_label_of_one_question(book):
    path = book(survey=[GOOD, {"type": "text", "name": "b", EN: "B"}])
    assert codes(path) == [("words-missing", "/data/b", 3)]


def test_a_label_that_is_only_an_answer_is_not_missing(book):
    assert codes(book(survey=[GOOD, {"type": "note", "name": "b", UR: "${a}", EN: "${a}"}])) == []


def test_form_without_urdu(book):
    assert codes(book(survey=[{"type": "text", "name": "a", EN: "A"}])) == [("urdu-missing", "", None)]


def test_name_too_long_for_an_export(book):
    name = "n" * (NAME_LIMIT + 1)
    assert codes(book(survey=[{**GOOD, "name": name[:-1]}, {**GOOD, "name": name}])) == [
        ("name-too-long", f"/data/{name}", 3)
    ]


def test_rows_follow_groups_and_blank_lines(book):
    path = book(
        survey=[
            {"type": "begin group", "name": "g", UR: "گ", EN: "G"},
            {},
            {"type": "begin_repeat", "name": "r", UR: "ر", EN: "R"},
            GOOD,
            {"type": "end_repeat"},
            {"type": "end group"},
            {**GOOD, "name": "z"},
        ]
    )
    assert survey_rows(path) == {"/data/g": 2, "/data/g/r": 4, "/data/g/r/a": 5, "/data/z": 8}
