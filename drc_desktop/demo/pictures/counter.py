"""The counter's window from idle to check, in both languages: a real desk, store and form, synthetic people."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from drc_desktop.counter.forms import SurveyForms
from drc_desktop.counter.ports import IdentityAnswer, MemberAnswer, OutboxFigures, Ports, Station, Verdict
from drc_desktop.counter.presenter import CounterPresenter
from drc_desktop.counter.survey_view import SurveyView
from drc_desktop.counter.view import CounterWindow
from drc_desktop.demo.pictures.centre import DATE, PIN, Centre, at, centre
from drc_desktop.demo.pictures.shot import save
from drc_desktop.desk.contract import Service
from drc_desktop.domain.draft import Operation, OperationKind
from drc_desktop.domain.household import HouseholdRecord, MemberRecord
from drc_desktop.domain.people import CaseKind, Plan, households
from drc_desktop.domain.people_answers import survey_answers
from drc_desktop.domain.update_types import CopyState, Rules
from drc_desktop.kit.ports import CurrentWords, ImmediateTasks
from drc_desktop.kit.theme import Theme
from drc_desktop.store.journal import Journal
from drc_desktop.store.local import LocalStore
from sync.identity import Identity
from sync.keys import Keys

SMALL, LARGE = (1366, 768), (1920, 1080)
TODAY = date.fromisoformat(DATE)
COUNTER = 3
UNSENT = OutboxFigures(waiting=3, oldest=32 * 60.0, fault="unreachable")
NOTES = {"en": "Husband works in Karachi since June.", "ur": "شوہر جون سے کراچی میں کام کرتا ہے۔"}
LATER = ("/data/goods", "/data/land", "/data/means", "/data/check")
MATCHES = dict.fromkeys(("cnic", "name", "father", "dob", "marital", "expiry"), Verdict.MATCH)


def _record(family: Mapping[str, Any]) -> HouseholdRecord:
    """A family of the generator as the registry's copy has it."""
    dates = ("dob", "card_expires")
    members = []
    for one in family["members"]:
        fields = {name: one[name] for name in MemberRecord.__dataclass_fields__ if name in one}
        known = {name: date.fromisoformat(one[name]) for name in dates if one[name]}
        members.append(MemberRecord(**{**fields, **dict.fromkeys(dates), **known}))
    return HouseholdRecord(
        family["household_id"],
        family["tehsil"],
        last_survey=date.fromisoformat(family["last_survey"]),
        mobile=family["mobile"],
        electricity=family["electricity"],
        gas=family["gas"],
        address=family["address"],
        members=tuple(members),
    )


class People:
    """One synthetic family as slice, as identity service and as respondent."""

    def __init__(self) -> None:
        family = next(one for one in households(Plan(11, TODAY), 24) if one["case"] == CaseKind.CYCLIC)
        self.record = _record(family)
        self.visitor = str(family["visitor"])
        self.answers = [one for one in survey_answers(family, TODAY) if not one.ref.endswith("/read_back")]

    def look_up(self, cnic: str) -> HouseholdRecord | None:
        """The family, by any of its numbers."""
        return self.record if self.record.member(cnic) else None

    def copy_state(self) -> CopyState:
        """Fetched this morning."""
        return CopyState()

    def verify(self, cnic: str, record: HouseholdRecord | None) -> IdentityAnswer:
        """All fields match but the address."""
        return IdentityAnswer(True, dict(MATCHES))

    def member(self, cnic: str, claimed: Mapping[str, str]) -> MemberAnswer:
        """All are known; one was born on another day, and two of the family are not listed."""
        differs = Verdict.MISMATCH if cnic == self.record.members[2].cnic else Verdict.MATCH
        more = 2 if "listed" in claimed else 0
        return MemberAnswer(True, {"cnic": Verdict.MATCH, "dob": differs}, more, training=True)


class Scene:
    """One counter window that is walked from picture to picture."""

    def __init__(self, made: Centre, local: LocalStore, people: People, language: str) -> None:
        self._app = QApplication.instance()
        assert isinstance(self._app, QApplication)
        Theme.apply(self._app, language)
        self.people, self.language = people, language
        tasks, actor = ImmediateTasks(), made.actors["nosheen"]
        ports = Ports(
            desk=made.desk,
            actor=actor,
            station=Station(COUNTER, "Nosheen", made.desk.site()),
            tasks=tasks,
            store=tasks,
            registry=people,
            drafts=Journal(local, actor.operator_id),
            forms=SurveyForms(),
            identity=people,
            rules=Rules(here=people.record.tehsil),
            today=lambda: TODAY,
            now=made.clock,
            new_key=made.key,
            outbox=lambda: UNSENT,
            keyed_hash=lambda _text: "",
        )
        self.window = CounterWindow(CurrentWords(language), lambda view: CounterPresenter(ports, view), made.clock)
        self.window.show()
        self.window.activateWindow()
        self.window.presenter.begin()

    def shot(self, out: Path, name: str, size: tuple[int, int] = SMALL) -> Path:
        """A picture of the window as it stands."""
        path = out / f"counter-{name}-{self.language}-{size[0]}.png"
        self.window.resize(*size)
        QCoreApplication.processEvents()
        return save(self.window, path)

    def press(self, *keys: Qt.Key) -> None:
        """Keys to whatever has the focus."""
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.window, key)
            QCoreApplication.processEvents()

    @property
    def survey(self) -> SurveyView:
        """The survey on screen."""
        view = self.window.body.currentWidget()
        assert isinstance(view, SurveyView)
        return view

    def fill(self, answers: list[Operation]) -> None:
        """Answer through the form."""
        form = self.survey.form
        for one in answers:
            if one.kind is OperationKind.ADD:
                ref = form.session.add_repeat(one.ref)
                form.apply(form.session.last_added)
                form.row_added.emit(ref, form.session.last_added)
            else:
                form.answer(one.ref, one.value)

    def triage(self) -> None:
        """Call, read the card, look at face and papers."""
        presenter = self.window.presenter
        self.press(Qt.Key.Key_F2)
        presenter.scan(self.people.visitor)
        presenter.look_at_face(True)
        for paper in (2, 3, 3, 4, 6):
            presenter.mark_paper(paper)

    def show_page(self, section: str, focus: str = "") -> None:
        """The page of a group, with the cursor in a question."""
        form = self.survey.form
        page = next(line for line in form.pages() if any(section in one.key for one in line.screens))
        form.go_page(page.number - 1)
        if focus:
            form.go_to(focus)


def _morning(made: Centre) -> None:
    """Queues of a busy counter, one visit parked from it, a word from the supervisor."""
    made.open()
    made.clock.now = at(10, 37)
    for service, count, minutes in ((Service.NEW_SURVEY, 12, 3), (Service.ROSTER_UPDATE, 6, 5)):
        for number in range(count):
            made.clock.now = at(10, 37) + 60 * minutes * number
            made.issue(service)
    nosheen, desk = made.actors["nosheen"], made.desk
    made.clock.now = at(11, 0)
    first = next(row for row in desk.board(made.supervisor).waiting if row.service is Service.ROSTER_UPDATE)
    desk.call(nosheen, made.key(), first.visit_id, COUNTER)
    desk.park(nosheen, made.key(), first.visit_id, at(12, 0), "document")
    desk.set_notice(
        made.supervisor,
        made.key(),
        "Roster updates stop at 15:30 today. From 15:30 give a come-back token.",
        "روسٹر اپڈیٹ آج 15:30 پر بند ہوں گے۔ اس کے بعد واپسی کا ٹوکن دیں۔",
    )
    made.clock.now = at(11, 24)


@contextmanager
def scene(people: People, language: str) -> Iterator[tuple[Scene, Centre]]:
    """A counter at 11:24 of its morning."""
    with TemporaryDirectory(prefix="drc-pictures-") as folder, centre() as made:
        local = LocalStore(Path(folder) / "local.db", PIN, lambda: int(1000 * made.clock.now))
        try:
            keys = local.device_keys()
            local.keep_identity(Identity("SGD-02", "PC-3", keys, Keys.generate().public, (people.record.tehsil,)))
            _morning(made)
            shown = Scene(made, local, people, language)
            yield shown, made
            shown.window.close()
            shown.window.deleteLater()
            QCoreApplication.processEvents()
        finally:
            local.close()


def _walk(out: Path, shown: Scene, made: Centre) -> Iterator[Path]:
    yield shown.shot(out, "1-idle")
    yield shown.shot(out, "1-idle", LARGE)
    shown.triage()
    made.clock.now += 130
    shown.window.presenter.refresh()
    yield shown.shot(out, "2-triage")
    yield shown.shot(out, "2-triage-low", (1366, 690))
    shown.press(Qt.Key.Key_Return)
    early = [one for one in shown.people.answers if not one.ref.startswith(LATER)]
    shown.fill([one for one in early if not one.ref.endswith("electricity_ref")])
    made.clock.now += 778
    shown.window.presenter.note(NOTES[shown.language])
    shown.show_page("power", "/data/power/electricity")
    yield shown.shot(out, "4-survey")
    yield shown.shot(out, "4-survey", LARGE)
    form = shown.survey.form
    form.go_to("/data/power/water")
    shown.press(Qt.Key.Key_F11)
    yield shown.shot(out, "9-readalong", LARGE)
    shown.press(Qt.Key.Key_F11)
    last = sum(1 for ref in form.session.refs() if ref.endswith("/roster/m_name"))
    shown.show_page("member", f"/data/member[{last}]/roster/m_name")
    yield shown.shot(out, "6-roster")
    shown.fill(shown.people.answers[len(early) :])
    shown.show_page("land")
    wrong = {"acres": "1", "kanals": "12", "buffalo": "38", "sheep": ""}
    refs = {ref.rpartition("/")[2]: ref for ref in form.session.refs()}
    before = {name: form.session.node(refs[name]).value for name in wrong}
    shown.fill([Operation(OperationKind.SET, refs[name], value) for name, value in wrong.items()])
    form.next_page()
    yield shown.shot(out, "7-errors")
    shown.fill([Operation(OperationKind.SET, refs[name], value or "0") for name, value in before.items()])
    shown.fill([dataclasses.replace(one) for one in shown.people.answers if one.ref.startswith(LATER)])
    form.show_check()
    shown.window.presenter.agree(True)
    yield shown.shot(out, "8-check")


def render(out: Path) -> list[Path]:
    """Write the pictures of the counter's window."""
    people, written = People(), list[Path]()
    for language in ("en", "ur"):
        with scene(people, language) as (shown, made):
            written += _walk(out, shown, made)
    return written
