"""The key of a PC without a keyring: one slot for each operator, added only from an open store, never half."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import keyring
import pytest

from drc_desktop.devices import sync_cli
from drc_desktop.devices.station_store import PIN_VARIABLE, local_store_path
from drc_desktop.store import secrets
from drc_desktop.store.local import LocalStore
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from drc_desktop.store.secrets import Protection, key_file, newcomer
from tests.store.test_local_store import NoKeyring, files

ONE, TWO, THREE = ("deo1", "493817"), ("deo2", "864209"), ("deo3", "135792")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return local_store_path(tmp_path)


@pytest.fixture
def bare(memory_keyring: object) -> None:
    """A PC without a keyring."""
    keyring.set_keyring(NoKeyring())


def opened(path: Path, person: tuple[str, str]) -> LocalStore:
    return LocalStore(path, person[1], operator_id=person[0])


def refused(path: Path, person: tuple[str, str]) -> LocalFault:
    with pytest.raises(LocalStoreError) as caught:
        opened(path, person)
    return caught.value.code


def made(path: Path, person: tuple[str, str]) -> None:
    store = opened(path, person)
    store.remember("kept", "as it was")
    store.close()


def kept(path: Path, person: tuple[str, str]) -> str:
    store = opened(path, person)
    found = store.remembered("kept")
    store.close()
    return found


def granted(path: Path, by: tuple[str, str], to: tuple[str, str]) -> None:
    store = opened(path, by)
    store.grant(newcomer(*to))
    store.close()


def fields(path: Path) -> dict[str, Any]:
    return dict(json.loads(key_file(path).read_text(encoding="utf-8")))


def as_version_1(path: Path) -> None:
    """The key file as the version before slots wrote it."""
    now = fields(path)
    (wrapped,) = now.pop("slots").values()
    key_file(path).write_text(json.dumps(now | {"v": 1, "wrapped": wrapped}), encoding="utf-8")


@pytest.mark.usefixtures("bare")
def test_each_operator_opens_the_store_with_their_own_pin(path: Path) -> None:
    made(path, ONE)
    granted(path, ONE, TWO)
    granted(path, TWO, THREE)
    assert sorted(fields(path)["slots"]) == ["deo1", "deo2", "deo3"]
    assert [kept(path, person) for person in (ONE, TWO, THREE)] == ["as it was"] * 3


@pytest.mark.usefixtures("bare")
def test_somebody_new_is_refused_by_a_code_that_names_nobody_and_nothing_is_written(path: Path) -> None:
    made(path, ONE)
    before = files(path)
    with pytest.raises(LocalStoreError) as caught:
        opened(path, TWO)
    assert (caught.value.code, caught.value.params) == (LocalFault.PIN_NEW_HERE, {})
    assert files(path) == before


@pytest.mark.usefixtures("bare")
def test_a_new_pin_takes_the_place_of_the_old_one(path: Path) -> None:
    made(path, ONE)
    granted(path, ONE, TWO)
    changed = (TWO[0], "975310")
    assert refused(path, changed) is LocalFault.PIN_NEW_HERE
    granted(path, ONE, changed)
    assert kept(path, changed) == "as it was"
    assert refused(path, TWO) is LocalFault.PIN_NEW_HERE


@pytest.mark.usefixtures("bare")
def test_a_program_opens_with_the_pin_of_anybody_known_and_leaves_the_slots_alone(path: Path) -> None:
    made(path, ONE)
    granted(path, ONE, TWO)
    before = fields(path)
    for _, pin in (ONE, TWO):
        LocalStore(path, pin).close()
    assert refused(path, (secrets.ANYONE, THREE[1])) is LocalFault.PIN_WRONG
    assert fields(path) == before


@pytest.mark.usefixtures("bare")
def test_the_same_pin_as_a_known_person_gets_a_slot_of_its_own(path: Path) -> None:
    made(path, ONE)
    twin = ("deo2", ONE[1])
    assert kept(path, twin) == "as it was"
    slots = fields(path)["slots"]
    assert sorted(slots) == ["deo1", "deo2"]
    assert slots["deo1"]["salt"] != slots["deo2"]["salt"]


@pytest.mark.usefixtures("bare")
def test_a_store_made_by_a_program_becomes_that_of_the_operator_with_its_pin(path: Path) -> None:
    made(path, (secrets.ANYONE, ONE[1]))
    assert refused(path, TWO) is LocalFault.PIN_NEW_HERE
    assert kept(path, ONE) == "as it was"
    assert list(fields(path)["slots"]) == ["deo1"]
    LocalStore(path, ONE[1]).close()


@pytest.mark.usefixtures("bare")
def test_the_one_slot_of_version_1_is_taken_for_any_operator_then_has_an_owner(path: Path) -> None:
    made(path, ONE)
    as_version_1(path)
    before = files(path)
    assert refused(path, ("deo2", "864209")) is LocalFault.PIN_NEW_HERE
    LocalStore(path, ONE[1]).close()
    assert files(path)[key_file(path).name] == before[key_file(path).name]
    assert kept(path, ONE) == "as it was"
    now = fields(path)
    assert (now["v"], list(now["slots"]), "wrapped" in now) == (2, ["deo1"], False)
    granted(path, ONE, TWO)
    assert kept(path, TWO) == "as it was"


def test_version_1_of_a_pc_with_a_keyring_still_opens(path: Path) -> None:
    LocalStore(path).close()
    key_file(path).write_text(json.dumps(fields(path) | {"v": 1}), encoding="utf-8")
    store = opened(path, ONE)
    assert store.protection is Protection.KEYRING
    store.close()
    assert not fields(path).get("slots"), "what the keyring keeps is not put under a PIN as well"


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_grant_that_breaks_off_leaves_the_key_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    made(path, ONE)
    before = key_file(path).read_bytes()
    store = opened(path, ONE)

    def breaks(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, step, breaks)
        with pytest.raises(LocalStoreError) as caught:
            store.grant(newcomer(*TWO))
    assert caught.value.code is LocalFault.FULL
    assert key_file(path).read_bytes() == before
    store.grant(newcomer(*TWO))
    store.close()
    assert kept(path, ONE) == kept(path, TWO) == "as it was"


@pytest.mark.usefixtures("bare")
def test_no_pin_and_no_key_rests_or_shows(path: Path) -> None:
    made(path, ONE)
    granted(path, ONE, TWO)
    key = secrets.obtain(path, ONE[1]).key
    person = newcomer(*TWO)
    text = key_file(path).read_text(encoding="utf-8") + repr(person)
    for secret in (ONE[1], TWO[1], key.hex(), person.kek.hex(), repr(person.kek)):
        assert secret not in text


@pytest.mark.usefixtures("bare")
def test_a_key_file_of_a_newer_version_and_a_broken_slot_are_told_apart(path: Path) -> None:
    made(path, ONE)
    now = fields(path)
    for wrong, code in (
        ({"v": 3}, LocalFault.NEWER),
        ({"slots": {"deo1": {"kdf": "argon2id", "salt": "xx"}}}, LocalFault.KEY_MISSING),
        ({"slots": ["deo1"]}, LocalFault.KEY_MISSING),
    ):
        key_file(path).write_text(json.dumps(now | wrong), encoding="utf-8")
        assert refused(path, ONE) is code


@pytest.mark.usefixtures("bare")
def test_by_command_both_pins_are_asked(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made(path, ONE)
    typed = {"PIN that opens this store now: ": ONE[1], "PIN of deo2 at the site: ": TWO[1]}
    monkeypatch.setattr(sync_cli, "getpass", typed.pop)
    assert sync_cli.main(["--home", str(tmp_path), "grant", "deo2"]) == 0
    assert not typed
    assert kept(path, TWO) == "as it was"
    monkeypatch.setenv(PIN_VARIABLE, TWO[1])
    typed["PIN of deo3 at the site: "] = "123"
    assert sync_cli.main(["--home", str(tmp_path), "grant", "deo3"]) == 1
    typed["PIN of deo3 at the site: "] = THREE[1]
    assert sync_cli.main(["--home", str(tmp_path), "grant", "deo3"]) == 0
    assert kept(path, THREE) == "as it was"
    assert "has at least" in capsys.readouterr().err


def test_by_command_on_a_pc_with_a_keyring_nothing_is_granted(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    LocalStore(path).close()
    before = key_file(path).read_bytes()
    monkeypatch.setenv(PIN_VARIABLE, ONE[1])
    assert sync_cli.main(["--home", str(tmp_path), "grant", "deo2"]) == 0
    assert "not needed" in capsys.readouterr().out
    assert key_file(path).read_bytes() == before
