"""What an answer becomes in its control: an acknowledgement is `OK`, options stand in their order, a range keeps
its step.

Everything else is stored as it was given; what is wrong with it is a violation.
"""

from __future__ import annotations

from collections.abc import Iterable

from survey_forms.engine.contract import Choice
from survey_forms.engine.model import Control
from survey_forms.engine.xpath.values import number_of_text, split_space


def normal(control: Control | None, text: str, choices: Iterable[Choice] | None) -> str:
    """The text to store for an answer."""
    if control is None or text == "":
        return text
    if control.control == "trigger":
        return {"true": "OK", "false": ""}.get(text, text)
    if control.control == "range":
        return _in_range(control, text)
    if control.control == "select" and choices is not None and " " in text:
        return _in_order(text, choices)
    return text


def _in_order(text: str, choices: Iterable[Choice]) -> str:
    """Chosen options in the order of the list; as given if one of them is no option."""
    chosen = split_space(text)
    place = {choice.value: at for at, choice in reversed(list(enumerate(choices)))}
    if all(value in place for value in chosen):
        return " ".join(sorted(dict.fromkeys(chosen), key=place.__getitem__))
    return text


def _in_range(control: Control, text: str) -> str:
    """With the decimals of start, end and step; blank outside, where the control has no place for it."""
    value = number_of_text(text)
    bounds = [control.params.get(name, "") for name in ("start", "end", "step")]
    start, end = number_of_text(bounds[0]), number_of_text(bounds[1])
    if value != value or start != start or end != end:
        return text
    if not min(start, end) <= value <= max(start, end):
        return ""
    decimals = max(len(bound.partition(".")[2]) for bound in bounds)
    if control.defn.type in ("int", "integer"):
        decimals = 0
    shown = f"{value:.{decimals}f}"
    return shown if float(shown) == value else text
