"""What the operator reads after an interview whose answers want a second look."""

from __future__ import annotations

from datetime import date

import pytest

from drc_desktop.counter.quality import ASKED, Pace, flags_of, pace_of, recorded
from drc_desktop.domain.indicators.quality import Flag
from drc_desktop.settings import MonitorSettings
from drc_desktop.words import LANGUAGES, Words

TODAY = date(2026, 11, 22)
SOUND = {
    "/data/address/union_council": "UC 12",
    "/data/address/village_city": "Kamoke",
    "/data/address/house_street": "House 14, Street 3",
    "/data/address/landmark": "water tank",
    "/data/place": "31.975 74.223 210 5",
}


def test_flags_follow_the_answers_and_the_settings():
    assert flags_of(SOUND.items(), TODAY, MonitorSettings()) == []
    short = {**SOUND, "/data/address/landmark": "", "/data/address/house_street": ""}
    assert flags_of(short.items(), TODAY, MonitorSettings()) == ["address-short"]
    assert flags_of(SOUND.items(), TODAY, MonitorSettings(centre="31.975 74.223")) == []
    assert flags_of(SOUND.items(), TODAY, MonitorSettings(centre="32.5 74.223")) == ["elsewhere"]
    assert flags_of(SOUND.items(), TODAY, MonitorSettings(address_letters=200)) == ["address-short"]


def test_the_operator_is_asked_one_thing_the_most_helpful():
    assert recorded("A042", []).word == "counter-recorded"
    assert recorded("A042", ["paper:b-form", "too-fast"]).word == "counter-recorded"
    assert recorded("A042", ["no-document", "address-short"]).word == "counter-recorded-address-short"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("flag", ASKED)
def test_each_has_its_friendly_words(language: str, flag: Flag):
    said = recorded("A042", [flag.value])
    plain = Words(language).text("counter-recorded", token="A042")
    assert Words(language).text(said.word, **said.params).startswith(plain)


def audit_csv(*rows: str) -> bytes:
    return "\n".join(["event,node,start,end,latitude,longitude,accuracy,old-value,new-value", *rows, ""]).encode()


def question(at: int, milliseconds: int, old: str = "", new: str = "1", node: str = "") -> str:
    return f"question,{node or f'/data/q{at}'},{at * 10_000},{at * 10_000 + milliseconds},,,,{old},{new}"


def test_half_of_the_answers_sooner_than_a_question_can_be_read_out_is_noticed() -> None:
    hasty = pace_of(audit_csv(*(question(at, 400 if at % 3 else 4000) for at in range(12))))
    assert hasty.seconds == 0.4
    assert hasty.flags(MonitorSettings()) == ["answers-too-fast"]
    calm = pace_of(audit_csv(*(question(at, 4000 if at % 3 else 400) for at in range(12))))
    assert (calm.seconds, calm.flags(MonitorSettings())) == (4.0, [])


def test_too_few_timed_answers_say_nothing_of_a_pace() -> None:
    assert pace_of(audit_csv(*(question(at, 100) for at in range(9)))).seconds == 0.0
    replayed = audit_csv(*(question(at, 0) for at in range(40)))
    assert pace_of(replayed).seconds == 0.0, "done again after a kill, not typed"
    assert pace_of(None) == Pace()


def test_answers_that_became_others_are_counted_and_the_read_back_is_none() -> None:
    rows = (
        question(1, 900, "2", "3"), question(2, 900, "5", ""), question(3, 900, "", "1"),
        question(4, 900, "1", "2", "/data/check/read_back"), "group questions,/data/a,1,2,,,,x,y",
    )  # fmt: skip
    assert pace_of(audit_csv(*rows)).changed == 2
