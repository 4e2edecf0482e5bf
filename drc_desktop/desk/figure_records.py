"""What passes of figures and reviews: like `records`, without anything personal. A visit is named by its token."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from drc_desktop.domain.indicators.day import DayFigures
from drc_desktop.domain.visit import PriorityGroup, Service, VisitState


class SiteFigures(msgspec.Struct, frozen=True):
    """The working days of a range of dates, oldest first, as they stand at `at`. `names`: operator id -> name;
    `limits`: service -> waiting limit in minutes."""

    at: float
    first: str
    last: str
    days: list[DayFigures]
    names: dict[str, str]
    limits: dict[str, int]


class Behind(StrEnum):
    """Which visits stand behind a figure."""

    FINISHED = "finished"
    WAITED = "waited"
    NO_SHOW = "no_show"
    FLAGGED = "flagged"
    ALL = "all"


class Outcome(StrEnum):
    """What became of a flagged survey: it is sound, the family is asked to come back, or it is to be corrected."""

    REVIEWED = "reviewed"
    CALLED_BACK = "called_back"
    REOPENED = "reopened"


class Question(msgspec.Struct, frozen=True):
    """Visits of a range of dates behind one figure; `detail` is a flag, operator id,
    service, hour of issue ('9') or of the end ('h9'), '' for all."""

    first: str
    last: str
    behind: Behind
    detail: str = ""


class VisitLine(msgspec.Struct, frozen=True):
    """One visit behind a figure, in minutes; nothing in it says who came. `outcome` '' while nobody looked."""

    visit_id: str
    day: str
    token: str
    service: Service
    state: VisitState
    priority: PriorityGroup | None
    counter: int
    operator: str
    issued_at: float
    wait: int
    served: int
    finished_at: float | None = None
    survey_minutes: int | None = None
    members: int | None = None
    flags: list[str] = []
    outcome: str = ""
    reason: str = ""


class Review(msgspec.Struct, frozen=True):
    """A supervisor's word on a flagged survey; the reason is demanded."""

    visit_id: str
    outcome: Outcome
    reason: str
