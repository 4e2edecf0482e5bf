"""Ways in which a PC's local store is broken from outside, and mended again. Each leaves everything else alone."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keyring
import pytest
from sqlalchemy import event, text

from drc_desktop.devices.station_store import local_store_path, open_local_store
from drc_desktop.store import local, secrets
from drc_desktop.store.secrets import key_file
from tests.store.local_kit import overwrite
from tests.store.test_local_store import LockedKeyring

Breaking = Callable[[Path], Any]


def made(home: Path) -> Path:
    """A store with a note in it; returns the database."""
    store = open_local_store(home)
    store.remember("kept", "as it was")
    store.close()
    return local_store_path(home)


def kept(home: Path, pin: str = "246810") -> str:
    """What the note says; the store must be whole for that."""
    store = open_local_store(home, pin)
    wrong = store.check()
    assert not wrong, wrong
    found = store.remembered("kept")
    store.close()
    return found


@contextmanager
def corrupt(home: Path) -> Iterator[None]:
    path = made(home)
    before = path.read_bytes()
    overwrite(path, 30, b"\xff" * 5000)
    yield
    path.write_bytes(before)


@contextmanager
def wrong_key(home: Path) -> Iterator[None]:
    name = json.loads(key_file(made(home)).read_text(encoding="utf-8"))["store"]
    right = keyring.get_password(secrets.SERVICE, name)
    assert right is not None
    keyring.set_password(secrets.SERVICE, name, "00" * 32)
    yield
    keyring.set_password(secrets.SERVICE, name, right)


@contextmanager
def copied(home: Path) -> Iterator[None]:
    """A store brought from another PC: this keyring has never heard of it."""
    file = key_file(made(home))
    fields = file.read_text(encoding="utf-8")
    file.write_text(json.dumps(json.loads(fields) | {"store": str(uuid.uuid4())}), encoding="utf-8")
    yield
    file.write_text(fields, encoding="utf-8")


@contextmanager
def locked_keyring(home: Path) -> Iterator[None]:
    made(home)
    before = keyring.get_keyring()
    keyring.set_keyring(LockedKeyring())
    yield
    keyring.set_keyring(before)


@contextmanager
def gone(home: Path) -> Iterator[None]:
    path = made(home)
    aside = path.rename(path.with_suffix(".aside"))
    yield
    aside.rename(path)


@contextmanager
def newer(home: Path) -> Iterator[None]:
    made(home)
    before = _version(home, "9999")
    yield
    _version(home, before)


@contextmanager
def no_room(_home: Path) -> Iterator[None]:
    """The disk has room for the key file and not one page of the database: SQLite's own limit says so."""
    real = local._engine

    def small(path: Path, key: bytes) -> Any:
        engine = real(path, key)
        event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA max_page_count=1").close())
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "_engine", small)
        yield


def _version(home: Path, number: str) -> str:
    engine = local._engine(local_store_path(home), secrets.obtain(local_store_path(home)).key)
    with engine.begin() as connection:
        before = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": number})
    engine.dispose()
    return before
