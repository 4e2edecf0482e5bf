"""Print jobs: committed before the first byte is sent, marked after; a printer fault never undoes a token.

Marking a job sent is a claim: of two printers that want it one gets it, the other hears JOB_TAKEN. A job that may be on
paper already goes to a printer again only by a person's word, and then it says COPY.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import RowMapping

from drc_desktop.desk import cards
from drc_desktop.desk.contract import BEGUN, UNDERWAY, DeskError, Fault, JobState, PrintJob, Role, SlipKind
from drc_desktop.desk.ticket import Ticket, sign_home, sign_receipt
from drc_desktop.desk.work import Deed, Work
from drc_desktop.domain.clock import PAKISTAN
from drc_desktop.domain.visit import Service
from drc_desktop.store import board, jobs

KEPT_DAYS = 14
"""So many days the papers of a take-home list are awaited, where nothing else is said."""
_STEPS: dict[JobState, frozenset[JobState]] = {
    JobState.PENDING: frozenset({JobState.SENT, JobState.PRINTED, JobState.FAILED}),
    JobState.SENT: frozenset({JobState.PENDING, JobState.PRINTED, JobState.FAILED}),
    JobState.FAILED: frozenset({JobState.PENDING, JobState.SENT, JobState.PRINTED}),
    JobState.PRINTED: frozenset(),
}


def add(
    work: Work, kind: SlipKind, visit: RowMapping | None, content: dict[str, Any], copy: int = 0, reason: str = ""
) -> PrintJob:
    """Insert a pending job of today for a visit, or for nobody."""
    values = {
        "day": work.today()["date"] if visit is None else visit["day"],
        "kind": kind.value,
        "visit": visit["id"] if visit is not None else "",
        "token": visit["token"] if visit is not None else "",
        "copy": copy,
        "state": JobState.PENDING.value,
        "content": msgspec.json.encode(content).decode(),
        "reason": reason,
        "created_at": work.now,
        "error": "",
        # a counter has no printer of its own: any may print for it
        "station": work.actor.device_id if work.actor.role is Role.SUPERVISOR else "",
        "held_by": "",
    }
    return cards.print_job(jobs.add_job(work.connection, values))


def reprint(work: Work, visit_id: str, reason: str) -> PrintJob:
    """A copy of a token slip, numbered and logged; the paper says COPY. Beyond `desk.reprints_alone` copies of a token
    a second person is needed: raises SECOND_PERSON."""
    row = work.visit(visit_id)
    first = jobs.token_job(work.connection, visit_id)
    if first is None:
        raise DeskError(Fault.UNKNOWN_JOB)
    number = 1 + jobs.copies(work.connection, visit_id)
    if number > work.settings.reprints_alone:
        work.demand_second("reprint", visit_id, row["token"])
    work.note(Deed.REPRINTED, visit=visit_id, token=row["token"], reason=reason)
    return add(work, SlipKind.COPY, row, msgspec.json.decode(first["content"]), number, reason)


def add_job(work: Work, kind: SlipKind, visit_id: str, content: dict[str, Any]) -> PrintJob:
    """Another slip (acknowledgement, take-home list, referral) for a visit, or for nobody with an empty id.

    Raises:
        DeskError: BAD_REQUEST for a token slip or copy (these come from `issue` and `reprint` alone), and for an
            acknowledgement without its reference; for a take-home list whose `until` is no date.
    """
    if kind in (SlipKind.TOKEN, SlipKind.COPY):
        raise DeskError(Fault.BAD_REQUEST, what="kind")
    if kind is SlipKind.ACKNOWLEDGEMENT and not content.get("reference"):
        raise DeskError(Fault.BAD_REQUEST, what="reference")
    row = work.visit(visit_id) if visit_id else None
    job = add(work, kind, row, content | _code(work, kind, row, content))
    work.note(Deed.JOB_ADDED, visit=visit_id or None, token=job.token, reason=kind.value)
    return job


def _code(work: Work, kind: SlipKind, row: RowMapping | None, content: dict[str, Any]) -> dict[str, Any]:
    """The signed code of a slip that has one: of an acknowledgement, and of a list that a family takes home."""
    site = work.site()
    key = Ed25519PrivateKey.from_private_bytes(site["ticket_key"])
    day = work.today()["date"] if row is None else row["day"]
    if kind is SlipKind.ACKNOWLEDGEMENT:
        return {"qr": sign_receipt(site["id"], day, str(content["reference"]), key)}
    if kind is not SlipKind.TAKEHOME:
        return {}
    try:
        last = date.fromisoformat(content.get("until") or day)
    except (TypeError, ValueError) as fault:
        raise DeskError(Fault.BAD_REQUEST, what="until") from fault
    last += timedelta(days=0 if content.get("until") else KEPT_DAYS)
    until = last.isoformat()
    if row is None:
        return {"until": until}
    ends = datetime.combine(last, time.max, PAKISTAN).timestamp()
    ticket = Ticket(site["id"], day, row["token"], Service(row["service"]), row["id"], ends)
    return {"until": until, "qr": sign_home(ticket, key)}


def mark_job(work: Work, job_id: int, state: JobState, error: str) -> PrintJob:
    """Say what became of a job. A printed job stays printed.

    Raises:
        DeskError: JOB_TAKEN for a job that is to be sent and that another printer has; UNKNOWN_JOB, BAD_REQUEST.
    """
    row = jobs.one_job(work.connection, job_id)
    if row is None:
        raise DeskError(Fault.UNKNOWN_JOB)
    before = JobState(row["state"])
    if error == UNDERWAY and state is JobState.SENT and before in (JobState.SENT, JobState.PRINTED):
        raise DeskError(Fault.JOB_TAKEN)
    if state is before and error == row["error"]:
        return cards.print_job(row)
    if state is not before and state not in _STEPS[before]:
        raise DeskError(Fault.BAD_REQUEST, what="state")
    changes: dict[str, Any] = {"state": state.value, "error": error}
    if state is JobState.PENDING:
        changes |= {"station": work.actor.device_id, "held_by": ""} | _once_more(row)
    else:
        changes["held_by"] = work.actor.device_id
    if state is JobState.PRINTED:
        changes["printed_at"] = work.now
    new = jobs.set_job(work.connection, job_id, changes)
    work.note(Deed.JOB_MARKED, visit=row["visit"] or None, token=row["token"], reason=f"{row['kind']} {state.value}")
    return cards.print_job(new)


def _once_more(row: RowMapping) -> dict[str, Any]:
    """Asked for again by a person: what may be on paper already is a copy."""
    on_paper = row["state"] == JobState.SENT.value or row["error"].endswith(BEGUN)
    return {"copy": row["copy"] + 1} if on_paper else {}


def print_jobs(work: Work, states: list[JobState]) -> list[PrintJob]:
    """Jobs of the current day in these states, oldest first."""
    today = board.last_day(work.connection)
    if today is None:
        return []
    rows = jobs.jobs_in(work.connection, today["date"], [state.value for state in states])
    return [cards.print_job(row) for row in rows]
