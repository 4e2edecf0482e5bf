"""Profiles of printers by model, from the data file beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from token_printer.escpos import Profile

FILE = Path(__file__).with_name("profiles.toml")


@dataclass(frozen=True)
class Model:
    """One entry of the file: its key, what it is for, and the profile."""

    key: str
    name: str
    profile: Profile


@cache
def models() -> dict[str, Model]:
    """All models by key, in the order of the file."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        key: Model(key, entry["name"], Profile(**{name: value for name, value in entry.items() if name != "name"}))
        for key, entry in found.items()
    }


def profile_for(model: str, width: int) -> Profile:
    """The profile of a model; without one that of any printer with so many dots.

    Raises:
        KeyError: for a model that is not in the file.
    """
    return models()[model].profile if model else Profile(width=width)
