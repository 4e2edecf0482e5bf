"""Counters: who sits where, breaks."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import RowMapping

from drc_desktop.desk import cards
from drc_desktop.desk.contract import CounterCard, CounterState, DeskError, Fault, OperatorCard
from drc_desktop.desk.work import Deed, Work
from drc_desktop.store import board, people


def sit(work: Work, number: int) -> CounterCard:
    """Open a counter for the actor; one who sat elsewhere leaves there. The same operator may come back to a visit.

    Raises:
        DeskError: COUNTER_BUSY where another's visit is at the counter, or the actor's visit at the old one.
    """
    row = work.counter(number)
    if row["operator_id"] != work.actor.operator_id:
        work.demand_free(number)
    for other in board.counters(work.connection):
        if other["operator_id"] == work.actor.operator_id and other["number"] != number:
            close(work, other["number"])
    return _change(work, number, Deed.SAT, state="free", operator_id=work.actor.operator_id, back_at=None)


def take_break(work: Work, number: int, back_at: float | None) -> CounterCard:
    """Pause a counter that has no visit, until a time if it is known."""
    _own_and_free(work, number)
    return _change(work, number, Deed.BREAK, state="break", back_at=back_at)


def end_break(work: Work, number: int) -> CounterCard:
    """Back from a break; changes nothing at a counter that is not on one."""
    row = work.counter(number)
    work.demand_own(row)
    if row["state"] != CounterState.BREAK.value:
        return card(work, row)
    return _change(work, number, Deed.BREAK_ENDED, state="free", back_at=None)


def leave(work: Work, number: int) -> CounterCard:
    """Close a counter that has no visit."""
    _own_and_free(work, number)
    return close(work, number)


def all_cards(work: Work) -> list[CounterCard]:
    """Every counter by number."""
    staff = _people(work)
    held = board.visits_at_counters(work.connection)
    why = board.reasons(work.connection, [row["id"] for row in held.values()])
    return [
        msgspec.structs.replace(made, reason=why.get(made.visit_id, ""))
        for row in board.counters(work.connection)
        for made in (cards.counter_card(row, held.get(row["number"]), staff),)
    ]


def card(work: Work, row: RowMapping) -> CounterCard:
    """The card of one counter row."""
    return cards.counter_card(row, board.visit_at(work.connection, row["number"]), _people(work))


def _people(work: Work) -> dict[str, OperatorCard]:
    return {found["id"]: cards.operator_card(found) for found in people.operators(work.connection)}


def _own_and_free(work: Work, number: int) -> None:
    row = work.counter(number)
    if row["state"] == CounterState.CLOSED.value:
        raise DeskError(Fault.COUNTER_CLOSED, counter=number)
    work.demand_own(row)
    work.demand_free(number)


def close(work: Work, number: int) -> CounterCard:
    """Nobody sits there any more; raises COUNTER_BUSY while a visit is there."""
    work.demand_free(number)
    return _change(work, number, Deed.LEFT, state="closed", operator_id="", back_at=None)


def _change(work: Work, number: int, deed: Deed, **values: Any) -> CounterCard:
    row = board.set_counter(work.connection, number, {"since": work.now, **values})
    work.note(deed, counter=number)
    return card(work, row)
