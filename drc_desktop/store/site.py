"""The site database as one object: open it, keep it up to date, run transactions on it.

SQLite runs with WAL and synchronous=FULL (an acknowledged commit survives a power cut) and one writer at a time, held
by a lock in this process: SQLite's own waiting sleeps, a lock wakes at once. With a key the file is SQLCipher's: who
holds a copy of it alone can neither read who came nor put back a count of wrong PINs. PostgreSQL runs the same
statements with row locks; its disk is encrypted by whoever runs it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, delete, event, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlcipher3 import dbapi2

from drc_desktop.store import migrate, schema
from drc_desktop.store.place import network_kind

MIGRATIONS = Path(__file__).parent / "migrations" / "site"
NEWEST = "0001"
"""The revision that this program works with."""
SQLITE_BUSY_MS = 5000
CHECKPOINT_BUSY_MS = 200
_CHANNEL = "drc_changed"
_LOOK_S = 0.5
_GONE_SQLSTATES = ("08", "53300", "57P")  # connection lost, no free connection, server shutting down
_CORRUPT_SQLSTATES = frozenset({"XX001", "XX002", "58030"})
_AGAIN_SQLSTATES = frozenset({"40001", "40P01", "23505"})  # serialisation, deadlock, another wrote the same row first


class StorageFault(StrEnum):
    """Codes of known storage faults. Parameters in brackets."""

    FULL = "storage-full"  # [path]
    CORRUPT = "storage-corrupt"  # [path]
    NETWORK = "storage-network"  # [path, kind]
    KEY = "storage-key"  # [path, what]: the key does not open the file, or is not on this PC
    NEWER = "storage-newer"  # [path]: a newer version of the program wrote it
    UNREACHABLE = "storage-unreachable"  # [path]: the database does not answer, or the file cannot be opened


class StorageError(Exception):
    """A known fault of the disk or the database file, not of the code."""

    def __init__(self, code: StorageFault, **params: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = params


class SiteStore:
    """The site database at `url`; a plain path stands for SQLite, `key` (32 bytes) for an encrypted one.

    Where SQLite is `copied` while it is open, its log is moved into the file by `checkpoint` alone.

    Raises:
        StorageError: where the file lies on a network, is no database, or the disk is full.
    """

    def __init__(self, url: str | Path, key: bytes | None = None, copied: bool = False) -> None:
        self.url = f"sqlite:///{Path(url).absolute()}" if "://" not in str(url) else str(url)
        parsed = make_url(self.url)
        self.path = parsed.database or ""
        self.sqlite = parsed.get_backend_name() == "sqlite"
        if self.sqlite:
            kind = network_kind(Path(self.path))
            if kind:
                raise StorageError(StorageFault.NETWORK, path=self.path, kind=kind)
        self.key = key
        self.encrypted = key is not None
        self.engine = _engine(self.url, self.path if self.sqlite else "", key, copied)
        self._writer: AbstractContextManager[Any] = threading.Lock() if self.sqlite else nullcontext()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction, committed at the end, rolled back by an exception."""
        with self._writer, self._faults(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view; never waits for the writer."""
        with self._faults(), self.engine.connect() as connection:
            options: dict[str, Any] = {"reading": True}
            if not self.sqlite:
                options["isolation_level"] = "REPEATABLE READ"
            with connection.execution_options(**options).begin():
                yield connection

    def prepare(self) -> None:
        """Bring the schema to the newest version and the table of moves to the code's.

        Raises:
            StorageError: NEWER where a newer version of the program was here before, and as every transaction.
        """
        with self.writing() as connection:
            try:
                migrate.bring_up(connection, MIGRATIONS, NEWEST)
            except migrate.NewerSchema as fault:
                raise StorageError(StorageFault.NEWER, path=self.path) from fault
            _write_moves(connection)

    def say_changed(self, connection: Connection) -> None:
        """Wake the other instances on this database as soon as the transaction commits (PostgreSQL)."""
        if not self.sqlite:
            connection.execute(text(f"NOTIFY {_CHANNEL}"))

    def listen(self, heard: Callable[[], None]) -> Listener | None:
        """Call `heard`, from a thread of its own, whenever any instance has committed; None where there is but one."""
        return None if self.sqlite else Listener(self.url, heard).start()

    def check(self) -> str:
        """What the database's own check finds wrong; empty when it is sound."""
        with self.reading() as connection:
            if not self.sqlite:
                return ""
            seals = text("PRAGMA cipher_integrity_check")
            broken = connection.execute(seals).scalars().first() if self.encrypted else None
            answer = broken or connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
            return "" if answer == "ok" else str(answer)

    def checkpoint(self, before: Callable[[], None] = lambda: None) -> tuple[bool, int]:
        """Move SQLite's log into the file so that the next commit begins it anew; `before` runs with writers held off.

        Returns whether it was done (False: a reader was in the way) and how many pages the log held.
        """
        with self._writer, self._faults():
            before()
            raw = self.engine.raw_connection()
            try:
                cursor = raw.cursor()
                cursor.execute(f"PRAGMA busy_timeout={CHECKPOINT_BUSY_MS}")
                busy, frames, _ = cursor.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
                cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_MS}")
                cursor.close()
            finally:
                raw.close()
        return not busy, frames

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as fault:
            known = _storage_fault(fault)
            if known is None:
                raise
            raise StorageError(known, path=self.path) from fault


class Listener:
    """One connection that waits for `NOTIFY`. While it is lost it tries again, and then says that much may be new."""

    def __init__(self, url: str, heard: Callable[[], None]) -> None:
        self._address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._heard = heard
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="site-listener", daemon=True)

    def start(self) -> Listener:
        """Begin to listen."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End within a second."""
        self._stop.set()
        self._thread.join()

    def _listen(self) -> None:
        import psycopg  # a site on SQLite starts without it

        while not self._stop.is_set():
            try:
                with psycopg.connect(self._address, autocommit=True, connect_timeout=3) as connection:
                    connection.execute(f"LISTEN {_CHANNEL}")
                    self._heard()
                    while not self._stop.is_set():
                        for _ in connection.notifies(timeout=_LOOK_S, stop_after=1):
                            self._heard()
            except psycopg.Error:
                self._stop.wait(_LOOK_S)


def is_conflict(fault: DBAPIError) -> bool:
    """Whether PostgreSQL let another transaction go first: this one may simply be tried again, and will then see it."""
    return getattr(fault.orig, "sqlstate", None) in _AGAIN_SQLSTATES


def open_file(path: str, key: bytes | None = None, copied: bool = False) -> Any:
    """A connection of SQLite, or with a `key` of SQLCipher, set up as the site's database wants it."""
    driver = sqlite3 if key is None else dbapi2
    keyed = [] if key is None else ["cipher_log_level=NONE", f"key=\"x'{key.hex()}'\""]  # before anything else
    raw = driver.connect(path, isolation_level=None, check_same_thread=False)
    try:
        for pragma in (
            *keyed,
            f"busy_timeout={SQLITE_BUSY_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            *(["wal_autocheckpoint=0"] if copied else []),
        ):
            raw.execute(f"PRAGMA {pragma}").close()
    except (sqlite3.Error, dbapi2.Error):
        raw.close()
        raise
    return raw


def _engine(url: str, path: str, key: bytes | None, copied: bool) -> Engine:
    """`path` is empty for PostgreSQL."""
    # parameters stay out of error messages: a log must not hold who was in the queue
    if not path:
        return create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(
        url,
        module=sqlite3 if key is None else dbapi2,
        creator=lambda: open_file(path, key, copied),
        pool_size=10,
        max_overflow=40,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _write_moves(connection: Connection) -> None:
    names = ("action", "from_state", "to_state")
    wanted = {tuple(row[name] for name in names) for row in schema.moves()}
    found = {tuple(row) for row in connection.execute(select(schema.move))}
    for row in sorted(found - wanted):
        conditions = [schema.move.c[name] == value for name, value in zip(names, row, strict=True)]
        connection.execute(delete(schema.move).where(*conditions))
    if wanted - found:
        connection.execute(insert(schema.move), [dict(zip(names, row, strict=True)) for row in sorted(wanted - found)])


def _storage_fault(fault: DBAPIError) -> StorageFault | None:
    cause = fault.orig
    if isinstance(cause, (sqlite3.Error, dbapi2.Error)):
        primary = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        return {
            sqlite3.SQLITE_FULL: StorageFault.FULL,
            sqlite3.SQLITE_CORRUPT: StorageFault.CORRUPT,
            sqlite3.SQLITE_NOTADB: StorageFault.CORRUPT,
            sqlite3.SQLITE_IOERR: StorageFault.CORRUPT,
            sqlite3.SQLITE_BUSY: StorageFault.UNREACHABLE,
            sqlite3.SQLITE_CANTOPEN: StorageFault.UNREACHABLE,
            sqlite3.SQLITE_READONLY: StorageFault.UNREACHABLE,
        }.get(primary)
    state = getattr(cause, "sqlstate", None)
    if state == "53100":
        return StorageFault.FULL
    if isinstance(fault, OperationalError) and (state is None or state.startswith(_GONE_SQLSTATES)):
        return StorageFault.UNREACHABLE
    return StorageFault.CORRUPT if state in _CORRUPT_SQLSTATES else None
