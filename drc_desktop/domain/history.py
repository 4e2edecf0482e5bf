"""What the log of a day must show, whatever happened: the checker of invariants over exported events.

Knows nothing of how the desk decides. It replays the moves of every visit and looks for a double call, a lost visitor,
a number used twice or skipped, and anybody overtaken more often than the cap allows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import msgspec

from drc_desktop.domain.visit import MOVES, Action, VisitState

_MOVES = {
    action.value: {before.value: after.value for before, after in pairs.items()} for action, pairs in MOVES.items()
}
_AT_COUNTER = (VisitState.CALLED.value, VisitState.SERVING.value)
_WAITING = VisitState.WAITING.value


class SeatOf(msgspec.Struct, frozen=True):
    """What a counter could take when it called."""

    serves: list[str] = []
    languages: list[str] = []
    woman: bool = False


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event as `drc simulate --export` writes it. Columns of the visit are as they stood after the event.

    `call` is the id of the announcement that the event made; `first` tells a claim from the line. `back_on` stands at a
    visit's last event: the date from which its come-back token is good.
    """

    seq: int
    at: float
    action: str
    day: str = ""
    visit: str = ""
    token: str = ""
    counter: int = 0
    from_state: str = ""
    to_state: str = ""
    reason: str = ""
    place: int = 0
    service: str = ""
    goes_first: bool = False
    language: str = ""
    woman: bool = False
    since: float = 0.0
    call: int = 0
    first: bool = False
    seat: SeatOf | None = None
    back_on: str = ""


@dataclass
class Verdict:
    """What was found. `faults` is empty for a sound history; the figures say how much was looked at."""

    faults: list[str] = field(default_factory=list)
    events: int = 0
    visits: int = 0
    calls: int = 0
    finished: int = 0
    come_backs: int = 0
    most_overtaken: int = 0

    @property
    def good(self) -> bool:
        """Whether every invariant held."""
        return not self.faults


class Checker:
    """Feed it every line in order of `seq`, then ask for the verdict."""

    def __init__(self, cap: int, wish_minutes: float, announced: Collection[int] | None = None) -> None:
        self._announced_calls = announced
        self._cap, self._wish_s = cap, wish_minutes * 60
        self._last: dict[str, Line] = {}
        self._at: dict[int, str] = {}
        self._numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._overtaken: dict[str, int] = defaultdict(int)
        self._closed: set[str] = set()
        self._seq = self._call = 0
        self.verdict = Verdict()

    def add(self, line: Line) -> None:
        """The next event."""
        if line.seq != self._seq + 1:
            self._fault(line, f"follows event {self._seq}")
        self._seq = line.seq
        self.verdict.events += 1
        if line.action == "day_closed":
            self._closed.add(line.day)
        if not line.visit or line.action not in (*_MOVES, Action.ISSUE, Action.UNDO):
            return
        before = self._last.get(line.visit)
        self._move(line, before)
        if before is not None and (before.place, before.service) != (line.place, line.service):
            self._overtaken.pop(line.visit, None)  # another place in line, or another line
        if line.call:
            self._announced(line, before)
        self._last[line.visit] = line

    def end(self) -> Verdict:
        """No more events: look for lost visitors and numbers."""
        for (day, letter), numbers in sorted(self._numbers.items()):
            if sorted(numbers) != list(range(1, len(numbers) + 1)):
                self.verdict.faults.append(f"numbers of {letter} on {day} have a gap or came twice")
        for line in self._last.values():
            self.verdict.finished += line.to_state == VisitState.FINISHED
            self.verdict.come_backs += bool(line.back_on)
            unserved = line.to_state == VisitState.CANCELLED and line.reason == "day-closed"
            living = line.to_state not in (VisitState.FINISHED, VisitState.CANCELLED, VisitState.SERVING)
            if line.day in self._closed and (living or (unserved and not line.back_on)):
                self._fault(line, "is lost: not served, and no come-back token")
        self.verdict.visits = len(self._last)
        return self.verdict

    def _move(self, line: Line, before: Line | None) -> None:
        state = before.to_state if before else ""
        if line.action == Action.ISSUE:
            legal = before is None and line.to_state == _WAITING
            self._numbers[line.day, line.token[:1]].append(int(line.token[1:]))
        elif line.action == Action.UNDO:
            legal = before is not None
        else:
            legal = _MOVES[line.action].get(state) == line.to_state
        if not legal or line.from_state != state:
            self._fault(line, f"{line.action} from {state or 'nothing'} to {line.to_state}")
        if before is not None and before.to_state in _AT_COUNTER and self._at.get(before.counter) == line.visit:
            del self._at[before.counter]
        if line.to_state in _AT_COUNTER:
            other = self._at.setdefault(line.counter, line.visit)
            if other != line.visit:
                self._fault(line, f"counter {line.counter} already has {self._last[other].token}")

    def _announced(self, line: Line, before: Line | None) -> None:
        self.verdict.calls += 1
        if line.call != self._call + 1:
            self._fault(line, f"call {line.call} follows call {self._call}")
        self._call = line.call
        if self._announced_calls is not None and line.call not in self._announced_calls:
            self._fault(line, f"call {line.call} was announced by no display")
        if not line.first or line.seat is None:
            return
        if before is None or before.to_state != _WAITING:
            self._fault(line, "was called twice")
        for other in self._last.values():
            waits = other.to_state == _WAITING and other.day == line.day and other.visit != line.visit
            if waits and other.place < line.place and self._could_take(line.seat, other, line.at):
                self._overtaken[other.visit] += 1
                self.verdict.most_overtaken = max(self.verdict.most_overtaken, self._overtaken[other.visit])
                if self._overtaken[other.visit] > self._cap:
                    self._fault(line, f"overtakes {other.token}, the {self._overtaken[other.visit]}th to do so")

    def _could_take(self, seat: SeatOf, one: Line, now: float) -> bool:
        granted = (not one.language or one.language in seat.languages) and (seat.woman or not one.woman)
        return one.service in seat.serves and (granted or now - one.since >= self._wish_s)

    def _fault(self, line: Line, what: str) -> None:
        self.verdict.faults.append(f"event {line.seq}: {line.token} {what}".replace("  ", " "))


def check(lines: Iterable[Line], cap: int, wish_minutes: float, announced: Collection[int] | None = None) -> Verdict:
    """Judge a whole export; `announced` are the calls that displays have said, None where there was none."""
    checker = Checker(cap, wish_minutes, announced)
    for line in lines:
        checker.add(line)
    return checker.end()
