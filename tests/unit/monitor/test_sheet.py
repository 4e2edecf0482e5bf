"""What the Monitor tab and the report say of figures that were worked out by hand."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from drc_desktop.desk.contract import Behind, Question, SiteFigures
from drc_desktop.domain.indicators.day import DayFigures
from drc_desktop.domain.indicators.periods import Period
from drc_desktop.domain.indicators.quality import Flag
from drc_desktop.monitor.look import Look, Site, plain
from drc_desktop.monitor.model import LinePlot, MultiplesPlot, Sheet, heat_level, ticks
from drc_desktop.monitor.sheet import flag_words, sheet
from drc_desktop.settings import MonitorSettings
from drc_desktop.words import LANGUAGES, Words

MONDAY = date(2026, 11, 23)


def look(found: SiteFigures, period: Period = Period.DAY, language: str = "en", **settings) -> Look:
    return Look(period, MONDAY, found, Site("PK6", MonitorSettings(**settings)), Words(language))


def clean(text: str) -> str:
    return text.translate(dict.fromkeys((0x2068, 0x2069)))


def tiles(made: Sheet) -> dict[str, tuple[str, str, str]]:
    return {tile.id: (tile.value, clean(tile.unit), clean(tile.note)) for tile in made.tiles}


def test_the_six_figures_of_today_against_last_monday_at_the_same_time(found: SiteFigures):
    assert tiles(sheet(look(found))) == {
        # of the twelve of last Monday, those finished by 13:30 (11 and 12 end at 13:29 and 13:59)
        "finished": ("10", "", "last Monday 11 by now"),
        "rate": ("2.5", "", "last Monday 3"),  # ten in four hours; twelve in four
        "wait": ("60", "min", "limit 45 min"),
        "survey": ("20", "min", "last Monday 20 min"),
        "absent": ("0", "of 10", "0 %"),
        "flagged": ("1", "", "surveys flagged"),
    }


def test_the_month_shows_surveys_against_the_households_of_the_copy(found: SiteFigures):
    def line(period: Period, households: int) -> list[tuple[str, str]]:
        site = Site("PK6", MonitorSettings(), households)
        made = sheet(Look(period, MONDAY, found, site, Words("en")))
        return [(clean(one.words), one.value) for one in made.checks if one.id == "coverage"]

    # 12 surveys on the 16th and 10 on the 23rd
    assert line(Period.MONTH, 880) == [("Coverage: 22 of 880 households", "2.5 %")]
    assert line(Period.MONTH, 0) == [], "a PC without the copy says nothing"
    assert line(Period.DAY, 880) == []


def test_an_empty_day_says_so_without_a_figure(found: SiteFigures):
    made = sheet(look(msgspec.structs.replace(found, days=[])))
    assert tiles(made)["finished"] == ("0", "", "nothing to compare with")
    assert tiles(made)["wait"][0] == "–"
    assert made.checks == ()
    assert isinstance(made.second, LinePlot)
    assert made.second.points == ()


def test_bars_hours_and_the_running_one(found: SiteFigures):
    bars = {bar.label: (bar.value, bar.running) for bar in sheet(look(found)).bars.bars}
    assert bars["08"] == (2, False)  # 08:29 and 08:59
    assert bars["12"] == (2, False)
    assert bars["13"] == (0, True)
    assert list(bars) == [f"{hour:02d}" for hour in range(7, 16)]  # the first came at seven


def test_a_bar_leads_to_the_visits_that_ended_in_its_hour(found: SiteFigures):
    bars = {bar.label: bar.question for bar in sheet(look(found)).bars.bars}
    assert bars["08"] == Question("2026-11-23", "2026-11-23", Behind.FINISHED, "h8")
    assert bars["15"] is None


def test_the_line_in_the_hall(found: SiteFigures):
    second = sheet(look(found, seats=1)).second
    assert isinstance(second, LinePlot)
    assert clean(second.note) == "most 2 at 07:45"
    assert (second.limit, clean(second.limit_words)) == (1, "1 seats")
    assert second.points[0] == (7.0, 0.0)
    assert second.points[-1][1] == 0


def test_data_checks_look_first_and_lead_to_their_surveys(found: SiteFigures):
    checks = sheet(look(found)).checks
    assert [(line.id, line.value, line.look) for line in checks] == [
        ("same-mobile", "1", True),
        ("too-fast", "1", True),
        ("size", "", True),  # four members each; Punjab has 5.1
        ("address-short", "0", False),
    ]
    assert checks[0].question == Question("2026-11-23", "2026-11-23", Behind.FLAGGED, "same-mobile")
    assert checks[3].question is None


def test_alerts_follow_the_settings(found: SiteFigures):
    said = [clean(one) for one in sheet(look(found, flagged_percent=9.0)).alerts]
    assert said == [
        "New survey: typical wait 60 minutes, the limit is 45.",
        "10 % of the surveys are flagged; look above 9 %.",
        "Household size 4, region 5.1: are members without B-form left out?",
    ]
    calm = msgspec.structs.replace(found, limits={})
    assert sheet(look(calm, flagged_percent=0, size_below=5.0)).alerts == ()


def test_an_operator_who_is_too_quick_is_named(found: SiteFigures):
    said = [clean(one) for one in sheet(look(found, fastest_minutes=21.0)).alerts]
    assert "Sadia Synthetic: typical survey 20 minutes, under 21 is flagged." in said


def test_a_full_hall_is_an_alert():
    standing = DayFigures("2026-11-23", waiting={36: 3, 37: 61})
    found = SiteFigures(standing and 1795416120.0, "2026-11-14", "2026-11-23", [standing], {}, {})
    assert clean(sheet(look(found)).alerts[0]) == "61 people wait, there are 60 seats."


def test_a_month_adds_days_and_draws_them_by_day(found: SiteFigures):
    made = sheet(look(found, Period.MONTH))
    assert tiles(made)["finished"] == ("22", "", "nothing to compare with")
    assert {bar.label: bar.value for bar in made.bars.bars if bar.value} == {"16": 12, "23": 10}
    assert len(made.bars.bars) == 23
    assert isinstance(made.second, MultiplesPlot)
    [new, *_] = made.second.parts
    assert [(at + 1, value) for at, value in enumerate(new.values) if value is not None] == [(16, 60), (23, 60)]


def test_a_week_is_compared_with_as_much_of_the_last(found: SiteFigures):
    assert tiles(sheet(look(found, Period.WEEK)))["finished"] == ("10", "", "last week 12")


def test_the_table_holds_the_charts(found: SiteFigures):
    rows = [[clean(cell) for cell in row.cells] for row in sheet(look(found)).table]
    assert ["New survey", "10", "10", "0", "60", "60", "29"] in rows
    assert ["08", "2", "2", "2"] in rows
    assert ["Sadia Synthetic", "10", "20 min"] in rows
    assert ["Same mobile number", "1"] in rows


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("period", Period)
def test_every_word_is_there_in_both_languages(found: SiteFigures, language: str, period: Period):
    made = sheet(look(found, period, language))
    assert all(tile.caption for tile in made.tiles)
    words = Words(language)
    assert len({flag_words(flag, words, MonitorSettings()) for flag in Flag}) == len(Flag)


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (0, [1]),
        (1, [1]),
        (4, [1, 2, 3, 4]),
        (26, [10, 20, 30]),
        (78, [20, 40, 60, 80]),
        (1000, [500, 1000]),
        (1001, [500, 1000, 1500]),
    ],
)
def test_ticks_are_round_and_reach_the_highest(most: int, expected: list[int]):
    assert ticks(most) == expected


def test_heat_levels():
    assert [heat_level(count, 100) for count in (0, 20, 21, 60, 61, 100)] == [0, 0, 1, 2, 3, 4]
    assert heat_level(0, 0) == 0


def test_numbers_in_words():
    assert [plain(value) for value in (None, 0, 1234, 2.0, 2.55)] == ["–", "0", "1,234", "2", "2.5"]
