"""An honest wait: a range from how long turns at the counters really take, never a single promised minute.

The rest of the day is played once, turn by turn: the line as it stands, the counters as they fall free with their work
profiles and pauses, the policy's lanes and cap, and those who will come later and go first, as on the site's last days.
That gives the expected minute. The range round it is as wide as chance makes it: turns differ, nobody knows who will
come, a counter may open or close. `drc simulate` keeps the figure of how often it held.
"""

from __future__ import annotations

import heapq
import math
import statistics
from bisect import bisect_right, insort
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from drc_desktop.domain.policy import Past, Rule, Seat, Waiting

USUAL_MINUTES = (20.0, 25.0, 30.0, 40.0)
"""What a site without a past day begins with: interviews take 20-40 minutes by third-party accounts."""
KNOWN_TURNS = 30
"""Today's turns of a queue weigh as much as all of the last days once there are so many of them: the first to end are
the short ones, and a day that is slower than usual shows late."""
STEP_MINUTES = 5
TURN_MINUTES = 0.5
"""Between one visitor's end and the next one's call (assumed)."""
SURE = 1.3
"""Standard deviations on each side: four of five waits fall inside where waits are spread normally."""
DOUBT = 0.08
"""What no sample shows: a counter that opens or closes, an operator who is slower after lunch (share of the wait)."""
LEAST_MINUTES = 4.0
"""No turn is told to the minute: who was set aside comes back, a wish is met elsewhere."""
FADES = 3.0
"""Where no past day tells how arrivals thin out: one is expected for so many that came in the same time before."""


@dataclass(frozen=True)
class Habits:
    """What the last `days` days of the site showed; all empty where there are none.

    `means` are minutes from call to end by service and `spread` the standard deviation of all turns; `arrivals` is when
    everybody was given a token (minutes after midnight, ascending), `firsts` the same of those who go first, each with
    the service.
    """

    days: int = 0
    means: Mapping[str, float] = field(default_factory=dict)
    spread: float = 0.0
    arrivals: Sequence[float] = ()
    firsts: Sequence[tuple[float, str]] = ()

    def firsts_to_come(self, minute: float, today: int) -> list[tuple[float, str]]:
        """Later arrivals who go first as (minutes from now, service), on a day that brought `today` visitors by now."""
        usual = bisect_right(self.arrivals, minute) / max(1, self.days)
        step = self.days * (usual + KNOWN_TURNS) / (today + KNOWN_TURNS)
        later = self.firsts[bisect_right(self.firsts, minute, key=itemgetter(0)) :]
        count = int(len(later) / step + 0.5) if step else 0
        picked = [later[min(int(step * (turn + 0.5)), len(later) - 1)] for turn in range(count)]
        return [(at - minute, service) for at, service in picked]


@dataclass(frozen=True)
class Turns:
    """Turns of today as (service, minutes from call to end), those to whom nobody came among them, and the past."""

    recent: Sequence[tuple[str, float]] = ()
    habits: Habits = field(default_factory=Habits)
    spread: float = field(init=False, compare=False)
    _means: dict[str, float] = field(init=False, compare=False, default_factory=dict)
    _overall: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        everything = [*USUAL_MINUTES, *(minutes for _, minutes in self.recent)]
        object.__setattr__(self, "_overall", statistics.fmean(everything))
        object.__setattr__(self, "spread", self.habits.spread or statistics.pstdev(everything))

    def mean(self, service: str) -> float:
        """Minutes that a turn of this service takes, and until the next call."""
        if service not in self._means:
            known = self.habits.means.get(service)
            weight = KNOWN_TURNS if known is not None else len(USUAL_MINUTES)
            mine = [minutes for one, minutes in self.recent if one == service]
            prior = self._overall if known is None else known
            self._means[service] = (prior * weight + sum(mine)) / (weight + len(mine))
        return self._means[service] + TURN_MINUTES

    def left(self, service: str, gone: float) -> float:
        """Minutes that a turn still takes after `gone`; one that is over its time may end at any moment."""
        mean = self.mean(service)
        return max(mean / 5, mean - gone)


@dataclass(frozen=True)
class Counter:
    """An open counter: what it takes, minutes until it is free, and whether it takes its pause already."""

    seat: Seat
    free: float = 0.0
    resting: bool = False


@dataclass(frozen=True)
class Prospect:
    """What is expected of a newcomer: minutes until the call, turns of others before it (`ahead` of them stand in line
    now, `unsure` may come before it or not), counters that take its queue.

    Unsure for most are those who come later and go first; for one who goes first itself it is every turn: the two lanes
    take turns, and whoever was overtaken enough steps between.
    """

    minutes: float
    turns: int
    ahead: int
    unsure: int
    seats: int


@dataclass
class Scene:
    """The rest of a day as it is played. `later` are later arrivals who go first as (minutes from now, service).

    `pauses` are (minutes from now, length): each counter rests once, when it first falls free in one.
    """

    line: Sequence[Waiting]
    counters: Sequence[Counter]
    past: Past
    rule: Rule
    turns: Turns
    later: Sequence[tuple[float, str]] = ()
    pauses: Sequence[tuple[float, float]] = ()

    def expect(self, newcomer: Waiting) -> Prospect:
        """Play until `newcomer` is called. Where no open counter takes its queue one is assumed to open now."""
        counters = [*self.counters]
        if not any(newcomer.service in one.seat.serves for one in counters):
            counters.append(Counter(Seat(frozenset({newcomer.service}))))
        return _Play(self, newcomer, counters).run()


class _Play:
    """One run of a scene for one newcomer."""

    def __init__(self, scene: Scene, newcomer: Waiting, counters: Sequence[Counter]) -> None:
        self._scene, self._me, self._counters = scene, newcomer, counters
        everybody = [*(one for one in scene.line if one.place < newcomer.place), newcomer]
        everybody += [one for one in scene.line if one.place >= newcomer.place]
        self._first = deque(one for one in everybody if one.goes_first)
        self._others = deque(one for one in everybody if not one.goes_first)
        self._later = deque(scene.later)
        self._since = scene.past.others_since_first
        self._jumped: list[int] = []
        self._granted = any(newcomer.service in one.seat.serves and one.seat.grants(newcomer) for one in counters)
        self._place = max(newcomer.place, max((one.place for one in scene.line), default=0))
        self._calls = self._ahead = self._came = 0

    def run(self) -> Prospect:
        free = [(one.free, at) for at, one in enumerate(self._counters)]
        heapq.heapify(free)
        rested = {(at, pause) for at, one in enumerate(self._counters) if one.resting for pause in self._now()}
        while free:
            at, number = heapq.heappop(free)
            rest = next((p for p in self._scene.pauses if (number, p) not in rested and _begun(p, at)), None)
            if rest is not None:
                rested.add((number, rest))
                heapq.heappush(free, (at + min(rest[1], rest[0] + rest[1]), number))
                continue
            one = self._next(at, self._counters[number].seat)
            if one is self._me:
                return self._told(at)
            if one is not None:
                heapq.heappush(free, (at + self._scene.turns.mean(one.service), number))
            elif self._later or self._waits_for_a_wish(number):
                heapq.heappush(free, (at + 1.0, number))
        return self._told(0.0)

    def _next(self, at: float, seat: Seat) -> Waiting | None:
        """Call for a counter; whoever came meanwhile stands in line by then."""
        while self._later and self._later[0][0] <= at:
            self._place += 1
            self._first.append(Waiting("", self._place, self._later.popleft()[1], goes_first=True, since=0.0))
        first, other = (self._head(lane, at, seat) for lane in (self._first, self._others))
        goes_first = first is not None and (other is None or self._turn_of_first(first, other))
        one = first if goes_first else other
        if one is None or one is self._me:
            return one
        (self._first if goes_first else self._others).remove(one)
        self._count(one, goes_first, seat)
        return one

    def _head(self, lane: deque[Waiting], at: float, seat: Seat) -> Waiting | None:
        for one in lane:
            if one.service in seat.serves and (one is not self._me or self._fits(at, seat)):
                return one
        return None

    def _fits(self, at: float, seat: Seat) -> bool:
        return seat.grants(self._me) or not self._granted or at >= self._scene.rule.wish_minutes

    def _turn_of_first(self, first: Waiting, other: Waiting) -> bool:
        """Within a lane the first was overtaken most, so the cap is looked at there alone."""
        rule, since = self._scene.rule, self._since
        overtaken = self._scene.past.overtaken(other) + len(self._jumped) - bisect_right(self._jumped, other.place)
        due = first.place < other.place or since is None or since >= rule.others_between
        return due and overtaken < rule.overtake_cap

    def _count(self, one: Waiting, goes_first: bool, seat: Seat) -> None:
        if goes_first:
            self._since = 0
            insort(self._jumped, one.place)
        elif self._since is not None:
            self._since += 1
        self._calls += 1
        if not one.visit_id:
            self._came += 1
        elif self._me.service in seat.serves:
            self._ahead += 1

    def _waits_for_a_wish(self, number: int) -> bool:
        return self._me.service in self._counters[number].seat.serves

    def _now(self) -> list[tuple[float, float]]:
        return [pause for pause in self._scene.pauses if pause[0] <= 0]

    def _told(self, at: float) -> Prospect:
        seats = sum(self._me.service in one.seat.serves for one in self._counters)
        unsure = self._calls if self._me.goes_first else self._came
        return Prospect(max(0.0, at), self._calls, self._ahead, unsure, seats)


def wait_range(prospect: Prospect, turns: Turns) -> tuple[int, int]:
    """Minutes until the call, low and high, to the nearest five."""
    if prospect.minutes <= 0:
        return 0, STEP_MINUTES
    mean = statistics.fmean(turns.habits.means.values()) if turns.habits.means else statistics.fmean(USUAL_MINUTES)
    chance = math.sqrt(prospect.turns + 1) * turns.spread / prospect.seats
    unknown = math.sqrt(prospect.unsure) * mean / prospect.seats
    around = SURE * math.hypot(chance, unknown, prospect.minutes * DOUBT, LEAST_MINUTES)
    low = STEP_MINUTES * round(max(0.0, prospect.minutes - around) / STEP_MINUTES)
    return low, max(low + STEP_MINUTES, STEP_MINUTES * round((prospect.minutes + around) / STEP_MINUTES))


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of the ordered values (one at least) lie, linear between two."""
    position = share * (len(ordered) - 1)
    below = math.floor(position)
    above = math.ceil(position)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def _begun(pause: tuple[float, float], at: float) -> bool:
    """Whether a counter that falls free then would rest: the pause has begun, and was not over before now."""
    return pause[0] <= at and pause[0] + pause[1] > 0
