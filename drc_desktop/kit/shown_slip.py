"""A shown slip and a doubtful scan in words, the same at the counter and at the issuing desk."""

from __future__ import annotations

from datetime import date
from typing import Any

from drc_desktop.desk.contract import ShownSlip, SlipVerdict
from drc_desktop.domain import identity
from drc_desktop.kit.dates import hour

GOOD = frozenset(
    {
        SlipVerdict.RIGHT,
        SlipVerdict.WAITS,
        SlipVerdict.PARKED,
        SlipVerdict.ELSEWHERE,
        SlipVerdict.OFFLINE,
        SlipVerdict.RECEIPT,
        SlipVerdict.HOME,
        SlipVerdict.COMES_BACK,
    }
)
"""Verdicts of genuine slips that are still to be served."""


def slip_word(shown: ShownSlip) -> tuple[str, dict[str, Any]]:
    """Id and parameters of the sentence; `ID-do` says what to do."""
    params = {
        "token": shown.token,
        "counter": shown.counter,
        "at": hour(shown.at) if shown.at is not None else "",
        "day": f"{date.fromisoformat(shown.day):%d-%m-%Y}" if shown.day else "",
    }
    return f"shown-slip-{shown.verdict.value}", params


def confirm_word(numbers: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    """The question which number stands on the card."""
    if len(numbers) == 1:
        return "scan-confirm", {"number": identity.dashed(numbers[0])}
    # a blank that does not break holds a digit to its number; between them a line may end
    listed = " · ".join(f"{place}:\u00a0{identity.dashed(number)}" for place, number in enumerate(numbers, 1))
    return "scan-choose", {"numbers": listed}
