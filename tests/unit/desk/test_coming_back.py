"""A token for another day keeps its place, for the same person or household alone, once."""

from __future__ import annotations

from typing import Any

import pytest

from drc_desktop.desk.coming_back import next_working_day
from drc_desktop.desk.contract import DeskError, Fault, IssueRequest, OpenDay, Service, VisitState
from tests.unit.desk.conftest import Centre

MONDAY, TUESDAY, WEDNESDAY = "2026-11-23", "2026-11-24", "2026-11-25"


def fault_of(call: Any, *args: Any) -> Fault:
    with pytest.raises(DeskError) as raised:
        call(*args)
    return raised.value.code


def next_day(centre: Centre, date: str = TUESDAY) -> None:
    centre.desk.close_day(centre.sup, centre.key)
    centre.open(date)


def issue(centre: Centre, binding: str, **more: Any) -> str:
    request = IssueRequest(Service.NEW_SURVEY, binding=binding, **more)
    visit_id: str = centre.desk.issue(centre.sup, centre.key, request).visit_id
    return visit_id


def test_who_was_not_served_goes_before_all_of_the_next_day(day: Centre) -> None:
    desk = day.desk
    served = issue(day, "served")
    kept = issue(day, "kept", household="roof", language="ps", woman=True)
    desk.call_next(day.deo1, day.key, 1)
    desk.start(day.deo1, day.key, served)
    next_day(day)
    desk.finish(day.deo1, day.key, served)
    assert [key.date for key in desk.come_back_keys(day.sup)] == [MONDAY]
    assert len(desk.come_back_keys(day.sup)[0].day_key) == 32
    assert desk.find_come_back(day.sup, ["served", ""]) is None
    found = desk.find_come_back(day.sup, ["nothing", "roof"])
    assert (found.visit_id, found.day, found.date, found.token) == (kept, MONDAY, TUESDAY, "A002")
    assert (found.language, found.woman) == ("ps", True)
    early = issue(day, "first of tuesday")
    back = issue(day, "kept today", come_back=kept, come_back_hashes=["roof"])
    calls = [desk.call_next(day.deo1, day.key, 1), desk.call_next(day.deo2, day.key, 2)]
    assert [call.visit_id for call in calls] == [back, early]
    assert [call.reason for call in calls] == ["come-back", "waited-longest"]
    assert desk.find_come_back(day.sup, ["roof"]) is None
    again = IssueRequest(Service.NEW_SURVEY, "other", come_back=kept, come_back_hashes=["roof"])
    assert fault_of(desk.issue, day.sup, day.key, again) is Fault.NO_COME_BACK


def test_it_belongs_to_one_family(day: Centre) -> None:
    kept = issue(day, "kept")
    next_day(day)
    stolen = IssueRequest(Service.NEW_SURVEY, "tout", come_back=kept, come_back_hashes=["tout", ""])
    assert fault_of(day.desk.issue, day.sup, day.key, stolen) is Fault.NO_COME_BACK


def test_a_given_date_and_window(day: Centre) -> None:
    desk = day.desk
    visit = issue(day, "asked")
    for date, window in ((MONDAY, (None, None)), ("2026-13-01", (None, None)), (WEDNESDAY, (50.0, 50.0))):
        assert fault_of(desk.give_come_back, day.sup, day.key, visit, date, *window) is Fault.BAD_REQUEST
    given = desk.give_come_back(day.sup, day.key, visit, WEDNESDAY, 1.0, 2.0)
    assert (given.date, given.due_from, given.due_until) == (WEDNESDAY, 1.0, 2.0)
    assert fault_of(desk.give_come_back, day.sup, day.key, visit, WEDNESDAY, None, None) is Fault.ILLEGAL_MOVE
    next_day(day)
    assert desk.find_come_back(day.sup, ["asked"]) is None
    early = IssueRequest(Service.NEW_SURVEY, "asked2", come_back=visit, come_back_hashes=["asked"])
    assert fault_of(desk.issue, day.sup, day.key, early) is Fault.NO_COME_BACK
    next_day(day, WEDNESDAY)
    issue(day, "somebody")
    back = issue(day, "asked3", come_back=visit, come_back_hashes=["asked"])
    row = next(one for one in desk.board(day.sup).waiting if one.visit_id == back)
    assert (row.due_from, row.due_until) == (1.0, 2.0)
    called = desk.call_next(day.deo1, day.key, 1)  # past its window: the place alone counts
    assert (called.visit_id, called.reason) == (back, "waited-longest")


def test_giving_is_undone_and_given_again_but_not_once_it_was_used(day: Centre) -> None:
    desk = day.desk
    visit = issue(day, "asked")
    desk.give_come_back(day.sup, day.key, visit, TUESDAY, None, None)
    assert desk.board(day.sup).waiting == []
    event = desk.changes(day.sup, 0, 0).items[-1].seq
    assert desk.undo(day.sup, day.key, event).state is VisitState.WAITING
    desk.give_come_back(day.sup, day.key, visit, WEDNESDAY, None, None)
    event = desk.changes(day.sup, 0, 0).items[-1].seq
    next_day(day, WEDNESDAY)
    issue(day, "asked2", come_back=visit, come_back_hashes=["asked"])
    assert fault_of(desk.undo, day.sup, day.key, event) is Fault.NOTHING_TO_UNDO


def test_an_unknown_language_is_refused(day: Centre) -> None:
    assert fault_of(day.desk.issue, day.sup, day.key, IssueRequest(Service.PRIORITY, "b", language="xx")) is (
        Fault.BAD_REQUEST
    )


def test_sunday_is_no_working_day() -> None:
    assert next_working_day("2026-11-27") == "2026-11-28"
    assert next_working_day("2026-11-28") == "2026-11-30"


def test_a_day_that_is_opened_again_goes_on_as_if_it_had_not_been_closed(day: Centre) -> None:
    desk = day.desk
    waits, called, serves, gone = (issue(day, name) for name in ("waits", "called", "serves", "gone"))
    desk.call(day.deo1, day.key, serves, 1)
    desk.start(day.deo1, day.key, serves)
    desk.call(day.deo2, day.key, called, 2)
    desk.cancel(day.sup, day.approved("cancel", gone), gone, "went home")
    desk.close_day(day.sup, day.key)
    assert [row.visit_id for row in desk.board(day.sup).waiting] == [serves]
    assert fault_of(desk.undo, day.sup, day.key, desk.changes(day.sup, 0, 0).items[-2].seq) is Fault.NOTHING_TO_UNDO
    desk.open_day(day.sup, day.approved("open_day", MONDAY), OpenDay(MONDAY, confirmed=True))
    desk.sit(day.deo1, day.key, 1)
    desk.sit(day.deo2, day.key, 2)
    states = {row.visit_id: row.state.value for row in desk.board(day.sup).waiting}
    assert states == {waits: "waiting", called: "called", serves: "serving"}
    assert desk.find_come_back(day.sup, ["waits"]) is None


def test_a_visit_that_is_served_past_closing_and_set_aside_keeps_its_place_too(day: Centre) -> None:
    desk = day.desk
    parked, handed = issue(day, "parked"), issue(day, "handed")
    for actor, number, visit in ((day.deo1, 1, parked), (day.deo2, 2, handed)):
        desk.call(actor, day.key, visit, number)
        desk.start(actor, day.key, visit)
    desk.close_day(day.sup, day.key)
    assert desk.park(day.deo1, day.key, parked, None, "papers").state is VisitState.CANCELLED
    assert desk.transfer(day.deo2, day.key, handed, Service.PRIORITY, "other").state is VisitState.CANCELLED
    day.open(TUESDAY)
    assert [desk.find_come_back(day.sup, [name]).visit_id for name in ("parked", "handed")] == [parked, handed]
