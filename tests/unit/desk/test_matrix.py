"""Each role x each action of the desk x near and far: allowed and refused as tests/unit/desk/matrix.py says."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from drc_desktop.desk import rights
from drc_desktop.desk.contract import Actor, Desk, DeskError, Fault, Role, Service
from drc_desktop.site_service.methods import METHODS
from drc_desktop.site_service.server import DISPLAY_METHODS
from tests.unit.desk.matrix import MATRIX, ROLES, Room

PIN = "246810"
OWN_VISITS: dict[str, tuple[Any, ...]] = {
    "recall": (),
    "start": (),
    "no_show": (),
    "park": (None, "papers"),
    "transfer": (Service.ROSTER_UPDATE, "queue"),
    "finish": (),
    "cancel": ("left",),
}


@pytest.fixture
def room(centre: Any) -> Room:
    return Room(centre.desk)


def with_actor() -> set[str]:
    return {name for name in METHODS if "actor" in inspect.signature(getattr(Desk, name)).parameters}


def test_every_action_of_the_contract_has_a_row() -> None:
    assert with_actor() == set(MATRIX), "give the new method of the desk a row in tests/unit/desk/matrix.py"


def test_the_desk_was_told_the_same_as_the_matrix() -> None:
    told = {name: "".join(letter for letter, role in ROLES.items() if role in rights.RIGHTS[name]) for name in MATRIX}
    assert told == {name: row.who for name, row in MATRIX.items()}


@pytest.mark.parametrize("letter", ROLES)
def test_allowed_and_refused_as_the_matrix_says(room: Room, letter: str) -> None:
    wrong: list[str] = []
    for name, row in MATRIX.items():
        room.fresh()
        actor = room.enter(ROLES[letter])
        before = (actor, *([room.key] if "key" in METHODS[name].arguments.__struct_fields__ else []))
        own = row.arguments(room, actor)
        arguments = (*before, *own)
        if row.second is not None and letter in row.who:
            room.approve(actor, before[1], name, row.second(own[0]))
        seq = room.desk.board(room.sup).seq
        try:
            getattr(room.desk, name)(*arguments)
            outcome = "allowed"
        except DeskError as fault:
            outcome = "refused" if fault.code is Fault.NOT_ALLOWED else fault.code.value
        after = [item.action for item in room.desk.changes(room.sup, seq, 0.0).items]
        if outcome == "refused" and after not in (["refused"], []):
            outcome = f"refused, but it did {after}"
        if outcome == "refused" and name in rights.RIGHTS and ROLES[letter] is not Role.DISPLAY and not after:
            outcome = "refused, but nothing stands in the log"
        if outcome != ("allowed" if letter in row.who else "refused"):
            wrong.append(f"{ROLES[letter]} {name}: {outcome}")
    assert wrong == []


def test_a_hall_display_gets_no_further_with_a_borrowed_session(far: Any) -> None:
    """The PC in the hall stands in the open: its secret opens the board alone, whoever's session is sent along."""
    room = Room(far.desk)
    borrowed = Actor("sup", Role.SUPERVISOR, "pc-screen", room.sup.session)
    for name, row in MATRIX.items():
        if name in DISPLAY_METHODS:
            continue
        room.fresh()
        before = [borrowed, *(["key"] if "key" in METHODS[name].arguments.__struct_fields__ else [])]
        with pytest.raises(DeskError) as fault:
            getattr(far.desk, name)(*before, *row.arguments(room, room.sup))
        assert (fault.value.code, fault.value.params["what"]) == (Fault.NOT_ALLOWED, name)
    for call in (lambda: far.desk.sign_in("pc-screen", "sup", PIN), far.desk.at("pc-screen").operators):
        with pytest.raises(DeskError) as fault:
            call()
        assert fault.value.code is Fault.NOT_ALLOWED


def test_a_data_entry_operator_moves_no_visit_of_another_counter(centre: Any) -> None:
    """Neither by its id: what another serves is theirs, or the supervisor's, or the token assistant's to recall."""
    room = Room(centre.desk)
    room.fresh()
    other = centre.deo2
    centre.desk.sit(other, room.key, 2)
    for name, more in OWN_VISITS.items():
        room.fresh()
        visit_id = room.called() if name in ("recall", "start", "no_show") else room.serving()
        with pytest.raises(DeskError) as fault:
            getattr(centre.desk, name)(other, room.key, visit_id, *more)
        assert (fault.value.code, fault.value.params["what"]) == (Fault.NOT_ALLOWED, "counter"), name
        assert centre.desk.visit_at(room.sup, 1).visit_id == visit_id
