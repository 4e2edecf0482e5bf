"""The supervisor's hand on the site: operators and work profiles."""

from __future__ import annotations

import uuid
from typing import Any

import msgspec

from drc_desktop.desk import cards, counters
from drc_desktop.desk.contract import (
    CounterCard,
    DeskError,
    Fault,
    OperatorCard,
    OperatorEdit,
    Role,
    Service,
)
from drc_desktop.desk.people import FORGIVEN, hash_pin, is_locked
from drc_desktop.desk.work import Deed, Work
from drc_desktop.domain.visit import LANGUAGES
from drc_desktop.store import board, people

LONGEST_NAME, LONGEST_DRIVE = 80, 40


def set_profile(work: Work, number: int, serves: list[Service]) -> CounterCard:
    """Which queues a counter takes, at least one; a visit that is there stays."""
    work.counter(number)
    if not serves:
        raise DeskError(Fault.BAD_REQUEST, what="serves")
    ordered = [service.value for service in Service if service in serves]
    row = board.set_counter(work.connection, number, {"serves": msgspec.json.encode(ordered).decode()})
    work.note(Deed.PROFILE, counter=number, reason=" ".join(ordered))
    return counters.card(work, row)


def save_operator(work: Work, edit: OperatorEdit) -> OperatorCard:
    """A new operator, or new values of one; who loses a role or gets a new PIN has to sign in again.

    Raises:
        DeskError: BAD_REQUEST (name, role, pin, counter, operator); SECOND_PERSON where the new PIN ends a lock-out.
    """
    _demand_sound(edit)
    values: dict[str, Any] = {
        "name": edit.name.strip(),
        "role": edit.role.value,
        "counter": edit.counter,
        "woman": edit.woman,
        "languages": msgspec.json.encode([one for one in LANGUAGES if one in edit.languages]).decode(),
        "drive": edit.drive.strip()[:LONGEST_DRIVE],
    }
    secret = {"pin_hash": hash_pin(edit.pin), "pin_own": False, **FORGIVEN} if edit.pin else {}
    operator_id = edit.operator_id or str(uuid.uuid4())
    if not edit.operator_id:
        if not secret:
            raise DeskError(Fault.BAD_REQUEST, what="pin")
        people.add_operator(work.connection, {"id": operator_id, "active": True, **values, **secret})
    else:
        before = people.one_operator(work.connection, operator_id)
        if before is None:
            raise DeskError(Fault.BAD_REQUEST, what="operator")
        if secret and is_locked(before):
            work.demand_second("save_operator", operator_id, before["name"])
        people.set_operator(work.connection, operator_id, {**values, **secret})
        if secret or before["role"] != edit.role.value:
            _sign_out(work, operator_id)
    work.note(Deed.OPERATOR, reason=operator_id)
    row = people.one_operator(work.connection, operator_id)
    assert row is not None
    return cards.operator_card(row)


def close_operator(work: Work, operator_id: str) -> None:
    """Nobody signs in as this operator any more; the counter is left. Not oneself, and not with a visit at hand."""
    if operator_id == work.actor.operator_id or people.one_operator(work.connection, operator_id) is None:
        raise DeskError(Fault.BAD_REQUEST, what="operator")
    for row in board.counters(work.connection):
        if row["operator_id"] == operator_id:
            counters.close(work, row["number"])
    people.set_operator(work.connection, operator_id, {"active": False})
    _sign_out(work, operator_id)
    work.note(Deed.OPERATOR_CLOSED, reason=operator_id)


def unlock_operator(work: Work, operator_id: str) -> OperatorCard:
    """End a lock-out; the PIN stays. Never alone: raises SECOND_PERSON, BAD_REQUEST for somebody who is not there."""
    row = people.one_operator(work.connection, operator_id)
    if row is None:
        raise DeskError(Fault.BAD_REQUEST, what="operator")
    work.demand_second("unlock_operator", operator_id, row["name"])
    people.set_operator(work.connection, operator_id, FORGIVEN)
    work.note(Deed.UNLOCKED, reason=operator_id)
    return cards.operator_card(row)


def _demand_sound(edit: OperatorEdit) -> None:
    if edit.role is Role.DISPLAY:
        raise DeskError(Fault.BAD_REQUEST, what="role")
    if not 1 <= len(edit.name.strip()) <= LONGEST_NAME:
        raise DeskError(Fault.BAD_REQUEST, what="name")
    if not 0 <= edit.counter <= 12:
        raise DeskError(Fault.BAD_REQUEST, what="counter")


def _sign_out(work: Work, operator_id: str) -> None:
    people.close_sessions(work.connection, operator_id, work.now)
