"""What passes between windows and desk: msgspec structs and enums, the same near and far.

Times are seconds since the epoch, UTC, as the site service's clock saw them. No name, CNIC or answer of a form is in
any of them: a person is a keyed hash (`binding`), see `drc_desktop.domain.identity.binding`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from drc_desktop.domain.indicators.unusual import Kind
from drc_desktop.domain.visit import PriorityGroup, Service, VisitState


class Role(StrEnum):
    """What a signed-in operator is; `DISPLAY` is a station without a person that reads the hall board alone."""

    SUPERVISOR = "supervisor"
    DEO = "deo"
    TSA = "tsa"
    DISPLAY = "display"


class Fault(StrEnum):
    """Codes of known faults. Parameters in brackets travel in `DeskError.params`."""

    DAY_CLOSED = "day-closed"
    DAY_OPEN = "day-open"
    TOKEN_LIVE = "token-live"  # [token, state, service]: the household already holds a token today
    UNKNOWN_VISIT = "unknown-visit"
    ILLEGAL_MOVE = "illegal-move"  # [action, state, token]
    COUNTER_BUSY = "counter-busy"  # [counter, token]
    UNKNOWN_COUNTER = "unknown-counter"  # [counter]
    COUNTER_CLOSED = "counter-closed"  # [counter]: nobody sits there
    TOKENS_SPENT = "tokens-spent"  # [limit]: the day's token limit is reached, or no letter is left
    NOT_ALLOWED = "not-allowed"  # [role, what]
    SIGNED_OUT = "signed-out"  # the session is not, or no longer, known
    WRONG_PIN = "wrong-pin"  # [left]
    LOCKED_OUT = "locked-out"  # [minutes]
    NEW_PIN = "new-pin"  # somebody else set the PIN: `choose_pin` comes before everything else
    SECOND_PERSON = "second-person"  # [what, subject, name]: somebody else has to `approve` this with their own PIN
    DATE_SUSPECT = "date-suspect"  # [last]: the clock stands before the last event; ask to confirm the date
    NOTHING_TO_UNDO = "nothing-to-undo"
    UNKNOWN_JOB = "unknown-job"
    NO_COME_BACK = "no-come-back"  # the token for another day is used, too early, or another family's
    JOB_TAKEN = "job-taken"  # another printer has this slip already
    BAD_REQUEST = "bad-request"  # [what]
    SITE_UNREACHABLE = "site-unreachable"  # raised by the far client; the caller may resend with the same key
    SITE_BUSY = "site-busy"  # [seconds]: too much from this address was refused; nothing was looked at
    UNPAIRED = "unpaired"  # this station is not, or no longer, paired with the site
    STORAGE_FULL = "storage-full"
    STORAGE_CORRUPT = "storage-corrupt"


class DeskError(Exception):
    """A known fault: `code` names it, `params` fill the words that the window shows."""

    def __init__(self, code: Fault, **params: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = params


class Actor(msgspec.Struct, frozen=True):
    """Who acts, from which PC: goes into every event."""

    operator_id: str
    role: Role
    device_id: str
    session: str


class SiteCard(msgspec.Struct, frozen=True):
    """What every window shows of the site. `ticket_key` is the Ed25519 public key (32 bytes) that slips verify with."""

    site_id: str
    name_en: str
    name_ur: str
    tehsil: str
    ticket_key: bytes


class OperatorCard(msgspec.Struct, frozen=True):
    """One line of the sign-in list. `counter` is the operator's usual counter number, 0 for none."""

    operator_id: str
    name: str
    role: Role
    counter: int = 0
    woman: bool = False
    languages: list[str] = []
    drive: str = ""
    locked: bool = False


class OperatorEdit(msgspec.Struct, frozen=True):
    """An operator as the supervisor sets one up. No `operator_id` makes a new one; no `pin` keeps the old."""

    operator_id: str
    name: str
    role: Role
    counter: int = 0
    woman: bool = False
    languages: list[str] = []
    drive: str = ""
    pin: str = ""


class Irregular(msgspec.Struct, frozen=True):
    """One line of what was out of the ordinary: `kind` by `domain.indicators.unusual`, with names instead of ids.

    `counter` is the one it happened at, or the usual one of `operator`, 0 for none.
    """

    kind: Kind
    at: float
    operator: str
    second: str = ""
    token: str = ""
    counter: int = 0
    count: int = 0
    of: int = 0
    reason: str = ""


class Seen(StrEnum):
    """What happens at a PC without the desk, and is told to its log."""

    VIEWED = "viewed"  # a household of the local copy; what: its keyed hash, empty while no day has a key
    EXPORTED = "exported"  # figures as a file, envelopes on a stick
    SETTING = "setting"  # a setting of that PC is another one
    LOCKED = "locked"  # the screen, after idle minutes
    RETURNED = "returned"  # the screen's own person, by PIN; what: 'wrong-pins' where it was given up instead


class Witnessed(msgspec.Struct, frozen=True):
    """`what` as in `Seen`; `who` did it (an operator id), `ago` seconds before it is told: the site may be away."""

    seen: Seen
    what: str = ""
    who: str = ""
    ago: float = 0.0


class SignedIn(msgspec.Struct, frozen=True):
    """The answer to a right PIN."""

    actor: Actor
    name: str
    counter: int = 0
    new_pin: bool = False
    """Somebody else set this PIN: the session opens nothing before `choose_pin`."""


class Day(msgspec.Struct, frozen=True):
    """The working day. `day_key` (32 bytes, empty for displays) binds tokens to persons: see domain.identity."""

    date: str
    open: bool
    opened_at: float | None
    closed_at: float | None
    token_limit: int
    day_key: bytes
    checks: list[DayCheck] = []


class DayCheck(msgspec.Struct, frozen=True):
    """One line of 'open the day': what was looked at, whether it is good, and whether it blocks opening."""

    what: str
    good: bool
    blocks: bool
    params: dict[str, Any] = {}


class OpenDay(msgspec.Struct, frozen=True):
    """`date` ISO 8601 as the supervisor sees it; `confirmed` after a DATE_SUSPECT fault."""

    date: str
    token_limit: int = 1000
    confirmed: bool = False


class IssueRequest(msgspec.Struct, frozen=True):
    """What the issuing desk decided. `binding`, `household` are keyed hashes (hex), never numbers of a person.

    `update_type` is one of the six (domain.triage.UpdateType value); `reasons` are triage reason codes for the audit.
    `language` (of domain.visit.LANGUAGES) and `woman` are wishes. `come_back` is the visit of another day whose place
    is taken up; `come_back_hashes` prove that it is the same person or household (see `DayKey`).
    """

    service: Service
    binding: str
    household: str = ""
    priority: PriorityGroup | None = None
    update_type: str = ""
    reasons: list[str] = []
    language: str = ""
    woman: bool = False
    come_back: str = ""
    come_back_hashes: list[str] = []


class DayKey(msgspec.Struct, frozen=True):
    """The key (32 bytes) of an earlier day from which come-back tokens are not used yet."""

    date: str
    day_key: bytes


class ComeBack(msgspec.Struct, frozen=True):
    """A token for another day. It keeps the place of its visit from `date` on; in the window it is called first.

    `token` and `day` are the old ones; `due_from`, `due_until` None: the whole of `date`.
    """

    visit_id: str
    token: str
    day: str
    date: str
    service: Service
    priority: PriorityGroup | None
    due_from: float | None = None
    due_until: float | None = None
    language: str = ""
    woman: bool = False


class Issued(msgspec.Struct, frozen=True):
    """A committed token. `ahead` counts people; `wait_low`, `wait_high` are minutes; `qr` is the signed Base45 text."""

    visit_id: str
    token: str
    service: Service
    issued_at: float
    ahead: int
    wait_low: int
    wait_high: int
    qr: str
    job_id: int


class TurnAway(msgspec.Struct, frozen=True):
    """No token: `reason` is a triage reason code, `params` fill its words (a date, never a person)."""

    reason: str
    binding: str
    params: dict[str, Any] = {}
    documents: list[str] = []


class Called(msgspec.Struct, frozen=True):
    """One announcement. `call_id` grows by one for each; displays follow it. `reason` says why this visit was next."""

    call_id: int
    visit_id: str
    token: str
    service: Service
    counter: int
    at: float
    nth: int
    reason: str = ""


class VisitCard(msgspec.Struct, frozen=True):
    """A visit as the counter that holds it sees it. `event` is the sequence number that an undo takes back."""

    visit_id: str
    token: str
    service: Service
    state: VisitState
    priority: PriorityGroup | None
    update_type: str
    binding: str
    issued_at: float
    called_at: float | None
    started_at: float | None
    counter: int
    event: int
    calls: int = 0
    parked_until: float | None = None


class SurveyFact(msgspec.Struct, frozen=True):
    """Figures of one finalised survey for the supervisor, no answers. Hashes are keyed and erased after 7 days.

    `answers_changed`: answers that were given and then became others. `seconds_per_answer`: the median between two
    answers, 0 where too few were given to say. `corrects`: instanceID of the survey that this one replaces.
    """

    visit_id: str
    form_id: str
    form_version: str
    instance_id: str
    started_at: float
    finished_at: float
    section_seconds: dict[str, float]
    questions_answered: int
    members: int
    members_without_document: int
    flags: list[str] = []
    mobile_hash: str = ""
    address_hash: str = ""
    answers_changed: int = 0
    seconds_per_answer: float = 0.0
    corrects: str = ""


class AuditHead(msgspec.Struct, frozen=True):
    """How far the log goes and what it comes to, signed by the site: kept elsewhere, it holds the log to its word.

    `total` is the running hash (hex) over every event up to `seq`, `key` the site's public key (32 bytes, hex),
    `signature` Ed25519 over the rest (hex).
    """

    site_id: str
    seq: int
    total: str
    at: float
    key: str
    signature: str


class Change(msgspec.Struct, frozen=True):
    """One event of the stream, without anything personal."""

    seq: int
    action: str
    visit_id: str
    token: str
    counter: int
    at: float
