"""Flags of a survey: what a supervisor should look at, never a verdict. Thresholds are ours, all of them settings.

Flags (source AR's list of quality figures, thresholds ours):
  too-fast          time taken: initiation to submission below the limit
  too-long          the same above the limit
  address-short     address length: fewer than three of landmark, house or street, village or city, union council, or
                    fewer letters than the limit
  elsewhere         location: made further from the assigned centre than the limit
  assets-odd        internal consistency of assets, livestock, rooms and land
  same-answers      straight-lining: all members above five answered the same throughout
  no-document       members without CNIC or B-form
  same-mobile       the mobile number stands in another survey
  same-address      the address, normalised, stands in another survey
  same-person       a CNIC stands in another survey
  answers-too-fast  impossible speed: half of the answers came sooner than a question can be read out
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from drc_desktop.domain.indicators.address import fold
from drc_desktop.domain.indicators.answers import Answers


class Flag(StrEnum):
    """What can be wrong with a survey; see the module."""

    TOO_FAST = "too-fast"
    TOO_LONG = "too-long"
    ADDRESS_SHORT = "address-short"
    ELSEWHERE = "elsewhere"
    ASSETS_ODD = "assets-odd"
    SAME_ANSWERS = "same-answers"
    NO_DOCUMENT = "no-document"
    SAME_MOBILE = "same-mobile"
    SAME_ADDRESS = "same-address"
    SAME_PERSON = "same-person"
    ANSWERS_TOO_FAST = "answers-too-fast"


@dataclass(frozen=True, slots=True)
class Limits:
    """Thresholds. Minutes, letters, kilometres; `size_below` is how far the mean size may fall under the region's."""

    fastest_minutes: float = 8.0
    longest_minutes: float = 90.0
    address_letters: int = 12
    address_parts: int = 3
    centre_km: float = 2.0
    people_a_room: float = 10.0
    size_below: float = 0.5


Place = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""

_POWERED = ("fridge", "freezer", "washing", "ac", "cooler", "geyser", "microwave", "tv", "fan", "computer")
_MEMBER_GRID = ("m_literate", "m_school", "m_edu_level", "m_work", "m_disability", "m_chronic")
_FEWEST_ALIKE = 4
_EARTH_KM = 6371.0


def by_time(seconds: float, limits: Limits) -> list[Flag]:
    """Flags of how long a survey took, initiation to submission, in seconds."""
    if seconds < limits.fastest_minutes * 60:
        return [Flag.TOO_FAST]
    return [Flag.TOO_LONG] if seconds > limits.longest_minutes * 60 else []


def by_answers(survey: Answers, limits: Limits, centre: Place | None = None) -> list[Flag]:
    """Flags that the answers alone give; `centre` is where the site stands, None where that is not known."""
    found = {
        Flag.ADDRESS_SHORT: address_short(survey.address, limits),
        Flag.ELSEWHERE: elsewhere(survey.said("place"), centre, limits),
        Flag.ASSETS_ODD: bool(odd_assets(survey, limits)),
        Flag.SAME_ANSWERS: same_answers(survey),
        Flag.NO_DOCUMENT: any(person.said("m_idno_none") for person in survey.members),
    }
    return [flag for flag, is_so in found.items() if is_so]


def address_short(parts: Mapping[str, str], limits: Limits) -> bool:
    """Whether too few parts are given, or all of them together are too short to find the house."""
    given = [part for part in parts.values() if part]
    letters = sum(letter.isalnum() for part in given for letter in part)
    return len(given) < min(limits.address_parts, len(parts)) or letters < limits.address_letters


def elsewhere(place: str, centre: Place | None, limits: Limits) -> bool:
    """Whether the survey's position ('lat lon ...', as ODK writes it) is further from the centre than allowed."""
    here = read_place(place)
    return centre is not None and here is not None and distance_km(here, centre) > limits.centre_km


def read_place(text: str) -> Place | None:
    """'31.975 74.223 210 5' as ODK writes a position; None where it is none."""
    words = text.split()
    try:
        return (float(words[0]), float(words[1])) if len(words) >= 2 else None
    except ValueError:
        return None


def distance_km(first: Place, second: Place) -> float:
    """Great-circle distance (haversine)."""
    north, east = math.radians(second[0] - first[0]), math.radians(second[1] - first[1])
    root = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(first[0])) * math.cos(math.radians(second[0])) * math.sin(east / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(root))


def odd_assets(survey: Answers, limits: Limits) -> list[str]:
    """Which answers do not go together: names of the rules that fail."""
    no_power = survey.said("power/electricity") == "3" and not survey.said("goods/backup_power").strip("0 ")
    powered = sum(survey.number(f"goods/durables/{name}") for name in _POWERED)
    owned = [f"goods/vehicles/{name}" for name in ("car", "tractor", "truck")]
    rooms, land = survey.number("house/rooms"), survey.number("land/agri_land/acres")
    land += survey.number("land/agri_land/kanals") / 8
    herd = sum(survey.number(f"land/livestock_big/{name}") for name in ("buffalo", "cow", "bullock", "camel", "horse"))
    found = {
        "power": no_power and powered > 0,
        "rooms": rooms > 0 and len(survey.members) / rooms > limits.people_a_room,
        "vehicles": sum(survey.number(ref) for ref in owned) >= 2 and survey.said("house/structure") == "1",
        "herd": herd >= 20 and land == 0,
    }
    return [rule for rule, is_so in found.items() if is_so]


def same_answers(survey: Answers) -> bool:
    """Whether four or more members above five were all given the same answers throughout."""
    grown = [person for person in survey.members if person.age is not None and person.age > 5]
    rows = {tuple(person.said(name) for name in _MEMBER_GRID) for person in grown}
    return len(grown) >= _FEWEST_ALIKE and len(rows) == 1 and any(next(iter(rows)))


def doubles(keys: Iterable[tuple[str, str]]) -> set[str]:
    """Of (survey, key) pairs, the surveys whose key stands in another survey as well; empty keys match nothing."""
    pairs = [(survey, key) for survey, key in set(keys) if key]
    often = Counter(key for _, key in pairs)
    return {survey for survey, key in pairs if often[key] > 1}


def address_key(parts: Mapping[str, str]) -> str:
    """What two spellings of one address share: its words folded and sorted, numbers kept; empty without a number or
    two words, which too many would share."""
    words = sorted(fold(" ".join(part for part in parts.values() if part)).split())
    return " ".join(words) if len(words) >= 3 else ""


def too_small(mean: float | None, region: float, limits: Limits) -> bool:
    """Household size trend: a mean so far under the region's suggests that members without B-form were left out."""
    return mean is not None and mean < region - limits.size_below
