"""Invites work once, in time, for the right authority; the secret goes to the keyring or a private file."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import keyring
import keyring.errors
import msgspec
import pytest

from drc_desktop.desk.contract import DeskError, Fault
from drc_desktop.site_service import pairing, tls
from drc_desktop.site_service.folder import SiteError, SiteFault, SiteFolder
from drc_desktop.store.schema import metadata


def fault_of(code: str, place: Path) -> SiteFault:
    with pytest.raises(SiteError) as fault:
        pairing.join(code, place)
    return fault.value.code


def test_an_invite_works_once(invited: Any, tmp_path: Path) -> None:
    code = invited("counter", 1).code()
    station = pairing.join(code, tmp_path / "pc")
    assert (station.kind, station.counter, station.site_id, station.secret_in) == ("counter", 1, "LHR-01", "keyring")
    assert pairing.station(tmp_path / "pc") == station
    assert fault_of(code, tmp_path / "other") is SiteFault.BAD_CODE
    assert not (tmp_path / "other").exists()


def test_a_file_carries_the_authority_itself(invited: Any, tmp_path: Path) -> None:
    file = tmp_path / "invite.json"
    file.write_bytes(msgspec.json.encode(invited("display")))
    assert pairing.join(str(file), tmp_path / "pc").kind == "display"


def test_an_old_invite_is_refused(invited: Any, tmp_path: Path) -> None:
    assert fault_of(invited(now=time.time() - pairing.INVITE_S - 1).code(), tmp_path) is SiteFault.BAD_CODE


@pytest.mark.parametrize("code", ["", "DRC1.", "DRC1.####", "DRC1.e30", "no such file", "DRC1.é"])
def test_garbage_is_a_bad_code(code: str, tmp_path: Path) -> None:
    assert fault_of(code, tmp_path) is SiteFault.BAD_CODE


def test_a_false_authority_is_found_before_the_secret_is_sent(invited: Any, tmp_path: Path) -> None:
    real = invited()
    tls.make_authority(tmp_path / "false", "LHR-01")
    false_pem = (tmp_path / "false" / "ca.pem").read_text()
    other = msgspec.structs.replace(real, ca_sha256=tls.fingerprint(false_pem))
    assert fault_of(other.code(), tmp_path / "pc") is SiteFault.BAD_CODE
    assert pairing.join(real.code(), tmp_path / "pc").site_id == "LHR-01"


def test_nobody_listening_is_said(invited: Any, tmp_path: Path) -> None:
    import socket

    unused = socket.create_server(("127.0.0.1", 0))
    port = unused.getsockname()[1]
    unused.close()
    lost = msgspec.structs.replace(invited(), url=f"https://127.0.0.1:{port}")
    with pytest.raises(DeskError) as fault:
        pairing.join(lost.code(), tmp_path / "pc")
    assert fault.value.code is Fault.SITE_UNREACHABLE


@pytest.mark.parametrize("broken", ["raises", "forgets"])
def test_without_a_keyring_the_secret_rests_in_a_private_file(
    invited: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def no_keyring(*_args: str) -> None:
        if broken == "raises":
            raise keyring.errors.NoKeyringError

    monkeypatch.setattr(keyring, "set_password", no_keyring)
    place = tmp_path / "pc"
    station = pairing.join(invited().code(), place)
    assert station.secret_in == "file"
    assert len(pairing.station_secret(place, station)) > 30
    if sys.platform != "win32":
        assert os.stat(place / "station.secret").st_mode & 0o777 == 0o600
    (place / "station.secret").unlink()
    with pytest.raises(DeskError) as fault:
        pairing.station_secret(place, station)
    assert fault.value.code is Fault.UNPAIRED


def test_the_site_keeps_only_hashes_of_secrets(invited: Any, folder: SiteFolder, tmp_path: Path) -> None:
    invite = invited()
    station = pairing.join(invite.code(), tmp_path / "pc")
    secret = pairing.station_secret(tmp_path / "pc", station)
    store = folder.open_store()
    with store.reading() as connection:
        stored = "".join(
            str(tuple(row)) for table in metadata.sorted_tables for row in connection.execute(table.select())
        )
    store.close()
    assert station.device_id in stored
    assert secret not in stored
    assert invite.secret not in stored


def test_an_unknown_kind_is_refused(invited: Any) -> None:
    with pytest.raises(DeskError) as fault:
        invited("kiosk")
    assert fault.value.params == {"what": "kind"}
