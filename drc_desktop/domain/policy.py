"""Who is next: one pure rule for every counter, with the reason in a code that windows put into words.

Visits stand in two lanes: those who go first (a priority group, or the priority service) and all others, each in the
order of arrival. The lanes are interleaved, and a cap bounds how many later arrivals may overtake anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why this visit was next."""

    WAITED_LONGEST = "waited-longest"
    GOES_FIRST = "goes-first"
    OVERTAKEN_ENOUGH = "overtaken-enough"
    CHOSEN = "chosen"  # an operator called this very visit
    RECALLED = "recalled"


@dataclass(frozen=True)
class Rule:
    """`others_between` calls of the other lane follow one that went first; `overtake_cap` counts later arrivals."""

    others_between: int = 2
    overtake_cap: int = 10


@dataclass(frozen=True)
class Head:
    """The first of a lane. `place` grows with arrival; `overtaken` counts later arrivals already called."""

    visit_id: str
    place: int
    overtaken: int = 0


@dataclass(frozen=True)
class Choice:
    """The visit to call, and why."""

    visit_id: str
    reason: Reason


def choose(goes_first: Head | None, other: Head | None, others_since_first: int | None, rule: Rule) -> Choice | None:
    """Pick between the heads of the two lanes; None when both are empty.

    `others_since_first` counts calls of the other lane since the last call of one who goes first, None when nobody
    who goes first has been called today.
    """
    if goes_first is None or other is None:
        only = goes_first or other
        if only is None:
            return None
        return Choice(only.visit_id, Reason.GOES_FIRST if only is goes_first else Reason.WAITED_LONGEST)
    if other.overtaken >= rule.overtake_cap:
        return Choice(other.visit_id, Reason.OVERTAKEN_ENOUGH)
    if goes_first.place < other.place:
        return Choice(goes_first.visit_id, Reason.WAITED_LONGEST)
    if others_since_first is None or others_since_first >= rule.others_between:
        return Choice(goes_first.visit_id, Reason.GOES_FIRST)
    return Choice(other.visit_id, Reason.WAITED_LONGEST)
