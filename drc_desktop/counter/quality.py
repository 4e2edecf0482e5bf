"""What the finished interview is gently asked about: flags of its answers, and the sentence the operator reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from drc_desktop.counter.model import Said
from drc_desktop.domain.indicators.answers import read
from drc_desktop.domain.indicators.quality import Flag, by_answers
from drc_desktop.settings import MonitorSettings

ASKED = (Flag.ADDRESS_SHORT, Flag.ASSETS_ODD, Flag.SAME_ANSWERS, Flag.NO_DOCUMENT, Flag.ELSEWHERE)
"""Flags that the operator can still do something about, the most helpful first."""


def flags_of(answers: Iterable[tuple[str, str]], today: date, settings: MonitorSettings) -> list[str]:
    """Flags of a full survey's answers, as (ref, value); thresholds and the centre's place are settings."""
    survey = read(answers, today)
    return [flag.value for flag in by_answers(survey, settings.quality(), settings.centre_place())]


def recorded(token: str, flags: Iterable[str]) -> Said:
    """What is said of a finished survey: that it is recorded, and the one thing worth a second look."""
    found = set(flags)
    first = next((flag for flag in ASKED if flag.value in found), None)
    word = "counter-recorded" if first is None else f"counter-recorded-{first.value}"
    return Said(word, {"token": token})
