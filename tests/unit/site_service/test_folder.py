"""The site's folder at rest: encrypted, bound to its PC, never begun anew, its key renewed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import keyring
import pytest

from drc_desktop.site_service.folder import SiteFolder
from drc_desktop.store import machine, people, secrets
from drc_desktop.store.site import StorageError, StorageFault
from tests.store.test_local_store import NoKeyring


@pytest.fixture
def no_keyring(memory_keyring: object) -> None:
    keyring.set_keyring(NoKeyring())


def fault(folder: SiteFolder) -> StorageError:
    with pytest.raises(StorageError) as caught:
        folder.open_store()
    return caught.value


def other_pc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_raw", lambda: "another machine")


def test_neither_names_nor_keys_rest_in_plain(folder: SiteFolder) -> None:
    store = folder.open_store()
    with store.reading() as connection:
        ticket_key = people.the_site(connection)["ticket_key"]  # type: ignore[index]
    for path in folder.path.glob("site.db*"):
        data = path.read_bytes()
        assert not data.startswith(b"SQLite format 3")
        for secret in (b"Synthetic Supervisor", b"argon2id", ticket_key):
            assert path.name.endswith(".json") or secret not in data
    store.close()
    assert folder.check()["protection"] == "keyring"


@pytest.mark.usefixtures("no_keyring")
def test_without_a_keyring_the_key_is_wrapped_for_this_pc_and_that_is_said(tmp_path: Path, folder_at: Any) -> None:
    folder = folder_at(tmp_path / "bare")
    assert folder.check()["protection"] == "machine"


@pytest.mark.parametrize("kind", ["keyring", "machine"])
def test_a_copy_on_another_pc_does_not_open_and_says_so(
    tmp_path: Path, folder_at: Any, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    if kind == "machine":
        keyring.set_keyring(NoKeyring())
    folder = folder_at(tmp_path / "original")
    shutil.copytree(folder.path, tmp_path / "copy")
    copy = SiteFolder(tmp_path / "copy")
    other_pc(monkeypatch)
    found = fault(copy)
    assert (found.code, found.params["what"]) == (StorageFault.KEY, "store-other-pc")
    key_file = secrets.key_file(copy.path / "site.db")
    text = key_file.read_text(encoding="utf-8").replace('"machine":', '"was":', 1)
    key_file.write_text(text, encoding="utf-8")
    if kind == "machine":
        assert fault(copy).params["what"] == "store-other-pc", "not even with the mark taken out"


def test_a_database_that_is_gone_is_not_begun_anew(folder: SiteFolder) -> None:
    for path in folder.path.glob("site.db*"):
        if path.suffix != ".json":
            path.unlink()
    assert fault(folder).code is StorageFault.UNREACHABLE
    assert not (folder.path / "site.db").exists()


def test_a_key_file_that_is_gone_is_said(folder: SiteFolder) -> None:
    secrets.key_file(folder.path / "site.db").unlink()
    assert fault(SiteFolder(folder.path)).params["what"] == "store-key-missing"


def test_a_second_site_in_the_folder_is_refused(folder: SiteFolder, folder_at: Any) -> None:
    before = (folder.path / "site.db").read_bytes()
    with pytest.raises(Exception, match="site-exists"):
        folder_at(folder.path)
    assert (folder.path / "site.db").read_bytes() == before
