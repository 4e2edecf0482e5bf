"""What a calculated text becomes in a question of a type; what an answered text may not be."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, tzinfo

from survey_forms.engine import dates
from survey_forms.engine.xpath.values import number_of_text, split_space, text_of_number

_INT = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_NUMERIC = frozenset({"int", "integer", "decimal"})
_BOOLEANS = frozenset({"true", "false", "1", "0"})


def cast(text: str, kind: str, tz: tzinfo) -> str:
    """The stored form of a computed text in a question of type `kind`."""
    converter = _CASTS.get(kind)
    return text if converter is None or text == "" else converter(text, tz)


_NUMERALS = {"true": "1", "false": "0", "Infinity": "", "-Infinity": ""}


def _to_int(text: str, tz: tzinfo) -> str:
    numeral = _numeral(text)
    number = number_of_text(numeral)
    return numeral if number != number else str(math.trunc(number))


def _numeral(text: str) -> str:
    return _NUMERALS.get(text, text)


def _to_decimal(text: str, tz: tzinfo) -> str:
    numeral = _numeral(text)
    number = number_of_text(numeral)
    return numeral if number != number else text_of_number(number)


def _to_boolean(text: str, tz: tzinfo) -> str:
    number = number_of_text(text)
    return text if number != number else "true" if number else "false"


def _to_date(text: str, tz: tzinfo) -> str:
    if dates.parse_date(text) is not None:
        return text
    if "T" in text:
        moment = dates.parse_date_time(text, tz)
        return moment.astimezone(tz).date().isoformat() if moment else text
    day = dates.date_of_days(number_of_text(text))
    return day.isoformat() if day else text


def _to_date_time(text: str, tz: tzinfo) -> str:
    days = number_of_text(text)
    if days == days:
        moment = dates.date_time_of_days(days, tz)
        return dates.iso(moment) if moment else text
    return text


_CASTS: dict[str, Callable[[str, tzinfo], str]] = {
    "int": _to_int,
    "integer": _to_int,
    "decimal": _to_decimal,
    "boolean": _to_boolean,
    "date": _to_date,
    "dateTime": _to_date_time,
}


def seen(text: str, kind: str) -> str:
    """An answer as expressions see it: numbers of numeric questions in their plain form (`3.0` is `3`)."""
    if kind not in _NUMERIC or text == "":
        return text
    number = number_of_text(text)
    return text_of_number(number) if math.isfinite(number) else text


def fits(text: str, kind: str) -> bool:
    """Whether an answer is of its question's type; blank always is."""
    check = _CHECKS.get(kind)
    return check is None or text == "" or check(text)


def _is_point(text: str) -> bool:
    numbers = [number_of_text(part) for part in split_space(text)]
    return (
        2 <= len(numbers) <= 4
        and all(math.isfinite(n) for n in numbers)
        and abs(numbers[0]) <= 90
        and abs(numbers[1]) <= 180
    )


def _is_trace(text: str) -> bool:
    return all(_is_point(part) for part in text.split(";") if part.strip(" \t\r\n"))


def _is_date_time(text: str) -> bool:
    return dates.parse_date_time(text, UTC) is not None


_CHECKS: dict[str, Callable[[str], bool]] = {
    "int": lambda text: _INT.fullmatch(text) is not None,
    "integer": lambda text: _INT.fullmatch(text) is not None,
    "decimal": lambda text: _DECIMAL.fullmatch(text) is not None,
    "date": lambda text: dates.parse_date(text) is not None or _is_date_time(text),
    "dateTime": _is_date_time,
    "time": dates.is_time,
    "boolean": lambda text: text in _BOOLEANS,
    "geopoint": _is_point,
    "geotrace": _is_trace,
    "geoshape": _is_trace,
}
