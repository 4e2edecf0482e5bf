"""A day played again: exact waits of a small day, and what another rule changes."""

from __future__ import annotations

from dataclasses import replace as another

from msgspec.structs import replace

from drc_desktop.domain.policy import Rule, Seat, Waiting
from drc_desktop.domain.rehearsal import Came, Open, play

SEAT = Seat(frozenset({"survey"}))
LONG = 100_000.0


def came(*arrivals: tuple[float, bool], seconds: float = 600.0) -> list[Came]:
    return [
        Came(Waiting(str(place), place, "survey", goes_first, since), seconds)
        for place, (since, goes_first) in enumerate(arrivals)
    ]


def test_one_counter_serves_in_order() -> None:
    played = play(came((0, False), (0, False), (0, False)), [Open(SEAT, 0, LONG)], Rule())
    assert (played.called, played.left) == (3, 0)
    assert (played.longest, played.typical) == (20.0, 10.0)


def test_two_counters_halve_the_wait_and_a_closed_one_leaves_people() -> None:
    arrivals = came(*[(0.0, False)] * 4)
    assert play(arrivals, [Open(SEAT, 0, LONG), Open(SEAT, 0, LONG)], Rule()).longest == 10.0
    played = play(arrivals, [Open(SEAT, 0, 700.0)], Rule())
    assert (played.called, played.left) == (2, 2)
    other = Seat(frozenset({"roster"}))
    assert play(arrivals, [Open(other, 0, LONG)], Rule()).left == 4


def test_the_rule_decides_who_waits() -> None:
    day = came(*[(0.0, False)] * 6, (0.0, True), (0.0, True))
    fair = play(day, [Open(SEAT, 0, LONG)], Rule(others_between=2, overtake_cap=10))
    late = play(day, [Open(SEAT, 0, LONG)], Rule(others_between=2, overtake_cap=1))
    assert fair.typical_first < late.typical_first
    assert (fair.most_overtaken, late.most_overtaken) == (2, 1)
    assert fair.longest == late.longest == 70.0


def test_a_wish_waits_for_its_counter_and_the_day_ends_all_the_same() -> None:
    day = came((0.0, False), (30.0, False))
    day[0] = another(day[0], waiting=replace(day[0].waiting, woman=True))
    counters = [Open(SEAT, 0, LONG), Open(another(SEAT, woman=True), 500.0, LONG)]
    played = play(day, counters, Rule(wish_minutes=5))
    assert (played.called, played.left) == (2, 0)
    assert played.longest == 470.0 / 60  # the first was called at once, since nobody there could meet the wish
    assert play([day[0]], [Open(SEAT, 60.0, 90.0)], Rule()).left == 0


def test_an_empty_day_is_an_empty_answer() -> None:
    played = play([], [Open(SEAT, 0, LONG)], Rule())
    assert (played.called, played.longest, played.typical, played.typical_first) == (0, 0.0, 0.0, 0.0)
