"""The PC loses power at any moment: what was called finalised or acknowledged is in the store when it comes back."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from random import Random

import keyring
import pytest
from sqlalchemy import Engine

from drc_desktop.store import local, secrets
from drc_desktop.store.local import LocalStore
from sync.outbox import Outbox
from tests.store.power_loss import Recording, lay_out

STATES, MESSAGES = 500, 60
pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="no strace on this machine (Linux only)")


class Cuts:
    """A recorded run and the store's key; counts what each state lost."""

    def __init__(self, folder: Path, level: str = "FULL", messages: int = MESSAGES) -> None:
        self.folder = folder
        store = LocalStore(folder / "pc" / "local.db")
        secret = keyring.get_password(secrets.SERVICE, store.store_id) or ""
        store.close()
        self._key = secrets.obtain(store.path, None, "").key
        self.recording = Recording(store.path, secret, store.store_id, messages, level)
        self.lost = self.corrupt = self.states = self.said = 0

    def play(self, dice: Random, count: int) -> None:
        """States are looked at in memory where there is such a folder: what this disk waits for matters to nobody."""
        memory = Path("/dev/shm")
        with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else self.folder) as name:
            engine = local._engine(Path(name) / "local.db", self._key)
            for files, said in self.recording.states(dice, count):
                lay_out(files, Path(name))
                try:
                    self._look(engine, said)
                finally:
                    engine.dispose()

    def _look(self, engine: Engine, said: list[str]) -> None:
        """Open it as the store does, and hold it against what was said."""
        with engine.begin() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        self.corrupt += found != "ok"
        items = {item.msg_id: item for item in Outbox(engine).items()}
        for line in said:
            state, msg_id, digest = line.split()
            item = items.get(msg_id)
            right = item is not None and item.sha256.hex() == digest and item.state in (state, "acked")
            self.lost += not right
        self.states += 1
        self.said += len(said)


@pytest.mark.timeout(170)
def test_no_power_cut_loses_what_was_said_to_be_kept(tmp_path: Path) -> None:
    cuts = Cuts(tmp_path)
    assert sum(step.what == "said" for step in cuts.recording.steps) > MESSAGES
    assert any(step.what == "truncate" or step.what == "unlink" for step in cuts.recording.steps)
    cuts.play(Random(20261128), STATES)
    assert (cuts.states, cuts.lost, cuts.corrupt) == (STATES, 0, 0)
    assert cuts.said > STATES


def test_without_waiting_for_the_disk_the_test_notices(tmp_path: Path) -> None:
    """The planted fault: synchronous=NORMAL commits before the log is on the disk."""
    cuts = Cuts(tmp_path, level="NORMAL", messages=20)
    cuts.play(Random(1), 60)
    assert cuts.lost > 0
