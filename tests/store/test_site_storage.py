"""Where the disk fails: full, corrupt, on a network; and what SQLite is set to."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from drc_desktop.desk.contract import DeskError, Fault, IssueRequest, OpenDay, Service
from drc_desktop.desk.founding import SitePlan
from drc_desktop.desk.near import NearDesk
from drc_desktop.site_service.folder import SiteFolder
from drc_desktop.store.place import network_kind
from drc_desktop.store.site import SiteStore, StorageError, StorageFault

PLAN = SitePlan("LHR-01", "Training centre", "تربیتی مرکز", "lahore-city")
sqlite_only = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@sqlite_only
def test_sqlite_is_set_to_survive_a_power_cut(store: SiteStore) -> None:
    with store.reading() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")}
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    assert found == {"journal_mode": "wal", "synchronous": 2}


@sqlite_only
def test_a_reader_sees_one_state_while_a_writer_is_at_work(store: SiteStore) -> None:
    desk = NearDesk(store, now=lambda: 1_780_000_000.0)
    sup = desk.sign_in("pc", "sup", "").actor
    desk.open_day(sup, "open", OpenDay("2026-11-23"))
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with store.writing():
            inside.set()
            leave.wait(20)

    writer = threading.Thread(target=hold)
    writer.start()
    assert inside.wait(20)
    assert desk.board(sup).tokens_today == 0
    leave.set()
    writer.join()


@sqlite_only
def test_disk_full_is_said_and_nothing_is_lost(store: SiteStore) -> None:
    desk = NearDesk(store, now=lambda: 1_780_000_000.0)
    sup = desk.sign_in("pc", "sup", "").actor
    desk.open_day(sup, "open", OpenDay("2026-11-23"))
    desk.issue(sup, "first", IssueRequest(Service.NEW_SURVEY, "b0"))
    store.engine.dispose()
    with store.reading() as connection:  # the one pooled connection keeps the quota
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
    issued = ["A001"]

    def issue_on() -> None:
        for number in range(1, 500):
            issued.append(desk.issue(sup, f"k{number}", IssueRequest(Service.NEW_SURVEY, f"b{number}")).token)

    with pytest.raises(DeskError) as fault:
        issue_on()
    assert fault.value.code is Fault.STORAGE_FULL
    assert fault.value.params["path"] == store.path
    assert [row.token for row in desk.board(sup).waiting] == issued
    with store.reading() as connection:
        connection.execute(text(f"PRAGMA max_page_count = {pages + 2000}"))
    again = desk.issue(sup, f"k{len(issued)}", IssueRequest(Service.NEW_SURVEY, f"b{len(issued)}"))
    assert again.token == f"A{len(issued) + 1:03}"


@sqlite_only
def test_a_corrupt_database_is_said(store: SiteStore) -> None:
    desk = NearDesk(store, now=lambda: 1_780_000_000.0)
    sup = desk.sign_in("pc", "sup", "").actor
    desk.open_day(sup, "open", OpenDay("2026-11-23"))
    with store.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    store.close()
    path = Path(store.path)
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xa5" * (len(raw) - 4096)
    path.write_bytes(raw)
    with pytest.raises(DeskError) as fault:
        desk.board(sup)
    assert fault.value.code is Fault.STORAGE_CORRUPT


def test_parameters_stay_out_of_error_messages(store: SiteStore) -> None:
    with pytest.raises(DBAPIError) as fault, store.writing() as connection:
        connection.execute(text("INSERT INTO session (id) VALUES (:who)"), {"who": "a-keyed-hash"})
    assert "a-keyed-hash" not in str(fault.value).replace(str(fault.value.orig), "")


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "site.db"
    path.write_bytes(b"this is a letter, not a database. " * 200)
    store = SiteStore(path)
    with pytest.raises(StorageError) as fault:
        store.prepare()
    assert (fault.value.code, fault.value.params) == (StorageFault.CORRUPT, {"path": str(path)})
    assert path.read_bytes().startswith(b"this is a letter")
    store.close()


def test_a_database_of_a_newer_version_is_said_and_left_alone(store: SiteStore) -> None:
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError) as fault:
        store.prepare()
    assert fault.value.code is StorageFault.NEWER
    with store.reading() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"


@pytest.mark.parametrize(
    ("mounts", "kind"),
    [
        ("/dev/sda1 / ext4 rw 0 0\n", ""),
        ("/dev/sda1 / ext4 rw 0 0\nserver:/x {here} nfs4 rw 0 0\n", "nfs4"),
        ("/dev/sda1 / ext4 rw 0 0\n//server/x {above} cifs rw 0 0\n", "cifs"),
        ("//server/x {above} cifs rw 0 0\n/dev/sdb1 {here} ext4 rw 0 0\n", ""),
        ("me@server:/ {here} fuse.sshfs rw 0 0\n", "fuse.sshfs"),
        ("server:/x {here}-other nfs4 rw 0 0\nbroken line\n", ""),
    ],
)
def test_network_paths_are_known_from_the_table_of_mounts(tmp_path: Path, mounts: str, kind: str) -> None:
    here = tmp_path / "data"
    here.mkdir()
    table = tmp_path / "mounts"
    table.write_text(mounts.format(here=here, above=tmp_path))
    assert network_kind(here / "not yet" / "site.db", table) == kind


def test_a_database_on_a_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drc_desktop.store.site.network_kind", lambda _path: "nfs4")
    with pytest.raises(StorageError) as fault:
        SiteStore(tmp_path / "site.db")
    assert fault.value.code is StorageFault.NETWORK
    assert fault.value.params["kind"] == "nfs4"
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_does_not_answer_is_said(tmp_path: Path, postgres: str) -> None:
    gone = SiteStore(postgres.format(name="postgres").replace("/drc-pg-", "/no-drc-pg-"))
    with pytest.raises(StorageError) as fault:
        gone.prepare()
    assert fault.value.code is StorageFault.UNREACHABLE
    folder = SiteStore(tmp_path)
    with pytest.raises(StorageError) as fault:
        folder.prepare()
    assert fault.value.code is StorageFault.UNREACHABLE


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_connection_that_postgresql_dropped_is_opened_anew(store: SiteStore) -> None:
    desk = NearDesk(store, now=lambda: 1_780_000_000.0)
    sup = desk.sign_in("pc", "sup", "").actor
    with store.engine.connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        connection.execute(text(f"{others} AND datname = current_database()"))
    desk.open_day(sup, "open", OpenDay("2026-11-23"))
    assert desk.board(sup).day.open


def test_a_site_on_either_database_is_made_and_checked_by_its_folder(url: str, tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path / "site")
    folder.create(PLAN, [], "" if url.startswith("sqlite") else url)
    report = folder.check()
    assert (report["good"], report["site_id"], report["counters"]) == (True, "LHR-01", 2)
    assert (tmp_path / "site" / "site.db").exists() == url.startswith("sqlite")
