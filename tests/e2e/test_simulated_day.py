"""A day with real processes, ten of them killed on the way: on SQLite, and on PostgreSQL with two site services.

Among the killed are people, services, the hall display, and PostgreSQL itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import keyring
import msgspec
import pytest
from keyring.backends.null import Keyring

from benchmarks.postgres import NoPostgres, cluster
from drc_desktop.domain.history import Line, Verdict, check
from drc_desktop.simulate import processes
from drc_desktop.store import history, ledger

CROWD = {"visitors": 30, "counters": 3, "seconds": 0.04}


def test_whatever_is_killed_nobody_is_called_twice_or_lost(tmp_path: Path) -> None:
    export = tmp_path / "events.jsonl"
    crowd = [part for name, value in CROWD.items() for part in (f"--{name}", str(value))]
    done = subprocess.run(
        [sys.executable, "-m", "drc_desktop", "simulate", "--processes", *crowd, "--kills", "10", "--displays", "1",
         "--export", str(export), "--json"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    report = json.loads(done.stdout)
    verdict = report["verdict"]
    assert verdict["faults"] == []
    assert report["broken_events"] == []
    assert verdict["visits"] == report["visitors"] > 0
    assert verdict["finished"] > 0
    assert verdict["most_overtaken"] <= 10
    lines = [msgspec.json.decode(line, type=Line) for line in export.read_bytes().splitlines()]
    assert check(lines, 10, 20).good
    assert lines[-1].seq == len(lines)
    assert not check(lines, 10, 20, announced=[1]).good  # the calls were looked for among those announced


def test_postgresql_may_be_killed_as_well(tmp_path: Path) -> None:
    try:
        with cluster("-c fsync=off -c max_connections=60") as server:
            stage, verdict = lived(tmp_path, "pg", server.url, 10, server.crash)
    except NoPostgres as missing:
        pytest.skip(str(missing))
    assert set(stage.killed) == {processes.PERSON, processes.SERVICE, processes.DISPLAY, processes.DATABASE}
    assert verdict.faults == []
    assert verdict.calls > 0
    assert verdict.finished > 0


def lived(folder: Path, seed: str, database: str, kills: int, crash: object = None) -> tuple[processes.Stage, Verdict]:
    """A day that somebody kills at, judged with what the display said."""
    keyring.set_keyring(Keyring())  # what is paired here is used by processes
    scene = processes.Scene(CROWD["visitors"], CROWD["counters"], seed, CROWD["seconds"], folder / "gong")
    stage = processes.Stage(folder, database, 2 if database else 1, scene, displays=1)
    processes.run(stage, kills, crash)
    store = stage.site_folder(1).open_store()
    try:
        with store.reading() as connection:
            assert ledger.broken_links(connection) == []
            return stage, check(history.lines(connection), 10, 20, stage.announced())
    finally:
        store.close()
