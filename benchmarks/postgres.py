"""A private PostgreSQL server in a folder of its own, as a registry for real use has one; gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

URL = "postgresql+psycopg://postgres@/postgres?host={folder}"


class NoPostgres(Exception):
    """There is no server program on this machine, or this account cannot run it."""


@contextmanager
def cluster(settings: str = "") -> Iterator[str]:
    """The URL of an empty database; fsync and synchronous_commit as PostgreSQL ships them (on). Raises NoPostgres."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not binaries or (as_root and shutil.which("runuser") is None):
        raise NoPostgres("no PostgreSQL server on this machine")
    folder = Path(tempfile.mkdtemp(prefix="drc-bench-pg-"))
    prefix = ["runuser", "-u", "postgres", "--"] if as_root else []
    if as_root:
        shutil.chown(folder, "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [*prefix, str(binaries[-1].with_name(program)), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    data = folder / "data"
    run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} {settings}"
    run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield URL.format(folder=folder)
    finally:
        run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
