"""Functions on dates and times. Dates are ISO texts; as numbers they are days since 1970-01-01 (see Runtime.days)."""

from __future__ import annotations

from datetime import datetime

from survey_forms.engine import dates
from survey_forms.engine.xpath.code import Function
from survey_forms.engine.xpath.runtime import Runtime
from survey_forms.engine.xpath.values import NAN, Value, number_of_text, text_of


def _moment(runtime: Runtime, value: Value) -> datetime | None:
    """Any value as a moment in the session's zone: an ISO text, or days since the epoch."""
    if isinstance(value, float):
        return runtime.moment_of_days(value)
    text = text_of(value).strip(" \t\r\n")
    moment = dates.parse_date_time(text, runtime.tz)
    if moment is None:
        return runtime.moment_of_days(number_of_text(text))
    return moment.astimezone(runtime.tz)


def _shown(runtime: Runtime, moment: datetime | None) -> str:
    """A plain date at midnight, else date and time. What is no date is blank in a form, so nothing wrong is stored."""
    if moment is None:
        return "" if runtime.session else "Invalid Date"
    if moment.hour == moment.minute == moment.second == moment.microsecond == 0:
        return moment.date().isoformat()
    return dates.iso(moment)


def _today(runtime: Runtime) -> str:
    return runtime.now().date().isoformat()


def _now(runtime: Runtime) -> str:
    return dates.iso(runtime.now())


def shown_date(runtime: Runtime, value: Value) -> str:
    """A date or date-time from any value."""
    return _shown(runtime, _moment(runtime, value))


def _format(runtime: Runtime, value: Value, pattern: str) -> str:
    moment = _moment(runtime, value)
    return dates.format_moment(moment, pattern) if moment else ""


def _decimal_date_time(runtime: Runtime, value: Value) -> float:
    """Days since 1970-01-01T00:00Z, also where dates count in local days."""
    moment = _moment(runtime, value)
    return NAN if moment is None else dates.days_of_date_time(moment)


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
    Function("format-date", ("a", "s"), "s", _format, env=True),
    Function("format-date-time", ("a", "s"), "s", _format, env=True),
    Function("decimal-date-time", ("a",), "n", _decimal_date_time, env=True),
    Function("decimal-time", ("a",), "n", _decimal_time, env=True),
]
