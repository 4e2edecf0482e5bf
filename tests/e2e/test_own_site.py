"""A centre of one PC: `drc supervisor` on a fresh site starts the service, pairs itself, and leaves it running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drc_desktop.demo.hands import Hands
from drc_desktop.demo.stage import free_port
from drc_desktop.site_service import own
from drc_desktop.site_service.folder import SiteFolder
from tests.e2e.test_site_service import OPERATORS, report

pytestmark = pytest.mark.e2e


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    operators, home = tmp_path / "operators.json", tmp_path / "pc"
    operators.write_text(json.dumps([OPERATORS[0]]))
    names = ["--name-en", "Training centre", "--name-ur", "تربیتی مرکز", "--tehsil", "PK63204"]
    report("init", "--data", home, "--site-id", "SGD-2", *names, "--operators", operators)
    yield home
    if own._running(SiteFolder(home)):
        os.kill(SiteFolder(home).serving().pid, signal.SIGTERM)
        until(lambda: not own._running(SiteFolder(home)))


def until(true: object, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < ends
        time.sleep(0.05)


def open_and_close(home: Path) -> int:
    """Open the supervisor's window up to its sign-in page and close it; returns the process that serves the site."""
    port = free_port()
    command = [sys.executable, "-W", "error", "-m", "drc_desktop", "supervisor", "--home", str(home)]
    window = subprocess.Popen([*command, "--robot", str(port)], stderr=subprocess.PIPE, text=True)
    hands = Hands("supervisor", port)
    hands.see("signin.person.sup")
    hands.close()
    window.terminate()
    window.communicate(timeout=60)
    return SiteFolder(home).serving().pid


def test_the_window_brings_the_site_up_and_leaves_it_running(home: Path) -> None:
    (home / "settings.toml").write_text("[site]\nport = 0\n")
    first = open_and_close(home)
    assert own._running(SiteFolder(home)), "the service outlives the window"
    assert open_and_close(home) == first, "the second window uses the same service"


def test_a_service_that_cannot_start_is_said_with_where_to_look(home: Path) -> None:
    (home / "settings.toml").write_text('[site]\nhost = "203.0.113.9"\n')  # an address of no PC (RFC 5737)
    done = subprocess.run(
        [sys.executable, "-m", "drc_desktop", "supervisor", "--home", str(home), "--language", "en"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "site-not-started" in done.stderr
    assert own.LOG in done.stderr
    assert "203.0.113.9" in (home / own.LOG).read_text(encoding="utf-8")
