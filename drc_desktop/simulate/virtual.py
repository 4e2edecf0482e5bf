"""A day in virtual time: the real desk and database, a clock that jumps from one deed to the next."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Sequence
from pathlib import Path

from drc_desktop.desk.contract import OpenDay
from drc_desktop.desk.near import NearDesk
from drc_desktop.domain import crowd
from drc_desktop.domain.crowd import Visitor
from drc_desktop.settings import DeskSettings
from drc_desktop.simulate import lives
from drc_desktop.simulate.site import DAY, MIDNIGHT, found_site
from drc_desktop.store.site import SiteStore


class Clock:
    """Minutes after midnight of the day; the desk reads it as seconds since the epoch."""

    def __init__(self) -> None:
        self.minute = float(crowd.OPENS_MIN) - 15

    def __call__(self) -> float:
        return MIDNIGHT + 60 * self.minute


def run(
    database: str | Path, visitors: Sequence[Visitor], counters: int, settings: DeskSettings | None = None
) -> SiteStore:
    """Found a site in `database` (empty), live the day through and give the open store back."""
    clock = Clock()
    store = SiteStore(database)
    store.prepare()
    operators = found_site(store, counters, clock())
    desk = NearDesk(store, settings, now=clock)
    closes = float(crowd.CLOSES_MIN)
    hall = lives.Hall(desk, lambda: clock.minute, lives.crowd_of(list(visitors)), closes)
    sup = desk.sign_in("pc-supervisor", "sup", operators.pin).actor
    desk.open_day(sup, "open", OpenDay(DAY, token_limit=7992, confirmed=True))
    people = [lives.arriving(hall, sup), lives.supervising(hall, sup), lives.closing(hall, sup)]
    for number, pause in enumerate(crowd.pauses(counters), 1):
        actor = desk.sign_in(f"pc-{number}", f"deo{number}", operators.pin, number).actor
        people.append(lives.serving(hall, actor, number, [pause]))
    _live(people, clock)
    return store


def _live(people: list[lives.Life], clock: Clock) -> None:
    order = itertools.count()
    due = [(clock.minute, next(order), life) for life in people]
    heapq.heapify(due)
    while due:
        clock.minute, _, life = heapq.heappop(due)
        wait = next(life, None)
        if wait is not None:
            heapq.heappush(due, (clock.minute + wait, next(order), life))
