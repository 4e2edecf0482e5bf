"""Errors, pages, search, language, reopening: the form never loses a key, an answer or its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from survey_forms.qt.box import BlockBox
from survey_forms.qt.controls.base import Control

Open = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[3]
SURVEY = ROOT / "resources" / "forms" / "nser_survey.xml"
ONE, TWO = "/data/one/", "/data/two/"
ALT = Qt.KeyboardModifier.AltModifier


def messages(hand: Any, ref: str) -> list[str]:
    return [message.text for message in hand.view.page.box_of(ref).messages]


def test_an_error_is_said_when_the_field_is_left_not_while_typing(open_form: Open) -> None:
    hand = open_form(at=ONE + "age")
    hand.type("400")
    assert messages(hand, ONE + "age") == []
    hand.press(Qt.Key.Key_Return)
    assert messages(hand, ONE + "age")[0] == "0 to 150"


def test_the_first_try_to_leave_shows_the_problems_and_alt_digit_goes_there(open_form: Open) -> None:
    hand = open_form(at=ONE + "age")
    hand.enter("400")
    hand.alt(Qt.Key.Key_Down)
    assert [problem.number for problem in hand.view.page.problems()] == ["1", "2", "4", "6", "7"]
    assert hand.at() == ONE + "name"
    hand.alt(Qt.Key.Key_2)
    assert hand.at() == ONE + "age"
    hand.enter("40")
    assert [problem.number for problem in hand.view.page.problems()] == ["1", "4", "6", "7"]
    assert hand.view.pages()[0].count.wrong == 4


def test_the_second_try_goes_on_and_back_keeps_everything(open_form: Open) -> None:
    hand = open_form()
    hand.type("Amina")
    hand.alt(Qt.Key.Key_Down)
    hand.alt(Qt.Key.Key_Down)
    assert hand.at() == TWO + "animals/cow"
    hand.alt(Qt.Key.Key_Up)
    assert hand.value(ONE + "name") == "Amina"
    assert hand.at() == ONE + "name"


def test_digits_without_alt_never_jump(open_form: Open) -> None:
    hand = open_form()
    hand.alt(Qt.Key.Key_Down)
    hand.type("2")
    assert hand.at() == ONE + "name"
    assert hand.focus().text() == "2"


def test_keys_typed_ahead_reach_the_field_they_were_meant_for(open_form: Open) -> None:
    hand = open_form()
    keys = [*"Amina", "\r", *"34", "\r", *"18061992", "\r", *"3840312344172", "\r", *"03001234567", "\r", "2"]
    for char in keys:
        hand.type(char) if char != "\r" else hand.press(Qt.Key.Key_Return)
    got = [hand.value(ONE + name) for name in ("name", "age", "born", "idno", "mobile", "sex")]
    assert got == ["Amina", "34", "1992-06-18", "3840312344172", "03001234567", "F"]


@pytest.mark.parametrize(("typed", "ref"), [("14", TWO + "trust/police"), ("wishes", TWO + "stay"), ("۹", ONE + "ill")])
def test_search_goes_to_a_number_or_a_word(open_form: Open, typed: str, ref: str) -> None:
    hand = open_form(at=ONE + "sex")
    hand.type("/")
    assert hand.at() == "form-search"
    hand.enter(typed)
    assert hand.at() == ref


def test_escape_leaves_the_search_where_it_was(open_form: Open) -> None:
    hand = open_form(at=ONE + "sex")
    hand.type("/")
    hand.type("wishes")
    hand.press(Qt.Key.Key_Escape)
    assert hand.at() == ONE + "sex"


def test_reopened_at_a_question_inside_a_row(open_form: Open) -> None:
    hand = open_form(SURVEY, at="/data/member[1]/health/m_disability")
    assert hand.at() == "/data/member[1]/health/m_disability"
    assert hand.view.current_ref() == "/data/member[1]/health/m_disability"
    assert hand.view.is_wide


def test_language_of_the_questions_mirrors_the_page_and_keeps_the_place(open_form: Open) -> None:
    hand = open_form(at=ONE + "sex", width=758)
    before = hand.view.page.box_of(ONE + "sex").geometry()
    hand.view.set_language("Urdu (ur)")
    box = hand.view.page.box_of(ONE + "sex")
    assert hand.at() == ONE + "sex"
    assert hand.view.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert box.heading() == ("6", "جنس")
    assert (box.y(), box.height(), box.width()) == (before.y(), before.height(), before.width())
    assert box.parentWidget().width() - box.geometry().right() - 1 == before.left()
    edit = hand.view.page.box_of(ONE + "idno").editors()[0]
    assert edit.layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_only_what_changed_is_read_again(open_form: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = open_form(at=ONE + "sex")
    redrawn: list[str] = []
    refresh = BlockBox.refresh

    def counted(self: BlockBox, changed: Any = None) -> None:
        redrawn.append(self.block.lead.name)
        refresh(self, changed)

    monkeypatch.setattr(BlockBox, "refresh", counted)
    hand.type("2")
    assert redrawn == ["sex"]


def test_check_page_leads_to_a_question_and_comes_back_to_its_line(open_form: Open) -> None:
    hand = open_form(at=ONE + "age")
    hand.enter("104")
    hand.type("+")
    hand.view.show_check()
    look = hand.view.page.list.sections[0]
    assert look.look
    assert [line.value.split(" ")[0] for line in look.lines] == ["104"]
    hand.press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    ref = hand.view.page.list.current_ref()
    assert ref == ONE + "age"
    hand.press(Qt.Key.Key_Return)
    assert hand.at() == ONE + "age"
    hand.enter("44")
    assert hand.at() == "check-list"
    assert hand.view.page.list.current_ref() == ONE + "age"
    assert not hand.view.page.list.sections[0].look


def test_identity_numbers_are_masked_on_the_check_page(open_form: Open) -> None:
    hand = open_form(at=ONE + "idno")
    hand.enter("3840312344172")
    hand.view.show_check()
    values = {line.ref: line.value for line in hand.view.page.list.lines()}
    assert values[ONE + "idno"] == "•••••-•••4417-2"


def test_the_roster_update_opens_with_the_family_of_the_registry(open_form: Open) -> None:
    forms = SURVEY.parent
    household = {"household": forms / "household.example.xml"}
    hand = open_form(forms / "nser_roster.xml", "Urdu (ur)", resources=household)
    for index in range(len(hand.view.pages())):
        hand.view.go_page(index)
        if hand.view.screen_shown.ref == "/data/member":
            assert len(hand.view.page.table.rows) == len(hand.session.item("/data/member").children) > 1
            assert hand.view.page.table.name_of(0)
    assert hand.view.screen_shown.kind == "check"


@pytest.mark.parametrize("form", ["controls", "nser"])
@pytest.mark.parametrize("language", ["English (en)", "Urdu (ur)"])
def test_every_field_has_a_name_and_a_ref_on_every_page(open_form: Open, form: str, language: str) -> None:
    hand = open_form(SURVEY, language) if form == "nser" else open_form(language=language)
    seen: set[str] = set()
    for index in range(len(hand.view.pages())):
        hand.view.go_page(index)
        for widget in [hand.view.page, *hand.view.page.findChildren(QWidget)]:
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
                assert widget.accessibleName(), widget.objectName()
                seen.add(widget.objectName())
        for control in hand.view.page.findChildren(Control):
            assert control.editors()[0].objectName() == control.item.ref
    assert len(seen) > 15


def test_no_field_reaches_out_of_its_page(open_form: Open) -> None:
    hand = open_form(SURVEY, "Urdu (ur)", width=758)
    for index in range(len(hand.view.pages())):
        hand.view.go_page(index)
        for box in hand.view.page.findChildren(BlockBox):
            if box.presence() == "full" and box.width():
                column = box.parentWidget()
                assert column.rect().adjusted(0, -9, 0, 4).contains(box.geometry()), box.block.lead.ref


def test_tab_stores_like_enter(open_form: Open) -> None:
    hand = open_form()
    hand.type("Amina")
    hand.press(Qt.Key.Key_Tab)
    assert hand.value(ONE + "name") == "Amina"
    assert hand.at() == ONE + "age"


def test_nothing_is_called_wrong_before_its_field_was_visited(open_form: Open) -> None:
    hand = open_form()
    hand.view.answer(ONE + "age", "400")
    assert hand.session.node(ONE + "age").violation is not None
    assert [message.kind for message in hand.view.page.box_of(ONE + "age").messages] == ["look"]
    hand.press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert messages(hand, ONE + "age")[0] == "0 to 150"


def test_the_audit_log_hears_of_every_question_that_has_the_focus(
    open_form: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = open_form(at=ONE + "name")
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(hand.session, "audit", lambda event, ref="": told.append((event, ref)))
    hand.enter("Amina")
    hand.enter("40")
    assert told[:2] == [("question", ONE + "age"), ("question", hand.at())]
    hand.alt(Qt.Key.Key_Down)
    hand.alt(Qt.Key.Key_Down)
    assert ("group questions", hand.view.screen_shown.ref) in told
    assert told[-1] == ("question", hand.at())


def test_a_right_value_that_can_be_worked_out_is_offered_on_f5(open_form: Open) -> None:
    """8 kanals make an acre: 12 kanals are one acre and four."""
    hand = open_form(SURVEY, at="/data/land/agri_land/acres")
    kanals = "/data/land/agri_land/kanals"
    hand.enter("1")
    hand.enter("12")
    assert messages(hand, kanals)[0].endswith("F5: 2 acres 4 kanals")
    hand.press(Qt.Key.Key_F5)
    assert (hand.value("/data/land/agri_land/acres"), hand.value(kanals)) == ("2", "4")
    assert messages(hand, kanals) == []
    hand.press(Qt.Key.Key_F5)
    assert (hand.value("/data/land/agri_land/acres"), hand.value(kanals)) == ("2", "4"), "nothing is offered any more"


@pytest.mark.parametrize("typed", ["-3", "9999999", "4"])
def test_nothing_is_offered_where_nothing_can_be_worked_out(open_form: Open, typed: str) -> None:
    hand = open_form(SURVEY, at="/data/land/agri_land/kanals")
    hand.session.set("/data/land/agri_land/kanals", typed)
    hand.view.page.refresh()
    assert hand.view.page.box_of("/data/land/agri_land/kanals").suggestion() == {}
    assert not hand.view.take_suggestion()
