"""What is noticed of an interview while it is made, never blocking: flags of its answers, how fast and how often they
were changed, and the one sentence that the operator reads.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from drc_desktop.counter.model import Said
from drc_desktop.domain.indicators.answers import read
from drc_desktop.domain.indicators.quality import Flag, by_answers
from drc_desktop.settings import MonitorSettings

ASKED = (Flag.ADDRESS_SHORT, Flag.ASSETS_ODD, Flag.SAME_ANSWERS, Flag.NO_DOCUMENT, Flag.ELSEWHERE)
"""Flags that the operator can still do something about, the most helpful first."""
FEWEST_TIMED = 10
"""Fewer timed answers say nothing of a pace."""
OWN = ("/read_back", "/operator_note")
"""Nodes that hold no answer of the visitor."""


def flags_of(answers: Iterable[tuple[str, str]], today: date, settings: MonitorSettings) -> list[str]:
    """Flags of a full survey's answers, as (ref, value); thresholds and the centre's place are settings."""
    survey = read(answers, today)
    return [flag.value for flag in by_answers(survey, settings.quality(), settings.centre_place())]


@dataclass(frozen=True, slots=True)
class Pace:
    """How a survey was answered. `changed`: answers that had been others before. `seconds`: the median from the field
    to its answer, 0.0 where too few were timed to say."""

    changed: int = 0
    seconds: float = 0.0

    def flags(self, settings: MonitorSettings) -> list[str]:
        """No human reads a question out in less than the limit."""
        hasty = 0 < self.seconds < settings.fastest_answer_seconds
        return [Flag.ANSWERS_TOO_FAST.value] if hasty else []


def pace_of(audit_csv: bytes | None) -> Pace:
    """Read the audit log of a finished survey (ODK's audit.csv, times in milliseconds). It is in the draft, so that it
    holds for an interview that was interrupted as well."""
    if not audit_csv:
        return Pace()
    rows = [row for row in csv.DictReader(io.StringIO(audit_csv.decode())) if row["event"] == "question"]
    given = [row for row in rows if row["new-value"] and not row["node"].endswith(OWN)]
    changed = sum(1 for row in rows if row["old-value"] and not row["node"].endswith(OWN))
    took = [(int(row["end"]) - int(row["start"])) / 1000 for row in given if row["end"] > row["start"]]
    return Pace(changed, round(median(took), 2) if len(took) >= FEWEST_TIMED else 0.0)


def recorded(token: str, flags: Iterable[str]) -> Said:
    """What is said of a finished survey: that it is recorded, and the one thing worth a second look."""
    found = set(flags)
    first = next((flag for flag in ASKED if flag.value in found), None)
    word = "counter-recorded" if first is None else f"counter-recorded-{first.value}"
    return Said(word, {"token": token})
