"""The answers of a survey that figures need, read from (ref, value) pairs as the engine or an XML walk gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

_ROW = re.compile(r"\[\d+\]")
_MEMBER = re.compile(r"^/data/member\[(\d+)\]/")
ADDRESS = ("landmark", "house_street", "village_city", "union_council")
"""Parts of an address that AR wants in every one."""


@dataclass(frozen=True, slots=True)
class Person:
    """One member: codes of the form, empty where not asked. `age` in years, None where unknown."""

    gender: str = ""
    age: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def said(self, name: str) -> str:
        """The answer to a member's question, empty where there is none."""
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class Answers:
    """One survey. `values` by generic ref (without row numbers), the first of a repeat."""

    values: Mapping[str, str]
    members: tuple[Person, ...]

    def said(self, ref: str) -> str:
        """The answer at a ref below /data, empty where there is none."""
        return self.values.get(f"/data/{ref}", "")

    def number(self, ref: str) -> float:
        """The answer as a number, 0 where there is none."""
        try:
            return float(self.said(ref) or 0)
        except ValueError:
            return 0.0

    @property
    def address(self) -> dict[str, str]:
        """The parts that AR wants, by name."""
        return {name: self.said(f"address/{name}").strip() for name in ADDRESS}


def read(pairs: Iterable[tuple[str, str]], today: date) -> Answers:
    """Read a survey. Refs as the engine writes them: `/data/member[2]/roster/m_age`; ages are those of `today`."""
    values: dict[str, str] = {}
    rows: dict[int, dict[str, str]] = {}
    for ref, value in pairs:
        row = _MEMBER.match(ref)
        if row is not None:
            rows.setdefault(int(row.group(1)), {})[ref.rpartition("/")[2]] = value
        values.setdefault(_ROW.sub("", ref), value)
    return Answers(values, tuple(_person(rows[number], today) for number in sorted(rows)))


def _person(values: dict[str, str], today: date) -> Person:
    return Person(values.get("m_gender", ""), _age(values, today), values)


def _age(values: Mapping[str, str], today: date) -> int | None:
    try:
        born = date.fromisoformat(values.get("m_dob", "")[:10])
    except ValueError:
        stated = values.get("m_age", "")
        return int(stated) if stated.isdigit() else None
    return max(0, today.year - born.year - ((today.month, today.day) < (born.month, born.day)))
