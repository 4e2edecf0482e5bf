"""Every kind of question is answered by keys alone, and what is stored is what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree
from PySide6.QtCore import Qt

from survey_forms.engine import Changes

Open = Callable[..., Any]
ONE = "/data/one/"
TWO = "/data/two/"


def test_first_field_has_the_focus(open_form: Open) -> None:
    assert open_form().at() == ONE + "name"


def test_text_is_stored_when_the_field_is_left(open_form: Open) -> None:
    hand = open_form()
    hand.type("Zainab Bibi")
    assert hand.value(ONE + "name") == ""
    hand.press(Qt.Key.Key_Return)
    assert hand.value(ONE + "name") == "Zainab Bibi"
    assert hand.at() == ONE + "age"


@pytest.mark.parametrize(("typed", "stored"), [("34", "34"), ("۳۴", "34"), ("٣٤", "34"), ("3x4", "34"), ("007", "7")])
def test_whole_number_takes_digits_of_any_script(open_form: Open, typed: str, stored: str) -> None:
    hand = open_form(at=ONE + "age")
    hand.enter(typed)
    assert hand.value(ONE + "age") == stored


def test_arrows_count(open_form: Open) -> None:
    hand = open_form(at=ONE + "age")
    hand.press(Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down)
    assert hand.value(ONE + "age") == "2"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("18062024", "2024-06-18"), ("4/7/1999", "1999-07-04"), ("۱۸۰۶۲۰۲۴", "2024-06-18"), ("1.2.2001", "2001-02-01")],
)
def test_date_boxes_move_on_by_themselves(open_form: Open, typed: str, stored: str) -> None:
    hand = open_form(at=ONE + "born")
    hand.enter(typed)
    assert hand.value(ONE + "born") == stored
    assert hand.at() == ONE + "idno"


def test_a_date_that_does_not_exist_is_wrong_once_left(open_form: Open) -> None:
    hand = open_form(at=ONE + "born")
    hand.type("31022024")
    box = hand.view.page.box_of(ONE + "born")
    assert box is not None
    assert box.messages == []
    hand.press(Qt.Key.Key_Return)
    assert [message.kind for message in box.messages] == ["wrong"]
    assert hand.value(ONE + "born") == "2024-02-31"


def test_cnic_gets_its_dashes_and_is_masked_once_left(open_form: Open) -> None:
    hand = open_form(at=ONE + "idno")
    hand.type("۳۸۴۰۳۱۲۳۴۴۱۷۲")
    edit = hand.focus()
    assert edit.text() == "38403-1234417-2"
    hand.press(Qt.Key.Key_Return)
    assert hand.value(ONE + "idno") == "3840312344172"
    assert edit.text() == "•••••-•••4417-2"
    hand.press(Qt.Key.Key_Return, mods=Qt.KeyboardModifier.ShiftModifier)
    assert edit.text() == "38403-1234417-2"
    hand.press(Qt.Key.Key_Return)
    assert hand.value(ONE + "idno") == "3840312344172"


def test_zero_as_first_key_asks_why_there_is_no_document(open_form: Open) -> None:
    hand = open_form(at=ONE + "idno")
    assert ONE + "idno_none" not in [editor.objectName() for editor in hand.view.page.editors()]
    hand.type("0")
    assert hand.at() == ONE + "idno_none"
    hand.type("2")
    assert hand.value(ONE + "idno_none") == "2"
    assert hand.value(ONE + "idno") == ""
    assert not hand.session.node(ONE + "idno").relevant


def test_a_survey_comes_back_to_the_question_why_there_is_no_document(open_form: Open) -> None:
    hand = open_form(at=ONE + "idno_none")
    assert hand.at() == ONE + "idno_none"
    hand.type("2")
    assert hand.value(ONE + "idno_none") == "2"


def test_mobile_is_grouped_four_and_seven(open_form: Open) -> None:
    hand = open_form(at=ONE + "mobile")
    hand.type("03001234567")
    assert hand.focus().text() == "0300-1234567"
    hand.press(Qt.Key.Key_Return)
    assert hand.value(ONE + "mobile") == "03001234567"


def test_digit_chooses_and_enter_goes_on(open_form: Open) -> None:
    hand = open_form(at=ONE + "sex")
    hand.enter("2")
    assert hand.value(ONE + "sex") == "F"
    assert hand.at() == ONE + "water"


def test_a_code_takes_one_digit_at_once_and_a_second_goes_on_from_it(open_form: Open) -> None:
    hand = open_form(at=ONE + "water")
    hand.type("1")
    assert hand.value(ONE + "water") == "1"
    hand.type("0")
    assert hand.value(ONE + "water") == "10"
    hand.type("3")
    assert hand.value(ONE + "water") == "3"
    hand.press(Qt.Key.Key_Backspace)
    assert hand.value(ONE + "water") == ""


def test_space_opens_the_list_and_enter_takes_its_row(open_form: Open) -> None:
    hand = open_form(at=ONE + "water")
    hand.press(Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert hand.at() == ONE + "water"
    hand.press(Qt.Key.Key_Return)
    assert hand.value(ONE + "water") == "3"
    assert hand.at() != ONE + "water"


def test_a_question_opens_when_its_ground_is_given(open_form: Open) -> None:
    hand = open_form(at=ONE + "water")
    box = hand.view.page.box_of(ONE + "wood")
    assert box is not None
    assert box.presence() == "slot"
    assert box.reason() == "opens when water is 2"
    hand.enter("2")
    assert box.presence() == "full"
    assert hand.at() == ONE + "wood"


def test_several_answers_and_none_clears_the_rest(open_form: Open) -> None:
    hand = open_form(at=ONE + "ill")
    hand.type("32")
    assert hand.value(ONE + "ill") == "2 3"
    hand.type("12")
    assert hand.value(ONE + "ill") == "2 3 12"
    hand.type("0")
    assert hand.value(ONE + "ill") == "0"
    hand.type("3")
    assert hand.value(ONE + "ill") == "3"


def test_a_long_list_is_searched_by_typing(open_form: Open) -> None:
    hand = open_form(at=ONE + "town")
    hand.enter("kot")
    assert hand.value(ONE + "town") == "PK-4"
    assert hand.at() == ONE + "income"


def test_money_is_grouped_and_read_back(open_form: Open) -> None:
    hand = open_form(at=ONE + "income")
    hand.enter("231500")
    assert hand.value(ONE + "income") == "231500"
    control = hand.view.page.box_of(ONE + "income").controls[ONE + "income"]
    assert control.edit.text() == "231,500"


def test_a_soft_check_is_accepted_with_plus_and_asked_again_for_another_answer(open_form: Open) -> None:
    hand = open_form(at=ONE + "age")
    hand.enter("104")
    assert hand.session.node(ONE + "age_look").relevant
    hand.type("+")
    assert hand.value(ONE + "age_look") == "OK"
    hand.press(Qt.Key.Key_Return, mods=Qt.KeyboardModifier.ShiftModifier)
    hand.enter("105")
    assert hand.value(ONE + "age") == "105"
    assert hand.value(ONE + "age_look") == ""


def test_counts_likert_fields_rank_time_range_and_rows(open_form: Open) -> None:
    hand = open_form(at=TWO + "animals/cow")
    for typed in ("2", "0", "1", "3", "1", "4", "312", "0930"):
        hand.enter(typed)
    assert hand.at() == TWO + "mark"
    hand.press(Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Return)
    hand.enter("2")
    assert hand.at() == TWO + "trip[1]/where"
    hand.enter("Lahore")
    hand.enter("Karachi")
    got = {ref: hand.value(TWO + ref) for ref in ("animals/cow", "animals/goat", "land/acres", "land/kanals", "mark")}
    assert got == {"animals/cow": "2", "animals/goat": "0", "land/acres": "1", "land/kanals": "4", "mark": "4"}
    assert hand.value(TWO + "trust/police") == "1"
    assert hand.value(TWO + "trust/court") == "3"
    assert hand.value(TWO + "stay") == "school house work"
    assert hand.value(TWO + "at").startswith("09:30")
    assert hand.value(TWO + "trip[2]/where") == "Karachi"


def test_each_answer_is_told_with_its_changes(open_form: Open) -> None:
    hand = open_form(at=ONE + "sex")
    told: list[tuple[str, Changes]] = []
    hand.view.answered.connect(lambda ref, changes: told.append((ref, changes)))
    hand.enter("2")
    assert [(ref, changes.values[ref]) for ref, changes in told] == [(ONE + "sex", "F")]


def test_whole_form_by_keys_alone(open_form: Open) -> None:
    hand = open_form()
    for typed in ("Amina", "34", "18061992", "3840312344172", "03001234567", "2", "2", "50", "21", "kot", "28000"):
        hand.enter(typed)
    assert hand.at() == ONE + "remarks"
    hand.enter("two rooms")
    hand.enter("1")
    for typed in ("2", "0", "1", "3", "1", "4", "312", "0930", "", "0"):
        hand.enter(typed)
    assert hand.at() == "/data/child"
    hand.press(Qt.Key.Key_Insert)
    hand.enter("Bilal")
    hand.enter("1")
    hand.press(Qt.Key.Key_Return)
    hand.enter("Hafsa")
    hand.enter("2")
    hand.press(Qt.Key.Key_PageDown)
    assert hand.at() == "check-list"
    done: list[bool] = []
    hand.view.finished_requested.connect(lambda: done.append(True))
    hand.press(Qt.Key.Key_Return, mods=Qt.KeyboardModifier.ControlModifier)
    assert not done
    assert hand.at() == "/data/closing/done" or hand.view.page.problems()
    hand.alt(Qt.Key.Key_1)
    hand.type("1")
    hand.press(Qt.Key.Key_Return, mods=Qt.KeyboardModifier.ControlModifier)
    assert done == [True]
    root = etree.fromstring(hand.session.finalise().xml)
    texts = {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in root.iter()}
    assert texts["name"] == "Amina"
    assert texts["wood"] == "50"
    assert texts["town"] == "PK-4"
    assert [child.text for child in root.iter("{*}c_name")] == ["Bilal", "Hafsa"]


def test_a_typed_number_is_typed_again_where_the_window_wants_it(open_form: Open) -> None:
    hand = open_form(at=ONE + "idno", retype_ids=True)
    hand.enter("3840312344172")
    assert hand.at() == ONE + "idno#again"
    assert hand.value(ONE + "idno") == ""
    assert hand.view.page.box_of(ONE + "idno").editors()[0].text() == "•••••-•••4417-2"
    hand.enter("3840312344173")
    assert hand.at() == ONE + "idno#again"
    assert hand.value(ONE + "idno") == ""
    hand.enter("3840312344172")
    assert hand.value(ONE + "idno") == "3840312344172"
    assert hand.at() == ONE + "mobile"


def test_a_scanned_number_is_stored_at_once(open_form: Open) -> None:
    hand = open_form(at=ONE + "idno", retype_ids=True)
    assert hand.view.take_scan("38403-1234417-2")
    assert hand.value(ONE + "idno") == "3840312344172"
    hand.press(Qt.Key.Key_Return)
    assert hand.at() == ONE + "mobile"
    hand.press(Qt.Key.Key_Return)
    assert not hand.view.take_scan("1")
