"""A copy of a site in a folder: on a second disk, or on the PC that stands by. Kept up by pieces, restored whole.

Each copy is a folder of its own: `db` is the database file as it stood, `log-<n>` the logs since. It counts once its
base is complete; the one before is kept as well, for the day on which a disk has damaged the newer.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlcipher3 import dbapi2

from drc_desktop.store.backup_source import Mark, Part, Piece
from drc_desktop.store.files import write_private
from drc_desktop.store.site import open_file

KEPT = 2
BEGIN_AGAIN = 64 << 20
"""Bytes of logs after which a fresh base is taken, so that restoring stays quick."""


class BackupFault(StrEnum):
    """Codes of known faults of a copy. Parameters in brackets."""

    ABSENT = "backup-absent"  # [path]: no complete copy is there
    DAMAGED = "backup-damaged"  # [path]: none of the copies can be opened


class BackupError(Exception):
    """A known fault of a copy."""

    def __init__(self, code: BackupFault, **params: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = params


class Belongings(msgspec.Struct, frozen=True):
    """What a site needs beside its database: its key (32 bytes), that key wrapped by the recovery code, small files by
    relative name (with `/`): its authority, which database.
    """

    key: bytes
    recovery: bytes
    files: dict[str, bytes]


class Restored(msgspec.Struct, frozen=True):
    """What a restore used: the copy's folder, its logs and their bytes, how many newer copies were not sound."""

    copy: str
    logs: int
    bytes: int
    passed_by: int


class BackupFolder:
    """The copy under `path`, written by one process at a time."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._list = self.path / "copies.json"
        self._files = self.path / "files.sealed"
        self._recovery = self.path / "recovery.json"
        self._writing = ""
        self._logs = 0

    def keep_belongings(self, belongings: Belongings) -> None:
        """Put the small files in, sealed by the key of the database; what wraps that key stays as it is."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        nonce = os.urandom(12)
        plain = msgspec.msgpack.encode(belongings.files)
        write_private(self._files, nonce + ChaCha20Poly1305(belongings.key).encrypt(nonce, plain, None))
        if belongings.recovery:
            write_private(self._recovery, belongings.recovery)

    def recovery(self) -> bytes:
        """The key of the database, wrapped by the recovery code; empty where none was ever made."""
        return self._recovery.read_bytes() if self._recovery.exists() else b""

    def files(self, key: bytes) -> dict[str, bytes]:
        """The small files by their relative names.

        Raises:
            BackupError: ABSENT; DAMAGED also where the key is another site's.
        """
        try:
            sealed = self._files.read_bytes()
            plain = ChaCha20Poly1305(key).decrypt(sealed[:12], sealed[12:], None)
            return msgspec.msgpack.decode(plain, type=dict[str, bytes])
        except FileNotFoundError as fault:
            raise BackupError(BackupFault.ABSENT, path=str(self.path)) from fault
        except (InvalidTag, ValueError, msgspec.DecodeError) as fault:
            raise BackupError(BackupFault.DAMAGED, path=str(self.path)) from fault

    def keep(self, piece: Piece) -> Mark | None:
        """Write a piece to the disk (fsync); returns where to go on, None where it is time for a fresh base.

        Raises:
            OSError: of the disk; the copy in progress is to be begun again then.
        """
        mark = piece.mark
        if mark.part is Part.BASE and mark.offset == 0:
            self._begin(mark)
        file = "db" if mark.part is Part.BASE else f"log-{mark.generation:06}"
        if piece.data:
            _append(self.path / self._writing / file, mark.offset, piece.data)
        if mark.part is Part.BASE:
            if piece.ended:
                self._complete()
        else:
            self._logs += len(piece.data)
        return None if piece.ended and self._logs > BEGIN_AGAIN else mark.after(piece)

    def copies(self) -> list[str]:
        """Complete copies, the newest first."""
        try:
            found = msgspec.json.decode(self._list.read_bytes(), type=list[str])
        except (FileNotFoundError, msgspec.DecodeError):
            return []
        return [name for name in found if (self.path / name / "db").exists()]

    def restore(self, target: Path, connect: Callable[[str], Any] = open_file) -> Restored:
        """Make the database file `target` from the newest copy that is sound; `connect` knows its key.

        Raises:
            BackupError: ABSENT, DAMAGED. OSError: of the disk.
        """
        copies = self.copies()
        if not copies:
            raise BackupError(BackupFault.ABSENT, path=str(self.path))
        for passed_by, name in enumerate(copies):
            logs = sorted((self.path / name).glob("log-*"))
            if _replay(self.path / name / "db", logs, target, connect):
                size = sum(log.stat().st_size for log in logs)
                return Restored(copy=name, logs=len(logs), bytes=size, passed_by=passed_by)
        raise BackupError(BackupFault.DAMAGED, path=str(self.path))

    def _begin(self, mark: Mark) -> None:
        self._writing, self._logs = f"{mark.run[:8]}-{mark.generation}-{secrets.token_hex(4)}", 0
        (self.path / self._writing).mkdir(mode=0o700, parents=True)

    def _complete(self) -> None:
        kept = [self._writing, *(name for name in self.copies() if name != self._writing)][:KEPT]
        write_private(self._list, msgspec.json.encode(kept))
        for found in self.path.iterdir():
            if found.is_dir() and found.name not in kept:
                shutil.rmtree(found, ignore_errors=True)


def _append(path: Path, offset: int, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.seek(offset)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _replay(base: Path, logs: list[Path], target: Path, connect: Callable[[str], Any]) -> bool:
    """Lay each log beside the file and let the database take it in; whether the result is sound."""
    beside = Path(f"{target}-wal")
    for leftover in (target, beside, Path(f"{target}-shm")):
        leftover.unlink(missing_ok=True)
    shutil.copyfile(base, target)
    try:
        for log in logs:
            shutil.copyfile(log, beside)
            _in_database(target, connect, "PRAGMA wal_checkpoint(TRUNCATE)")
        return _in_database(target, connect, "PRAGMA quick_check(1)") == "ok"
    except (sqlite3.DatabaseError, dbapi2.DatabaseError):
        return False


def _in_database(target: Path, connect: Callable[[str], Any], statement: str) -> object:
    opened = connect(str(target))
    try:
        return opened.execute(statement).fetchone()[0]
    finally:
        opened.close()
