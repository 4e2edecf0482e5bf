from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from drc_desktop.demo.pictures.centre import Centre, Left, centre
from drc_desktop.demo.pictures.console import ports
from drc_desktop.desk import people
from drc_desktop.kit.ports import ImmediateTasks
from drc_desktop.supervisor.presenter import Supervisor


class HeldTasks:
    """Keeps the work until it is let go, one piece at a time."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def run(self, work: Any, done: Any, failed: Any) -> None:
        self.waiting.append(lambda: ImmediateTasks().run(work, done, failed))

    def let_go(self) -> None:
        self.waiting.pop(0)()


@pytest.fixture
def held() -> HeldTasks:
    return HeldTasks()


@pytest.fixture(autouse=True)
def cheap_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def made() -> Iterator[Centre]:
    with centre() as found:
        yield found


@pytest.fixture(scope="session")
def afternoon(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Left]:
    """The database of a busy afternoon, made once and copied by each test that wants it."""
    database = tmp_path_factory.mktemp("afternoon") / "site.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        with centre(database) as found:
            found.busy()
            left = found.leave()
    return database, left


@pytest.fixture
def busy_centre(afternoon: tuple[Path, Left], tmp_path: Path) -> Iterator[Centre]:
    shutil.copy(afternoon[0], tmp_path / "site.db")
    with centre(tmp_path / "site.db", afternoon[1]) as found:
        yield found


@pytest.fixture
def day(made: Centre) -> Centre:
    made.open()
    return made


@pytest.fixture
def console(day: Centre) -> Supervisor:
    presenter = Supervisor(ports(day, "en"))
    presenter.start()
    return presenter
