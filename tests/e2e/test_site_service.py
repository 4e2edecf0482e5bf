"""The site as separate processes, by its command line: init, serve, invite, join, kill, start again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drc_desktop.desk.contract import Desk, DeskError, Fault, IssueRequest, OpenDay, Service, VisitState
from drc_desktop.site_service.cli import main
from drc_desktop.site_service.client import connect

pytestmark = pytest.mark.e2e
PIN = "246810"
OPERATORS = [
    {"name": "Synthetic Supervisor", "role": "supervisor", "pin": PIN, "own_pin": True, "operator_id": "sup"},
    {"name": "Synthetic Deo", "role": "deo", "pin": PIN, "own_pin": True, "counter": 1, "operator_id": "deo"},
]


def drc_site(*args: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "drc_desktop.site_service.cli", *map(str, args), "--json"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def report(*args: str | Path) -> dict[str, Any]:
    done = drc_site(*args)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


class Service_:
    """One `drc site serve` process."""

    def __init__(self, data: Path, port: int = 0) -> None:
        group: dict[str, Any] = {"creationflags": 0x200} if sys.platform == "win32" else {}
        command = [sys.executable, "-W", "error", "-m", "drc_desktop.site_service.cli", "serve"]
        self.process = subprocess.Popen(
            [*command, "--data", str(data), "--port", str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **group,
        )
        assert self.process.stdout is not None
        self.url: str = json.loads(self.process.stdout.readline())["listening"]
        self.port = int(self.url.rsplit(":", 1)[1])

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=20)

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.CTRL_BREAK_EVENT if sys.platform == "win32" else signal.SIGTERM)
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, errors


@pytest.fixture
def site(tmp_path: Path) -> Path:
    operators = tmp_path / "operators.json"
    operators.write_text(json.dumps(OPERATORS))
    data = tmp_path / "site"
    names = ["--name-en", "Training centre", "--name-ur", "تربیتی مرکز", "--tehsil", "lahore-city"]
    made = report("init", "--data", data, "--site-id", "LHR-01", *names, "--operators", operators)
    assert [card["operator_id"] for card in made["operators"]] == ["sup", "deo"]
    return data


@pytest.fixture
def service(site: Path) -> Iterator[Service_]:
    running = Service_(site)
    yield running
    if running.process.poll() is None:
        running.kill()


def paired(site: Path, place: Path, *kind: str) -> Desk:
    code = report("invite", "--data", site, "--kind", *kind)["code"]
    joined = report("join", code, "--data", place)
    assert joined["secret_in"] == "file"  # the test's processes have no keyring
    desk, _ = connect(place)
    return desk


def close(*desks: Any) -> None:
    for desk in desks:
        desk.close()


def test_a_visit_through_three_stations_and_a_killed_service(site: Path, service: Service_, tmp_path: Path) -> None:
    arrivals = paired(site, tmp_path / "pc0", "supervisor")
    counter = paired(site, tmp_path / "pc1", "counter", "--counter", "1")
    screen = paired(site, tmp_path / "pc2", "display")
    sup = arrivals.sign_in(arrivals.station.device_id, "sup", PIN).actor  # type: ignore[attr-defined]
    deo = counter.sign_in(counter.station.device_id, "deo", PIN).actor  # type: ignore[attr-defined]
    eyes = screen.display_actor(screen.station.device_id)  # type: ignore[attr-defined]
    arrivals.open_day(sup, "open", OpenDay("2026-11-23"))
    issued = arrivals.issue(sup, "issue", IssueRequest(Service.NEW_SURVEY, "b1"))
    counter.sit(deo, "sit", 1)
    called = counter.call_next(deo, "call", 1)
    assert called is not None
    assert [call.token for call in screen.hall(eyes, 0).calls] == [issued.token]
    counter.start(deo, "start", issued.visit_id)

    service.kill()
    with pytest.raises(DeskError) as unreachable:
        counter.finish(deo, "finish", issued.visit_id)
    assert unreachable.value.code is Fault.SITE_UNREACHABLE
    again = Service_(site, service.port)
    assert counter.finish(deo, "finish", issued.visit_id).state is VisitState.FINISHED
    assert counter.finish(deo, "finish", issued.visit_id).state is VisitState.FINISHED
    assert counter.call_next(deo, "call", 1) == called
    actions = [item.action for item in screen.changes(eyes, 0, 0).items if item.visit_id == issued.visit_id]
    assert actions == ["issue", "call_next", "start", "finish"]
    assert again.stop() == (0, "")  # while three stations hold their connections open
    close(arrivals, counter, screen)
    checked = report("check", "--data", site)
    assert (checked["good"], checked["broken_events"]) == (True, [])


def test_known_faults_have_codes(
    site: Path, service: Service_, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fault(*args: str | Path) -> str:
        assert main([*map(str, args), "--json"]) == 1
        code: str = json.loads(capsys.readouterr().err)["fault"]
        return code

    names = ["--name-en", "X", "--name-ur", "Y", "--tehsil", "t", "--operators", tmp_path / "operators.json"]
    assert fault("init", "--data", site, "--site-id", "LHR-01", *names) == "site-exists"
    assert fault("init", "--data", tmp_path / "b", "--site-id", "S" * 17, *names) == "bad-request"
    assert fault("init", "--data", tmp_path / "c", "--site-id", "A", *names[:-1], tmp_path / "none") == "site-bad-file"
    assert fault("serve", "--data", site) == "site-in-use"
    assert fault("serve", "--data", tmp_path / "nowhere") == "site-absent"
    assert fault("join", "DRC1.nonsense", "--data", tmp_path / "pc") == "site-bad-code"
    assert fault("invite", "--data", tmp_path / "nowhere", "--kind", "display") == "site-not-serving"
    assert service.stop() == (0, "")
    assert fault("invite", "--data", site, "--kind", "display") == "site-not-serving"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert fault("serve", "--data", site, "--port", port) == "site-port-taken"
    (site / "site.db").write_bytes(b"no database at all" * 100)
    (site / "site.db-wal").unlink(missing_ok=True)
    assert fault("check", "--data", site) == "storage-corrupt"
    assert fault("serve", "--data", site, "--port", "0") == "storage-corrupt"
    (site / "settings.toml").write_text("[desk]\novertake_cap = 0\n")
    assert fault("serve", "--data", site) == "settings-wrong"


def test_no_pin_is_ever_in_an_argument() -> None:
    assert "--pin" not in drc_site("init", "--help").stdout
    assert os.environ.get("PYTHON_KEYRING_BACKEND") == "keyring.backends.null.Keyring"
