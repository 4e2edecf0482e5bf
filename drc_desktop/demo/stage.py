"""The processes of the walk-through: each part of a centre is a real process, started, killed and started again."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

_STOP_SECONDS = 10.0


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class StageError(RuntimeError):
    """A process of the walk-through did not start, or ended when it should not have."""


class Part:
    """One `drc` command as a process. Its output goes to `<name>.log`; its first JSON line says it is ready."""

    def __init__(self, name: str, arguments: list[str], logs: Path, environment: dict[str, str] | None = None) -> None:
        self.name = name
        self.arguments = arguments
        self._log_path = logs / f"{name}.log"
        self._environment = {**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})}
        self._log: IO[bytes] | None = None
        self.process: subprocess.Popen[str] | None = None
        self.ready: dict[str, Any] = {}

    def start(self, wait_ready: bool = True) -> Part:
        """Start it; with `wait_ready` read the JSON line it prints when it serves, kept as `ready`."""
        self._log_path.parent.mkdir(parents=True, exist_ok=True)
        self._log = self._log_path.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "drc_desktop", *self.arguments],
            stdout=subprocess.PIPE if wait_ready else self._log,
            stderr=self._log,
            stdin=subprocess.DEVNULL,
            text=True,
            env=self._environment,
        )
        if wait_ready:
            assert self.process.stdout is not None
            line = self.process.stdout.readline()
            if not line.startswith("{"):
                raise StageError(f"{self.name} did not start: see {self._log_path.name}: {self.last_words()}")
            self.ready = json.loads(line)
        return self

    def wait(self, seconds: float) -> None:
        """Until it ends by itself; raises `StageError` where it does not, or ends with a fault."""
        assert self.process is not None
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired as fault:
            raise StageError(f"{self.name} did not end in {seconds:.0f} s") from fault
        if code != 0:
            raise StageError(f"{self.name} ended with {code}: {self.last_words()}")

    def failed(self) -> bool:
        """Whether it has ended with a fault."""
        return self.process is not None and self.process.poll() not in (None, 0)

    def last_words(self) -> str:
        """The end of its log, for a message about why it failed."""
        lines = self._log_path.read_text(encoding="utf-8", errors="replace").splitlines()
        return " | ".join(lines[-3:])

    def running(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """As a power cut does it: no goodbye (SIGKILL; TerminateProcess on Windows)."""
        if self.process is not None:
            self.process.kill()
        self._reap()

    def stop(self) -> None:
        """Ask it to end; kill it if it does not."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._reap()

    def _reap(self) -> None:
        if self.process is not None:
            self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()
        if self._log is not None:
            self._log.close()
            self._log = None


def run(arguments: list[str], environment: dict[str, str] | None = None, given: str = "") -> dict[str, Any]:
    """Run one `drc` command to its end and return the JSON object it prints. Raises `StageError` if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "drc_desktop", *arguments],
        capture_output=True,
        text=True,
        input=given,
        env={**os.environ, **(environment or {})},
        check=False,
    )
    if done.returncode != 0:
        raise StageError(f"drc {' '.join(arguments)}: exit {done.returncode}: {done.stderr.strip()[-400:]}")
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    return json.loads(lines[-1]) if lines else {}
