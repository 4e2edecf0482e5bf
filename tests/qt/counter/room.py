"""A counter on real parts: the desk over SQLite, the local store over SQLCipher, the engine and the forms."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication

from drc_desktop.counter.forms import SurveyForms
from drc_desktop.counter.ports import IdentityAnswer, OutboxFigures, Ports, Station, Verdict
from drc_desktop.counter.presenter import CounterPresenter
from drc_desktop.counter.view import CounterWindow
from drc_desktop.desk.contract import IssueRequest, OpenDay, Role
from drc_desktop.desk.founding import NewOperator, SitePlan, found
from drc_desktop.desk.near import NearDesk
from drc_desktop.domain.household import HouseholdRecord, MemberRecord
from drc_desktop.domain.update_types import CopyState, Rules
from drc_desktop.domain.visit import PriorityGroup, Service
from drc_desktop.kit.ports import CurrentWords, ImmediateTasks
from drc_desktop.kit.theme import Theme
from drc_desktop.store.journal import Journal
from drc_desktop.store.local import LocalStore
from drc_desktop.store.site import SiteStore
from sync.identity import Identity
from sync.keys import Keys

PIN = "246810"
TODAY = date.today()
VISITOR = "3840312344172"
TEHSIL = "PK60903"


def household(**changes: object) -> HouseholdRecord:
    """Six people who were surveyed three years ago: a cyclic update is due."""
    fields: dict[str, object] = {
        "household_id": "HH-PK60903-0008817",
        "tehsil": TEHSIL,
        "last_survey": date(TODAY.year - 3, 3, 14),
        "mobile": "03001234517",
        "electricity": True,
        "gas": False,
        "members": (
            MemberRecord("3840312342065", "Muhammad Aslam", "محمد اسلم", "1", "M", date(1980, 5, 2), "2"),
            MemberRecord(
                VISITOR, "Sakina Bibi", "سکینہ بی بی", "2", "F", date(1985, 3, 9), "2", father_en="Muhammad Aslam",
                card_expires=date(TODAY.year + 5, 4, 1),
            ),
            MemberRecord("3840312349031", "Bilal Aslam", "بلال اسلم", "3", "M", date(2006, 1, 20), "1"),
            MemberRecord("3840312345518", "Ayesha Aslam", "عائشہ اسلم", "3", "F", date(2010, 7, 1), "1"),
            MemberRecord("3840312347741", "Usman Aslam", "عثمان اسلم", "3", "M", date(2014, 7, 1), "1"),
            MemberRecord("", "Hafsa Aslam", "حفصہ اسلم", "3", "F", date(2018, 7, 1), "1"),
        ),
    }  # fmt: skip
    return HouseholdRecord(**{**fields, **changes})  # type: ignore[arg-type]


class Slice:
    """Look-ups from a dictionary."""

    def __init__(self, *records: HouseholdRecord) -> None:
        self.records = list(records)
        self.state = CopyState()

    def look_up(self, cnic: str) -> HouseholdRecord | None:
        return next((one for one in self.records if one.member(cnic)), None)

    def copy_state(self) -> CopyState:
        return self.state


class Nadra:
    """Says the same of everybody."""

    def __init__(self) -> None:
        self.answer = IdentityAnswer(
            True, dict.fromkeys(("cnic", "name", "father", "dob", "marital", "expiry"), Verdict.MATCH)
        )

    def verify(self, cnic: str, record: HouseholdRecord | None) -> IdentityAnswer:
        return self.answer


class Room:
    """`start()` opens a counter window; `kill()` leaves it as a power cut would; then `start()` again."""

    def __init__(self, folder: Path, app: QApplication, language: str = "en") -> None:
        self.folder, self.app = folder, app
        self._numbers = itertools.count(1)
        store = SiteStore(folder / "site.db")
        store.prepare()
        plan = SitePlan("SGD-2", "Registry Centre Sargodha 2", "رجسٹریشن سنٹر، سرگودھا 2", TEHSIL, 6)
        staff = [
            NewOperator("Synthetic Supervisor", Role.SUPERVISOR, PIN, operator_id="sup"),
            NewOperator("Nosheen", Role.DEO, PIN, counter=3, operator_id="deo"),
        ]
        with store.writing() as connection:
            found(connection, plan, staff, 1.0)
        self.desk = NearDesk(store)
        self.supervisor = self.desk.sign_in("pc-sup", "sup", PIN).actor
        self.desk.open_day(self.supervisor, "open", OpenDay(date=TODAY.isoformat()))
        self.slice = Slice(household())
        self.nadra = Nadra()
        self.words = CurrentWords(language)
        Theme.apply(app, language)
        self.local: LocalStore | None = None
        self.window: CounterWindow | None = None

    def issue(self, service: Service = Service.NEW_SURVEY, update_type: str = "cyclic", first: bool = False) -> str:
        number = next(self._numbers)
        group = PriorityGroup.ELDERLY if first else None
        request = IssueRequest(service, binding=f"{number:064x}", update_type=update_type, priority=group)
        return self.desk.issue(self.supervisor, f"issue-{number}", request).token

    def start(self) -> CounterWindow:
        local = self.local = LocalStore(self.folder / "counter" / "local.db", PIN)
        if local.identity() is None:
            local.keep_identity(Identity("SGD-2", "PC-3", local.device_keys(), Keys.generate().public, (TEHSIL,)))
        signed = self.desk.sign_in("pc-3", "deo", PIN, counter=3)
        tasks = ImmediateTasks()

        def figures() -> OutboxFigures:
            found = local.outbox.figures()
            return OutboxFigures(found.waiting, None if found.oldest_ms is None else found.oldest_ms / 1000)

        ports = Ports(
            desk=self.desk,
            actor=signed.actor,
            station=Station(3, "Nosheen", self.desk.site()),
            tasks=tasks,
            store=tasks,
            registry=self.slice,
            drafts=Journal(local, "deo"),
            forms=SurveyForms(),
            identity=self.nadra,
            rules=Rules(here=TEHSIL),
            today=lambda: TODAY,
            now=time.time,
            new_key=lambda: str(uuid.uuid4()),
            outbox=figures,
            keyed_hash=lambda text: f"{abs(hash(text)):064x}"[:64],
        )
        window = self.window = CounterWindow(self.words, lambda view: CounterPresenter(ports, view))
        window.show()
        window.activateWindow()
        window.presenter.begin()
        self.app.processEvents()
        return window

    def kill(self) -> None:
        """Forget the window and its memory; nothing is said to anyone."""
        assert self.window is not None
        assert self.local is not None
        self.window.hide()
        self.window.deleteLater()
        self.window = None
        self.local.close()

    def close(self) -> None:
        if self.window is not None:
            self.kill()
        self.desk.store.close()


Given = Callable[[], Room]
