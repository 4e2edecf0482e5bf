"""Regions, districts and tehsils with their P-codes and names: the table resources/geo/places.csv, read once."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

PLACES = Path(__file__).resolve().parents[2] / "resources" / "geo" / "places.csv"


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    with PLACES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@lru_cache(maxsize=3)
def codes(kind: str) -> tuple[str, ...]:
    """All codes of one kind: 'region' (PK6), 'district' (PK632), 'tehsil' (PK63204)."""
    return tuple(code for code, row in _table().items() if row["kind"] == kind)


def name(code: str, language: str = "en") -> str:
    """The place's name in `language`, else in English (tehsils have no Urdu name), else the code itself."""
    row = _table().get(code)
    return code if row is None else row.get(language) or row["en"]
