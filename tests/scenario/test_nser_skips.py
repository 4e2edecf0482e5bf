"""Who is asked what: each `ask_if` of the questionnaire at both sides of its limits."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from survey_forms.engine import Clock, load_form
from survey_forms.engine.contract import Form

FORM = Path(__file__).resolve().parents[2] / "resources" / "forms" / "nser_survey.xml"
CLOCK = Clock.fixed(datetime(2026, 11, 22, 11, 5), ZoneInfo("Asia/Karachi"))

# question -> (answers that open it, answers that keep it closed); "age" stands for a date of birth
CASES: dict[str, tuple[list[dict[str, str]], list[dict[str, str]]]] = {
    "m_marital": ([{"age": "10"}, {"age": "70"}], [{"age": "9"}, {}]),
    "m_literate": ([{"age": "10"}], [{"age": "9"}]),
    "m_school": ([{"age": "4"}, {"age": "40"}], [{"age": "3"}]),
    "m_school_type": ([{"age": "9", "m_school": "1"}], [{"age": "9", "m_school": "2"}, {"age": "3", "m_school": "1"}]),
    "m_edu_level": (
        [{"age": "9", "m_school": "1"}, {"age": "9", "m_school": "2"}],
        [{"age": "9", "m_school": "3"}, {"age": "9"}],
    ),
    "m_oosc_reason": (
        [{"age": "4", "m_school": "3"}, {"age": "18", "m_school": "2"}],
        [{"age": "19", "m_school": "2"}, {"age": "10", "m_school": "1"}, {"age": "10"}],
    ),
    "m_work": ([{"age": "5"}], [{"age": "4"}]),
    "m_work_nature": ([{"age": "20", "m_work": "1"}], [{"age": "20", "m_work": "2"}, {"age": "4", "m_work": "1"}]),
    "m_work_sector": ([{"age": "20", "m_work": "1"}], [{"age": "20", "m_work": "3"}]),
    "m_work_permanent": (
        [{"age": "20", "m_work": "1", "m_work_nature": n} for n in "12"],
        [{"age": "20", "m_work": "1", "m_work_nature": n} for n in "345"]
        + [{"age": "20", "m_work": "3", "m_work_nature": "1"}],
    ),
    "m_work_income": ([{"age": "12", "m_work": "1"}], [{"age": "12", "m_work": "4"}]),
    "m_disability_type": ([{"m_disability": "1"}], [{"m_disability": "2"}, {}]),
    "m_disability_cnic": (
        [{"m_disability": "1", "age": "18"}],
        [{"m_disability": "1", "age": "17"}, {"m_disability": "2", "age": "18"}],
    ),
    "m_treatment": (
        [{"m_disability": "1", "m_chronic": "0"}, {"m_disability": "2", "m_chronic": "3 7"}],
        [{"m_disability": "2", "m_chronic": "0"}, {"m_disability": "2"}],
    ),
    "m_pregnant": (
        [{"m_gender": "F", "age": age, "m_marital": "2"} for age in ("15", "49")],
        [{"m_gender": "F", "age": age, "m_marital": "2"} for age in ("14", "50")]
        + [{"m_gender": g, "age": "30", "m_marital": m} for g, m in (("F", "1"), ("M", "2"), ("T", "2"))],
    ),
    "infant_death_detail": ([{"infant_death": "1"}], [{"infant_death": "0"}, {}]),
    "foreign_travel": ([{"age": "18"}], [{"age": "17"}]),
    "foreign_travel_dates": (
        [{"age": "18", "foreign_travel": "1"}],
        [{"age": "18", "foreign_travel": "0"}, {"age": "18"}, {"age": "17", "foreign_travel": "1"}],
    ),
    "wood_from_forest": ([{"cooking_fuel": "3"}], [{"cooking_fuel": "1"}, {}]),
    "utility_refs": (
        [{"electricity": "1", "gas": "3"}, {"electricity": "3", "gas": "1"}],
        [{"electricity": "2", "gas": "2"}, {}],
    ),
    "agri_crops": (
        [{"acres": "1", "kanals": "0"}, {"acres": "0", "kanals": "1"}],
        [{"acres": "0", "kanals": "0"}, {}],
    ),
}


@lru_cache(maxsize=1)
def form() -> Form:
    return load_form(FORM)


@lru_cache(maxsize=1)
def refs() -> dict[str, str]:
    """Node name -> its ref in a survey with one member."""
    return {ref.rsplit("/", 1)[-1].partition("[")[0]: ref for ref in reversed(form().start(clock=CLOCK).refs())}


def test_every_condition_of_the_questionnaire_is_tried(shared: Path):
    facts = yaml.safe_load((shared / "facts" / "questionnaire.yaml").read_text(encoding="utf-8"))
    assert set(CASES) == {question["id"] for question in facts["questions"] if question["ask_if"] != "always"}


@pytest.mark.parametrize(
    ("question", "answers", "opens"),
    [
        (name, answers, opens)
        for name, sides in CASES.items()
        for opens in (True, False)
        for answers in sides[not opens]
    ],
    ids=lambda value: (
        " ".join(f"{k}={v}" for k, v in value.items()) or "blank" if isinstance(value, dict) else str(value)
    ),
)
def test_question_opens_and_closes(question: str, answers: dict[str, str], opens: bool):
    session = form().start(clock=CLOCK)
    for name, value in answers.items():
        if name == "age":
            name, value = "m_dob", f"{2026 - int(value)}-11-22"
        session.set(refs()[name], value)
    ref = "/data/infants/infant_death_detail[1]" if question == "infant_death_detail" else refs()[question]
    assert (ref in session.refs() and session.node(ref).relevant) is opens


def test_age_is_counted_in_whole_years_on_the_day_of_the_survey():
    session = form().start(clock=CLOCK)
    for born, age in (("2016-11-22", "10"), ("2016-11-23", "9"), ("2026-11-22", "0"), ("1906-11-22", "120"), ("", "")):
        session.set(refs()["m_dob"], born)
        assert session.node(refs()["m_age"]).value == age
