"""The waiting table, the side panels and the opening of the day, over a real desk."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from drc_desktop.demo.pictures.centre import PIN, Centre, at
from drc_desktop.demo.pictures.console import ports
from drc_desktop.desk.contract import Actor, Board, CounterState, Day, Desk, DeskError, Fault, OpenDay, Service
from drc_desktop.domain.visit import Action, VisitState
from drc_desktop.supervisor.model import Tone
from drc_desktop.supervisor.presenter import Supervisor
from drc_desktop.supervisor.presenter.second import second_person
from drc_desktop.supervisor.presenter.waiting import Filter


@pytest.fixture
def busy(busy_centre: Centre) -> Supervisor:
    console = Supervisor(ports(busy_centre, "en"))
    console.start()
    return console


def test_rows_stand_by_minutes_over_their_own_deadline(busy: Supervisor) -> None:
    rows = busy.waiting.rows
    over = [row.over or 0 for row in rows if row.state is not VisitState.NO_SHOW]
    assert over == sorted(over, reverse=True)
    assert rows[-1].state is VisitState.NO_SHOW
    parked = next(row for row in rows if row.state is VisitState.PARKED and row.over)
    assert (parked.over, parked.state_note) == (2, "13:40"), "a parked visit is measured by its promised hour"


def test_chips_count_what_they_show(busy: Supervisor) -> None:
    counts = busy.waiting.counts()
    for each in Filter:
        busy.waiting.choose_filter(each.value)
        assert len(busy.waiting.rows) == counts[each] > 0
    assert counts[Filter.ALL] == counts[Filter.WAITING] + counts[Filter.PARKED] + counts[Filter.NO_SHOW]


def test_find_looks_at_tokens(busy: Supervisor) -> None:
    token = busy.waiting.rows[5].token
    busy.waiting.search(token.lower())
    assert [row.token for row in busy.waiting.rows] == [token]
    assert busy.waiting.selection is not None
    assert busy.waiting.selection.token == token


def test_park_resume_transfer_and_undo_come_back_to_the_start(busy: Supervisor, busy_centre: Centre) -> None:
    row = busy.waiting.selection
    assert row is not None
    busy.waiting.park()
    done = busy.take_done()
    assert done is not None
    busy.refresh()
    assert busy.waiting.selection is not None
    assert busy.waiting.selection.state is VisitState.PARKED
    assert done.event is not None
    busy.waiting.undo(done.event)
    busy.refresh()
    assert busy.waiting.selection.state is VisitState.WAITING
    busy.waiting.transfer(Service.PRIORITY)
    busy.refresh()
    moved = next(
        each for each in busy_centre.desk.board(busy_centre.supervisor).waiting if each.visit_id == row.visit_id
    )
    assert (moved.service, moved.token) == (Service.PRIORITY, row.token)


def test_a_row_is_called_to_a_free_counter_and_taken_back(busy: Supervisor, busy_centre: Centre) -> None:
    busy_centre.desk.end_break(busy_centre.actors["hina"], busy_centre.key(), 5)
    busy.refresh()
    assert busy.waiting.callable_counters() == [5]
    row = busy.waiting.selection
    assert row is not None
    busy.waiting.call(5)
    busy.refresh()
    assert next(seat for seat in busy.seats() if seat.counter == 5).title == row.token
    done = busy.take_done()
    assert done is not None
    assert done.event is not None
    busy.waiting.undo(done.event)
    busy.refresh()
    assert next(seat for seat in busy.seats() if seat.counter == 5).state is CounterState.FREE


def test_call_next_follows_the_rule_of_the_desk(busy: Supervisor, busy_centre: Centre) -> None:
    assert busy.waiting.free_counters() == []
    busy_centre.desk.end_break(busy_centre.actors["hina"], busy_centre.key(), 5)
    busy.refresh()
    assert busy.waiting.free_counters() == [5]
    busy.waiting.call_next(5)
    called = busy_centre.desk.hall(busy_centre.supervisor, 0).last[-1]
    done = busy.take_done()
    assert done is not None
    assert called.token in done.words
    assert called.counter == 5


def test_an_action_that_the_table_of_moves_forbids_does_nothing(busy: Supervisor) -> None:
    busy.waiting.choose_filter("no-show")
    assert busy.waiting.can(Action.RECYCLE)
    assert not busy.waiting.can(Action.PARK)
    busy.waiting.park()
    assert busy.take_done() is None
    busy.waiting.recycle()
    busy.refresh()
    assert busy.waiting.counts()[Filter.NO_SHOW] == 0


def test_cancel_takes_the_row_away_with_its_reason(busy: Supervisor, busy_centre: Centre) -> None:
    row = busy.waiting.selection
    assert row is not None
    busy.waiting.cancel("left")
    asked = busy.commands.asked
    assert asked is not None
    assert (asked.command, asked.subject, asked.name) == ("cancel", row.visit_id, row.token)
    door = second_person(busy.ports, asked, lambda: busy.commands.answered(confirmed=True))
    door.start()
    assert busy_centre.supervisor.operator_id not in [one.operator_id for one in door.people]
    door.type(PIN)
    door.submit()
    busy.refresh()
    assert row.visit_id not in [each.visit_id for each in busy_centre.desk.board(busy_centre.supervisor).waiting]


def test_nobody_confirms_and_the_row_stays(busy: Supervisor, busy_centre: Centre) -> None:
    row = busy.waiting.selection
    assert row is not None
    busy.waiting.cancel("left")
    busy.commands.answered(confirmed=False)
    assert busy.commands.asked is None
    assert busy.commands.fault == ""
    assert row.visit_id in [each.visit_id for each in busy_centre.desk.board(busy_centre.supervisor).waiting]


def test_counters_say_what_they_do(busy: Supervisor) -> None:
    seats = {seat.counter: seat for seat in busy.seats()}
    assert [seats[n].state.value for n in range(1, 7)] == ["serving", "serving", "called", "serving", "break", "closed"]
    assert seats[4].long
    assert seats[3].note == "2nd call, \u20680:48\u2069"
    assert "13:50" in seats[5].note


def test_a_called_counter_can_be_rung_again_or_marked_no_show(busy: Supervisor, busy_centre: Centre) -> None:
    busy.recall(3)
    assert busy_centre.desk.hall(busy_centre.supervisor, 0).last[-1].nth == 3
    busy.no_show(3)
    busy.refresh()
    assert next(seat for seat in busy.seats() if seat.counter == 3).state is CounterState.FREE
    assert busy.waiting.counts()[Filter.NO_SHOW] == 2


def test_the_outbox_adds_up_all_stations(busy: Supervisor) -> None:
    box = busy.outbox()
    assert (box.waiting, box.oldest, box.refused) == (14, 25, 1)
    assert "13:18" in box.notice
    assert busy.lamps()["sync"].tone is Tone.BAD


def test_opening_opens_the_day_of_today(made: Centre) -> None:
    console = Supervisor(ports(made, "en"))
    console.start()
    assert console.opening.state.can_open
    console.opening.open()
    console.refresh()
    assert console.day_open
    assert made.desk.day(made.supervisor).date == "2026-11-23"


def test_a_doubtful_date_is_confirmed_by_the_same_button(made: Centre) -> None:
    made.clock.now = at(9, 0)
    made.desk.open_day(made.supervisor, made.key(), OpenDay("2026-11-24", confirmed=True))
    made.desk.close_day(made.supervisor, made.key())
    console = Supervisor(ports(made, "en"))
    console.start()
    assert console.ports.today() == date(2026, 11, 23)
    console.opening.open()
    assert not made.desk.day(made.supervisor).open
    assert "confirm" in console.opening.state.confirm
    console.opening.open()
    assert made.desk.day(made.supervisor).open


def test_closing_is_asked_once_more_and_cancels_who_waits(busy: Supervisor, busy_centre: Centre) -> None:
    busy.ask_close()
    assert busy.closing
    busy.dismiss()
    assert busy_centre.desk.day(busy_centre.supervisor).open
    busy.ask_close()
    busy.close_day()
    assert not busy_centre.desk.day(busy_centre.supervisor).open
    assert not busy.waiting.rows
    assert busy.opening.state.closed_today


def test_switching_the_language_changes_words_and_keeps_the_selection(busy: Supervisor) -> None:
    selected = busy.waiting.selected
    busy.speak("ur")
    assert busy.waiting.selected == selected
    row = busy.waiting.selection
    assert row is not None
    assert row.state_words == "منتظر"
    assert busy.date().startswith("پیر")


def test_readings_of_the_board_do_not_pile_up(made: Centre, held: Any) -> None:
    console = Supervisor(dataclasses.replace(ports(made, "en"), tasks=held))
    for _ in range(20):
        console.refresh()
    assert len(held.waiting) == 1
    held.let_go()
    assert len(held.waiting) == 1, "one more for what changed meanwhile"
    held.let_go()
    assert not held.waiting


def test_an_unreachable_desk_is_said_and_the_board_stays(busy: Supervisor) -> None:
    before = busy.board
    busy.lost(DeskError(Fault.SITE_UNREACHABLE))
    assert busy.lamps()["database"].tone is Tone.BAD
    assert "does not answer" in busy.commands.fault
    assert isinstance(before, Board)
    assert busy.board is before
    busy.back()
    assert busy.lamps()["database"].tone is Tone.GOOD
    assert not busy.commands.fault


def test_a_board_the_desk_was_too_slow_for_is_read_with_the_next_beat(made: Centre) -> None:
    desk = Slow(made.desk)
    console = Supervisor(dataclasses.replace(ports(made, "en"), desk=desk))  # type: ignore[arg-type]
    console.start()
    assert "does not answer" in console.commands.fault
    assert console.board is None
    unread = console.opening.state.checks
    console.beat()
    assert not console.commands.fault
    assert console.board is not None
    quick = Supervisor(ports(made, "en"))
    quick.start()
    assert console.opening.state.checks == quick.opening.state.checks != unread
    read = desk.boards
    console.beat()
    assert desk.boards == read, "a beat reads only what could not be read"


class Slow:
    """The first board and the first day come too late."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self.boards, self._days = desk, 0, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._desk, name)

    def board(self, actor: Actor) -> Board:
        self.boards += 1
        if self.boards == 1:
            raise DeskError(Fault.SITE_UNREACHABLE)
        return self._desk.board(actor)

    def day(self, actor: Actor) -> Day:
        self._days += 1
        if self._days == 1:
            raise DeskError(Fault.SITE_UNREACHABLE)
        return self._desk.day(actor)


def test_a_family_is_sent_home_with_a_token_that_keeps_its_place(busy: Supervisor, busy_centre: Centre) -> None:
    row, days = busy.waiting.selection, busy.waiting.come_back_days()
    assert row is not None
    assert len(days) == 3
    assert all(
        day.isoweekday() != 7 and day.isoformat() > busy_centre.desk.day(busy_centre.supervisor).date for day in days
    )
    assert busy_centre.desk.come_back_keys(busy_centre.supervisor) == []
    busy.waiting.come_back(days[0])
    done = busy.take_done()
    assert done is not None
    assert row.token in done.words
    busy.refresh()
    assert row.visit_id not in {each.visit_id for each in busy.waiting.everyone}
    assert len(busy_centre.desk.come_back_keys(busy_centre.supervisor)) == 1
