"""Coverage: surveys against the households known of a place, and against a dated population file where one is given."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


class BadPopulation(Exception):
    """A population file that cannot be used; `params`: line, what."""

    code = "population-wrong"

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.params = {"line": line, "what": what}


@dataclass(frozen=True, slots=True)
class Population:
    """Households and persons of a tehsil (P-code) as counted at a date."""

    tehsil: str
    counted: date
    households: int
    persons: int


def read_population(lines: Iterable[str]) -> dict[str, Population]:
    """A CSV with the columns tehsil, counted (ISO 8601), households, persons; of a tehsil the newest count stands.

    Raises:
        BadPopulation: for a missing column, a date or a number that is none.
    """
    reader = csv.DictReader(lines)
    wanted = ("tehsil", "counted", "households", "persons")
    if not set(wanted) <= set(reader.fieldnames or ()):
        raise BadPopulation(1, f"columns {', '.join(wanted)} are wanted")
    found: dict[str, Population] = {}
    for number, row in enumerate(reader, 2):
        try:
            one = Population(
                row["tehsil"], date.fromisoformat(row["counted"]), int(row["households"]), int(row["persons"])
            )
        except (TypeError, ValueError) as error:
            raise BadPopulation(number, str(error)) from error
        if one.households < 0 or one.persons < 0:
            raise BadPopulation(number, "a count below nought")
        if one.tehsil not in found or found[one.tehsil].counted < one.counted:
            found[one.tehsil] = one
    return found


def coverage(surveyed: int, households: int) -> float | None:
    """Surveyed households / households of the place, in per cent to one decimal; None where none are known.

    May be above 100: families move, and files grow old.
    """
    return round(100 * surveyed / households, 1) if households > 0 else None
