"""What stands on a slip. Pure content: no fonts, no dots, no printer.

Every text comes in as an Urdu/English pair, so this library holds no words of its own. Nothing personal can be
put on a slip: a CNIC (13 digits, plain or 5-7-1) or a mobile number in any field is refused when it is built.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

#: 13 digits in one run or as 5-7-1, in Western or Urdu digits; a mobile is 03 and nine more.
_PERSONAL = re.compile(r"\d{13}|\d{5}[\s.\-–—•]\d{7}[\s.\-–—•]\d|(?<!\d)[0۰٠][3۳٣]\d{2}[\s\-–—]?\d{7}(?!\d)")
#: In a QR the text is Base45, where digits run on by chance: there a number must stand alone to be one.
_PERSONAL_IN_QR = re.compile(r"(?<![0-9A-Za-z])\d{13}(?![0-9A-Za-z])|\d{5}-\d{7}-\d")


class PersonalNumberError(ValueError):
    """A field of a slip holds what looks like a person's number. Names the field, never the value."""

    def __init__(self, field: str) -> None:
        super().__init__(f"a personal number may not stand on a slip (field {field})")
        self.field = field


class QueueShape(StrEnum):
    """Shape of a queue; never one of the shapes of the counters."""

    HEXAGON = "hexagon"
    PILL = "pill"
    SHIELD = "shield"


class CounterShape(StrEnum):
    """Shape of a counter, the same as on its desk sign."""

    CIRCLE = "circle"
    SQUARE = "square"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    STAR = "star"
    DROP = "drop"


class Icon(StrEnum):
    """Pictograms a slip may show; each is a file in token_printer/icons."""

    NEW_SURVEY = "new_survey"
    ROSTER = "roster"
    CARD = "card"
    PEOPLE = "people"
    PAPER = "paper"
    BOLT = "bolt"
    PHONE = "phone"
    NOTE = "note"
    EYE = "eye"
    FORBIDDEN = "forbidden"
    TICK = "tick"
    NO_TOKEN = "no_token"
    PLACE = "place"
    CALENDAR = "calendar"
    INFO = "info"


@dataclass(frozen=True)
class Pair:
    """One text in both languages of the slip."""

    ur: str
    en: str


@dataclass(frozen=True)
class Paper:
    """A document to bring or show: `short` is one English word for narrow paper."""

    icon: Icon
    text: Pair
    short: str


@dataclass(frozen=True)
class Step:
    """One thing that happens or is to be done next."""

    icon: Icon
    text: Pair


@dataclass(frozen=True)
class Service:
    """The queue as it is shown: name, shape and pictogram."""

    name: Pair
    shape: QueueShape
    icon: Icon


@dataclass(frozen=True)
class Letterhead:
    """What every slip of a site carries."""

    site: Pair
    helpline: Pair
    helpline_number: str
    no_fee: Pair


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, StrEnum):
        return
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]")
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name), f"{path}.{field.name}" if path else field.name)


class _Checked:
    """Refuses personal numbers in any text of the slip. Raises PersonalNumberError."""

    def __post_init__(self) -> None:
        for path, text in _texts(self, ""):
            if (_PERSONAL_IN_QR if path == "qr" else _PERSONAL).search(text):
                raise PersonalNumberError(path)


@dataclass(frozen=True)
class TokenSlip(_Checked):
    """The slip of one token. `wait` is a range in minutes, None where no honest figure exists.

    `copy` counts reprints (0 is the first print); `qr` is the signed text made elsewhere.
    """

    head: Letterhead
    token_caption: Pair
    token: str
    service: Service
    ahead_caption: Pair
    ahead: int
    wait_caption: Pair
    wait: tuple[int, int] | None
    ready: Pair
    papers: tuple[Paper, ...]
    qr: str
    at: datetime
    keep: Pair
    copy_caption: Pair
    copy: int = 0


@dataclass(frozen=True)
class ReferralSlip(_Checked):
    """No token: why, and where to go instead."""

    head: Letterhead
    title: Pair
    reason: Pair
    where_caption: Pair
    steps: tuple[Step, ...]
    at: datetime
    keep: Pair
    copy_caption: Pair
    copy: int = 0


@dataclass(frozen=True)
class AcknowledgementSlip(_Checked):
    """Given after a survey. It says recorded: not sent, not eligible. `qr` may be empty: no code then.

    `operator` is a code; it may be empty: no row then.
    """

    head: Letterhead
    title: Pair
    reference_caption: Pair
    reference: str
    at: datetime
    counter_caption: Pair
    counter: int
    counter_shape: CounterShape | None
    members_caption: Pair
    members: int
    operator_caption: Pair
    operator: str
    next_caption: Pair
    steps: tuple[Step, ...]
    keep: Pair
    qr: str
    copy_caption: Pair
    copy: int = 0


@dataclass(frozen=True)
class TakeHomeSlip(_Checked):
    """Papers to bring next time, and the last day the place is kept. A member is a relation, never a name.

    `qr` keeps the place; it may be empty: no code then.
    """

    head: Letterhead
    title: Pair
    papers: tuple[Paper, ...]
    service: Service
    until_caption: Pair
    until: date
    days: Pair
    hours: str
    show: Pair
    qr: str
    copy_caption: Pair
    copy: int = 0


Slip = TokenSlip | ReferralSlip | AcknowledgementSlip | TakeHomeSlip
