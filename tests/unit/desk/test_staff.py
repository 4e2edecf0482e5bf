"""Operators, work profiles and the report of the day, near and far."""

from __future__ import annotations

from typing import Any

import pytest

from drc_desktop.desk.contract import DeskError, Fault, OperatorEdit, Role, Service
from drc_desktop.domain.indicators.unusual import Kind
from tests.unit.desk.conftest import PIN, Centre


def fault_of(call: Any, *args: Any) -> tuple[Fault, Any]:
    with pytest.raises(DeskError) as raised:
        call(*args)
    return raised.value.code, raised.value.params.get("what", "")


def test_a_work_profile_says_what_a_counter_is_given(day: Centre) -> None:
    desk = day.desk
    roster, survey = day.issue(Service.ROSTER_UPDATE), day.issue(Service.NEW_SURVEY)
    card = desk.set_profile(day.sup, day.key, 1, [Service.PRIORITY, Service.NEW_SURVEY])
    assert card.serves == [Service.NEW_SURVEY, Service.PRIORITY]
    assert desk.next_up(day.sup).by_counter == {1: survey, 2: roster}
    assert desk.call_next(day.deo1, day.key, 1).visit_id == survey
    assert fault_of(desk.set_profile, day.sup, day.key, 1, []) == (Fault.BAD_REQUEST, "serves")
    assert fault_of(desk.set_profile, day.sup, day.key, 9, [Service.PRIORITY])[0] is Fault.UNKNOWN_COUNTER


def test_an_operator_is_made_changed_and_closed(day: Centre) -> None:
    desk = day.desk
    edit = OperatorEdit("", "Synthetic New", Role.DEO, 3, True, ["ps", "xx", "ur"], "recertification", "975310")
    made = desk.save_operator(day.sup, day.key, edit)
    assert (made.woman, made.languages, made.drive, made.counter) == (True, ["ur", "ps"], "recertification", 3)
    actor = desk.sign_in("pc-1", made.operator_id, "975310").actor
    desk.choose_pin(actor, day.key, "975310", "975311")
    desk.sit(actor, day.key, 3)
    card = next(one for one in desk.board(day.sup).counters if one.counter == 3)
    assert (card.operator, card.woman, card.languages) == ("Synthetic New", True, ["ur", "ps"])
    kept = desk.save_operator(day.sup, day.key, OperatorEdit(made.operator_id, "Renamed", Role.DEO))
    assert (kept.name, kept.woman, kept.languages, kept.drive) == ("Renamed", False, [], "")
    desk.leave(actor, day.key, 3)  # a new name ends no session
    desk.save_operator(day.sup, day.key, OperatorEdit(made.operator_id, "Renamed", Role.TSA))
    assert fault_of(desk.board, actor)[0] is Fault.SIGNED_OUT
    actor = desk.sign_in("pc-tsa", made.operator_id, "975311").actor
    desk.save_operator(day.sup, day.key, OperatorEdit(made.operator_id, "Renamed", Role.TSA, pin="112358"))
    assert fault_of(desk.board, actor)[0] is Fault.SIGNED_OUT
    desk.sign_in("pc-tsa", made.operator_id, "112358")
    desk.close_operator(day.sup, day.key, made.operator_id)
    assert made.operator_id not in [one.operator_id for one in desk.operators()]
    assert fault_of(desk.sign_in, "pc-tsa", made.operator_id, "112358")[0] is Fault.WRONG_PIN


def test_what_cannot_be_an_operator_is_refused(day: Centre) -> None:
    desk = day.desk
    for edit, what in (
        (OperatorEdit("", " ", Role.DEO, pin=PIN), "name"),
        (OperatorEdit("", "n" * 81, Role.DEO, pin=PIN), "name"),
        (OperatorEdit("", "Name", Role.DISPLAY, pin=PIN), "role"),
        (OperatorEdit("", "Name", Role.DEO, 13, pin=PIN), "counter"),
        (OperatorEdit("", "Name", Role.DEO), "pin"),
        (OperatorEdit("", "Name", Role.DEO, pin="12"), "pin"),
        (OperatorEdit("nobody", "Name", Role.DEO), "operator"),
    ):
        assert fault_of(desk.save_operator, day.sup, day.key, edit) == (Fault.BAD_REQUEST, what)
    assert fault_of(desk.close_operator, day.sup, day.key, "sup") == (Fault.BAD_REQUEST, "operator")
    assert fault_of(desk.close_operator, day.sup, day.key, "nobody") == (Fault.BAD_REQUEST, "operator")


def test_nobody_is_closed_with_a_visit_at_hand_and_the_counter_is_left(day: Centre) -> None:
    desk = day.desk
    day.issue()
    desk.call_next(day.deo1, day.key, 1)
    assert fault_of(desk.close_operator, day.sup, day.key, "deo1")[0] is Fault.COUNTER_BUSY
    desk.close_operator(day.sup, day.key, "deo2")
    assert [card.operator for card in desk.board(day.sup).counters] == ["Synthetic Deo One", "", ""]


def test_the_report_tells_who_jumped_whom_and_what_was_printed_again(day: Centre) -> None:
    desk = day.desk
    first, second, third = day.issue(), day.issue(), day.issue()
    assert desk.call(day.deo1, day.key, third, 1).reason == "chosen 2"
    assert desk.call(day.deo2, day.key, first, 2).reason == "chosen 0"
    desk.reprint(day.sup, day.key, second, "lost")
    reprint, jump = (one for one in desk.irregular(day.sup) if one.kind is not Kind.AFTER_HOURS)
    assert (reprint.kind, reprint.token, reprint.operator, reprint.count) == (
        Kind.REPRINTED, "A002", "Synthetic Supervisor", 0,
    )  # fmt: skip
    assert (jump.kind, jump.token, jump.counter, jump.operator, jump.count) == (
        Kind.JUMPED, "A003", 1, "Synthetic Deo One", 2,
    )  # fmt: skip
