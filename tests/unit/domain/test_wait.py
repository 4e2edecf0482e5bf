"""How long somebody waits: the rest of the day played once, and a range round what it gives."""

from __future__ import annotations

from dataclasses import replace as another
from typing import Any

import pytest
from msgspec.structs import replace

from drc_desktop.domain.estimate import Counter, Habits, Prospect, Scene, Turns, wait_range
from drc_desktop.domain.policy import Past, Rule, Seat, Waiting

ME = Waiting("me", 100, "survey", goes_first=False, since=0.0)
ANY = Seat(frozenset({"survey", "roster"}))
RULE = Rule(others_between=2, overtake_cap=3)
TURNS = Turns(habits=Habits(1, {"survey": 19.5, "roster": 9.5}, 5.0))


def line(count: int, **more: Any) -> list[Waiting]:
    return [replace(ME, visit_id=str(at), place=at, **more) for at in range(count)]


def scene(waiting: list[Waiting], *free: float, past: Past | None = None, **more: Any) -> Scene:
    return Scene(waiting, [Counter(ANY, minutes) for minutes in free], past or Past(), RULE, TURNS, **more)


def test_counters_take_the_line_as_they_fall_free() -> None:
    assert scene([], 0.0, 5.0).expect(ME) == Prospect(0.0, 0, 0, 0, 2)
    assert scene(line(4), 0.0, 5.0).expect(ME).minutes == 40.0
    assert scene(line(2), 3.0).expect(ME).minutes == 43.0
    assert scene(line(2, service="roster"), 3.0).expect(ME).minutes == 23.0
    assert scene(line(2), 3.0).expect(replace(ME, place=-1)).minutes == 3.0
    assert Turns().left("survey", 5.0) == pytest.approx(Turns().mean("survey") - 5)
    assert Turns().left("survey", 90.0) == pytest.approx(Turns().mean("survey") / 5)


def test_a_counter_takes_its_profile_alone() -> None:
    roster = Seat(frozenset({"roster"}))
    mixed = Scene(line(1, service="roster"), [Counter(ANY, 3.0), Counter(roster)], Past(), RULE, TURNS)
    assert mixed.expect(ME) == Prospect(3.0, 1, 0, 0, 1)  # who is called where I cannot go does not stand before me
    alone = Scene(line(3), [Counter(roster)], Past(), RULE, TURNS)
    assert alone.expect(ME).minutes == 60.0  # somebody will open a counter for us
    assert Scene([], [Counter(roster)], Past(), RULE, TURNS).expect(ME).minutes == 0.0


def test_a_wish_waits_for_its_counter_or_until_its_time_is_up() -> None:
    wish = replace(ME, woman=True)
    for free, minutes in ((12.0, 12.0), (45.0, 20.0)):
        counters = [Counter(ANY), Counter(another(ANY, woman=True), free)]
        assert Scene([], counters, Past(), RULE, TURNS).expect(wish).minutes == minutes
    assert scene([], 4.0).expect(wish).minutes == 4.0  # nobody who is there meets it


def test_lanes_take_turns_until_somebody_was_overtaken_enough() -> None:
    first = replace(ME, goes_first=True)
    assert scene(line(6), 0.0).expect(first).ahead == 0
    assert scene(line(6), 0.0, past=Past({}, 0)).expect(first).ahead == 2
    enough = Past({"survey": [50, 51, 52]}, 5)  # three later ones were called: everybody here is over the cap
    assert scene(line(6), 0.0, past=enough).expect(first).ahead == 6
    assert scene([*line(2), replace(first, place=99, visit_id="f")], 0.0).expect(ME).ahead == 3


def test_who_comes_later_and_goes_first_is_reckoned_with_up_to_the_cap() -> None:
    later = [(minutes, "roster") for minutes in range(1, 200)]
    found = scene(line(3), 0.0, later=later).expect(ME)
    assert found == Prospect(3 * 20 + 2 * 10, 5, 3, 2, 1)
    assert scene(line(12), 0.0, later=later).expect(ME).unsure == RULE.overtake_cap


def test_the_last_days_tell_who_will_come_and_how_long_a_turn_takes() -> None:
    known = Habits(
        2, {"survey": 30.0}, 8.0, [*range(500, 620)], [(540.0, "survey"), (600.0, "roster"), (610.0, "survey")]
    )
    assert known.firsts_to_come(550, 25) == [(60.0, "survey")]  # of two on two days
    assert len(known.firsts_to_come(550, 300)) > 1  # a day with more visitors
    assert known.firsts_to_come(615, 10) == Habits().firsts_to_come(550, 10) == []
    slow = Turns([("survey", 60.0)] * 30, known)
    assert slow.mean("survey") == pytest.approx(45.5)
    assert slow.mean("other") > 40
    assert Turns([("survey", 15.0)] * 200).mean("survey") == pytest.approx(15.5, abs=0.5)


def test_a_counter_rests_once_in_a_pause() -> None:
    for begins, minutes in ((10.0, 90.0), (-20.0, 70.0), (-40.0, 60.0), (300.0, 60.0)):
        assert scene(line(3), 0.0, pauses=[(begins, 30.0)]).expect(ME).minutes == minutes
    resting = Scene(line(1), [Counter(ANY, 10.0, resting=True)], Past(), RULE, TURNS, pauses=[(-20.0, 30.0)])
    assert resting.expect(ME).minutes == 30.0


def test_the_range_widens_with_the_line_and_with_what_nobody_knows() -> None:
    assert wait_range(Prospect(0.0, 0, 0, 0, 3), TURNS) == (0, 5)
    widths = []
    for minutes in (20.0, 60.0, 120.0):
        low, high = wait_range(Prospect(minutes, int(minutes / 10), 0, 0, 2), TURNS)
        assert low < minutes < high
        assert low % 5 == high % 5 == 0
        widths.append(high - low)
    assert widths == sorted(widths)
    plain, unsure = (wait_range(Prospect(60.0, 6, 6, count, 2), TURNS) for count in (0, 4))
    assert unsure[1] - unsure[0] > plain[1] - plain[0]
