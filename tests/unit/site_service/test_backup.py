"""A site that is copied while it serves, lost, and goes on at another PC; carried to PostgreSQL and back elsewhere."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from drc_desktop.desk.contract import DeskError, Fault, IssueRequest, OpenDay, Service
from drc_desktop.domain import clock
from drc_desktop.settings import Settings
from drc_desktop.site_service import pairing
from drc_desktop.site_service.cli import main
from drc_desktop.site_service.client import FarDesk
from drc_desktop.site_service.folder import SiteError, SiteFault, SiteFolder
from drc_desktop.site_service.pairing import Invite
from drc_desktop.site_service.run import RunningSite
from drc_desktop.site_service.standby import COPY, stand_by, take_backup, take_over
from drc_desktop.store.backup import BackupFolder
from drc_desktop.store.site import open_file
from tests.unit.site_service.conftest import PIN, SETTINGS, Joined


class Served:
    """A site service in a thread, stopped by `stop` or at the end."""

    def __init__(self, folder: SiteFolder, settings: Settings = SETTINGS) -> None:
        self.site = RunningSite(folder, settings, "127.0.0.1", 0)
        listening = threading.Event()
        self._thread = threading.Thread(target=self.site.run, args=[lambda _url: listening.set()])
        self._thread.start()
        assert listening.wait(20)

    def stop(self) -> None:
        self.site.stop()
        self._thread.join(30)
        assert not self._thread.is_alive()


def issue(far: FarDesk, actor: Any, number: int) -> str:
    request = IssueRequest(Service.NEW_SURVEY, binding=f"{number:064x}")
    return str(far.issue(actor, f"issue-{number}", request).token)


def opened(far: FarDesk) -> Any:
    actor = far.sign_in(far.station.device_id, "sup", PIN).actor
    far.open_day(actor, "open", OpenDay(clock.today().isoformat(), confirmed=True))
    return actor


def until(true: Callable[[], object]) -> None:
    ends = time.monotonic() + 60
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_the_site_goes_on_at_the_pc_that_stood_by(
    tmp_path: Path, folder: SiteFolder, running: RunningSite, joined: Joined, invited: Callable[..., Invite]
) -> None:
    far = joined()
    actor = opened(far)
    pairing.join(invited("standby").code(), tmp_path / "standby")
    stop, said = threading.Event(), []
    standing = threading.Thread(target=stand_by, args=[tmp_path / "standby", stop, said.append])
    standing.start()
    tokens = [issue(far, actor, number) for number in range(1, 4)]
    backup, key = BackupFolder(tmp_path / "standby" / COPY), folder.open_store().key
    until(lambda: backup.copies() and _tokens_in(backup, key) == 3)
    stop.set()
    standing.join(30)
    running.stop()  # the site PC is lost; the last things it did are not in the copy
    assert tokens == ["A001", "A002", "A003"]

    report = take_over(tmp_path / "standby" / COPY, tmp_path / "new")
    assert report["live"] == 3
    assert report["letters"]["new_survey"] not in "ACP"
    again = Served(SiteFolder(tmp_path / "new"))
    try:
        home = tmp_path / "pc0"
        moved = pairing.rejoin(home, again.site.url)
        second = FarDesk(moved, pairing.station_secret(home, moved), SETTINGS.site)
        assert issue(second, actor, 9).startswith(report["letters"]["new_survey"]), "the session holds on"
        assert issue(second, actor, 3) == "A003", "a resend of what the copy knows changes nothing"
        second.close()
    finally:
        again.stop()
    assert SiteFolder(tmp_path / "new").check()["good"]


def test_a_day_opened_after_taking_over_has_fresh_letters(tmp_path: Path, folder: SiteFolder) -> None:
    code = folder.new_recovery_code()
    take_backup(folder, tmp_path / "stick")
    take_over(tmp_path / "stick", tmp_path / "new", code)
    desk = SiteFolder(tmp_path / "new").open_desk()
    actor = desk.sign_in("pc", "sup", PIN).actor
    desk.open_day(actor, "open", OpenDay(clock.today().isoformat(), confirmed=True))
    token = desk.issue(actor, "one", IssueRequest(Service.NEW_SURVEY, binding="0" * 64)).token
    desk.store.close()
    assert token[0] not in "ACP"
    assert token[1:] == "001"


def test_only_a_pc_that_stands_by_gets_the_copy(
    tmp_path: Path, running: RunningSite, joined: Joined, invited: Callable[..., Invite]
) -> None:
    far = joined()
    for part in ("belongings", "piece"):
        answer = far._http.post(f"/backup/{part}", content=b"{}", extensions={"sni_hostname": "site.drc.internal"})
        assert answer.status_code == 403
    pairing.join(invited("supervisor").code(), tmp_path / "other")
    with pytest.raises(SiteError) as fault:
        stand_by(tmp_path / "other", threading.Event(), lambda _said: None)
    assert fault.value.code is SiteFault.NOT_STANDBY


def test_a_pc_that_stands_by_may_ask_nothing_else(joined: Joined) -> None:
    far = joined("standby")
    assert far.site().site_id == "LHR-01"
    with pytest.raises(DeskError) as fault:
        far.operators()
    assert fault.value.code is Fault.NOT_ALLOWED


def test_the_second_disk_has_every_commit_when_the_service_has_ended(tmp_path: Path, folder: SiteFolder) -> None:
    disk = tmp_path / "disk2"
    settings = msgspec.structs.replace(SETTINGS, site=msgspec.structs.replace(SETTINGS.site, second_disk=str(disk)))
    served = Served(folder, settings)
    desk = folder.open_desk()
    actor = desk.sign_in("pc", "sup", PIN).actor
    desk.open_day(actor, "open", OpenDay(clock.today().isoformat(), confirmed=True))
    for number in range(20):
        desk.issue(actor, f"issue-{number}", IssueRequest(Service.NEW_SURVEY, binding=f"{number:064x}"))
    desk.store.close()
    served.stop()
    key = folder.open_store().key
    assert _tokens_in(BackupFolder(disk), key) == 20
    assert "tls/ca.key" in BackupFolder(disk).files(key or b"")


def test_nothing_in_a_copy_can_be_read_without_the_key(tmp_path: Path, folder: SiteFolder) -> None:
    code = folder.new_recovery_code()
    take_backup(folder, tmp_path / "stick")
    everything = b"".join(file.read_bytes() for file in (tmp_path / "stick").rglob("*") if file.is_file())
    assert len(everything) > 100_000
    for secret in (b"SQLite format", b"Training centre", b"PRIVATE KEY", b"Synthetic", b"LHR-01"):
        assert secret not in everything
    folder.new_recovery_code()
    for wrong in ("", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-A", code[:-1] + ("A" if code[-1] != "A" else "B")):
        with pytest.raises(SiteError) as fault:
            take_over(tmp_path / "stick", tmp_path / "new", wrong)
        assert fault.value.code is SiteFault.NEEDS_CODE
    assert not (tmp_path / "new").exists()
    take_over(tmp_path / "stick", tmp_path / "new", f" {code.lower()} ".replace("-", " "))
    assert SiteFolder(tmp_path / "new").check()["good"]


def test_a_disk_that_is_pulled_out_is_told_once_and_taken_up_again(
    tmp_path: Path, folder: SiteFolder, expected_logs: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    expected_logs.add("drc_desktop.site_service.backing_up")
    disk = tmp_path / "disk2"
    disk.write_text("not a folder yet")
    settings = msgspec.structs.replace(SETTINGS, site=msgspec.structs.replace(SETTINGS.site, second_disk=str(disk)))
    served = Served(folder, settings)
    backing = served.site._backing_up
    assert backing is not None
    assert backing.copier is not None
    until(lambda: any("cannot be kept up" in record.message for record in caplog.records))
    disk.unlink()
    until(lambda: backing.copier.same_at is not None)
    served.stop()
    assert sum("cannot be kept up" in record.message for record in caplog.records) == 1
    assert BackupFolder(disk).copies()


def test_a_copy_by_hand_and_its_faults(
    tmp_path: Path, folder: SiteFolder, running: RunningSite, capsys: pytest.CaptureFixture[str]
) -> None:
    with folder.alone():
        assert main(["backup", "--data", str(folder.path), "--out", str(tmp_path / "out"), "--json"]) == 1
    assert "site-in-use" in capsys.readouterr().err
    assert main(["backup", "--data", str(folder.path), "--out", str(tmp_path / "out"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["copy"]
    (tmp_path / "code").write_text(folder.new_recovery_code())
    assert main(["backup", "--data", str(folder.path), "--out", str(tmp_path / "out")]) == 0
    capsys.readouterr()
    promote = ["promote", "--from", str(tmp_path / "out"), "--code-file", str(tmp_path / "code"), "--json"]
    assert main([*promote, "--data", str(tmp_path / "pc")]) == 0
    assert json.loads(capsys.readouterr().out)["last_event"] >= 0
    assert main([*promote, "--data", str(tmp_path / "pc")]) == 1
    assert "site-exists" in capsys.readouterr().err
    promote[2] = str(tmp_path / "none")
    assert main([*promote, "--data", str(tmp_path / "pc2")]) == 1
    assert "backup-absent" in capsys.readouterr().err


def test_rejoin_believes_the_own_authority_alone(tmp_path: Path, joined: Joined, folder: SiteFolder) -> None:
    far = joined()
    other = SiteFolder(tmp_path / "other")
    from drc_desktop.desk.founding import SitePlan
    from tests.unit.desk.conftest import STAFF

    other.create(SitePlan("LHR-01", "Training centre", "تربیتی مرکز", "lahore-city"), STAFF)
    served = Served(other)
    try:
        with pytest.raises(DeskError) as fault:
            pairing.rejoin(tmp_path / "pc0", served.site.url)
        assert fault.value.code is Fault.SITE_UNREACHABLE
        assert pairing.station(tmp_path / "pc0").url == far.station.url
    finally:
        served.stop()


def _tokens_in(backup: BackupFolder, key: bytes | None) -> int:
    target = backup.path.parent / "look.db"
    backup.restore(target, lambda path: open_file(path, key))
    opened = open_file(str(target), key)
    try:
        return int(opened.execute("SELECT count(*) FROM visit WHERE state = 'waiting'").fetchone()[0])
    finally:
        opened.close()
