"""Token numbers and the clock: pure rules."""

from __future__ import annotations

import pytest

from drc_desktop.domain import clock, token
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


def test_a_clock_that_stands_back_is_noticed() -> None:
    assert clock.stands_back(98.9, 100.0) is True
    assert clock.stands_back(99.5, 100.0) is False
    assert clock.stands_back(101.0, 100.0) is False
    assert clock.date_of(1_780_000_000.0 - 1_780_000_000.0 % 86400 + 19 * 3600) > clock.date_of(
        1_780_000_000.0 - 1_780_000_000.0 % 86400 + 18 * 3600
    )
