"""The people file: synthetic households as JSON Lines, read once into what the registry and NADRA know of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sync.household import SliceHousehold, SliceMember

UNREGISTERED = "unregistered"
MAX_LINE = 256 * 1024


class BadPeopleFile(Exception):
    """The people file cannot be read; `params`: path, and line and field where there is one."""

    code = "registry-people-file"

    def __init__(self, path: Path, line: int = 0, field: str = "") -> None:
        super().__init__(f"{path}: line {line}: {field}")
        self.params = {"path": str(path), "line": line, "field": field}


@dataclass(frozen=True)
class Person:
    """One member as NADRA holds the record; `mismatch` names what there differs from the household's word, '' for
    nothing."""

    member: SliceMember
    address: str
    mismatch: str = ""


class PeopleFile:
    """Households of a file written by `drc people`. Fills the registry's port Directory. Raises BadPeopleFile."""

    def __init__(self, path: Path | None = None) -> None:
        self._households: list[SliceHousehold] = []
        self.persons: dict[str, Person] = {}
        if path is not None:
            self._read(path)

    def households(self) -> Iterator[SliceHousehold]:
        """Those the registry has surveyed before; others are known to NADRA only."""
        return (found for found in self._households if found.status != UNREGISTERED)

    def _read(self, path: Path) -> None:
        try:
            with path.open(encoding="utf-8") as file:
                for number, line in enumerate(file, 1):
                    if line.strip():
                        self._add(path, number, line)
        except (OSError, UnicodeDecodeError) as error:
            raise BadPeopleFile(path) from error

    def _add(self, path: Path, number: int, line: str) -> None:
        try:
            if len(line) > MAX_LINE:
                raise ValueError("too long")
            fields: dict[str, Any] = json.loads(line)
            household = _household(fields)
            nadra: Mapping[str, Any] = fields.get("nadra") or {}
            mismatch, whose = nadra.get("mismatch") or "", nadra.get("cnic")
        except KeyError as error:
            raise BadPeopleFile(path, number, str(error.args[0])) from error
        except (ValueError, TypeError, AttributeError) as error:
            raise BadPeopleFile(path, number, type(error).__name__) from error
        self._households.append(household)
        address = household.address.get("village_city", "")
        for member in household.members:
            if member.cnic:
                # Who is listed by two households has one record, that of the first.
                person = self.persons.setdefault(member.cnic, Person(member, address))
                if member.cnic == whose:
                    self.persons[member.cnic] = replace(person, mismatch=mismatch)


def _household(fields: Mapping[str, Any]) -> SliceHousehold:
    return SliceHousehold(
        household_id=fields["household_id"],
        tehsil=fields["tehsil"],
        district=fields["district"],
        region=fields["region"],
        status=fields["status"],
        last_survey=_date(fields["last_survey"]),
        beneficiary=bool(fields["beneficiary"]),
        shock_area=fields["shock_area"] or "",
        shock_since=_date(fields.get("shock_since")),
        flags=tuple(fields["flags"]),
        duplicate_tehsil=fields.get("duplicate_tehsil") or "",
        mobile=fields.get("mobile") or "",
        electricity=fields.get("electricity"),
        gas=fields.get("gas"),
        address={str(name): str(value) for name, value in fields["address"].items()},
        members=tuple(_member(member) for member in fields["members"]),
    )


def _member(fields: Mapping[str, Any]) -> SliceMember:
    return SliceMember(
        cnic=fields["cnic"],
        name_en=fields["name_en"],
        name_ur=fields["name_ur"],
        relation=fields["relation"],
        gender=fields["gender"],
        dob=_date(fields["dob"]),
        marital=fields["marital"],
        father_en=fields["father_en"],
        mobile=fields["mobile"],
        alive=bool(fields["alive"]),
        card_expires=_date(fields["card_expires"]),
        alpha=fields["alpha"],
        beta=fields["beta"],
        gamma=fields["gamma"],
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
