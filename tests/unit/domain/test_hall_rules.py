"""Token numbers, who is next, the wait, the clock: pure rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drc_desktop.domain import clock, estimate, token
from drc_desktop.domain.policy import Choice, Head, Reason, Rule, choose
from drc_desktop.domain.visit import Service

RULE = Rule(others_between=2, overtake_cap=3)
OLD, NEW = Head("ordinary", 1), Head("first", 9)


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


@pytest.mark.parametrize(
    ("first", "other", "since", "expected"),
    [
        (None, None, None, None),
        (NEW, None, 0, Choice("first", Reason.GOES_FIRST)),
        (None, OLD, None, Choice("ordinary", Reason.WAITED_LONGEST)),
        (NEW, OLD, None, Choice("first", Reason.GOES_FIRST)),
        (NEW, OLD, 0, Choice("ordinary", Reason.WAITED_LONGEST)),
        (NEW, OLD, 1, Choice("ordinary", Reason.WAITED_LONGEST)),
        (NEW, OLD, 2, Choice("first", Reason.GOES_FIRST)),
        (Head("first", 0), OLD, 0, Choice("first", Reason.WAITED_LONGEST)),
        (NEW, Head("ordinary", 1, overtaken=3), 2, Choice("ordinary", Reason.OVERTAKEN_ENOUGH)),
    ],
)
def test_who_is_next(first: Head | None, other: Head | None, since: int | None, expected: Choice | None) -> None:
    assert choose(first, other, since, RULE) == expected


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.integers(0, 4), st.integers(1, 6))
def test_nobody_is_overtaken_more_often_than_the_cap(arrivals: list[bool], between: int, cap: int) -> None:
    """A whole morning, everybody there from the start: `arrivals[place]` says who goes first."""
    rule = Rule(between, cap)
    line = dict(enumerate(arrivals))
    overtaken = dict.fromkeys(line, 0)
    since: int | None = None
    while line:
        heads = {
            lane: next((Head(str(place), place, overtaken[place]) for place in line if line[place] is lane), None)
            for lane in (True, False)
        }
        choice = choose(heads[True], heads[False], since, rule)
        assert choice is not None
        place = int(choice.visit_id)
        since = 0 if line.pop(place) else None if since is None else since + 1
        for earlier in (other for other in line if other < place):
            overtaken[earlier] += 1
    assert max(overtaken.values()) <= cap


def test_the_wait_is_a_range_that_grows_with_the_line() -> None:
    assert estimate.wait_range(0, 1, []) == (0, 35)
    assert estimate.wait_range(4, 2, []) == (45, 100)
    assert estimate.wait_range(4, 0, []) == estimate.wait_range(4, 1, [])
    assert estimate.wait_range(4, 2, [10.0] * estimate.ENOUGH) == (20, 30)
    assert estimate.wait_range(4, 2, [10.0] * (estimate.ENOUGH - 1)) == (45, 100)


@given(st.integers(0, 300), st.integers(0, 12), st.lists(st.floats(0, 120), max_size=30))
def test_the_range_is_never_upside_down(ahead: int, counters: int, durations: list[float]) -> None:
    low, high = estimate.wait_range(ahead, counters, durations)
    assert 0 <= low <= high
    assert low % 5 == high % 5 == 0
    assert estimate.wait_range(ahead + 1, counters, durations)[1] >= high


def test_a_clock_that_stands_back_is_noticed() -> None:
    assert clock.stands_back(98.9, 100.0) is True
    assert clock.stands_back(99.5, 100.0) is False
    assert clock.stands_back(101.0, 100.0) is False
    assert clock.date_of(1_780_000_000.0 - 1_780_000_000.0 % 86400 + 19 * 3600) > clock.date_of(
        1_780_000_000.0 - 1_780_000_000.0 % 86400 + 18 * 3600
    )
