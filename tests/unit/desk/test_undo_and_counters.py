"""Undo, counters, breaks, the suspect date, the stream."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from drc_desktop.desk.contract import (
    CounterState,
    DeskError,
    Fault,
    IssueRequest,
    OpenDay,
    Service,
    StationStatus,
    SurveyFact,
    VisitState,
)


def fault_of(call: Any, *args: Any) -> DeskError:
    with pytest.raises(DeskError) as fault:
        call(*args)
    return fault.value


def test_undo_puts_back_what_the_last_deed_changed(day: Any) -> None:
    visit = day.issue()
    day.desk.call_next(day.deo1, day.key, 1)
    called = day.desk.visit_at(day.deo1, 1)
    gone = day.desk.no_show(day.deo1, day.key, visit)
    back = day.desk.undo(day.deo1, day.key, gone.event)
    assert (back.state, back.counter, back.calls, back.called_at) == (VisitState.CALLED, 1, 1, called.called_at)
    assert fault_of(day.desk.undo, day.deo1, day.key, gone.event).code is Fault.NOTHING_TO_UNDO
    assert fault_of(day.desk.undo, day.deo1, day.key, back.event).code is Fault.NOTHING_TO_UNDO


def test_an_undone_call_leaves_the_display_and_its_number_is_not_used_again(day: Any) -> None:
    visit = day.issue()
    first = day.desk.call_next(day.deo1, day.key, 1)
    card = day.desk.visit_at(day.deo1, 1)
    assert day.desk.undo(day.deo1, day.key, card.event).state is VisitState.WAITING
    assert day.desk.hall(day.sup, 0).last == []
    second = day.desk.call(day.tsa, day.key, visit, 2)
    assert second.call_id == first.call_id + 1


def test_undo_of_a_finish_needs_the_counter_free(day: Any) -> None:
    visit, other = day.issue(), day.issue()
    day.desk.call_next(day.deo1, day.key, 1)
    day.desk.start(day.deo1, day.key, visit)
    done = day.desk.finish(day.deo1, day.key, visit)
    assert day.desk.call_next(day.deo1, day.key, 1).visit_id == other
    assert fault_of(day.desk.undo, day.deo1, day.key, done.event).code is Fault.COUNTER_BUSY
    day.desk.no_show(day.deo1, day.key, other)
    assert day.desk.undo(day.deo1, day.key, done.event).state is VisitState.SERVING


def test_undo_of_a_cancel_respects_the_household(day: Any) -> None:
    issued = day.desk.issue(day.sup, day.key, IssueRequest(Service.NEW_SURVEY, "b", "h"))
    gone = day.desk.cancel(day.sup, day.approved("cancel", issued.visit_id), issued.visit_id, "went home")
    again = day.desk.issue(day.sup, day.key, IssueRequest(Service.NEW_SURVEY, "b", "h"))
    assert fault_of(day.desk.undo, day.sup, day.key, gone.event).params["token"] == again.token
    day.desk.cancel(day.sup, day.approved("cancel", again.visit_id), again.visit_id, "mistake")
    assert day.desk.undo(day.sup, day.key, gone.event).token == issued.token


def test_undo_is_for_the_own_deed_or_the_supervisor(day: Any) -> None:
    visit = day.issue()
    card = day.desk.park(day.deo1, day.key, visit, None, "papers")
    assert fault_of(day.desk.undo, day.deo2, day.key, card.event).params["what"] == "undo"
    assert day.desk.undo(day.sup, day.key, card.event).state is VisitState.WAITING
    assert fault_of(day.desk.undo, day.sup, day.key, 1).code is Fault.NOTHING_TO_UNDO
    assert fault_of(day.desk.undo, day.sup, day.key, 9999).code is Fault.NOTHING_TO_UNDO


def test_undo_of_transfer_and_recycle_restores_queue_and_place(day: Any) -> None:
    first, second = day.issue(), day.issue()
    moved = day.desk.transfer(day.deo1, day.key, first, Service.ROSTER_UPDATE, "registered already")
    assert day.desk.undo(day.deo1, day.key, moved.event).service is Service.NEW_SURVEY
    day.desk.call_next(day.deo1, day.key, 1)
    day.desk.no_show(day.deo1, day.key, first)
    back = day.desk.recycle(day.deo1, day.key, first)
    day.desk.undo(day.deo1, day.key, back.event)
    rows = {row.visit_id: row.state for row in day.desk.board(day.sup).waiting}
    assert rows == {first: VisitState.NO_SHOW, second: VisitState.WAITING}


def test_a_counter_is_taken_left_and_paused(day: Any) -> None:
    card = day.desk.take_break(day.deo1, day.key, 1, 1_790_000_000.0)
    assert (card.state, card.back_at, card.operator) == (CounterState.BREAK, 1_790_000_000.0, "Synthetic Deo One")
    assert day.desk.end_break(day.deo1, day.key, 1).state is CounterState.FREE
    assert day.desk.end_break(day.deo1, day.key, 1).state is CounterState.FREE
    assert day.desk.sit(day.deo1, day.key, 3).counter == 3
    states = [card.state for card in day.desk.board(day.sup).counters]
    assert states == [CounterState.CLOSED, CounterState.FREE, CounterState.FREE]
    assert day.desk.leave(day.deo1, day.key, 3).state is CounterState.CLOSED
    assert fault_of(day.desk.sit, day.deo1, day.key, 4).params == {"counter": 4}


def test_a_counter_with_a_visit_is_not_left_and_not_taken(day: Any) -> None:
    day.issue()
    day.issue()
    held = day.desk.call_next(day.deo1, day.key, 1)
    for busy in (
        fault_of(day.desk.leave, day.deo1, day.key, 1),
        fault_of(day.desk.take_break, day.deo1, day.key, 1, None),
        fault_of(day.desk.sit, day.deo2, day.key, 1),
        fault_of(day.desk.sit, day.deo1, day.key, 3),
        fault_of(day.desk.call_next, day.deo1, day.key, 1),
    ):
        assert (busy.code, busy.params) == (Fault.COUNTER_BUSY, {"counter": 1, "token": held.token})
    again = day.sign_in("pc-1", "deo1")
    assert day.desk.sit(again, day.key, 1).token == held.token


def test_a_date_before_the_last_asks_then_is_marked(near: Any, clock: Any) -> None:
    near.open("2026-11-23")
    near.desk.close_day(near.sup, near.key)
    last = clock.at
    clock.at -= 7200
    fault = fault_of(near.desk.open_day, near.sup, near.key, OpenDay("2026-11-24"))
    assert (fault.code, fault.params) == (Fault.DATE_SUSPECT, {"last": last})
    checks = {check.what: check for check in near.desk.day(near.sup).checks}
    assert (checks["clock"].good, checks["clock"].blocks) == (False, True)
    assert near.desk.open_day(near.sup, near.key, OpenDay("2026-11-24", confirmed=True)).open
    visit = near.issue()
    with near.desk.store.reading() as connection:
        rows = connection.exec_driver_sql(f"SELECT suspect FROM event WHERE visit = '{visit}'").scalars().all()
    assert rows == [1]


def test_who_came_is_forgotten_a_week_after_the_day(near: Any, clock: Any) -> None:
    near.open("2026-11-23")
    issued = near.desk.issue(near.sup, near.key, IssueRequest(Service.NEW_SURVEY, "b1", "h1"))
    fact = SurveyFact(issued.visit_id, "nser", "1", "u", 1.0, 2.0, {}, 0, 0, 0, mobile_hash="m", address_hash="a")
    near.desk.report_survey(near.deo1, near.key, fact)
    near.desk.close_day(near.sup, near.key)

    def kept() -> list[Any]:
        with near.desk.store.reading() as connection:
            query = """SELECT binding, household, mobile_hash, address_hash, length(day_key), token, state
                       FROM visit JOIN survey_fact ON visit_id = visit.id JOIN day ON day.date = visit.day"""
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    for date, days in (("2026-11-24", 1), ("2026-11-30", 7)):
        clock.at += days * 86400
        before = kept()
        near.desk.open_day(near.sup, near.key, OpenDay(date))
        near.desk.close_day(near.sup, near.key)
    assert before == [("b1", "h1", "m", "a", 32, "A001", "cancelled")]
    assert kept() == [("", "", "", "", 0, "A001", "cancelled")]


def test_an_earlier_date_asks_as_well(day: Any) -> None:
    day.desk.close_day(day.sup, day.key)
    assert fault_of(day.desk.open_day, day.sup, day.key, OpenDay("2026-11-22")).code is Fault.DATE_SUSPECT
    for date in ("23.11.2026", "2026-13-01", "", "20261123"):
        assert fault_of(day.desk.open_day, day.sup, day.key, OpenDay(date)).params == {"what": "date"}


def test_the_stream_wakes_at_a_commit_and_replays_from_the_last_seen(day: Any) -> None:
    seen = day.desk.changes(day.sup, 0, 0)
    assert day.desk.changes(day.sup, seen.seq, 0).items == []
    found: list[Any] = []
    waiter = threading.Thread(target=lambda: found.append(day.desk.changes(day.sup, seen.seq, 20)))
    waiter.start()
    visit = day.issue()
    waiter.join(20)
    assert [item.visit_id for item in found[0].items] == [visit]
    assert [item.seq for item in day.desk.changes(day.sup, 0, 0).items] == list(range(1, found[0].seq + 1))


def test_stations_report_under_their_own_name(day: Any) -> None:
    status = StationStatus("someone else", "counter", "0.1", 3, 120.0, 1, 60.0, printer="ready", counter=1)
    day.desk.report_status(day.deo1, day.key, status)
    day.desk.report_status(day.deo1, day.key, status)
    (found,) = day.desk.board(day.sup).stations
    assert (found.device_id, found.outbox_waiting, found.printer) == ("pc-1", 3, "ready")


def test_the_figures_of_a_survey_are_kept(day: Any) -> None:
    visit = day.issue()
    fact = SurveyFact(visit, "nser", "1", "uuid:1", 1.0, 2.0, {"household": 12.5}, 40, 9, 1, ["fast"])
    day.desk.report_survey(day.deo1, day.key, fact)
    assert day.desk.changes(day.sup, 0, 0).items[-1].action == "survey"
    unknown = SurveyFact("nobody", "nser", "1", "uuid:1", 1.0, 2.0, {}, 0, 0, 0)
    assert fault_of(day.desk.report_survey, day.deo1, day.key, unknown).code is Fault.UNKNOWN_VISIT


def test_a_notice_is_shown_in_the_hall(day: Any) -> None:
    day.desk.set_notice(day.tsa, day.key, "Back at two", "دو بجے واپسی")
    hall = day.desk.hall(day.sup, 0)
    assert (hall.notice_en, hall.notice_ur) == ("Back at two", "دو بجے واپسی")
