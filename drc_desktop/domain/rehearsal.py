"""A day played again under another rule: who would have waited how long, before a setting is changed.

Pure and quick: the same policy as the desk's, the visitors of a real day, counters that are open from their first to
their last turn. No-shows and parked visits take the counter for as long as they did.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from drc_desktop.domain.estimate import quantile
from drc_desktop.domain.policy import Past, Rule, Seat, Waiting, who_is_next


@dataclass(frozen=True)
class Came:
    """One visitor of the day; `waiting.since` is the time of arrival, `seconds` the turn at the counter."""

    waiting: Waiting
    seconds: float


@dataclass(frozen=True)
class Open:
    """A counter and when it was open (seconds since the epoch)."""

    seat: Seat
    since: float
    until: float


@dataclass(frozen=True)
class Played:
    """Minutes waited, by lane; `left` visitors were not called before the counters closed."""

    called: int
    left: int
    longest: float
    typical: float
    typical_first: float
    most_overtaken: int


def play(came: Sequence[Came], counters: Sequence[Open], rule: Rule) -> Played:
    """Let the day run under `rule`."""
    arrivals = sorted(came, key=lambda one: one.waiting.since)
    turns = {one.waiting.visit_id: one.seconds for one in came}
    free = [(one.since, at) for at, one in enumerate(counters)]
    heapq.heapify(free)
    line: list[Waiting] = []
    past, waits, overtaken, at = Past(), [], dict.fromkeys(turns, 0), 0
    while free:
        now, number = heapq.heappop(free)
        counter = counters[number]
        if now >= counter.until:
            continue
        while at < len(arrivals) and arrivals[at].waiting.since <= now:
            line.append(arrivals[at].waiting)
            at += 1
        line.sort(key=lambda one: one.place)
        seats = [one.seat for one in counters if one.since <= now < one.until]
        choice = who_is_next(line, past, counter.seat, seats, now, rule)
        if choice is None:
            if at < len(arrivals):
                heapq.heappush(free, (max(now + 1.0, arrivals[at].waiting.since), number))
            elif line:
                heapq.heappush(free, (now + 60.0, number))  # somebody waits for a wish to be met
            continue
        called = next(one for one in line if one.visit_id == choice.visit_id)
        line.remove(called)
        past.add(called.place, called.goes_first, counter.seat.serves)
        for one in line:
            overtaken[one.visit_id] += one.place < called.place and one.service in counter.seat.serves
        waits.append((now - called.since, called.goes_first))
        heapq.heappush(free, (now + turns[called.visit_id], number))
    return _told(waits, len(came), max(overtaken.values(), default=0))


def _told(waits: list[tuple[float, bool]], visitors: int, most_overtaken: int) -> Played:
    everybody = sorted(seconds / 60 for seconds, _ in waits)
    first = sorted(seconds / 60 for seconds, goes_first in waits if goes_first)
    return Played(
        called=len(waits),
        left=visitors - len(waits),
        longest=everybody[-1] if everybody else 0.0,
        typical=quantile(everybody, 0.5) if everybody else 0.0,
        typical_first=quantile(first, 0.5) if first else 0.0,
        most_overtaken=most_overtaken,
    )
