"""Dates, hours and spans in words. Times come as seconds since the epoch and are shown in the PC's own zone. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from drc_desktop.domain import places
from drc_desktop.domain.clock import here
from drc_desktop.kit.ports import Texts

_NO_ISOLATES = dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069))


def date_words(day: date, words: Texts) -> str:
    """14 March 2023, without isolates: inside an Urdu sentence the month's letters give the whole its direction."""
    made = words.text("kit-date", day=str(day.day), month=words.text(f"kit-month-{day.month}"), year=str(day.year))
    return made.translate(_NO_ISOLATES)


def weekday_words(day: date, words: Texts) -> str:
    """Monday 23 November 2026."""
    weekday = words.text(f"kit-weekday-{day.isoweekday()}")
    return words.text("kit-weekday-date", weekday=weekday, date=date_words(day, words)).translate(_NO_ISOLATES)


def hour(at: float) -> str:
    """13:42, in Pakistan."""
    return here(at).strftime("%H:%M")


def minutes(since: float, now: float) -> int:
    """Whole minutes gone, never negative."""
    return max(0, int((now - since) // 60))


def clock_span(since: float, now: float) -> str:
    """0:48 for a call that is seconds old."""
    seconds = max(0, int(now - since))
    return f"{seconds // 60}:{seconds % 60:02d}"


def worded(params: Mapping[str, Any], words: Texts) -> dict[str, Any]:
    """Parameters of a reason as words: dates written out, a tehsil's P-code as its name."""
    made: dict[str, Any] = {}
    for name, value in params.items():
        if isinstance(value, date):
            made[name] = date_words(value, words)
        else:
            made[name] = places.name(value, words.language) if name == "tehsil" else value
    return made
