"""The two forms of the product against the questionnaire, the table of places and the field's own validator."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from survey_forms.authoring.convert import convert
from survey_forms.authoring.lints import lint
from survey_forms.authoring.validate import java, odk_validate

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
FORMS = ["nser_survey", "nser_roster"]
XF, DRC, JR = "{http://www.w3.org/2002/xforms}", "{urn:drc-desktop:form}", "{http://openrosa.org/javarosa}"
PAGES = [
    *("address", "members", "education", "work", "health", "migration"),
    *("house", "power", "goods", "land", "income", "check"),
]
LANGUAGES = ["Urdu (ur)", "English (en)"]


@lru_cache
def tree(form: str) -> Any:
    return etree.parse(RESOURCES / "forms" / f"{form}.xml").getroot()


@lru_cache
def binds(form: str) -> dict[str, Any]:
    return {bind.get("nodeset"): bind for bind in tree(form).iter(f"{XF}bind")}


def leaf(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def items(form: str, name: str) -> list[dict[str, str]]:
    instance = tree(form).find(f".//{XF}instance[@id='{name}']")
    return [{leaf_tag(cell): cell.text or "" for cell in item} for item in instance.iter(f"{XF}item")]


def leaf_tag(element: Any) -> str:
    return etree.QName(element).localname


def words(form: str, language: str) -> dict[str, str]:
    translation = tree(form).find(f".//{XF}translation[@lang='{language}']")
    return {text.get("id"): "".join(text.itertext()).strip() for text in translation}


@pytest.fixture(scope="module")
def questions(shared: Path) -> dict[str, dict[str, Any]]:
    facts = yaml.safe_load((shared / "facts" / "questionnaire.yaml").read_text(encoding="utf-8"))
    return {question["id"]: question for question in facts["questions"]}


@pytest.mark.parametrize("form", FORMS)
def test_compiled_form_is_what_the_workbook_says(form: str):
    source = RESOURCES / "forms" / f"{form}.xlsx"
    compiled = source.with_suffix(".xml").read_bytes().replace(b"\r\n", b"\n")  # a Windows checkout
    assert convert(source).xform == compiled
    assert convert(source).warnings == ()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.skipif(java() is None, reason="Java is not on this machine: ODK Validate was not asked")
def test_odk_validate_accepts_the_form(form: str):
    assert odk_validate(RESOURCES / "forms" / f"{form}.xml") == []


@pytest.mark.parametrize("form", FORMS)
def test_no_remarks_of_our_own(form: str):
    assert lint((RESOURCES / "forms" / f"{form}.xml").read_bytes()) == []


def test_all_63_questions_are_nodes_with_their_number(questions: dict[str, dict[str, Any]]):
    numbered = {
        int(bind.get(f"{DRC}n")): leaf(path) for path, bind in binds("nser_survey").items() if bind.get(f"{DRC}n")
    }
    assert numbered == {question["n"]: key for key, question in questions.items()}
    assert len(numbered) == 63


def test_a_node_that_follows_up_names_an_existing_question(questions: dict[str, dict[str, Any]]):
    follow_ups = [bind.get(f"{DRC}of") for form in FORMS for bind in binds(form).values() if bind.get(f"{DRC}of")]
    assert follow_ups
    assert {int(n) for n in follow_ups} <= {question["n"] for question in questions.values()}


def test_options_have_the_codes_and_words_of_the_questionnaire(questions: dict[str, dict[str, Any]]):
    urdu, english = (words("nser_survey", language) for language in LANGUAGES)
    lists = {
        leaf(control.get("ref")): control.find(f"{XF}itemset").get("nodeset").split("'")[1]
        for control in tree("nser_survey").iter(f"{XF}select", f"{XF}select1")
    }
    checked = 0
    for key, question in questions.items():
        if question["type"] not in ("single", "multi", "likert_grid"):
            continue
        listed = items("nser_survey", lists["police" if key == "institutions" else key])
        said = [(item["name"], urdu[item["itextId"]], english[item["itextId"]]) for item in listed]
        assert said == [(str(option["code"]), option["ur"], option["en"]) for option in question["options"]], key
        checked += 1
    assert checked == 38


def test_count_lists_have_a_field_for_each_thing(questions: dict[str, dict[str, Any]]):
    lists = [question for question in questions.values() if question["type"] == "count_list"]
    assert len(lists) == 4
    for question in lists:
        group = next(path for path in binds("nser_survey") if leaf(path) == question["id"])
        for option in question["options"]:
            bind = binds("nser_survey")[f"{group}/{option['code']}"]
            low, high = question["range"]["min"], question["range"]["max"]
            assert bind.get("constraint") == f". >= {low} and . <= {high}"
            assert bind.get("required") == "true()"


def test_required_questions_are_required(questions: dict[str, dict[str, Any]]):
    for key, question in questions.items():
        bind = next(bind for path, bind in binds("nser_survey").items() if leaf(path) == key)
        if question["required"] is True and bind.get("type"):
            assert bind.get("required") == "true()", key
        elif question["required"] is False and bind.get("type"):
            assert bind.get("required") is None, key


def test_pages_come_in_the_order_of_the_window():
    seen = dict.fromkeys(bind.get(f"{DRC}page") for bind in binds("nser_survey").values() if bind.get(f"{DRC}page"))
    assert list(seen) == PAGES


@pytest.mark.parametrize("form", FORMS)
def test_soft_checks_name_their_field_and_never_block(form: str):
    soft = {path: bind for path, bind in binds(form).items() if bind.get(f"{DRC}soft")}
    triggers = {control.get("ref") for control in tree(form).iter(f"{XF}trigger")}
    names = {leaf(path) for path in binds(form)}
    assert set(soft) == triggers != set()
    for path, bind in soft.items():
        assert path.endswith("_look")
        assert bind.get(f"{DRC}soft") in names
        assert bind.get("relevant")
        assert bind.get("required") is None
        assert bind.get("constraint") is None


@pytest.mark.parametrize("form", FORMS)
def test_what_refuses_an_answer_says_why_in_both_languages(form: str):
    for language in LANGUAGES:
        said = words(form, language)
        for path, bind in binds(form).items():
            for rule, message in (("constraint", "constraintMsg"), ("required", "requiredMsg")):
                if bind.get(rule):
                    reference = bind.get(f"{JR}{message}") or ""
                    assert said.get(reference.removeprefix("jr:itext('").removesuffix("')")), (path, rule, language)


@pytest.mark.parametrize("form", FORMS)
def test_urdu_leads_and_the_version_is_a_date(form: str):
    default = [t.get("lang") for t in tree(form).iter(f"{XF}translation") if t.get("default")]
    assert default == LANGUAGES[:1]
    root = tree(form).find(f".//{XF}model/{XF}instance")[0]
    assert root.get("id") == form
    assert root.get("version", "").startswith("20")
    assert len(root.get("version", "")) == 10


@pytest.mark.parametrize("form", FORMS)
def test_instance_name_carries_no_personal_data(form: str):
    expression = binds(form)["/data/meta/instanceName"].get("calculate")
    assert not [name for name in ("name", "idno", "cnic", "mobile", "landmark") if name in expression]


@pytest.mark.parametrize("form", FORMS)
def test_places_in_the_form_are_those_of_the_table(form: str):
    with (RESOURCES / "geo" / "places.csv").open(encoding="utf-8", newline="") as file:
        table = {row["code"]: row for row in csv.DictReader(file)}
    urdu, english = (words(form, language) for language in LANGUAGES)
    for kind, parent in (("region", ""), ("district", "region"), ("tehsil", "district")):
        listed = {item["name"]: item for item in items(form, kind)}
        assert set(listed) == {code for code, row in table.items() if row["kind"] == kind}
        for code, item in listed.items():
            row = table[code]
            assert (item.get(parent, ""), english[item["itextId"]]) == (row["parent"], row["en"])
            assert urdu[item["itextId"]] == (row["ur"] or row["en"])
            assert row["ur_status"] == ("assembled" if row["ur"] else "")


def test_table_of_places_holds_the_published_codes(shared: Path):
    with (shared / "facts" / "geo" / "PK_Administrative_Coding.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with (RESOURCES / "geo" / "places.csv").open(encoding="utf-8", newline="") as file:
        parents = {row["code"]: row["parent"] for row in csv.DictReader(file)}
    published = {row["Province_Code"]: "" for row in rows}
    published |= {row["District_Code"]: row["Province_Code"] for row in rows}
    published |= {row["Tehsil_Code"]: row["District_Code"] for row in rows}
    assert parents == published
    assert len(parents) == 7 + 160 + 577
