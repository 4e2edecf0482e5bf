"""Calling: who is next by the policy, a chosen visit, again, nobody came, back in line."""

from __future__ import annotations

import msgspec
from sqlalchemy import RowMapping

from drc_desktop.desk import cards
from drc_desktop.desk.contract import Called, CounterState, DeskError, Fault, NextUp, VisitCard
from drc_desktop.desk.work import TakenMeanwhile, Work
from drc_desktop.domain.policy import Choice, Reason, Rule, Seat, who_is_next
from drc_desktop.domain.visit import Action, Service, VisitState, after
from drc_desktop.store import board, in_line, ledger

MOST_NEXT = 40


def call_next(work: Work, number: int) -> Called | None:
    """Claim the visit that is next for a counter and announce it; None when nobody waits for it.

    Raises:
        DeskError: DAY_CLOSED, UNKNOWN_COUNTER, COUNTER_BUSY, NOT_ALLOWED.
    """
    today = work.today()
    in_line.lock(work.connection)
    counter = _ready_counter(work, number)
    seats = seats_of(work)
    found = _choose(work, today["date"], counter, seats)
    return _claim(work, *found, number, seats[number]) if found is not None else None


def next_up(work: Work) -> NextUp:
    """The next calls as the rule would make them now, for the hall as a whole and for each free counter."""
    day = board.open_day(work.connection)
    if day is None:
        return NextUp([])
    seats, rule, past = seats_of(work), rule_of(work), work.made.past(work.connection, day["date"])
    line = in_line.everybody(work.connection, day["date"], list(Service))
    held = board.visits_at_counters(work.connection)
    first = {number: who_is_next(line, past, seat, seats.values(), work.now, rule) for number, seat in seats.items()}
    everybody = Seat(frozenset(Service), frozenset().union(*(seat.languages for seat in seats.values())), woman=True)
    order: list[str] = []
    while line and len(order) < MOST_NEXT:
        choice = who_is_next(line, past, everybody, seats.values(), work.now, rule)
        assert choice is not None  # this seat takes whoever waits
        one = next(one for one in line if one.visit_id == choice.visit_id)
        order.append(one.visit_id)
        past.add(one.place, one.goes_first, Service)
        line.remove(one)
    return NextUp(
        order,
        {number: choice.visit_id for number, choice in first.items() if choice is not None and number not in held},
    )


def call(work: Work, visit_id: str, number: int) -> Called:
    """Call a chosen visit: one that waits, is parked, or did not come before."""
    work.today()
    in_line.lock(work.connection)
    row = work.visit(visit_id)
    if after(Action.CALL, VisitState(row["state"])) is None:
        raise DeskError(Fault.ILLEGAL_MOVE, action=Action.CALL.value, state=row["state"], token=row["token"])
    counter = _ready_counter(work, number)
    serves = [service.value for service in cards.serves(counter)]
    before = in_line.waiting_before(work.connection, row["day"], serves, row["place"])
    reason = f"{Reason.CHOSEN} {before}"
    new = work.move(
        Action.CALL,
        row,
        reason,
        counter=number,
        calls=row["calls"] + 1,
        called_at=work.now,
        parked_until=None,
    )
    return _announce(work, new, reason, seats_of(work).get(number, Seat(frozenset())), first=False)


def recall(work: Work, visit_id: str) -> Called:
    """Ring again for a visit that was called and has not come yet."""
    in_line.lock(work.connection)
    row = work.visit(visit_id)
    new = work.move(Action.RECALL, row, Reason.RECALLED.value, calls=row["calls"] + 1)
    seat = seats_of(work).get(row["counter"], Seat(frozenset()))
    return _announce(work, new, Reason.RECALLED, seat, first=False)


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
    work.demand_own(counter)
    work.demand_free(number)
    return counter


def _choose(work: Work, date: str, counter: RowMapping, seats: dict[int, Seat]) -> tuple[Choice, RowMapping] | None:
    """The policy's choice, its row locked.

    A row that another transaction holds is waited for, not skipped: passing over one whose slip is just being copied
    would break the cap. If it has left the line meanwhile, the rule is asked again without it.
    """
    serves = [service.value for service in cards.serves(counter)]
    rule, past = rule_of(work), work.made.past(work.connection, date)
    while True:
        line = in_line.heads(work.connection, date, serves)
        choice = who_is_next(line, past, seats[counter["number"]], seats.values(), work.now, rule)
        if choice is None:
            return None
        row = work.visit(choice.visit_id)
        if row["state"] == VisitState.WAITING.value:
            return choice, row


def rule_of(work: Work) -> Rule:
    """The rule of the settings."""
    return Rule(work.settings.others_between, work.settings.overtake_cap, work.settings.wish_minutes)


def seats_of(work: Work) -> dict[int, Seat]:
    """Open counter -> what it can take."""
    return {
        number: Seat(
            frozenset(msgspec.json.decode(row["serves"])),
            frozenset(msgspec.json.decode(row["languages"] or "[]")),
            bool(row["woman"]),
        )
        for number, row in in_line.seats(work.connection).items()
    }


def _claim(work: Work, choice: Choice, old: RowMapping, number: int, seat: Seat) -> Called:
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
    work.note_move(seq, Action.CALL_NEXT, old, row, choice.reason)
    return _announce(work, row, choice.reason, seat, first=True)


def _announce(work: Work, row: RowMapping, reason: str, seat: Seat, first: bool) -> Called:
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
        "reason": str(reason),
        "seat": msgspec.json.encode(seat, order="sorted").decode(),
    }
    return cards.called(board.add_call(work.connection, values))
