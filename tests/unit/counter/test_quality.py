"""What the operator reads after an interview whose answers want a second look."""

from __future__ import annotations

from datetime import date

import pytest

from drc_desktop.counter.quality import ASKED, flags_of, recorded
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
