"""The desk in process: each method of the contract is one transaction on the site database, taken by the same steps."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from drc_desktop.desk import (
    approval,
    audit,
    calling,
    coming_back,
    counters,
    day,
    figures,
    issue,
    people,
    printing,
    reading,
    reports,
    serving,
    shown_slip,
    staff,
    undo,
    witnessing,
)
from drc_desktop.desk.contract import (
    Actor,
    AuditHead,
    Board,
    Called,
    Changes,
    ComeBack,
    CounterCard,
    Day,
    DayKey,
    Desk,
    Hall,
    Irregular,
    Issued,
    IssueRequest,
    JobState,
    NextUp,
    OpenDay,
    OperatorCard,
    OperatorEdit,
    PrintJob,
    Question,
    Review,
    Role,
    Service,
    ShownSlip,
    SignedIn,
    SiteCard,
    SiteFigures,
    SlipKind,
    StationStatus,
    SurveyFact,
    TurnAway,
    VisitCard,
    VisitLine,
    Witnessed,
)
from drc_desktop.desk.founding import site_card
from drc_desktop.desk.steps import Steps, demand_key
from drc_desktop.desk.work import Work

T = TypeVar("T")
LONGEST_WAIT_S = 30.0


class NearDesk(Steps):
    """The contract over an open site database. Safe to call from any thread."""

    # who

    def site(self) -> SiteCard:
        return self._read(_nobody(""), lambda work: site_card(work.site()))

    def operators(self) -> list[OperatorCard]:
        return self._read(_nobody(""), people.sign_in_list)

    def sign_in(self, device_id: str, operator_id: str, pin: str, counter: int = 0) -> SignedIn:
        nobody = _nobody(device_id)
        row = self._write(nobody, lambda work: people.take_try(work, operator_id))
        if not people.pin_matches(row["pin_hash"], pin):
            raise self._write(nobody, lambda work: people.refuse(work, operator_id))
        return self._write(nobody, lambda work: people.welcome(work, row, counter))

    def sign_out(self, actor: Actor) -> None:
        self._write(actor, people.sign_out)

    def choose_pin(self, actor: Actor, key: str, old: str, new: str) -> None:
        self._demand_right(actor, "choose_pin")
        demand_key(key)
        fresh = people.hash_pin(new)
        row = self._write(actor, people.take_own_try)
        if row["pin_own"] and people.pin_matches(row["pin_hash"], new):
            return self._write(actor, people.forgive)  # sent again after a lost answer
        if not people.pin_matches(row["pin_hash"], old):
            raise self._write(actor, lambda work: people.refuse(work, actor.operator_id))
        return self._write(actor, lambda work: people.choose_pin(work, fresh, again=new == old))

    def display_actor(self, device_id: str) -> Actor:
        return self._write(_nobody(device_id), people.open_display)

    def approve(self, actor: Actor, key: str, command: str, subject: str, operator_id: str, pin: str) -> None:
        self._demand_right(actor, "approve")
        demand_key(key)
        asked = approval.Asked(key, command, subject, operator_id)
        row = self._write(actor, lambda work: approval.take_try(work, asked))
        if not people.pin_matches(row["pin_hash"], pin):
            raise self._write(actor, lambda work: people.refuse(work, operator_id))
        self._write(actor, lambda work: approval.keep(work, asked))

    # reading

    def day(self, actor: Actor) -> Day:
        database = Path(self.store.path) if self.store.sqlite else None
        return self._ask(actor, "day", lambda work: day.show(work, database))

    def board(self, actor: Actor) -> Board:
        return self._ask(actor, "board", reading.show_board)

    def next_up(self, actor: Actor) -> NextUp:
        return self._ask(actor, "next_up", calling.next_up)

    def hall(self, actor: Actor, after_call: int) -> Hall:
        return self._ask(actor, "hall", lambda work: reading.show_hall(work, after_call))

    def changes(self, actor: Actor, after: int, wait: float) -> Changes:
        ends = time.monotonic() + min(max(wait, 0.0), LONGEST_WAIT_S)
        while True:
            count = self.bell.count
            found = self._ask(actor, "changes", lambda work: reading.changes_after(work, after))
            left = ends - time.monotonic()
            if found.items or left <= 0:
                return found
            self.bell.wait(count, left)

    def visit_at(self, actor: Actor, counter: int) -> VisitCard | None:
        return self._ask(actor, "visit_at", lambda work: reading.visit_at(work, counter))

    def find_live(self, actor: Actor, binding: str, household: str = "") -> VisitCard | None:
        return self._ask(actor, "find_live", lambda work: issue.find_live(work, binding, household))

    def come_back_keys(self, actor: Actor) -> list[DayKey]:
        return self._ask(actor, "come_back_keys", coming_back.keys)

    def find_come_back(self, actor: Actor, hashes: list[str]) -> ComeBack | None:
        return self._ask(actor, "find_come_back", lambda work: coming_back.find(work, hashes))

    def audit_head(self, actor: Actor) -> AuditHead:
        return self._ask(actor, "audit_head", audit.head)

    def shown_slip(self, actor: Actor, text: str, counter: int) -> ShownSlip:
        return self._ask(actor, "shown_slip", lambda work: shown_slip.judge(work, text, counter))

    def print_jobs(self, actor: Actor, states: list[JobState]) -> list[PrintJob]:
        return self._ask(actor, "print_jobs", lambda work: printing.print_jobs(work, states))

    # day

    def open_day(self, actor: Actor, key: str, request: OpenDay) -> Day:
        return self._do(actor, key, "open_day", Day, lambda work: day.open_it(work, request))

    def close_day(self, actor: Actor, key: str) -> Day:
        return self._do(actor, key, "close_day", Day, day.close_it)

    # issuing

    def issue(self, actor: Actor, key: str, request: IssueRequest) -> Issued:
        return self._do(actor, key, "issue", Issued, lambda work: issue.issue(work, request))

    def turn_away(self, actor: Actor, key: str, request: TurnAway) -> PrintJob:
        return self._do(actor, key, "turn_away", PrintJob, lambda work: issue.turn_away(work, request))

    def reprint(self, actor: Actor, key: str, visit_id: str, reason: str) -> PrintJob:
        return self._do(actor, key, "reprint", PrintJob, lambda work: printing.reprint(work, visit_id, reason))

    def add_job(self, actor: Actor, key: str, kind: SlipKind, visit_id: str, content: dict[str, Any]) -> PrintJob:
        return self._do(actor, key, "add_job", PrintJob, lambda work: printing.add_job(work, kind, visit_id, content))

    def mark_job(self, actor: Actor, key: str, job_id: int, state: JobState, error: str = "") -> PrintJob:
        return self._do(actor, key, "mark_job", PrintJob, lambda work: printing.mark_job(work, job_id, state, error))

    # counters

    def sit(self, actor: Actor, key: str, counter: int) -> CounterCard:
        return self._do(actor, key, "sit", CounterCard, lambda work: counters.sit(work, counter))

    def take_break(self, actor: Actor, key: str, counter: int, back_at: float | None) -> CounterCard:
        return self._do(actor, key, "take_break", CounterCard, lambda work: counters.take_break(work, counter, back_at))

    def end_break(self, actor: Actor, key: str, counter: int) -> CounterCard:
        return self._do(actor, key, "end_break", CounterCard, lambda work: counters.end_break(work, counter))

    def leave(self, actor: Actor, key: str, counter: int) -> CounterCard:
        return self._do(actor, key, "leave", CounterCard, lambda work: counters.leave(work, counter))

    # the site's people and work profiles

    def set_profile(self, actor: Actor, key: str, counter: int, serves: list[Service]) -> CounterCard:
        return self._do(actor, key, "set_profile", CounterCard, lambda work: staff.set_profile(work, counter, serves))

    def save_operator(self, actor: Actor, key: str, edit: OperatorEdit) -> OperatorCard:
        return self._do(actor, key, "save_operator", OperatorCard, lambda work: staff.save_operator(work, edit))

    def close_operator(self, actor: Actor, key: str, operator_id: str) -> None:
        return self._do(actor, key, "close_operator", type(None), lambda work: staff.close_operator(work, operator_id))

    def unlock_operator(self, actor: Actor, key: str, operator_id: str) -> OperatorCard:
        return self._do(
            actor, key, "unlock_operator", OperatorCard, lambda work: staff.unlock_operator(work, operator_id)
        )

    def irregular(self, actor: Actor, date: str = "") -> list[Irregular]:
        return self._ask(actor, "irregular", lambda work: witnessing.irregular(work, date))

    # calling and serving

    def call_next(self, actor: Actor, key: str, counter: int) -> Called | None:
        return self._do(actor, key, "call_next", Called | None, lambda work: calling.call_next(work, counter))

    def call(self, actor: Actor, key: str, visit_id: str, counter: int) -> Called:
        return self._do(actor, key, "call", Called, lambda work: calling.call(work, visit_id, counter))

    def recall(self, actor: Actor, key: str, visit_id: str) -> Called:
        return self._do(actor, key, "recall", Called, lambda work: calling.recall(work, visit_id))

    def start(self, actor: Actor, key: str, visit_id: str) -> VisitCard:
        return self._do(actor, key, "start", VisitCard, lambda work: serving.start(work, visit_id))

    def no_show(self, actor: Actor, key: str, visit_id: str) -> VisitCard:
        return self._do(actor, key, "no_show", VisitCard, lambda work: calling.no_show(work, visit_id))

    def park(self, actor: Actor, key: str, visit_id: str, until: float | None, reason: str) -> VisitCard:
        return self._do(actor, key, "park", VisitCard, lambda work: serving.park(work, visit_id, until, reason))

    def resume(self, actor: Actor, key: str, visit_id: str) -> VisitCard:
        return self._do(actor, key, "resume", VisitCard, lambda work: serving.resume(work, visit_id))

    def recycle(self, actor: Actor, key: str, visit_id: str) -> VisitCard:
        return self._do(actor, key, "recycle", VisitCard, lambda work: calling.recycle(work, visit_id))

    def transfer(self, actor: Actor, key: str, visit_id: str, service: Service, reason: str) -> VisitCard:
        return self._do(
            actor, key, "transfer", VisitCard, lambda work: serving.transfer(work, visit_id, service, reason)
        )

    def finish(self, actor: Actor, key: str, visit_id: str) -> VisitCard:
        return self._do(actor, key, "finish", VisitCard, lambda work: serving.finish(work, visit_id))

    def cancel(self, actor: Actor, key: str, visit_id: str, reason: str) -> VisitCard:
        return self._do(actor, key, "cancel", VisitCard, lambda work: serving.cancel(work, visit_id, reason))

    def give_come_back(
        self, actor: Actor, key: str, visit_id: str, date: str, due_from: float | None, due_until: float | None
    ) -> ComeBack:
        return self._do(
            actor,
            key,
            "give_come_back",
            ComeBack,
            lambda work: coming_back.give(work, visit_id, date, due_from, due_until),
        )

    def undo(self, actor: Actor, key: str, event: int) -> VisitCard:
        return self._do(actor, key, "undo", VisitCard, lambda work: undo.undo(work, event))

    # hall and reports of stations

    def set_notice(self, actor: Actor, key: str, notice_en: str, notice_ur: str, until: float | None = None) -> Hall:
        return self._do(
            actor, key, "set_notice", Hall, lambda work: reports.set_notice(work, notice_en, notice_ur, until)
        )

    def sound_check(self, actor: Actor, key: str) -> None:
        return self._do(actor, key, "sound_check", type(None), reports.sound_check)

    def report_status(self, actor: Actor, key: str, status: StationStatus) -> None:
        return self._do(actor, key, "report_status", type(None), lambda work: reports.report_status(work, status))

    def witness(self, actor: Actor, key: str, witnessed: Witnessed) -> None:
        return self._do(actor, key, "witness", type(None), lambda work: witnessing.note(work, witnessed))

    def report_survey(self, actor: Actor, key: str, fact: SurveyFact) -> None:
        return self._do(actor, key, "report_survey", type(None), lambda work: reports.report_survey(work, fact))

    # figures and what is found out about surveys

    def figures(self, actor: Actor, first: str, last: str) -> SiteFigures:
        return self._ask(actor, "figures", lambda work: figures.show(work, first, last))

    def behind(self, actor: Actor, question: Question) -> list[VisitLine]:
        return self._ask(actor, "behind", lambda work: figures.behind(work, question))

    def review(self, actor: Actor, key: str, request: Review) -> None:
        return self._do(actor, key, "review", type(None), lambda work: figures.review(work, request))

    def as_console(self, use_case: Callable[[Work], T]) -> T:
        """Run a use case for the person at the site PC's command line, who owns the database file anyway."""
        return self._write(_CONSOLE, use_case)


if TYPE_CHECKING:
    _contract: type[Desk] = NearDesk  # mypy holds the class against the contract


_CONSOLE = Actor(operator_id="", role=Role.SUPERVISOR, device_id="site-console", session="")


def _nobody(device_id: str) -> Actor:
    return Actor(operator_id="", role=Role.DISPLAY, device_id=device_id, session="")
