"""The same counter with its work on threads, as the product runs it: keys come faster than answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from drc_desktop.counter.model import Step
from drc_desktop.domain.visit import Service
from drc_desktop.kit.tasks import WorkerTasks
from tests.qt.counter.room import NEW_MOBILE, Room, recent

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform
Key = Qt.Key


@pytest.fixture
def threaded(room: Room) -> Iterator[Room]:
    made: list[WorkerTasks] = []

    def worker() -> WorkerTasks:
        made.append(WorkerTasks(f"counter-{len(made)}"))
        return made[-1]

    room.tasks = worker
    room.slice.records = [recent()]
    room.issue(Service.ROSTER_UPDATE, "roster")
    yield room
    for one in made:
        one.close()


def at_step(room: Room, qtbot: QtBot, step: Step) -> None:
    qtbot.waitUntil(lambda: room.presenter.step is step, timeout=10_000)


def walk_into_the_survey(room: Room, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: room.shown.idle.button.isEnabled(), timeout=10_000)
    room.press(Key.Key_F2, Key.Key_F2)
    qtbot.waitUntil(lambda: room.focus() == "triage.cnic", timeout=10_000)
    room.scan()
    qtbot.waitUntil(lambda: room.focus() == "triage.same", timeout=10_000)
    room.sign("+")
    room.press(Key.Key_Return)
    at_step(room, qtbot, Step.SURVEY)


def test_a_visit_on_threads(threaded: Room, qtbot: QtBot) -> None:
    room = threaded
    room.start()
    walk_into_the_survey(room, qtbot)
    room.fill(NEW_MOBILE)
    room.finish()
    at_step(room, qtbot, Step.FREE)
    qtbot.waitUntil(lambda: room.desk.board(room.supervisor).finished_today == 1, timeout=10_000)
    assert room.local is not None
    assert room.local.outbox.figures().waiting == 1
    assert room.focus() == "idle.call"
    assert room.presenter.visit is None


def test_answers_called_saved_are_there_after_a_kill_on_threads(threaded: Room, qtbot: QtBot) -> None:
    room = threaded
    room.start()
    walk_into_the_survey(room, qtbot)
    room.fill(NEW_MOBILE)
    survey = room.presenter.survey
    assert survey is not None
    qtbot.waitUntil(lambda: not survey.facts().saving, timeout=10_000)
    before, place = room.answers(), room.focus()
    room.kill()
    room.start()
    at_step(room, qtbot, Step.SURVEY)
    assert room.answers() == before
    assert room.focus() == place
