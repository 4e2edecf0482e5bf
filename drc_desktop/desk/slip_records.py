"""What passes of slips: print jobs, and what a shown slip is worth."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from drc_desktop.desk.records import VisitCard


class JobState(StrEnum):
    """Life of one print job; a job is committed before its first byte is sent."""

    PENDING = "pending"
    SENT = "sent"
    PRINTED = "printed"
    FAILED = "failed"


class SlipKind(StrEnum):
    """What a print job puts on paper; COPY is a reprint of a token slip."""

    TOKEN = "token"
    COPY = "copy"
    REFERRAL = "referral"
    ACKNOWLEDGEMENT = "acknowledgement"
    TAKEHOME = "takehome"


BEGUN = "+begun"
"""Suffix of a job's error when bytes had been sent: it may be on paper, so it is not tried again by itself."""
UNDERWAY = "underway"
"""Error of a sent job whose bytes are going out at this moment; after a kill it tells that nobody knows the end."""


class PrintJob(msgspec.Struct, frozen=True):
    """One slip to print. `content` holds codes and figures only; words are put in where it is printed.

    `station` is the PC whose printer it is meant for, empty for any; `held_by` the PC that prints it or did last.
    """

    job_id: int
    kind: SlipKind
    token: str
    copy: int
    state: JobState
    content: dict[str, Any]
    created_at: float
    printed_at: float | None = None
    error: str = ""
    station: str = ""
    held_by: str = ""


class SlipVerdict(StrEnum):
    """What a shown slip is worth. The first four are of the code alone, the others of what stands behind it."""

    UNREADABLE = "unreadable"
    FORGED = "forged"
    OTHER_SITE = "other-site"
    EXPIRED = "expired"
    UNKNOWN = "unknown"  # signed by this site, and no such visit in its log
    RECEIPT = "receipt"  # no token: the acknowledgement of a survey recorded here
    OFFLINE = "offline"  # signed by this site; the desk could not be asked
    RIGHT = "right"  # of the visit at the counter that asks
    WAITS = "waits"
    PARKED = "parked"
    ELSEWHERE = "elsewhere"  # called to another counter
    COPIED = "copied"  # another counter serves this visit at this moment
    USED = "used"  # the visit is finished
    GONE = "gone"  # no-show or cancelled
    HOME = "home"  # no token: the list of papers to bring, given to a visit of another time
    COMES_BACK = "comes-back"  # the visit of that time holds a token for another day, not used yet


class ShownSlip(msgspec.Struct, frozen=True):
    """A verdict with what its words need: token, counter that has or had the visit, since when, day it was good for."""

    verdict: SlipVerdict
    token: str = ""
    counter: int = 0
    at: float | None = None
    visit: VisitCard | None = None
    day: str = ""
