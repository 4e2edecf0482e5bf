"""What is not built and not painted: forms of other members, rows that stay, steps of numbers that are only read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from pytestqt.qtbot import QtBot

from survey_forms.engine.contract import Choice, Item, Node
from survey_forms.qt.checklist import CheckList, Line, Section
from survey_forms.qt.column import Column
from survey_forms.qt.controls.number import NumberControl
from survey_forms.qt.controls.options import OptionsControl
from survey_forms.qt.style import default_style
from survey_forms.qt.table import RosterTable
from survey_forms.qt.tally import Tally

Open = Callable[..., Any]
CHILD = "/data/child"


@pytest.fixture
def two(open_form: Open) -> Any:
    hand = open_form(at=CHILD)
    for name, sex in (("Bilal", "1"), ("Hafsa", "2")):
        hand.press(Qt.Key.Key_Insert)
        hand.enter(name)
        hand.enter(sex)
    return hand


def test_choosing_the_member_shown_keeps_its_form(two: Any) -> None:
    page = two.view.page
    assert page.go_member(1)
    before = list(page.column.boxes)
    assert page.go_member(1)
    assert [a is b for a, b in zip(before, page.column.boxes, strict=True)] == [True] * len(before)
    assert page.go_member(0)
    assert not set(before) & set(page.column.boxes)


def test_a_question_of_a_member_is_reached_with_one_form_built(two: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    view = two.view
    view.show_check()
    built: list[str] = []
    build = Column.build

    def counted(column: Column, items: Any) -> None:
        built.append(items[0].ref if items else "")
        build(column, items)

    monkeypatch.setattr(Column, "build", counted)
    view.remember_member(CHILD, 0)
    assert view.go_to(f"{CHILD}[2]/c_name")
    assert built == [f"{CHILD}[2]/c_name"]


def test_an_answer_paints_its_own_row_alone(two: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    page = two.view.page
    page.go_member(1)
    qtbot.waitUntil(lambda: page.table.isVisible())
    painted: list[QRect] = []
    monkeypatch.setattr(RosterTable, "update", lambda self, *part: painted.append(part[0] if part else self.rect()))
    page.table.refresh({f"{CHILD}[2]/c_sex"})
    assert painted == [page.table.row_rect(1)]
    page.table.refresh({"/data/elsewhere"})
    assert len(painted) == 1


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_three_short_answers_share_a_row_by_their_own_widths(qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    item = Item("question", "/data/g", "/data/g", "g", control="select1")
    control = OptionsControl(item, default_style())
    qtbot.addWidget(control)
    control.setLayoutDirection(direction)
    control.show_node(Node("/data/g", choices=tuple(Choice(n, n) for n in ("Male", "Female", "Transgender"))))
    control.resize(423, 60)
    assert control.columns(415) == 3
    rects = sorted(control._rects(), key=QRect.left)
    assert all(a.right() < b.left() for a, b in pairwise(rects))
    assert len({rect.width() for rect in rects}) == 3
    assert control.columns(300) == 1


def test_a_number_that_is_only_read_has_no_steps(qtbot: QtBot) -> None:
    control = NumberControl(Item("question", "/data/n", "/data/n", "n", type="int", control="input"), default_style())
    qtbot.addWidget(control)
    control.resize(400, 56)
    control.show()
    assert [name for _, name in control._parts] == ["minus", "plus"]
    control.show_node(Node("/data/n", value="4", readonly=True))
    assert control._parts == []
    control.show_node(Node("/data/n", value="4"))
    assert [name for _, name in control._parts] == ["minus", "plus"]


def test_a_new_member_is_counted_without_reading_the_others_again(two: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    view = two.view
    read: list[str] = []
    one = Tally._read
    monkeypatch.setattr(Tally, "_read", lambda self, ref, key: read.append(ref) or one(self, ref, key))  # type: ignore[func-returns-value]
    view.page.table.setFocus()
    two.press(Qt.Key.Key_Insert)
    assert f"{CHILD}[3]/c_name" in read
    assert f"{CHILD}[1]/c_sex" not in read
    anew = Tally(view.session)
    anew.tried = view.tally.tried
    anew.rebuild(view.root, view.screens)
    assert (anew._marks, anew._counts) == (view.tally._marks, view.tally._counts)


def test_answers_to_check_are_read_between_the_keys_and_no_key_waits_for_them(qtbot: QtBot) -> None:
    given: list[int] = []

    def sections() -> Iterator[Section]:
        for number in range(30):
            given.append(number)
            yield Section(str(number), [Line(f"/data/q{number}_{at}", "", "q", "a") for at in range(4)])

    shown = CheckList(default_style())
    qtbot.addWidget(shown)
    shown.resize(720, 100)
    shown.show_sections([], sections(), 300)
    assert 0 < len(given) < 6, "what is seen, and no more"
    for _ in range(70):
        qtbot.keyClick(shown, Qt.Key.Key_Down)
    assert shown.current_ref() == "/data/q17_2"
    before = shown.needed_height()
    qtbot.waitUntil(lambda: len(given) == 30, timeout=60_000)
    assert shown.needed_height() > before
    shown.go_to("/data/q2_1")
    shown.resize(500, 100)
    assert shown.current_ref() == "/data/q2_1"
    assert len(shown.lines()) == 120
