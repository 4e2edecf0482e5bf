"""Figures of a day, each against a number worked out by hand in the comment beside it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from drc_desktop.domain.indicators.day import (
    DayFigures,
    Operator,
    Shift,
    SurveyTimes,
    add_up,
    day_figures,
    hours,
    household_size,
    per_hour,
    quarter_of,
    slowest_tenth,
    typical,
    until,
)
from drc_desktop.domain.indicators.visits import Step, VisitTimes, times
from drc_desktop.domain.visit import Action, PriorityGroup, Service, VisitState

DAY = "2026-11-23"
NEW, ROSTER = Service.NEW_SURVEY, Service.ROSTER_UPDATE
W, C, S, P, N, F, X = (
    VisitState.WAITING,
    VisitState.CALLED,
    VisitState.SERVING,
    VisitState.PARKED,
    VisitState.NO_SHOW,
    VisitState.FINISHED,
    VisitState.CANCELLED,
)


def at(clock: str, day: int = 23) -> float:
    """A time in Pakistan on a day of November 2026."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=timezone(timedelta(hours=5))).timestamp()


def visit(*steps: tuple[str, Action, VisitState], service: Service = NEW, now: str = "18:00", **more) -> VisitTimes:
    made = [
        Step(at(clock), action, state, None if n == 0 else service, "sadia")
        for n, (clock, action, state) in enumerate(steps)
    ]
    return times(made, service, more.get("group"), at(now))


def plain(issued: str, called: str, started: str, finished: str, **more) -> VisitTimes:
    return visit(
        (issued, Action.ISSUE, W),
        (called, Action.CALL_NEXT, C),
        (started, Action.START, S),
        (finished, Action.FINISH, F),
        **more,
    )


def figures(*visits: VisitTimes, surveys=(), shifts=(), now: str = "18:00", offline=()) -> DayFigures:
    return day_figures(DAY, visits, surveys, shifts, at(now), offline)


def test_an_empty_day_has_noughts_and_no_averages():
    empty = figures()
    assert (empty.all.tokens, empty.all.finished, empty.surveys, empty.waiting) == (0, 0, 0, {})
    assert typical(empty.all.waits) is None
    assert slowest_tenth(empty.all.waits) is None
    assert per_hour(empty.operators.values()) is None
    assert household_size(empty) is None


def test_one_visit():
    one = figures(plain("09:00", "09:40", "09:42", "10:05"), shifts=[Shift("sadia", 1, at("09:00"), at("11:00"))])
    assert (one.all.tokens, one.all.finished, one.all.absent) == (1, 1, 0)
    assert one.all.waits == {40: 1}  # 09:00 to 09:40 in line; the two minutes to the desk are not waiting
    assert one.all.services == {23: 1}  # 09:42 to 10:05
    assert hours(one.arrived) == {9: 1}
    assert hours(one.finished) == {10: 1}
    assert per_hour(one.operators.values()) == 0.5  # one visit in two hours at the counter


def test_a_long_night_stays_in_its_working_day():
    late = plain("23:40", "23:50", "23:55", "23:58")
    over = visit(("23:30", Action.ISSUE, W), ("23:45", Action.CALL_NEXT, C), ("23:50", Action.START, S))
    ended = times(
        [
            Step(at("23:30"), Action.ISSUE, W),
            Step(at("23:50"), Action.CALL_NEXT, C, NEW),
            Step(at("23:55"), Action.START, S, NEW),
            Step(at("00:10", 24), Action.FINISH, F, NEW, "sadia"),
        ],
        NEW,
        None,
        at("01:00", 24),
    )
    night = day_figures(DAY, [late, over, ended], [], [], at("01:00", 24))
    assert hours(night.finished) == {23: 1, 24: 1}  # 00:10 is the hour after midnight, not the first hour of the day
    assert ended.served == 15 * 60
    assert night.all.services == {3: 1, 15: 1}


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be changed here")
@pytest.mark.parametrize("zone", ["Asia/Karachi", "Europe/Berlin", "America/New_York"])
def test_hours_are_those_of_pakistan_also_on_the_night_that_clocks_change_elsewhere(zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        # 25 October 2026, the night Berlin sets its clocks back: 05:59 and 06:01 in Pakistan stand in one hour each
        day = "2026-10-25"
        moment = datetime(2026, 10, 25, 1, 0, tzinfo=UTC).timestamp()  # 06:00 in Pakistan
        assert quarter_of(moment - 60, day) == 23
        assert quarter_of(moment + 60, day) == 24
        assert quarter_of(datetime(2026, 10, 24, 19, 0, tzinfo=UTC).timestamp(), day) == 0  # midnight
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_transferred_visit_waits_for_each_queue_where_it_stood():
    moved = times(
        [
            Step(at("09:00"), Action.ISSUE, W),
            Step(at("09:20"), Action.CALL_NEXT, C, NEW),
            Step(at("09:21"), Action.START, S, NEW),
            Step(at("09:25"), Action.TRANSFER, W, NEW),
            Step(at("09:55"), Action.CALL_NEXT, C, ROSTER),
            Step(at("09:56"), Action.START, S, ROSTER),
            Step(at("10:06"), Action.FINISH, F, ROSTER, "imran"),
        ],
        ROSTER,
        None,
        at("18:00"),
    )
    day = figures(moved)
    assert moved.waits == {NEW: 20 * 60, ROSTER: 30 * 60}
    assert moved.served == 4 * 60 + 10 * 60
    assert day.all.waits == {50: 1}
    assert (day.by_service["new_survey"].waits, day.by_service["roster_update"].waits) == ({20: 1}, {30: 1})
    assert (day.by_service["roster_update"].tokens, day.by_service["roster_update"].transferred) == (1, 1)
    assert day.by_service["new_survey"].tokens == 0  # counted once, where it ended
    assert day.operators["imran"].visits == 1


def test_a_recycled_visit_counts_its_absence_neither_as_waiting_nor_as_no_show():
    back = visit(
        ("09:00", Action.ISSUE, W),
        ("09:10", Action.CALL_NEXT, C),
        ("09:13", Action.NO_SHOW, N),
        ("10:00", Action.RECYCLE, W),
        ("10:15", Action.CALL_NEXT, C),
        ("10:16", Action.START, S),
        ("10:36", Action.FINISH, F),
    )
    day = figures(back)
    assert back.wait == (10 + 15) * 60
    assert (day.all.absent, day.all.recycled, day.all.finished) == (0, 1, 1)
    assert back.missed == 1


def test_who_never_came_is_a_no_show_also_after_close_of_day():
    gone = visit(("09:00", Action.ISSUE, W), ("09:10", Action.CALL_NEXT, C), ("09:13", Action.NO_SHOW, N))
    closed = visit(
        ("09:00", Action.ISSUE, W),
        ("09:10", Action.CALL_NEXT, C),
        ("09:13", Action.NO_SHOW, N),
        ("17:00", Action.CANCEL, X),
    )
    waited = visit(("09:00", Action.ISSUE, W), ("17:00", Action.CANCEL, X))
    day = figures(gone, closed, waited)
    assert (day.all.tokens, day.all.absent, day.all.cancelled) == (3, 2, 1)
    assert day.all.waits == {}  # who was not served is in no average


def test_what_was_undone_did_not_happen():
    undone = visit(
        ("09:00", Action.ISSUE, W),
        ("09:10", Action.CALL_NEXT, C),
        ("09:12", Action.NO_SHOW, N),
        ("09:13", Action.UNDO, C),
        ("09:14", Action.START, S),
        ("09:20", Action.FINISH, F),
        ("09:21", Action.UNDO, S),
        ("09:30", Action.FINISH, F),
    )
    assert (undone.missed, undone.absent) == (0, False)
    assert undone.wait == 10 * 60
    assert undone.served == (6 + 9) * 60  # 09:14-09:20 and 09:21-09:30; the minute in between it was finished


def test_parked_time_is_no_waiting():
    parked = visit(
        ("09:00", Action.ISSUE, W),
        ("09:05", Action.PARK, P),
        ("11:00", Action.RESUME, W),
        ("11:10", Action.CALL_NEXT, C),
        ("11:12", Action.START, S),
        ("11:30", Action.FINISH, F),
    )
    assert parked.wait == (5 + 10) * 60


def test_a_clock_that_was_set_back_takes_nothing_away():
    back = plain("09:00", "08:50", "08:51", "09:11")
    assert back.wait == 0
    assert back.served == 20 * 60


def test_typical_is_the_middle_one_and_the_slowest_tenth_is_by_nearest_rank():
    assert typical({10: 1, 20: 1, 90: 1}) == 20
    assert typical({10: 1, 20: 1}) == 10  # the lower of two
    assert slowest_tenth(dict.fromkeys(range(1, 11), 1)) == 9  # nine of ten need nine minutes or less
    assert slowest_tenth({5: 1}) == 5


def test_the_line_in_the_hall_by_quarters():
    day = figures(plain("09:00", "09:20", "09:21", "09:40"), plain("09:05", "09:50", "09:51", "09:58"), now="10:20")
    # quarter 36 is 09:00-09:15: two came. 37: one was called at 09:20. 39: the other at 09:50.
    assert day.waiting == {36: 2, 37: 1, 38: 1, 39: 0}


def test_who_still_waits_is_in_line_until_now():
    day = figures(visit(("09:00", Action.ISSUE, W), now="09:31"), now="09:31")
    assert day.waiting == {36: 1, 37: 1, 38: 1}  # 09:00 until the quarter in which it is now


def test_surveys_by_operator_hour_and_flag():
    surveys = [
        SurveyTimes("sadia", at("09:00"), at("09:20"), 6, 1, ("no-document",), {"roster": 300.0}),
        SurveyTimes("sadia", at("10:00"), at("10:30"), 4, 0, (), {"roster": 200.0}),
        SurveyTimes("imran", at("10:10"), at("10:15"), 2, 0, ("too-fast", "no-document"), {}),
    ]
    day = figures(surveys=surveys)
    assert (day.surveys, day.members, day.flagged) == (3, 12, 2)
    assert household_size(day) == 4.0
    assert hours(day.surveyed) == {9: 1, 10: 2}
    assert day.flags == {"no-document": 2, "too-fast": 1}
    assert day.section_seconds == {"roster": 500.0}
    assert typical(day.survey_minutes) == 20
    assert (day.operators["sadia"].surveys, day.operators["sadia"].flagged) == (2, 1)
    assert typical(day.operators["sadia"].minutes) == 20


def test_operator_hours_take_the_breaks_off():
    shifts = [Shift("sadia", 1, at("08:00"), at("10:00")), Shift("sadia", 1, at("10:30"), at("12:00"))]
    day = figures(
        *(plain("08:00", "08:01", "08:02", f"0{8 + n // 4}:{15 * (n % 4) + 5:02d}") for n in range(7)), shifts=shifts
    )
    assert per_hour(day.operators.values()) == 2.0  # 7 visits in 3.5 hours


def test_a_month_is_the_sum_of_its_days():
    first = figures(
        plain("09:00", "09:40", "09:42", "10:05"), surveys=[SurveyTimes("sadia", at("09:42"), at("10:04"), 5, 0)]
    )
    second = figures(
        plain("09:00", "09:10", "09:12", "09:30", group=PriorityGroup.ELDERLY),
        plain("11:00", "11:10", "11:12", "11:30"),
    )
    both = add_up([first, second])
    assert (both.days, both.all.tokens, both.all.finished, both.surveys) == (2, 3, 3, 1)
    assert typical(both.all.waits) == 10  # 10, 10, 40
    assert both.by_group["elderly"].waits == {10: 1}
    assert both.operators["sadia"].visits == 3
    assert first.all.tokens == 1, "adding up changes no day"
    assert add_up([], DAY).all.tokens == 0


def test_yesterday_at_the_same_time_of_day():
    day = figures(plain("09:00", "09:01", "09:02", "09:10"), plain("09:00", "09:11", "09:12", "13:50"))
    assert until(day.finished, quarter_of(at("13:45"), DAY)) == 1
    assert until(day.finished, quarter_of(at("14:00"), DAY)) == 2


def test_visits_per_hour_needs_somebody_at_a_counter():
    assert per_hour([Operator(visits=3, present=30.0)]) is None
