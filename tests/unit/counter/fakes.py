"""A presenter on plain objects: a desk that remembers what was asked, drafts in a dictionary, a form of four nodes."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from drc_desktop.counter.model import CounterModel
from drc_desktop.counter.ports import IdentityAnswer, MemberAnswer, OpenedForm, OutboxFigures, Ports, Station
from drc_desktop.counter.presenter import CounterPresenter
from drc_desktop.desk.contract import Actor, Called, Desk, DeskError, Fault, Role, SiteCard, VisitCard
from drc_desktop.domain.draft import DraftHead, FinishedSurvey, OpenDraft, Operation, OperationKind, Place
from drc_desktop.domain.household import HouseholdRecord, MemberRecord
from drc_desktop.domain.update_types import CopyState, Rules
from drc_desktop.domain.visit import Service, VisitState
from drc_desktop.kit.ports import Failed, ImmediateTasks
from survey_forms.engine.contract import FormSession, Submission

TODAY = date(2026, 11, 23)
CNIC, OTHER = "3840312344172", "3840398765431"


def card(visit_id: str = "v1", state: VisitState = VisitState.CALLED, **changes: Any) -> VisitCard:
    fields: dict[str, Any] = {
        "visit_id": visit_id, "token": f"A0{visit_id[1:]}", "service": Service.NEW_SURVEY, "state": state,
        "priority": None, "update_type": "", "binding": "", "issued_at": 1.0, "called_at": 2.0, "started_at": None,
        "counter": 3, "event": 7,
    }  # fmt: skip
    return VisitCard(**{**fields, **changes})


class FakeDesk:
    """Answers from `here`; every command is kept in `asked`; `fails` maps a method to the fault it raises."""

    def __init__(self) -> None:
        self.here: VisitCard | None = None
        self.next: list[VisitCard] = []
        self.asked: list[tuple[str, tuple[Any, ...]]] = []
        self.fails: dict[str, Fault] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)

        def ask(_actor: Actor, *args: Any) -> Any:
            self.asked.append((name, args))
            if name in self.fails:
                raise DeskError(self.fails[name], counter=3, token="A09", action=name, state="waiting")
            return getattr(self, f"_{name}", lambda *_args: None)(*args)

        return ask

    def names(self) -> list[str]:
        return [name for name, _args in self.asked if name not in ("board", "hall", "visit_at", "sit", "behind")]

    def _visit_at(self, _counter: int) -> VisitCard | None:
        return self.here

    def _behind(self, _question: Any) -> list[Any]:
        return []

    def _board(self) -> Any:
        held = SimpleNamespace(counter=3, visit_id=self.here.visit_id if self.here else "", serves=[], state="free")
        day = SimpleNamespace(open=True, opened_at=1.0)
        return SimpleNamespace(counters=[held], services=[], waiting=[], day=day, jobs_failed=0, last_job=None, at=1.0)

    def _hall(self, _after: int) -> Any:
        return SimpleNamespace(notice_en="", notice_ur="")

    def _call_next(self, key: str, counter: int) -> Called | None:
        if not self.next:
            return None
        self.here = self.next.pop(0)
        return Called(1, self.here.visit_id, self.here.token, self.here.service, counter, 2.0, 1)

    def _moved(self, state: VisitState, stays: bool) -> VisitCard:
        assert self.here is not None
        moved = card(self.here.visit_id, state)
        self.here = moved if stays else None
        return moved

    def _start(self, *_args: Any) -> VisitCard:
        return self._moved(VisitState.SERVING, True)

    def _no_show(self, *_args: Any) -> VisitCard:
        return self._moved(VisitState.NO_SHOW, False)

    def _park(self, *_args: Any) -> VisitCard:
        return self._moved(VisitState.PARKED, False)

    def _cancel(self, *_args: Any) -> VisitCard:
        return self._moved(VisitState.CANCELLED, False)

    def _finish(self, *_args: Any) -> VisitCard:
        return self._moved(VisitState.FINISHED, False)


class FakeSession:
    """Four nodes; `validate` finds what is empty."""

    def __init__(self) -> None:
        self.values = {"/data/name": "", "/data/mobile": "", "/data/operator_note": "", "/data/read_back": ""}
        self.finalised = 0

    def set(self, ref: str, value: str) -> None:
        self.values[ref] = value

    def node(self, ref: str) -> Any:
        return SimpleNamespace(value=self.values[ref], relevant=True)

    def status(self, ref: str) -> Any:
        return self.node(ref)

    def item(self, _ref: str) -> Any:
        return SimpleNamespace(kind="question")

    def refs(self) -> list[str]:
        return list(self.values)

    def draft(self) -> bytes:
        return repr(self.values).encode()

    def validate(self) -> list[Any]:
        return [SimpleNamespace(ref=ref) for ref in ("/data/name", "/data/read_back") if not self.values[ref]]

    def finalise(self) -> Submission:
        self.finalised += 1
        return Submission("uuid:3f2a91c2-0000", self.draft(), b"", {}, "")


class FakeDrafts:
    """Keeps what is written in order; `full` makes every write fail."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.open: dict[str, OpenDraft] = {}
        self.closing: list[Any] = []
        self.moves: list[Place] = []
        self.full = False

    def _write(self, what: str) -> float:
        if self.full:
            error = RuntimeError("full")
            error.code = SimpleNamespace(value="store-full")  # type: ignore[attr-defined]
            error.params = {}  # type: ignore[attr-defined]
            raise error
        self.written.append(what)
        return 5.0

    def begin(self, head: DraftHead, _state: bytes) -> None:
        self._write("begin")

    def append(self, _visit: str, operation: Operation, _place: Place) -> float:
        return self._write(f"append {operation.ref}={operation.value}")

    def move(self, _visit: str, place: Place) -> None:
        self.moves.append(place)

    def snapshot(self, _visit: str, state: bytes, _place: Place, _seconds: Mapping[str, float]) -> float:
        return self._write(f"snapshot {state.decode()}")

    def left_open(self, visit_id: str = "") -> OpenDraft | None:
        return self.open.get(visit_id) if visit_id else next(iter(self.open.values()), None)

    def finalise(self, visit_id: str, _submission: Submission, fact: bytes) -> None:
        self._write("finalise")
        self.closing.append(SimpleNamespace(visit_id=visit_id, key="k", fact=fact))

    def finished(self, _visit: str) -> FinishedSurvey | None:
        return None

    def correctable(self) -> set[str]:
        return set()

    def to_close(self) -> list[Any]:
        return list(self.closing)

    def closed(self, visit_id: str) -> None:
        self.closing = [one for one in self.closing if one.visit_id != visit_id]


class FakeForms:
    def __init__(self) -> None:
        self.sessions: list[FakeSession] = []

    def start(self, *_args: Any) -> OpenedForm:
        self.sessions.append(FakeSession())
        return OpenedForm(cast("FormSession", self.sessions[-1]), "form", "1")

    def resume(self, _draft: OpenDraft, _language: str) -> OpenedForm:
        return self.start()

    def edit(self, _survey: FinishedSurvey, _language: str) -> OpenedForm:
        return self.start()


class FakeView:
    """Keeps the last model; answers go into the session as the window's form would put them."""

    presenter: CounterPresenter

    def __init__(self) -> None:
        self.model: CounterModel | None = None
        self.settled = 0
        self.opened: FormSession | None = None
        self.scans: list[str] = []
        self.takes_scans = True

    def draw(self, model: CounterModel) -> None:
        self.model = model

    def open_survey(self, session: FormSession, _place: Place) -> None:
        self.opened = session

    def settle(self) -> None:
        self.settled += 1

    def take_scan(self, digits: str) -> bool:
        self.scans.append(digits)
        return self.takes_scans

    def close_survey(self) -> None:
        self.opened = None

    def show_problems(self) -> None: ...

    def answer(self, ref: str, value: str) -> None:
        assert self.opened is not None
        self.opened.set(ref, value)
        self.presenter.answered(Operation(OperationKind.SET, ref, value), Place())

    def survey_language(self) -> str:
        return "en"


class Later:
    """Tasks that run when told: answers can be made to arrive late, or in another order."""

    def __init__(self) -> None:
        self.held: list[Callable[[], None]] = []

    def run(self, work: Callable[[], Any], done: Callable[[Any], None], failed: Failed) -> None:
        self.held.append(lambda: ImmediateTasks().run(work, done, failed))

    def go(self) -> None:
        held, self.held = self.held, []
        for one in held:
            one()


class Bench:
    """A counter presenter and everything it stands on."""

    def __init__(self, **changes: Any) -> None:
        self.desk, self.drafts, self.forms, self.view = FakeDesk(), FakeDrafts(), FakeForms(), FakeView()
        self.records = {CNIC: family(), OTHER: family(OTHER, "HH-2")}
        self.copy = CopyState()
        self.identity = IdentityAnswer(True, {})
        keys = map(str, itertools.count())
        self.ports = dataclasses.replace(
            Ports(
                desk=cast("Desk", self.desk),
                actor=Actor("deo", Role.DEO, "pc-3", "s"),
                station=Station(3, "Nosheen", SiteCard("S", "Centre", "مرکز", "PK60903", b"")),
                tasks=ImmediateTasks(),
                store=ImmediateTasks(),
                registry=cast("Any", SimpleNamespace(look_up=self.records.get, copy_state=lambda: self.copy)),
                drafts=cast("Any", self.drafts),
                forms=cast("Any", self.forms),
                identity=cast(
                    "Any",
                    SimpleNamespace(
                        verify=lambda _cnic, _record: self.identity, member=lambda _cnic, _said: MemberAnswer(False)
                    ),
                ),
                rules=Rules(here="PK60903"),
                today=lambda: TODAY,
                now=lambda: 1000.0,
                new_key=lambda: next(keys),
                outbox=OutboxFigures,
                keyed_hash=lambda _text: "h",
            ),
            **changes,
        )
        self.presenter = self.view.presenter = CounterPresenter(self.ports, self.view)

    @property
    def model(self) -> CounterModel:
        assert self.view.model is not None
        return self.view.model

    def message(self) -> str:
        said = self.model.message
        if said is None:
            return ""
        code = getattr(said.error, "code", "")
        return said.word if said.error is None else str(getattr(code, "value", code))

    def triage(self) -> None:
        self.desk.next.append(card())
        self.presenter.call_next()
        self.presenter.scan(CNIC)
        self.presenter.look_at_face(True)

    def survey(self) -> FakeSession:
        self.triage()
        self.presenter.start_survey()
        return self.forms.sessions[-1]

    def answer(self, ref: str, value: str) -> None:
        self.view.answer(ref, value)


def family(cnic: str = CNIC, household: str = "HH-1") -> HouseholdRecord:
    head = MemberRecord(cnic, "Sakina Bibi", "سکینہ", "1", "F", date(1985, 3, 9), "2")
    return HouseholdRecord(household, "PK60903", last_survey=date(2023, 3, 14), members=(head,))
