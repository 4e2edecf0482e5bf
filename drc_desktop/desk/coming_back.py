"""Come-back tokens: who was not served keeps the place for another day, bound to the same person or household.

No slip has to be kept: the issuing desk hashes the CNIC with the keys of the earlier days and asks whether one of the
hashes holds such a token. After the hashes are erased (7 days after close of day) nothing can be matched any more.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import RowMapping

from drc_desktop.desk import cards
from drc_desktop.desk.contract import ComeBack, DayKey, DeskError, Fault, Service
from drc_desktop.desk.work import Work
from drc_desktop.domain.visit import Action, VisitState
from drc_desktop.store import board, come_back

_SUNDAY = 6
GIVEN = "come-back"
"""The reason in the event of a visit that was sent home with such a token."""


def next_working_day(day: str) -> str:
    """The day after, Sunday (the weekly holiday) left out; ISO 8601 both."""
    after = date.fromisoformat(day) + timedelta(days=1)
    return (after + timedelta(days=1) if after.weekday() == _SUNDAY else after).isoformat()


def give(work: Work, visit_id: str, day: str, due_from: float | None, due_until: float | None) -> ComeBack:
    """End a visit of today with a token for another day.

    Raises:
        DeskError: BAD_REQUEST for a day that is not later or a window that ends before it begins, ILLEGAL_MOVE.
    """
    today = work.today()
    _demand_later(day, today["date"])
    if due_from is not None and due_until is not None and due_until <= due_from:
        raise DeskError(Fault.BAD_REQUEST, what="window")
    row = work.move(Action.CANCEL, work.visit(visit_id), GIVEN, counter=0)
    return _keep(work, row, day, due_from, due_until)


def give_unserved(work: Work, row: RowMapping) -> RowMapping:
    """At close of day: a visit that was not served keeps its place from the next working day on."""
    moved = work.move(Action.CANCEL, row, come_back.DAY_CLOSED, counter=0)
    _keep(work, moved, next_working_day(row["day"]), None, None)
    return moved


def keys(work: Work) -> list[DayKey]:
    """The keys of earlier days that still have unused tokens."""
    return [DayKey(row["date"], row["day_key"]) for row in come_back.days(work.connection)]


def find(work: Work, hashes: list[str]) -> ComeBack | None:
    """The oldest unused token that one of these hashes holds and that is good on the current day."""
    day = board.last_day(work.connection)
    row = come_back.of_hashes(work.connection, [one for one in hashes if one], day["date"] if day is not None else "")
    return _card(row) if row is not None else None


def take_up(work: Work, visit_id: str, hashes: Collection[str], today: str) -> RowMapping:
    """The token's row, locked, once it is sure that it may be used; `use` marks it so.

    Raises:
        DeskError: NO_COME_BACK where it is used, not good yet, or none of the hashes holds it.
    """
    row = come_back.one(work.connection, visit_id)
    holders = {row["binding"], row["household"]} - {""} if row is not None else set()
    given = row is not None and row["state"] == VisitState.CANCELLED.value and row["used_by"] is None
    if row is None or not given or row["date"] > today or not holders & set(hashes):
        raise DeskError(Fault.NO_COME_BACK)
    return row


def window(row: RowMapping, today: str) -> tuple[float | None, float | None]:
    """The window in which a token is called first today; a late comer has the place alone."""
    if row["date"] != today:
        return None, None
    return row["due_from"] or 0.0, row["due_until"]


def _keep(work: Work, row: RowMapping, day: str, due_from: float | None, due_until: float | None) -> ComeBack:
    values = {"visit": row["id"], "date": day, "due_from": due_from, "due_until": due_until, "given_at": work.now}
    come_back.add(work.connection, values)
    kept = come_back.one(work.connection, row["id"])
    assert kept is not None
    return _card(kept)


def _demand_later(day: str, today: str) -> None:
    try:
        later = date.fromisoformat(day).isoformat() == day and day > today
    except ValueError:
        later = False
    if not later:
        raise DeskError(Fault.BAD_REQUEST, what="date")


def _card(row: RowMapping) -> ComeBack:
    return ComeBack(
        visit_id=row["visit"],
        token=row["token"],
        day=row["day"],
        date=row["date"],
        service=Service(row["service"]),
        priority=cards.group(row),
        due_from=row["due_from"],
        due_until=row["due_until"],
        language=row["language"],
        woman=row["woman"],
    )
