"""Functions on dates and times. Dates are ISO texts; as numbers they are days since 1970-01-01."""

from __future__ import annotations

from datetime import datetime

from survey_forms.engine import dates
from survey_forms.engine.xpath.code import Function
from survey_forms.engine.xpath.runtime import Runtime
from survey_forms.engine.xpath.values import NAN, Value, number_of_text, text_of


def _moment(runtime: Runtime, value: Value) -> datetime | None:
    """Any value as a moment: an ISO text, or days since the epoch."""
    if isinstance(value, float):
        return dates.date_time_of_days(value, runtime.tz)
    text = text_of(value).strip(" \t\r\n")
    moment = dates.parse_date_time(text, runtime.tz)
    if moment is None:
        days = number_of_text(text)
        return dates.date_time_of_days(days, runtime.tz) if days == days else None
    return moment.astimezone(runtime.tz)


def _today(runtime: Runtime) -> str:
    return runtime.now().date().isoformat()


def _now(runtime: Runtime) -> str:
    return dates.iso(runtime.now())


def _date(runtime: Runtime, value: Value) -> str:
    """A date; `Invalid Date` text is never stored: what is no date gives an empty text."""
    if isinstance(value, float):
        day = dates.date_of_days(value)
        return day.isoformat() if day else ""
    text = text_of(value).strip(" \t\r\n")
    if "T" in text:
        moment = dates.parse_date_time(text, runtime.tz)
        return moment.astimezone(runtime.tz).date().isoformat() if moment else ""
    day = dates.parse_date(text)
    if day is None:
        days = number_of_text(text)
        day = dates.date_of_days(days) if days == days else None
    return day.isoformat() if day else ""


def _date_time(runtime: Runtime, value: Value) -> str:
    moment = _moment(runtime, value)
    return dates.iso(moment) if moment else ""


def _format(runtime: Runtime, value: Value, pattern: str) -> str:
    moment = _moment(runtime, value)
    return dates.format_moment(moment, pattern) if moment else ""


def _decimal_date_time(runtime: Runtime, value: Value) -> float:
    if isinstance(value, float):
        return value
    text = text_of(value)
    days = dates.days_of(text, runtime.tz)
    return number_of_text(text) if days is None else days


def _decimal_time(runtime: Runtime, value: Value) -> float:
    text = text_of(value)
    fraction = dates.day_fraction(text)
    if fraction is not None:
        return fraction
    moment = dates.parse_date_time(text, runtime.tz)
    if moment is None:
        return NAN
    local = moment.astimezone(runtime.tz)
    return (local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6) / 86400


FUNCTIONS = [
    Function("today", (), "s", _today, env=True),
    Function("now", (), "s", _now, env=True),
    Function("date", ("a",), "s", _date, env=True),
    Function("date-time", ("a",), "s", _date_time, env=True),
    Function("format-date", ("a", "s"), "s", _format, env=True),
    Function("format-date-time", ("a", "s"), "s", _format, env=True),
    Function("decimal-date-time", ("a",), "n", _decimal_date_time, env=True),
    Function("decimal-time", ("a",), "n", _decimal_time, env=True),
]
