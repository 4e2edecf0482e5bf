"""What windows may ask of the desk: one contract, the same near (in process) and far (over TLS).

Every command takes an `Actor` and an idempotency key `key` (a UUID the caller makes once per intention): sending the
same key again returns the first answer and changes nothing, so a resend after a lost answer is always safe.
Queries take the actor alone. Times are seconds since the epoch, UTC, as the site service's clock saw them; order comes
from sequence numbers, never from times. Known faults are raised as `DeskError` with a stable code and parameters, for
which the window holds the words; anything else is a bug.

No name, CNIC or answer of a form ever passes this contract: a person is a keyed hash (`binding`), see
`drc_desktop.domain.identity.binding`.
"""

from __future__ import annotations

from typing import Any, Protocol

from drc_desktop.desk.board_records import (
    Board,
    Changes,
    CounterCard,
    CounterState,
    Forecast,
    Hall,
    NextUp,
    ServiceLoad,
    StationStatus,
    WaitingRow,
)
from drc_desktop.desk.figure_records import (
    Behind,
    Outcome,
    Question,
    Review,
    SiteFigures,
    VisitLine,
)
from drc_desktop.desk.records import (
    Actor,
    AuditHead,
    Called,
    Change,
    ComeBack,
    Day,
    DayCheck,
    DayKey,
    DeskError,
    Fault,
    Irregular,
    Issued,
    IssueRequest,
    OpenDay,
    OperatorCard,
    OperatorEdit,
    Role,
    Seen,
    SignedIn,
    SiteCard,
    SurveyFact,
    TurnAway,
    VisitCard,
    Witnessed,
)
from drc_desktop.desk.slip_records import (
    BEGUN,
    UNDERWAY,
    JobState,
    PrintJob,
    ShownSlip,
    SlipKind,
    SlipVerdict,
)
from drc_desktop.domain.visit import Action, PriorityGroup, Service, VisitState


class Desk(Protocol):
    """The use cases of the hall. One call is one transaction; see the module's head for keys, times and faults."""

    # who
    def site(self) -> SiteCard: ...
    def operators(self) -> list[OperatorCard]: ...
    def sign_in(self, device_id: str, operator_id: str, pin: str, counter: int = 0) -> SignedIn: ...
    def sign_out(self, actor: Actor) -> None: ...
    def choose_pin(self, actor: Actor, key: str, old: str, new: str) -> None: ...
    def display_actor(self, device_id: str) -> Actor: ...

    # a second person: binds their PIN to the command that is sent next with the same key
    def approve(self, actor: Actor, key: str, command: str, subject: str, operator_id: str, pin: str) -> None: ...

    # reading
    def day(self, actor: Actor) -> Day: ...
    def board(self, actor: Actor) -> Board: ...
    def next_up(self, actor: Actor) -> NextUp: ...
    def hall(self, actor: Actor, after_call: int) -> Hall: ...
    def changes(self, actor: Actor, after: int, wait: float) -> Changes: ...
    def visit_at(self, actor: Actor, counter: int) -> VisitCard | None: ...
    def find_live(self, actor: Actor, binding: str, household: str = "") -> VisitCard | None: ...
    def come_back_keys(self, actor: Actor) -> list[DayKey]: ...
    def find_come_back(self, actor: Actor, hashes: list[str]) -> ComeBack | None: ...
    def audit_head(self, actor: Actor) -> AuditHead: ...
    def shown_slip(self, actor: Actor, text: str, counter: int) -> ShownSlip: ...
    def print_jobs(self, actor: Actor, states: list[JobState]) -> list[PrintJob]: ...

    # day
    def open_day(self, actor: Actor, key: str, request: OpenDay) -> Day: ...
    def close_day(self, actor: Actor, key: str) -> Day: ...

    # issuing
    def issue(self, actor: Actor, key: str, request: IssueRequest) -> Issued: ...
    def turn_away(self, actor: Actor, key: str, request: TurnAway) -> PrintJob: ...
    def reprint(self, actor: Actor, key: str, visit_id: str, reason: str) -> PrintJob: ...
    def add_job(self, actor: Actor, key: str, kind: SlipKind, visit_id: str, content: dict[str, Any]) -> PrintJob: ...
    def mark_job(self, actor: Actor, key: str, job_id: int, state: JobState, error: str = "") -> PrintJob: ...

    # counters
    def sit(self, actor: Actor, key: str, counter: int) -> CounterCard: ...
    def take_break(self, actor: Actor, key: str, counter: int, back_at: float | None) -> CounterCard: ...
    def end_break(self, actor: Actor, key: str, counter: int) -> CounterCard: ...
    def leave(self, actor: Actor, key: str, counter: int) -> CounterCard: ...

    # the site's people and work profiles
    def set_profile(self, actor: Actor, key: str, counter: int, serves: list[Service]) -> CounterCard: ...
    def save_operator(self, actor: Actor, key: str, edit: OperatorEdit) -> OperatorCard: ...
    def close_operator(self, actor: Actor, key: str, operator_id: str) -> None: ...
    def unlock_operator(self, actor: Actor, key: str, operator_id: str) -> OperatorCard: ...
    def irregular(self, actor: Actor, date: str = "") -> list[Irregular]: ...

    # calling and serving
    def call_next(self, actor: Actor, key: str, counter: int) -> Called | None: ...
    def call(self, actor: Actor, key: str, visit_id: str, counter: int) -> Called: ...
    def recall(self, actor: Actor, key: str, visit_id: str) -> Called: ...
    def start(self, actor: Actor, key: str, visit_id: str) -> VisitCard: ...
    def no_show(self, actor: Actor, key: str, visit_id: str) -> VisitCard: ...
    def park(self, actor: Actor, key: str, visit_id: str, until: float | None, reason: str) -> VisitCard: ...
    def resume(self, actor: Actor, key: str, visit_id: str) -> VisitCard: ...
    def recycle(self, actor: Actor, key: str, visit_id: str) -> VisitCard: ...
    def transfer(self, actor: Actor, key: str, visit_id: str, service: Service, reason: str) -> VisitCard: ...
    def finish(self, actor: Actor, key: str, visit_id: str) -> VisitCard: ...
    def cancel(self, actor: Actor, key: str, visit_id: str, reason: str) -> VisitCard: ...
    def undo(self, actor: Actor, key: str, event: int) -> VisitCard: ...

    def give_come_back(
        self, actor: Actor, key: str, visit_id: str, date: str, due_from: float | None, due_until: float | None
    ) -> ComeBack: ...

    # hall and reports of stations
    def set_notice(
        self, actor: Actor, key: str, notice_en: str, notice_ur: str, until: float | None = None
    ) -> Hall: ...
    def sound_check(self, actor: Actor, key: str) -> None: ...
    def report_status(self, actor: Actor, key: str, status: StationStatus) -> None: ...
    def witness(self, actor: Actor, key: str, witnessed: Witnessed) -> None: ...
    def report_survey(self, actor: Actor, key: str, fact: SurveyFact) -> None: ...

    # figures and what is found out about surveys
    def figures(self, actor: Actor, first: str, last: str) -> SiteFigures: ...
    def behind(self, actor: Actor, question: Question) -> list[VisitLine]: ...
    def review(self, actor: Actor, key: str, request: Review) -> None: ...


__all__ = [
    "BEGUN",
    "UNDERWAY",
    "Action",
    "Actor",
    "AuditHead",
    "Behind",
    "Board",
    "Called",
    "Change",
    "Changes",
    "ComeBack",
    "CounterCard",
    "CounterState",
    "Day",
    "DayCheck",
    "DayKey",
    "Desk",
    "DeskError",
    "Fault",
    "Forecast",
    "Hall",
    "Irregular",
    "IssueRequest",
    "Issued",
    "JobState",
    "NextUp",
    "OpenDay",
    "OperatorCard",
    "OperatorEdit",
    "Outcome",
    "PrintJob",
    "PriorityGroup",
    "Question",
    "Review",
    "Role",
    "Seen",
    "Service",
    "ServiceLoad",
    "ShownSlip",
    "SignedIn",
    "SiteCard",
    "SiteFigures",
    "SlipKind",
    "SlipVerdict",
    "StationStatus",
    "SurveyFact",
    "TurnAway",
    "VisitCard",
    "VisitLine",
    "VisitState",
    "WaitingRow",
    "Witnessed",
]
