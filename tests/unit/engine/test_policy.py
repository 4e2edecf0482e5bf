"""One test for each row of docs/forms-policy.md."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from survey_forms.engine import FormError, RefError
from survey_forms.engine.form import LoadedForm
from survey_forms.engine.session import Session
from survey_forms.engine.xpath import evaluate

Calculated = Callable[..., str]
Start = Callable[..., Session]
MEMBER = '<group ref="/data/m"><repeat nodeset="/data/m"><input ref="/data/m/age"/></repeat></group>'


def test_booleans_are_stored_as_words(calculated: Calculated) -> None:
    assert calculated("/data/n = 3") == "true"
    assert calculated("/data/n = 4") == "false"


@pytest.mark.parametrize(
    ("expression", "stored"),
    [
        ("10000000000 * 10000000000", "100000000000000000000"),
        ("1 div 10000000", "0.0000001"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("-1 div 8", "-0.125"),
    ],
)
def test_numbers_never_have_an_exponent(calculated: Calculated, expression: str, stored: str) -> None:
    assert calculated(expression) == stored


def test_a_calculation_that_is_no_number_is_blank(calculated: Calculated) -> None:
    assert calculated("/data/a + 1") == ""
    assert calculated("number('x')", "int") == ""
    assert calculated("1 div 0", "int") == calculated("-1 div 0", "decimal") == ""


def test_numeric_answers_are_read_in_plain_form(start: Start) -> None:
    session = start(
        "<d/><text/><same/>",
        """<bind nodeset="/data/d" type="decimal"/><bind nodeset="/data/text" calculate="concat(/data/d, '')"/>
        <bind nodeset="/data/same" calculate="/data/d = '3.00'"/>""",
        '<input ref="/data/d"/>',
    )
    session.set("/data/d", "3.0")
    assert [session.node(f"/data/{name}").value for name in ("d", "text", "same")] == ["3.0", "3", "true"]


@pytest.mark.parametrize("text", ["۱۲", "inf", "nan", "1_0", "1e3", "+5", "0x10", "1 2", ""])
def test_only_plain_numerals_are_numbers(text: str) -> None:
    value = evaluate("<r/>", f"number('{text}')")
    assert value != value


def test_regex_searches_and_knows_only_ascii_digits(calculated: Calculated) -> None:
    assert calculated("regex('abc123', '[0-9]+')") == "true"
    assert calculated(r"regex('۱۲۳', '^\d{3}$')") == "false"
    assert calculated(r"regex('123', '^\d{3}$')") == "true"


def test_blanks_are_left_out_of_sums(start: Start) -> None:
    session = start(
        "<m><age/></m><m><age>4</age></m><m><age>6</age></m><sum/><min/>",
        '<bind nodeset="/data/sum" calculate="sum(/data/m/age)"/>'
        '<bind nodeset="/data/min" calculate="min(/data/m/age)"/>',
        MEMBER,
    )
    assert session.node("/data/sum").value == "10"
    assert session.node("/data/min").value == "4"
    total = evaluate("<r><a/><a>4</a></r>", "sum(/r/a)")
    assert total != total


def test_round_halves_up(calculated: Calculated) -> None:
    assert [calculated(f"round({n})") for n in ("2.5", "-1.5", "0.5", "1.005 * 1000")] == ["3", "-1", "1", "1005"]
    assert calculated("round(2.675, 2)") == "2.68"
    assert evaluate("<r/>", "round(-1.5)", xforms=False) == -1
    assert evaluate("<r/>", "round(-1.5)") == -2


def test_mod_has_the_sign_of_the_dividend(calculated: Calculated) -> None:
    assert calculated("-7 mod 3") == "-1"
    assert calculated("7 mod -3") == "1"


def test_substring_counts_from_one() -> None:
    assert evaluate("<r/>", "substring('hello', 0, 3)") == "he"
    assert evaluate("<r/>", "substr('hello', 0, 3)") == "hel"


def test_selected_and_its_relatives(calculated: Calculated) -> None:
    assert calculated("selected('', '')") == "true"
    assert calculated("count-selected('a  b')") == "2"
    assert calculated("selected-at('a b', 0)") == "a"
    assert calculated("selected-at('a b', 2)") == ""
    assert calculated("selected('ab b', 'a')") == "false"


def test_no_break_space_does_not_separate(calculated: Calculated) -> None:
    assert calculated("count-selected('a\u00a0b')") == "1"


def test_relevance_masks_and_never_erases(start: Start) -> None:
    session = start(
        "<ask>yes</ask><detail/><copy/>",
        """<bind nodeset="/data/detail" relevant="/data/ask = 'yes'"/>"""
        """<bind nodeset="/data/copy" calculate="/data/detail"/>""",
        '<input ref="/data/ask"/><input ref="/data/detail"/>',
    )
    session.set("/data/detail", "kept")
    assert session.node("/data/copy").value == "kept"
    changes = session.set("/data/ask", "no")
    assert "/data/detail" in changes.relevance
    assert changes.values["/data/copy"] == ""
    assert session.node("/data/detail").value == "kept"
    assert not session.node("/data/detail").relevant
    assert b"kept" not in session.finalise().xml
    session.set("/data/ask", "yes")
    assert session.node("/data/copy").value == "kept"


COUNTED = (
    '<group ref="/data/m"><repeat nodeset="/data/m" jr:count="/data/n"><input ref="/data/m/age"/></repeat></group>'
)


def test_lowering_a_count_parks_rows(start: Start) -> None:
    session = start(
        '<n/><m jr:template=""><age/></m><sum/>',
        '<bind nodeset="/data/n" type="int"/><bind nodeset="/data/sum" calculate="sum(/data/m/age)"/>',
        COUNTED,
    )
    assert "/data/m[1]" not in session.refs()
    session.set("/data/n", "3")
    for row in (1, 2, 3):
        session.set(f"/data/m[{row}]/age", str(row))
    changes = session.set("/data/n", "1")
    assert "/data/m" in changes.rows
    assert session.node("/data/sum").value == "1"
    assert session.finalise().xml.count(b"<age>") == 1
    with pytest.raises(RefError):
        session.node("/data/m[2]")
    session.set("/data/n", "3")
    assert [session.node(f"/data/m[{row}]/age").value for row in (1, 2, 3)] == ["1", "2", "3"]


def test_a_blank_count_changes_nothing(start: Start) -> None:
    session = start('<n/><m jr:template=""><age/></m>', '<bind nodeset="/data/n" type="int"/>', COUNTED)
    session.set("/data/n", "2")
    session.set("/data/n", "")
    assert "/data/m[2]" in session.refs()


def test_a_count_that_is_not_relevant_makes_no_rows(start: Start) -> None:
    session = start(
        '<ask/><n>2</n><m jr:template=""><age/></m>',
        '<bind nodeset="/data/n" type="int" relevant="/data/ask = 1"/>',
        COUNTED,
    )
    assert "/data/m[1]" not in session.refs()
    session.set("/data/ask", "1")
    assert "/data/m[2]" in session.refs()
    session.set("/data/ask", "")
    assert "/data/m[2]" in session.refs(), "now it reads as blank, and a blank count changes nothing"


def test_absolute_path_means_the_same_row(start: Start) -> None:
    session = start(
        "<m><age>1</age><next/></m><m><age>5</age><next/></m>",
        '<bind nodeset="/data/m/next" calculate="/data/m/age + 1"/>',
        MEMBER,
    )
    assert [session.node(f"/data/m[{row}]/next").value for row in (1, 2)] == ["2", "6"]


def test_relative_path_over_a_repeat_means_all_rows(start: Start) -> None:
    session = start(
        "<m><age>1</age><all/></m><m><age>5</age><all/></m>",
        '<bind nodeset="/data/m/all" calculate="sum(../../m/age)"/>',
        MEMBER,
    )
    assert session.node("/data/m[1]/all").value == "6"
    session.set("/data/m[2]/age", "7")
    assert session.node("/data/m[1]/all").value == "8"


def test_count_leaves_out_what_is_not_relevant(start: Start) -> None:
    session = start(
        "<m><age>1</age></m><m><age>5</age></m><count/><least>0</least>",
        '<bind nodeset="/data/m" relevant="position(.) &gt; /data/least"/>'
        '<bind nodeset="/data/count" calculate="count(/data/m)"/>',
        MEMBER,
    )
    assert session.node("/data/count").value == "2"
    session.set("/data/least", "1")
    assert session.node("/data/count").value == "1"


def test_what_is_inside_a_row_is_counted_in_and_out(start: Start) -> None:
    session = start(
        "<o><g><i><x/></i><i><x/></i></g></o><o><g><i><x/></i></g></o><n/>",
        '<bind nodeset="/data/n" calculate="count(/data/o/g/i)"/>',
        '<repeat nodeset="/data/o"><repeat nodeset="/data/o/g/i"><input ref="/data/o/g/i/x"/></repeat></repeat>',
    )
    assert session.node("/data/n").value == "3"
    session.add_repeat("/data/o")
    assert session.node("/data/n").value == "5"
    session.remove_repeat("/data/o[1]")
    assert session.node("/data/n").value == "3"


def test_a_path_is_true_if_its_node_exists(calculated: Calculated) -> None:
    assert calculated("if(/data/a, 'there', 'not')") == "there"
    assert calculated("boolean(string(/data/a))") == "false"


def test_dot_is_the_candidate_and_current_the_question(start: Start) -> None:
    session = start(
        "<q>b</q><out/>",
        """<bind nodeset="/data/out" calculate="instance('l')/root/item[. = current()/../q]/@n"/>""",
        model='<instance id="l"><root><item n="1">a</item><item n="2">b</item></root></instance>',
    )
    assert session.node("/data/out").value == "2"


def test_once_keeps_what_is_there(start: Start) -> None:
    session = start("<a/><first/>", '<bind nodeset="/data/first" calculate="once(/data/a)"/>', '<input ref="/data/a"/>')
    for answer in ("one", "two"):
        session.set("/data/a", answer)
    assert session.node("/data/first").value == "one"


ITEXT = (
    """<itext><translation lang="Urdu" default=""><text id="q">"""
    """<value>نام</value></text><text id="r"><value>صرف</value>
</text></translation><translation lang="English"><text id="q"><value>Name</value></text></translation></itext>"""
)


def test_missing_translation_falls_back(start: Start) -> None:
    session = start(
        "<q/><r/>",
        body='<input ref="/data/q"><label ref="jr:itext(\'q\')"/>'
        '</input><input ref="/data/r"><label ref="jr:itext(\'r\')"/></input>',
        model=ITEXT,
    )
    session.set_language("English")
    assert (session.node("/data/q").label, session.node("/data/r").label) == ("Name", "صرف")


def test_label_inside_a_repeat_is_used(start: Start) -> None:
    session = start(
        "<m><age/></m>", body='<repeat nodeset="/data/m"><label>Member</label><input ref="/data/m/age"/></repeat>'
    )
    assert session.node("/data/m").label == "Member"


def test_acknowledgement_is_ok_or_blank(start: Start) -> None:
    session = start("<q/>", body='<trigger ref="/data/q"/>')
    for answer, stored in (("true", "OK"), ("false", ""), ("OK", "OK")):
        session.set("/data/q", answer)
        assert session.node("/data/q").value == stored


SELECT = (
    '<select ref="/data/q"><item><label>A</label><value>a</value>'
    "</item><item><label>B</label><value>b</value></item></select>"
)


def test_choices_are_stored_in_the_order_of_options(start: Start) -> None:
    session = start("<q/>", body=SELECT)
    session.set("/data/q", "b a")
    assert session.node("/data/q").value == "a b"
    session.set("/data/q", "b x a")
    assert session.node("/data/q").value == "b x a"


def test_range_keeps_its_step_and_bounds(start: Start) -> None:
    session = start(
        "<q/>", '<bind nodeset="/data/q" type="decimal"/>', '<range ref="/data/q" start="-2.0" end="2" step="0.5"/>'
    )
    for answer, stored in (("-1", "-1.0"), ("-5", ""), ("1.25", "1.25"), ("x", "x")):
        session.set("/data/q", answer)
        assert session.node("/data/q").value == stored


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("int", "4.5"),
        ("int", "۱۲"),
        ("decimal", "1e3"),
        ("date", "2026-02-30"),
        ("time", "25:00"),
        ("geopoint", "91 0"),
    ],
)
def test_wrong_answers_are_stored_and_named(start: Start, kind: str, answer: str) -> None:
    session = start("<q/>", f'<bind nodeset="/data/q" type="{kind}"/>', '<input ref="/data/q"/>')
    session.set("/data/q", answer)
    node = session.node("/data/q")
    assert node.value == answer
    assert node.violation is not None
    assert node.violation.kind == "type"


def test_dates_are_whole_days(calculated: Calculated) -> None:
    assert calculated("today() - date('2026-11-01')") == "21"
    assert calculated("int((today() - '2000-11-23') div 365.25)") == "25"
    assert calculated("number('1970-01-02')") == "1"
    assert calculated("date(1)") == "1970-01-02"
    assert calculated("format-date('2026-01-09', '%e/%n/%y')") == "9/1/26"


def test_distances_are_rounded_to_hundredths() -> None:
    assert evaluate("<r/>", "distance('0 0;0 1')") == 111318.85


def test_running_total_over_rows(start: Start) -> None:
    session = start(
        "<m><age>1</age><t/></m><m><age>5</age><t/></m><m><age>7</age><t/></m>",
        '<bind nodeset="/data/m/t" calculate="../age + '
        'coalesce(../../m[position() = position(current()/..) - 1]/t, 0)"/>',
        MEMBER,
    )
    assert [session.node(f"/data/m[{row}]/t").value for row in (1, 2, 3)] == ["1", "6", "13"]
    session.set("/data/m[1]/age", "2")
    assert [session.node(f"/data/m[{row}]/t").value for row in (1, 2, 3)] == ["2", "7", "14"]
    session.remove_repeat("/data/m[2]")
    assert [session.node(f"/data/m[{row}]/t").value for row in (1, 2)] == ["2", "9"]


@pytest.mark.parametrize(("seed", "order"), [("1", "265134"), ("-42", "541623"), ("11111111", "134265")])
def test_a_seed_means_one_order_in_every_engine(seed: str, order: str) -> None:
    """Orders as recorded from web-forms."""
    items = "".join(f"<i>{n}</i>" for n in range(1, 7))
    found = evaluate(f"<r>{items}</r>", f"randomize(/r/i, {seed})")
    assert isinstance(found, list)
    assert "".join(node.text for node in found) == order


def test_entities_are_refused(load: Callable[..., LoadedForm]) -> None:
    with pytest.raises(FormError, match="entities") as caught:
        load("<q/><meta><entity/></meta>")
    assert caught.value.code == "form-entities"
    assert caught.value.line


def test_actions_at_load_see_calculations(start: Start) -> None:
    model = '<setvalue event="odk-instance-first-load" ref="/data/given" value="/data/sum"/>'
    session = start("<given/><sum/>", '<bind nodeset="/data/sum" calculate="1 + 1"/>', model=model)
    assert session.node("/data/given").value == "2"


def test_max_may_be_below_zero(calculated: Calculated) -> None:
    assert (calculated("max(-3, -2)"), calculated("min(-3, -2)")) == ("-2", "-3")


def test_labels_stand_without_the_white_space_around(start: Start) -> None:
    session = start(
        "<a>1</a>",
        "",
        """<input ref="/data/a"><label>
        <output value="/data/a"/> of <em> two </em> </label></input>""",
    )
    assert session.node("/data/a").label == "1 of <em> two </em>"
