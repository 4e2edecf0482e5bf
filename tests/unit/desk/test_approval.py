"""A second person's word: what needs one, who may give it, and that it opens one command alone. Near and far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from drc_desktop.desk import people
from drc_desktop.desk.contract import Actor, DeskError, Fault, OpenDay, OperatorEdit, Role
from drc_desktop.desk.near import NearDesk
from drc_desktop.desk.work import APPROVAL_S
from drc_desktop.settings import DeskSettings
from drc_desktop.store import ledger
from drc_desktop.store.site import SiteStore
from tests.unit.desk.conftest import PIN, Centre

DATE = "2026-11-23"


def fault_of(call: Callable[..., Any], *arguments: Any) -> Fault:
    with pytest.raises(DeskError) as fault:
        call(*arguments)
    return fault.value.code


def entries(store: SiteStore, action: str) -> list[tuple[str, str, str]]:
    with store.reading() as connection:
        rows = [row for row in ledger.after(connection, 0, 1000) if row["action"] == action]
    return [(row["actor"], row["second_actor"], row["reason"]) for row in rows]


def state_of(day: Centre, visit_id: str) -> str:
    found = [row.state.value for row in day.desk.board(day.sup).waiting if row.visit_id == visit_id]
    return found[0] if found else "gone"


def test_a_token_is_cancelled_by_two_and_both_stand_in_the_log(day: Centre) -> None:
    visit, key = day.issue(), day.key
    with pytest.raises(DeskError) as fault:
        day.desk.cancel(day.sup, key, visit, "left")
    assert fault.value.code is Fault.SECOND_PERSON
    assert (fault.value.params["what"], fault.value.params["subject"]) == ("cancel", visit)
    assert state_of(day, visit) == "waiting"
    day.desk.approve(day.sup, key, "cancel", visit, "deo1", PIN)
    first = day.desk.cancel(day.sup, key, visit, "left")
    assert day.desk.cancel(day.sup, key, visit, "left") == first  # a resend needs nobody again
    assert state_of(day, visit) == "gone"


def test_the_log_names_both(near: Centre, store: SiteStore) -> None:
    near.open()
    visit = near.issue()
    key = near.approved("cancel", visit)
    near.desk.cancel(near.sup, key, visit, "left")
    assert entries(store, "cancel") == [("sup", "deo2", "left")]
    assert entries(store, "approved") == [("sup", "deo2", f"cancel {visit}")]
    assert {second for _, second, _ in entries(store, "issue")} == {""}


def test_a_word_opens_one_command_on_one_subject_of_one_station_once(day: Centre) -> None:
    visit, other = day.issue(), day.issue()
    key = day.approved("cancel", visit)
    cancel = day.desk.cancel
    assert fault_of(cancel, day.sup, key, other, "left") is Fault.SECOND_PERSON
    assert fault_of(cancel, day.sup, day.key, visit, "left") is Fault.SECOND_PERSON
    assert fault_of(cancel, day.sign_in("pc-tsa", "sup"), key, visit, "left") is Fault.SECOND_PERSON
    cancel(day.sup, key, visit, "left")
    again = day.issue()
    assert fault_of(cancel, day.sup, f"{key}-more", again, "left") is Fault.SECOND_PERSON


def test_who_may_confirm(day: Centre) -> None:
    visit = day.issue()
    approve = day.desk.approve
    assert fault_of(approve, day.sup, "k", "cancel", visit, "sup", PIN) is Fault.NOT_ALLOWED  # oneself
    assert fault_of(approve, day.tsa, "k", "reprint", visit, "deo1", PIN) is Fault.NOT_ALLOWED  # no supervisor
    assert fault_of(approve, day.sup, "k", "unlock_operator", "deo1", "deo1", PIN) is Fault.NOT_ALLOWED
    assert fault_of(approve, day.sup, "k", "issue", visit, "deo1", PIN) is Fault.BAD_REQUEST
    assert fault_of(approve, day.sup, "k", "cancel", visit, "nobody", PIN) is Fault.WRONG_PIN
    approve(day.tsa, "k", "reprint", visit, "sup", PIN)


def test_guessing_here_locks_out_at_the_door_too_and_the_other_way_round(day: Centre) -> None:
    visit = day.issue()
    guesses = [f"9{number:05d}" for number in range(people.FREE_TRIES)]
    found = [fault_of(day.desk.approve, day.sup, "k", "cancel", visit, "deo1", guess) for guess in guesses]
    assert found == [Fault.WRONG_PIN] * people.FREE_TRIES
    assert fault_of(day.desk.approve, day.sup, "k", "cancel", visit, "deo1", PIN) is Fault.LOCKED_OUT
    assert fault_of(day.sign_in, "pc-1", "deo1") is Fault.LOCKED_OUT
    assert fault_of(day.desk.cancel, day.sup, "k", visit, "left") is Fault.SECOND_PERSON
    for guess in guesses:
        fault_of(day.desk.sign_in, "pc-2", "deo2", guess)
    assert fault_of(day.desk.approve, day.sup, "k", "cancel", visit, "deo2", PIN) is Fault.LOCKED_OUT


def test_a_lock_out_is_ended_by_two(day: Centre) -> None:
    for number in range(people.FREE_TRIES):
        fault_of(day.desk.sign_in, "pc-2", "deo2", f"9{number:05d}")
    locked = {one.operator_id: one.locked for one in day.desk.operators()}
    assert locked == {"sup": False, "deo1": False, "deo2": True, "tsa": False}
    new_pin = OperatorEdit("deo2", "Synthetic Deo Two", Role.DEO, pin="135790")
    assert fault_of(day.desk.save_operator, day.sup, day.key, new_pin) is Fault.SECOND_PERSON
    key = day.key
    assert fault_of(day.desk.unlock_operator, day.sup, key, "deo2") is Fault.SECOND_PERSON
    day.desk.approve(day.sup, key, "unlock_operator", "deo2", "deo1", PIN)
    assert not day.desk.unlock_operator(day.sup, key, "deo2").locked
    day.sign_in("pc-2", "deo2")


def test_a_third_copy_and_a_closed_day_want_two(day: Centre) -> None:
    visit = day.issue()
    assert [day.desk.reprint(day.sup, day.key, visit, "lost").copy for _ in range(2)] == [1, 2]
    assert fault_of(day.desk.reprint, day.sup, day.key, visit, "lost") is Fault.SECOND_PERSON
    assert day.desk.reprint(day.sup, day.approved("reprint", visit), visit, "lost").copy == 3
    day.desk.close_day(day.sup, day.key)
    again = OpenDay(DATE, confirmed=True)
    assert fault_of(day.desk.open_day, day.sup, day.key, again) is Fault.SECOND_PERSON
    assert day.desk.open_day(day.sup, day.approved("open_day", DATE), again).open
    day.desk.close_day(day.sup, day.key)
    assert day.desk.open_day(day.sup, day.key, OpenDay("2026-11-24", confirmed=True)).open


def test_a_counter_refers_its_own_visitor_alone_but_cancels_nobody(day: Centre) -> None:
    for reason, expected in (("referred", "gone"), ("left", "serving")):
        visit = day.issue()
        day.desk.call(day.deo1, day.key, visit, 1)
        assert fault_of(day.desk.cancel, day.deo1, day.key, visit, "referred") is Fault.SECOND_PERSON  # only called
        day.desk.start(day.deo1, day.key, visit)
        if expected == "gone":
            day.desk.cancel(day.deo1, day.key, visit, reason)
        else:
            assert fault_of(day.desk.cancel, day.deo1, day.key, visit, reason) is Fault.SECOND_PERSON
        assert state_of(day, visit) == expected


def test_a_word_grows_old(near: Centre, clock: Any) -> None:
    near.open()
    visit = near.issue()
    key = near.approved("cancel", visit)
    clock.at += APPROVAL_S
    assert fault_of(near.desk.cancel, near.sup, key, visit, "left") is Fault.SECOND_PERSON


def test_a_centre_of_one_person_may_switch_it_off(store: SiteStore, clock: Any) -> None:
    day = Centre(NearDesk(store, DeskSettings(second_person=False), now=clock, up=clock.up)).open()
    visit = day.issue()
    day.desk.cancel(day.sup, day.key, visit, "left")
    assert entries(store, "cancel") == [("sup", "", "left")]


def test_without_a_session_nobody_is_asked(day: Centre) -> None:
    visit = day.issue()
    stranger = Actor("sup", Role.SUPERVISOR, "pc-sup", "no such session")
    assert fault_of(day.desk.approve, stranger, "k", "cancel", visit, "deo1", PIN) is Fault.SIGNED_OUT
