from __future__ import annotations

import pytest

from drc_desktop.desk.contract import Called, Hall
from drc_desktop.display.presenter import UNSEEN_TICKS, DisplayModel, DisplayPresenter
from drc_desktop.domain.visit import Service
from drc_desktop.kit.board import is_tall, legible_metres, panel_mm


def call(call_id: int, token: str, counter: int = 3, nth: int = 1) -> Called:
    return Called(call_id, f"v-{token}", token, Service.NEW_SURVEY, counter, 0.0, nth)


def hall(*calls: Called, last: tuple[Called, ...] = (), is_open: bool = True) -> Hall:
    return Hall(seq=0, at=0.0, open=is_open, calls=list(calls), last=list(last))


class Room:
    def __init__(self) -> None:
        self.time = 100.0
        self.frames: list[DisplayModel] = []
        self.said: list[int] = []
        self.paints = True
        self.presenter = DisplayPresenter(self.show, lambda one: self.said.append(one.call_id), lambda: self.time)
        self.presenter.heard(hall())

    def show(self, frame: DisplayModel) -> None:
        self.frames.append(frame)
        if self.paints and frame.hero is not None:
            self.presenter.seen(frame.hero.call_id)

    def after(self, seconds: float) -> DisplayModel:
        self.time += seconds
        self.presenter.alive()
        return self.frames[-1]


def test_a_call_is_shown_and_said_at_once() -> None:
    room = Room()
    room.presenter.heard(hall(call(1, "A001")))
    assert room.frames[-1].hero == call(1, "A001")
    assert room.said == [1]


def test_close_calls_queue_and_none_is_missed() -> None:
    room = Room()
    room.presenter.heard(hall(call(1, "A001"), call(2, "C001"), call(3, "P001")))
    assert room.frames[-1].hero.token == "A001"
    assert room.frames[-1].waiting_calls == 2
    assert room.after(9.5).hero.token == "A001"
    assert room.after(1.0).hero.token == "C001"
    frame = room.after(10.0)
    assert (frame.hero.token, [one.token for one in frame.last]) == ("P001", ["C001", "A001"])
    assert room.said == [1, 2, 3]


def test_a_recall_rings_and_does_not_stand_twice() -> None:
    room = Room()
    room.presenter.heard(hall(call(1, "A001")))
    room.time += 11
    room.presenter.heard(hall(call(2, "A001", nth=2)))
    assert room.said == [1, 2]
    assert room.frames[-1].last == ()


def test_the_same_answer_again_changes_nothing() -> None:
    room = Room()
    room.presenter.heard(hall(call(1, "A001")))
    room.time += 11
    room.presenter.heard(hall(call(1, "A001")))
    assert room.said == [1]


def test_a_display_that_starts_late_shows_the_board_in_silence() -> None:
    said: list[Called] = []
    frames: list[DisplayModel] = []
    late = DisplayPresenter(frames.append, said.append, lambda: 0.0)
    late.heard(hall(call(7, "A007"), last=(call(5, "A005"), call(6, "C002"), call(7, "A007"))))
    assert not said
    assert frames[-1].hero.token == "A007"
    assert [one.token for one in frames[-1].last] == ["C002", "A005"]


def test_old_data_leaves_the_screen_and_comes_back() -> None:
    room = Room()
    room.presenter.heard(hall(call(1, "A001")))
    room.time += 10.5
    room.presenter.tick()
    assert room.frames[-1].stale
    assert not room.after(0.1).stale


def test_a_call_heard_after_silence_is_still_announced() -> None:
    room = Room()
    room.time += 60
    room.presenter.tick()
    room.presenter.heard(hall(call(1, "A001")))
    assert room.said == [1]


def test_only_four_last_calls() -> None:
    room = Room()
    for number in range(1, 8):
        room.time += 11
        room.presenter.heard(hall(call(number, f"A00{number}")))
    assert [one.token for one in room.frames[-1].last] == ["A006", "A005", "A004", "A003"]


def test_a_call_that_a_busy_pc_has_not_painted_yet_is_not_skipped() -> None:
    room = Room()
    room.paints = False
    room.presenter.heard(hall(call(1, "A001"), call(2, "A002")))
    assert room.after(12.0).hero.token == "A001"
    room.presenter.seen(1)
    assert room.after(9.0).hero.token == "A001"
    assert room.after(1.5).hero.token == "A002"


def test_a_pc_that_stands_still_between_a_call_and_its_paint_skips_nothing() -> None:
    room = Room()
    room.paints = False
    room.presenter.heard(hall(call(1, "A001"), call(2, "A002")))
    room.time += 9.9
    for _ in range(500):  # the answers that piled up while it stood come in before its next paint
        assert room.after(0.1).hero.token == "A001"


def test_a_call_that_was_hidden_by_silence_is_shown_after_it() -> None:
    room = Room()
    room.paints = False
    room.presenter.heard(hall(call(1, "A001"), call(2, "A002")))
    room.time += 11
    for _ in range(3 * UNSEEN_TICKS):
        room.presenter.tick()
    assert room.frames[-1].stale
    assert room.after(0.1).hero.token == "A001"
    room.presenter.seen(1)
    assert room.after(9.0).hero.token == "A001"


def test_a_display_that_never_paints_still_says_every_call() -> None:
    room = Room()
    room.paints = False
    room.presenter.heard(hall(call(1, "A001"), call(2, "A002")))
    for _ in range(UNSEEN_TICKS):
        assert room.said == [1]
        room.presenter.tick()
    assert room.said == [1, 2]


def back(announced: int, *calls: Called, at: float) -> Room:
    """A display that starts again after it had announced some calls."""
    room = Room()
    room.presenter = DisplayPresenter(
        room.show, lambda one: room.said.append(one.call_id), lambda: room.time, announced=announced
    )
    room.presenter.heard(Hall(seq=9, at=at, open=True, calls=list(calls), last=list(calls)))
    return room


def test_calls_made_while_the_display_was_away_are_announced_when_it_is_back() -> None:
    calls = [call(number, f"A00{number}") for number in (1, 2, 3, 4)]
    room = back(2, *calls, at=60.0)
    assert [frame.hero.token for frame in room.frames[-1:]] == ["A003"]
    room.after(10.5)
    assert (room.said, room.frames[-1].hero.token) == ([3, 4], "A004")
    assert back(2, *calls, at=181.0).said == []  # nobody stands and waits for them any more
    assert back(0, *calls, at=60.0).said == []
    assert back(9, *calls, at=60.0).said == []  # the site is a copy that knows less


def test_the_call_takes_the_whole_board_where_it_could_not_be_read_otherwise() -> None:
    for inches, metres, tall in ((43, 10, False), (55, 10, False), (32, 7.9, False), (32, 8, True), (43, 11, True)):
        assert is_tall(panel_mm(inches), metres) is tall
    assert legible_metres(panel_mm(43), tall=False) == pytest.approx(10.7, abs=0.1)
    assert legible_metres(panel_mm(32), tall=True) > 11
