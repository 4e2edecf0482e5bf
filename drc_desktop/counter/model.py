"""What the counter's views draw: frozen snapshots made by the presenters, with word ids and figures but no words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from drc_desktop.counter.family import FamilyFacts
from drc_desktop.desk.contract import CounterCard, ServiceLoad, VisitCard
from drc_desktop.domain.papers import Consequence, PaperLine
from drc_desktop.domain.triage import Triage
from drc_desktop.domain.update_types import UpdateType
from drc_desktop.domain.visit import Service


class Step(StrEnum):
    """Where the counter stands; the three steps of the band are TRIAGE, SURVEY, CHECK."""

    FREE = "free"
    TRIAGE = "triage"
    SURVEY = "survey"
    CHECK = "check"


class Health(StrEnum):
    """Shape and colour of a lamp; the word stands beside it."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Said:
    """A word id with what fills it, or a known fault (`error`) whose words are found by its code."""

    word: str
    params: dict[str, Any] = field(default_factory=dict)
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Lamp:
    """`name` is printer, database or sync."""

    name: str
    health: Health
    said: Said


@dataclass(frozen=True, slots=True)
class Band:
    """The top band. Times are epoch seconds; the view counts from them."""

    step: Step
    counter: int
    operator: str
    site_en: str
    site_ur: str
    open_since: float | None
    waiting: int
    lamps: tuple[Lamp, ...]
    token: str = ""
    service: Service | None = None
    called_at: float | None = None
    questions: int = 0
    on_break: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """One button of the key bar: dimmed in place when not possible."""

    name: str
    said: Said
    enabled: bool


@dataclass(frozen=True, slots=True)
class KeyBar:
    """F3 F4 F6 F7 F9 at the start side, undo in the middle, back and the one primary button at the end side."""

    keys: tuple[Key, ...]
    primary: Key | None
    back: bool
    undo: Said | None


@dataclass(frozen=True, slots=True)
class LastVisit:
    """The visit this counter finished last."""

    token: str
    finished_at: float
    visit_id: str
    printed: bool = False


@dataclass(frozen=True, slots=True)
class ParkedVisit:
    """A visit parked from this counter."""

    visit_id: str
    token: str
    since: float
    until: float | None


@dataclass(frozen=True, slots=True)
class ToCorrect:
    """A survey that the supervisor opened again, and why. `here`: its plain copy is on this PC."""

    visit_id: str
    token: str
    reason: str
    here: bool


@dataclass(frozen=True, slots=True)
class IdleModel:
    """The free counter. `queues` are the services this counter takes; `parked` were parked here, `coming` elsewhere
    with an hour to come back.
    """

    card: CounterCard | None
    queues: tuple[ServiceLoad, ...]
    first: ServiceLoad | None
    parked: tuple[ParkedVisit, ...]
    coming: tuple[ParkedVisit, ...]
    finished: int
    minutes_each: int
    outbox_waiting: int
    outbox_oldest: float | None
    outbox_refused: int
    link: Said
    notice_en: str
    notice_ur: str
    last: LastVisit | None
    changed_at: float
    day_open: bool
    on_break: bool
    linked: bool
    to_correct: tuple[ToCorrect, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """One line of 'who is here': what the card says, masked, and the verdict of NADRA (empty while not known)."""

    name: str
    shown: str
    verdict: str


@dataclass(frozen=True, slots=True)
class TriageModel:
    """The triage screen. `triage` is None until a number was read; `fault` says why a scan could not be used, or asks
    (`asking`) which number stands on the card; `begun`: a survey of this visit was parked here and goes on.
    """

    visit: VisitCard
    cnic_masked: str = ""
    rows: tuple[IdentityRow, ...] = ()
    identity_state: str = ""
    training: bool = False
    face: bool | None = None
    facts: tuple[tuple[str, Any], ...] = ()
    copy_days: int = 0
    triage: Triage | None = None
    chosen: UpdateType | None = None
    chosen_reason: str = ""
    papers: tuple[PaperLine, ...] = ()
    foot: Consequence | None = None
    fault: Said | None = None
    asking: bool = False
    begun: bool = False


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """The end rail of the survey: the visitor masked, what is missing, when the last answer was committed.

    `unsure`: a write failed; the answers stand on the screen and are written again with the next step.
    """

    cnic_masked: str
    verified: str
    relation: str
    members: int
    update_type: str
    papers_missing: tuple[str, ...]
    saved_at: float | None
    saving: bool
    unsure: bool
    agreed: bool
    started_at: float
    note: str
    family: FamilyFacts = field(default_factory=FamilyFacts)
    correction: str = ""
    """Why the supervisor opened this survey again; empty for a survey that is none."""


@dataclass(frozen=True, slots=True)
class CounterModel:
    """Everything at once; the view draws the part of `band.step`."""

    band: Band
    keys: KeyBar
    idle: IdleModel | None = None
    triage: TriageModel | None = None
    survey: SurveyFacts | None = None
    message: Said | None = None
    busy: bool = False
