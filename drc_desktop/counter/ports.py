"""What the counter needs from outside: the composition root fills these, tests fill them with plain objects.

The slice, the drafts and the identity service stand behind protocols, so that the presenters know neither a database
nor a network. Calls of `Drafts` block: they are made through `Ports.store` alone, whose one worker keeps their order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from drc_desktop.desk.contract import Actor, Desk, SiteCard, SurveyFact
from drc_desktop.domain.household import HouseholdRecord
from drc_desktop.domain.triage import CopyState, Rules
from drc_desktop.kit.ports import Tasks
from survey_forms.engine.contract import FormSession, Submission


class Registry(Protocol):
    """The local copy of the registry's rows of this tehsil."""

    def look_up(self, cnic: str) -> HouseholdRecord | None: ...
    def copy_state(self) -> CopyState: ...


class OperationKind(StrEnum):
    """What the operator did to the survey; replayed in order, operations rebuild a session from its snapshot."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of the journal: `ref` of the node, of the repeat range for ADD, of the row for REMOVE."""

    kind: OperationKind
    ref: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the operator is in the survey: page number from 0, and the ref that has the focus."""

    page: int = 0
    ref: str = ""


@dataclass(frozen=True, slots=True)
class DraftHead:
    """What a draft is about. `update_type` is one of the six; `cnic` the visitor's number, only at rest here."""

    visit_id: str
    token: str
    form_id: str
    form_version: str
    update_type: str
    cnic: str
    started_at: float
    household_xml: bytes = b""
    papers_missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft as it was at the last commit: resume from `snapshot`, replay `operations`, go to `place`."""

    head: DraftHead
    snapshot: bytes
    operations: tuple[Operation, ...]
    place: Place
    section_seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    """What waits to be sent. `oldest` is the age in seconds, None when nothing waits; `reached` the last contact."""

    waiting: int = 0
    oldest: float | None = None
    refused: int = 0
    acknowledged: int = 0
    reached: float | None = None
    fault: str = ""


class Drafts(Protocol):
    """The local store as the counter uses it. Every method has committed (synchronous=FULL) when it returns."""

    def begin(self, head: DraftHead, snapshot: bytes) -> None: ...
    def append(self, visit_id: str, operation: Operation, place: Place) -> float: ...
    def snapshot(self, visit_id: str, state: bytes, place: Place, section_seconds: dict[str, float]) -> float: ...
    def left_open(self, visit_id: str = "") -> OpenDraft | None: ...
    def finalise(self, visit_id: str, submission: Submission, fact: SurveyFact) -> None: ...
    def drop(self, visit_id: str, reason: str) -> None: ...
    def to_close(self) -> list[tuple[str, str, SurveyFact]]: ...
    def closed(self, visit_id: str) -> None: ...
    def figures(self) -> OutboxFigures: ...


@dataclass(frozen=True, slots=True)
class OpenedForm:
    """A session just started, with what names its form."""

    session: FormSession
    form_id: str
    form_version: str


class Forms(Protocol):
    """The forms of this centre. Raises the engine's FormError or DraftError."""

    def start(self, update_type: str, household_xml: bytes, language: str) -> OpenedForm: ...
    def resume(self, draft: OpenDraft, language: str) -> OpenedForm: ...
    def household_xml(self, record: HouseholdRecord | None) -> bytes: ...


class Verdict(StrEnum):
    """What NADRA says of one field; its own value never comes with it."""

    MATCH = "match"
    MISMATCH = "mismatch"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class IdentityAnswer:
    """Verdict by field (`cnic`, `name`, `father`, `dob`, `marital`, `expiry`, `address`); not `reached`: queued."""

    reached: bool
    verdicts: dict[str, Verdict]
    training: bool = False


class Identity(Protocol):
    """The configured NADRA service. Blocks; never raises for an unreachable service."""

    def verify(self, cnic: str, record: HouseholdRecord | None) -> IdentityAnswer: ...


@dataclass(frozen=True, slots=True)
class Station:
    """This counter: number, the operator's name, the site."""

    counter: int
    operator: str
    site: SiteCard


@dataclass(frozen=True, slots=True)
class Ports:
    """What the presenters stand on. `tasks` runs desk and network calls, `store` those of the local store."""

    desk: Desk
    actor: Actor
    station: Station
    tasks: Tasks
    store: Tasks
    registry: Registry
    drafts: Drafts
    forms: Forms
    identity: Identity
    rules: Rules
    today: Callable[[], date]
    now: Callable[[], float]
    new_key: Callable[[], str]
    keyed_hash: Callable[[str], str]
    """HMAC of a text under the site-day key: what SurveyFact may carry of a mobile number or an address."""
    send_now: Callable[[], None] = lambda: None
