"""Print jobs: committed before the first byte is sent, marked after; a printer fault never undoes a token."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import RowMapping

from drc_desktop.desk import cards
from drc_desktop.desk.contract import DeskError, Fault, JobState, PrintJob, SlipKind
from drc_desktop.desk.work import Deed, Work
from drc_desktop.store import board, jobs

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
    }
    return cards.print_job(jobs.add_job(work.connection, values))


def reprint(work: Work, visit_id: str, reason: str) -> PrintJob:
    """A copy of a token slip, numbered and logged; the paper says COPY."""
    row = work.visit(visit_id)
    first = jobs.token_job(work.connection, visit_id)
    if first is None:
        raise DeskError(Fault.UNKNOWN_JOB)
    number = 1 + jobs.copies(work.connection, visit_id)
    work.note(Deed.REPRINTED, visit=visit_id, token=row["token"], reason=reason)
    return add(work, SlipKind.COPY, row, msgspec.json.decode(first["content"]), number, reason)


def add_job(work: Work, kind: SlipKind, visit_id: str, content: dict[str, Any]) -> PrintJob:
    """Another slip (acknowledgement, take-home list, referral) for a visit, or for nobody with an empty id.

    Raises:
        DeskError: BAD_REQUEST for a token slip or copy: these come from `issue` and `reprint` alone.
    """
    if kind in (SlipKind.TOKEN, SlipKind.COPY):
        raise DeskError(Fault.BAD_REQUEST, what="kind")
    row = work.visit(visit_id) if visit_id else None
    job = add(work, kind, row, content)
    work.note(Deed.JOB_ADDED, visit=visit_id or None, token=job.token, reason=kind.value)
    return job


def mark_job(work: Work, job_id: int, state: JobState, error: str) -> PrintJob:
    """Say what became of a job. A printed job stays printed."""
    row = jobs.one_job(work.connection, job_id)
    if row is None:
        raise DeskError(Fault.UNKNOWN_JOB)
    if state is JobState(row["state"]):
        return cards.print_job(row)
    if state not in _STEPS[JobState(row["state"])]:
        raise DeskError(Fault.BAD_REQUEST, what="state")
    changes: dict[str, Any] = {"state": state.value, "error": error}
    if state is JobState.PRINTED:
        changes["printed_at"] = work.now
    new = jobs.set_job(work.connection, job_id, changes)
    work.note(Deed.JOB_MARKED, visit=row["visit"] or None, token=row["token"], reason=f"{row['kind']} {state.value}")
    return cards.print_job(new)


def print_jobs(work: Work, states: list[JobState]) -> list[PrintJob]:
    """Jobs of the current day in these states, oldest first."""
    today = board.last_day(work.connection)
    if today is None:
        return []
    rows = jobs.jobs_in(work.connection, today["date"], [state.value for state in states])
    return [cards.print_job(row) for row in rows]
