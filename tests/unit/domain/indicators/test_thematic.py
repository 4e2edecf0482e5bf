from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from drc_desktop.domain.indicators import THEMATIC
from drc_desktop.domain.indicators.answers import Answers, Person, read
from drc_desktop.domain.indicators.thematic import (
    REGIONAL_HOUSEHOLD_SIZE,
    Counts,
    add_up,
    average,
    count,
    percent,
)

TODAY = date(2026, 11, 22)
REGIONS = {
    "AJK": "PK1",
    "Balochistan": "PK2",
    "Gilgit Baltistan": "PK3",
    "Islamabad": "PK4",
    "Khyber Pakhtunkhwa": "PK5",
    "Punjab": "PK6",
    "Sindh": "PK7",
    "total": "",
}
SCALE = 1000


@lru_cache
def counted(members: int) -> Counts:
    """What a household of so many members adds."""
    return count(Answers({}, tuple(Person() for _ in range(members))))


def synthetic(households: int, members: int) -> list[Counts]:
    """So many households with so many members in all, as even as whole people allow."""
    each, more = divmod(members, households)
    return [counted(each + (number < more)) for number in range(households)]


@pytest.fixture(scope="module")
def table(shared: Path) -> dict[str, list[float]]:
    facts = yaml.safe_load((shared / "facts" / "indicators.yaml").read_text(encoding="utf-8"))
    found: dict[str, list[float]] = facts["thematic"]["household_size"]["table"]
    return found


def test_the_regional_household_sizes_of_the_annual_report(table):
    """Its table at one thousandth, every household a survey: the averages it prints come out again."""
    of_region = {
        name: synthetic(round(households / SCALE), round(members / SCALE))
        for name, (households, members, _) in table.items()
        if name != "total"
    }
    assert len(of_region) == 7
    for name, counts in of_region.items():
        assert average(*add_up(counts)["household_size"]) == table[name][2], name
    everyone = add_up(one for counts in of_region.values() for one in counts)
    assert average(*everyone["household_size"]) == table["total"][2] == 5.2


def test_sizes_that_quality_compares_with_are_those_of_the_report(table):
    assert {code: table[name][2] for name, code in REGIONS.items()} == REGIONAL_HOUSEHOLD_SIZE


def member(n: int, **values: str) -> list[tuple[str, str]]:
    return [(f"/data/member[{n}]/x/{name}", value) for name, value in values.items()]


FAMILY = read(
    [
        ("/data/house/structure", "1"),
        ("/data/house/toilet", "4"),
        ("/data/power/water", "4"),
        ("/data/power/electricity", "2"),
        ("/data/land/livestock_big/cow", "0"),
        ("/data/land/livestock_small/goat", "3"),
        *member(1, m_gender="M", m_dob="1980-01-01", m_literate="1", m_school="2", m_work="1", m_chronic="0"),
        *member(2, m_gender="F", m_dob="1984-01-01", m_literate="2", m_school="3", m_work="3", m_chronic="1 3"),
        # 4 today and 18 until tomorrow: both still of school age; the one of 3 is not
        *member(3, m_gender="F", m_dob="2022-11-22", m_school="3", m_disability="1", m_chronic="0"),
        *member(4, m_gender="M", m_dob="2007-11-23", m_literate="1", m_school="1", m_work="2", m_chronic="0"),
        *member(5, m_gender="T", m_dob="2022-11-23", m_chronic="0"),
        # 60 until tomorrow: still of the workforce; the one of 61 is not
        *member(6, m_gender="F", m_dob="1965-11-23", m_literate="1", m_work="1", m_chronic="0"),
        *member(7, m_gender="M", m_dob="1965-11-22", m_literate="2", m_work="1", m_chronic="0"),
    ],
    TODAY,
)


@pytest.mark.parametrize(
    ("key", "found", "of"),
    [
        ("household_size", 7, 1),
        ("kacha_share", 1, 1),
        ("safe_water", 0, 1),  # an open well
        ("electricity", 1, 1),  # a wire from another's connection
        ("latrine.formal", 0, 1),
        ("latrine.informal", 1, 1),
        ("latrine.open", 0, 1),
        ("livestock", 1, 1),
        ("disability", 1, 1),
        ("disability.f", 1, 3),
        ("disability.m", 0, 3),
        ("chronic_disease", 1, 1),
        ("chronic_disease.f", 1, 3),
        ("out_of_school", 1, 2),  # aged 4 and 18; the boy attends
        ("out_of_school.f", 1, 1),
        ("out_of_school.m", 0, 1),
        ("literacy", 3, 5),  # of ten and over: 1, 4 and 6 of 1, 2, 4, 6, 7
        ("literacy.m", 2, 3),
        ("literacy.f", 1, 2),
        ("employment", 2, 4),  # aged 14-60: 1, 2, 4, 6
        ("employment.m", 1, 2),
        ("employment.t", 0, 0),
    ],
)
def test_one_family_by_hand(key: str, found: int, of: int):
    assert count(FAMILY)[key] == (found, of)


def test_every_thematic_indicator_of_the_catalogue_is_counted_with_its_split():
    made = count(FAMILY)
    for key, indicator in THEMATIC.items():
        assert any(name.split(".")[0] == key for name in made), key
        assert (f"{key}.f" in made) == ("m_gender" in indicator.split_by), key


def test_shares_and_averages_of_nothing_are_nothing():
    assert percent(0, 0) is None
    assert average(0, 0) is None
    assert percent(1, 3) == 33.3
    assert add_up([]) == {}
