"""Figures of the site, their keeping, what stands behind them and reviews: the statements run on both databases."""

from __future__ import annotations

import itertools

import pytest

from drc_desktop.desk import figures
from drc_desktop.desk.contract import (
    Behind,
    IssueRequest,
    OpenDay,
    Outcome,
    Question,
    Review,
    Service,
    StationStatus,
    SurveyFact,
)
from drc_desktop.desk.near import NearDesk
from drc_desktop.store.site import SiteStore
from tests.unit.desk.test_figures import at

FIRST, SECOND = "2026-11-23", "2026-11-24"


@pytest.mark.usefixtures("any_pin")
def test_a_day_is_counted_kept_looked_behind_and_reviewed(store: SiteStore) -> None:
    clock, numbers = [at("08:00")], itertools.count()

    def key() -> str:
        return f"k-{next(numbers)}"

    desk = NearDesk(store, now=lambda: clock[0])
    sup, deo = desk.sign_in("pc-sup", "sup", "").actor, desk.sign_in("pc-1", "deo1", "").actor
    desk.open_day(sup, key(), OpenDay(FIRST, confirmed=True))
    desk.sit(deo, key(), 1)
    made = []
    for number in range(3):
        request = IssueRequest(Service.NEW_SURVEY, binding=f"{number:064x}")
        made.append(desk.issue(sup, key(), request).visit_id)
    for number, visit in enumerate(made[:2]):
        clock[0] = at(f"09:{20 * number:02d}")
        desk.call(sup, key(), visit, 1)
        desk.start(deo, key(), visit)
        clock[0] += 900
        flags = ["too-fast"] if number else []
        fact = SurveyFact(
            visit, "nser_survey", "1", f"uuid:{visit}", clock[0] - 900, clock[0], {"roster": 60.0}, 100, 5, 0, flags
        )
        desk.report_survey(deo, key(), fact)
        desk.report_survey(deo, key(), fact)  # replaced, not counted twice
        desk.finish(deo, key(), visit)
    for _ in range(2):
        status = StationStatus("pc-1", "counter", "1", 2, 3600.0, 0, None, last_sync=clock[0] - 3600)
        desk.report_status(deo, key(), status)
    live = desk.figures(sup, FIRST, FIRST).days[0]
    assert (live.all.tokens, live.all.finished, live.surveys) == (3, 2, 2)
    flagged = desk.behind(sup, Question(FIRST, FIRST, Behind.FLAGGED))
    assert [line.visit_id for line in flagged] == [made[1]]
    for outcome in (Outcome.CALLED_BACK, Outcome.REVIEWED):
        desk.review(sup, key(), Review(made[1], outcome, "asked again by telephone"))
    [line] = desk.behind(sup, Question(FIRST, FIRST, Behind.FLAGGED))
    assert line.outcome == Outcome.REVIEWED.value

    desk.close_day(sup, key())
    clock[0] = at("08:00", 24)
    desk.open_day(sup, key(), OpenDay(SECOND, confirmed=True))
    kept = {day.date: day for day in desk.figures(sup, FIRST, SECOND).days}
    assert (kept[FIRST].all.finished, kept[FIRST].surveys, kept[SECOND].all.tokens) == (2, 2, 0)
    assert desk.as_console(figures.differing) == []
    assert desk.as_console(figures.rebuild) == 1
