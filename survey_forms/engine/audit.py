"""The audit log in ODK's format: event, node, start, end, and old and new value where the form asks for changes."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass

from survey_forms.engine.clock import Clock


@dataclass(slots=True)
class AuditEvent:
    """start, end: milliseconds since 1970; end is None for a moment or while it lasts."""

    event: str
    node: str
    start: int
    end: int | None = None
    old: str = ""
    new: str = ""


class AuditLog:
    """Events of a session, one interval open at a time."""

    def __init__(self, clock: Clock, events: list[AuditEvent] | None = None) -> None:
        self._clock = clock
        self.events: list[AuditEvent] = events or []
        self._open: AuditEvent | None = None

    def _now(self) -> int:
        return round(self._clock.now().timestamp() * 1000)

    def moment(self, event: str, node: str = "", old: str = "", new: str = "") -> None:
        """An event without duration."""
        self.events.append(AuditEvent(event, node, self._now(), None, old, new))

    def enter(self, event: str, node: str) -> None:
        """The view shows a place: closes the interval before, opens this one."""
        now = self._now()
        self.leave()
        self._open = AuditEvent(event, node, now)
        self.events.append(self._open)

    def leave(self) -> None:
        """Close the open interval."""
        if self._open is not None:
            self._open.end = self._now()
            self._open = None

    def dump(self) -> list[dict[str, object]]:
        """For a draft."""
        return [asdict(event) for event in self.events]

    def csv(self) -> bytes:
        """The file audit.csv."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["event", "node", "start", "end", "old-value", "new-value"])
        for e in self.events:
            writer.writerow([e.event, e.node, e.start, "" if e.end is None else e.end, e.old, e.new])
        return out.getvalue().encode()
