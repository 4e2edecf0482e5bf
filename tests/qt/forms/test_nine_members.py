"""A household of nine is entered in the real survey with the keyboard alone; the submission holds what was typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from PySide6.QtCore import Qt

ROOT = Path(__file__).resolve().parents[3]
SURVEY = ROOT / "resources" / "forms" / "nser_survey.xml"

#: name, id (13 digits; '' = no document, reason 2), relation, gender, born, marital, father, mother, spouse
PEOPLE = [
    ("Muhammad Aslam", "3840312345671", "1", "M", "1980-03-05", "2", "0", "8", "2"),
    ("Sakina Bibi", "3840322345672", "2", "F", "1984-07-19", "2", "0", "0", "1"),
    ("Bilal Aslam", "3840332345673", "3", "M", "2005-01-30", "1", "1", "2", ""),
    ("Ayesha Aslam", "3840342345674", "3", "F", "2009-11-02", "1", "1", "2", ""),
    ("Usman Aslam", "3840352345675", "3", "M", "2013-05-14", "1", "1", "2", ""),
    ("Hafsa Aslam", "3840362345676", "3", "F", "2018-08-21", "", "1", "2", ""),
    ("Zainab Aslam", "", "3", "F", "2024-06-18", "", "1", "2", ""),
    ("Ghulam Fatima", "3840372345678", "5", "F", "1955-12-25", "3", "0", "0", ""),
    ("Ali Raza", "3840382345679", "6", "M", "1990-02-11", "1", "0", "8", ""),
]
_ROSTER = ("m_name", "m_idno", "m_relation", "m_gender", "m_dob", "m_marital", "m_father", "m_mother", "m_spouse")

MEMBER = {
    "m_family_tree": "1", "m_idno_none": "2", "m_literate": "1", "m_school": "1", "m_school_type": "1",
    "m_edu_level": "2", "m_oosc_reason": "3", "m_work": "2", "m_work_nature": "3", "m_work_sector": "4",
    "m_work_permanent": "2", "m_work_income": "25000", "m_disability": "2", "m_disability_type": "2",
    "m_disability_cnic": "1", "m_chronic": "0", "m_treatment": "1", "m_pregnant": "4", "foreign_travel": "0",
    "departed": "2025-06-02", "returned": "2025-07-14",
}  # fmt: skip
SPECIAL = {
    (1, "m_work"): "1", (3, "m_work"): "1", (8, "m_chronic"): "1 3 11", (9, "m_disability"): "1",
    (9, "foreign_travel"): "3", (1, "m_school"): "2", (2, "m_school"): "3", (8, "m_school"): "3",
}  # fmt: skip

HOUSEHOLD = {
    "respondent_cnic": "3840322345672", "respondent_relation": "2", "respondent_agrees": "1", "region": "PK6",
    "district": "", "tehsil": "", "union_council": "UC 14 Dharema", "urban_rural": "2",
    "village_city": "Chak 24 NB Sargodha", "house_street": "House 11 street 3",
    "landmark": "Jamia mosque at the canal bridge", "address_same_cnic": "1", "mobile": "03001234567",
    "mobile_owner": "1", "infant_death": "1", "infant_kind": "", "infant_born": "2024-01-05",
    "infant_died": "2024-03-09", "infant_cause": "", "migration": "0", "remittance": "0", "tenure": "2",
    "structure": "1", "rooms": "2", "toilet": "5", "water": "10", "cooking_fuel": "3", "wood_from_forest": "50",
    "electricity": "1", "gas": "3", "electricity_ref": "12345678901234", "internet": "2", "backup_power": "1 3",
    "fridge": "1", "fan": "3", "phone": "2", "motorcycle": "1", "acres": "2", "kanals": "4", "agri_crops": "1 4",
    "cow": "2", "goat": "4", "poultry": "6", "machinery": "0", "income": "78000", "expenditure": "76500", "loan": "3",
    "benefits": "1", "police": "4", "administration": "2", "courts": "4", "prosecution": "1", "shock": "1",
    "shock_loss": "one wall of the house", "operator_note": "", "read_back": "1",
}  # fmt: skip


def wanted(hand: Any, ref: str) -> str:
    name = ref.rpartition("/")[2]
    if ref.startswith("/data/member["):
        number = int(ref[len("/data/member[") :].partition("]")[0])
        if name in _ROSTER:
            return PEOPLE[number - 1][_ROSTER.index(name)]
        return SPECIAL.get((number, name), MEMBER[name])
    choices = hand.session.node(ref).choices
    value = HOUSEHOLD.get(name, "0" if hand.session.item(ref).type == "int" else None)
    assert value is not None, f"the test knows no answer for {ref}"
    if not value and choices:
        return str(choices[min(2, len(choices) - 1)].value)
    return value


def at_table(hand: Any) -> None:
    count = len(hand.view.page.table.rows)
    if count < len(PEOPLE) and hand.view.screen_shown.section == "roster":
        hand.press(Qt.Key.Key_Insert)
    else:
        hand.alt(Qt.Key.Key_Down)


@pytest.mark.parametrize("language", ["English (en)", "Urdu (ur)"])
def test_nine_members_by_keyboard_only(
    open_form: Callable[..., Any], fill: Callable[..., dict[str, str]], language: str
) -> None:
    hand = open_form(SURVEY, language)
    given = fill(hand, lambda ref: wanted(hand, ref), at_table)
    hand.press(Qt.Key.Key_PageDown)
    assert hand.at() == "/data/check/operator_note"
    hand.enter("")
    hand.enter("1")
    done: list[bool] = []
    hand.view.finished_requested.connect(lambda: done.append(True))
    hand.press(Qt.Key.Key_Return, mods=Qt.KeyboardModifier.ControlModifier)
    assert hand.session.validate() == []
    assert done == [True]
    assert hand.view.counts().wrong == hand.view.counts().open == 0
    given |= {"/data/check/read_back": "1"}
    assert answers(hand.session.finalise().xml) == {ref: value for ref, value in given.items() if value}
    characters = sum(len(value) for value in given.values())
    assert hand.keys <= 1.5 * characters + len(given)
    print(f"{language}: {hand.keys} keys, {characters} characters of answers, {len(given)} questions")


def answers(xml: bytes) -> dict[str, str]:
    """Typed answers of a submission by ref; computed values and what the form fills itself are left out."""
    root = etree.fromstring(xml)
    tree, found = etree.ElementTree(root), {}
    for element in root.iter():
        if len(element) or not element.text:
            continue
        path = tree.getpath(element)
        for group in ("member", "infant_death_detail"):
            path = path.replace(f"/{group}/", f"/{group}[1]/")
        found[path] = element.text
    return {ref: text for ref, text in found.items() if ref.rpartition("/")[2] not in COMPUTED and "meta" not in ref}


COMPUTED = {
    "survey_date", "m_no", "m_age", "m_earned", "member_count", "head_count", "adult_count", "child_count",
    "missing_documents", "open_links", "size_wrong", "heads_wrong", "links_wrong", "start", "end",
}  # fmt: skip
