"""Dates and times of the engine: ISO texts in, ISO texts out, days since 1970-01-01 as numbers."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_TIME = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?"
_ZONE = r"(Z|[+-]\d{2}(?::?\d{2})?)?"
_TIME_ONLY = re.compile(_TIME + _ZONE, re.ASCII)
_DATE_TIME = re.compile(_DATE.pattern + "T" + _TIME + _ZONE, re.ASCII)
_EPOCH = date(1970, 1, 1).toordinal()
_BEGIN = datetime(1970, 1, 1)  # noqa: DTZ001 - the wall calendar has no zone


def parse_date(text: str) -> date | None:
    """`2026-01-09` -> date, None if it is none."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _zone(text: str | None, default: tzinfo) -> tzinfo:
    if not text:
        return default
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    if int(digits[:2]) > 14 or int(digits[2:]) > 59:
        raise ValueError("no such time zone")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-delta if text[0] == "-" else delta)


def parse_date_time(text: str, tz: tzinfo) -> datetime | None:
    """A date or date-time text -> aware datetime; one without zone is local (`tz`)."""
    day = parse_date(text)
    if day is not None:
        return datetime(day.year, day.month, day.day, tzinfo=tz)
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        return None
    micro = int((match[7] or "0").ljust(6, "0")[:6])
    try:
        return datetime(
            int(match[1]), int(match[2]), int(match[3]), int(match[4]), int(match[5]), int(match[6] or 0), micro,
            tzinfo=_zone(match[8], tz),
        )  # fmt: skip
    except ValueError:
        return None


def days_of_date_time(moment: datetime) -> float:
    """Days since 1970-01-01T00:00Z, with the fraction."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() / 86400


def calendar_days(moment: datetime) -> float:
    """Days on the wall calendar since 1970-01-01, with the time of day as fraction; summer time does not bend it."""
    return (moment.replace(tzinfo=None) - _BEGIN).total_seconds() / 86400


def moment_of_calendar_days(days: float, tz: tzinfo) -> datetime | None:
    """The inverse of `calendar_days`, to the millisecond."""
    if math.isnan(days) or math.isinf(days):
        return None
    try:
        return (_BEGIN + timedelta(milliseconds=round(days * 86_400_000))).replace(tzinfo=tz)
    except (ValueError, OverflowError):
        return None


def date_of_days(days: float) -> date | None:
    """Whole days since the epoch -> date; None outside the calendar or for NaN."""
    if math.isnan(days) or math.isinf(days):
        return None
    try:
        return date.fromordinal(_EPOCH + math.floor(days))
    except (ValueError, OverflowError):
        return None


def date_time_of_days(days: float, tz: tzinfo) -> datetime | None:
    """Days since the epoch -> aware datetime in `tz`, to the millisecond."""
    if math.isnan(days) or math.isinf(days):
        return None
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=round(days * 86_400_000))
        return moment.astimezone(tz)
    except (ValueError, OverflowError):
        return None


def iso(moment: datetime) -> str:
    """`2026-08-07T06:31:13.834-03:00`."""
    return moment.isoformat(timespec="milliseconds")


def day_fraction(text: str) -> float | None:
    """A time text (`13:45`, `13:45:10.5Z`) as a fraction of its own day; the zone does not move it."""
    match = _TIME_ONLY.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    try:
        _zone(match[5], UTC)
    except ValueError:
        return None
    return (hours * 3600 + minutes * 60 + seconds + float("0." + (match[4] or "0"))) / 86400


def is_time(text: str) -> bool:
    """Whether the text is a time of day."""
    return day_fraction(text) is not None


_DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def format_moment(moment: datetime, pattern: str) -> str:
    """The ODK subset of strftime: %Y %y %m %n %b %d %e %H %h %M %S %3 %a %W %Z. An unknown code stays as written."""
    weekday = moment.isoweekday() % 7
    codes = {
        "%": "%",
        "Y": f"{moment.year:04d}",
        "y": f"{moment.year % 100:02d}",
        "m": f"{moment.month:02d}",
        "n": str(moment.month),
        "b": _MONTHS[moment.month - 1],
        "d": f"{moment.day:02d}",
        "e": str(moment.day),
        "H": f"{moment.hour:02d}",
        "h": str(moment.hour),
        "M": f"{moment.minute:02d}",
        "S": f"{moment.second:02d}",
        "3": f"{moment.microsecond // 1000:03d}",
        "a": _DAYS[weekday],
        "W": str(moment.isocalendar().week),
        "Z": moment.strftime("%z"),
    }
    return re.sub(r"%(.)", lambda found: codes.get(found[1], found[0]), pattern)
