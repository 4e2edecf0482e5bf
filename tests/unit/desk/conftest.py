from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from drc_desktop.desk import people
from drc_desktop.desk.contract import Actor, IssueRequest, OpenDay, Role, Service
from drc_desktop.desk.founding import NewOperator, SitePlan, found
from drc_desktop.desk.near import NearDesk
from drc_desktop.settings import Settings, SiteSettings
from drc_desktop.site_service import pairing
from drc_desktop.site_service.client import FarDesk
from drc_desktop.site_service.folder import SiteFolder
from drc_desktop.site_service.pairing import Station
from drc_desktop.site_service.run import RunningSite
from drc_desktop.store import people as people_store
from drc_desktop.store.site import SiteStore

PIN = "246810"
PLAN = SitePlan(site_id="LHR-01", name_en="Training centre", name_ur="تربیتی مرکز", tehsil="lahore-city", counters=3)
STAFF = [
    NewOperator("Synthetic Supervisor", Role.SUPERVISOR, PIN, operator_id="sup", own_pin=True),
    NewOperator("Synthetic Deo One", Role.DEO, PIN, counter=1, operator_id="deo1", own_pin=True),
    NewOperator("Synthetic Deo Two", Role.DEO, PIN, counter=2, operator_id="deo2", own_pin=True),
    NewOperator("Synthetic Tsa", Role.TSA, PIN, operator_id="tsa", own_pin=True),
]
STATIONS = {
    "pc-sup": "supervisor",
    "pc-1": "counter",
    "pc-2": "counter",
    "pc-tsa": "supervisor",
    "pc-screen": "display",
}


class Clock:
    """A clock that a test sets; it moves a second with each reading, so no two events share a time."""

    def __init__(self) -> None:
        self.at = 1_780_000_000.0
        self.booted = self.at - 3600.0

    def __call__(self) -> float:
        self.at += 1.0
        return self.at

    def up(self) -> float:
        """Uptime as long as nobody sets the clock; `set_date` is that."""
        return self.at - self.booted

    def set_date(self, seconds: float) -> None:
        """Put the clock forward or back by hand."""
        self.at += seconds
        self.booted += seconds

    def restart(self) -> None:
        """The PC starts again; its uptime begins anew."""
        self.booted = self.at


class FarDesks:
    """The far desks of several PCs as one: a call goes by the station of its actor."""

    def __init__(self, folder: SiteFolder, url: str) -> None:
        self._far: dict[str, FarDesk] = {}
        store = folder.open_store()
        for device, kind in STATIONS.items():
            secret = f"secret of {device}"
            row = {"device_id": device, "kind": kind, "counter": 0, "paired_at": 0.0}
            with store.writing() as connection:
                people_store.add_station(connection, {**row, "secret_hash": pairing.digest(secret)})
            station = Station(device, "LHR-01", kind, 0, url, folder.ca_pem())
            self._far[device] = FarDesk(station, secret, SiteSettings())
        store.close()

    def at(self, device: str) -> FarDesk:
        return self._far[device]

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            device = "pc-sup"
            if args:
                device = args[0].device_id if isinstance(args[0], Actor) else args[0]
            return getattr(self._far[device], name)(*args, **kwargs)

        return call

    def close(self) -> None:
        for far in self._far.values():
            far.close()


class Centre:
    """A founded site with people signed in, and short words for what tests do all the time."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self._keys = itertools.count(1)
        self._people = itertools.count(1)
        self.sup = self.sign_in("pc-sup", "sup")
        self.deo1 = self.sign_in("pc-1", "deo1")
        self.deo2 = self.sign_in("pc-2", "deo2")
        self.tsa = self.sign_in("pc-tsa", "tsa")

    def sign_in(self, device: str, operator: str) -> Actor:
        actor: Actor = self.desk.sign_in(device, operator, PIN).actor
        return actor

    @property
    def key(self) -> str:
        return f"key-{next(self._keys)}"

    def approved(self, command: str, subject: str) -> str:
        """The key of a command of the supervisor that a second person has confirmed."""
        key = self.key
        self.desk.approve(self.sup, key, command, subject, "deo2", PIN)
        return key

    def open(self, date: str = "2026-11-23") -> Centre:
        self.desk.open_day(self.sup, self.key, OpenDay(date, confirmed=True))
        self.desk.sit(self.deo1, self.key, 1)
        self.desk.sit(self.deo2, self.key, 2)
        return self

    def issue(self, service: Service = Service.NEW_SURVEY, **more: Any) -> str:
        request = IssueRequest(service=service, binding=f"{next(self._people):064x}", **more)
        visit_id: str = self.desk.issue(self.sup, self.key, request).visit_id
        return visit_id


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
    return NearDesk(store, now=clock, up=clock.up)


@pytest.fixture
def near(desk: NearDesk) -> Centre:
    """In process, with a clock that the test sets."""
    return Centre(desk)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningSite]:
    folder = SiteFolder(tmp_path / "site")
    folder.create(PLAN, STAFF)
    site = RunningSite(folder, Settings(), "127.0.0.1", 0)
    listening = threading.Event()
    thread = threading.Thread(target=site.run, args=[lambda _url: listening.set()])
    thread.start()
    assert listening.wait(10)
    yield site
    site.stop()
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def far(running: RunningSite, tmp_path: Path) -> Iterator[Centre]:
    """Over TLS, each person at a station of their own."""
    desks = FarDesks(SiteFolder(tmp_path / "site"), running.url)
    yield Centre(desks)
    desks.close()


@pytest.fixture(params=["near", "far"])
def centre(request: pytest.FixtureRequest) -> Centre:
    """The same desk near and far: a test that takes it holds for both."""
    centre: Centre = request.getfixturevalue(request.param)
    return centre


@pytest.fixture
def day(centre: Centre) -> Centre:
    return centre.open()
