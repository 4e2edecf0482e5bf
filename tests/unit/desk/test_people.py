"""Sign-in, lock-out and the table of rights."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from drc_desktop.desk import people, rights
from drc_desktop.desk.contract import Actor, Desk, DeskError, Fault, Role
from drc_desktop.store.site import SiteStore

WRONG = "111111"


def fault_of(call: Any, *args: Any) -> DeskError:
    with pytest.raises(DeskError) as fault:
        call(*args)
    return fault.value


def test_the_list_names_people_and_no_secret(centre: Any) -> None:
    cards = centre.desk.operators()
    assert [(card.operator_id, card.role, card.counter) for card in cards] == [
        ("deo1", Role.DEO, 1),
        ("deo2", Role.DEO, 2),
        ("sup", Role.SUPERVISOR, 0),
        ("tsa", Role.TSA, 0),
    ]


def test_five_wrong_tries_then_waits_that_grow_then_a_supervisor(near: Any, clock: Any) -> None:
    def attempt() -> DeskError:
        return fault_of(near.desk.sign_in, "pc-1", "deo1", WRONG)

    assert [attempt().params["left"] for _ in range(5)] == [4, 3, 2, 1, 0]
    for minutes in (1, 5, 15, 15, 15):
        fault = attempt()
        assert (fault.code, fault.params["minutes"]) == (Fault.LOCKED_OUT, minutes)
        right = fault_of(near.desk.sign_in, "pc-1", "deo1", "246810")
        assert right.code is Fault.LOCKED_OUT
        clock.at += minutes * 60
        assert attempt().code is Fault.WRONG_PIN
    clock.at += 86400
    assert attempt().params == {"minutes": 0}
    assert near.desk.sign_in("pc-2", "deo2", "246810").name == "Synthetic Deo Two"


def test_a_clock_put_back_gains_nothing(near: Any, clock: Any) -> None:
    for _ in range(5):
        fault_of(near.desk.sign_in, "pc-1", "deo1", WRONG)
    clock.set_date(-86400)
    assert fault_of(near.desk.sign_in, "pc-1", "deo1", "246810").code is Fault.LOCKED_OUT


def test_a_right_pin_forgets_the_wrong_ones(centre: Any) -> None:
    for _ in range(4):
        fault_of(centre.desk.sign_in, "pc-1", "deo1", WRONG)
    signed = centre.desk.sign_in("pc-1", "deo1", "246810")
    assert (signed.actor.role, signed.actor.device_id, signed.counter) == (Role.DEO, "pc-1", 1)
    assert fault_of(centre.desk.sign_in, "pc-1", "deo1", WRONG).params == {"left": 4}


def test_an_unknown_operator_looks_like_a_wrong_pin(centre: Any) -> None:
    assert fault_of(centre.desk.sign_in, "pc-1", "nobody", WRONG).code is Fault.WRONG_PIN


def test_weak_pins_are_refused() -> None:
    for pin in ("", "12345", "12345a", "۱۲۳۴۵۶"):
        assert fault_of(people.hash_pin, pin).params == {"what": "pin"}


def test_a_session_ends_with_sign_out_and_cannot_be_borrowed(centre: Any) -> None:
    centre.desk.sign_out(centre.deo1)
    centre.desk.sign_out(centre.deo1)
    assert fault_of(centre.desk.board, centre.deo1).code is Fault.SIGNED_OUT
    borrowed = Actor("sup", Role.SUPERVISOR, "pc-2", centre.deo2.session)
    assert fault_of(centre.desk.board, borrowed).code is Fault.SIGNED_OUT
    assert fault_of(centre.desk.close_day, borrowed, "key").code is Fault.SIGNED_OUT


def arguments_for(name: str, actor: Actor) -> list[Any]:
    function = getattr(Desk, name)
    plain = {"str": "x", "int": 1, "float": 0.0, "list[JobState]": [], "dict[str, Any]": {}, "float | None": None}
    return [
        actor if parameter.name == "actor" else plain.get(str(parameter.annotation))
        for parameter in list(inspect.signature(function).parameters.values())[1:]
    ]


@pytest.mark.parametrize("role", list(Role))
def test_who_may_do_what_is_as_the_table_says(near: Any, role: Role) -> None:
    actors = {Role.SUPERVISOR: near.sup, Role.DEO: near.deo1, Role.TSA: near.tsa}
    actor = actors.get(role) or near.desk.display_actor("pc-screen")
    for name, roles in rights.RIGHTS.items():
        if name == "sign_out" or role in roles:
            continue
        fault = fault_of(getattr(near.desk, name), *arguments_for(name, actor))
        assert (fault.code, fault.params) == (Fault.NOT_ALLOWED, {"role": role.value, "what": name})


def test_every_method_with_an_actor_is_in_the_table() -> None:
    methods = {
        name
        for name, member in vars(Desk).items()
        if inspect.isfunction(member) and "actor" in inspect.signature(member).parameters
    }
    assert set(rights.RIGHTS) == methods


def test_a_deo_acts_for_the_own_counter_alone(day: Any) -> None:
    day.issue()
    assert fault_of(day.desk.call_next, day.deo1, day.key, 2).params["what"] == "counter"
    for actor in (day.deo1, day.tsa):
        closed = fault_of(day.desk.call_next, actor, day.key, 3)
        assert (closed.code, closed.params) == (Fault.COUNTER_CLOSED, {"counter": 3})
    assert fault_of(day.desk.leave, day.sup, day.key, 3).code is Fault.COUNTER_CLOSED
    assert fault_of(day.desk.take_break, day.deo1, day.key, 2, None).code is Fault.NOT_ALLOWED
    assert fault_of(day.desk.call_next, day.tsa, day.key, 99).code is Fault.UNKNOWN_COUNTER


def test_the_pin_rests_as_argon2id(store: SiteStore) -> None:
    with store.reading() as connection:
        hashes = connection.exec_driver_sql("SELECT pin_hash FROM operator").scalars().all()
    assert all(found.startswith("$argon2id$") for found in hashes)
