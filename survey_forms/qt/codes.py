"""The code of a choice: what an operator types to take it, and how a second digit goes on from the first."""

from __future__ import annotations

from collections.abc import Sequence

from survey_forms.engine.contract import Choice

_NONE_VALUES = {"0", "none"}


def codes_of(choices: Sequence[Choice]) -> list[str]:
    """Values where all are short whole numbers, else positions from 1 (a value of 'none' keeps 0)."""
    values = [choice.value for choice in choices]
    if all(value.isascii() and value.isdigit() and len(value) <= 2 for value in values):
        return values
    codes, position = [], 0
    for value in values:
        if value == "none":
            codes.append("0")
            continue
        position += 1
        codes.append(str(position))
    return codes


def is_none(value: str) -> bool:
    """Whether a choice of several answers means 'none of these'."""
    return value in _NONE_VALUES


class CodeBuffer:
    """Digits typed in a row. '1' takes 1 at once; a next '0' goes on to 10 where there is a 10."""

    def __init__(self) -> None:
        self.typed = ""
        self.before = ""

    def clear(self) -> None:
        """Start a new code with the next digit."""
        self.typed = self.before = ""

    def add(self, digit: str, codes: Sequence[str]) -> tuple[str | None, bool]:
        """The code taken with this digit (None: no such code) and whether it replaces the one before."""
        longer = self.typed + digit
        if self.typed and longer in codes:
            self.before, self.typed = self.typed, longer
            return longer, self.before in codes
        self.before, self.typed = "", digit
        if digit in codes:
            return digit, False
        if not any(code.startswith(digit) for code in codes):
            self.typed = ""
        return None, False
