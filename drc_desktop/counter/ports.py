"""What the counter needs from outside: the composition root fills these, tests fill them with plain objects.

The slice, the drafts and the identity service stand behind protocols, so that the presenters know neither a database
nor a network. Calls of `Drafts` block: they are made through `Ports.store` alone, whose one worker keeps their order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from drc_desktop.desk.contract import Actor, Desk, SiteCard
from drc_desktop.domain.draft import DraftHead, FinishedSurvey, OpenDraft, Operation, Place
from drc_desktop.domain.household import HouseholdRecord
from drc_desktop.domain.update_types import CopyState, Rules
from drc_desktop.kit.ports import Tasks
from drc_desktop.settings import MonitorSettings
from survey_forms.engine.contract import FormSession, Submission


class Registry(Protocol):
    """The local copy of the registry's rows of this tehsil."""

    def look_up(self, cnic: str) -> HouseholdRecord | None: ...
    def copy_state(self) -> CopyState: ...


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    """What waits to be sent. `oldest` is the age in seconds, None when nothing waits; `reached` the last contact;
    `refused_reason` why the registry sent back the oldest of those it did."""

    waiting: int = 0
    oldest: float | None = None
    refused: int = 0
    acknowledged: int = 0
    reached: float | None = None
    fault: str = ""
    refused_reason: str = ""


class ToClose(Protocol):
    """A visit finished here and still open at the desk; `key` makes telling it idempotent, `fact` is a SurveyFact."""

    @property
    def visit_id(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def fact(self) -> bytes: ...


class Drafts(Protocol):
    """The local store as the counter uses it. Every method has committed (synchronous=FULL) when it returns."""

    def begin(self, head: DraftHead, state: bytes) -> None: ...
    def append(self, visit_id: str, operation: Operation, place: Place) -> float: ...
    def move(self, visit_id: str, place: Place) -> None: ...
    def snapshot(self, visit_id: str, state: bytes, place: Place, section_seconds: Mapping[str, float]) -> float: ...
    def left_open(self, visit_id: str = "") -> OpenDraft | None: ...
    def finalise(self, visit_id: str, submission: Submission, fact: bytes) -> None: ...
    def drop(self, visit_id: str, reason: str) -> None: ...
    def finished(self, visit_id: str) -> FinishedSurvey | None: ...
    def correctable(self) -> set[str]: ...
    def to_close(self) -> Sequence[ToClose]: ...
    def closed(self, visit_id: str) -> None: ...


@dataclass(frozen=True, slots=True)
class OpenedForm:
    """A session just started, with what names its form."""

    session: FormSession
    form_id: str
    form_version: str


class Forms(Protocol):
    """The forms of this centre. Raises the engine's FormError or DraftError."""

    def start(self, update_type: str, household_xml: bytes, language: str, visit_id: str = "") -> OpenedForm: ...
    def resume(self, draft: OpenDraft, language: str) -> OpenedForm: ...
    def edit(self, survey: FinishedSurvey, language: str) -> OpenedForm: ...


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

    @property
    def summary(self) -> str:
        """'verified', 'differs' or 'queued'."""
        if not self.reached:
            return "queued"
        return "differs" if {Verdict.MISMATCH, Verdict.EXPIRED} & set(self.verdicts.values()) else "verified"


@dataclass(frozen=True, slots=True)
class MemberAnswer:
    """What NADRA says of one person of a roster. `more`: people of that person's family who are not listed."""

    reached: bool
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    more: int = 0
    training: bool = False


class Identity(Protocol):
    """The configured NADRA service. Blocks; never raises for an unreachable service."""

    def verify(self, cnic: str, record: HouseholdRecord | None) -> IdentityAnswer: ...
    def member(self, cnic: str, claimed: Mapping[str, str]) -> MemberAnswer: ...


@dataclass(frozen=True, slots=True)
class Station:
    """This counter: number, the operator's name, the site."""

    counter: int
    operator: str
    site: SiteCard


@dataclass(frozen=True, slots=True)
class Ports:
    """What the presenters stand on.

    `tasks` runs calls of the desk, `store` those of the local store and of the copy in it, `aside` what may take long
    (NADRA), so that nobody waits behind it; without one `tasks` does that too.
    """

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
    outbox: Callable[[], OutboxFigures]
    """Figures of this PC's outbox; blocks, so it is asked through `store`."""
    keyed_hash: Callable[[str], str]
    """HMAC of a text under the site-day key: what SurveyFact may carry of a mobile number or an address."""
    send_now: Callable[[], None] = lambda: None
    monitor: MonitorSettings = field(default_factory=MonitorSettings)
    """Thresholds of the flags that a finished survey gets."""
    aside: Tasks | None = None
    scan_frame: tuple[str, str] = ("", "")
    """What the scanner puts before and behind each scan."""

    @property
    def long_tasks(self) -> Tasks:
        """Where a call goes that may take long."""
        return self.aside or self.tasks
