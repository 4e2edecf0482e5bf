"""Who is next: lanes, cap, wishes, come-backs; and that the cap holds whatever a day brings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as other

from drc_desktop.domain.policy import Past, Rule, Seat, Waiting, takes, who_is_next

RULE = Rule(others_between=2, overtake_cap=3, wish_minutes=20)
NOW = 10_000.0
ALL = Seat(frozenset({"survey", "roster"}))
OLD = Waiting("old", 1, "survey", goes_first=False, since=NOW)
FIRST = Waiting("first", 9, "survey", goes_first=True, since=NOW)


def past(*calls: tuple[int, bool], serves: tuple[str, ...] = ("survey", "roster")) -> Past:
    made = Past()
    for place, goes_first in calls:
        made.add(place, goes_first, serves)
    return made


def why(line: list[Waiting], calls: Past | None = None, seat: Seat = ALL, now: float = NOW) -> str | None:
    choice = who_is_next(line, calls or Past(), seat, [seat], now, RULE)
    return f"{choice.visit_id}: {choice.reason}" if choice else None


@pytest.mark.parametrize(
    ("line", "calls", "expected"),
    [
        ([], past(), None),
        ([OLD], past(), "old: waited-longest"),
        ([FIRST], past(), "first: goes-first 1 3"),
        ([OLD, FIRST], past(), "first: goes-first 1 3"),
        ([OLD, FIRST], past((0, True)), "old: in-turn 2 3"),
        ([OLD, FIRST], past((0, True), (0, False)), "old: in-turn 3 3"),
        ([OLD, FIRST], past((0, True), (0, False), (0, False)), "first: goes-first 1 3"),
        ([other(FIRST, place=0), OLD], past((0, True)), "first: waited-longest"),
        ([OLD, FIRST], past((5, False), (6, False), (7, False)), "old: overtaken-enough 3"),
        ([OLD, FIRST], past((5, False), (6, False), (7, False), serves=("roster",)), "first: goes-first 1 3"),
    ],
)
def test_lanes_and_cap(line: list[Waiting], calls: Past, expected: str | None) -> None:
    assert why(line, calls) == expected


def test_a_come_back_is_called_first_in_its_window_only_and_never_breaks_the_cap() -> None:
    due = Waiting("due", 5, "survey", goes_first=False, since=NOW, due_from=NOW + 60, due_until=NOW + 3600)
    assert why([OLD, due, FIRST]) == "first: goes-first 1 3"
    assert why([OLD, due, FIRST], now=NOW + 60) == "due: come-back"
    assert why([OLD, due, FIRST], now=NOW + 3600) == "first: goes-first 1 3"
    earlier = other(due, visit_id="earlier", place=7, due_from=NOW + 30)
    assert why([OLD, due, earlier], now=NOW + 90) == "earlier: come-back"
    assert why([OLD, due], past((5, False), (6, False), (7, False)), now=NOW + 60) == "old: overtaken-enough 3"


def test_a_wish_waits_for_its_counter_until_the_time_is_up_or_no_such_counter_is_open() -> None:
    wish = other(OLD, language="ps", woman=True)
    fits = Seat(frozenset({"survey"}), frozenset({"ur", "ps"}), woman=True)
    half = replace(fits, woman=False)
    for seat, seats, now, expected in (
        (ALL, [ALL, fits], NOW, False),
        (half, [half, fits], NOW, False),
        (fits, [ALL, fits], NOW, True),
        (ALL, [ALL, half], NOW, True),  # nobody who is there meets it
        (ALL, [ALL, replace(fits, serves=frozenset({"roster"}))], NOW, True),
        (ALL, [ALL, fits], NOW + 20 * 60, True),
        (Seat(frozenset({"roster"})), [fits], NOW + 20 * 60, False),
    ):
        assert takes(seat, wish, seats, now, RULE) is expected
    assert why([wish, FIRST]) == "first: goes-first 1 3"


@st.composite
def mornings(draw: st.DrawFn) -> tuple[list[Waiting], list[Seat], list[int], Rule]:
    seats = draw(
        st.lists(
            st.builds(
                Seat,
                st.sets(st.sampled_from(["survey", "roster", "priority"]), min_size=1).map(frozenset),
                st.sets(st.sampled_from(["ps", "sd"])).map(frozenset),
                st.booleans(),
            ),
            min_size=1,
            max_size=4,
        )
    )
    visitors = draw(
        st.lists(
            st.builds(
                Waiting,
                st.just(""),
                st.just(0),
                st.sampled_from(["survey", "roster", "priority"]),
                st.booleans(),
                st.just(0.0),
                st.sampled_from(["", "", "ps", "sd"]),
                st.booleans(),
                st.sampled_from([None, None, 0.0, 600.0]),
                st.just(None),
            ),
            min_size=1,
            max_size=40,
        )
    )
    arrivals = [other(one, visit_id=str(at), place=at, since=60.0 * at) for at, one in enumerate(visitors)]
    turns = draw(st.lists(st.integers(0, len(seats) - 1), max_size=80))
    return arrivals, seats, turns, Rule(draw(st.integers(0, 4)), draw(st.integers(1, 5)), draw(st.integers(0, 30)))


@given(mornings(), st.integers(1, 3))
def test_nobody_is_overtaken_more_often_than_the_cap(
    morning: tuple[list[Waiting], list[Seat], list[int], Rule], arrive: int
) -> None:
    """Counted as the visitor sees it: calls of later arrivals by a counter that could have called this one then."""
    arrivals, seats, turns, rule = morning
    made, line, overtaken, calls = iter(arrivals), [], dict.fromkeys((one.visit_id for one in arrivals), 0), Past()
    for turn, at in enumerate(turns):
        line += [one for _ in range(arrive) if (one := next(made, None)) is not None]
        now, seat = 60.0 * turn, seats[at]
        choice = who_is_next(line, calls, seat, seats, now, rule)
        if choice is None:
            continue
        called = next(one for one in line if one.visit_id == choice.visit_id)
        assert takes(seat, called, seats, now, rule)
        line.remove(called)
        calls.add(called.place, called.goes_first, seat.serves)
        for one in line:
            overtaken[one.visit_id] += one.place < called.place and takes(seat, one, seats, now, rule)
    assert max(overtaken.values()) <= rule.overtake_cap
