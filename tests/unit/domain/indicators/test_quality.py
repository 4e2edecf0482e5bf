from __future__ import annotations

from datetime import date

import pytest

from drc_desktop.domain.indicators.address import ALIKE, fold, keyed_trigrams, similarity, trigrams
from drc_desktop.domain.indicators.answers import read
from drc_desktop.domain.indicators.coverage import BadPopulation, coverage, read_population
from drc_desktop.domain.indicators.quality import (
    Flag,
    Limits,
    address_key,
    by_answers,
    by_time,
    distance_km,
    doubles,
    odd_assets,
    too_small,
)
from drc_desktop.domain.indicators.small import hide, share

LIMITS = Limits()
TODAY = date(2026, 11, 22)
ADDRESS = {
    "address/landmark": "near the water tank",
    "address/house_street": "House 14, Street 3",
    "address/village_city": "Kamoke",
    "address/union_council": "UC 12",
}


def survey(members: list[dict[str, str]] | None = None, **answers: str):
    values = {f"/data/{ref}": value for ref, value in {**ADDRESS, **answers}.items()}
    rows = [
        (f"/data/member[{n}]/g/{name}", value)
        for n, member in enumerate(members or [], 1)
        for name, value in member.items()
    ]
    return read([*values.items(), *rows], TODAY)


def test_a_sound_survey_has_no_flag():
    assert by_answers(survey(), LIMITS) == []
    assert by_time(20 * 60, LIMITS) == []


def test_time_taken_at_the_edges():
    assert by_time(8 * 60 - 1, LIMITS) == [Flag.TOO_FAST]
    assert by_time(8 * 60, LIMITS) == []
    assert by_time(90 * 60, LIMITS) == []
    assert by_time(90 * 60 + 1, LIMITS) == [Flag.TOO_LONG]


@pytest.mark.parametrize(
    ("answers", "short"),
    [
        ({"address/landmark": ""}, False),  # three of four parts
        ({"address/landmark": "", "address/house_street": ""}, True),
        (
            {
                "address/landmark": "x",
                "address/house_street": "1",
                "address/village_city": "K",
                "address/union_council": "2",
            },
            True,
        ),
        (
            {"address/landmark": "مسجد کے پاس", "address/house_street": "گلی 4", "address/village_city": "کامونکی"},
            False,
        ),
    ],
)
def test_address_length(answers, short):
    assert (Flag.ADDRESS_SHORT in by_answers(survey(**answers), LIMITS)) is short


def test_place_is_measured_from_the_centre():
    centre = (31.975, 74.223)
    assert distance_km(centre, (31.975, 74.223)) == 0
    assert distance_km((0.0, 0.0), (0.0, 1.0)) == pytest.approx(111.19, abs=0.02)  # a degree at the equator
    near, far = "31.976 74.224 210 5", "31.975 74.250 210 5"  # 0.027 degrees east at this latitude: 2.55 km
    assert Flag.ELSEWHERE not in by_answers(survey(place=near), LIMITS, centre)
    assert Flag.ELSEWHERE in by_answers(survey(place=far), LIMITS, centre)
    assert Flag.ELSEWHERE not in by_answers(survey(place=far), LIMITS, None)
    assert Flag.ELSEWHERE not in by_answers(survey(place="not a place"), LIMITS, centre)


@pytest.mark.parametrize(
    ("answers", "members", "rules"),
    [
        ({"power/electricity": "3", "goods/durables/fridge": "1"}, 1, ["power"]),
        ({"power/electricity": "3", "goods/durables/fridge": "1", "goods/backup_power": "3"}, 1, []),
        ({"power/electricity": "1", "goods/durables/fridge": "1"}, 1, []),
        ({"house/rooms": "1"}, 11, ["rooms"]),
        ({"house/rooms": "1"}, 10, []),
        ({"house/structure": "1", "goods/vehicles/car": "1", "goods/vehicles/tractor": "1"}, 1, ["vehicles"]),
        ({"land/livestock_big/buffalo": "12", "land/livestock_big/cow": "8"}, 1, ["herd"]),
        ({"land/livestock_big/buffalo": "20", "land/agri_land/kanals": "4"}, 1, []),
    ],
)
def test_assets_livestock_rooms_and_land_go_together(answers, members, rules):
    assert odd_assets(survey([{"m_gender": "F"}] * members, **answers), LIMITS) == rules


def grown(**other: str) -> dict[str, str]:
    said = {"m_dob": "1990-01-01", "m_literate": "2", "m_school": "3", "m_work": "3", "m_chronic": "0"}
    return {**said, **other}


def test_straight_lining_is_four_grown_members_with_one_and_the_same_answer():
    same = [grown() for _ in range(4)]
    assert Flag.SAME_ANSWERS in by_answers(survey(same), LIMITS)
    assert Flag.SAME_ANSWERS not in by_answers(survey(same[:3]), LIMITS)
    assert Flag.SAME_ANSWERS not in by_answers(survey([*same, grown(m_work="1")]), LIMITS)
    assert Flag.SAME_ANSWERS in by_answers(
        survey([*same, grown(m_work="1", m_dob="2022-01-01")]), LIMITS
    )  # a child of 4


def test_sessions_without_b_form():
    assert Flag.NO_DOCUMENT in by_answers(survey([{"m_idno_none": "1"}]), LIMITS)


def test_doubles_need_two_surveys_and_a_key():
    assert doubles([("a", "k"), ("b", "k"), ("c", "other"), ("d", ""), ("e", "")]) == {"a", "b"}
    assert doubles([("a", "k"), ("a", "k")]) == set()  # the same survey sent twice is no double


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Mohallah Qasim Pura, Gali No. 4", "محلہ قاسم پورہ گلی نمبر ۴"),
        ("Moh. Qasimpura Street 4", "Mohalla Qasim Pura Gali 4"),
        ("House 12, Chak 45 GB", "مکان ۱۲ چک 45 جی بی"),
        ("near Jamia Masjid, Basti Noor", "نزد جامع مسجد، بستی نور"),
    ],
)
def test_spellings_of_one_address_are_alike(first: str, second: str):
    assert similarity(trigrams(first), trigrams(second)) >= ALIKE, (fold(first), fold(second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Mohallah Qasim Pura, Gali No. 4", "Mohallah Islam Abad, Gali No. 9"),
        ("House 12, Chak 45 GB", "House 17, Chak 210 RB"),
        ("", "House 12"),
    ],
)
def test_other_addresses_are_not(first: str, second: str):
    assert similarity(trigrams(first), trigrams(second)) < ALIKE, (fold(first), fold(second))


def test_similarity_by_hand():
    # ' ab', 'abc', 'bc ' of the one; ' ab', 'abd', 'bd ' of the other: one of five is shared
    assert similarity(frozenset({" ab", "abc", "bc "}), frozenset({" ab", "abd", "bd "})) == 0.2


def test_keyed_trigrams_keep_the_measure_and_hide_the_text():
    one, two, key = "Mohallah Qasim Pura, Gali No. 4", "محلہ قاسم پورہ گلی نمبر ۴", b"k" * 32
    assert similarity(keyed_trigrams(one, key), keyed_trigrams(two, key)) == similarity(trigrams(one), trigrams(two))
    assert not keyed_trigrams(one, key) & keyed_trigrams(one, b"x" * 32)


def test_an_address_key_is_blind_to_order_and_spelling_and_refuses_what_many_share():
    one = {"house_street": "Street 3 House 14", "village_city": "Kamoke"}
    other = {"house_street": "House No. 14, Gali 3", "village_city": "kamoke"}
    assert address_key(one) == address_key(other) != ""
    assert address_key({"village_city": "Kamoke"}) == ""


def test_household_size_trend_by_hand():
    assert too_small(4.5, 5.1, LIMITS)  # 0.6 below
    assert not too_small(4.6, 5.1, LIMITS)
    assert not too_small(None, 5.1, LIMITS)


def test_coverage_by_hand():
    assert coverage(250, 1000) == 25.0
    assert coverage(1, 3) == 33.3
    assert coverage(5, 4) == 125.0
    assert coverage(5, 0) is None


def test_a_population_file_is_dated_and_the_newest_count_stands():
    head = "tehsil,counted,households,persons"
    found = read_population([head, "PK63204,2017-03-15,1000,6000", "PK63204,2023-05-01,1200,7000"])
    assert (found["PK63204"].households, found["PK63204"].counted.year) == (1200, 2023)
    for wrong, line in (
        (["tehsil,households"], 1),
        ([head, "PK63204,soon,1,1"], 2),
        ([head, "PK63204,2023-05-01,-1,1"], 2),
    ):
        with pytest.raises(BadPopulation) as refused:
            read_population(wrong)
        assert refused.value.params["line"] == line


def test_small_cells_are_hidden_and_a_lone_one_takes_the_next_with_it():
    assert hide({"a": 3, "b": 0, "c": 40, "d": 9}) == {"a": None, "b": 0, "c": 40, "d": None}
    assert hide({"a": 3, "b": 4, "c": 40}) == {"a": None, "b": None, "c": 40}
    assert hide({"a": 5, "b": 0}) == {"a": 5, "b": 0}
    assert hide({"a": 1}) == {"a": None}


def test_a_share_is_hidden_where_its_cell_or_the_rest_is_small():
    assert share(20, 40) == 50.0
    assert share(3, 40) is None
    assert share(38, 40) is None  # the two others would be known
    assert share(0, 40) == 0.0
    assert share(40, 40) == 100.0
    assert share(0, 0) is None
