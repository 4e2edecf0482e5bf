"""What the supervisor's window needs from outside; the composition root fills it, tests with plain objects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from drc_desktop.desk.contract import Actor, DayKey, Desk, SiteCard
from drc_desktop.domain.triage import Triage
from drc_desktop.kit.ports import CurrentWords, Tasks
from drc_desktop.settings import MonitorSettings


@dataclass(frozen=True)
class Screening:
    """What the local copy of the registry says of one CNIC. `documents` are `domain.papers.Paper` values to bring."""

    triage: Triage
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class PrinterStatus:
    """`fault` is a `token_printer` trouble code, empty while all is well; `where` names the printer in use."""

    fault: str = ""
    where: str = ""
    paper_low: bool = False


@dataclass(frozen=True)
class StickFar:
    """How far a visit of the stick is: messages dealt with, of those that waited, and pages of the registry's copy."""

    answered: int = 0
    waited: int = 0
    pages: int = 0


@dataclass(frozen=True)
class Carried:
    """What a visit did: messages written to the stick, answers and pages taken from it; `fault` is a code of sync, or
    empty."""

    written: int
    answered: int
    pages: int
    fault: str = ""


@dataclass(frozen=True)
class HallPorts:
    """What both windows of the hall need: the desk, who acts there, clocks, a new idempotency key."""

    desk: Desk
    actor: Actor
    operator: str
    site: SiteCard
    tasks: Tasks
    words: CurrentWords
    now: Callable[[], float]
    today: Callable[[], date]
    new_key: Callable[[], str]


@dataclass(frozen=True)
class Ports(HallPorts):
    """And what issuing needs.

    `screen` and `bind` take 13 digits and run off the GUI thread; `printer` is a cheap look, on the GUI thread.
    `bind` answers (binding, household): keyed hashes in hex, household empty where the local copy knows none.
    `bind_earlier` answers the same hashes with the keys of earlier days, for come-back tokens.
    `accepted` is told, on the GUI thread, as soon as the desk has taken a command: it may have made a slip to print.
    `report` makes the report of (first date, last date) as 'pdf', 'xlsx' or 'csv', off the GUI thread; it raises
    OSError where it cannot be written. `show_file` opens a file with the program of the PC.
    """

    screen: Callable[[str], Screening]
    bind: Callable[[str], tuple[str, str]]
    printer: Callable[[], PrinterStatus]
    accepted: Callable[[], None] = lambda: None
    monitor: MonitorSettings = field(default_factory=MonitorSettings)
    report: Callable[[str, str, str], Path] | None = None
    show_file: Callable[[Path], None] = lambda _path: None
    scan_frame: tuple[str, str] = ("", "")
    """What the scanner puts before and behind each scan."""
    households: Callable[[], int] = int
    """How many households the registry's copy on this PC holds of the site's tehsil; runs off the GUI thread."""
    near_turn: Callable[[str, str, str], bool] | None = None
    """Takes visit, token and mobile number of who wishes a message; False for no number. None: messages are off."""
    other_printer: Callable[[], str] = lambda: ""
    """Switches to the other printer and names it, empty where there is none."""
    bind_earlier: Callable[[str, list[DayKey]], list[str]] = lambda _cnic, _keys: []
    carry: Callable[[Path, Callable[[StickFar], None], Callable[[], bool]], Carried] | None = None
    """Carries over the stick in a folder, off the GUI thread; tells on the GUI thread how far it is, and ends soon
    after the last argument answers True. None where this window does not carry."""
