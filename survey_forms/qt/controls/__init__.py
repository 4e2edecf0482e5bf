"""One control per kind of question; `control_for` chooses it."""

from __future__ import annotations

from survey_forms.engine.contract import Item, Node
from survey_forms.qt.controls.base import Control
from survey_forms.qt.controls.code import CodeControl
from survey_forms.qt.controls.date import DateControl
from survey_forms.qt.controls.ident import IdentControl, groups_of
from survey_forms.qt.controls.number import NumberControl
from survey_forms.qt.controls.options import OptionsControl
from survey_forms.qt.controls.other import AcknowledgeControl, FileControl, RankControl
from survey_forms.qt.controls.text import MultilineControl, TextControl
from survey_forms.qt.plan import OPEN_CHOICES, words
from survey_forms.qt.style import Style

_LISTED = {"autocomplete", "search", "minimal"}


def is_listed(item: Item, choices: int) -> bool:
    """Whether a one-answer question is a field with a list rather than open buttons."""
    return bool(words(item) & _LISTED) or choices > OPEN_CHOICES


def control_for(item: Item, node: Node, style: Style) -> Control:
    """The control of a question, by its XForms element, type, appearance and number of choices."""
    if item.control == "trigger":
        return AcknowledgeControl(item, style)
    if item.control == "upload":
        return FileControl(item, style)
    if item.control == "rank" or item.control.endswith(":rank"):
        return RankControl(item, style)
    if item.control == "select":
        return OptionsControl(item, style)
    if item.control == "select1":
        listed = is_listed(item, len(node.choices or ()))
        return CodeControl(item, style) if listed else OptionsControl(item, style)
    return _typed_control(item, style)


def _typed_control(item: Item, style: Style) -> Control:
    if groups_of(item) is not None:
        return IdentControl(item, style)
    if item.type in ("date", "time", "dateTime"):
        return DateControl(item, style)
    if item.type in ("int", "decimal") or item.control == "range":
        return NumberControl(item, style)
    if words(item) & {"multiline", "multi-line"} or int(item.params.get("rows", "1") or 1) > 1:
        return MultilineControl(item, style)
    return TextControl(item, style)


__all__ = ["Control", "control_for", "is_listed"]
