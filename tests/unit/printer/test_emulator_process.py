"""`drc printer emulate` as the demo starts it: a process with a status file, stopped through its control port."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from token_printer.bitmap import Bitmap
from token_printer.emulator import tell
from token_printer.printers import Delivery, tcp_printer


def emulate(*options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "drc_desktop", "printer", "emulate", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_it_prints_for_another_process_and_stops_when_told(tmp_path: Path, noise: Callable[[int, int], Bitmap]) -> None:
    status = tmp_path / "run" / "printer.json"
    with emulate("--port", "0", "--out", str(tmp_path / "out"), "--status-file", str(status)) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        assert said == json.loads(status.read_text(encoding="utf-8"))
        assert tcp_printer("127.0.0.1", said["port"]).deliver(lambda: noise(576, 50)).delivery is Delivery.PRINTED
        assert tell(said["control_port"], do="wait", slips=1)["ok"]
        assert tell(said["control_port"], do="stop")["ok"]
        assert process.wait(20) == 0
    assert (tmp_path / "out" / "slip-0001.png").is_file()
    [line] = (tmp_path / "out" / "slips.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["complete"]


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with emulate("--port", str(port), "--out", str(tmp_path)) as process:
            assert process.wait(20) == 1
            assert process.stdout is not None
            assert "cannot start" in process.stdout.read()
