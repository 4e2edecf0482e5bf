"""An honest wait: a range from how long turns at the counters really took, never a single promised minute.

The line is handed out to the counters as they fall free, each with its work profile and the turn it is at; that gives
the expected minute. The range round it is as wide as chance makes it: turns differ, the sample is small, a counter may
open or close. `drc simulate` keeps the figure of how often it held.
"""

from __future__ import annotations

import math
import statistics
from bisect import bisect_right, insort
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from drc_desktop.domain.policy import Past, Rule, Seat, Waiting

USUAL_MINUTES = (20.0, 25.0, 30.0, 40.0)
"""Known before the first turn of the day has ended, and part of every sample: interviews take 20-40 minutes by
third-party accounts. The first turns to end are the short ones; these keep them from promising too much."""

STEP_MINUTES = 5
TURN_MINUTES = 1.0
"""Between one visitor's end and the next one's call (assumed)."""
SURE = 1.3
"""Standard deviations on each side: four of five waits fall inside where waits are spread normally."""
DOUBT = 0.08
"""What no sample shows: a counter that opens or closes, an operator who is slower after lunch (share of the wait)."""


@dataclass(frozen=True)
class Turns:
    """Recent turns at the counters as (service, minutes from call to end), those to whom nobody came among them."""

    recent: Sequence[tuple[str, float]] = ()
    means: dict[str, float] = field(init=False, compare=False)
    spread: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        everything = [*USUAL_MINUTES, *(minutes for _, minutes in self.recent)]
        overall = statistics.fmean(everything)
        by_service: dict[str, list[float]] = {}
        for service, minutes in self.recent:
            by_service.setdefault(service, []).append(minutes)
        weight = 2
        means = {
            service: (overall * weight + sum(found)) / (weight + len(found)) for service, found in by_service.items()
        }
        object.__setattr__(self, "means", {"": overall, **means})
        object.__setattr__(self, "spread", statistics.pstdev(everything))

    def mean(self, service: str) -> float:
        """Minutes that a turn of this service takes, and until the next call."""
        return self.means.get(service, self.means[""]) + TURN_MINUTES

    def left(self, service: str, gone: float) -> float:
        """Minutes that a turn still takes after `gone`; one that is over its time may end at any moment."""
        mean = self.mean(service)
        return max(mean / 5, mean - gone)


@dataclass(frozen=True)
class Prospect:
    """What is expected of a newcomer: minutes until the call, turns of others before it, counters that make them."""

    minutes: float
    turns: float
    seats: int


def called_before(line: Sequence[Waiting], newcomer: Waiting, past: Past, rule: Rule) -> list[Waiting]:
    """Who of `line` is called before `newcomer`, in that order: the policy for one counter that takes everybody.

    Within a lane the first was overtaken most, so the cap is looked at there alone.
    """
    first = deque(one for one in (*line, newcomer) if one.goes_first)
    others = deque(one for one in (*line, newcomer) if not one.goes_first)
    since = past.others_since_first
    jumped: list[int] = []
    found: list[Waiting] = []
    while True:
        turn_of_first = bool(first)
        if first and others:
            head = others[0]
            overtaken = past.overtaken(head) + len(jumped) - bisect_right(jumped, head.place)
            due = first[0].place < head.place or since is None or since >= rule.others_between
            turn_of_first = due and overtaken < rule.overtake_cap
        one = (first if turn_of_first else others).popleft()
        if one is newcomer:
            return found
        found.append(one)
        if turn_of_first:
            since = 0
            insort(jumped, one.place)
        elif since is not None:
            since += 1


def expect(
    before: Sequence[Waiting],
    newcomer: Waiting,
    seats: Mapping[Seat, Sequence[float]],
    turns: Turns,
    wish_minutes: float,
) -> Prospect:
    """Hand out the line `before`, in the order of calls; `seats` holds the minutes until each counter is free.

    Where no open counter takes the newcomer's queue one is assumed to open now: somebody will.
    """
    counters = [seat for seat, each in seats.items() for _ in each]
    free = [minutes for each in seats.values() for minutes in each]
    if not any(newcomer.service in seat.serves for seat in counters):
        counters.append(Seat(frozenset({newcomer.service})))
        free.append(0.0)
    takes = {
        service: [at for at, seat in enumerate(counters) if service in seat.serves]
        for service in {newcomer.service, *(one.service for one in before)}
    }
    mine = takes[newcomer.service]
    turns_before = 0
    for one in before:
        if takes[one.service]:
            at = min(takes[one.service], key=free.__getitem__)
            free[at] += turns.mean(one.service)
            turns_before += at in mine
    anyone = min(free[at] for at in mine)
    granted = min((free[at] for at in mine if counters[at].grants(newcomer)), default=anyone)
    return Prospect(min(granted, max(anyone, wish_minutes)), turns_before + 1.0, len(mine))


def wait_range(prospect: Prospect, turns: Turns, pauses: Sequence[tuple[float, float]] = ()) -> tuple[int, int]:
    """Minutes until the call, low and high, rounded outward to five. `pauses`: (minutes from now, length)."""
    if prospect.minutes <= 0:
        return 0, STEP_MINUTES
    chance = math.sqrt(prospect.turns) * turns.spread / prospect.seats
    share = turns.spread / turns.means[""] / math.sqrt(len(USUAL_MINUTES) + len(turns.recent))
    around = SURE * math.hypot(chance, prospect.minutes * (DOUBT + share))
    low = _past(pauses, max(0.0, prospect.minutes - around))
    high = _past(pauses, prospect.minutes + around)
    return STEP_MINUTES * math.floor(low / STEP_MINUTES), STEP_MINUTES * math.ceil(high / STEP_MINUTES)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of the ordered values (one at least) lie, linear between two."""
    position = share * (len(ordered) - 1)
    below = math.floor(position)
    above = math.ceil(position)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def _past(pauses: Sequence[tuple[float, float]], minutes: float) -> float:
    """A wait that runs into a pause grows by what is left of it."""
    for begins, length in sorted(pauses):
        if begins + length > 0 and minutes > max(0.0, begins):
            minutes += min(length, begins + length)
    return minutes
