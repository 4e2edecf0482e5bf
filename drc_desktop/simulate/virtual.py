"""Days in virtual time: the real desk and database, a clock that jumps from one deed to the next."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from drc_desktop.demo.history import working_days
from drc_desktop.desk.contract import OpenDay
from drc_desktop.desk.near import NearDesk
from drc_desktop.domain import crowd
from drc_desktop.domain.crowd import Visitor
from drc_desktop.settings import DeskSettings
from drc_desktop.simulate import lives
from drc_desktop.simulate.site import DAY, found_site, midnight
from drc_desktop.store.site import SiteStore


class Clock:
    """Minutes after midnight of a day; the desk reads it as seconds since the epoch."""

    def __init__(self) -> None:
        self.begin(DAY)

    def begin(self, day: str) -> None:
        """A quarter of an hour before the doors open."""
        self._midnight = midnight(day)
        self.minute = float(crowd.OPENS_MIN) - 15

    def __call__(self) -> float:
        return self._midnight + 60 * self.minute


def run(
    database: str | Path,
    visitors: Sequence[Visitor],
    counters: int,
    settings: DeskSettings | None = None,
    before: Sequence[Sequence[Visitor]] = (),
) -> SiteStore:
    """Found a site in `database` (empty), live the day through and give the open store back.

    `before` are the visitors of the working days just before, oldest first: what the site knows of itself.
    """
    clock = Clock()
    days = [*before, visitors]
    dates = [one.isoformat() for one in working_days(date.fromisoformat(DAY), len(days))]
    clock.begin(dates[0])
    store = SiteStore(database)
    store.prepare()
    operators = found_site(store, counters, clock())
    desk = NearDesk(store, settings, now=clock)
    sup = desk.sign_in("pc-supervisor", "sup", operators.pin).actor
    deos = [desk.sign_in(f"pc-{n}", f"deo{n}", operators.pin, n).actor for n in range(1, counters + 1)]
    for day, come in zip(dates, days, strict=True):
        clock.begin(day)
        desk.open_day(sup, f"open {day}", OpenDay(day, token_limit=7992, confirmed=True))
        hall = lives.Hall(desk, lambda: clock.minute, lives.crowd_of(list(come)), float(crowd.CLOSES_MIN), day)
        people = [lives.arriving(hall, sup), lives.supervising(hall, sup), lives.closing(hall, sup)]
        pauses = crowd.pauses(counters)
        people += [lives.serving(hall, deos[at], at + 1, [pause]) for at, pause in enumerate(pauses)]
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
