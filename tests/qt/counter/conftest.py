from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PySide6.QtWidgets import QApplication

from drc_desktop.desk import people
from drc_desktop.domain.visit import Service
from tests.qt.counter.room import Room, recent


@pytest.fixture
def room(tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(people, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    made = Room(tmp_path, qapp)
    yield made
    made.close()


@pytest.fixture
def short(room: Room) -> Room:
    """A counter in front of one family that comes for a roster update: a survey of a few answers."""
    room.slice.records = [recent()]
    room.issue(Service.ROSTER_UPDATE, "roster")
    room.start()
    return room
