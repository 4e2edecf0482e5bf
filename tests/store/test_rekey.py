"""A new key for the local store: everything is there, the old key is of no use, and no kill loses anything."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import keyring
import pytest
from sqlcipher3 import dbapi2

from drc_desktop.__main__ import main
from drc_desktop.devices.station_store import local_store_path
from drc_desktop.store import machine, rekey, secrets
from drc_desktop.store.journal import Journal
from drc_desktop.store.local import LocalStore
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from drc_desktop.store.secrets import Protection, key_file
from tests.store.local_kit import head
from tests.store.test_local_store import NoKeyring

PIN = "493817"


def filled(path: Path, pin: str | None = None, operator: str = "") -> LocalStore:
    store = LocalStore(path, pin, operator_id=operator)
    Journal(store, "op").begin(head(), b"x" * 300_000)
    store.remember("kept", "as it was")
    return store


def kept(path: Path, pin: str | None = None, operator: str = "") -> str:
    store = LocalStore(path, pin, operator_id=operator)
    found = store.remembered("kept")
    assert store.check() == ""
    store.close()
    return found


def fields(path: Path) -> dict[str, Any]:
    return dict(json.loads(key_file(path).read_text(encoding="utf-8")))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return local_store_path(tmp_path)


def test_the_store_opens_under_the_new_key_and_not_under_the_old(path: Path) -> None:
    store = filled(path)
    old, old_id = store._key.key, store.store_id
    store.close()
    assert main(["store", "rekey", "--home", str(path.parents[1])]) == 0
    assert kept(path) == "as it was"
    assert fields(path)["store"] != old_id
    assert keyring.get_password(secrets.SERVICE, old_id) is None
    raw = dbapi2.connect(str(path))
    raw.execute(f"PRAGMA key=\"x'{old.hex()}'\"").close()
    with pytest.raises(dbapi2.DatabaseError):
        raw.execute("SELECT count(*) FROM sqlite_master").close()
    raw.close()


def test_without_a_keyring_the_new_key_has_the_slot_of_one_operator(path: Path) -> None:
    keyring.set_keyring(NoKeyring())
    filled(path, PIN, "deo1").close()
    assert rekey.rekey(path, PIN, "deo1") is Protection.PIN
    assert list(fields(path)["slots"]) == ["deo1"]
    assert kept(path, PIN, "deo1") == "as it was"


def test_a_wrong_pin_or_an_open_store_changes_nothing(path: Path) -> None:
    keyring.set_keyring(NoKeyring())
    store = filled(path, PIN, "deo1")
    before = fields(path)
    with pytest.raises(LocalStoreError) as wrong:
        rekey.rekey(path, "864209")
    assert wrong.value.code is LocalFault.PIN_WRONG
    with store.reading(), pytest.raises(LocalStoreError) as busy:
        rekey.rekey(path, PIN, "deo1")
    assert busy.value.code is LocalFault.BUSY
    assert fields(path) == before
    store.close()
    assert kept(path, PIN, "deo1") == "as it was"


@pytest.mark.parametrize("done", [False, True])
def test_a_change_that_broke_off_is_settled_at_the_next_opening(path: Path, done: bool) -> None:
    store = filled(path)
    old = store._key
    store.close()
    before = fields(path)
    new, fresh = secrets.fresh(None, "", unattended=False)
    secrets.write(path, before | {"next": fresh})
    if done:
        rekey._turn(path, old.key, new.key)
    assert kept(path) == "as it was"
    assert fields(path)["store"] == (new.store_id if done else old.store_id)
    assert "next" not in fields(path)
    assert keyring.get_password(secrets.SERVICE, old.store_id if done else new.store_id) is None


def test_where_neither_key_opens_it_nothing_is_touched(path: Path) -> None:
    filled(path).close()
    _, fresh = secrets.fresh(None, "", unattended=False)
    secrets.write(path, fields(path) | {"next": fresh})
    path.write_bytes(b"\xff" * 8192)
    with pytest.raises(LocalStoreError) as fault:
        LocalStore(path)
    assert fault.value.code is LocalFault.CORRUPT
    assert "next" in fields(path)


def test_a_store_that_was_moved_with_its_keyring_is_taken_when_it_is_meant(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(path).close()
    monkeypatch.setattr(machine, "_raw", lambda: "another machine")
    home = ["--home", str(path.parents[1])]
    assert main(["store", "rekey", *home]) == 1
    assert "another PC" in capsys.readouterr().err
    assert main(["store", "rekey", *home, "--moved"]) == 0
    assert kept(path) == "as it was"


KILLED = """
import sys
from pathlib import Path
from drc_desktop.store import rekey
print("begun", flush=True)
rekey.rekey(Path(sys.argv[1]), sys.argv[2], "deo1")
print("done", flush=True)
"""


@pytest.mark.parametrize("after_ms", [0, 150, 200, 300, 450])
def test_killed_at_any_moment_the_store_opens(path: Path, after_ms: int) -> None:
    keyring.set_keyring(NoKeyring())
    filled(path, PIN, "deo1").close()
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path), PIN], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(after_ms / 1000)
    process.kill()
    process.communicate(timeout=30)
    assert kept(path, PIN, "deo1") == "as it was"
    assert "next" not in fields(path)
