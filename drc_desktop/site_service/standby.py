"""Make and use copies of a site: by hand, by a PC that stands by; go on from one; carry a site to another database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from drc_desktop.desk.promotion import promote
from drc_desktop.domain.clock import today
from drc_desktop.settings import load
from drc_desktop.site_service import pairing
from drc_desktop.site_service.backing_up import STANDBY, Copier, FarSource, NearSource
from drc_desktop.site_service.folder import SiteError, SiteFault, SiteFolder
from drc_desktop.store import recovery, secrets
from drc_desktop.store.backup import BackupError, BackupFault, BackupFolder
from drc_desktop.store.backup_source import BackupSource
from drc_desktop.store.files import write_private
from drc_desktop.store.moving import NotEmpty, NotTheSame, carry
from drc_desktop.store.site import open_file

COPY = "site-copy"
"""Folder of the copy in the data folder of a PC that stands by."""


def take_backup(folder: SiteFolder, out: Path) -> dict[str, Any]:
    """One complete copy of a site that is not being served; a running service keeps copies itself.

    Raises:
        SiteError: IN_USE, NO_SITE, NOT_SQLITE. OSError: of the disk.
    """
    _demand_sqlite(folder)
    with folder.alone():
        store = folder.open_store(copied=True)
        faults: list[Exception] = []
        copier = Copier(
            NearSource(BackupSource(store), folder.path, store.key or b""), BackupFolder(out), _keep(faults)
        )
        while copier.step():
            pass
        store.close()
    if faults:
        raise SiteError(SiteFault.BAD_FILE, path=str(out), what=type(faults[0]).__name__)
    return {"copy": BackupFolder(out).copies()[0], "out": str(out)}


def stand_by(data: Path, stop: threading.Event, told: Callable[[dict[str, Any]], None], once: bool = False) -> None:
    """Keep a copy of the site this PC is paired with until `stop`; with `once`, until it has everything.

    Raises:
        DeskError: UNPAIRED. SiteError: NOT_STANDBY.
    """
    station = pairing.station(data)
    if station.kind != STANDBY:
        raise SiteError(SiteFault.NOT_STANDBY, kind=station.kind)
    place = data / COPY / "site.db"  # names the key in this PC's keyring; the database itself is made at a promotion
    secret = pairing.station_secret(data, station)
    source = FarSource(station, secret, load(data).site, lambda key: _keep_key(place, key))

    def say(fault: Exception | None) -> None:
        told({"copy": "kept up" if fault is None else "interrupted", "why": type(fault).__name__ if fault else ""})

    copier = Copier(source, BackupFolder(data / COPY), say)
    try:
        if not once:
            copier.run(stop)
        while once and copier.same_at is None and not stop.is_set():
            if not copier.step():
                stop.wait(0.1)
        told({"copy": "complete" if copier.same_at else "incomplete", "same_at": copier.same_at})
    finally:
        source.close()


def take_over(copy: Path, data: Path, code: str = "") -> dict[str, Any]:
    """Make a site in `data` from a copy and ready it to serve.

    A PC that stood by has the key of the database; elsewhere the recovery `code` opens it.

    Raises:
        SiteError: EXISTS, NEEDS_CODE. BackupError: ABSENT, DAMAGED. OSError: of the disk.
    """
    folder, backup = SiteFolder(data), BackupFolder(copy)
    if (data / "site.json").exists():
        raise SiteError(SiteFault.EXISTS, path=str(data))
    key = _key_of(backup, code)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    restored = backup.restore(data / "site.db", lambda path: open_file(path, key))
    secrets.adopt(data / "site.db", key)
    for name, content in backup.files(key).items():
        (data / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(data / name, content)
    desk = folder.open_desk()
    try:
        found = desk.as_console(lambda work: promote(work, today().isoformat()))
    finally:
        desk.store.close()
    return {**msgspec.to_builtins(restored), **msgspec.to_builtins(found), "silent_s": time.time() - found.last_at}


def move_to(folder: SiteFolder, url: str) -> dict[str, Any]:
    """Carry a site that is not being served to another database and use that from now on; the old one is kept.

    Raises:
        SiteError: IN_USE, NO_SITE, EXISTS, BAD_FILE. StorageError: the storage's faults on either side.
    """
    with folder.alone():
        source = folder.open_store()
        aside = folder.path / f"site-before-move-{int(time.time())}.db"
        target = folder.store_at(url, new=True)
        try:
            moved = carry(source, target)
        except NotEmpty as fault:
            raise SiteError(SiteFault.EXISTS, path=target.path) from fault
        except NotTheSame as fault:
            raise SiteError(SiteFault.BAD_FILE, path=target.path, what=str(fault)) from fault
        finally:
            source.close()
            target.close()
        folder.use_database(url)
        if source.sqlite:
            Path(source.path).rename(aside)
    return {"rows": moved.rows, "kept": str(aside) if source.sqlite else "the database before"}


def has_key(copy: Path) -> bool:
    """Whether this PC stood by and keeps the key of the copy: no recovery code is needed."""
    return secrets.key_file(copy / "site.db").exists()


def _key_of(backup: BackupFolder, code: str) -> bytes:
    """The key of a copy: from this PC's secrets where it stood by, else by the code."""
    if has_key(backup.path):
        return secrets.obtain(backup.path / "site.db", unattended=True).key
    if not backup.copies():
        raise BackupError(BackupFault.ABSENT, path=str(backup.path))
    key = recovery.unwrap(backup.recovery(), code)
    if key is None:
        raise SiteError(SiteFault.NEEDS_CODE, path=str(backup.path))
    return key


def _keep_key(place: Path, key: bytes) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not has_key(place.parent) or secrets.obtain(place, unattended=True).key != key:
        secrets.adopt(place, key)


def _demand_sqlite(folder: SiteFolder) -> None:
    if folder.database():
        raise SiteError(SiteFault.NOT_SQLITE, path=str(folder.path))


def _keep(faults: list[Exception]) -> Callable[[Exception | None], None]:
    def told(fault: Exception | None) -> None:
        if fault is not None:
            faults.append(fault)

    return told
