"""A synthetic centre for pictures: a real desk over a temporary site database, walked to a busy early afternoon."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from drc_desktop.demo import history
from drc_desktop.desk.contract import (
    Actor,
    Behind,
    IssueRequest,
    JobState,
    OpenDay,
    PriorityGroup,
    Question,
    Role,
    Service,
    StationStatus,
    SurveyFact,
)
from drc_desktop.desk.founding import NewOperator, SitePlan, found
from drc_desktop.desk.near import NearDesk
from drc_desktop.domain.clock import PAKISTAN
from drc_desktop.store.site import SiteStore

PIN = "246810"
DATE = "2026-11-23"
PLAN = SitePlan(
    site_id="SGD-02",
    name_en="Registry Centre Sargodha 2",
    name_ur="رجسٹریشن سنٹر، سرگودھا 2",
    tehsil="PK60903",
    counters=6,
)
STAFF = [
    NewOperator("Rashida", Role.SUPERVISOR, PIN, operator_id="rashida", own_pin=True),
    NewOperator("Sadia", Role.DEO, PIN, counter=1, operator_id="sadia", own_pin=True),
    NewOperator("Imran", Role.DEO, PIN, counter=2, operator_id="imran", own_pin=True),
    NewOperator("Nosheen", Role.DEO, PIN, counter=3, operator_id="nosheen", own_pin=True),
    NewOperator("Bilal", Role.DEO, PIN, counter=4, operator_id="bilal", own_pin=True),
    NewOperator("Hina", Role.DEO, PIN, counter=5, operator_id="hina", own_pin=True),
    NewOperator("Farah", Role.TSA, PIN, operator_id="farah", own_pin=True),
]
_A, _C, _P = Service.NEW_SURVEY, Service.ROSTER_UPDATE, Service.PRIORITY


def at(hour: int, minute: int, second: int = 0) -> float:
    """A time of the picture's day."""
    return datetime.fromisoformat(f"{DATE}T{hour:02d}:{minute:02d}:{second:02d}").replace(tzinfo=PAKISTAN).timestamp()


class Clock:
    """The desk's clock, set by hand."""

    def __init__(self) -> None:
        self.now = at(7, 54)

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Left:
    """How a centre was left: time, next number, who is signed in."""

    now: float
    numbers: int
    actors: dict[str, Actor]


class Centre:
    """A founded centre; `busy` walks it to 13:42."""

    def __init__(self, desk: NearDesk, clock: Clock, left: Left | None = None) -> None:
        self.desk, self.clock = desk, clock
        self._numbers = itertools.count(left.numbers if left else 1)
        self.actors = left.actors if left else {one.operator_id: self._sign_in(one) for one in STAFF}
        self.supervisor = self.actors["rashida"]

    def leave(self) -> Left:
        """What `centre` needs to go on from a copy of the database."""
        return Left(self.clock.now, next(self._numbers), self.actors)

    def _sign_in(self, who: NewOperator) -> Actor:
        return self.desk.sign_in(f"pc-{who.counter or who.operator_id}", who.operator_id, PIN, who.counter).actor

    def key(self) -> str:
        """A fresh idempotency key."""
        return f"picture-{next(self._numbers)}"

    def issue(self, service: Service, group: PriorityGroup | None = None) -> str:
        """A token for the next synthetic person; its slip counts as printed."""
        request = IssueRequest(service, f"{next(self._numbers):064x}", priority=group)
        issued = self.desk.issue(self.supervisor, self.key(), request)
        self.desk.mark_job(self.supervisor, self.key(), issued.job_id, JobState.PRINTED)
        return issued.visit_id

    def open(self) -> None:
        """08:00, with four operators at their counters."""
        self.clock.now = at(8, 0)
        self.desk.open_day(self.supervisor, self.key(), OpenDay(DATE, 240, confirmed=True))
        for name, counter in (("sadia", 1), ("imran", 2), ("nosheen", 3), ("bilal", 4), ("hina", 5)):
            self.desk.sit(self.actors[name], self.key(), counter)

    def _serve(self, name: str, counter: int, visit: str, hour: int, minute: int, finish: bool = True) -> None:
        actor = self.actors[name]
        self.clock.now = at(hour, minute)
        self.desk.call(actor, self.key(), visit, counter)
        self.desk.start(actor, self.key(), visit)
        if finish:
            self.clock.now = at(hour, minute) + 20 * 60
            self.desk.finish(actor, self.key(), visit)

    def busy(self) -> None:
        """What the reference picture shows: five counters at work, a long line, parked, no-show, unsent surveys."""
        self.open()
        for at_minute in range(0, 60, 6):
            self.clock.now = at(8, at_minute)
            self._serve("sadia", 1, self.issue(_A), 8 + at_minute // 20, at_minute % 60)
        lines = [(_A, 26, 98), (_C, 17, 84), (_P, 6, 52)]
        groups = {3: PriorityGroup.ELDERLY, 11: PriorityGroup.ELDERLY}
        held: dict[Service, list[str]] = {}
        for service, count, longest in lines:
            for n in range(count):
                self.clock.now = at(13, 42) - (longest - n * longest / count) * 60
                group = groups.get(n) if service is not _P else list(PriorityGroup)[n % 3] if n % 2 else None
                held.setdefault(service, []).append(self.issue(service, group))
        self._serve("sadia", 1, held[_A][0], 13, 24, finish=False)
        self._serve("imran", 2, held[_C][0], 13, 36, finish=False)
        self._serve("bilal", 4, held[_A][1], 12, 55, finish=False)
        self._set_aside(held)
        self._stations()
        self.clock.now = at(13, 42)

    def past(self) -> None:
        """Twelve working days before this one, for figures that compare."""
        days = history.working_days(date.fromisoformat(DATE) - timedelta(days=1), 12)
        staff = [(one.operator_id, one.counter) for one in STAFF if one.role is Role.DEO]
        with self.desk.store.writing() as connection:
            history.write(connection, history.Plan(150, 90, staff), days)

    def surveys(self) -> None:
        """Figures of the surveys that were made in the finished visits of the day."""
        ask = Question(DATE, DATE, Behind.FINISHED)
        for n, line in enumerate(self.desk.behind(self.supervisor, ask)):
            assert line.finished_at is not None
            fact = SurveyFact(
                visit_id=line.visit_id,
                form_id="nser_survey",
                form_version="1",
                instance_id=f"uuid:{n}",
                started_at=line.finished_at - (6 if n == 4 else 17 + n) * 60,
                finished_at=line.finished_at,
                section_seconds={"address": 180.0, "member": 700.0},
                questions_answered=160,
                members=4 + n % 3,
                members_without_document=int(n == 7),
                flags=["address-short"] if n == 2 else [],
                mobile_hash="a" * 64 if n in (1, 5) else "",
            )
            self.desk.report_survey(self.actors["sadia"], self.key(), fact)

    def _set_aside(self, held: dict[Service, list[str]]) -> None:
        desk, hina, nosheen = self.desk, self.actors["hina"], self.actors["nosheen"]
        self.clock.now = at(13, 30)
        desk.call(hina, self.key(), held[_C][3], 5)
        self.clock.now = at(13, 38)
        desk.no_show(self.supervisor, self.key(), held[_C][3])
        desk.park(self.supervisor, self.key(), held[_A][5], at(13, 40), "supervisor")
        desk.park(self.supervisor, self.key(), held[_A][9], at(14, 15), "supervisor")
        desk.take_break(self.actors["hina"], self.key(), 5, at(13, 50))
        self.clock.now = at(13, 40, 40)
        desk.call(nosheen, self.key(), held[_P][0], 3)
        self.clock.now = at(13, 41, 12)
        desk.recall(nosheen, self.key(), held[_P][0])

    def _stations(self) -> None:
        self.clock.now = at(13, 41)
        for counter, waiting, oldest, refused in ((1, 6, 24, 0), (2, 5, 19, 1), (4, 3, 11, 0)):
            status = StationStatus(
                device_id=f"pc-{counter}",
                kind="counter",
                version="0.1.0",
                outbox_waiting=waiting,
                outbox_oldest=oldest * 60.0,
                outbox_refused=refused,
                slice_age=3600.0,
                counter=counter,
                last_sync=at(13, 18),
            )
            name = {1: "sadia", 2: "imran", 4: "bilal"}[counter]
            self.desk.report_status(self.actors[name], self.key(), status)


@contextmanager
def centre(database: Path | None = None, left: Left | None = None) -> Iterator[Centre]:
    """A centre at 07:54 before its first day, in a temporary folder or at `database`; with `left` it goes on."""
    with TemporaryDirectory(prefix="drc-pictures-") as folder:
        clock = Clock()
        store = SiteStore(database or Path(folder) / "site.db")
        try:
            if left is not None:
                clock.now = left.now
            else:
                store.prepare()
                with store.writing() as connection:
                    found(connection, PLAN, STAFF, clock())
            yield Centre(NearDesk(store, now=clock), clock, left)
        finally:
            store.close()
