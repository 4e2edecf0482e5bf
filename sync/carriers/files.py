"""Files on a medium that may be pulled out at any byte: whole or not there.

A file is 32 bytes of SHA-256 and the body it is over. It is written under another name, flushed, and renamed; a stick
whose file system renamed first and wrote later shows a hash that does not fit, and then the file counts as not there.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from sync.errors import MediumFull, MediumGone

DIGEST = 32
FOLDER = "DRC-SYNC"
DRAFT = ".part"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Medium:
    """Reading and writing below a folder. Faults of the medium: MediumFull, MediumGone."""

    def read(self, path: Path, limit: int) -> bytes | None:
        """The body of the file; None where it is missing, damaged, or longer than `limit` bytes."""
        with self._faults():
            try:
                with path.open("rb") as file:
                    data = file.read(DIGEST + limit + 1)
            except (FileNotFoundError, NotADirectoryError):
                return None
        body = data[DIGEST:]
        return body if len(body) <= limit and hashlib.sha256(body).digest() == data[:DIGEST] else None

    def write(self, path: Path, body: bytes) -> None:
        """Make or replace the file; the same body again writes nothing."""
        if self.read(path, len(body)) == body:
            return
        draft = path.with_name(path.name + DRAFT)
        with self._faults():
            path.parent.mkdir(parents=True, exist_ok=True)
            self.write_durably(draft, hashlib.sha256(body).digest() + body)
            os.replace(draft, path)
            self.flush_folder(path.parent)

    def write_durably(self, path: Path, data: bytes) -> None:
        """Write all bytes and wait until the medium has them."""
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def flush_folder(self, folder: Path) -> None:
        """Wait until the names in `folder` are on the medium; Windows has no such call and does it by itself."""
        if not hasattr(os, "O_DIRECTORY"):
            return
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, path: Path) -> None:
        """Take the file away, if it is there."""
        with self._faults():
            path.unlink(missing_ok=True)

    def listing(self, folder: Path, suffix: str) -> list[Path]:
        """The files in `folder` whose name ends in `suffix`, by name; nothing where the folder is missing."""
        with self._faults():
            try:
                return sorted(path for path in folder.iterdir() if path.name.endswith(suffix))
            except (FileNotFoundError, NotADirectoryError):
                return []

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in _FULL:
                raise MediumFull from error
            raise MediumGone(errno=error.errno or 0) from error


def name_of(*parts: bytes) -> str:
    """A file name made of anything: 32 hex digits."""
    whole = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hashlib.sha256(whole).hexdigest()[:32]


class Layout:
    """Where what lies for one PC below the root of a medium.

    out: `*.env` envelopes, `*.pull` and `*.enrol` requests. in: `*.answer`, `*.page`, `*.enrolled`.
    """

    def __init__(self, folder: Path) -> None:
        self.out, self.back = folder / "out", folder / "in"

    @classmethod
    def of(cls, root: Path, device: str) -> Layout:
        """The folder of a PC by its identifier."""
        return cls(root / FOLDER / name_of(device.encode()))

    @classmethod
    def all(cls, root: Path) -> list[Layout]:
        """The folders of all PCs on the medium."""
        top = root / FOLDER
        return [cls(path) for path in sorted(top.iterdir()) if path.is_dir()] if top.is_dir() else []

    def envelope(self, sha256: bytes) -> Path:
        """The envelope with this hash."""
        return self.out / f"{sha256.hex()}.env"

    def answer(self, sha256: bytes) -> Path:
        """What the registry said to it."""
        return self.back / f"{sha256.hex()}.answer"

    def pull(self, tehsil: str) -> Path:
        """The request for a slice."""
        return self.out / f"{name_of(tehsil.encode())}.pull"

    def page(self, tehsil: str, since: bytes) -> Path:
        """The page that follows a cursor."""
        return self.back / f"{name_of(tehsil.encode(), since)}.page"

    def enrol(self, request: bytes) -> Path:
        """An enrolment request."""
        return self.out / f"{name_of(request)}.enrol"

    def enrolled(self, request: bytes) -> Path:
        """The answer to it."""
        return self.back / f"{name_of(request)}.enrolled"
