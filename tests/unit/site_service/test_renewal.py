"""A new key for the site's database: everything is there, old key and code open nothing new, copies go on under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from drc_desktop.__main__ import main
from drc_desktop.site_service.folder import RECOVERY, SiteError, SiteFault, SiteFolder
from drc_desktop.site_service.renewal import renew_key
from drc_desktop.site_service.standby import take_backup, take_over
from drc_desktop.store import recovery, rekey
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from drc_desktop.store.site import SiteStore, StorageError


def key_of(folder: SiteFolder) -> bytes:
    store = SiteFolder(folder.path).open_store()
    store.close()
    assert store.key is not None
    return store.key


def test_the_site_goes_on_under_the_new_key_and_the_old_opens_nothing(folder: SiteFolder) -> None:
    old_code, old = folder.new_recovery_code(), key_of(folder)
    protection, code = renew_key(folder)
    new = key_of(folder)
    assert new != old
    report = SiteFolder(folder.path).check()
    assert (report["good"], report["protection"], report["recovery_code"]) == (True, protection.value, True)
    wrapped = (folder.path / RECOVERY).read_bytes()
    assert recovery.unwrap(wrapped, code) == new
    assert recovery.unwrap(wrapped, old_code) is None
    with pytest.raises(StorageError):
        SiteStore(folder.path / "site.db", old).prepare()


def test_a_copy_taken_afterwards_opens_by_the_new_code_alone(folder: SiteFolder, tmp_path: Path) -> None:
    old_code = folder.new_recovery_code()
    _, code = renew_key(folder)
    take_backup(SiteFolder(folder.path), tmp_path / "copy")
    with pytest.raises(SiteError) as fault:
        take_over(tmp_path / "copy", tmp_path / "other", old_code)
    assert fault.value.code is SiteFault.NEEDS_CODE
    take_over(tmp_path / "copy", tmp_path / "other", code)
    assert SiteFolder(tmp_path / "other").check()["site_id"] == "LHR-01"


def test_a_site_that_is_being_served_keeps_its_key(folder: SiteFolder) -> None:
    old = key_of(folder)
    with folder.alone(), pytest.raises(SiteError) as fault:
        renew_key(SiteFolder(folder.path))
    assert fault.value.code is SiteFault.IN_USE
    assert key_of(folder) == old


@pytest.mark.parametrize("turned", [False, True], ids=["before the pages", "after the pages"])
def test_broken_off_it_opens_and_says_that_there_is_no_code(
    folder: SiteFolder, monkeypatch: pytest.MonkeyPatch, turned: bool
) -> None:
    folder.new_recovery_code()
    old = key_of(folder)
    turn = rekey._turn

    class PowerGone(BaseException):
        pass

    def breaks(database: Path, before: bytes, after: bytes) -> None:
        if turned:
            turn(database, before, after)
        raise PowerGone

    monkeypatch.setattr(rekey, "_turn", breaks)
    with pytest.raises(PowerGone):
        renew_key(SiteFolder(folder.path))
    monkeypatch.undo()
    assert (key_of(folder) == old) is not turned
    report = SiteFolder(folder.path).check()
    assert (report["good"], report["recovery_code"]) == (True, False)
    assert SiteFolder(folder.path).new_recovery_code()
    assert SiteFolder(folder.path).check()["recovery_code"]


def test_a_fault_of_the_key_is_said_in_both_languages(
    folder: SiteFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def busy(*_: object) -> None:
        raise LocalStoreError(LocalFault.BUSY, path="site.db")

    assert main(["store", "rekey", "--site", "--home", str(folder.path)]) == 0
    assert "new key" in capsys.readouterr().out
    monkeypatch.setattr(rekey, "_turn", busy)
    assert main(["store", "rekey", "--site", "--home", str(folder.path)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2
