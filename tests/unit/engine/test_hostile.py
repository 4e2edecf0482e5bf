"""Forms and expressions meant to break the loader: a FormError with a place, in bounded time and memory."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_forms.engine import EngineError, FormError, load_form
from survey_forms.engine.form import LoadedForm
from survey_forms.engine.session import Session
from survey_forms.engine.xpath import evaluate
from survey_forms.engine.xpath.functions.regexes import search
from survey_forms.engine.xpath.parser import parse

Load = Callable[..., LoadedForm]


def test_external_entities_are_not_read(xform: Callable[..., bytes], tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("x") / "secret.txt"
    secret.write_text("top secret")
    form = xform("<q>&x;</q>")
    with pytest.raises(FormError, match="entities") as caught:
        load_form(f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode() + form)
    assert caught.value.code == "xml-entities"


def test_entity_bombs_are_refused(xform: Callable[..., bytes]) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    with pytest.raises(FormError):
        load_form(f'<!DOCTYPE d [<!ENTITY e0 "ha">{levels}]>'.encode() + xform("<q>&e11;</q>"))
    with pytest.raises(FormError):
        evaluate(f'<!DOCTYPE d [<!ENTITY e0 "ha">{levels}]><d>&e11;</d>', "string(/d)")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "xml-syntax"),
        (b"not xml", "xml-syntax"),
        (b"<a><b></a>", "xml-syntax"),
        (b"<a/>", "form-no-model"),
        (b"\xff\xfe\x00", "xml-syntax"),
        (b'<?xml version="1.0" encoding="utf-8"?><a>\xe9</a>', "xml-syntax"),
    ],
)
def test_what_is_no_form_is_said(data: bytes, code: str) -> None:
    with pytest.raises(FormError) as caught:
        load_form(data)
    assert caught.value.code == code


def test_deep_nesting_is_refused_with_the_place(load: Load) -> None:
    with pytest.raises(FormError) as caught:
        load("<g>" * 150 + "</g>" * 150)
    assert caught.value.line


@pytest.mark.parametrize(
    ("first", "second"),
    [("/data/b + 1", "/data/a + 1"), ("/data/a", "1"), ("if(/data/b > 1, 1, 2)", "string-length(/data/a)")],
)
def test_circles_are_named(load: Load, first: str, second: str) -> None:
    with pytest.raises(FormError) as caught:
        load(
            "<a/><b/>", f'<bind nodeset="/data/a" calculate="{first}"/>\n<bind nodeset="/data/b" calculate="{second}"/>'
        )
    assert caught.value.code == "form-cycle"
    assert "/data/a (calculate)" in str(caught.value)
    assert caught.value.line


def test_a_circle_through_relevance_is_found(load: Load) -> None:
    with pytest.raises(FormError) as caught:
        load("<g><a/></g>", '<bind nodeset="/data/g" relevant="/data/g/a = 1"/>')
    assert caught.value.code == "form-cycle"


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("1 +", "xpath-syntax"),
        ("nofunction(1)", "xpath-function"),
        ("concat(", "xpath-syntax"),
        ("substr('a')", "xpath-arguments"),
        ("instance('nowhere')/root/item", "instance-missing"),
        ("'open", "xpath-syntax"),
        ("(" * 300 + "1" + ")" * 300, "xpath-too-deep"),
        ("count(1)", "xpath-type"),
        ("/data/#", "xpath-syntax"),
    ],
)
def test_wrong_expressions_are_load_errors_with_line_and_node(load: Load, expression: str, code: str) -> None:
    with pytest.raises(FormError) as caught:
        load("<a/>", f'\n\n<bind nodeset="/data/a" calculate="{expression}"/>')
    assert caught.value.code == code
    assert (caught.value.line, caught.value.node) == (3, "/data/a")


def test_long_expressions_compile_and_too_long_ones_are_refused(load: Load) -> None:
    session = load("<a/>", f'<bind nodeset="/data/a" calculate="{" + ".join(["1"] * 20_000)}"/>').start()
    assert session.node("/data/a").value == "20000"
    nested = "if(1 = 1, " * 90 + "'x'" + ", 'y')" * 90
    assert load("<a/>", f'<bind nodeset="/data/a" calculate="{nested}"/>').start().node("/data/a").value == "x"
    with pytest.raises(FormError) as caught:
        parse("1 + " * 300_000 + "1")
    assert caught.value.code == "xpath-too-long"


@pytest.mark.parametrize(
    "expression",
    ["/data" + "/.." * 80_000, "/data/a" + "[1 = 1]" * 30_000, "1 + " * 249_999 + "1", "//a" * 300],
)
def test_no_path_is_compiled_for_ever(load: Load, expression: str) -> None:
    with pytest.raises(FormError) as caught:
        load("<a/>", f'\n<bind nodeset="/data/a" calculate="{expression}"/>')
    assert (caught.value.code, caught.value.line, caught.value.node) == ("xpath-too-long", 2, "/data/a")


def test_a_missing_file_is_said(load: Load) -> None:
    form = load("<q/>", model='<instance id="x" src="jr://file/x.xml"/>')
    with pytest.raises(FormError) as caught:
        form.start()
    assert caught.value.code == "resource-missing"
    for damaged in (b"<a", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        with pytest.raises(FormError):
            form.start(resources={"x": damaged})


@pytest.mark.parametrize("data", [b"\xff\xfe", b'a,b\n"open', b"a;b\n\xe9"])
def test_damaged_tables_are_known_errors(load: Load, data: bytes) -> None:
    form = load("<q/>", model='<instance id="x" src="jr://file-csv/x.csv"/>')
    with pytest.raises(FormError) as caught:
        form.start(resources={"x": data})
    assert caught.value.code.startswith("resource-")


def test_a_count_beyond_reason_is_refused(start: Callable[..., Session]) -> None:
    session = start(
        '<n/><m jr:template=""><q/></m>',
        body='<input ref="/data/n"/><repeat nodeset="/data/m" jr:count="/data/n"><input ref="/data/m/q"/></repeat>',
    )
    with pytest.raises(FormError, match="rows"):
        session.set("/data/n", "100000000")


def test_rows_that_call_for_more_rows_end(load: Load) -> None:
    form = load(
        '<m jr:template=""><q>1</q></m>',
        body='<repeat nodeset="/data/m" jr:count="count(/data/m) + 1"><input ref="/data/m/q"/></repeat>',
    )
    with pytest.raises(FormError):
        form.start()


@pytest.mark.parametrize("count", ["q", "i/x", "count(i)", "sum(./i/x)", "position(.)"])
def test_a_count_that_reads_its_own_rows_is_refused_with_the_place(load: Load, count: str) -> None:
    with pytest.raises(FormError) as caught:
        load(
            '<m jr:template=""><q/><i><x/></i></m>',
            body=f'''\n<repeat nodeset="/data/m" jr:count="{count}"><input ref="/data/m/q"/>
            <repeat nodeset="/data/m/i"><input ref="/data/m/i/x"/></repeat></repeat>''',
        )
    assert (caught.value.code, caught.value.line, caught.value.node) == ("count-of-itself", 2, "/data/m")


def test_a_group_holds_no_value_of_its_own(load: Load) -> None:
    """Written to a group, a value must not end up in some question."""
    form = load(
        "<g><a/></g><meta><instanceID/></meta><last>mine</last>",
        """<bind nodeset="/data/g" calculate="'x'" jr:preload="uid"/>""",
    )
    assert form.start().node("/data/last").value == "mine"
    assert any("/data/g is no question" in warning for warning in form.warnings)


@pytest.mark.parametrize(("nodeset", "node"), [("/data", "/data"), ("/data /m", "/data/m")])
def test_what_cannot_repeat_is_said(load: Load, nodeset: str, node: str) -> None:
    with pytest.raises(FormError) as caught:
        load("<m><q/></m>", body=f'<repeat nodeset="{nodeset}" jr:count="2"><input ref="/data/m/q"/></repeat>')
    assert (caught.value.code, caught.value.node, caught.value.line) == ("repeat-path", node, 1)


def test_a_hundred_thousand_nodes_load(load: Load) -> None:
    form = load("<m><q>1</q></m>" * 50_000 + "<s/>", '<bind nodeset="/data/s" calculate="sum(/data/m/q)"/>',
                '<repeat nodeset="/data/m"><input ref="/data/m/q"/></repeat>')  # fmt: skip
    assert form.start().node("/data/s").value == "50000"


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$", "^([a-z]*)*$", r"^(?:\w+)*$", "^(a|aa)*$", "^(a|a?)+$", "^(.*a){20}$", "^((a|b)*|(b|a)*)*$",
        "^(?!(a|aa)*b$)(a|aa)*$", "^(a{0,100}){0,10}a*$",
    ],
)  # fmt: skip
@pytest.mark.timeout(20)
def test_no_pattern_takes_long(pattern: str) -> None:
    """Each of these takes a backtracking matcher more than a lifetime."""
    assert search("a" * 2_000 + "!", pattern) is False
    assert search("a" * 2_000, pattern) is True


def test_the_length_of_a_text_is_bounded() -> None:
    assert search("a" * 100_000, "^a+$") is True
    assert search("a" * 100_001, "^a+$") is False


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("^(?!0+$)[0-9]{5}$", "00100", "00000"),
        ("^(?=.*[a-z])(?=.*[0-9]).{3,}$", "ab1", "abc"),
        ("^(?!a)b|c", "ac", "ab"),
        ("^(?!a|b)[a-z]", "c", "b"),
        ("^(?![)(])x", "x", "(x"),
        ("^.{2,1500}$", "a" * 1_500, "a" * 1_501),
        ("^a{1200,}$", "a" * 1_200, "a" * 1_199),
        ("^[a{2000}]+$", "{2}a", "b"),
        (r"^\p{L}+$", "نام", "نام1"),
        (r"^\w+\Z", "name", "نام"),
        ("^[آ-ی]+$", "نام", "name"),
    ],
)
def test_patterns_mean_what_they_say(pattern: str, good: str, bad: str) -> None:
    assert (search(good, pattern), search(bad, pattern)) == (True, False)


def test_what_no_automaton_can_do_is_bounded_or_refused(load: Load) -> None:
    assert (search("1111", r"^(\d)\1*$"), search("1112", r"^(\d)\1*$")) == (True, False)
    assert (search("ab", "(?<=a)b"), search("cb", "(?<=a)b")) == (True, False)
    assert search("1" * 201, r"^(\d)\1*$") is False
    for pattern in (r"(a|aa)*\1$", "(?=x)(a+)+$", "a*a*a*(?!b)"):
        with pytest.raises(FormError) as caught:
            load("<a/>", f'\n<bind nodeset="/data/a" constraint="regex(., \'{pattern}\')"/>')
        assert (caught.value.code, caught.value.line, caught.value.node) == ("xpath-regex-unbounded", 2, "/data/a")


@pytest.mark.parametrize("pattern", ["(", "[", "a{3,2}", "a**", "*", "a" * 3_000, "\ud800"])
def test_what_is_no_pattern_is_said(pattern: str) -> None:
    with pytest.raises(FormError) as caught:
        search("a", pattern)
    assert caught.value.code == "xpath-regex"


def test_halves_of_characters_match_nothing_of_their_own() -> None:
    assert search("\ud800", "^.$") is True


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="ab/.[]()@*|=<>!+-1'\",: \n$ڈ", max_size=40))
def test_any_text_parses_or_is_a_known_error(text: str) -> None:
    with contextlib.suppress(EngineError):
        evaluate("<a><b>1</b><b/></a>", text)
