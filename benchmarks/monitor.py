"""Figures: the Monitor tab over a year of a centre, a page of head office over millions of surveys, the report.

The year is written through the guards of the site database, the sums of head office as its keeper would leave them.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.figures import Row, spread, timed
from benchmarks.site import PIN, PLAN, STAFF
from drc_desktop.demo import history
from drc_desktop.desk import figures
from drc_desktop.desk.contract import Actor, Behind, OpenDay, Question, Role
from drc_desktop.desk.founding import found
from drc_desktop.desk.near import NearDesk
from drc_desktop.domain import places
from drc_desktop.domain.clock import PAKISTAN
from drc_desktop.domain.indicators.coverage import Population
from drc_desktop.domain.indicators.periods import Period, stretch
from drc_desktop.head_office.application import OFFICE
from drc_desktop.head_office.pages.layout import View
from drc_desktop.head_office.pages.views import Pages
from drc_desktop.head_office.rollups import queries
from drc_desktop.head_office.rollups.queries import Scope
from drc_desktop.head_office.rollups.schema import (
    MEASURES,
    region_rollup,
    region_theme,
    rollup,
    site_place,
    theme,
)
from drc_desktop.kit.ports import CurrentWords
from drc_desktop.monitor.look import Look, Site
from drc_desktop.monitor.report.make import Subject, content
from drc_desktop.monitor.sheet import sheet
from drc_desktop.settings import MonitorSettings
from drc_desktop.words import Words
from sync.registry.chain import REGISTRY
from sync.registry.database import open_engine, reading

YEAR, VISITS, SURVEYS = 312, 802, 193
"""Working days of a year; visits and surveys a day: 250,000 and 60,000."""
SITES, MONTHS, OPERATORS = 617, 12, 3
NATIONAL = int(os.environ.get("DRC_BENCH_SURVEYS", "10000000"))
NOON = datetime(2026, 11, 23, 13, 42, tzinfo=PAKISTAN)


def measure(quick: bool) -> list[Row]:
    """Rows of the bench; `--quick` measures over a month of the site and a tenth of the country's surveys."""
    days, rounds = (26, 10) if quick else (YEAR, 60)
    return [*_site(days, rounds), *_office(NATIONAL // 10 if quick else NATIONAL, rounds)]


@contextmanager
def _centre(days: int) -> Iterator[tuple[NearDesk, Actor]]:
    """A site with so many past days, all kept, and a day that is open and half over."""
    from drc_desktop.store.site import SiteStore

    with tempfile.TemporaryDirectory() as name:
        store = SiteStore(Path(name) / "site.db")
        store.prepare()
        with store.writing() as connection:
            found(connection, PLAN, STAFF, 1.0)
        staff = [(one.operator_id, one.counter) for one in STAFF if one.role is Role.DEO]
        past = history.working_days(NOON.date() - timedelta(days=1), days)
        with store.writing() as connection:
            history.write(connection, history.Plan(VISITS, SURVEYS, staff, "sup"), [*past, NOON.date()])
        desk = NearDesk(store, now=NOON.timestamp)
        desk.as_console(figures.keep_closed)
        sup = desk.sign_in("pc-sup", "sup", PIN).actor
        today = NOON.date().isoformat()
        desk.approve(sup, "open", "open_day", today, "deo1", PIN)
        desk.open_day(sup, "open", OpenDay(today, confirmed=True))  # once more, to be counted live
        yield desk, sup
        store.close()


def _site(days: int, rounds: int) -> list[Row]:
    words, site = CurrentWords("ur"), Site("PK6", MonitorSettings())
    with _centre(days) as (desk, sup):

        def tab(period: Period) -> None:
            wanted = stretch(period, NOON.date())
            sheet(Look(period, NOON.date(), desk.figures(sup, wanted.fetch, wanted.last), site, words))

        with desk.store.reading() as connection:
            about = {
                name: connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()
                for name, table in (("visits", "visit"), ("surveys", "survey_fact"))
            }
        times = [timed(partial(tab, period)) for _ in range(rounds) for period in Period]
        asked = Question("2026-11-23", "2026-11-23", Behind.FLAGGED)
        behind = [timed(partial(desk.behind, sup, asked)) for _ in range(rounds)]
        card, day = desk.site(), Subject(desk.site(), Period.DAY, NOON.date(), Words("ur"), MonitorSettings())
        known = desk.figures(sup, *day.wanted)
        pages = [timed(partial(content, day, known, "pdf")) for _ in range(max(5, rounds // 4))]
        assert card.site_id
    goal = {"p95": 100.0}
    return [
        spread("monitor_tab.year", times, goal, days=days, **about),
        spread("visits_behind.day", behind, None, visits=VISITS),
        spread("day_report", pages, None, pages="pdf, Urdu"),
    ]


def _office(surveys: int, rounds: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        engine = open_engine(f"sqlite:///{name}/registry.db")
        for chain in (REGISTRY, OFFICE):
            chain.prepare(engine)
        rows = _fill(engine, surveys)
        tehsils = places.codes("tehsil")
        population = {code: Population(code, date(2023, 5, 1), 60_000, 350_000) for code in tehsils}
        view = View(Words("ur"), "bench", "token")

        def show(scope: Scope) -> None:
            with reading(engine) as connection:
                Pages(connection, view, "2026-11", population, 0).place(scope)

        scopes = (Scope(), Scope("PK6"), Scope(tehsils[0][:5]), Scope(tehsils[0]), Scope(site="site-0"))
        times = [timed(partial(show, scope)) for _ in range(rounds) for scope in scopes]
        with reading(engine) as connection:
            whole = queries.below(connection, Scope(), "2025-12", "2026-11")
        total = sum(row.surveys for row in whole)
        engine.dispose()
    return [spread("head_office.page", times, {"p95": 200.0}, surveys=total, rollup_rows=rows, sites=SITES)]


def _fill(engine: sa.Engine, surveys: int) -> int:
    """The sums of a year as `head_office.rollups.keeper` leaves them; how many rows."""
    rng, tehsils = random.Random(9), places.codes("tehsil")
    sites = [(f"site-{number}", tehsils[number % len(tehsils)]) for number in range(SITES)]
    months = [f"2025-{month:02d}" for month in (12,)] + [f"2026-{month:02d}" for month in range(1, 12)]
    each = surveys / SITES / MONTHS
    made: list[dict[str, Any]] = []
    themes: list[dict[str, Any]] = []
    keys = ["household_size", "kacha_share", *(f"literacy{sex}" for sex in ("", ".m", ".f", ".t")), "flag:too-fast"]
    keys += [f"theme-{number}" for number in range(25)]
    for site, _ in sites:
        for month in months:
            count = round(each * rng.uniform(0.6, 1.4))
            parts = [("month", "", -1, month, count)]
            parts += [("month", f"op-{number}", -1, month, count // OPERATORS) for number in range(OPERATORS)]
            parts += [("month", "", hour, month, count // 8) for hour in range(8, 16)]
            parts += [("day", "", -1, f"{month}-{day:02d}", count // 26) for day in range(1, 27)]
            made += [_sums(site, *part) for part in parts]
            themes += [{"month": month, "key": key, "site": site, "found": count // 3, "of": count} for key in keys]
    with engine.begin() as connection:
        connection.execute(sa.insert(site_place), [{"site": site, "tehsil": tehsil} for site, tehsil in sites])
        connection.execute(sa.insert(rollup), made)
        connection.execute(sa.insert(theme), themes)
        wide = _by_region(connection, made, themes, dict(sites))
    return len(made) + len(themes) + wide


def _by_region(
    connection: sa.Connection, sums: list[dict[str, Any]], themes: list[dict[str, Any]], tehsils: dict[str, str]
) -> int:
    """The sums by region, which the keeper writes beside those of the sites; how many rows."""
    rows: Counter[tuple[Any, ...]] = Counter()
    for row in sums:
        if not row["operator"]:
            for measure in MEASURES:
                rows[row["span"], row["hour"], row["start"], tehsils[row["site"]][:3], measure] += row[measure]
    for row in themes:
        for name in ("found", "of"):
            rows[row["month"], row["key"], tehsils[row["site"]][:3], name] += row[name]
    made: dict[sa.Table, dict[tuple[Any, ...], dict[str, Any]]] = {region_rollup: {}, region_theme: {}}
    for key, value in rows.items():
        table = region_rollup if len(key) == 5 else region_theme
        columns = [column.name for column in table.primary_key]
        about = made[table].setdefault(key[:-1], dict(zip(columns, key[:-1], strict=True)))
        about[key[-1]] = value
    for table, kept in made.items():
        connection.execute(sa.insert(table), list(kept.values()))
    return sum(map(len, made.values()))


def _sums(site: str, span: str, operator: str, hour: int, start: str, count: int) -> dict[str, Any]:
    about = {"span": span, "operator": operator, "hour": hour, "start": start, "site": site}
    measures = {"members": 5 * count, "undocumented": count // 9, "seconds": 1250 * count, "flagged": count // 12}
    return {**about, "surveys": count, **measures}
