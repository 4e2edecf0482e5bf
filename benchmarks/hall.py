"""Calling at the desk in process: the next visit after a year of history, and how many claims a second."""

from __future__ import annotations

import itertools
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, literal, literal_column, select, update

from benchmarks import hall_windows
from benchmarks.figures import Row, single, spread, timed
from benchmarks.postgres import Cluster, NoPostgres, cluster
from benchmarks.site import COUNTERS, Site
from drc_desktop.demo import history
from drc_desktop.desk.contract import Service
from drc_desktop.domain import clock
from drc_desktop.store.schema import call, event, sequence

THREADS = 8
DAYS, A_DAY = 300, 834
"""A year of six-day weeks without holidays, and visits that make 250,000 of it."""
WAITING = 600
SERVICES = (Service.NEW_SURVEY, Service.ROSTER_UPDATE, Service.NEW_SURVEY, Service.PRIORITY)


def measure(quick: bool) -> list[Row]:
    """Rows of the bench; those of PostgreSQL are left out where there is none."""
    rows = [*_desk("sqlite", None, quick), *hall_windows.measure("sqlite", "", quick)]
    try:
        with cluster() as server:
            rows += [*_desk("postgresql", server, quick), *hall_windows.measure("postgresql", server.url, quick)]
    except NoPostgres as missing:
        rows.append(single("call_next.year.postgresql", 0.0, "ms", 0) | {"missing": str(missing)})
    return rows


def _desk(engine: str, server: Cluster | None, quick: bool) -> list[Row]:
    with _site(server) as site:
        claims = _claims(site, engine, 200 if quick else 2000)
    if server is not None:
        server.empty()
    with _site(server) as site:
        year = _call_next(site, engine, quick)
    if server is not None:
        server.empty()
    return [year, claims]


@contextmanager
def _site(server: Cluster | None) -> Iterator[Site]:
    with tempfile.TemporaryDirectory() if server is None else nullcontext("") as name:
        site = Site(server.url if server is not None else Path(name) / "site.db")
        yield site
        site.close()


def _call_next(site: Site, engine: str, quick: bool) -> Row:
    """Twelve counters in turn, each with a visit until it calls again; whoever is called is replaced in the line."""
    visits = _past(site, 5 if quick else DAYS)
    waiting, turns = (60, 60) if quick else (WAITING, 600)
    services = itertools.cycle(SERVICES)
    for number, service in zip(range(waiting), services, strict=False):
        site.issue(number, service)
    times, seats = [], itertools.cycle(enumerate(site.deos, 1))
    for turn, (number, deo) in zip(range(turns), seats, strict=False):
        before = site.desk.visit_at(deo, number)
        if before is not None:
            site.desk.start(deo, f"s{turn}", before.visit_id)
            site.desk.finish(deo, f"f{turn}", before.visit_id)
        times.append(timed(partial(site.desk.call_next, deo, f"c{turn}", number)))
        site.issue(waiting + turn, next(services))
    assert len(site.desk.board(site.sup).waiting) == waiting + COUNTERS, "a call took nobody"
    about = {"counters": COUNTERS, "waiting": waiting, "visits_before": visits}
    return spread(f"call_next.year.{engine}", times, {"p95": 10.0}, **about)


def _past(site: Site, days: int) -> int:
    """Fill in days before today, with their events and calls."""
    plan = history.Plan(A_DAY, 0, [(f"deo{number}", number) for number in range(1, COUNTERS + 1)], "sup")
    with site.desk.store.writing() as connection:
        visits = history.write(connection, plan, history.working_days(clock.today() - timedelta(days=1), days))
        columns = (event.c.visit, event.c.seq.label("event"), event.c.day, event.c.token, event.c.counter, event.c.at)
        numbers = func.row_number().over(order_by=event.c.seq).label("id")
        rest = {
            "service": literal(Service.NEW_SURVEY.value), "nth": literal(1), "first": literal(True),
            "goes_first": literal(False), "place": event.c.seq, "reason": literal("waited-longest"),
            "undone": literal(False), "seat": literal_column("'{}'"),
        }  # fmt: skip
        made = select(numbers, *columns, *(value.label(name) for name, value in rest.items()))
        names = ["id", *(column.name for column in columns), *rest]
        connection.execute(call.insert().from_select(names, made.where(event.c.action == "call_next")))
        last = select(func.max(call.c.id)).scalar_subquery()
        connection.execute(update(sequence).where(sequence.c.name == "call").values(last=last))
    return visits


def _claims(site: Site, engine: str, visits: int) -> Row:
    """Eight counters at once in one process, each visit called and marked as not come: two commits a claim."""
    taken: list[str] = []
    for number, service in zip(range(visits), itertools.cycle(SERVICES), strict=False):
        site.issue(number, service)

    def work(number: int) -> None:
        deo = site.deos[number - 1]
        for turn in itertools.count():
            called = site.desk.call_next(deo, f"c{turn}", number)
            if called is None:
                return
            taken.append(called.visit_id)
            site.desk.no_show(deo, f"n{turn}", called.visit_id)

    threads = [threading.Thread(target=work, args=[number]) for number in range(1, THREADS + 1)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    assert len(taken) == len(set(taken)) == visits, "a visit was called twice or never"
    return single(f"claims_per_s.store_{engine}", visits / seconds, "1/s", visits, threads=THREADS, commits_a_claim=2)
