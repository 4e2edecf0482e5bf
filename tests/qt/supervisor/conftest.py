from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from drc_desktop.demo.pictures.centre import Centre, Left, centre
from drc_desktop.demo.pictures.console import ports
from drc_desktop.desk import people
from drc_desktop.kit.theme import Theme
from drc_desktop.supervisor.presenter import Supervisor
from drc_desktop.supervisor.view import SupervisorWindow

Opener = Callable[..., SupervisorWindow]


@pytest.fixture(scope="session")
def afternoon(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Left]:
    """The database of a busy afternoon, made once and copied by each test."""
    database = tmp_path_factory.mktemp("afternoon") / "site.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        with centre(database) as found:
            found.busy()
            left = found.leave()
    return database, left


@pytest.fixture
def made(afternoon: tuple[Path, Left], tmp_path: Path) -> Iterator[Centre]:
    shutil.copy(afternoon[0], tmp_path / "site.db")
    with centre(tmp_path / "site.db", afternoon[1]) as found:
        yield found


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, made: Centre) -> Opener:
    """Opens the window over the busy centre: `opened("ur", (1366, 690))`."""

    def open_window(language: str = "en", size: tuple[int, int] = (1366, 768)) -> SupervisorWindow:
        Theme.apply(qapp, language)
        presenter = Supervisor(ports(made, language))
        window = SupervisorWindow(presenter)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        window.activateWindow()
        presenter.start()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        return window

    return open_window
