"""A private PostgreSQL server in a folder of its own, for benches and tests alike; gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text


class NoPostgres(Exception):
    """There is no server program on this machine, or this account cannot run it."""


class Cluster:
    """One server on a socket in `folder`; `url` is its first, empty database, `url_of` another."""

    def __init__(self, folder: Path, binaries: Path, prefix: list[str], settings: str) -> None:
        self.folder, self._binaries, self._prefix, self._settings = folder, binaries, prefix, settings
        self.url = self.url_of("postgres")

    def url_of(self, name: str) -> str:
        """The URL of a database of this server."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create(self) -> None:
        """Make its files; nothing of them is synced, they never outlive the run."""
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} {self._settings}"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Without a goodbye: what is not in its log is gone."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")

    def empty(self) -> None:
        """Nothing is left in its first database."""
        engine = create_engine(self.url)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()

    def crash(self) -> None:
        """Stop it so and start it again."""
        self.stop()
        self.start()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._prefix, str(self._binaries / program), *arguments]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def cluster(settings: str = "") -> Iterator[Cluster]:
    """A running one; fsync and synchronous_commit as PostgreSQL ships them (on) unless `settings` say otherwise.

    Raises:
        NoPostgres: where there is none to run.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not found or (as_root and shutil.which("runuser") is None):
        raise NoPostgres("no PostgreSQL server on this machine")
    folder = Path(tempfile.mkdtemp(prefix="drc-pg-"))
    if as_root:
        shutil.chown(folder, "postgres")
    made = Cluster(folder, found[-1].parent, ["runuser", "-u", "postgres", "--"] if as_root else [], settings)
    try:
        made.create()
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
