from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from drc_desktop.desk import people
from drc_desktop.desk.contract import Role
from drc_desktop.desk.founding import NewOperator, SitePlan
from drc_desktop.settings import Settings, SiteSettings
from drc_desktop.site_service import pairing
from drc_desktop.site_service.client import FarDesk
from drc_desktop.site_service.folder import SiteFolder
from drc_desktop.site_service.pairing import Invite
from drc_desktop.site_service.run import RunningSite

PIN = "246810"
SETTINGS = Settings(site=SiteSettings(connect_seconds=5, answer_seconds=5, resends=2, max_request_kb=16))
Joined = Callable[..., FarDesk]


@pytest.fixture(autouse=True)
def cheap_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def folder_at() -> Callable[[Path], SiteFolder]:
    """Makes a site in a folder."""

    def make(path: Path) -> SiteFolder:
        folder = SiteFolder(path)
        operators = [
            NewOperator("Synthetic Supervisor", Role.SUPERVISOR, PIN, operator_id="sup", own_pin=True),
            NewOperator("Synthetic Deo", Role.DEO, PIN, counter=1, operator_id="deo", own_pin=True),
        ]
        folder.create(SitePlan("LHR-01", "Training centre", "تربیتی مرکز", "lahore-city"), operators)
        return folder

    return make


@pytest.fixture
def folder(tmp_path: Path, folder_at: Callable[[Path], SiteFolder]) -> SiteFolder:
    return folder_at(tmp_path / "site")


@pytest.fixture
def running(folder: SiteFolder) -> Iterator[RunningSite]:
    site = RunningSite(folder, SETTINGS, "127.0.0.1", 0)
    listening = threading.Event()
    thread = threading.Thread(target=site.run, args=[lambda _url: listening.set()])
    thread.start()
    assert listening.wait(10)
    yield site
    site.stop()
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def invited(folder: SiteFolder, running: RunningSite) -> Callable[..., Invite]:
    def make(kind: str = "supervisor", counter: int = 0, now: float | None = None) -> Invite:
        import time

        store = folder.open_store()
        made = pairing.invite(store, running.url, folder.ca_pem(), kind, counter, now or time.time())
        store.close()
        return made

    return make


@pytest.fixture
def joined(tmp_path: Path, invited: Callable[..., Invite]) -> Iterator[Joined]:
    """Pair a PC and give its far desk; `url` sends it another way, through a proxy."""
    opened: list[FarDesk] = []

    def make(kind: str = "supervisor", counter: int = 0, url: str = "") -> FarDesk:
        place = tmp_path / f"pc{len(opened)}"
        found = pairing.join(invited(kind, counter).code(), place)
        secret = pairing.station_secret(place, found)
        import msgspec

        far = FarDesk(msgspec.structs.replace(found, url=url or found.url), secret, SETTINGS.site)
        opened.append(far)
        return far

    yield make
    for far in opened:
        far.close()
