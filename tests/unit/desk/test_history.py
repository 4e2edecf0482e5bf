"""Past days written in bulk, for pictures and measurements: as sound as days that were worked through."""

from __future__ import annotations

from datetime import date
from typing import Any

from drc_desktop.demo import history
from drc_desktop.desk import figures
from drc_desktop.store import ledger


def test_written_days_have_sound_chains_and_the_figures_of_their_plan(near: Any, store: Any):
    days = history.working_days(date(2026, 11, 22), 3)  # the 22nd is a Sunday
    assert days == [date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 21)]
    plan = history.Plan(30, 12, [("deo1", 1), ("deo2", 2)], "sup")
    with store.writing() as connection:
        assert history.write(connection, plan, days) == 90
    with store.reading() as connection:
        assert ledger.broken_links(connection) == []
    near.desk.as_console(figures.keep_closed)
    assert near.desk.as_console(figures.differing) == []
    found = near.desk.figures(near.sup, "2026-11-19", "2026-11-21").days
    assert [day.all.tokens for day in found] == [30, 30, 30]
    assert all(day.all.finished + day.all.absent == 30 for day in found)
    assert all(0 < day.surveys <= 12 for day in found)
    near.open("2026-11-23")
    assert near.issue(), "the site goes on after its written past"
