"""The audit log in the format of ODK Collect: event, node, start, end, and a question's value before and after.

A view reports where it is (`enter`); the engine adds what it knows itself: answers, rows, how the survey began and
ended. A question's interval runs inside that of its page, as Collect logs the questions of a field list.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from survey_forms.engine.clock import Clock

QUESTION = "question"
_LOCATION = ("latitude", "longitude", "accuracy")
PLACE = "location-priority"
ATTRIBUTES = {
    PLACE: _LOCATION,
    "identify-user": ("user",),
    "track-changes-reasons": ("change-reason",),
}
"""What a form may ask of its log beyond times and values -> the columns it then has. Empty where nobody told it."""


@dataclass(slots=True, eq=False)
class AuditEvent:
    """start, end: milliseconds since 1970; end is None for a moment or while it lasts."""

    event: str
    node: str
    start: int
    end: int | None = None
    old: str = ""
    new: str = ""


class AuditLog:
    """Events of a session: one page open at a time, and one question on it."""

    def __init__(self, clock: Clock, events: Iterable[AuditEvent] = ()) -> None:
        self._clock = clock
        self.events: list[AuditEvent] = list(events)
        self.place = ("", "", "")
        """Latitude, longitude, accuracy in metres of where the survey is made, as they are written."""
        self._page: AuditEvent | None = None
        self._question: AuditEvent | None = None

    def _now(self) -> int:
        return round(self._clock.now().timestamp() * 1000)

    def moment(self, event: str, node: str = "") -> None:
        """An event without duration. The form's own (`form start`), told by view and engine, happened once."""
        last = self.events[-1].event if self.events else ""
        if event != last or not event.startswith("form "):
            self.events.append(AuditEvent(event, node, self._now()))

    def enter(self, event: str, node: str) -> None:
        """The view shows a place: closes the interval before, opens this one."""
        now = self._now()
        opened = AuditEvent(event, node, now)
        if event == QUESTION:
            _close(self._question, now)
            self._question = opened
        else:
            self._close_all(now)
            self._page = opened
        self.events.append(opened)

    def answered(self, node: str, old: str, new: str) -> None:
        """An answer: told of the question that is open, or as a question of this moment."""
        at = self._question
        if at is None or at.node != node:
            now = self._now()
            self.events.append(AuditEvent(QUESTION, node, now, now, old, new))
            return
        if (at.old, at.new) == ("", ""):
            at.old = old
        at.new = new
        if at.old == at.new:
            at.old = at.new = ""

    def leave(self) -> None:
        """Close what is open."""
        self._close_all(self._now())

    def _close_all(self, now: int) -> None:
        _close(self._question, now)
        _close(self._page, now)
        self._question = self._page = None

    def dump(self) -> list[dict[str, object]]:
        """For a draft: what is open ends here, should the draft be all that is left."""
        now, still = self._now(), (self._question, self._page)
        return [
            {
                "event": e.event, "node": e.node, "start": e.start, "end": now if e in still else e.end,
                "old": e.old, "new": e.new,
            }
            for e in self.events
        ]  # fmt: skip

    def csv(self, asked: Iterable[str] = ()) -> bytes:
        """The file audit.csv; `asked`: attributes of the form's audit node."""
        asked = tuple(asked)
        place = ATTRIBUTES[PLACE] if PLACE in asked else ()
        here = self.place if place else ()
        others = ("identify-user", "track-changes-reasons")
        more = tuple(column for name in others if name in asked for column in ATTRIBUTES[name])
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["event", "node", "start", "end", *place, "old-value", "new-value", *more])
        for e in self.events:
            end = "" if e.end is None else e.end
            writer.writerow([e.event, e.node, e.start, end, *here, e.old, e.new, *([""] * len(more))])
        return out.getvalue().encode()


def _close(event: AuditEvent | None, now: int) -> None:
    if event is not None:
        event.end = now
