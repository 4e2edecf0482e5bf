"""Dates, hours and spans in words. Times come as seconds since the epoch and are shown in the PC's own zone. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from drc_desktop.kit.ports import Texts


def date_words(day: date, words: Texts) -> str:
    """14 March 2023."""
    return words.text("kit-date", day=str(day.day), month=words.text(f"kit-month-{day.month}"), year=str(day.year))


def weekday_words(day: date, words: Texts) -> str:
    """Monday 23 November 2026."""
    return words.text(
        "kit-weekday-date", weekday=words.text(f"kit-weekday-{day.isoweekday()}"), date=date_words(day, words)
    )


def hour(at: float) -> str:
    """13:42 in the PC's time zone."""
    return datetime.fromtimestamp(at).strftime("%H:%M")


def minutes(since: float, now: float) -> int:
    """Whole minutes gone, never negative."""
    return max(0, int((now - since) // 60))


def clock_span(since: float, now: float) -> str:
    """0:48 for a call that is seconds old."""
    seconds = max(0, int(now - since))
    return f"{seconds // 60}:{seconds % 60:02d}"


def worded(params: Mapping[str, Any], words: Texts) -> dict[str, Any]:
    """Parameters of a reason with dates (also ISO text under `last`, `on`, `since`, `expired`) as words."""
    return {name: date_words(value, words) if isinstance(value, date) else value for name, value in params.items()}
