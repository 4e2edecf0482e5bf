"""What the walk-through sees of the question in front of it: the field, its kind and the codes beside its options."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication

from survey_forms.qt.codes import codes_of
from survey_forms.qt.table import RosterTable
from survey_forms.qt.view import FormView


def question(form: FormView | None) -> dict[str, Any]:
    """The focused field. kind: `question`, `table` (the roster's list), `other`; `codes` are keys by stored value."""
    widget = QApplication.focusWidget()
    name = widget.objectName() if widget is not None else ""
    if form is None or widget is None:
        return {"at": name, "kind": "other"}
    if isinstance(widget, RosterTable):
        return {"at": name, "kind": "table", "rows": len(widget.rows), "section": form.screen_shown.section}
    if not name.startswith("/"):
        return {"at": name, "kind": "other"}
    item, node = form.session.item(name.partition("#")[0]), form.session.node(name.partition("#")[0])
    seen: dict[str, Any] = {"at": name, "kind": "question", "type": item.type, "appearance": item.appearance}
    seen["value"] = node.value
    if node.choices is not None:
        seen["codes"] = dict(zip([one.value for one in node.choices], codes_of(node.choices), strict=True))
        seen["labels"] = {one.value: one.label for one in node.choices}
    return seen
