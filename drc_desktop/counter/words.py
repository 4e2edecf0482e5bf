"""Times and dates as the counter writes them: Western digits, order of the language, always left-to-right numbers."""

from __future__ import annotations

from datetime import date, datetime

from drc_desktop.domain.update_types import Reason
from drc_desktop.domain.visit import Service
from drc_desktop.kit.ports import Texts


def clock(at: float, seconds: bool = False) -> str:
    """'11:24', or '11:41:08'."""
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M:%S" if seconds else "%H:%M")


def duration(seconds: float) -> str:
    """'02:10': minutes and seconds, never negative."""
    whole = max(0, int(seconds))
    return f"{whole // 60:02d}:{whole % 60:02d}"


def minutes_since(at: float, now: float) -> int:
    """Whole minutes between two epoch times, never negative."""
    return max(0, int((now - at) // 60))


def date_words(at: float | date, words: Texts) -> str:
    """'23 Nov 2026' with the month in the language's words."""
    day = at if isinstance(at, date) else datetime.fromtimestamp(at).astimezone().date()
    return words.text(
        "counter-date", day=str(day.day), month=words.text(f"counter-month-{day.month}"), year=str(day.year)
    )


def reason_words(reason: Reason, words: Texts) -> str:
    """The words of a triage reason, its dates written out."""
    filled = {
        name: date_words(value, words) if isinstance(value, date) else value for name, value in reason.params.items()
    }
    return words.text(f"triage-reason-{reason.code}", **filled)


def service_words(service: Service, words: Texts) -> str:
    """Name of a service in the window's language."""
    return words.text(f"queue-service-{service.value.replace('_', '-')}")
