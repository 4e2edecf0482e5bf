"""The thematic indicators of the annual report, as numerators and denominators that can be added up.

Each key is an indicator of `catalogue.THEMATIC`; shares that the report splits by sex have `.m`, `.f` and `.t` beside
the total. Definitions are the report's (AR); codes are the form's, see the catalogue's formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from drc_desktop.domain.indicators.answers import Answers, Person

Counts = dict[str, tuple[int, int]]
"""indicator -> (numerator, denominator)"""

SEXES = {"M": "m", "F": "f", "T": "t"}
SAFE_WATER = frozenset({"1", "2", "3", "5", "8", "10"})
_ANIMALS = (
    *(f"land/livestock_big/{name}" for name in ("buffalo", "cow", "bullock", "camel", "horse")),
    *(f"land/livestock_small/{name}" for name in ("goat", "sheep", "poultry")),
)
REGIONAL_HOUSEHOLD_SIZE: dict[str, float] = {
    "PK1": 5.4, "PK2": 5.1, "PK3": 6.5, "PK4": 4.1, "PK5": 6.0, "PK6": 5.1, "PK7": 5.0, "": 5.2,
}  # fmt: skip
"""Region code -> members / households in AR's table; '' is the whole country."""


def count(survey: Answers) -> Counts:
    """What one surveyed household adds."""
    household: dict[str, bool] = {
        "kacha_share": survey.said("house/structure") == "1",
        "safe_water": survey.said("power/water") in SAFE_WATER,
        "electricity": survey.said("power/electricity") in ("1", "2"),
        "latrine.formal": survey.said("house/toilet") in ("1", "2", "3"),
        "latrine.informal": survey.said("house/toilet") in ("4", "5"),
        "latrine.open": survey.said("house/toilet") == "6",
        "livestock": any(survey.number(ref) > 0 for ref in _ANIMALS),
        "disability": any(map(_disabled, survey.members)),
        "chronic_disease": any(map(_ill, survey.members)),
    }
    made: Counts = {key: (int(found), 1) for key, found in household.items()}
    made["household_size"] = (len(survey.members), 1)
    for key, among, meant in _OF_MEMBERS:
        people = [person for person in survey.members if among(person)]
        made[key] = _share(people, meant)
        for code, sex in SEXES.items():
            made[f"{key}.{sex}"] = _share([person for person in people if person.gender == code], meant)
    for key, meant in (("disability", _disabled), ("chronic_disease", _ill)):
        for code, sex in SEXES.items():
            made[f"{key}.{sex}"] = _share([person for person in survey.members if person.gender == code], meant)
    return made


def add_up(parts: Iterable[Mapping[str, tuple[int, int]]]) -> Counts:
    """The sum of many households, sites or months."""
    total: Counts = {}
    for part in parts:
        for key, (found, of) in part.items():
            before = total.get(key, (0, 0))
            total[key] = (before[0] + found, before[1] + of)
    return total


def average(found: int, of: int) -> float | None:
    """Members / households to one decimal, as the report prints it; None of nothing."""
    return round(found / of, 1) if of else None


def percent(found: int, of: int) -> float | None:
    """A share in per cent to one decimal; None of nothing."""
    return round(100 * found / of, 1) if of else None


def _share(people: list[Person], meant: Callable[[Person], bool]) -> tuple[int, int]:
    return sum(map(meant, people)), len(people)


def _aged(first: int, last: int) -> Callable[[Person], bool]:
    return lambda person: person.age is not None and first <= person.age <= last


def _disabled(person: Person) -> bool:
    return person.said("m_disability") == "1"


def _ill(person: Person) -> bool:
    return any(code != "0" for code in person.said("m_chronic").split())


_OF_MEMBERS: tuple[tuple[str, Callable[[Person], bool], Callable[[Person], bool]], ...] = (
    ("out_of_school", _aged(4, 18), lambda person: person.said("m_school") in ("2", "3")),
    ("literacy", _aged(10, 200), lambda person: person.said("m_literate") == "1"),
    ("employment", _aged(14, 60), lambda person: person.said("m_work") == "1"),
)
