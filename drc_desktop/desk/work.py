"""One use case at work: the open transaction, who acts, the time, and the one way to write an event."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping

from drc_desktop.desk.contract import Actor, DeskError, Fault, Role, VisitState
from drc_desktop.desk.known import CallsMade, KnownHabits
from drc_desktop.desk.live import Live
from drc_desktop.domain.visit import Action, after
from drc_desktop.settings import DeskSettings, MonitorSettings
from drc_desktop.store import approvals, board, figures, ledger, people

_UNDONE_BY = ("state", "service", "counter", "place", "calls", "called_at", "started_at", "finished_at", "parked_until")


APPROVAL_S = 120.0
"""How long a second person's word holds: the command follows at once, and a resend with the same key needs none."""


class Deed(StrEnum):
    """Events that are not moves of a visit."""

    DAY_OPENED = "day_opened"
    DAY_CLOSED = "day_closed"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    WRONG_PIN = "wrong_pin"
    APPROVED = "approved"
    UNLOCKED = "unlocked"
    PIN_RESET = "pin_reset"
    PIN_CHOSEN = "pin_chosen"
    REFUSED = "refused"
    UNPAIRED = "unpaired"
    PROMOTED = "promoted"
    SAT = "sat"
    BREAK = "break"
    BREAK_ENDED = "break_ended"
    LEFT = "left"
    PROFILE = "profile"
    OPERATOR = "operator"
    OPERATOR_CLOSED = "operator_closed"
    TURNED_AWAY = "turned_away"
    REPRINTED = "reprinted"
    JOB_ADDED = "job_added"
    JOB_MARKED = "job_marked"
    NOTICE = "notice"
    SOUND_CHECK = "sound_check"
    SURVEY = "survey"
    REVIEWED = "reviewed"
    VIEWED = "viewed"
    EXPORTED = "exported"
    SETTING = "setting"
    LOCKED = "locked"
    RETURNED = "returned"


class TakenMeanwhile(Exception):
    """Another station took the row first: the whole transaction is simply tried again."""


@dataclass
class Work:
    """What a use case gets. `now` is read once, so all rows of one transaction carry one time.

    `up` are the seconds this PC has been up: what nobody can set, for waits that must not be shortened; `session_s` how
    long a person's session lasts. `key` is the command's own, `second` who approved it (empty: nobody was needed).
    """

    connection: Connection
    actor: Actor
    now: float
    settings: DeskSettings
    up: float = 0.0
    monitor: MonitorSettings = field(default_factory=MonitorSettings)
    live: Live = field(default_factory=Live)
    session_s: float = math.inf
    key: str = ""
    second: str = ""
    made: CallsMade = field(default_factory=CallsMade)
    habits: KnownHabits = field(default_factory=KnownHabits)
    events: int = field(default=0)
    _open_date: str = field(default="")

    def site(self) -> RowMapping:
        """The site's row.

        Raises:
            DeskError: STORAGE_CORRUPT where the database holds no site.
        """
        row = people.the_site(self.connection)
        if row is None:
            raise DeskError(Fault.STORAGE_CORRUPT, path="site")
        return row

    def today(self) -> RowMapping:
        """The open day; raises DAY_CLOSED without one."""
        row = board.open_day(self.connection)
        if row is None:
            raise DeskError(Fault.DAY_CLOSED)
        self._open_date = row["date"]
        return row

    def visit(self, visit_id: str) -> RowMapping:
        """The visit, locked; raises UNKNOWN_VISIT."""
        row = board.one_visit(self.connection, visit_id)
        if row is None:
            raise DeskError(Fault.UNKNOWN_VISIT)
        return row

    def counter(self, number: int) -> RowMapping:
        """The counter, locked; raises UNKNOWN_COUNTER."""
        row = board.one_counter(self.connection, number)
        if row is None:
            raise DeskError(Fault.UNKNOWN_COUNTER, counter=number)
        return row

    def demand_free(self, number: int) -> None:
        """Raise COUNTER_BUSY where the counter has called or serves a visit."""
        held = board.visit_at(self.connection, number)
        if held is not None:
            raise DeskError(Fault.COUNTER_BUSY, counter=number, token=held["token"])

    def demand_own(self, counter: RowMapping) -> None:
        """Raise NOT_ALLOWED where a data entry operator acts for a counter at which another sits, or nobody."""
        if self.actor.role is Role.DEO and counter["operator_id"] != self.actor.operator_id:
            raise DeskError(Fault.NOT_ALLOWED, role=self.actor.role.value, what="counter")

    def demand_held(self, row: RowMapping) -> None:
        """Raise NOT_ALLOWED where a data entry operator moves a visit that another has called or serves.

        A counter at which nobody sits any more holds nothing back: a finished survey may be told after its end.
        """
        if self.actor.role is Role.DEO and row["counter"] and row["state"] in board.AT_COUNTER:
            sitting = self.counter(row["counter"])["operator_id"]
            if sitting not in ("", self.actor.operator_id):
                raise DeskError(Fault.NOT_ALLOWED, role=self.actor.role.value, what="counter")

    def demand_legal(self, action: Action, row: RowMapping) -> VisitState:
        """The state after the move; raises ILLEGAL_MOVE, NOT_ALLOWED for another's visit."""
        self.demand_held(row)
        state = after(action, VisitState(row["state"]))
        if state is None:
            raise DeskError(Fault.ILLEGAL_MOVE, action=action.value, state=row["state"], token=row["token"])
        return state

    def demand_second(self, command: str, subject: str, name: str) -> None:
        """Raise SECOND_PERSON unless somebody else approved this very command on this very subject; from then on the
        events of the transaction carry both. An approval is used up with the command. `name` is what people call the
        subject (a token, a date, a person)."""
        if not self.settings.second_person:
            return
        since = self.now - APPROVAL_S
        found = approvals.take(self.connection, self.actor.device_id, self.key, (command, subject), since)
        if found is None:
            raise DeskError(Fault.SECOND_PERSON, what=command, subject=subject, name=name)
        self.second = found

    def move(self, action: Action, row: RowMapping, reason: str = "", **changes: Any) -> RowMapping:
        """Make a legal move of a visit and write its event; returns the new row.

        Raises:
            DeskError: ILLEGAL_MOVE where the table of moves does not have it; NOT_ALLOWED for another's visit.
        """
        state = self.demand_legal(action, row)
        seq = ledger.next_number(self.connection, "event")
        values = {"state": state.value, "action": action.value, "event": seq, "state_at": self.now, **changes}
        new = board.set_visit(self.connection, row["id"], values)
        self.note_move(seq, action, row, new, reason)
        if row["state"] in board.AT_COUNTER and new["state"] not in board.AT_COUNTER:
            board.set_counter(self.connection, row["counter"], {"since": self.now})  # it is free from now
        return new

    def note_move(self, seq: int, action: Action, old: RowMapping | None, new: RowMapping, reason: str = "") -> None:
        """Write event `seq` of a visit that has moved from `old` (None: just issued) to `new`."""
        before = {name: old[name] for name in _UNDONE_BY} if old is not None else {}
        if new["day"] != self._open_date:  # none are kept of a day that is open
            figures.forget(self.connection, new["day"])
        self._append(
            seq,
            day=new["day"],
            action=action.value,
            visit=new["id"],
            token=new["token"],
            counter=new["counter"] or (old["counter"] if old is not None else 0),
            from_state=old["state"] if old is not None else "",
            to_state=new["state"],
            reason=reason,
            before=msgspec.json.encode(before).decode(),
        )

    def note(self, deed: Deed, **columns: Any) -> int:
        """Write an event that moves no visit; returns its number."""
        seq = ledger.next_number(self.connection, "event")
        day = board.last_day(self.connection)
        self._append(seq, day=day["date"] if day else "", action=deed.value, **columns)
        return seq

    def _append(self, seq: int, **columns: Any) -> None:
        self.events += 1
        who = {
            "device": self.actor.device_id,
            "actor": self.actor.operator_id,
            "role": self.actor.role.value,
            "session": self.actor.session,
            "second_actor": self.second,
        }
        ledger.append(self.connection, seq, {"at": self.now, **who, **columns})
