from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from drc_desktop.desk import people
from drc_desktop.desk.contract import Actor, IssueRequest, OpenDay, Role, Service
from drc_desktop.desk.founding import NewOperator, SitePlan, found
from drc_desktop.desk.near import NearDesk
from drc_desktop.store.site import SiteStore

PIN = "246810"
PLAN = SitePlan(site_id="LHR-01", name_en="Training centre", name_ur="تربیتی مرکز", tehsil="lahore-city", counters=3)
STAFF = [
    NewOperator("Synthetic Supervisor", Role.SUPERVISOR, PIN, operator_id="sup"),
    NewOperator("Synthetic Deo One", Role.DEO, PIN, counter=1, operator_id="deo1"),
    NewOperator("Synthetic Deo Two", Role.DEO, PIN, counter=2, operator_id="deo2"),
    NewOperator("Synthetic Tsa", Role.TSA, PIN, operator_id="tsa"),
]


class Clock:
    """A clock that a test sets; it moves a second with each reading, so no two events share a time."""

    def __init__(self) -> None:
        self.at = 1_780_000_000.0

    def __call__(self) -> float:
        self.at += 1.0
        return self.at


class Centre:
    """A founded site with people signed in, and short words for what tests do all the time."""

    def __init__(self, desk: NearDesk, clock: Clock) -> None:
        self.desk = desk
        self.clock = clock
        self._keys = itertools.count(1)
        self._people = itertools.count(1)
        self.sup = self.sign_in("pc-sup", "sup")
        self.deo1 = self.sign_in("pc-1", "deo1")
        self.deo2 = self.sign_in("pc-2", "deo2")
        self.tsa = self.sign_in("pc-tsa", "tsa")

    def sign_in(self, device: str, operator: str) -> Actor:
        return self.desk.sign_in(device, operator, PIN).actor

    @property
    def key(self) -> str:
        return f"key-{next(self._keys)}"

    def open(self, date: str = "2026-11-23") -> Centre:
        self.desk.open_day(self.sup, self.key, OpenDay(date))
        self.desk.sit(self.deo1, self.key, 1)
        self.desk.sit(self.deo2, self.key, 2)
        return self

    def issue(self, service: Service = Service.NEW_SURVEY, **more: object) -> str:
        request = IssueRequest(service=service, binding=f"{next(self._people):064x}", **more)  # type: ignore[arg-type]
        return self.desk.issue(self.sup, self.key, request).visit_id


@pytest.fixture(autouse=True)
def cheap_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[SiteStore]:
    store = SiteStore(tmp_path / "site.db")
    store.prepare()
    with store.writing() as connection:
        found(connection, PLAN, STAFF, clock())
    yield store
    store.close()


@pytest.fixture
def desk(store: SiteStore, clock: Clock) -> NearDesk:
    return NearDesk(store, now=clock)


@pytest.fixture
def centre(desk: NearDesk, clock: Clock) -> Centre:
    return Centre(desk, clock)


@pytest.fixture
def day(centre: Centre) -> Centre:
    return centre.open()
