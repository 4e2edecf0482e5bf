"""A store on SQLite and on PostgreSQL: every test here runs on both; without a PostgreSQL server it says so by name."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from benchmarks.postgres import NoPostgres, cluster
from drc_desktop.desk import people
from drc_desktop.desk.contract import Role
from drc_desktop.desk.founding import SitePlan, found
from drc_desktop.store import people as people_store
from drc_desktop.store import secrets
from drc_desktop.store.site import SiteStore

PLAN = SitePlan(site_id="LHR-01", name_en="Training centre", name_ur="تربیتی مرکز", tehsil="lahore-city", counters=12)


@pytest.fixture(autouse=True)
def cheap_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a PIN costs whoever guesses is held by one test; the others need no 64 MB for each PIN."""
    monkeypatch.setattr(secrets, "TIME_COST", 1)
    monkeypatch.setattr(secrets, "MEMORY_KIB", 8)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL (without a database name) of a private server; its disk is not waited for."""
    try:
        with cluster("-c fsync=off -c max_connections=60") as made:
            yield made.url_of("{name}")
    except NoPostgres as missing:
        pytest.skip(str(missing))


def empty_databases(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Each call gives the URL of an empty database; on PostgreSQL the one before is gone then."""
    if request.param == "sqlite":
        numbers = itertools.count(1)
        return lambda: f"sqlite:///{tmp_path / f'site{next(numbers)}.db'}"
    cluster: str = request.getfixturevalue("postgres")

    def emptied() -> str:
        admin = create_engine(cluster.format(name="postgres"))
        with admin.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        admin.dispose()
        return cluster.format(name="postgres")

    return emptied


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh, empty database."""
    return empty_databases(request, tmp_path)()


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """As many of them as a long run needs."""
    return empty_databases(request, tmp_path)


def founded(url: str) -> SiteStore:
    """A site with twelve counters and operators who need no PIN."""
    store = SiteStore(url)
    store.prepare()
    with store.writing() as connection:
        found(connection, PLAN, [], 1_780_000_000.0)
        fresh = {"pin_hash": "", "pin_own": True, "active": True, "failed": 0}
        for number in range(1, 13):
            values = {"id": f"deo{number}", "name": f"Deo {number}", "role": Role.DEO.value, "counter": number}
            people_store.add_operator(connection, values | fresh)
        values = {"id": "sup", "name": "Supervisor", "role": Role.SUPERVISOR.value, "counter": 0}
        people_store.add_operator(connection, values | fresh)
    return store


@pytest.fixture
def store(url: str) -> Iterator[SiteStore]:
    store = founded(url)
    yield store
    store.close()


@pytest.fixture(autouse=True)
def any_pin(monkeypatch: pytest.MonkeyPatch) -> None:
    """PINs are tested with the desk; here everybody gets in."""
    monkeypatch.setattr(people, "pin_matches", lambda _hash, _pin: True)
