"""A disk of 4 MB that is really full: a clear fault, nothing lost, and work goes on once there is room."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from drc_desktop.domain.draft import Place
from drc_desktop.store.journal import Journal
from drc_desktop.store.local import LocalStore
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from survey_forms.engine.contract import Submission
from sync.carriers.folder import FolderCarrier
from sync.client import SyncWorker
from sync.errors import MediumFull
from sync.outbox import State
from tests.store.local_kit import answer, enrolled, head, submission

SIZE, WRITES = "4m", 200


def mount(folder: Path, options: str) -> bool:
    """Whether a tmpfs could be mounted there (root on Linux)."""
    program = shutil.which("mount")
    if program is None:
        return False
    return subprocess.run([program, "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if not mount(folder, f"size={SIZE}"):
        pytest.skip("no small disk: mounting a tmpfs wants root on Linux")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def larger(folder: Path) -> None:
    """Somebody made room."""
    assert mount(folder, "remount,size=64m")


def big(dice: random.Random, visit: str) -> Submission:
    return submission(instance_id=f"uuid:{visit}", attachments={"card.jpg": dice.randbytes(150_000)})


def test_a_pc_whose_disk_is_full_says_so_and_loses_nothing(small_disk: Path) -> None:
    store, dice = LocalStore(small_disk / "local.db"), random.Random(1)
    enrolled(store)
    journal, done = Journal(store, "operator-1"), []
    with pytest.raises(LocalStoreError) as caught:  # noqa: PT012
        for number in range(WRITES):
            visit = f"v-{number}"
            journal.begin(head(visit), b"first")
            journal.append(visit, answer(1), Place())
            journal.finalise(visit, big(dice, visit), b"{}")
            done.append(visit)
    assert caught.value.code is LocalFault.FULL
    assert done, "the first ones had room"
    assert len(store.outbox.items([State.READY])) == len(done), "each that was finalised, and none that was not"
    store.close()
    larger(small_disk)
    store = LocalStore(small_disk / "local.db")
    assert store.check() == ""
    assert len(store.outbox.items([State.READY])) == len(done)
    journal = Journal(store, "operator-1")
    left = journal.left_open()
    visit = f"v-{len(done)}"
    if left is None:  # the disk was full before the first answer was kept
        journal.begin(head(visit), b"first")
    journal.finalise(visit, big(dice, visit), b"{}")
    assert len(store.outbox.items([State.READY])) == len(done) + 1
    store.close()


def test_a_full_stick_is_said_and_what_had_no_room_goes_the_next_time(small_disk: Path, tmp_path: Path) -> None:
    store, dice = LocalStore(tmp_path / "local.db"), random.Random(2)
    enrolled(store)
    journal = Journal(store, "operator-1")
    for number in range(40):
        journal.begin(head(f"v-{number}"), b"first")
        journal.finalise(f"v-{number}", big(dice, f"v-{number}"), b"{}")
    identity = store.identity()
    assert identity is not None
    worker = SyncWorker(
        identity, store.outbox, FolderCarrier(small_disk, identity.device), now=store.now, everything=True
    )
    done = worker.run_once()
    assert done.fault == MediumFull.code
    files = list(small_disk.rglob("*.env"))
    assert 0 < len(files) < 40
    assert store.outbox.figures().waiting == 40, "nothing is marked as sent"
    larger(small_disk)
    assert worker.run_once().fault is None
    assert len(list(small_disk.rglob("*.env"))) == 40
    assert not list(small_disk.rglob("*.part"))
    store.close()
