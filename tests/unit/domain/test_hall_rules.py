"""Token numbers, the wait, the clock: pure rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drc_desktop.domain import clock, estimate, token
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
