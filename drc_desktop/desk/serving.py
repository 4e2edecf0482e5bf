"""At the counter: start, set aside, hand to another queue, finish, cancel."""

from __future__ import annotations

from sqlalchemy import RowMapping

from drc_desktop.desk import cards, coming_back
from drc_desktop.desk.contract import DeskError, Fault, Service, VisitCard
from drc_desktop.desk.work import Work
from drc_desktop.domain.visit import Action, VisitState
from drc_desktop.store import board

REFERRED = "referred"
"""The reason with which a counter ends a visit that lacks papers: the family sat there and leaves with a slip."""


def start(work: Work, visit_id: str) -> VisitCard:
    """The visitor sat down."""
    return cards.visit_card(work.move(Action.START, work.visit(visit_id), started_at=work.now))


def park(work: Work, visit_id: str, until: float | None, reason: str) -> VisitCard:
    """Set a visit aside until a time (None: until somebody resumes it); it keeps its place, and the counter it was
    parked from: a draft of its survey is there. After close of day the place is kept for another day instead."""
    row = work.visit(visit_id)
    if _day_is_over(work, row):
        return cards.visit_card(coming_back.give_unserved(work, row))
    return cards.visit_card(work.move(Action.PARK, row, reason, parked_until=until))


def resume(work: Work, visit_id: str) -> VisitCard:
    """A parked visit waits again, at its old place."""
    return cards.visit_card(work.move(Action.RESUME, work.visit(visit_id), counter=0, parked_until=None))


def transfer(work: Work, visit_id: str, service: Service, reason: str) -> VisitCard:
    """To another queue, with the same token and the same place; after close of day, to another day."""
    row = work.visit(visit_id)
    if _day_is_over(work, row):
        return cards.visit_card(coming_back.give_unserved(work, row))
    if row["service"] == service.value and row["state"] in (VisitState.WAITING, VisitState.PARKED):
        raise DeskError(Fault.BAD_REQUEST, what="service")
    new = work.move(Action.TRANSFER, row, reason, service=service.value, counter=0)
    return cards.visit_card(new)


def finish(work: Work, visit_id: str) -> VisitCard:
    """The visit is done. Also after close of day, for a counter that could not say so before."""
    return cards.visit_card(work.move(Action.FINISH, work.visit(visit_id), finished_at=work.now))


def cancel(work: Work, visit_id: str, reason: str) -> VisitCard:
    """End a visit without service; the reason is demanded, and a second person unless who serves it refers it.

    Raises:
        DeskError: BAD_REQUEST without a reason, SECOND_PERSON.
    """
    if not reason.strip():
        raise DeskError(Fault.BAD_REQUEST, what="reason")
    row = work.visit(visit_id)
    work.demand_legal(Action.CANCEL, row)
    if row["state"] != VisitState.SERVING.value or reason != REFERRED:
        work.demand_second("cancel", visit_id, row["token"])
    return cards.visit_card(work.move(Action.CANCEL, row, reason, counter=0))


def _day_is_over(work: Work, row: RowMapping) -> bool:
    """Whether nobody could be called to this visit any more."""
    today = board.open_day(work.connection)
    return today is None or today["date"] != row["day"]
