"""Who is next: one pure rule for every counter, with the reason in a code that windows put into words.

A counter takes only whom its work profile fits. Among those, in this order:

1. whoever was overtaken by as many later arrivals as the cap allows, at counters that serve their queue;
2. whoever was told to come back and stands in the promised window;
3. two lanes, each in the order of arrival, interleaved: those who go first (a priority group, or the priority
   service) and all others, one call of the first to `others_between` of the second.

A wish (a language, a woman operator) keeps a visit for counters that meet it, until it has waited `wish_minutes` or no
counter that meets it is open: a preference, never a reason to wait without end.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec


class Reason(StrEnum):
    """Why this visit was next. Figures that belong to it stand behind it in `Choice.reason`."""

    WAITED_LONGEST = "waited-longest"
    GOES_FIRST = "goes-first"  # [turn, of]: priority 1 of 3
    IN_TURN = "in-turn"  # [turn, of]: an ordinary turn, 2 of 3, while somebody who goes first waits
    OVERTAKEN_ENOUGH = "overtaken-enough"  # [later arrivals called before]
    COME_BACK = "come-back"  # in the promised window
    CHOSEN = "chosen"  # [others]: an operator called this very visit, before so many who had waited longer
    RECALLED = "recalled"


@dataclass(frozen=True)
class Rule:
    """`others_between` ordinary calls follow one that went first; `overtake_cap` counts later arrivals."""

    others_between: int = 2
    overtake_cap: int = 10
    wish_minutes: int = 20


@dataclass(frozen=True)
class Seat:
    """A counter and who sits there: what it can take."""

    serves: frozenset[str]
    languages: frozenset[str] = frozenset()
    woman: bool = False

    def grants(self, one: Waiting) -> bool:
        """Whether the wishes of a visit are met here."""
        return (not one.language or one.language in self.languages) and (self.woman or not one.woman)


class Waiting(msgspec.Struct, frozen=True, gc=False):
    """A visit in line. `place` grows with arrival; `since` and the window are seconds since the epoch, UTC."""

    visit_id: str
    place: int
    service: str
    goes_first: bool
    since: float
    language: str = ""
    woman: bool = False
    due_from: float | None = None
    due_until: float | None = None

    def due(self, now: float) -> bool:
        """Whether it stands in the window it was promised."""
        return self.due_from is not None and self.due_from <= now and (self.due_until is None or now < self.due_until)


@dataclass
class Past:
    """The calls made from the line today: places called, by the services that their counter served then."""

    places: dict[str, list[int]] = field(default_factory=dict)
    others_since_first: int | None = None

    def add(self, place: int, goes_first: bool, serves: Iterable[str]) -> None:
        """One more call from the line."""
        for service in serves:
            insort(self.places.setdefault(service, []), place)
        if goes_first:
            self.others_since_first = 0
        elif self.others_since_first is not None:
            self.others_since_first += 1

    def copy(self) -> Past:
        """One of its own to think on with."""
        return Past({service: list(places) for service, places in self.places.items()}, self.others_since_first)

    def overtaken(self, one: Waiting) -> int:
        """How many who came later were called by counters that serve its queue."""
        places = self.places.get(one.service, [])
        return len(places) - bisect_right(places, one.place)


@dataclass(frozen=True)
class Choice:
    """The visit to call, and why: a `Reason` and its figures, parted by blanks."""

    visit_id: str
    reason: str


def takes(seat: Seat, one: Waiting, seats: Collection[Seat], now: float, rule: Rule) -> bool:
    """Whether `seat` may call `one` now; `seats` are all open counters."""
    if one.service not in seat.serves:
        return False
    if seat.grants(one) or now - one.since >= rule.wish_minutes * 60:
        return True
    return not any(one.service in other.serves and other.grants(one) for other in seats)


def who_is_next(
    line: Sequence[Waiting], past: Past, seat: Seat, seats: Collection[Seat], now: float, rule: Rule
) -> Choice | None:
    """Pick from `line` (in order of place) for a counter; None when it can take nobody."""
    able = [one for one in line if takes(seat, one, seats, now, rule)]
    if not able:
        return None
    for one in able:
        overtaken = past.overtaken(one)
        if overtaken >= rule.overtake_cap:
            return Choice(one.visit_id, f"{Reason.OVERTAKEN_ENOUGH} {overtaken}")
    due = min((one for one in able if one.due(now)), key=lambda one: (one.due_from or 0.0, one.place), default=None)
    if due is not None:
        return Choice(due.visit_id, Reason.COME_BACK)
    return _interleaved(able, past.others_since_first, rule)


def _interleaved(able: Sequence[Waiting], since_first: int | None, rule: Rule) -> Choice:
    first = next((one for one in able if one.goes_first), None)
    other = next((one for one in able if not one.goes_first), None)
    round_of = rule.others_between + 1
    if first is None or (other is not None and not _turn_of_first(first, other, since_first, rule)):
        assert other is not None
        if first is None or (other.place < first.place and since_first is None):
            return Choice(other.visit_id, Reason.WAITED_LONGEST)
        return Choice(other.visit_id, f"{Reason.IN_TURN} {min((since_first or 0) + 2, round_of)} {round_of}")
    if other is not None and first.place < other.place:
        return Choice(first.visit_id, Reason.WAITED_LONGEST)
    return Choice(first.visit_id, f"{Reason.GOES_FIRST} 1 {round_of}")


def _turn_of_first(first: Waiting, other: Waiting, since_first: int | None, rule: Rule) -> bool:
    return first.place < other.place or since_first is None or since_first >= rule.others_between
