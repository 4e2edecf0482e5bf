"""What windows draw of a site at work: the board of the staff, the hall screen, and what stations say of themselves."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from drc_desktop.desk.records import Called, Change, Day
from drc_desktop.desk.slip_records import PrintJob
from drc_desktop.domain.visit import PriorityGroup, Service, VisitState


class WaitingRow(msgspec.Struct, frozen=True):
    """One line of the waiting table; `limit` is the queue's waiting limit in minutes."""

    visit_id: str
    token: str
    service: Service
    priority: PriorityGroup | None
    state: VisitState
    since: float
    limit: int
    counter: int = 0
    parked_until: float | None = None
    state_at: float | None = None
    calls: int = 0
    language: str = ""
    woman: bool = False
    due_from: float | None = None
    due_until: float | None = None


class CounterState(StrEnum):
    """What a counter is doing; `LONG` is not stored, the window derives it from `since`."""

    CLOSED = "closed"
    FREE = "free"
    CALLED = "called"
    SERVING = "serving"
    BREAK = "break"


class CounterCard(msgspec.Struct, frozen=True):
    """One counter on the consoles. `serves` is the work profile: the services it takes; `reason` why its visit was
    called (`domain.policy.Reason` and its figures)."""

    counter: int
    state: CounterState
    serves: list[Service]
    operator: str = ""
    visit_id: str = ""
    token: str = ""
    service: Service | None = None
    since: float | None = None
    calls: int = 0
    back_at: float | None = None
    operator_id: str = ""
    languages: list[str] = []
    woman: bool = False
    reason: str = ""


class Forecast(msgspec.Struct, frozen=True):
    """What a newcomer would be told: people who would be called before, and the range of the wait in minutes."""

    ahead: int = 0
    low: int = 0
    high: int = 0


class ServiceLoad(msgspec.Struct, frozen=True):
    """One queue: letter of its tokens now, people waiting, first token in line, longest wait start, open counters."""

    service: Service
    letter: str
    waiting: int
    first: str
    oldest: float | None
    counters_open: int
    limit: int
    ordinary: Forecast = Forecast()
    goes_first: Forecast = Forecast()


class StationStatus(msgspec.Struct, frozen=True):
    """A station's own figures, without content: versions, outbox, slice. Ages are seconds, None when there is none."""

    device_id: str
    kind: str
    version: str
    outbox_waiting: int
    outbox_oldest: float | None
    outbox_refused: int
    slice_age: float | None
    printer: str = ""
    counter: int = 0
    last_sync: float | None = None
    at: float = 0.0


class Board(msgspec.Struct, frozen=True):
    """Everything the supervisor console shows of today, read in one transaction; `seq` is the last event in it."""

    seq: int
    at: float
    day: Day
    tokens_today: int
    waiting: list[WaitingRow]
    services: list[ServiceLoad]
    counters: list[CounterCard]
    stations: list[StationStatus]
    jobs_waiting: int
    jobs_failed: int
    last_job: PrintJob | None
    finished_today: int = 0


class Hall(msgspec.Struct, frozen=True):
    """What a display shows: `calls` have a call_id above the one asked for, oldest first; `last` is the newest five."""

    seq: int
    at: float
    open: bool
    calls: list[Called]
    last: list[Called]
    notice_en: str = ""
    notice_ur: str = ""
    notice_until: float | None = None


class Changes(msgspec.Struct, frozen=True):
    """Events after the one asked for, oldest first, at most 500; empty when `wait` seconds ran out (a heartbeat).

    For a display what it shows after them comes along: it need not ask again before it paints a call.
    """

    seq: int
    at: float
    items: list[Change]
    hall: Hall | None = None


class NextUp(msgspec.Struct, frozen=True):
    """The next calls as the rule would make them now: visit ids in order, and for each free counter its own next."""

    order: list[str]
    by_counter: dict[int, str] = {}
