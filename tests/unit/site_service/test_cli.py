"""The commands in process: words for every fault, a new PIN, a station refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from drc_desktop.desk.contract import DeskError, Fault
from drc_desktop.settings import SettingsError
from drc_desktop.site_service.cli import main
from drc_desktop.site_service.folder import SiteFault, SiteFolder
from drc_desktop.store import people
from drc_desktop.store.backup import BackupFault
from drc_desktop.store.site import StorageFault
from drc_desktop.words import Words

PIN = "246810"


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_fault_has_words(language: str) -> None:
    words = Words(language)
    codes = [*SiteFault, *StorageFault, *BackupFault, *Fault, SettingsError.code]
    assert [code for code in codes if not words.has(f"fault-{code}")] == []


def test_a_fault_is_said_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--data", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "drc site init" in said
    assert "سنٹر" in said
    assert str(tmp_path) in said


def test_a_wrong_command_line_is_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["invite"])
    assert ended.value.code == 2
    assert "--kind" in capsys.readouterr().err


def test_a_new_pin_ends_a_lock_out(joined: Any, folder: SiteFolder, tmp_path: Path) -> None:
    far = joined()
    device = far.station.device_id
    for _ in range(5):
        with pytest.raises(DeskError):
            far.sign_in(device, "deo", "111111")
    with pytest.raises(DeskError) as fault:
        far.sign_in(device, "deo", PIN)
    assert fault.value.code is Fault.LOCKED_OUT
    (tmp_path / "pin").write_text("135791\n")
    assert main(["pin", "deo", "--data", str(folder.path), "--pin-file", str(tmp_path / "pin")]) == 0
    assert far.sign_in(device, "deo", "135791").name == "Synthetic Deo"


def test_pins_that_cannot_be_set_are_said(
    folder: SiteFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for operator, pin, what in (("deo", "123", "pin"), ("nobody", PIN, "operator")):
        (tmp_path / "pin").write_text(pin)
        arguments = ["pin", operator, "--data", str(folder.path), "--pin-file", str(tmp_path / "pin"), "--json"]
        assert main(arguments) == 1
        assert json.loads(capsys.readouterr().err) == {"fault": "bad-request", "params": {"what": what}}


def test_a_station_is_refused_in_one_step(joined: Any, folder: SiteFolder) -> None:
    far = joined()
    assert far.site().site_id == "LHR-01"
    arguments = ["unpair", far.station.device_id, "--data", str(folder.path)]
    assert main(arguments) == 0
    with pytest.raises(DeskError) as fault:
        far.site()
    assert fault.value.code is Fault.UNPAIRED
    assert main(arguments) == 1
    store = folder.open_store()
    with store.reading() as connection:
        row = people.one_station(connection, far.station.device_id)
    store.close()
    assert row is not None
    assert row["revoked_at"] is not None
