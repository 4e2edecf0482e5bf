"""Work off the GUI thread, and following the desk."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from pytestqt.qtbot import QtBot

from drc_desktop.desk.contract import Actor, Change, Changes, DeskError, Fault, Role
from drc_desktop.kit.tasks import FROM_NOW, DeskFollower, WorkerTasks

ACTOR = Actor("rashida", Role.SUPERVISOR, "pc", "s")


@pytest.fixture
def tasks() -> Any:
    made = WorkerTasks()
    yield made
    made.close()


def test_work_runs_elsewhere_and_its_result_comes_home(qtbot: QtBot, tasks: WorkerTasks) -> None:
    main, seen = threading.get_ident(), []
    tasks.run(threading.get_ident, lambda there: seen.append((there, threading.get_ident())), pytest.fail)
    qtbot.waitUntil(lambda: bool(seen))
    there, home = seen[0]
    assert there != main
    assert home == main


def test_a_fault_comes_home_as_well(qtbot: QtBot, tasks: WorkerTasks) -> None:
    faults: list[Exception] = []

    def broken() -> None:
        raise DeskError(Fault.DAY_CLOSED)

    tasks.run(broken, lambda _none: pytest.fail("there is no result"), faults.append)
    qtbot.waitUntil(lambda: bool(faults))
    assert isinstance(faults[0], DeskError)


def test_results_come_in_the_order_of_the_calls(qtbot: QtBot, tasks: WorkerTasks) -> None:
    seen: list[int] = []
    for number in range(20):
        tasks.run(lambda number=number: number, seen.append, pytest.fail)
    qtbot.waitUntil(lambda: len(seen) == 20)
    assert seen == list(range(20))


def test_nothing_arrives_after_close(qtbot: QtBot) -> None:
    tasks, gate, seen = WorkerTasks(), threading.Event(), []
    tasks.run(gate.wait, seen.append, seen.append)
    gate.set()
    tasks.close()
    tasks.run(lambda: 1, seen.append, seen.append)
    with qtbot.waitCallback(timeout=1000) as later:
        from PySide6.QtCore import QTimer

        QTimer.singleShot(0, later)
    assert not seen


class Script:
    """A desk that answers `changes` from a script, then waits for the end of the test."""

    def __init__(self, *answers: Changes | Exception) -> None:
        self.answers, self.asked = list(answers), []
        self.over = threading.Event()

    def changes(self, actor: Actor, after: int, wait: float) -> Changes:
        self.asked.append(after)
        if not self.answers:
            self.over.wait(10)
            return Changes(after, 0.0, [])
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def _changes(seq: int) -> Changes:
    return Changes(seq, 1.0, [Change(seq, "issue", "v", "A001", 0, 1.0)])


def test_the_follower_goes_on_after_what_it_has_seen(qtbot: QtBot) -> None:
    desk = Script(_changes(7), Changes(7, 2.0, []), _changes(9))
    follower, seen = DeskFollower(desk, ACTOR, 3), []  # type: ignore[arg-type]
    follower.changed.connect(lambda found: seen.append(found.seq))
    follower.start()
    qtbot.waitUntil(lambda: len(desk.asked) == 4 and len(seen) == 2)
    assert desk.asked == [3, 7, 7, 9]
    assert seen == [7, 9], "an empty answer is no change"
    desk.over.set()
    follower.stop(5)


def test_a_lost_desk_is_said_once_and_so_is_its_return(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drc_desktop.kit.tasks.RETRY_S", 0.001)
    lost = DeskError(Fault.SITE_UNREACHABLE)
    desk = Script(_changes(1), lost, lost, lost, _changes(2))
    follower, story = DeskFollower(desk, ACTOR, 0), []  # type: ignore[arg-type]
    follower.changed.connect(lambda found: story.append(found.seq))
    follower.stale.connect(lambda error: story.append(error.code))
    follower.back.connect(lambda: story.append("back"))
    follower.start()
    qtbot.waitUntil(lambda: len(story) == 4)
    assert story == [1, Fault.SITE_UNREACHABLE, "back", 2]
    desk.over.set()
    follower.stop(5)


def test_a_signed_out_follower_ends(qtbot: QtBot) -> None:
    desk = Script(DeskError(Fault.SIGNED_OUT))
    follower = DeskFollower(desk, ACTOR, 0)  # type: ignore[arg-type]
    with qtbot.waitSignal(follower.ended) as ended:
        follower.start()
    assert ended.args is not None
    assert ended.args[0].code is Fault.SIGNED_OUT
    follower.stop(5)
    assert len(desk.asked) == 1


def test_from_now_on_the_earlier_events_are_left_out_and_nothing_later_is_missed(qtbot: QtBot) -> None:
    class Busy:
        asked: ClassVar[list[int]] = []

        def hall(self, _actor: Actor, after_call: int) -> Any:
            assert after_call == 2**31 - 1
            return SimpleNamespace(seq=400, at=1.0)

        def changes(self, _actor: Actor, after: int, _wait: float) -> Changes:
            self.asked.append(after)
            if after == 400:
                return Changes(401, 2.0, [Change(401, "call", "v", "A001", 1, 2.0)])
            threading.Event().wait(0.01)
            return Changes(after, 3.0, [])

    follower, seen = DeskFollower(Busy(), ACTOR, FROM_NOW), []  # type: ignore[arg-type]
    follower.changed.connect(lambda changes: seen.append([item.seq for item in changes.items]))
    follower.start()
    qtbot.waitUntil(lambda: len(seen) == 2)
    follower.stop(5)
    assert seen == [[], [401]]
    assert Busy.asked[0] == 400
