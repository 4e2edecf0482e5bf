"""Members come, go and come back by keys; the form beside the table follows the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

Open = Callable[..., Any]
CHILD = "/data/child"


@pytest.fixture
def three(open_form: Open) -> Any:
    hand = open_form(at=CHILD)
    for name, sex in (("Bilal", "1"), ("Hafsa", "2"), ("Zainab", "2")):
        hand.press(Qt.Key.Key_Insert)
        hand.enter(name)
        hand.enter(sex)
    assert hand.at() == CHILD
    return hand


def names(hand: Any) -> list[str]:
    return [hand.value(f"{row.ref}/c_name") for row in hand.session.item(CHILD).children]


def test_an_empty_roster_says_what_to_do_and_enter_adds(open_form: Open) -> None:
    hand = open_form(at=CHILD)
    assert hand.at() == CHILD
    hand.press(Qt.Key.Key_Return)
    assert hand.at() == CHILD + "[1]/c_name"


def test_members_are_added_one_after_the_other(three: Any) -> None:
    assert names(three) == ["Bilal", "Hafsa", "Zainab"]
    table = three.view.page.table
    assert [table.cells(i) for i in range(3)] == [["Bilal", "Boy"], ["Hafsa", "Girl"], ["Zainab", "Girl"]]
    assert [table.state_of(i)[0] for i in range(3)] == ["tick"] * 3


def test_enter_goes_into_the_form_and_escape_back(three: Any) -> None:
    three.press(Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert three.at() == CHILD + "[2]/c_name"
    three.press(Qt.Key.Key_Escape)
    assert three.at() == CHILD


def test_the_form_keeps_its_number_while_the_cursor_stands_on_the_line_that_adds(three: Any) -> None:
    page = three.view.page
    assert (page.table.at, page.index, page.member_ref()) == (3, 2, CHILD + "[3]")
    three.press(Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up)
    page.table.choose(page.table.last())
    assert (page.index, page.member_ref()) == (0, CHILD + "[1]")
    assert next(box.refs()[0] for box in page.column.boxes).startswith(CHILD + "[1]/")


def test_page_keys_change_the_member_and_keep_the_field(three: Any) -> None:
    three.press(Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert three.at() == CHILD + "[3]/c_sex"
    three.press(Qt.Key.Key_PageUp)
    assert three.at() == CHILD + "[2]/c_sex"
    three.press(Qt.Key.Key_PageUp)
    assert three.at() == CHILD + "[1]/c_sex"
    three.press(Qt.Key.Key_PageDown)
    assert three.at() == CHILD + "[2]/c_sex"


def test_what_is_typed_is_stored_before_the_member_changes(three: Any) -> None:
    three.press(Qt.Key.Key_Up, Qt.Key.Key_Return)
    three.type("Zainab Bibi")
    three.press(Qt.Key.Key_PageUp)
    assert names(three) == ["Bilal", "Hafsa", "Zainab Bibi"]


def test_delete_asks_why_and_escape_keeps(three: Any) -> None:
    three.press(Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Delete)
    assert three.at() == "remove-bar"
    three.press(Qt.Key.Key_Escape)
    assert three.at() == CHILD
    assert names(three) == ["Bilal", "Hafsa", "Zainab"]


def test_a_removed_member_comes_back_to_its_place_with_its_answers(three: Any) -> None:
    told: list[tuple[str, str]] = []
    undo: list[str] = []
    three.view.row_removed.connect(lambda ref, reason, _changes: told.append((ref, reason)))
    three.view.undo_changed.connect(undo.append)
    three.press(Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Delete)
    three.type("2")
    assert told == [(CHILD + "[2]", "died")]
    assert names(three) == ["Bilal", "Zainab"]
    assert undo == ["Hafsa removed"]
    three.press(Qt.Key.Key_Z, mods=Qt.KeyboardModifier.ControlModifier)
    assert names(three) == ["Bilal", "Hafsa", "Zainab"]
    assert three.value(CHILD + "[2]/c_sex") == "2"
    assert undo[-1] == ""


def test_rows_are_told_to_the_journal(open_form: Open) -> None:
    hand = open_form(at=CHILD)
    added: list[str] = []
    hand.view.row_added.connect(lambda ref, changes: added.append(ref) if CHILD in changes.rows else None)
    hand.press(Qt.Key.Key_Insert)
    assert added == [CHILD + "[1]"]


def test_a_gap_shows_in_the_state_of_its_member(three: Any) -> None:
    three.press(Qt.Key.Key_Insert)
    three.enter("Ali")
    assert three.view.page.table.state_of(3)[:2] == ("ring", "1 open")
