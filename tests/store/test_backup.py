"""Copies of a site database that is being written to: what was committed is in the copy, whatever happens between."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from drc_desktop.desk.founding import found
from drc_desktop.store import backup, backup_source, people
from drc_desktop.store.backup import BackupError, BackupFault, BackupFolder
from drc_desktop.store.backup_source import BackupSource, Mark, Part
from drc_desktop.store.site import SiteStore
from tests.store.conftest import PLAN


class Copied:
    """A site database, its source and one copy that is kept up by hand."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "site.db"
        self.store = SiteStore(self.path, copied=True)
        self.store.prepare()
        with self.store.writing() as connection:
            found(connection, PLAN, [], 1.0)
        self.time = 0.0
        self.source = BackupSource(self.store, lambda: self.time)
        self.folder = BackupFolder(folder / "copy")
        self.mark: Mark | None = None
        self.target = folder / "restored.db"

    def name(self, name: str) -> None:
        with self.store.writing() as connection:
            connection.execute(text("UPDATE site SET name_en = :name"), {"name": name})

    def fill(self, kilobytes: int) -> None:
        with self.store.writing() as connection:
            connection.execute(text("UPDATE site SET name_ur = :name"), {"name": "x" * 1024 * kilobytes})

    def roll_back(self) -> None:
        """A transaction so large that its pages go into the log before it is given up."""
        with self.store.writing() as connection:
            connection.execute(text("PRAGMA cache_size = 1"))
            connection.execute(text("PRAGMA cache_spill = 1"))
            connection.execute(text("UPDATE site SET name_en = 'lost', name_ur = :much"), {"much": "x" * 3_000_000})
            raise ZeroDivisionError

    def catch_up(self) -> int:
        """Read until nothing new comes; returns the pieces."""
        for pieces in range(1, 1000):
            piece = self.source.read("copy", self.mark)
            self.mark = self.folder.keep(piece)
            if not piece.data and not piece.ended and self.mark is not None:
                return pieces
        raise AssertionError("the copy never catches up")

    def restored(self) -> str:
        self.folder.restore(self.target)
        opened = sqlite3.connect(self.target)
        name = opened.execute("SELECT name_en FROM site").fetchone()[0]
        opened.close()
        return str(name)


@pytest.fixture
def copied(tmp_path: Path) -> Iterator[Copied]:
    made = Copied(tmp_path)
    yield made
    made.store.close()


def test_every_commit_is_in_the_copy(copied: Copied) -> None:
    copied.catch_up()
    for name in ("one", "two", "three"):
        copied.name(name)
        copied.catch_up()
        assert copied.restored() == name


def test_what_was_not_committed_is_not(copied: Copied) -> None:
    copied.catch_up()
    copied.name("kept")
    with pytest.raises(ZeroDivisionError):
        copied.roll_back()
    copied.catch_up()
    copied.name("kept again")
    copied.catch_up()
    assert copied.restored() == "kept again"


def test_a_checkpoint_waits_for_the_copy_and_the_copy_goes_on(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_source, "CALM", 64 << 10)
    copied.catch_up()
    run = copied.mark
    assert run is not None
    copied.fill(100)
    copied.source.tend()
    assert copied.source.read("other", None).mark.generation == 0, "the copy has not caught up"
    copied.catch_up()
    copied.time += 60  # the other reader has gone away
    copied.catch_up()
    copied.source.tend()
    for number in range(5):
        copied.name(f"after {number}")
        copied.catch_up()
    assert copied.mark is not None
    assert (copied.mark.run, copied.mark.generation, copied.mark.part) == (run.run, 1, Part.LOG)
    assert copied.restored() == "after 4"


def test_many_generations_are_replayed_in_order(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_source, "CALM", 1)
    for number in range(12):
        copied.name(f"name {number}")
        copied.catch_up()
        copied.source.tend()
    assert copied.mark is not None
    assert copied.mark.generation >= 10
    assert copied.restored() == "name 11"


def test_a_copy_that_is_too_far_behind_begins_again(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    copied.catch_up()
    before = copied.mark
    copied.fill(100)
    monkeypatch.setattr(backup_source, "PATIENCE", 64 << 10)
    copied.source.tend()
    copied.name("later")
    copied.catch_up()
    assert copied.mark is not None
    assert before is not None
    assert copied.mark.generation > before.generation
    assert len(copied.folder.copies()) == 2
    assert copied.restored() == "later"


def test_a_log_that_another_process_moved_makes_a_new_run_and_no_gap(copied: Copied) -> None:
    copied.catch_up()
    before = copied.mark
    other = SiteStore(copied.path)
    with other.writing() as connection:
        connection.execute(text("UPDATE site SET name_en = 'by hand'"))
    other.checkpoint()
    other.close()
    copied.name("after that")
    copied.catch_up()
    assert copied.mark is not None
    assert before is not None
    assert copied.mark.run != before.run
    assert copied.restored() == "after that"


def test_another_process_may_write_between(copied: Copied) -> None:
    copied.catch_up()
    other = SiteStore(copied.path)
    with other.writing() as connection:
        connection.execute(text("UPDATE site SET name_en = 'by hand'"))
    other.close()
    copied.catch_up()
    assert copied.restored() == "by hand"


def test_long_logs_are_followed_by_a_fresh_base(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "BEGIN_AGAIN", 200 << 10)
    monkeypatch.setattr(backup_source, "CALM", 64 << 10)
    copied.catch_up()
    for number in range(20):
        copied.fill(30 + number)
        copied.catch_up()
        copied.source.tend()
    assert len(copied.folder.copies()) == 2
    assert sum(1 for found in copied.folder.path.iterdir() if found.is_dir()) == 2
    copied.name("the end")
    copied.catch_up()
    assert copied.restored() == "the end"


def test_a_damaged_copy_is_passed_by_for_the_one_before(copied: Copied) -> None:
    copied.name("first")
    copied.catch_up()
    copied.mark = None
    copied.name("second")
    copied.catch_up()
    newest = copied.folder.copies()[0]
    with (copied.folder.path / newest / "db").open("r+b") as file:
        file.seek(0)
        file.write(b"nonsense" * 4096)
    assert copied.restored() == "first"
    assert copied.folder.restore(copied.target).passed_by == 1


def test_without_a_complete_copy_it_says_so(copied: Copied, tmp_path: Path) -> None:
    with pytest.raises(BackupError) as fault:
        BackupFolder(tmp_path / "nothing").restore(copied.target)
    assert fault.value.code is BackupFault.ABSENT


def test_a_power_cut_of_the_copy_at_any_byte_leaves_a_sound_database(copied: Copied) -> None:
    """Whatever length the last log has, the restore is a state that once was committed."""
    copied.catch_up()
    names = [PLAN.name_en]
    for number in range(4):
        copied.name(f"name {number}")
        names.append(f"name {number}")
    copied.catch_up()
    log = next(copied.folder.path.glob("*/log-*"))
    whole = log.read_bytes()
    seen = []
    for length in range(0, len(whole) + 1, 1000):
        log.write_bytes(whole[:length])
        seen.append(names.index(copied.restored()))
    assert seen == sorted(seen)
    assert set(seen) >= {0, 3}


def test_writers_and_a_copy_at_the_same_time(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four writers, a copy that follows, checkpoints as often as they may be: the copy ends equal to the site."""
    monkeypatch.setattr(backup_source, "CALM", 32 << 10)

    def write(worker: int) -> None:
        for number in range(60):
            with copied.store.writing() as connection:
                row = {"key": f"{worker}-{number}", "device": "pc", "method": "m", "answer": b"x" * 900, "at": 1.0}
                people.keep_answer(connection, row)

    writers = [threading.Thread(target=write, args=[worker]) for worker in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        copied.catch_up()
        copied.source.tend()
    copied.catch_up()
    assert copied.mark is not None
    assert copied.mark.generation > 0
    copied.restored()
    opened = sqlite3.connect(copied.target)
    assert opened.execute("SELECT count(*), count(DISTINCT key) FROM idempotency").fetchone() == (240, 240)
    opened.close()
