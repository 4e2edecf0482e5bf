"""A store on SQLite and on PostgreSQL: every test here runs on both; without a PostgreSQL server it says so by name."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from drc_desktop.desk import people
from drc_desktop.desk.contract import Role
from drc_desktop.desk.founding import SitePlan, found
from drc_desktop.store import people as people_store
from drc_desktop.store.site import SiteStore

POSTGRES = Path("/usr/lib/postgresql/15/bin")
PLAN = SitePlan(site_id="LHR-01", name_en="Training centre", name_ur="تربیتی مرکز", tehsil="lahore-city", counters=12)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL (without a database name) of a private cluster on a socket in its own folder."""
    if not (POSTGRES / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed")
    folder = Path(tempfile.mkdtemp(prefix="drc-pg-", dir="/tmp"))
    root = os.geteuid() == 0
    prefix = ["runuser", "-u", "postgres", "--"] if root else []
    if root:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    run = [*prefix, str(POSTGRES / "initdb"), "-D", str(data), "-U", "drc", "-A", "trust", "--no-sync", "-E", "UTF8"]
    subprocess.run(run, check=True, capture_output=True, cwd="/")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
    control = [*prefix, str(POSTGRES / "pg_ctl"), "-D", str(data), "-w"]
    subprocess.run(
        [*control, "-o", options, "-l", str(folder / "log"), "start"], check=True, capture_output=True, cwd="/"
    )
    yield f"postgresql+psycopg://drc@/{{name}}?host={folder}"
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd="/")
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh, empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'site.db'}"
    cluster: str = request.getfixturevalue("postgres")
    admin = create_engine(cluster.format(name="postgres"))
    with admin.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    admin.dispose()
    return cluster.format(name="postgres")


@pytest.fixture
def store(url: str) -> Iterator[SiteStore]:
    """A founded site with twelve counters and operators who need no PIN."""
    store = SiteStore(url)
    store.prepare()
    with store.writing() as connection:
        found(connection, PLAN, [], 1_780_000_000.0)
        for number in range(1, 13):
            values = {"id": f"deo{number}", "name": f"Deo {number}", "role": Role.DEO.value, "counter": number}
            people_store.add_operator(connection, {**values, "pin_hash": "", "active": True, "failed": 0})
        values = {"id": "sup", "name": "Supervisor", "role": Role.SUPERVISOR.value, "counter": 0}
        people_store.add_operator(connection, {**values, "pin_hash": "", "active": True, "failed": 0})
    yield store
    store.close()


@pytest.fixture(autouse=True)
def any_pin(monkeypatch: pytest.MonkeyPatch) -> None:
    """PINs are tested with the desk; here everybody gets in."""
    monkeypatch.setattr(people, "pin_matches", lambda _hash, _pin: True)
