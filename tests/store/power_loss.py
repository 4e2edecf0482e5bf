"""What a power cut may leave of a real store: a run recorded under strace, and the file sets rebuilt from it.

Between two fsyncs of a file nothing is certain: each write may be there, missing, or torn at 512 bytes, in any order; a
file that was removed may still be there. `-shm` is shared memory and never survives.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SECTOR = 512
CALLS = "openat,write,pwrite64,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,renameat2"
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FD = re.compile(r"\(\d+<((?:\\x[0-9a-f]{2})*)>")
_CALL = re.compile(r"^\d+\s+(\w+)\(")

CHILD = """
import sys, keyring, keyring.backend
from pathlib import Path
path, secret, store_id, count, level = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5]
class One(keyring.backend.KeyringBackend):
    priority = 1
    def get_password(self, service, username): return secret if username == store_id else None
    def set_password(self, *a): raise SystemExit("the key exists")
    def delete_password(self, *a): raise SystemExit("never")
keyring.set_keyring(One())
import os, random
from sqlalchemy import event
from drc_desktop.store.local import LocalStore
from sync.envelope import Content, new_msg_id, seal
from sync.keys import Keys
from sync.receipt import Receipt
store, dice, device, office = LocalStore(path), random.Random(1), Keys.generate(), Keys.generate()
@event.listens_for(store.engine, "connect")
def _level(raw, _): raw.execute(f"PRAGMA synchronous={level}").close()
store.engine.dispose()
for number in range(count):
    msg_id = new_msg_id(number)
    envelope = seal(Content(dice.randbytes(15_000)), device_keys=device, registry=office.public, msg_id=msg_id,
                    created=number, site="s", device="d", op="o", form_ver="f@1")
    with store.writing() as connection:
        store.outbox.put(connection, envelope)
    os.write(1, f"ready {msg_id} {envelope.sha256.hex()}\\n".encode())
    if number % 3 == 0:
        receipt = Receipt(msg_id, envelope.sha256, number, "e", number, office.public.kid)
        store.outbox.acknowledge(receipt, receipt.issue(office))
        os.write(1, f"acked {msg_id} {envelope.sha256.hex()}\\n".encode())
store.close()
"""


@dataclass(frozen=True)
class Step:
    """One thing that happened: a call on a file of the store, or a line the program said."""

    what: str
    path: str = ""
    offset: int = 0
    data: bytes = field(default=b"", repr=False)


@dataclass
class File:
    """What certainly is on the disk, and what was written since."""

    sure: bytearray
    pending: list[Step] = field(default_factory=list)

    def settle(self) -> None:
        for step in self.pending:
            _apply(self.sure, step)
        self.pending.clear()

    def after_cut(self, dice: Random) -> bytes:
        """One of the states the file may be in."""
        left = bytearray(self.sure)
        for step in dice.sample(self.pending, len(self.pending)) if dice.random() < 0.5 else self.pending:
            fate = dice.random()
            if fate < 0.35:
                continue
            if fate < 0.6 and step.what == "write":
                for part in _torn(step, dice):
                    _apply(left, part)
            else:
                _apply(left, step)
        return bytes(left)


def _torn(step: Step, dice: Random) -> Iterator[Step]:
    start = 0
    while start < len(step.data):
        end = min(len(step.data), ((step.offset + start) // SECTOR + 1) * SECTOR - step.offset)
        if dice.random() < 0.5:
            yield Step("write", step.path, step.offset + start, step.data[start:end])
        start = end


def _apply(content: bytearray, step: Step) -> None:
    if step.what == "truncate":
        del content[step.offset :]
        content.extend(bytes(step.offset - len(content)))
        return
    content.extend(bytes(max(0, step.offset - len(content))))
    content[step.offset : step.offset + len(step.data)] = step.data


class Recording:
    """A run of the child over a store: what was there before, and each step."""

    def __init__(self, path: Path, secret: str, store_id: str, count: int, level: str = "FULL") -> None:
        self.path = path
        self.before = {one.name: one.read_bytes() for one in path.parent.iterdir() if one.is_file()}
        trace = path.parent.parent / f"{path.parent.name}.trace"
        command = ["strace", "-f", "-y", "-xx", "-s", "10000000", "-e", f"trace={CALLS}", "-o", str(trace)]
        child = [sys.executable, "-c", CHILD, str(path), secret, store_id, str(count), level]
        subprocess.run([*command, *child], check=True, stdout=subprocess.DEVNULL)
        self.steps = list(_steps(trace, path.parent))
        trace.unlink()

    def states(self, dice: Random, count: int) -> Iterator[tuple[dict[str, bytes], list[str]]]:
        """File sets that a power cut may leave, each with what the program had said before; in the order of the run."""
        disk, at = _Disk(self.before), 0
        for end in sorted(dice.randrange(len(self.steps)) for _ in range(count)):
            for step in self.steps[at:end]:
                disk.take(step)
            at = end
            yield disk.after_cut(dice), disk.said


class _Disk:
    """What the files are at a moment of the run."""

    def __init__(self, before: dict[str, bytes]) -> None:
        self._files = {name: File(bytearray(data)) for name, data in before.items()}
        self._gone: dict[str, File] = {}
        self.said: list[str] = []

    def take(self, step: Step) -> None:
        if step.what == "said":
            self.said += step.data.decode().splitlines()
        elif step.what == "open":
            self._files.setdefault(step.path, File(bytearray()))
        elif step.what == "sync":
            self._files[step.path].settle()
        elif step.what == "unlink":
            self._gone[step.path] = self._files.pop(step.path, File(bytearray()))
        elif step.path in self._files:
            self._files[step.path].pending.append(step)

    def after_cut(self, dice: Random) -> dict[str, bytes]:
        here = {name: file.after_cut(dice) for name, file in self._files.items()}
        back = {name: file.after_cut(dice) for name, file in self._gone.items() if name not in here}
        here |= {name: data for name, data in back.items() if dice.random() < 0.3}
        return {name: data for name, data in here.items() if not name.endswith("-shm")}


def lay_out(files: dict[str, bytes], folder: Path) -> None:
    """Make `folder` hold exactly these files."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _steps(trace: Path, folder: Path) -> Iterator[Step]:
    for line in _whole_lines(trace):
        call = _CALL.match(line)
        if call is None or ") = -1" in line:
            continue
        step = _step(call[1], line, str(folder))
        if step is not None:
            yield step


def _whole_lines(trace: Path) -> Iterator[str]:
    """Calls of several threads, each in one line where it ended."""
    open_: dict[str, str] = {}
    with trace.open() as lines:
        for line in lines:
            pid = line.split(None, 1)[0]
            if line.rstrip().endswith("<unfinished ...>"):
                open_[pid] = line.rstrip().removesuffix("<unfinished ...>")
            elif " resumed>" in line:
                yield open_.pop(pid) + line.split(" resumed>", 1)[1]
            else:
                yield line


def _step(call: str, line: str, folder: str) -> Step | None:
    if call in ("unlink", "unlinkat", "openat"):
        path = _bytes(_STRING.search(line)).decode()
        if Path(path).parent.as_posix() != folder or (call == "openat" and "O_CREAT" not in line):
            return None
        return Step("open" if call == "openat" else "unlink", Path(path).name)
    found = _FD.search(line)
    if found is None:
        return None
    path = _bytes(found).decode()
    if call == "write" and line.split("(", 1)[1].startswith("1<"):
        return Step("said", data=_bytes(_STRING.search(line)))
    if Path(path).parent.as_posix() != folder:
        return None
    name = Path(path).name
    if call in ("fsync", "fdatasync"):
        return Step("sync", name)
    if call == "ftruncate":
        return Step("truncate", name, int(line.rsplit(", ", 1)[1].split(")")[0]))
    if call == "pwrite64":
        return Step("write", name, int(line.rsplit(", ", 1)[1].split(")")[0]), _bytes(_STRING.search(line)))
    raise AssertionError(f"a call the model does not know: {call}")


def _bytes(found: re.Match[str] | None) -> bytes:
    assert found is not None
    return bytes.fromhex(found[1].replace("\\x", ""))
