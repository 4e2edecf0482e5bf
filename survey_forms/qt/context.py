"""What the parts of one open form share: session, style, and which answers were touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from survey_forms.engine.contract import FormSession, Item, Node
from survey_forms.qt.style import Style


@dataclass
class Context:
    """Shared by view, pages and boxes. `touched`: refs whose field was left once; `tried(ref)`: its screen was."""

    session: FormSession
    style: Style
    touched: set[str] = field(default_factory=set)
    tried: Callable[[str], bool] = lambda ref: False

    def node(self, ref: str) -> Node:
        """State of one ref now."""
        return self.session.node(ref)

    def shows_problem(self, node: Node) -> bool:
        """Whether what is wrong with an answer may be said now: never while it is being typed for the first time."""
        if node.violation is None or not node.relevant:
            return False
        if node.violation.kind == "required":
            return self.tried(node.ref)
        return node.ref in self.touched or self.tried(node.ref)

    def problem_text(self, item: Item, node: Node) -> str:
        """What is wrong and what to do, in the form's words or ours."""
        violation = node.violation
        if violation is None:
            return ""
        if violation.message:
            return violation.message
        text = self.style.text
        number = item.type in ("int", "decimal")
        if violation.kind == "required":
            return text("form-empty-number" if number else "form-empty")
        if violation.kind == "type":
            date = item.type in ("date", "dateTime", "time")
            return text("form-wrong-number" if number else "form-wrong-date" if date else "form-wrong-type")
        return text("form-wrong-value")
