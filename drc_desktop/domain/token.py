"""Token numbers: a letter that cannot be misheard and three digits, one series for each queue and day."""

from __future__ import annotations

from collections.abc import Collection

from drc_desktop.domain.visit import Service

LETTERS = "ACEHKLPT"
"""Told apart on a screen and by ear (source: the word list of docs/architecture.md)."""

FIRST_LETTERS: dict[Service, str] = {Service.NEW_SURVEY: "A", Service.ROSTER_UPDATE: "C", Service.PRIORITY: "P"}
LAST_NUMBER = 999


def write(letter: str, number: int) -> str:
    """`A`, 42 -> `A042`.

    Raises:
        ValueError: for a letter or number outside the series; reaching it is a bug.
    """
    if letter not in LETTERS or not 1 <= number <= LAST_NUMBER:
        raise ValueError(f"no token has letter {letter!r} and number {number}")
    return f"{letter}{number:03}"


def next_letter(used: Collection[str]) -> str | None:
    """The first letter of the alphabet of tokens that no queue has used today; None when all are spent."""
    return next((letter for letter in LETTERS if letter not in used), None)
