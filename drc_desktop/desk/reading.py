"""What windows read: the board of the console, the hall of a display, the stream of changes."""

from __future__ import annotations

import msgspec

from drc_desktop.desk import cards, counters, forecast
from drc_desktop.desk.contract import (
    Board,
    Changes,
    CounterCard,
    CounterState,
    DeskError,
    Fault,
    Forecast,
    Hall,
    JobState,
    Role,
    Service,
    ServiceLoad,
    VisitCard,
    VisitState,
    WaitingRow,
)
from drc_desktop.desk.work import Work
from drc_desktop.domain.policy import Waiting
from drc_desktop.store import board, jobs, ledger, people

MOST_CHANGES = 500
MOST_CALLS = 50
LAST_CALLS = 5
LAST_PLACE = 2**53
"""Behind everybody: the place of somebody who has no token yet."""


def show_board(work: Work) -> Board:
    """Everything the console shows of the current day."""
    connection = work.connection
    day = board.last_day(connection)
    date = day["date"] if day is not None else ""
    limits = {row["service"]: row["limit_minutes"] for row in board.services(connection)}
    waiting = [cards.waiting_row(row, limits) for row in board.live_visits(connection, date)]
    seats = counters.all_cards(work)
    states = board.day_figures(connection, date)
    printing = jobs.job_figures(connection, date)
    last = jobs.last_job(connection, date)
    letters = board.letters(connection, date)
    outlook = forecast.Outlook(work, date)
    loads = [_load(Service(name), letters.get(name, ""), limit, waiting, seats) for name, limit in limits.items()]
    return Board(
        seq=ledger.last_seq(connection),
        at=work.now,
        day=cards.day_card(day, work.actor.role, []),
        tokens_today=sum(states.values()),
        waiting=waiting,
        services=[_foreseen(load, outlook) for load in loads],
        counters=seats,
        stations=[cards.station(row) for row in people.stations_reported(connection)],
        jobs_waiting=printing.get(JobState.PENDING.value, 0) + printing.get(JobState.SENT.value, 0),
        jobs_failed=printing.get(JobState.FAILED.value, 0),
        last_job=cards.print_job(last) if last is not None else None,
        finished_today=states.get(VisitState.FINISHED.value, 0),
    )


def show_hall(work: Work, after_call: int) -> Hall:
    """Announcements above `after_call` (the newest 50 of the day at most) and the last five."""
    day = board.last_day(work.connection)
    date = day["date"] if day is not None else ""
    note = jobs.last_notice(work.connection, date)
    if note is not None and note["until"] is not None and note["until"] <= work.now:
        note = None
    return Hall(
        seq=ledger.last_seq(work.connection),
        at=work.now,
        open=bool(day is not None and day["open"]),
        calls=[cards.called(row) for row in board.calls_after(work.connection, date, after_call, MOST_CALLS)],
        last=[cards.called(row) for row in board.calls_after(work.connection, date, 0, LAST_CALLS)],
        notice_en=note["notice_en"] if note is not None else "",
        notice_ur=note["notice_ur"] if note is not None else "",
        notice_until=note["until"] if note is not None else None,
    )


def changes_after(work: Work, after: int) -> Changes:
    """Events above `after`, at most 500; for a display with the board as those events leave it."""
    items = [cards.change(row) for row in ledger.after(work.connection, after, MOST_CHANGES)]
    if not items:
        return Changes(seq=after, at=work.now, items=[])
    hall = None
    if work.actor.role is Role.DISPLAY:
        hall = show_hall(work, board.last_call_before(work.connection, after))
    return Changes(seq=items[-1].seq, at=work.now, items=items, hall=hall)


def visit_at(work: Work, number: int) -> VisitCard | None:
    """The visit a counter holds."""
    if all(row["number"] != number for row in board.counters(work.connection)):
        raise DeskError(Fault.UNKNOWN_COUNTER, counter=number)
    row = board.visit_at(work.connection, number)
    return cards.visit_card(row) if row is not None else None


def _foreseen(load: ServiceLoad, outlook: forecast.Outlook) -> ServiceLoad:
    ordinary, first = (
        Forecast(*outlook.of(Waiting("", LAST_PLACE, load.service, goes_first, 0.0)))
        for goes_first in (load.service is Service.PRIORITY, True)
    )
    return msgspec.structs.replace(load, ordinary=ordinary, goes_first=first)


def _load(
    service: Service, letter: str, limit: int, waiting: list[WaitingRow], seats: list[CounterCard]
) -> ServiceLoad:
    line = [row for row in waiting if row.service is service and row.state is VisitState.WAITING]
    return ServiceLoad(
        service=service,
        letter=letter,
        waiting=len(line),
        first=line[0].token if line else "",
        oldest=min((row.since for row in line), default=None),
        counters_open=sum(service in seat.serves and seat.state is not CounterState.CLOSED for seat in seats),
        limit=limit,
    )
