"""The window with its real threads: what others do at the desk shows up by itself, and nothing waits in the GUI."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from drc_desktop.demo.pictures.centre import Centre
from drc_desktop.demo.pictures.console import DUE, ports
from drc_desktop.domain.visit import Service
from drc_desktop.kit.tasks import DeskFollower, WorkerTasks
from drc_desktop.kit.theme import Theme
from drc_desktop.supervisor.presenter import Supervisor
from drc_desktop.supervisor.view import SupervisorWindow


@pytest.fixture
def live(qtbot: QtBot, qapp: QApplication, made: Centre) -> Iterator[SupervisorWindow]:
    Theme.apply(qapp, "en")
    tasks = WorkerTasks()
    presenter = Supervisor(dataclasses.replace(ports(made, "en"), tasks=tasks))
    window = SupervisorWindow(presenter)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    presenter.start()
    qtbot.waitUntil(lambda: presenter.board is not None)
    assert presenter.board is not None
    follower = DeskFollower(made.desk, made.supervisor, presenter.board.seq)
    follower.changed.connect(lambda _changes: presenter.refresh())
    follower.start()
    yield window
    follower.stop()
    made.desk.sign_out(made.actors["farah"])  # an event wakes the poll, so the thread sees the end
    follower.stop(5)
    tasks.close()


def test_a_token_issued_elsewhere_appears_by_itself(live: SupervisorWindow, made: Centre, qtbot: QtBot) -> None:
    before = len(live.presenter.waiting.everyone)
    visit = made.issue(Service.ROSTER_UPDATE)
    qtbot.waitUntil(lambda: len(live.presenter.waiting.everyone) == before + 1)
    assert visit in [row.visit_id for row in live.presenter.waiting.rows]


def test_scan_and_print_with_the_answer_of_a_worker(live: SupervisorWindow, made: Centre, qtbot: QtBot) -> None:
    before = made.desk.board(made.supervisor).tokens_today
    live.arrivals.take_scan(DUE)
    assert not live.arrivals.print.isEnabled(), "the lookup runs elsewhere"
    qtbot.waitUntil(live.arrivals.tiles["new_survey"].hasFocus)  # type: ignore[index]
    live.presenter.arrivals.issue()
    qtbot.waitUntil(lambda: live.slip.state.text() == "Waiting" and not live.arrivals.field.masked)
    assert made.desk.board(made.supervisor).tokens_today == before + 1
    assert live.arrivals.today.text().replace("\u2068", "").startswith(str(before + 1))


def test_a_slow_registry_copy_never_blocks_the_window(
    live: SupervisorWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    gate, real = threading.Event(), live.presenter.ports.screen

    def slow(cnic: str) -> Any:
        gate.wait(10)
        return real(cnic)

    object.__setattr__(live.presenter.ports, "screen", slow)
    live.arrivals.take_scan(DUE)
    live.speak("ur")
    assert live.arrivals.verdict.title.text().startswith("رجسٹری"), "the window redraws while the lookup hangs"
    gate.set()
    qtbot.waitUntil(live.arrivals.tiles["new_survey"].isChecked)  # type: ignore[index]
