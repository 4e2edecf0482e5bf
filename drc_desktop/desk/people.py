"""Who acts: the sign-in list, PINs with a lock-out, sessions.

A try is counted before the PIN is looked at, so tries sent side by side count as well. After five wrong ones the
operator waits 1, 5, then 15 minutes; after ten a supervisor must reset the PIN. The wait is over when both clocks say
so: the PC's date, which whoever holds the PC may set, and the seconds the PC has been up, which nobody may.
"""

from __future__ import annotations

import math
import uuid
from itertools import pairwise
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import RowMapping

from drc_desktop.desk import cards
from drc_desktop.desk.contract import Actor, DeskError, Fault, OperatorCard, Role, SignedIn
from drc_desktop.desk.work import Deed, Work
from drc_desktop.store import people

PIN_DIGITS = 6
FREE_TRIES = 5
RESET_AT = 10
_WAITS_MIN = (1, 5, 15)
FORGIVEN: dict[str, Any] = {"failed": 0, "failed_at": None, "failed_up": None}
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=2)


def hash_pin(pin: str) -> str:
    """Argon2id of a PIN (takes about 0.1 s).

    Raises:
        DeskError: BAD_REQUEST where the PIN has not just six digits (the page has six boxes), or is one that is tried
            first.
    """
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()) or is_guessable(pin):
        raise DeskError(Fault.BAD_REQUEST, what="pin")
    return _HASHER.hash(pin)


def is_guessable(pin: str) -> bool:
    """Whether a PIN is among those that are tried first: one digit, a run, a repeated group, a group and its mirror,
    or the helpline (8171)."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    half = len(pin) // 2
    groups = any(pin == pin[:size] * (len(pin) // size) for size in range(1, half + 1) if len(pin) % size == 0)
    pairs = all(pin[place] == pin[place + 1] for place in range(0, len(pin) - 1, 2))
    mirrored = pin == pin[::-1]
    return steps in ({1}, {9}) or groups or pairs or mirrored or "8171" in pin


def pin_matches(pin_hash: str, pin: str) -> bool:
    """Whether a PIN is the one that was hashed."""
    try:
        return _HASHER.verify(pin_hash, pin)
    except VerifyMismatchError:
        return False


def sign_in_list(work: Work) -> list[OperatorCard]:
    """Everybody who may sign in."""
    return [cards.operator_card(row, is_locked(row)) for row in people.operators(work.connection)]


def take_try(work: Work, operator_id: str) -> RowMapping:
    """Count one try of an operator and give the row as it was before.

    Raises:
        DeskError: LOCKED_OUT with the minutes left (0: until a supervisor resets it), WRONG_PIN for an unknown one.
    """
    row = people.one_operator(work.connection, operator_id)
    if row is None:
        raise DeskError(Fault.WRONG_PIN, left=0)
    minutes = _minutes_locked(row, work.now, work.up)
    if minutes is not None:
        raise DeskError(Fault.LOCKED_OUT, minutes=minutes)
    people.set_operator(work.connection, operator_id, {"failed": row["failed"] + 1, **_tried(work)})
    return row


def refuse(work: Work, operator_id: str) -> DeskError:
    """Log a wrong PIN; returns the fault to raise after the commit."""
    work.note(Deed.WRONG_PIN, reason=operator_id)
    row = people.one_operator(work.connection, operator_id)
    failed = row["failed"] if row is not None else RESET_AT
    return DeskError(Fault.WRONG_PIN, left=max(0, FREE_TRIES - failed))


def welcome(work: Work, row: RowMapping, counter: int) -> SignedIn:
    """Open a session after a right PIN."""
    people.set_operator(work.connection, row["id"], FORGIVEN)
    actor = _open(work, row["id"], Role(row["role"]))
    return SignedIn(actor=actor, name=row["name"], counter=counter or row["counter"], new_pin=not row["pin_own"])


def take_own_try(work: Work) -> RowMapping:
    """As `take_try`, of who is signed in, also with a PIN that has to be changed first."""
    demand_session(work, chosen=False)
    return take_try(work, work.actor.operator_id)


def forgive(work: Work) -> None:
    """Give who is signed in every try back."""
    people.set_operator(work.connection, work.actor.operator_id, FORGIVEN)


def choose_pin(work: Work, pin_hash: str, again: bool) -> None:
    """An own PIN in place of one that somebody else set; other sessions of the person end. Raises BAD_REQUEST
    (pin_again) for the same one."""
    if again:
        raise DeskError(Fault.BAD_REQUEST, what="pin_again")
    me = work.actor.operator_id
    people.set_operator(work.connection, me, {"pin_hash": pin_hash, "pin_own": True, **FORGIVEN})
    people.close_sessions(work.connection, me, work.now, but=work.actor.session)
    work.note(Deed.PIN_CHOSEN)


def is_locked(row: RowMapping) -> bool:
    """Whether wrong PINs bar this operator, for a while or until somebody ends it."""
    return int(row["failed"]) >= FREE_TRIES


def open_display(work: Work) -> Actor:
    """A session for a display, which has no person."""
    return _open(work, "", Role.DISPLAY)


def sign_out(work: Work) -> None:
    """Close the actor's session; one that is closed already, by this answer getting lost, is no fault."""
    row = people.one_session(work.connection, work.actor.session)
    if row is None or row["closed_at"] is not None:
        return
    demand_session(work, chosen=False)
    people.close_session(work.connection, work.actor.session, work.now)
    work.note(Deed.SIGNED_OUT)


def reset_pin(work: Work, operator_id: str, pin: str) -> None:
    """Give an operator a new PIN, to be changed at the next sign-in, and end a lock-out.

    Raises:
        DeskError: BAD_REQUEST for a weak PIN or an operator who is not there.
    """
    fresh = {"pin_hash": hash_pin(pin), "pin_own": False, **FORGIVEN}
    if people.one_operator(work.connection, operator_id) is None:
        raise DeskError(Fault.BAD_REQUEST, what="operator")
    people.set_operator(work.connection, operator_id, fresh)
    people.close_sessions(work.connection, operator_id, work.now)
    work.note(Deed.PIN_RESET, reason=operator_id)


def unpair(work: Work, device_id: str) -> None:
    """Refuse a station from now on; raises BAD_REQUEST where it is not paired."""
    if not people.revoke_station(work.connection, device_id, work.now):
        raise DeskError(Fault.BAD_REQUEST, what="station")
    work.note(Deed.UNPAIRED, reason=device_id)


def demand_session(work: Work, chosen: bool = True) -> None:
    """Raise SIGNED_OUT where the actor is not who the session says, or no longer is: who was closed, has another role
    or has worked for longer than a session lasts signs in anew. A display stays. With `chosen` raise NEW_PIN where the
    person has to choose a PIN first."""
    actor = work.actor
    row = people.one_session(work.connection, actor.session)
    said = (actor.operator_id, actor.role.value, actor.device_id)
    if row is None or row["closed_at"] is not None or (row["operator_id"], row["role"], row["device_id"]) != said:
        raise DeskError(Fault.SIGNED_OUT)
    if actor.role is Role.DISPLAY:
        return
    if row["role_now"] != actor.role.value or work.now - row["opened_at"] > work.session_s:
        raise DeskError(Fault.SIGNED_OUT)
    if chosen and not row["pin_own"]:
        raise DeskError(Fault.NEW_PIN)


def note_refusal(work: Work, method: str) -> None:
    """Log what somebody with a good session asked for without the right to; raises SIGNED_OUT without one."""
    demand_session(work)
    work.note(Deed.REFUSED, reason=method)


def _open(work: Work, operator_id: str, role: Role) -> Actor:
    actor = Actor(operator_id=operator_id, role=role, device_id=work.actor.device_id, session=str(uuid.uuid4()))
    people.add_session(
        work.connection,
        {
            "id": actor.session,
            "operator_id": operator_id,
            "role": role.value,
            "device_id": actor.device_id,
            "opened_at": work.now,
            "closed_at": None,
        },
    )
    work.actor = actor
    work.note(Deed.SIGNED_IN)
    return actor


def _tried(work: Work) -> dict[str, float]:
    return {"failed_at": work.now, "failed_up": work.up}


def _minutes_locked(row: RowMapping, now: float, up: float) -> int | None:
    """Minutes until the next try, None where there is no wait, 0 where only a supervisor ends it.

    Uptime begins anew at a restart. It then counts from the restart, which is never more than has truly passed.
    """
    failed, at, at_up = row["failed"], row["failed_at"], row["failed_up"]
    if failed >= RESET_AT:
        return 0
    if failed < FREE_TRIES or at is None or at_up is None:
        return None
    wait = 60 * _WAITS_MIN[min(failed - FREE_TRIES, len(_WAITS_MIN) - 1)]
    passed = max(0.0, min(now - at, up - at_up if up >= at_up else up))
    return math.ceil((wait - passed) / 60) if passed < wait else None
