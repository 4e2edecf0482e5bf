"""A visit from token to finish, and what must be refused on the way."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from drc_desktop.desk import ticket
from drc_desktop.desk.contract import (
    CounterState,
    DeskError,
    Fault,
    IssueRequest,
    JobState,
    OpenDay,
    PriorityGroup,
    Service,
    SlipKind,
    TurnAway,
    VisitState,
)
from drc_desktop.store import ledger


def refused(call: Any, *args: Any) -> DeskError:
    with pytest.raises(DeskError) as fault:
        call(*args)
    return fault.value


def test_a_visit_goes_from_token_to_finish(day: Any) -> None:
    desk, key = day.desk, lambda: day.key
    issued = desk.issue(day.sup, key(), IssueRequest(Service.NEW_SURVEY, "b1", "h1", update_type="missed-out"))
    assert (issued.token, issued.ahead) == ("A001", 0)
    called = desk.call_next(day.deo1, key(), 1)
    assert (called.call_id, called.token, called.counter, called.nth) == (1, "A001", 1, 1)
    again = desk.recall(day.deo1, key(), called.visit_id)
    assert (again.call_id, again.nth, again.reason) == (2, 2, "recalled")
    card = desk.start(day.deo1, key(), called.visit_id)
    assert (card.state, card.update_type, card.counter) == (VisitState.SERVING, "missed-out", 1)
    assert desk.visit_at(day.deo1, 1) == card
    assert desk.finish(day.deo1, key(), called.visit_id).state is VisitState.FINISHED
    assert desk.visit_at(day.deo1, 1) is None
    board = desk.board(day.sup)
    assert (board.tokens_today, board.finished_today, board.waiting) == (1, 1, [])
    assert board.counters[0].state is CounterState.FREE
    actions = [item.action for item in desk.changes(day.sup, 0, 0).items if item.token]
    assert actions == ["issue", "call_next", "recall", "start", "finish"]


def test_the_slip_is_committed_with_the_token_and_its_qr_verifies(day: Any) -> None:
    issued = day.desk.issue(day.sup, day.key, IssueRequest(Service.PRIORITY, "b1"))
    (job,) = day.desk.print_jobs(day.sup, [JobState.PENDING])
    assert (job.job_id, job.kind, job.token, job.content["qr"]) == (issued.job_id, SlipKind.TOKEN, "P001", issued.qr)
    site = day.desk.site()
    checked = ticket.verify(job.content["qr"], site.ticket_key, site.site_id, issued.issued_at + 60)
    assert checked.verdict is ticket.Verdict.OK
    assert checked.ticket is not None
    assert checked.ticket.visit_id == issued.visit_id


def test_one_live_token_a_household(day: Any) -> None:
    first = day.desk.issue(day.sup, day.key, IssueRequest(Service.NEW_SURVEY, "b1", "h1"))
    for request in (
        IssueRequest(Service.PRIORITY, "b1"),
        IssueRequest(Service.PRIORITY, "b2", "h1"),
        IssueRequest(Service.NEW_SURVEY, "b1", "h2"),
    ):
        fault = refused(day.desk.issue, day.sup, day.key, request)
        assert (fault.code, fault.params["token"], fault.params["state"]) == (Fault.TOKEN_LIVE, "A001", "waiting")
    assert day.desk.find_live(day.sup, "other", "h1").token == "A001"
    day.desk.cancel(day.sup, day.approved("cancel", first.visit_id), first.visit_id, "went home")
    assert day.desk.find_live(day.sup, "b1", "h1") is None
    assert day.desk.issue(day.sup, day.key, IssueRequest(Service.NEW_SURVEY, "b1", "h1")).token == "A002"


def test_a_resend_changes_nothing(day: Any) -> None:
    request = IssueRequest(Service.NEW_SURVEY, "b1")
    one = day.desk.issue(day.sup, "same", request)
    assert day.desk.issue(day.sup, "same", request) == one
    assert day.desk.board(day.sup).tokens_today == 1
    called = day.desk.call_next(day.deo1, "same", 1)
    assert day.desk.call_next(day.deo1, "same", 1) == called
    assert len(day.desk.hall(day.sup, 0).calls) == 1
    assert day.desk.call_next(day.deo2, "same", 2) is None
    assert refused(day.desk.recall, day.deo1, "same", called.visit_id).params == {"what": "key"}


def test_a_refused_command_keeps_no_answer(day: Any) -> None:
    visit = day.issue()
    assert refused(day.desk.start, day.deo1, "later", visit).code is Fault.ILLEGAL_MOVE
    day.desk.call_next(day.deo1, day.key, 1)
    assert day.desk.start(day.deo1, "later", visit).state is VisitState.SERVING


def test_a_no_show_frees_the_counter_and_can_come_back(day: Any) -> None:
    first, second = day.issue(), day.issue()
    assert day.desk.call_next(day.deo1, day.key, 1).visit_id == first
    card = day.desk.no_show(day.deo1, day.key, first)
    assert (card.state, card.counter) == (VisitState.NO_SHOW, 0)
    day.desk.recycle(day.tsa, day.key, first)
    assert day.desk.call_next(day.deo1, day.key, 1).visit_id == second
    assert day.desk.call_next(day.deo2, day.key, 2).visit_id == first


def test_parked_keeps_its_place_and_may_be_called_by_choice(day: Any) -> None:
    first, second = day.issue(), day.issue()
    day.desk.park(day.deo1, day.key, first, 1_780_009_000.0, "papers")
    assert day.desk.board(day.sup).waiting[0].parked_until == 1_780_009_000.0
    day.desk.resume(day.deo1, day.key, first)
    assert day.desk.call_next(day.deo1, day.key, 1).visit_id == first
    called = day.desk.call(day.tsa, day.key, second, 2)
    assert (called.counter, called.reason) == (2, "chosen 0")


def test_transfer_keeps_the_token(day: Any) -> None:
    visit = day.issue(Service.ROSTER_UPDATE)
    day.desk.call_next(day.deo1, day.key, 1)
    day.desk.start(day.deo1, day.key, visit)
    card = day.desk.transfer(day.deo1, day.key, visit, Service.NEW_SURVEY, "never registered")
    assert (card.token, card.service, card.state, card.counter) == ("C001", Service.NEW_SURVEY, VisitState.WAITING, 0)
    assert day.desk.call_next(day.deo2, day.key, 2).visit_id == visit


def test_who_goes_first_is_interleaved(day: Any) -> None:
    ordinary = [day.issue() for _ in range(5)]
    first = [day.issue(priority=PriorityGroup.ELDERLY), day.issue(Service.PRIORITY)]
    order = []
    for _ in range(7):
        called = day.desk.call_next(day.deo1, day.key, 1)
        order.append(called.visit_id)
        day.desk.start(day.deo1, day.key, called.visit_id)
        day.desk.finish(day.deo1, day.key, called.visit_id)
    assert order == [first[0], *ordinary[:2], first[1], *ordinary[2:]]


def test_reprint_is_a_numbered_copy_and_logged(day: Any) -> None:
    visit = day.issue()
    (job,) = day.desk.print_jobs(day.sup, [JobState.PENDING])
    day.desk.mark_job(day.sup, day.key, job.job_id, JobState.FAILED, "no paper")
    assert day.desk.board(day.sup).jobs_failed == 1
    day.desk.mark_job(day.sup, day.key, job.job_id, JobState.PRINTED)
    copies = [day.desk.reprint(day.sup, day.key, visit, "lost") for _ in range(2)]
    assert [(copy.kind, copy.copy, copy.content) for copy in copies] == [
        (SlipKind.COPY, number, job.content) for number in (1, 2)
    ]
    assert refused(day.desk.mark_job, day.sup, day.key, job.job_id, JobState.FAILED).code is Fault.BAD_REQUEST
    assert refused(day.desk.mark_job, day.sup, day.key, 99, JobState.SENT).code is Fault.UNKNOWN_JOB
    assert [item.action for item in day.desk.changes(day.sup, 0, 0).items].count("reprinted") == 2


def test_turned_away_leaves_a_slip_and_no_token(day: Any) -> None:
    away = TurnAway("expired-cnic", "b1", {"since": "2026-01-01"}, ["cnic"])
    job = day.desk.turn_away(day.sup, day.key, away)
    assert (job.kind, job.token, job.content["reason"]) == (SlipKind.REFERRAL, "", "expired-cnic")
    assert day.desk.board(day.sup).tokens_today == 0


def test_closed_day_refuses_and_a_new_day_starts_at_one(day: Any) -> None:
    waiting, serving = day.issue(), day.issue()
    day.desk.call(day.deo1, day.key, serving, 1)
    day.desk.start(day.deo1, day.key, serving)
    assert refused(day.desk.open_day, day.sup, day.key, OpenDay("2026-11-24")).code is Fault.DAY_OPEN
    assert day.desk.close_day(day.sup, day.key).open is False
    for refusal in (
        refused(day.desk.issue, day.sup, day.key, IssueRequest(Service.NEW_SURVEY, "b")),
        refused(day.desk.call_next, day.deo2, day.key, 2),
        refused(day.desk.call, day.deo2, day.key, waiting, 2),
        refused(day.desk.close_day, day.sup, day.key),
    ):
        assert refusal.code is Fault.DAY_CLOSED
    assert day.desk.finish(day.deo1, day.key, serving).state is VisitState.FINISHED
    opened = day.desk.open_day(day.sup, day.key, OpenDay("2026-11-24"))
    assert len(opened.day_key) == 32
    assert day.desk.issue(day.sup, day.key, IssueRequest(Service.NEW_SURVEY, "b")).token == "A001"


def test_the_limit_of_the_day_is_said(centre: Any) -> None:
    centre.desk.open_day(centre.sup, centre.key, OpenDay("2026-11-23", token_limit=2, confirmed=True))
    assert [centre.issue(), centre.issue()]
    fault = refused(centre.desk.issue, centre.sup, centre.key, IssueRequest(Service.NEW_SURVEY, "b"))
    assert (fault.code, fault.params) == (Fault.TOKENS_SPENT, {"limit": 2})


def test_a_display_reads_the_hall_alone(day: Any) -> None:
    screen = day.desk.display_actor("pc-screen")
    day.issue()
    day.desk.call_next(day.deo1, day.key, 1)
    assert [call.token for call in day.desk.hall(screen, 0).calls] == ["A001"]
    assert day.desk.hall(screen, 1).calls == []
    seq = day.desk.hall(screen, 1).seq
    assert day.desk.changes(screen, seq, 0.0).hall is None
    assert day.desk.changes(day.sup, 0, 0.0).hall is None
    day.desk.recall(day.deo1, day.key, day.desk.visit_at(day.deo1, 1).visit_id)
    brought = day.desk.changes(screen, seq, 0.0)
    assert [call.nth for call in brought.hall.calls] == [2]
    assert msgspec.structs.replace(brought.hall, at=0.0) == msgspec.structs.replace(day.desk.hall(screen, 1), at=0.0)
    assert day.desk.day(screen).day_key == b""
    assert refused(day.desk.board, screen).code is Fault.NOT_ALLOWED


def test_the_log_is_chained(near: Any) -> None:
    near.open().issue()
    with near.desk.store.reading() as connection:
        assert ledger.last_seq(connection) == len(ledger.after(connection, 0, 500))
        assert ledger.broken_links(connection) == []
