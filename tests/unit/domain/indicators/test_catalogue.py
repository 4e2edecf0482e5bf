from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from lxml import etree

from drc_desktop.domain.indicators import NODES, SUBJECTS, THEMATIC, Indicator

FORM = Path(__file__).resolve().parents[4] / "resources" / "forms" / "nser_survey.xml"
EVERY = [*SUBJECTS.values(), *THEMATIC.values()]


@pytest.fixture(scope="module")
def form_nodes() -> set[str]:
    binds = etree.parse(FORM).iter("{http://www.w3.org/2002/xforms}bind")
    return {str(bind.get("nodeset")) for bind in binds}


def test_every_subject_and_thematic_indicator_of_the_facts_is_mapped(shared: Path):
    facts = yaml.safe_load((shared / "facts" / "indicators.yaml").read_text(encoding="utf-8"))
    assert set(SUBJECTS) == {subject["n"] for subject in facts["subjects_24"]} == set(range(1, 25))
    assert set(THEMATIC) == set(facts["thematic"])


@pytest.mark.parametrize("indicator", EVERY, ids=lambda indicator: indicator.key)
def test_each_is_computed_from_nodes_of_the_compiled_form(indicator: Indicator, form_nodes: set[str]):
    assert indicator.questions
    assert indicator.formula
    assert set(indicator.nodes) <= form_nodes


def test_questions_are_those_of_the_questionnaire(shared: Path):
    facts = yaml.safe_load((shared / "facts" / "questionnaire.yaml").read_text(encoding="utf-8"))
    assert set(NODES) <= {question["id"] for question in facts["questions"]}


def test_figures_that_the_report_splits_by_sex_say_so(shared: Path):
    facts = yaml.safe_load((shared / "facts" / "indicators.yaml").read_text(encoding="utf-8"))
    split = {key for key, entry in facts["thematic"].items() if {"m", "f"} & set(_total(entry))}
    assert split == {key for key, indicator in THEMATIC.items() if "m_gender" in indicator.split_by}


def _total(entry: dict[str, object]) -> dict[str, object]:
    total = entry.get("total")
    return total if isinstance(total, dict) else {}


def test_no_question_is_listed_for_nothing():
    used = {question for indicator in EVERY for question in (*indicator.questions, *indicator.split_by)}
    assert set(NODES) == used
