"""The permission matrix: one row for each method of the desk's contract that has an actor.

A row says who may ask (S supervisor, D data entry operator, T token assistant, H hall display) and how to bring the
hall into a state in which the call succeeds. A new method of the contract without a row here fails test_matrix.py; its
row is one line of `MATRIX`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from drc_desktop.desk.contract import (
    Actor,
    Behind,
    IssueRequest,
    JobState,
    OpenDay,
    OperatorEdit,
    Outcome,
    Question,
    Review,
    Role,
    Seen,
    Service,
    SlipKind,
    StationStatus,
    SurveyFact,
    TurnAway,
    Witnessed,
)

DATE, LATER = "2026-11-23", "2026-11-24"
ROLES = {"S": Role.SUPERVISOR, "D": Role.DEO, "T": Role.TSA, "H": Role.DISPLAY}
PLACES = {Role.SUPERVISOR: ("pc-sup", "sup"), Role.DEO: ("pc-1", "deo1"), Role.TSA: ("pc-tsa", "tsa")}
_PIN = "246810"


class Room:
    """An open day in which counter 1 is the data entry operator's; `fresh` brings it back to that."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self._numbers = itertools.count(1)
        self.sup = self.enter(Role.SUPERVISOR)
        self.deo = self.enter(Role.DEO)

    @property
    def key(self) -> str:
        return f"matrix-{next(self._numbers)}"

    def enter(self, role: Role) -> Actor:
        """Somebody of this role, newly signed in."""
        if role is Role.DISPLAY:
            display: Actor = self.desk.display_actor("pc-screen")
            return display
        actor: Actor = self.desk.sign_in(*PLACES[role], _PIN).actor
        return actor

    def fresh(self) -> None:
        """Nobody at a counter, counter 1 open, the day open."""
        day = self.desk.day(self.sup)
        if not day.open:
            key = self.key
            self.approve(self.sup, key, "open_day", DATE)
            self.desk.open_day(self.sup, key, OpenDay(DATE, confirmed=True))
        for number in (1, 2):
            held = self.desk.visit_at(self.sup, number)
            if held is not None:
                self.desk.finish(self.sup, self.key, self._started(held))
        self.desk.sit(self.deo, self.key, 1)

    def second_of(self, actor: Actor) -> str:
        """Somebody who may confirm what this actor does."""
        return "deo2" if actor.role is Role.SUPERVISOR else "sup"

    def approve(self, actor: Actor, key: str, command: str, subject: str) -> None:
        self.desk.approve(actor, key, command, subject, self.second_of(actor), _PIN)

    def _started(self, held: Any) -> str:
        if held.state.value == "called":
            self.desk.start(self.sup, self.key, held.visit_id)
        visit_id: str = held.visit_id
        return visit_id

    # visits in each state

    def request(self) -> IssueRequest:
        return IssueRequest(service=Service.NEW_SURVEY, binding=f"{next(self._numbers):064x}")

    def waiting(self) -> str:
        visit_id: str = self.desk.issue(self.sup, self.key, self.request()).visit_id
        return visit_id

    def called(self) -> str:
        visit_id = self.waiting()
        self.desk.call(self.deo, self.key, visit_id, 1)
        return visit_id

    def serving(self) -> str:
        visit_id = self.called()
        self.desk.start(self.deo, self.key, visit_id)
        return visit_id

    def parked(self) -> str:
        visit_id = self.serving()
        self.desk.park(self.deo, self.key, visit_id, None, "papers")
        return visit_id

    def missed(self) -> str:
        visit_id = self.called()
        self.desk.no_show(self.deo, self.key, visit_id)
        return visit_id

    def twice_printed(self) -> str:
        visit_id = self.waiting()
        for _ in range(2):
            self.desk.reprint(self.sup, self.key, visit_id, "lost")
        return visit_id

    def choice(self, actor: Actor) -> tuple[str, str]:
        """A PIN of one's own and back again, so that others still come in by the usual one."""
        if actor.role is not Role.DISPLAY:
            self.desk.choose_pin(actor, self.key, _PIN, "864201")  # ends other sessions of the same person
            self.sup = actor if actor.role is Role.SUPERVISOR else self.sup
            self.deo = actor if actor.role is Role.DEO else self.deo
        return "864201", _PIN

    def newcomer(self) -> str:
        edit = OperatorEdit("", "Synthetic Newcomer", Role.DEO, pin="135790")
        operator_id: str = self.desk.save_operator(self.sup, self.key, edit).operator_id
        return operator_id

    def own_call(self, actor: Actor) -> int:
        """The event of a call that this actor made: what the actor may take back."""
        caller = self.deo if actor.role is Role.DISPLAY else actor
        visit_id = self.waiting()
        self.desk.call(caller, self.key, visit_id, 1)
        event: int = self.desk.visit_at(self.sup, 1).event
        return event

    def job(self) -> int:
        job_id: int = self.desk.add_job(self.sup, self.key, SlipKind.REFERRAL, "", {}).job_id
        return job_id

    def on_break(self) -> int:
        self.desk.take_break(self.deo, self.key, 1, None)
        return 1

    def closed_day(self) -> OpenDay:
        self.desk.close_day(self.sup, self.key)
        return OpenDay(DATE, confirmed=True)

    def fact(self) -> SurveyFact:
        return SurveyFact(self.serving(), "nser_survey", "1", f"uuid:{self.key}", 1.0, 2.0, {}, 1, 1, 0)

    def surveyed(self) -> str:
        fact = self.fact()
        self.desk.report_survey(self.deo, self.key, fact)
        return fact.visit_id


@dataclass(frozen=True)
class Row:
    """`who` are letters of ROLES; `arguments` gives what follows the actor and the key."""

    who: str
    arguments: Callable[[Room, Actor], tuple[Any, ...]] = lambda _room, _actor: ()
    second: Callable[[Any], str] | None = None
    """What a second person is asked about, from the first argument; None: nobody is."""


STATUS = StationStatus("", "counter", "0.1.0", 0, None, 0, None)

MATRIX: dict[str, Row] = {
    "sign_out": Row("SDTH"),
    "choose_pin": Row("SDT", lambda room, actor: room.choice(actor)),
    "approve": Row("SDT", lambda room, actor: ("cancel", "visit", room.second_of(actor), _PIN)),
    # reading
    "day": Row("SDTH"),
    "board": Row("SDT"),
    "next_up": Row("SDT"),
    "hall": Row("SDTH", lambda room, actor: (0,)),
    "changes": Row("SDTH", lambda room, actor: (0, 0.0)),
    "visit_at": Row("SDT", lambda room, actor: (1,)),
    "find_live": Row("SDT", lambda room, actor: ("0" * 64,)),
    "shown_slip": Row("SDT", lambda room, actor: ("no slip at all", 0)),
    "come_back_keys": Row("ST"),
    "find_come_back": Row("ST", lambda room, actor: (["0" * 64],)),
    "audit_head": Row("SDT"),
    "print_jobs": Row("SDT", lambda room, actor: ([JobState.PENDING],)),
    # day
    "open_day": Row("S", lambda room, actor: (room.closed_day(),), second=lambda request: request.date),
    "close_day": Row("S"),
    # issuing
    "issue": Row("ST", lambda room, actor: (room.request(),)),
    "turn_away": Row("ST", lambda room, actor: (TurnAway("recently-surveyed", "0" * 64),)),
    "reprint": Row("SDT", lambda room, actor: (room.twice_printed(), "lost"), second=str),
    "add_job": Row("SDT", lambda room, actor: (SlipKind.REFERRAL, "", {})),
    "mark_job": Row("SDT", lambda room, actor: (room.job(), JobState.PRINTED)),
    # counters
    "sit": Row("SD", lambda room, actor: (1,)),
    "take_break": Row("SD", lambda room, actor: (1, None)),
    "end_break": Row("SD", lambda room, actor: (room.on_break(),)),
    "leave": Row("SD", lambda room, actor: (1,)),
    # the site's people and work profiles
    "set_profile": Row("S", lambda room, actor: (2, [Service.NEW_SURVEY, Service.PRIORITY, Service.ROSTER_UPDATE])),
    "save_operator": Row("S", lambda room, actor: (OperatorEdit("", "Synthetic New", Role.DEO, pin="135790"),)),
    "close_operator": Row("S", lambda room, actor: (room.newcomer(),)),
    "unlock_operator": Row("S", lambda room, actor: (room.newcomer(),), second=str),
    "irregular": Row("S"),
    # calling and serving
    "call_next": Row("SDT", lambda room, actor: (1,)),
    "call": Row("SDT", lambda room, actor: (room.waiting(), 1)),
    "recall": Row("SDT", lambda room, actor: (room.called(),)),
    "start": Row("SD", lambda room, actor: (room.called(),)),
    "no_show": Row("SDT", lambda room, actor: (room.called(),)),
    "park": Row("SD", lambda room, actor: (room.serving(), None, "papers")),
    "resume": Row("SDT", lambda room, actor: (room.parked(),)),
    "recycle": Row("SDT", lambda room, actor: (room.missed(),)),
    "transfer": Row("SD", lambda room, actor: (room.serving(), Service.ROSTER_UPDATE, "queue")),
    "finish": Row("SD", lambda room, actor: (room.serving(),)),
    "cancel": Row("SD", lambda room, actor: (room.serving(), "left"), second=str),
    "give_come_back": Row("SDT", lambda room, actor: (room.waiting(), LATER, None, None)),
    "undo": Row("SDT", lambda room, actor: (room.own_call(actor),)),
    # hall and reports of stations
    "set_notice": Row("ST", lambda room, actor: ("Lunch", "کھانا")),
    "sound_check": Row("ST"),
    "report_status": Row("SDTH", lambda room, actor: (STATUS,)),
    "witness": Row("SDT", lambda room, actor: (Witnessed(Seen.LOCKED),)),
    "report_survey": Row("SD", lambda room, actor: (room.fact(),)),
    # figures and reviews
    "figures": Row("S", lambda room, actor: (DATE, DATE)),
    "behind": Row("SD", lambda room, actor: (Question(DATE, DATE, Behind.ALL),)),
    "review": Row("S", lambda room, actor: (Review(room.surveyed(), Outcome.REVIEWED, "called back"),)),
}
