"""Figures over a real site database: what the desk counts, keeps of closed days, and shows behind a figure."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from drc_desktop.desk import figures
from drc_desktop.desk.contract import (
    Behind,
    DeskError,
    Fault,
    OpenDay,
    Outcome,
    Question,
    Review,
    Service,
    StationStatus,
    SurveyFact,
)
from drc_desktop.desk.near import NearDesk
from drc_desktop.domain.indicators.day import hours, per_hour, typical

DAY = "2026-11-23"


def at(clock: str, day: int = 23) -> float:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=timezone(timedelta(hours=5))).timestamp()


class Hall:
    """A centre whose clock is set before each act."""

    def __init__(self, near: Any, clock: Any) -> None:
        self.near, self.clock, self.desk = near, clock, near.desk

    def set(self, clock: str, day: int = 23) -> None:
        self.clock.at = at(clock, day) - 1  # the clock moves a second with each reading

    def issue(self, clock: str, service: Service = Service.NEW_SURVEY) -> str:
        self.set(clock)
        return str(self.near.issue(service))

    def call(self, clock: str, visit: str, counter: int = 1) -> None:
        self.set(clock)
        self.desk.call(self.near.sup, self.near.key, visit, counter)

    def serve(self, visit: str, called: str, finished: str, counter: int = 1) -> None:
        actor = {1: self.near.deo1, 2: self.near.deo2}[counter]
        self.call(called, visit, counter)
        self.set(called)
        self.desk.start(actor, self.near.key, visit)
        self.set(finished)
        self.desk.finish(actor, self.near.key, visit)

    def survey(self, visit: str, started: str, finished: str, **more: Any) -> None:
        values = {
            "visit_id": visit, "form_id": "nser_survey", "form_version": "1", "instance_id": f"uuid:{visit}",
            "started_at": at(started), "finished_at": at(finished), "section_seconds": {"roster": 60.0},
            "questions_answered": 100, "members": 5, "members_without_document": 0,
        }  # fmt: skip
        self.desk.report_survey(self.near.deo1, self.near.key, SurveyFact(**{**values, **more}))

    def show(self, first: str = DAY, last: str = DAY) -> Any:
        return self.desk.figures(self.near.sup, first, last)

    def today(self) -> Any:
        [day] = self.show().days
        return day

    def work(self, use_case: Any) -> Any:
        return self.desk.as_console(use_case)


@pytest.fixture
def hall(near: Any, clock: Any) -> Hall:
    made = Hall(near, clock)
    made.set("08:00")
    near.open(DAY)
    return made


def test_an_empty_day(hall: Hall):
    day = hall.today()
    assert (day.all.tokens, day.surveys, day.waiting) == (0, 0, {})


def test_a_day_without_opening_has_no_figures(hall: Hall):
    assert hall.show("2026-11-01", "2026-11-22").days == []


def test_one_visit_with_its_survey(hall: Hall):
    visit = hall.issue("09:00")
    hall.serve(visit, "09:40", "10:05")
    hall.survey(visit, "09:41", "10:04", members=6)
    day = hall.today()
    assert (day.all.waits, day.all.services) == ({40: 1}, {25: 1})
    assert (hours(day.arrived), hours(day.finished), hours(day.surveyed)) == ({9: 1}, {10: 1}, {10: 1})
    assert (day.surveys, day.members, day.survey_minutes) == (1, 6, {23: 1})
    assert (day.operators["deo1"].visits, day.operators["deo1"].surveys, day.operators["deo1"].counter) == (1, 1, 1)


def test_transferred_parked_undone_and_recycled_visits_add_up(hall: Hall):
    near, desk = hall.near, hall.desk
    visit = hall.issue("09:00")
    hall.call("09:10", visit)
    hall.set("09:12")
    desk.no_show(near.deo1, near.key, visit)
    hall.set("10:00")
    desk.recycle(near.deo1, near.key, visit)
    hall.call("10:05", visit)
    hall.set("10:05")
    desk.start(near.deo1, near.key, visit)
    hall.set("10:15")
    desk.transfer(near.deo1, near.key, visit, Service.ROSTER_UPDATE, "roster")
    hall.set("10:20")
    card = desk.call(near.sup, near.key, visit, 2)
    hall.set("10:21")
    desk.start(near.deo2, near.key, visit)
    hall.set("10:31")
    finished = desk.finish(near.deo2, near.key, visit)
    hall.set("10:32")
    desk.undo(near.deo2, near.key, finished.event)
    hall.set("10:35")
    desk.finish(near.deo2, near.key, visit)
    day = hall.today()
    assert card.token
    assert day.by_service["new_survey"].waits == {15: 1}  # 09:00-09:10 and 10:00-10:05
    assert day.by_service["roster_update"].waits == {5: 1}
    assert day.all.services == {23: 1}  # 10:05-10:15, 10:21-10:31, 10:32-10:35
    flow = day.all
    assert (flow.finished, flow.absent, flow.recycled, flow.transferred) == (1, 0, 1, 1)
    assert day.operators["deo2"].visits == 1


def test_hours_at_the_counter_take_breaks_off_and_end_with_the_day(hall: Hall):
    near, desk = hall.near, hall.desk
    for n in range(6):
        hall.serve(hall.issue(f"08:{n}0"), f"08:{n}1", f"08:{n}9")
    hall.set("09:00")
    desk.take_break(near.deo1, near.key, 1, None)
    hall.set("10:00")
    desk.end_break(near.deo1, near.key, 1)
    hall.set("11:00")
    desk.leave(near.deo1, near.key, 1)
    hall.set("12:00")
    deo1 = hall.today().operators["deo1"]
    assert deo1.present == pytest.approx(2 * 3600, abs=10)  # 08:00-09:00 and 10:00-11:00
    assert per_hour([deo1]) == pytest.approx(3.0, abs=0.01)


def test_a_closed_day_is_kept_and_equals_its_events(hall: Hall):
    visit = hall.issue("09:00")
    hall.issue("09:05")
    hall.serve(visit, "09:40", "10:05")
    hall.set("17:00")
    live = hall.today()
    hall.desk.close_day(hall.near.sup, hall.near.key)
    assert hall.work(figures.differing) == []
    kept = hall.today()
    assert (live.all.finished, live.all.cancelled) == (1, 0)
    assert (kept.all.finished, kept.all.cancelled) == (1, 1)  # who still waited at close of day was sent home
    assert hall.work(figures.rebuild) == 1
    assert hall.today() == kept


def test_kept_figures_that_were_tampered_with_are_found_and_rebuilt(hall: Hall, store: Any):
    hall.serve(hall.issue("09:00"), "09:40", "10:05")
    hall.set("17:00")
    hall.desk.close_day(hall.near.sup, hall.near.key)
    good = hall.today()
    with store.writing() as connection:
        body = figures.figures.kept(connection, DAY, DAY)[DAY]
        figures.figures.keep(connection, DAY, body.replace(b'"finished":1', b'"finished":7'))
    assert hall.today().all.finished == 7
    assert hall.work(figures.differing) == [DAY]
    hall.work(figures.rebuild)
    assert hall.work(figures.differing) == []
    assert hall.today() == good


def test_what_ends_after_close_of_day_counts_for_its_day(hall: Hall):
    """A counter that could not say so before: the visit and its survey belong to the day of the token."""
    visit = hall.issue("16:00")
    hall.call("16:30", visit)
    hall.set("16:31")
    hall.desk.start(hall.near.deo1, hall.near.key, visit)
    hall.set("17:00")
    hall.desk.close_day(hall.near.sup, hall.near.key)
    assert hall.today().all.finished == 0
    hall.set("00:20", 24)
    hall.desk.finish(hall.near.deo1, hall.near.key, visit)
    hall.survey(visit, "16:31", "16:55")
    day = hall.today()
    assert (day.all.finished, day.surveys) == (1, 1)
    assert hours(day.finished) == {24: 1}  # twenty past midnight, in the working day that began before it
    hall.set("08:00", 24)
    hall.desk.open_day(hall.near.sup, hall.near.key, OpenDay("2026-11-24"))
    assert hall.work(figures.differing) == []
    assert [one.date for one in hall.show(DAY, "2026-11-24").days] == [DAY, "2026-11-24"]


def test_an_edited_survey_counts_once_with_its_newest_figures(hall: Hall):
    visit = hall.issue("09:00")
    hall.serve(visit, "09:10", "09:40")
    hall.survey(visit, "09:10", "09:15", members=3)
    hall.survey(visit, "09:10", "09:35", members=7)
    day = hall.today()
    assert (day.surveys, day.members, day.flags) == (1, 7, {})  # the first was too fast


def test_doubles_within_the_day_are_flagged_on_both(hall: Hall):
    for n, mobile in enumerate(("a" * 64, "a" * 64, "b" * 64, "")):
        visit = hall.issue(f"09:0{n}")
        hall.serve(visit, f"09:1{2 * n}", f"09:1{2 * n + 1}")
        hall.survey(visit, "09:10", "09:35", mobile_hash=mobile)
    day = hall.today()
    assert (day.flags, day.flagged) == ({"same-mobile": 2}, 2)


def test_visits_behind_a_figure_name_nobody(hall: Hall):
    quick = hall.issue("09:00")
    hall.serve(quick, "09:10", "09:14")
    hall.survey(quick, "09:10", "09:14", flags=["paper:b-form", "address-short"])
    hall.issue("09:20")
    hall.set("10:00")
    ask = hall.desk.behind
    [line] = ask(hall.near.sup, Question(DAY, DAY, Behind.FLAGGED))
    assert (line.flags, line.survey_minutes, line.operator) == (["address-short", "too-fast"], 4, "Synthetic Deo One")
    assert ask(hall.near.sup, Question(DAY, DAY, Behind.FLAGGED, "too-fast")) == [line]
    assert ask(hall.near.sup, Question(DAY, DAY, Behind.FLAGGED, "elsewhere")) == []
    assert len(ask(hall.near.sup, Question(DAY, DAY, Behind.ALL))) == 2
    assert ask(hall.near.sup, Question(DAY, DAY, Behind.NO_SHOW)) == []
    assert len(ask(hall.near.sup, Question(DAY, DAY, Behind.FINISHED, "deo1"))) == 1
    assert {"binding", "household"}.isdisjoint(type(line).__struct_fields__)


def test_an_operator_sees_what_became_of_their_own_surveys_and_no_others(hall: Hall):
    visit = hall.issue("09:00")
    hall.serve(visit, "09:10", "09:14")
    hall.survey(visit, "09:10", "09:14")
    hall.desk.review(hall.near.sup, hall.near.key, Review(visit, Outcome.CALLED_BACK, "no landmark in the address"))
    question = Question(DAY, DAY, Behind.FLAGGED)
    [mine] = hall.desk.behind(hall.near.deo1, question)
    assert (mine.outcome, mine.reason) == ("called_back", "no landmark in the address")
    assert hall.desk.behind(hall.near.deo2, question) == []
    with pytest.raises(DeskError) as refused:
        hall.desk.figures(hall.near.deo1, DAY, DAY)
    assert refused.value.code is Fault.NOT_ALLOWED


def test_a_review_wants_a_survey_and_a_reason_and_the_newest_stands(hall: Hall):
    visit, other = hall.issue("09:00"), hall.issue("09:01")
    hall.serve(visit, "09:10", "09:14")
    hall.survey(visit, "09:10", "09:14")
    for request, code in (
        (Review(visit, Outcome.REVIEWED, "  "), Fault.BAD_REQUEST),
        (Review(other, Outcome.REVIEWED, "fine"), Fault.UNKNOWN_VISIT),
        (Review("nobody", Outcome.REVIEWED, "fine"), Fault.UNKNOWN_VISIT),
    ):
        with pytest.raises(DeskError) as refused:
            hall.desk.review(hall.near.sup, hall.near.key, request)
        assert refused.value.code is code
    for outcome in (Outcome.CALLED_BACK, Outcome.REVIEWED):
        hall.desk.review(hall.near.sup, hall.near.key, Review(visit, outcome, "seen"))
    [line] = hall.desk.behind(hall.near.sup, Question(DAY, DAY, Behind.FLAGGED))
    assert line.outcome == "reviewed"


@pytest.mark.parametrize(("first", "last"), [("2026-11-24", "2026-11-23"), ("soon", DAY), ("2020-01-01", DAY)])
def test_a_range_that_is_none_is_refused(hall: Hall, first: str, last: str):
    with pytest.raises(DeskError) as refused:
        hall.show(first, last)
    assert refused.value.code is Fault.BAD_REQUEST


def test_an_hour_without_network_is_remembered_once(hall: Hall):
    def report(clock: str, last_sync: float | None, oldest: float) -> None:
        hall.set(clock)
        status = StationStatus("pc-1", "counter", "1", 3, oldest, 0, None, last_sync=last_sync)
        hall.desk.report_status(hall.near.deo1, hall.near.key, status)

    report("09:05", at("09:04"), 30.0)  # sent a minute ago
    report("10:10", at("10:00"), 60.0)  # nothing waits long yet
    report("11:10", at("11:00"), 600.0)
    report("11:40", at("11:00"), 2400.0)
    assert hall.today().offline == [11]


def test_the_contract_travels(centre: Any):
    """Near and far alike: the figures of a day, dict keys that are numbers included."""
    centre.open(DAY)
    visit = centre.issue()
    centre.desk.call(centre.deo1, centre.key, visit, 1)
    centre.desk.start(centre.deo1, centre.key, visit)
    centre.desk.finish(centre.deo1, centre.key, visit)
    found = centre.desk.figures(centre.sup, DAY, DAY)
    [day] = found.days
    assert (day.all.finished, typical(day.all.services)) == (1, 0)
    assert found.names["deo1"] == "Synthetic Deo One"
    assert found.limits["new_survey"] == 45
    [line] = centre.desk.behind(centre.sup, Question(DAY, DAY, Behind.FINISHED))
    assert line.visit_id == visit


def test_what_is_kept_between_two_looks_is_what_a_fresh_desk_counts(hall: Hall, store: Any):
    """Looks in between, undone keys, a transfer: never another figure than that of all events read at once."""
    near, desk = hall.near, hall.desk

    def look() -> None:
        fresh = NearDesk(store, now=hall.clock)
        hall.clock.at -= 1  # both read the clock once
        mine = hall.today()
        hall.clock.at -= 1
        [other] = fresh.as_console(lambda work: figures.show(work, DAY, DAY)).days
        assert mine == other

    look()
    one, two = hall.issue("09:00"), hall.issue("09:05", Service.ROSTER_UPDATE)
    look()
    hall.serve(one, "09:10", "09:30")
    look()
    hall.call("09:20", two, 2)
    hall.set("09:21")
    desk.start(near.deo2, near.key, two)
    hall.set("09:30")
    card = desk.finish(near.deo2, near.key, two)
    look()
    hall.set("09:31")
    desk.undo(near.deo2, near.key, card.event)
    look()
    hall.set("09:40")
    desk.transfer(near.deo2, near.key, two, Service.NEW_SURVEY, "new")
    look()
    hall.serve(two, "09:50", "10:00")
    look()
    assert hall.today().all.finished == 2
