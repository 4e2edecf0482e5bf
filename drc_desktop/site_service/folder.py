"""The site's data folder on the PC that runs the service: which database, the keys of TLS, who serves it now."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from drc_desktop.desk.contract import DeskError, Fault, OperatorCard
from drc_desktop.desk.founding import NewOperator, SitePlan, found
from drc_desktop.desk.near import NearDesk
from drc_desktop.settings import Settings, load
from drc_desktop.site_service import tls
from drc_desktop.store import people, recovery, secrets
from drc_desktop.store.files import write_private
from drc_desktop.store.local_fault import LocalStoreError
from drc_desktop.store.rekey import settle
from drc_desktop.store.site import SiteStore, StorageError, StorageFault

RECOVERY = "recovery.json"
"""The key of the database, wrapped by the code on paper; goes with every copy."""


class SiteFault(StrEnum):
    """Codes of known faults of `drc site`. Parameters in brackets."""

    NO_SITE = "site-absent"  # [path]
    EXISTS = "site-exists"  # [path]
    IN_USE = "site-in-use"  # [path]: another service runs on this folder
    NOT_SERVING = "site-not-serving"  # [path]: nothing to invite to
    BAD_FILE = "site-bad-file"  # [path, what]
    BAD_CODE = "site-bad-code"  # the pairing code or file is unreadable, spent, or too old
    PORT_TAKEN = "site-port-taken"  # [host, port]
    NOT_STARTED = "site-not-started"  # [path]: the log that says why
    NOT_STANDBY = "site-not-standby"  # [kind]: this PC is paired as something else
    NEEDS_CODE = "site-needs-code"  # [path]: the recovery code is missing or is not the one of this copy
    NOT_SQLITE = "site-not-sqlite"  # [path]: copies are made by the database server


class SiteError(Exception):
    """A known fault of setting up or running a site."""

    def __init__(self, code: SiteFault, **params: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = params


class _Site(msgspec.Struct):
    database: str = ""


class Serving(msgspec.Struct):
    """What a running service says of itself in the folder."""

    url: str
    pid: int


class SiteFolder:
    """Paths and small files of one site under `path`."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.tls = self.path / "tls"
        self._site = self.path / "site.json"
        self._key: secrets.StoreKey | None = None
        self._serving = self.path / "serving.json"

    def create(self, plan: SitePlan, operators: Sequence[NewOperator], database: str = "") -> list[OperatorCard]:
        """Make the site: database, authority, keys, first operators.

        Raises:
            SiteError: EXISTS. DeskError: BAD_REQUEST. StorageError: NETWORK and the rest of the storage's faults.
        """
        if self._site.exists():
            raise SiteError(SiteFault.EXISTS, path=str(self.path))
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        store = self.store_at(database, new=True)
        try:
            store.prepare()
            with store.writing() as connection:
                cards = found(connection, plan, operators, time.time())
        finally:
            store.close()
        if store.encrypted:
            secrets.mark_initialised(Path(store.path))
        tls.make_authority(self.tls, plan.site_id)
        self.use_database(database)
        return cards

    def open_store(self, copied: bool = False) -> SiteStore:
        """The site's database, brought up to date; raises NO_SITE, or BAD_FILE for a broken `site.json`."""
        store = self.store_at(self.database(), copied=copied)
        store.prepare()
        return store

    def database(self) -> str:
        """The URL of the database, empty for SQLite in this folder; raises as `open_store`."""
        self._demand_site()
        try:
            return msgspec.json.decode(self._site.read_bytes(), type=_Site).database
        except msgspec.DecodeError as fault:
            raise SiteError(SiteFault.BAD_FILE, path=str(self._site), what=str(fault)) from fault

    def use_database(self, url: str) -> None:
        """From the next start on the site's database is at `url`; empty for SQLite in this folder."""
        write_private(self._site, msgspec.json.encode(_Site(url)))  # the URL may hold a password

    def open_desk(self, settings: Settings | None = None, copied: bool = False) -> NearDesk:
        """The desk in process over this site's database; `copied` by the service, which makes the checkpoints."""
        found = settings or load(self.path)
        return NearDesk(
            self.open_store(copied), found.desk, monitor=found.monitor, session_s=found.site.session_hours * 3600
        )

    def new_recovery_code(self) -> str:
        """A code that opens copies of this site's database, shown once; empty for a database at a URL."""
        store = self.open_store()
        try:
            if store.key is None:
                return ""
            code = recovery.new_code()
            write_private(self.path / RECOVERY, recovery.wrap(store.key, code))
            return code
        finally:
            store.close()

    def ca_pem(self) -> str:
        """The authority's certificate."""
        return (self.tls / "ca.pem").read_text(encoding="ascii")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder for one service; raises NO_SITE, IN_USE. The lock falls with the process, however it ends."""
        self._demand_site()
        with open(self.path / "service.lock", "a+b") as lock:
            try:
                _lock(lock.fileno())
            except OSError as fault:
                raise SiteError(SiteFault.IN_USE, path=str(self.path)) from fault
            yield

    def say_serving(self, url: str) -> None:
        """Tell other commands on this PC where the service listens."""
        self._serving.write_bytes(msgspec.json.encode(Serving(url, os.getpid())))

    def say_stopped(self) -> None:
        """The service has ended."""
        self._serving.unlink(missing_ok=True)

    def serving(self) -> Serving:
        """Where the service listens; raises NOT_SERVING."""
        try:
            return msgspec.json.decode(self._serving.read_bytes(), type=Serving)
        except (FileNotFoundError, msgspec.DecodeError) as fault:
            raise SiteError(SiteFault.NOT_SERVING, path=str(self.path)) from fault

    def check(self) -> dict[str, Any]:
        """What `drc site check` reports: the database's own check, the log's chains, what is set up."""
        from drc_desktop.store import board, ledger

        store = self.open_store()
        try:
            wrong = store.check()
            with store.reading() as connection:
                site = people.the_site(connection)
                if site is None:
                    raise DeskError(Fault.STORAGE_CORRUPT, path=store.path)
                broken = ledger.broken_links(connection)
                return {
                    "good": not wrong and not broken,
                    "site_id": site["id"],
                    "database": wrong or "ok",
                    "protection": self._key.protection.value if self._key else "of the database server",
                    "recovery_code": store.key is None or (self.path / RECOVERY).exists(),
                    "events": ledger.last_seq(connection),
                    "broken_events": broken[:20],
                    "counters": len(board.counters(connection)),
                    "operators": len(people.operators(connection)),
                }
        finally:
            store.close()

    def store_at(self, database: str, new: bool = False, copied: bool = False) -> SiteStore:
        """The database at a URL, or the encrypted one in the folder; only a `new` one may be begun.

        Raises:
            StorageError: KEY without its key; UNREACHABLE where the file is gone, which is never begun anew here.
        """
        if database:
            return SiteStore(database)
        path = self.path / "site.db"
        if not new and not path.exists():
            raise StorageError(StorageFault.UNREACHABLE, path=str(path))
        if self._key is None:  # asked for once: a keyring that is locked later stops no service
            try:
                settle(path)  # a change of the key that broke off
                self._key = secrets.obtain(path, unattended=True)
            except LocalStoreError as fault:
                raise StorageError(StorageFault.KEY, path=str(path), what=fault.code.value) from fault
        return SiteStore(path, self._key.key, copied)

    def _demand_site(self) -> None:
        if not self._site.exists():
            raise SiteError(SiteFault.NO_SITE, path=str(self.path))


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
