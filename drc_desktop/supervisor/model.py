"""What the supervisor's views draw: plain values, already in words where words are meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from drc_desktop.desk.contract import CounterState, Service
from drc_desktop.domain.visit import PriorityGroup, VisitState


class Choice(StrEnum):
    """What the issuing desk can decide: a queue, or no token."""

    NEW_SURVEY = "new_survey"
    ROSTER_UPDATE = "roster_update"
    PRIORITY = "priority"
    NONE = "none"

    @property
    def service(self) -> Service | None:
        """The queue, None for no token."""
        return None if self is Choice.NONE else Service(self.value)


CHOICE_KEYS = {"1": Choice.NEW_SURVEY, "2": Choice.ROSTER_UPDATE, "3": Choice.PRIORITY, "4": Choice.NONE}
GROUP_KEYS = {"7": PriorityGroup.DISABLED, "8": PriorityGroup.PREGNANT, "9": PriorityGroup.ELDERLY}


class Tone(StrEnum):
    """How a message or lamp stands: good, look at this, wrong, under way."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"
    BUSY = "busy"


@dataclass(frozen=True)
class Verdict:
    """The strip under the CNIC: what triage says, and the answer to 'are we registered?'."""

    tone: Tone
    title: str
    detail: str
    icon: str = "flag"


@dataclass(frozen=True)
class LastSlip:
    """The newest slip: token or kind, state in words, hour."""

    title: str
    tone: Tone
    state: str
    detail: str
    can_reprint: bool


@dataclass(frozen=True)
class Arrivals:
    """The whole arrivals panel."""

    enabled: bool = False
    today: str = ""
    masked: str = ""
    field_tone: Tone | None = None
    field_words: str = ""
    verdict: Verdict | None = None
    chosen: Choice | None = None
    allowed: frozenset[Choice] = frozenset()
    group: PriorityGroup | None = None
    woman: bool = False
    counts: dict[Choice, int] = field(default_factory=dict)
    estimate: str = ""
    action: str = ""
    can_print: bool = False
    taken: bool = False
    """What was scanned is no typed number any more: the field is to be empty."""
    asking: bool = False
    """Which of several numbers stands on the card is being asked: digits and Enter answer."""
    live_visit: str = ""
    slip: LastSlip | None = None


@dataclass(frozen=True)
class Row:
    """One line of the waiting table; minutes are whole, `over` is None within the limit."""

    visit_id: str
    token: str
    service: Service
    service_words: str
    priority: PriorityGroup | None
    state: VisitState
    state_words: str
    state_note: str
    waited: int
    over: int | None
    counter: int = 0


@dataclass(frozen=True)
class Seat:
    """One counter of the side panel."""

    counter: int
    title: str
    is_token: bool
    service: Service | None
    operator: str
    state: CounterState
    long: bool
    state_words: str
    note: str


@dataclass(frozen=True)
class OutboxLine:
    """One station that has something to send, or could not."""

    name: str
    words: str
    tone: Tone


@dataclass(frozen=True)
class Outbox:
    """Figures over all stations. `oldest` is minutes, None when nothing waits."""

    waiting: int = 0
    oldest: int | None = None
    refused: int = 0
    notice: str = ""
    lines: tuple[OutboxLine, ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing to send, nothing refused, nothing to say."""
        return not (self.waiting or self.refused or self.notice)


@dataclass(frozen=True)
class Check:
    """One line of 'open the day'."""

    id: str
    icon: str
    tone: Tone
    title: str
    detail: str


@dataclass(frozen=True)
class Opening:
    """The page that opens the day. `confirm` is set while the date has to be confirmed."""

    title: str = ""
    summary: str = ""
    checks: tuple[Check, ...] = ()
    date: str = ""
    can_open: bool = False
    busy: bool = False
    confirm: str = ""
    closed_today: bool = False


@dataclass(frozen=True)
class VisitRow:
    """One visit behind a figure, its cells in words: day, token, service, operator, hour, wait, survey, members,
    flags or state, outcome of the review."""

    visit_id: str
    cells: tuple[str, ...]
    flagged: bool


@dataclass(frozen=True)
class LampState:
    """Name, word, tone of one lamp."""

    name: str
    word: str
    tone: Tone


@dataclass(frozen=True)
class Done:
    """What was just done; `event` can be taken back, None cannot."""

    words: str
    event: int | None
    icon: str
