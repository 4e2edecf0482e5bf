"""A PIN that somebody else set opens nothing but the choice of an own one. Near and far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from drc_desktop.desk import people
from drc_desktop.desk.contract import DeskError, Fault, OperatorEdit, Role
from drc_desktop.store import ledger
from drc_desktop.store.site import SiteStore
from tests.unit.desk.conftest import PIN, Centre

GIVEN, OWN = "135790", "864201"


def fault_of(call: Callable[..., Any], *arguments: Any) -> Fault:
    with pytest.raises(DeskError) as fault:
        call(*arguments)
    return fault.value.code


@pytest.fixture
def newcomer(day: Centre) -> str:
    card: str = day.desk.save_operator(
        day.sup, day.key, OperatorEdit("", "Synthetic Newcomer", Role.SUPERVISOR, pin=GIVEN)
    ).operator_id
    return card


def test_the_session_opens_nothing_before_an_own_pin_is_chosen(day: Centre, newcomer: str) -> None:
    desk = day.desk
    signed = desk.sign_in("pc-tsa", newcomer, GIVEN)
    assert signed.new_pin
    actor, key = signed.actor, day.key
    assert fault_of(desk.board, actor) is Fault.NEW_PIN
    assert fault_of(desk.close_day, actor, day.key) is Fault.NEW_PIN
    assert fault_of(desk.choose_pin, actor, key, GIVEN, GIVEN) is Fault.BAD_REQUEST
    assert fault_of(desk.choose_pin, actor, key, GIVEN, "123456") is Fault.BAD_REQUEST
    assert fault_of(desk.choose_pin, actor, key, "999990", OWN) is Fault.WRONG_PIN
    for _ in range(2):  # the second is a resend after a lost answer
        desk.choose_pin(actor, key, GIVEN, OWN)
    assert desk.board(actor).day.open
    assert fault_of(desk.sign_in, "pc-tsa", newcomer, GIVEN) is Fault.WRONG_PIN
    assert not desk.sign_in("pc-tsa", newcomer, OWN).new_pin


def test_who_never_chose_a_pin_confirms_nothing(day: Centre, newcomer: str) -> None:
    visit = day.issue()
    asked = ("cancel", visit, newcomer)
    assert fault_of(day.desk.approve, day.sup, "k", *asked, GIVEN) is Fault.NEW_PIN
    actor = day.desk.sign_in("pc-tsa", newcomer, GIVEN).actor
    day.desk.choose_pin(actor, day.key, GIVEN, OWN)
    day.desk.approve(day.sup, "k", *asked, OWN)


def test_a_reset_asks_for_an_own_pin_again(near: Centre, store: SiteStore) -> None:
    near.desk.as_console(lambda work: people.reset_pin(work, "deo1", GIVEN))
    signed = near.desk.sign_in("pc-1", "deo1", GIVEN)
    assert signed.new_pin
    elsewhere = near.desk.sign_in("pc-2", "deo1", GIVEN).actor
    near.desk.choose_pin(signed.actor, near.key, GIVEN, OWN)
    assert fault_of(near.desk.board, elsewhere) is Fault.SIGNED_OUT
    near.desk.board(signed.actor)
    with store.reading() as connection:
        assert "pin_chosen" in [row["action"] for row in ledger.after(connection, 0, 100)]


def test_guessing_the_old_pin_there_counts_as_guessing(near: Centre) -> None:
    choose = near.desk.choose_pin
    tries = [fault_of(choose, near.deo1, near.key, f"9{n:05d}", OWN) for n in range(people.FREE_TRIES + 1)]
    assert tries == [Fault.WRONG_PIN] * people.FREE_TRIES + [Fault.LOCKED_OUT]
    assert fault_of(near.desk.sign_in, "pc-1", "deo1", PIN) is Fault.LOCKED_OUT
