"""Parts every sync test builds on: a settable clock, keys, a sealed survey, stores on real engines."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

import sync.outbox
import sync.slice
from sync.envelope import Content, Envelope, new_msg_id, seal
from sync.keys import Keys


@dataclass
class FakeClock:
    """Milliseconds that move only when told to."""

    ms: int = 1_790_000_000_000

    def __call__(self) -> int:
        return self.ms

    def forward(self, seconds: float) -> None:
        self.ms += int(seconds * 1000)


@dataclass
class Device:
    """One PC and the registry it talks to, by their keys."""

    clock: FakeClock
    keys: Keys = field(default_factory=Keys.generate)
    registry_keys: Keys = field(default_factory=Keys.generate)
    device: str = "pc-1"
    site: str = "kamoke-1"

    def survey(self, text: str = "<data/>", **changes: Any) -> Envelope:
        values: dict[str, Any] = {
            "device_keys": self.keys,
            "registry": self.registry_keys.public,
            "msg_id": new_msg_id(self.clock()),
            "created": self.clock(),
            "site": self.site,
            "device": self.device,
            "op": "op-7",
            "form_ver": "nser_full@1",
        }
        return seal(Content(text.encode(), visit={"token": "A042"}), **values | changes)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def device(clock: FakeClock) -> Device:
    return Device(clock)


@pytest.fixture
def rng() -> random.Random:
    return random.Random(20261122)


def encrypted_engine(path: Path, key_hex: str = "11" * 32) -> sa.Engine:
    """SQLCipher as a PC's local store opens it: WAL, FULL, transactions begun with the write lock."""
    from sqlcipher3 import dbapi2

    def connect() -> Any:
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA key=\"x'{key_hex}'\"")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    engine = sa.create_engine("sqlite://", module=dbapi2, creator=connect, poolclass=QueuePool)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


@pytest.fixture
def local_engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = encrypted_engine(tmp_path / "local.db")
    sync.outbox.metadata.create_all(engine)
    sync.slice.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def open_encrypted() -> Callable[..., sa.Engine]:
    return encrypted_engine
