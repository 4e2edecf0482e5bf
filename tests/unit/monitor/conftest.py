from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from drc_desktop.desk.contract import SiteCard, SiteFigures
from drc_desktop.domain.indicators.day import DayFigures, Shift, SurveyTimes, day_figures
from drc_desktop.domain.indicators.visits import Step, times
from drc_desktop.domain.visit import Action, Service, VisitState

TODAY, LAST_WEEK = "2026-11-23", "2026-11-16"


def at(clock: str, day: str = TODAY) -> float:
    moment = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=timezone(timedelta(hours=5)))
    return moment.timestamp()


def served(day: str, issued: str, called: str, finished: str, operator: str = "op-sadia"):
    steps = [
        Step(at(issued, day), Action.ISSUE, VisitState.WAITING),
        Step(at(called, day), Action.CALL_NEXT, VisitState.CALLED, Service.NEW_SURVEY),
        Step(at(called, day), Action.START, VisitState.SERVING, Service.NEW_SURVEY),
        Step(at(finished, day), Action.FINISH, VisitState.FINISHED, Service.NEW_SURVEY, operator, 1),
    ]
    return times(steps, Service.NEW_SURVEY, None, at("18:00", day))


def made_day(day: str, count: int, now: str = "17:00", flags: tuple[str, ...] = ()) -> DayFigures:
    """`count` visits half an hour each from 08:00, an hour's wait, every one with a survey of 20 minutes."""
    visits, surveys = [], []
    for number in range(count):
        hour, minute = divmod(8 * 60 + 30 * number, 60)
        ends = f"{hour + (minute + 29) // 60:02d}:{(minute + 29) % 60:02d}"
        visits.append(served(day, f"{hour - 1:02d}:{minute:02d}", f"{hour:02d}:{minute:02d}", ends))
        started = at(ends, day) - 20 * 60
        surveys.append(SurveyTimes("op-sadia", started, at(ends, day), 4, 0, flags if number == 0 else ()))
    return day_figures(day, visits, surveys, [Shift("op-sadia", 1, at("08:00", day), at("12:00", day))], at(now, day))


@pytest.fixture
def site() -> SiteCard:
    return SiteCard("SGD-02", "Registry Centre Sargodha 2", "رجسٹریشن سنٹر، سرگودھا 2", "PK60903", b"")


@pytest.fixture
def found() -> SiteFigures:
    """Today until 13:42 with ten visits, last Monday with twelve, of which ten were finished by 13:30."""
    return SiteFigures(
        at=at("13:42"),
        first="2026-11-14",
        last=TODAY,
        days=[made_day(LAST_WEEK, 12), made_day(TODAY, 10, "13:42", ("same-mobile", "too-fast"))],
        names={"op-sadia": "Sadia Synthetic"},
        limits={"new_survey": 45, "roster_update": 45, "priority": 45},
    )
