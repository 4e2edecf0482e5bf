"""A day with real processes, ten of them killed on the way: on SQLite, and on PostgreSQL with two site services."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from drc_desktop.domain.history import Line, check
from tests.store.conftest import new_url, postgres

__all__ = ["new_url", "postgres"]


def test_whatever_is_killed_nobody_is_called_twice_or_lost(new_url: Callable[[], str], tmp_path: Path) -> None:
    url, export = new_url(), tmp_path / "events.jsonl"
    crowd = ["--visitors", "30", "--counters", "3", "--seconds", "0.04", "--kills", "10", "--processes"]
    where = ["--database", url, "--instances", "2"] if url.startswith("postgresql") else []
    done = subprocess.run(
        [sys.executable, "-m", "drc_desktop", "simulate", *crowd, *where, "--export", str(export), "--json"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
    )
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
