"""An answer as it is shown: in a table, on the check page, to a screen reader."""

from __future__ import annotations

from survey_forms.engine.contract import Item, Node
from survey_forms.qt.controls.ident import groups_of
from survey_forms.qt.digits import masked, with_thousands
from survey_forms.qt.plan import words


def shown_value(item: Item, node: Node) -> str:
    """An answer as it may be read by others: words of choices, identity numbers masked."""
    groups = groups_of(item)
    if groups is not None:
        return masked(node.value, groups) if node.value else ""
    if node.choices is not None:
        chosen = node.value.split(" ") if item.control in ("select", "rank") else [node.value]
        labels = {choice.value: choice.label for choice in node.choices}
        return ", ".join(labels.get(value, value) for value in chosen if value)
    if node.value.isdigit() and words(item) & {"money", "thousands-sep"}:
        return with_thousands(node.value)
    if node.value and "percent" in words(item):
        return f"{node.value} %"
    if item.type == "date" and len(node.value) == 10:
        return "-".join(reversed(node.value.split("-")))
    return node.value
