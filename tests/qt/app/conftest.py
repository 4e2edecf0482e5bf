from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from drc_desktop.app import station
from drc_desktop.desk import people
from drc_desktop.devices import print_worker
from drc_desktop.store import secrets
from tests.qt.app.house import House
from tests.store.test_local_sync import registry, url

__all__ = ["registry", "url"]


@pytest.fixture
def house(tmp_path: Path, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(people, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(secrets, "TIME_COST", 1)
    monkeypatch.setattr(secrets, "MEMORY_KIB", 8)
    monkeypatch.setattr(station, "RETRY_MS", 200)
    monkeypatch.setattr(print_worker, "NEIGHBOUR_S", 0.5)  # slips here are issued at another desk than the printer's
    made = House(tmp_path, qtbot, qapp)
    yield made
    made.close()
