"""What a copy of the site database is made from while the service writes to it: the file as it stood, then its log.

SQLite's database file changes at a checkpoint alone; every commit goes into the write-ahead log behind it (file format:
SQLite, "WAL-mode File Format"). So a copy is the file of one generation and the committed bytes of each log since; a
reader never waits for a writer and a writer only for the look at the end of the log. The service does the checkpoints
here and nowhere else, when every copy has caught up.
"""

from __future__ import annotations

import struct
import threading
import time
import uuid
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import msgspec

from drc_desktop.store.site import SiteStore

PIECE = 1 << 20
"""Most bytes of one piece."""
CALM = 4 << 20
"""Bytes of log from which a checkpoint is made once every copy has caught up."""
PATIENCE = 256 << 20
"""Bytes of log from which it is made anyway; a copy that is far behind begins again then."""
_FOLLOWS_S = 15.0
_HEAD, _FRAME = 32, 24
_APPLICATION_ID = int.from_bytes(b"DRC1")


class Part(StrEnum):
    """Which file a piece belongs to."""

    BASE = "base"
    LOG = "log"


class Mark(msgspec.Struct, frozen=True):
    """A place in the stream of bytes. `run` is one life of the service, `generation` counts its checkpoints."""

    run: str
    generation: int
    part: Part
    offset: int

    def after(self, piece: Piece) -> Mark:
        """Where to go on once `piece` was kept."""
        place = piece.mark
        if not piece.ended:
            return msgspec.structs.replace(place, offset=place.offset + len(piece.data))
        later = place.generation + (place.part is Part.LOG)
        return Mark(place.run, later, Part.LOG, 0)


class Piece(msgspec.Struct, frozen=True):
    """Bytes from `mark` on; `ended`: no more will come of this file. Another mark than asked for: begin again there."""

    mark: Mark
    data: bytes
    ended: bool


class BackupSource:
    """Gives the pieces of one open SQLite site database. Safe to call from any thread."""

    def __init__(self, store: SiteStore, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._database = Path(store.path)
        self._log = Path(f"{store.path}-wal")
        self._lock = threading.Lock()
        self._followers: dict[str, tuple[Mark, float]] = {}
        self._begin_run()

    def read(self, follower: str, mark: Mark | None) -> Piece:
        """The bytes that follow `mark`; None begins a copy.

        Raises:
            StorageError: the storage's faults.
        """
        with self._lock:
            self._look()
            piece = self._piece(mark) if mark is not None else None
            if piece is None:
                piece = self._base(0)
            self._followers[follower] = (piece.mark.after(piece), self._clock())
            return piece

    def tend(self) -> None:
        """Make the checkpoint when it is time; called about once a second while the service runs."""
        with self._lock:
            self._look()
            behind = any(place != self._tip() for place in self._present())
            if self._end >= PATIENCE or (self._end >= CALM and not behind):
                self._checkpoint()

    # below: the lock is held

    def _begin_run(self) -> None:
        """A copy cannot go on from here: take the file as it is after a checkpoint for the base of a new one."""
        self._run, self._generation = uuid.uuid4().hex, 0
        self._ends: dict[int, int] = {}
        self._salts = self._old_salts = b""
        self._end = self._old_end = self._page = 0
        self._stamp = (-1, -1)
        self._base_size = -1
        self._lost = False
        with self._store.writing() as connection:  # from here on there is a log whose salts are known
            connection.exec_driver_sql(f"PRAGMA application_id = {_APPLICATION_ID}")
        done, _ = self._store.checkpoint()
        if done:
            self._base_size = self._database.stat().st_size
            self._old_salts, self._old_end, self._page = self._head()
            self._stamp = self._stamp_now()

    def _checkpoint(self) -> None:
        """Move the log into the file; what another process wrote past our look makes it a new run, never a gap."""
        done, frames = self._store.checkpoint(self._see)
        if not done:
            return
        known = (self._end - _HEAD) // (_FRAME + self._page) if self._end else 0
        if self._lost or frames != known:
            self._begin_run()
            return
        self._base_size = self._database.stat().st_size
        self._ends[self._generation] = self._end
        self._old_salts, self._old_end = self._salts, self._end
        self._salts, self._end = b"", 0
        self._generation += 1

    def _look(self) -> None:
        """Find the end of what is committed, with writers held off for that moment."""
        if self._base_size < 0:
            self._begin_run()
        if self._stamp == self._stamp_now():
            return
        with self._store.writing():
            self._stamp = self._stamp_now()
            self._see()
        if self._lost:
            self._begin_run()

    def _see(self) -> None:
        """The same where nobody can write anyway."""
        salts, _, page = self._head()
        if not salts:
            return
        with self._log.open("rb") as log:
            if salts == self._old_salts:  # a log that was moved already: it must not go on
                self._lost = _committed_end(log, salts, page, self._old_end) > self._old_end
            elif salts != (self._salts or salts) or not _follows(self._old_salts, salts):
                self._lost = True
            else:
                self._salts, self._page = salts, page
                self._end = _committed_end(log, salts, page, self._end)

    def _head(self) -> tuple[bytes, int, int]:
        """Salts of the log now, its length in bytes, its page size; no salts: there is no log."""
        try:
            head = _bytes(self._log, 0, _HEAD)
            size = self._log.stat().st_size
        except FileNotFoundError:
            return b"", 0, 0
        if len(head) < _HEAD:
            return b"", 0, 0
        return head[16:24], size, int(struct.unpack(">I", head[8:12])[0])

    def _piece(self, mark: Mark) -> Piece | None:
        if mark.run != self._run or self._base_size < 0:
            return None
        if mark.part is Part.BASE:
            return self._base(mark.offset) if mark.generation == self._generation else None
        if mark.generation == self._generation:
            data = _bytes(self._log, mark.offset, min(PIECE, self._end - mark.offset)) if self._end else b""
            return Piece(mark, data, ended=False)
        ended = self._ends.get(mark.generation) == mark.offset
        return Piece(mark, b"", ended=True) if ended else None

    def _base(self, offset: int) -> Piece:
        size = max(self._base_size, 0)
        data = _bytes(self._database, offset, min(PIECE, size - offset))
        mark = Mark(self._run, self._generation, Part.BASE, offset)
        return Piece(mark, data, ended=0 <= self._base_size == offset + len(data))

    def _tip(self) -> Mark:
        return Mark(self._run, self._generation, Part.LOG, self._end)

    def _present(self) -> list[Mark]:
        now = self._clock()
        self._followers = {name: one for name, one in self._followers.items() if now - one[1] < _FOLLOWS_S}
        return [mark for mark, _ in self._followers.values()]

    def _stamp_now(self) -> tuple[int, int]:
        try:
            found = self._log.stat()
        except FileNotFoundError:
            return (0, 0)
        return (found.st_size, found.st_mtime_ns)


def _follows(old: bytes, new: bytes) -> bool:
    """Whether no log lies between: the first salt grows by one each time a log begins anew."""
    before, now = (int.from_bytes(salts[:4]) for salts in (old, new))
    return now == (before + 1) % 2**32


def _bytes(path: Path, offset: int, count: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(max(count, 0))


def _committed_end(log: BinaryIO, salts: bytes, page: int, start: int) -> int:
    """The offset behind the last commit frame from `start` on; frames behind it were rolled back or are of old logs."""
    end = start
    place = max(start, _HEAD)
    while True:
        log.seek(place)
        head = log.read(_FRAME)
        if len(head) < _FRAME or head[8:16] != salts:
            return end
        place += _FRAME + page
        if head[4:8] != b"\0\0\0\0":
            end = place
