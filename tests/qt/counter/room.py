"""A counter on real parts: the desk over SQLite, the local store over SQLCipher, the engine and the forms."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from drc_desktop.counter.forms import SurveyForms
from drc_desktop.counter.ports import IdentityAnswer, MemberAnswer, OutboxFigures, Ports, Station, Verdict
from drc_desktop.counter.presenter import CounterPresenter
from drc_desktop.counter.survey_view import SurveyView
from drc_desktop.counter.view import CounterWindow
from drc_desktop.desk.contract import (
    Desk,
    DeskError,
    Fault,
    IssueRequest,
    JobState,
    OpenDay,
    Role,
    SlipKind,
    VisitCard,
)
from drc_desktop.desk.founding import NewOperator, SitePlan, found
from drc_desktop.desk.near import NearDesk
from drc_desktop.domain import clock
from drc_desktop.domain.draft import Operation, OperationKind
from drc_desktop.domain.household import HouseholdRecord, MemberRecord
from drc_desktop.domain.people import Plan, households
from drc_desktop.domain.people_answers import survey_answers
from drc_desktop.domain.update_types import CopyState, Rules
from drc_desktop.domain.visit import PriorityGroup, Service
from drc_desktop.kit.ports import CurrentWords, ImmediateTasks, Tasks
from drc_desktop.kit.theme import Theme
from drc_desktop.store.journal import Journal
from drc_desktop.store.local import LocalStore
from drc_desktop.store.registry_copy import household_record
from drc_desktop.store.site import SiteStore
from sync.identity import Identity
from sync.keys import Keys
from tests.store.local_kit import slice_household

PIN = "246810"
TODAY = clock.today()
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
        self.of_all = MemberAnswer(True, {"cnic": Verdict.MATCH})
        self.members: dict[str, MemberAnswer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def verify(self, cnic: str, record: HouseholdRecord | None) -> IdentityAnswer:
        return self.answer

    def member(self, cnic: str, claimed: Mapping[str, str]) -> MemberAnswer:
        self.asked.append((cnic, dict(claimed)))
        return self.members.get(cnic, self.of_all)


class Link:
    """The desk over a line that can be cut: while `away` nothing answers."""

    def __init__(self, desk: NearDesk) -> None:
        self._desk = desk
        self.away = False

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._desk, name)

        def ask(*args: Any) -> Any:
            if self.away:
                raise DeskError(Fault.SITE_UNREACHABLE)
            return method(*args)

        return ask


class Room:
    """`start()` opens a counter window; `kill()` leaves it as a power cut would; then `start()` again. In a folder that
    held a room before, its site goes on."""

    def __init__(self, folder: Path, app: QApplication, language: str = "en") -> None:
        self.folder, self.app = folder, app
        self._numbers = itertools.count(1)
        folder.mkdir(exist_ok=True)
        known = (folder / "site.db").exists()
        store = SiteStore(folder / "site.db")
        store.prepare()
        plan = SitePlan("SGD-2", "Registry Centre Sargodha 2", "رجسٹریشن سنٹر، سرگودھا 2", TEHSIL, 6)
        staff = [
            NewOperator("Synthetic Supervisor", Role.SUPERVISOR, PIN, operator_id="sup", own_pin=True),
            NewOperator("Nosheen", Role.DEO, PIN, counter=3, operator_id="deo", own_pin=True),
        ]
        if not known:
            with store.writing() as connection:
                found(connection, plan, staff, 1.0)
        self.desk = NearDesk(store)
        self.link = Link(self.desk)
        self.supervisor = self.desk.sign_in("pc-sup", "sup", PIN).actor
        if not known:
            self.desk.open_day(self.supervisor, "open", OpenDay(date=TODAY.isoformat()))
        self.slice = Slice(household())
        self.nadra = Nadra()
        self.words = CurrentWords(language)
        Theme.apply(app, language)
        self.operator = "Nosheen"
        self.tasks: Callable[[], Tasks] = ImmediateTasks
        self.outbox = OutboxFigures()
        self.local: LocalStore | None = None
        self.window: CounterWindow | None = None

    def issue(self, service: Service = Service.NEW_SURVEY, update_type: str = "cyclic", first: bool = False) -> str:
        number = next(self._numbers)
        group = PriorityGroup.ELDERLY if first else None
        request = IssueRequest(service, binding=f"{number:064x}", update_type=update_type, priority=group)
        return self.desk.issue(self.supervisor, f"issue-{number}", request).token

    def expect_a_cyclic_family(self) -> tuple[list[Operation], str]:
        """A synthetic family due for the full survey holds a token: its answers and its visitor's number."""
        made = next(family for family in households(Plan(11, TODAY), 4) if family["case"] == "cyclic")
        record = household_record(slice_household(made))
        self.slice.records = [record]
        self.issue()
        answers = [one for one in survey_answers(made, TODAY) if not one.ref.endswith("/read_back")]
        return answers, next(one.cnic for one in record.members if one.cnic)

    def start(self) -> CounterWindow:
        local = self.local = LocalStore(self.folder / "counter" / "local.db", PIN)
        if local.identity() is None:
            local.keep_identity(Identity("SGD-2", "PC-3", local.device_keys(), Keys.generate().public, (TEHSIL,)))
        signed = self.desk.sign_in("pc-3", "deo", PIN, counter=3)
        tasks, aside = self.tasks(), self.tasks()

        def figures() -> OutboxFigures:
            found = local.outbox.figures()
            oldest = None if found.oldest_ms is None else found.oldest_ms / 1000
            return replace(self.outbox, waiting=found.waiting + self.outbox.waiting, oldest=oldest)

        ports = Ports(
            desk=cast("Desk", self.link),
            actor=signed.actor,
            station=Station(3, self.operator, self.desk.site()),
            tasks=tasks,
            store=self.tasks(),
            aside=aside,
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

    # what a person at the counter does

    @property
    def shown(self) -> CounterWindow:
        assert self.window is not None
        return self.window

    @property
    def presenter(self) -> CounterPresenter:
        return self.shown.presenter

    def focus(self) -> str:
        widget = QApplication.focusWidget()
        return widget.objectName() if widget is not None else ""

    def press(self, *keys: Qt.Key, mods: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.shown, key, mods)
            self.app.processEvents()

    def ctrl(self, key: Qt.Key) -> None:
        self.press(key, mods=Qt.KeyboardModifier.ControlModifier)

    def alt(self, key: Qt.Key) -> None:
        self.press(key, mods=Qt.KeyboardModifier.AltModifier)

    def type(self, text: str) -> None:
        for letter in text:
            widget = QApplication.focusWidget() or self.shown
            QTest.sendKeyEvent(
                QTest.KeyAction.Click, widget, Qt.Key(ord(letter)) if letter.isascii() else Qt.Key.Key_unknown, letter,
                Qt.KeyboardModifier.NoModifier,
            )  # fmt: skip
            self.app.processEvents()

    def sign(self, text: str) -> None:
        """Single keys outside a field: they count once no scan can follow."""
        self.type(text)
        catcher = self.shown.triage.scanner
        if catcher.waits:
            spy = QSignalSpy(catcher.typed)
            assert spy.wait(2000)

    def scan(self, number: str = VISITOR) -> None:
        self.type(number)
        self.press(Qt.Key.Key_Return)

    def call(self) -> None:
        """Call next, from the free counter."""
        self.press(Qt.Key.Key_F2)

    def triage(self, number: str = VISITOR) -> None:
        """Call, read the card, look at the face."""
        self.call()
        self.scan(number)
        self.sign("+")

    def begin(self) -> None:
        """Triage and start."""
        self.triage()
        self.press(Qt.Key.Key_Return)

    def survey(self) -> SurveyView:
        view = self.shown.body.currentWidget()
        assert isinstance(view, SurveyView)
        return view

    def fill(self, operations: Sequence[Operation]) -> None:
        """Answer through the form, without its keys: these have tests of their own."""
        form = self.survey().form
        for one in operations:
            if one.kind is OperationKind.ADD:
                ref = form.session.add_repeat(one.ref)
                form.apply(form.session.last_added)
                form.row_added.emit(ref, form.session.last_added)
            else:
                form.answer(one.ref, one.value)
        self.app.processEvents()

    def answers(self) -> dict[str, str]:
        """Every answer of the survey on screen."""
        session = self.survey().form.session
        found = {ref: session.node(ref).value for ref in session.refs() if session.item(ref).kind == "question"}
        return {ref: value for ref, value in found.items() if value}

    def finish(self) -> None:
        """Check page, read back, finish."""
        self.survey().form.show_check()
        self.app.processEvents()
        self.type("+")
        self.ctrl(Qt.Key.Key_Return)

    # what the desk knows

    def visit_here(self) -> VisitCard | None:
        return self.desk.visit_at(self.supervisor, 3)

    def jobs(self) -> list[tuple[SlipKind, str]]:
        return [(job.kind, job.token) for job in self.desk.print_jobs(self.supervisor, list(JobState))]

    def message(self) -> str:
        return self.shown.message.text() if self.shown.message.isVisible() else ""


ROSTER = (
    ("/data/changes/respondent/respondent_cnic", VISITOR),
    ("/data/changes/respondent/respondent_relation", "2"),
    ("/data/changes/respondent/respondent_agrees", "1"),
    ("/data/changes/change_kinds", "7"),
    ("/data/contact/mobile", "03027994102"),
    ("/data/contact/mobile_owner", "1"),
)
"""A short survey: a new mobile number."""
NEW_MOBILE = [Operation(OperationKind.SET, ref, value) for ref, value in ROSTER]


def recent() -> HouseholdRecord:
    """The same family, surveyed last year: nothing is due, the issuing desk gave a token for a change."""
    return household(last_survey=date(TODAY.year - 1, TODAY.month, 1))
