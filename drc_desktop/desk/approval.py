"""A second person's word: another operator types their own PIN at the first one's window.

It holds for one command alone: the station, the command's idempotency key, its name and what it is about are bound in,
so a word for one token cancels no other. Wrong PINs count like wrong PINs at the door.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import RowMapping

from drc_desktop.desk import people
from drc_desktop.desk.contract import DeskError, Fault, Role
from drc_desktop.desk.work import APPROVAL_S, Deed, Work
from drc_desktop.store import approvals
from drc_desktop.store import people as store

COMMANDS = frozenset({"cancel", "reprint", "open_day", "unlock_operator", "save_operator"})
"""Methods of the contract that ask for a second person. The subject is the visit, the date or the operator."""


@dataclass(frozen=True)
class Asked:
    """What the first person is about to do, and who is to confirm it."""

    key: str
    command: str
    subject: str
    operator_id: str


def take_try(work: Work, asked: Asked) -> RowMapping:
    """Count a try of the second person and give their row.

    Raises:
        DeskError: BAD_REQUEST for a command that needs nobody; NOT_ALLOWED for oneself, for who is to be unlocked, and
            where neither of the two is a supervisor; NEW_PIN for who never chose a PIN; LOCKED_OUT, WRONG_PIN as at
            sign-in; SIGNED_OUT.
    """
    people.demand_session(work)
    if asked.command not in COMMANDS or not 1 <= len(asked.subject) <= 64:
        raise DeskError(Fault.BAD_REQUEST, what="command")
    if asked.operator_id in (work.actor.operator_id, asked.subject):
        raise DeskError(Fault.NOT_ALLOWED, role=work.actor.role.value, what="second")
    row = people.take_try(work, asked.operator_id)
    if not row["pin_own"]:
        raise DeskError(Fault.NEW_PIN)  # whoever set that PIN knows it
    if Role.SUPERVISOR not in (work.actor.role, Role(row["role"])):
        raise DeskError(Fault.NOT_ALLOWED, role=row["role"], what="second")
    return row


def keep(work: Work, asked: Asked) -> None:
    """After a right PIN: bind the word to the command, and log it."""
    store.set_operator(work.connection, asked.operator_id, people.FORGIVEN)
    approvals.forget(work.connection, work.now - APPROVAL_S)
    values = {"device": work.actor.device_id, "key": asked.key, "at": work.now}
    bound = {"command": asked.command, "subject": asked.subject, "operator_id": asked.operator_id}
    approvals.put(work.connection, values | bound)
    work.second = asked.operator_id
    work.note(Deed.APPROVED, reason=f"{asked.command} {asked.subject}")
