"""Where a session takes the time from: the system, or a fixed moment in tests and replays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo


def _zone(tz: tzinfo | str | None) -> tzinfo:
    if tz is None:
        local = datetime.now().astimezone().tzinfo
        assert local is not None
        return local
    return ZoneInfo(tz) if isinstance(tz, str) else tz


@dataclass(frozen=True, slots=True)
class Clock:
    """A source of aware datetimes in one time zone."""

    tz: tzinfo
    _read: Callable[[], datetime]

    @classmethod
    def system(cls, tz: tzinfo | str | None = None) -> Clock:
        """The machine's clock; `tz` an IANA name or tzinfo, the machine's own zone if None."""
        zone = _zone(tz)
        return cls(zone, lambda: datetime.now(zone))

    @classmethod
    def fixed(cls, moment: datetime, tz: tzinfo | str | None = None) -> Clock:
        """Always `moment` (a naive one is taken in `tz`)."""
        zone = _zone(tz) if tz is not None or moment.tzinfo is None else moment.tzinfo
        aware = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
        return cls(zone, lambda: aware)

    def now(self) -> datetime:
        """The moment now, aware, in `tz`."""
        return self._read()
