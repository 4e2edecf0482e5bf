"""Issuing desk: a token with its slip, or no token with a reason. The slip is a job, committed with the token."""

from __future__ import annotations

import uuid
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import RowMapping

from drc_desktop.desk import cards, coming_back, forecast, printing
from drc_desktop.desk.contract import DeskError, Fault, Issued, IssueRequest, PrintJob, SlipKind, TurnAway, VisitCard
from drc_desktop.desk.ticket import Ticket, sign
from drc_desktop.desk.work import Deed, Work
from drc_desktop.domain.policy import Waiting
from drc_desktop.domain.visit import LANGUAGES, LIVE_STATES, Action, Service, VisitState
from drc_desktop.store import board, come_back, ledger


def issue(work: Work, request: IssueRequest) -> Issued:
    """Commit a token, its visit, its event and its print job.

    Raises:
        DeskError: DAY_CLOSED, TOKEN_LIVE, TOKENS_SPENT, NO_COME_BACK, BAD_REQUEST (no binding, unknown language).
    """
    today = work.today()
    if not request.binding:
        raise DeskError(Fault.BAD_REQUEST, what="binding")
    if request.language not in ("", *LANGUAGES):
        raise DeskError(Fault.BAD_REQUEST, what="language")
    demand_no_token(work, today["date"], request.binding, request.household)
    if sum(board.day_figures(work.connection, today["date"]).values()) >= today["token_limit"]:
        raise DeskError(Fault.TOKENS_SPENT, limit=today["token_limit"])
    seq = ledger.next_number(work.connection, "event")
    place = _place(work, today["date"], request, seq)
    newcomer = Waiting("", place["place"], request.service, _goes_first(request), 0.0, request.language, request.woman)
    ahead, low, high = forecast.Outlook(work, today["date"]).of(newcomer)
    row = _add_visit(work, seq, today, request, {**place, "wait_low": low, "wait_high": high})
    site = work.site()
    qr = sign(_ticket(work, site["id"], row), Ed25519PrivateKey.from_private_bytes(site["ticket_key"]))
    content = {
        "token": row["token"],
        "service": request.service.value,
        "issued_at": work.now,
        "ahead": ahead,
        "wait_low": low,
        "wait_high": high,
        "qr": qr,
        "update_type": request.update_type,
    }
    job = printing.add(work, SlipKind.TOKEN, row, content)
    return Issued(
        visit_id=row["id"],
        token=row["token"],
        service=request.service,
        issued_at=work.now,
        ahead=ahead,
        wait_low=low,
        wait_high=high,
        qr=qr,
        job_id=job.job_id,
    )


def turn_away(work: Work, request: TurnAway) -> PrintJob:
    """Record that nobody was queued and why, and commit the referral slip."""
    work.today()
    content = {"reason": request.reason, "params": request.params, "documents": request.documents, "at": work.now}
    job = printing.add(work, SlipKind.REFERRAL, None, content)
    work.note(Deed.TURNED_AWAY, reason=request.reason)
    return job


def find_live(work: Work, binding: str, household: str) -> VisitCard | None:
    """The visit by which a person or household already holds a token today."""
    today = board.last_day(work.connection)
    if today is None:
        return None
    row = board.live_visit(work.connection, today["date"], binding, household)
    return cards.visit_card(row) if row is not None else None


def demand_no_token(work: Work, date: str, binding: str, household: str) -> None:
    """Raise TOKEN_LIVE where the person or household holds a token of that day."""
    row = board.live_visit(work.connection, date, binding, household)
    if row is not None and VisitState(row["state"]) in LIVE_STATES:
        raise DeskError(Fault.TOKEN_LIVE, token=row["token"], state=row["state"], service=row["service"])


def _goes_first(request: IssueRequest) -> bool:
    return request.priority is not None or request.service is Service.PRIORITY


def _add_visit(work: Work, seq: int, today: RowMapping, request: IssueRequest, place: dict[str, Any]) -> RowMapping:
    token = board.next_token(work.connection, today["date"], request.service.value)
    if token is None:
        raise DeskError(Fault.TOKENS_SPENT, limit=today["token_limit"])
    row = board.add_visit(
        work.connection,
        {
            "id": str(uuid.uuid4()),
            "day": today["date"],
            "token": token,
            "service": request.service.value,
            "state": VisitState.WAITING.value,
            "action": Action.ISSUE.value,
            "event": seq,
            "language": request.language,
            "woman": request.woman,
            **place,
            "priority": request.priority.value if request.priority else "",
            "update_type": request.update_type,
            "binding": request.binding,
            "household": request.household,
            "counter": 0,
            "calls": 0,
            "issued_at": work.now,
            "state_at": work.now,
        },
    )
    if request.come_back:
        come_back.use(work.connection, request.come_back, row["id"])
    work.note_move(seq, Action.ISSUE, None, row, reason=" ".join(request.reasons))
    return row


def _place(work: Work, date: str, request: IssueRequest, seq: int) -> dict[str, Any]:
    """At the end of the line, or at the place that a come-back token keeps."""
    if not request.come_back:
        return {"place": seq}
    held = coming_back.take_up(work, request.come_back, request.come_back_hashes, date)
    due_from, due_until = coming_back.window(held, date)
    return {"place": held["place"], "due_from": due_from, "due_until": due_until}


def _ticket(work: Work, site_id: str, row: RowMapping) -> Ticket:
    return Ticket(
        site_id=site_id,
        day=row["day"],
        token=row["token"],
        service=Service(row["service"]),
        visit_id=row["id"],
        expires_at=work.now + work.settings.ticket_hours * 3600,
    )
