"""Token numbers, the wait, the clock: pure rules."""

from __future__ import annotations

from dataclasses import replace as another
from typing import Any

import pytest
from msgspec.structs import replace

from drc_desktop.domain import clock, token
from drc_desktop.domain.estimate import Prospect, Turns, called_before, expect, wait_range
from drc_desktop.domain.policy import Past, Rule, Seat, Waiting
from drc_desktop.domain.visit import Service


def test_a_token_is_a_letter_and_three_digits() -> None:
    assert token.write("A", 42) == "A042"
    for letter, number in (("B", 1), ("A", 0), ("A", 1000)):
        with pytest.raises(ValueError, match="no token"):
            token.write(letter, number)


def test_letters_are_given_once() -> None:
    assert set(token.FIRST_LETTERS) == set(Service)
    used = set(token.FIRST_LETTERS.values())
    order = []
    while (letter := token.next_letter(used)) is not None:
        order.append(letter)
        used.add(letter)
    assert order == ["E", "H", "K", "L", "T"]


ME = Waiting("me", 100, "survey", goes_first=False, since=0.0)
ANY = Seat(frozenset({"survey", "roster"}))
RULE = Rule(others_between=2, overtake_cap=3)


def line(count: int, **more: Any) -> list[Waiting]:
    return [replace(ME, visit_id=str(at), place=at, **more) for at in range(count)]


def test_the_line_is_handed_out_to_counters_as_they_fall_free() -> None:
    turns = Turns([("survey", 19.0)] * 400)  # a sample in which the usual minutes hardly count
    ten = round(turns.mean("survey"))
    assert ten == 20
    free = expect([], ME, {ANY: [0.0, 5.0]}, turns, 20)
    assert (free.minutes, free.turns, free.seats) == (0.0, 1.0, 2)
    assert expect(line(4), ME, {ANY: [0.0, 5.0]}, turns, 20).minutes == pytest.approx(2 * turns.mean("survey"))
    other = Seat(frozenset({"roster"}))
    assert expect(line(4), ME, {ANY: [3.0], other: [0.0]}, turns, 20).minutes == pytest.approx(
        3.0 + 4 * turns.mean("survey")
    )
    assert expect(line(1, service="roster"), ME, {ANY: [3.0], other: [0.0]}, turns, 20).minutes == 3.0
    assert expect([], ME, {other: [0.0]}, turns, 20).minutes == 0.0  # somebody will open a counter
    wish = replace(ME, woman=True)
    assert expect([], wish, {ANY: [0.0], another(ANY, woman=True): [12.0]}, turns, 20).minutes == 12.0
    assert expect([], wish, {ANY: [0.0], another(ANY, woman=True): [45.0]}, turns, 20).minutes == 20.0
    assert turns.left("survey", 5.0) == pytest.approx(turns.mean("survey") - 5)
    assert turns.left("survey", 90.0) == pytest.approx(turns.mean("survey") / 5)


def test_who_is_called_before_follows_interleave_and_cap() -> None:
    ordinary = line(6)
    first = replace(ME, goes_first=True)
    names = lambda newcomer, past: [one.visit_id for one in called_before(ordinary, newcomer, past, RULE)]  # noqa: E731
    assert names(ME, Past()) == ["0", "1", "2", "3", "4", "5"]
    assert names(first, Past()) == []
    assert names(first, Past({}, 0)) == ["0", "1"]
    jumped = Past({"survey": [50, 51, 52]}, 5)  # three later ones were called: everybody here is over the cap
    assert names(first, jumped) == ["0", "1", "2", "3", "4", "5"]
    later = replace(first, place=101)
    assert [one.place for one in called_before([*line(2), later], ME, Past(), RULE)] == [101, 0, 1]


def test_the_range_widens_with_the_line_and_runs_past_a_pause() -> None:
    turns = Turns([("survey", minutes) for minutes in (15.0, 20.0, 25.0, 20.0, 30.0, 18.0, 22.0)])
    assert wait_range(Prospect(0.0, 1.0, 3), turns) == (0, 5)
    widths = []
    for minutes in (20.0, 60.0, 120.0):
        low, high = wait_range(Prospect(minutes, minutes / 10, 2), turns)
        assert low < minutes < high
        assert low % 5 == high % 5 == 0
        widths.append(high - low)
    assert widths == sorted(widths)
    plain = wait_range(Prospect(60.0, 6.0, 2), turns)
    assert wait_range(Prospect(60.0, 6.0, 2), turns, [(10.0, 30.0)]) == (plain[0] + 30, plain[1] + 30)
    assert wait_range(Prospect(60.0, 6.0, 2), turns, [(-20.0, 30.0)]) == (plain[0] + 10, plain[1] + 10)
    assert wait_range(Prospect(60.0, 6.0, 2), turns, [(-40.0, 30.0), (300.0, 30.0)]) == plain


def test_a_clock_that_stands_back_is_noticed() -> None:
    assert clock.stands_back(98.9, 100.0) is True
    assert clock.stands_back(99.5, 100.0) is False
    assert clock.stands_back(101.0, 100.0) is False
    assert clock.date_of(1_780_000_000.0 - 1_780_000_000.0 % 86400 + 19 * 3600) > clock.date_of(
        1_780_000_000.0 - 1_780_000_000.0 % 86400 + 18 * 3600
    )
