"""The local store as a file: key, damage, full disk, copies. Nothing that does not open is ever touched."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest
from sqlalchemy import event, text

from drc_desktop.domain.draft import Place
from drc_desktop.store import secrets
from drc_desktop.store.journal import Journal
from drc_desktop.store.local import LocalStore
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from drc_desktop.store.secrets import Protection, key_file
from drc_desktop.words import LANGUAGES, Words
from tests.store.local_kit import answer, enrolled, head, overwrite


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "station" / "local.db"


@pytest.fixture
def store(path: Path) -> Iterator[LocalStore]:
    opened = LocalStore(path)
    yield opened
    opened.close()


class NoKeyring(keyring.backend.KeyringBackend):
    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.NoKeyringError

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.NoKeyringError

    def delete_password(self, service: str, username: str) -> None:
        raise keyring.errors.NoKeyringError


class LockedKeyring(NoKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked


def fault(path: Path, pin: str | None = None) -> LocalFault:
    with pytest.raises(LocalStoreError) as caught:
        LocalStore(path, pin)
    return caught.value.code


def files(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def test_wal_and_full_on_every_connection(store: LocalStore) -> None:
    with store.writing() as one, store.reading() as other:
        for connection in (one, other):
            assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
            assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    assert store.check() == ""
    assert store.protection is Protection.KEYRING


def test_nothing_rests_in_plain(store: LocalStore, path: Path, memory_keyring: object) -> None:
    Journal(store, "op").begin(head(cnic="3920000000012"), b"the whole state of the session")
    store.device_keys()
    key = keyring.get_password(secrets.SERVICE, store.store_id)
    assert key is not None
    for name, data in files(path).items():
        for secret in (b"3920000000012", b"whole state", b"A042", key.encode(), bytes.fromhex(key)):
            assert secret not in data, name
        if not name.endswith(".json"):
            assert not data.startswith(b"SQLite format 3")


def test_opens_again_with_the_same_content(store: LocalStore, path: Path) -> None:
    identity = enrolled(store)
    store.remember("last_contact", "1795000000.5")
    store.close()
    again = LocalStore(path)
    assert again.identity() == identity
    assert again.device_keys() == identity.keys
    assert again.remembered("last_contact") == "1795000000.5"
    assert again.remembered("nothing") == ""
    again.close()


def test_a_wrong_key_is_told_from_damage_and_changes_nothing(store: LocalStore, path: Path) -> None:
    store.close()
    before = files(path)
    right = keyring.get_password(secrets.SERVICE, store.store_id)
    keyring.set_password(secrets.SERVICE, store.store_id, "00" * 32)
    assert fault(path) is LocalFault.WRONG_KEY
    keyring.set_password(secrets.SERVICE, store.store_id, "no key at all")
    assert fault(path) is LocalFault.WRONG_KEY
    assert files(path) == before
    assert right is not None
    keyring.set_password(secrets.SERVICE, store.store_id, right)
    LocalStore(path).close()


def test_a_copied_store_does_not_open_elsewhere(store: LocalStore, path: Path, tmp_path: Path) -> None:
    store.close()
    shutil.copytree(path.parent, tmp_path / "stick")
    keyring.delete_password(secrets.SERVICE, store.store_id)
    copied = tmp_path / "stick" / path.name
    before = files(copied)
    assert fault(copied) is LocalFault.KEY_MISSING
    key_file(copied).unlink()
    assert fault(copied) is LocalFault.KEY_MISSING, "a database without its key file is never begun anew"
    key_file(copied).write_text("{", encoding="utf-8")
    assert fault(copied) is LocalFault.KEY_MISSING
    assert files(copied)[path.name] == before[path.name]


def _use(path: Path) -> None:
    """Open the store and read its draft; a store that opens all the same knows of the damage."""
    again = LocalStore(path)
    try:
        assert again.check() != ""
        Journal(again, "op").left_open()
    finally:
        again.close()


@pytest.mark.parametrize("where", ["head", "middle", "cut"])
def test_a_damaged_file_is_said_and_kept(store: LocalStore, path: Path, where: str) -> None:
    journal = Journal(store, "op")
    journal.begin(head(), b"x" * 200_000)
    store.close()
    size = path.stat().st_size
    if where == "cut":
        with path.open("r+b") as file:
            file.truncate(size // 2 // 4096 * 4096)
    else:
        overwrite(path, 30 if where == "head" else size // 2, b"\xff" * 5000)
    before = path.read_bytes()
    with pytest.raises(LocalStoreError) as caught:
        _use(path)
    assert caught.value.code is LocalFault.CORRUPT
    assert path.read_bytes() == before


def test_a_file_that_vanished_or_was_emptied_is_not_begun_anew(store: LocalStore, path: Path) -> None:
    store.close()
    path.write_bytes(b"")
    assert fault(path) is LocalFault.GONE
    path.unlink()
    assert fault(path) is LocalFault.GONE
    assert not path.exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert fault(tmp_path / "file" / "local.db") is LocalFault.DENIED


def test_a_store_of_a_newer_version_is_left_alone(store: LocalStore, path: Path) -> None:
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    assert fault(path) is LocalFault.NEWER


def test_disk_full_loses_nothing_that_was_acknowledged(store: LocalStore, path: Path) -> None:
    journal = Journal(store, "op")
    journal.begin(head(), b"state")
    store.close()
    small = LocalStore(path)
    with small.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    limit = int(pages) + 12

    def cap(raw: object, *_: object) -> None:
        raw.execute(f"PRAGMA max_page_count={limit}").close()  # type: ignore[attr-defined]

    event.listen(small.engine, "checkout", cap)
    full = Journal(small, "op")
    acknowledged: list[str] = []

    def fill() -> None:
        for number in range(1, 20_000):
            full.append("v-1", answer(number), Place(ref="/data/a"))
            acknowledged.append(str(number))

    with pytest.raises(LocalStoreError) as caught:
        fill()
    assert caught.value.code is LocalFault.FULL
    assert len(acknowledged) > 20
    small.close()
    after = LocalStore(path)
    left = Journal(after, "op").left_open()
    assert left is not None
    assert [one.value for one in left.operations] == acknowledged
    Journal(after, "op").append("v-1", answer(0), Place())
    assert after.check() == ""
    after.close()


def test_without_a_keyring_the_key_rests_under_a_pin(path: Path) -> None:
    keyring.set_keyring(NoKeyring())
    assert fault(path) is LocalFault.PIN_NEEDED
    assert fault(path, "12345") is LocalFault.PIN_SHORT
    assert fault(path, "١٢٣٤٥٦") is LocalFault.PIN_SHORT, "the window turns digits into ASCII before"
    assert not path.exists()
    store = LocalStore(path, "493817")
    assert store.protection is Protection.PIN
    store.remember("a", "b")
    store.close()
    assert fault(path) is LocalFault.PIN_NEEDED
    assert fault(path, "493818") is LocalFault.PIN_WRONG
    again = LocalStore(path, "493817")
    assert again.remembered("a") == "b"
    again.close()
    (wrapped,) = json.loads(key_file(path).read_text(encoding="utf-8"))["slots"].values()
    assert wrapped["kdf"] == "argon2id"
    assert len(bytes.fromhex(wrapped["box"])) == 32 + 16


def test_a_locked_keyring_is_said_as_such(store: LocalStore, path: Path) -> None:
    store.close()
    keyring.set_keyring(LockedKeyring())
    assert fault(path) is LocalFault.KEYRING_LOCKED
    keyring.set_keyring(NoKeyring())
    assert fault(path) is LocalFault.KEY_MISSING


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", LocalFault)
def test_every_fault_has_words_and_says_what_to_do(code: LocalFault, language: str) -> None:
    words = Words(language)
    filled = {"path": "/data/local.db", "kind": "nfs", "digits": 6, "token": "A042"}
    assert words.text(f"local-{code}", **filled)
    assert words.text(f"local-{code}-do", **filled)
