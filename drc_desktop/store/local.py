"""The local store of one PC: drafts, finalised surveys, outbox, slice and device keys in one SQLCipher file.

WAL and synchronous=FULL: what has been acknowledged survives a power cut. A file that does not open is never written,
renamed or replaced. Every known fault is a `LocalStoreError`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, insert, select, text, update
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from drc_desktop.store import migrate, secrets
from drc_desktop.store.local_fault import LocalFault, LocalStoreError, known_faults
from drc_desktop.store.local_schema import setting
from drc_desktop.store.place import network_kind
from drc_desktop.store.rekey import settle
from drc_desktop.store.secrets import Newcomer, Protection
from sync.errors import SyncError
from sync.identity import Identity
from sync.keys import Keys
from sync.outbox import Outbox
from sync.slice import Slice
from sync.wire import Now, system_ms

T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations" / "local"
NEWEST = "0001"
"""The revision that this program works with."""
BUSY_MS = 10_000
CACHE_KIB = 16 * 1024
_IDENTITY, _KEYS = "identity", "device_keys"


class LocalStore:
    """Open, or create, the store at `path`.

    `pin` is asked for where the PC has no usable keyring: that of `operator_id`, or of anybody known for a program.

    Raises:
        LocalStoreError: any code of `LocalFault` but those of drafts.
    """

    def __init__(
        self, path: Path, pin: str | None = None, now: Now = system_ms, operator_id: str = secrets.ANYONE
    ) -> None:
        self.path = Path(path)
        kind = network_kind(self.path)
        if kind:
            raise LocalStoreError(LocalFault.NETWORK, path=str(self.path), kind=kind)
        key = self._key = _key(self.path, pin, operator_id)
        self.protection: Protection = key.protection
        self.store_id = key.store_id
        self.now = now
        self.engine = _engine(self.path, key.key)
        self.reader = self.engine.execution_options(reading=True)
        self._writer = threading.Lock()
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise
        self.outbox = Outbox(self.engine, now)
        self.slice = Slice(self.engine, now)
        self.slice_reader = Slice(self.reader, now)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction, durable at its end, rolled back by an exception."""
        with self._writer, self.faults(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view; never waits for a writer."""
        with self.faults(), self.reader.begin() as connection:
            yield connection

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Known faults as `LocalStoreError`, for calls that run their own transactions (outbox, slice)."""
        with known_faults(str(self.path)):
            yield

    def check(self) -> str:
        """What the database's own checks find wrong, empty when it is sound: page seals first, then structure."""
        with self.reading() as connection:
            broken = connection.execute(text("PRAGMA cipher_integrity_check")).scalars().first()
            answer = broken or connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
        return "" if answer == "ok" else str(answer)

    def device_keys(self) -> Keys:
        """The key pairs of this PC, made at the first call and kept for ever after."""
        with self.writing() as connection:
            found = _setting(connection, _KEYS)
            if found is not None:
                return self._readable(Keys.from_bytes, found)
            keys = Keys.generate()
            _set(connection, _KEYS, keys.to_bytes())
            return keys

    def identity(self) -> Identity | None:
        """Who this PC is to the registry; None before enrolment."""
        with self.reading() as connection:
            found = _setting(connection, _IDENTITY)
        return None if found is None else self._readable(Identity.from_bytes, found)

    def keep_identity(self, identity: Identity) -> None:
        """Record the outcome of an enrolment."""
        with self.writing() as connection:
            _set(connection, _IDENTITY, identity.to_bytes())

    def remembered(self, name: str) -> str:
        """A small remembered text (`last_contact`, ...), empty where there is none."""
        with self.reading() as connection:
            found = _setting(connection, f"note:{name}")
        return "" if found is None else found.decode()

    def remember(self, name: str, value: str) -> None:
        """Keep a small text over restarts."""
        with self.writing() as connection:
            _set(connection, f"note:{name}", value.encode())

    def grant(self, person: Newcomer) -> None:
        """Let a person's PIN open this store from now on; only where its `protection` is PIN."""
        secrets.grant(self.path, self._key, person)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    def _readable(self, read: Callable[[bytes], T], data: bytes) -> T:
        try:
            return read(data)
        except SyncError as error:
            raise LocalStoreError(LocalFault.CORRUPT, path=str(self.path)) from error

    def _prepare(self) -> None:
        with self.writing() as connection:
            try:
                migrate.bring_up(connection, MIGRATIONS, NEWEST)
            except migrate.NewerSchema as error:
                raise LocalStoreError(LocalFault.NEWER, path=str(self.path)) from error
        secrets.mark_initialised(self.path)


def _key(path: Path, pin: str | None, operator_id: str) -> secrets.StoreKey:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        settle(path, pin, operator_id)
        key = secrets.obtain(path, pin, operator_id)
        gone = not path.exists() or path.stat().st_size == 0
    except OSError as error:
        raise LocalStoreError(LocalFault.DENIED, path=str(path)) from error
    if key.initialised and gone:
        raise LocalStoreError(LocalFault.GONE, path=str(path))
    return key


def _engine(path: Path, key: bytes) -> Engine:
    def connect() -> Any:
        raw = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
        try:
            for pragma in (
                "cipher_log_level=NONE",  # it would write to stderr; the fault is raised anyway
                f"key=\"x'{key.hex()}'\"",
                f"busy_timeout={BUSY_MS}",
                "journal_mode=WAL",
                "synchronous=FULL",
                "foreign_keys=ON",
                f"cache_size=-{CACHE_KIB}",  # a page of SQLCipher is deciphered each time it is read
            ):
                raw.execute(f"PRAGMA {pragma}").close()
        except dbapi2.Error:
            raw.close()
            raise
        return raw

    engine = create_engine("sqlite://", module=dbapi2, creator=connect, poolclass=QueuePool, pool_size=4)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _setting(connection: Connection, name: str) -> bytes | None:
    found = connection.execute(select(setting.c.value).where(setting.c.name == name)).scalar_one_or_none()
    return None if found is None else bytes(found)


def _set(connection: Connection, name: str, value: bytes) -> None:
    changed = connection.execute(update(setting).where(setting.c.name == name).values(value=value)).rowcount
    if not changed:
        connection.execute(insert(setting).values(name=name, value=value))
