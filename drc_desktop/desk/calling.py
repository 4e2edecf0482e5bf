"""Calling: who is next by the policy, a chosen visit, again, nobody came, back in line."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import RowMapping

from drc_desktop.desk import cards
from drc_desktop.desk.contract import Called, CounterState, DeskError, Fault, VisitCard
from drc_desktop.desk.work import TakenMeanwhile, Work
from drc_desktop.domain.policy import Choice, Reason, Rule, choose
from drc_desktop.domain.visit import Action, Service, VisitState, after
from drc_desktop.store import board, ledger


def call_next(work: Work, number: int) -> Called | None:
    """Claim the visit that is next for a counter and announce it; None when nobody waits for it.

    Raises:
        DeskError: DAY_CLOSED, UNKNOWN_COUNTER, COUNTER_BUSY, NOT_ALLOWED.
    """
    today = work.today()
    counter = _ready_counter(work, number)
    choice = _choose(work, today["date"], [service.value for service in cards.serves(counter)])
    return _claim(work, choice, number) if choice is not None else None


def call(work: Work, visit_id: str, number: int) -> Called:
    """Call a chosen visit: one that waits, is parked, or did not come before."""
    work.today()
    row = work.visit(visit_id)
    if after(Action.CALL, VisitState(row["state"])) is None:
        raise DeskError(Fault.ILLEGAL_MOVE, action=Action.CALL.value, state=row["state"], token=row["token"])
    _ready_counter(work, number)
    new = work.move(
        Action.CALL,
        row,
        Reason.CHOSEN.value,
        counter=number,
        calls=row["calls"] + 1,
        called_at=work.now,
        parked_until=None,
    )
    return _announce(work, new, Reason.CHOSEN, first=False)


def recall(work: Work, visit_id: str) -> Called:
    """Ring again for a visit that was called and has not come yet."""
    row = work.visit(visit_id)
    new = work.move(Action.RECALL, row, Reason.RECALLED.value, calls=row["calls"] + 1)
    return _announce(work, new, Reason.RECALLED, first=False)


def no_show(work: Work, visit_id: str) -> VisitCard:
    """Nobody came; the counter is free and the token stays live, to be called or recycled."""
    return cards.visit_card(work.move(Action.NO_SHOW, work.visit(visit_id), counter=0))


def recycle(work: Work, visit_id: str) -> VisitCard:
    """Back in line after a no-show, behind those who wait now."""
    row = work.move(Action.RECYCLE, work.visit(visit_id))
    return cards.visit_card(board.set_visit(work.connection, visit_id, {"place": row["event"]}))


def _ready_counter(work: Work, number: int) -> RowMapping:
    counter = work.counter(number)
    if counter["state"] == CounterState.CLOSED.value:
        raise DeskError(Fault.COUNTER_CLOSED, counter=number)
    work.demand_own(number)
    work.demand_free(number)
    return counter


def _choose(work: Work, date: str, serves: list[str]) -> Choice | None:
    first = board.head(work.connection, date, serves, goes_first=True)
    other = board.head(work.connection, date, serves, goes_first=False)
    since = None
    if first is not None and other is not None:
        row = work.visit(other.visit_id)
        able = [seat["number"] for seat in board.counters(work.connection) if row["service"] in cards.serves(seat)]
        other = replace(other, overtaken=board.overtaken(work.connection, date, other.place, able))
        since = board.others_since_first(work.connection, date)
    return choose(first, other, since, Rule(work.settings.others_between, work.settings.overtake_cap))


def _claim(work: Work, choice: Choice, number: int) -> Called:
    old = work.visit(choice.visit_id)
    seq = ledger.next_number(work.connection, "event")
    values = {
        "state": VisitState.CALLED.value,
        "action": Action.CALL_NEXT.value,
        "event": seq,
        "state_at": work.now,
        "counter": number,
        "calls": old["calls"] + 1,
        "called_at": work.now,
    }
    row = board.claim(work.connection, choice.visit_id, values)
    if row is None:
        raise TakenMeanwhile
    work.note_move(seq, Action.CALL_NEXT, old, row, choice.reason.value)
    return _announce(work, row, choice.reason, first=True)


def _announce(work: Work, row: RowMapping, reason: Reason, first: bool) -> Called:
    values = {
        "id": ledger.next_number(work.connection, "call"),
        "visit": row["id"],
        "event": row["event"],
        "day": row["day"],
        "token": row["token"],
        "service": row["service"],
        "counter": row["counter"],
        "at": work.now,
        "nth": row["calls"],
        "first": first,
        "goes_first": bool(row["priority"]) or row["service"] == Service.PRIORITY.value,
        "place": row["place"],
        "reason": reason.value,
    }
    return cards.called(board.add_call(work.connection, values))
