"""Take back the last thing that happened to a visit: a new event that restores what the old one changed."""

from __future__ import annotations

import msgspec

from drc_desktop.desk import cards, issue
from drc_desktop.desk.contract import DeskError, Fault, Role, VisitCard
from drc_desktop.desk.work import Work
from drc_desktop.domain.visit import LIVE_STATES, Action, VisitState
from drc_desktop.store import board, come_back, in_line, ledger

_CALLS = (Action.CALL_NEXT, Action.CALL, Action.RECALL)


def undo(work: Work, event: int) -> VisitCard:
    """Restore the visit as it was before `event`, which must be its newest.

    Raises:
        DeskError: NOTHING_TO_UNDO for an issue, an undo, an event that is no longer the newest, or a day that is over;
            NOT_ALLOWED for another's deed (a supervisor may); COUNTER_BUSY or TOKEN_LIVE where the place was taken
            since.
    """
    found = ledger.one(work.connection, event)
    if found is None or found["visit"] is None or found["action"] in (Action.ISSUE.value, Action.UNDO.value):
        raise DeskError(Fault.NOTHING_TO_UNDO)
    if found["action"] in _CALLS:
        in_line.lock(work.connection)  # before the visit, as whoever calls does
    row = work.visit(found["visit"])
    if row["event"] != event or come_back.is_used(work.connection, row["id"]):
        raise DeskError(Fault.NOTHING_TO_UNDO)
    if work.actor.role is not Role.SUPERVISOR and found["actor"] != work.actor.operator_id:
        raise DeskError(Fault.NOT_ALLOWED, role=work.actor.role.value, what="undo")
    before = msgspec.json.decode(found["before"])
    today = board.open_day(work.connection)
    if before["state"] != VisitState.SERVING.value and (today is None or today["date"] != row["day"]):
        raise DeskError(Fault.NOTHING_TO_UNDO)  # nobody could be called to it any more
    if before["state"] in board.AT_COUNTER and row["state"] not in board.AT_COUNTER:
        work.demand_free(before["counter"])
    if VisitState(row["state"]) not in LIVE_STATES:
        issue.demand_no_token(work, row["day"], row["binding"], row["household"])
    if found["action"] in _CALLS:
        board.undo_call(work.connection, event)
        ledger.next_number(work.connection, "undone_call")
    seq = ledger.next_number(work.connection, "event")
    values = {**before, "action": Action.UNDO.value, "event": seq, "state_at": work.now}
    new = board.set_visit(work.connection, row["id"], values)
    work.note_move(seq, Action.UNDO, row, new, reason=f"event {event}")
    return cards.visit_card(new)
