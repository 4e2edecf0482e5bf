"""What to think of the PC's clock: order never comes from it, but a date that runs backwards must be noticed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

Now = Callable[[], float]
"""A source of the time in seconds since the epoch, UTC."""

TOLERANCE_S = 1.0
PAKISTAN = timezone(timedelta(hours=5), "PKT")
"""Pakistan keeps UTC+5 all year. A centre's hours and dates are these, whatever zone one of its PCs is set to."""


def here(at: float) -> datetime:
    """The calendar and clock in Pakistan at a time."""
    return datetime.fromtimestamp(at, PAKISTAN)


def today() -> date:
    """The calendar date in Pakistan now."""
    return here(time.time()).date()


def uptime() -> float:
    """Seconds since this PC started, sleep included where the system tells; setting the date does not touch it."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


def stands_back(now: float, last: float) -> bool:
    """Whether the clock stands before an event that has already happened (more than `TOLERANCE_S`)."""
    return now < last - TOLERANCE_S


def minute_of_day(at: float) -> float:
    """Minutes after midnight in Pakistan of a time."""
    local = here(at)
    return local.hour * 60 + local.minute + local.second / 60


def date_of(at: float) -> str:
    """The calendar date in Pakistan of a time, ISO 8601."""
    return here(at).date().isoformat()
