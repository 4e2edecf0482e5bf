"""The working day: open it, close it, and what to look at before."""

from __future__ import annotations

import secrets
import shutil
from datetime import date
from pathlib import Path

from drc_desktop.desk import cards, coming_back, figures, undo
from drc_desktop.desk.contract import Day, DayCheck, DeskError, Fault, OpenDay, VisitState
from drc_desktop.desk.work import Deed, Work
from drc_desktop.domain.clock import stands_back
from drc_desktop.domain.identity import DAY_KEY_BYTES
from drc_desktop.store import board, come_back, people
from drc_desktop.store import figures as kept_figures

KEEP_ANSWERS_S = 7 * 86400
KEEP_HASHES_S = 7 * 86400
_MOST_TOKENS = 7992  # eight letters of 999 numbers
_UNSERVED = (VisitState.WAITING, VisitState.CALLED, VisitState.PARKED, VisitState.NO_SHOW)


def show(work: Work, database: Path | None) -> Day:
    """The day as it stands; the checks are made while it is not open."""
    row = board.last_day(work.connection)
    checks = [] if row is not None and row["open"] else _checks(work, database)
    return cards.day_card(row, work.actor.role, checks)


def open_it(work: Work, request: OpenDay) -> Day:
    """Open a day, or the same day again after it was closed.

    Raises:
        DeskError: DAY_OPEN, DATE_SUSPECT (unless confirmed), BAD_REQUEST for an impossible date or limit,
            SECOND_PERSON for a day that was closed.
    """
    if board.open_day(work.connection) is not None:
        raise DeskError(Fault.DAY_OPEN)
    _demand_sound(request)
    last = board.last_day(work.connection)
    back = stands_back(work.now, work.site()["last_at"])
    earlier = last is not None and request.date < last["date"]
    if (back or earlier) and not request.confirmed:
        raise DeskError(Fault.DATE_SUSPECT, last=work.site()["last_at"])
    values = {"open": True, "token_limit": request.token_limit, "closed_at": None}
    if board.day_of(work.connection, request.date) is not None:
        work.demand_second("open_day", request.date, request.date)
        board.set_day(work.connection, request.date, values)
        kept_figures.forget(work.connection, request.date)
        for event in come_back.closed_out(work.connection, request.date):  # as if it had never been closed
            undo.undo(work, event)
    else:
        fresh = {"day_key": secrets.token_bytes(DAY_KEY_BYTES), "opened_at": work.now, "suspect": back or earlier}
        board.add_day(work.connection, {"date": request.date, **values, **fresh})
        if work.site()["promoted_on"] == request.date:  # the lost PC may have opened this day already
            board.fresh_letters(work.connection, request.date)
    people.forget_answers(work.connection, work.now - KEEP_ANSWERS_S)
    figures.keep_closed(work)  # before the hashes go: doubles could not be found any more
    board.erase_hashes(work.connection, work.now - KEEP_HASHES_S)
    work.note(Deed.DAY_OPENED, reason="confirmed" if request.confirmed else "")
    return show(work, None)


def close_it(work: Work) -> Day:
    """Close the day. Who was not served keeps the place for another day; a visit being served goes on to its end."""
    today = work.today()
    for row in board.live_visits(work.connection, today["date"], lock=True):
        if row["state"] in _UNSERVED:
            coming_back.give_unserved(work, row)
    work.note(Deed.DAY_CLOSED)
    board.set_day(work.connection, today["date"], {"open": False, "closed_at": work.now})
    figures.keep_closed(work)
    return cards.day_card(board.day_of(work.connection, today["date"]), work.actor.role, [])


def _demand_sound(request: OpenDay) -> None:
    try:
        sound = date.fromisoformat(request.date).isoformat() == request.date
    except ValueError:
        sound = False
    if not sound:
        raise DeskError(Fault.BAD_REQUEST, what="date")
    if not 1 <= request.token_limit <= _MOST_TOKENS:
        raise DeskError(Fault.BAD_REQUEST, what="token_limit")


def _checks(work: Work, database: Path | None) -> list[DayCheck]:
    last_at = work.site()["last_at"]
    back = stands_back(work.now, last_at)
    counters = len(board.counters(work.connection))
    staff = len(people.operators(work.connection))
    checks = [
        DayCheck("database", good=True, blocks=True),
        DayCheck("clock", good=not back, blocks=True, params={"last": last_at}),
        DayCheck("counters", good=counters > 0, blocks=False, params={"n": counters}),
        DayCheck("operators", good=staff > 0, blocks=False, params={"n": staff}),
    ]
    if database is not None:
        free = shutil.disk_usage(database.parent).free // 2**20
        checks.append(DayCheck("disk", good=free >= work.settings.free_disk_mb, blocks=False, params={"mb": free}))
    return sorted(checks, key=lambda check: check.good)
