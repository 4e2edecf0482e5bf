"""What the parts of one open form share: session, style, and which answers were touched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from survey_forms.engine.contract import FormSession, Item, Node
from survey_forms.qt.plan import blocks_of, number_of
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import is_arabic


@dataclass
class Context:
    """Shared by view, pages and boxes. `touched`: refs whose field was left once; `tried(ref)`: its screen was.

    `row_names(ref)`: what the rows of the roster around a ref are called. `may_say(ref)`: False for a question that
    is known to be not asked or left out, so that it need not be read.
    """

    session: FormSession
    style: Style
    touched: set[str] = field(default_factory=set)
    tried: Callable[[str], bool] = lambda ref: False
    row_names: Callable[[str], Sequence[str]] = lambda ref: ()
    may_say: Callable[[str], bool] = lambda ref: True

    def node(self, ref: str) -> Node:
        """State of one ref now."""
        return self.session.node(ref)

    def with_names(self, node: Node, names: Sequence[str] | None = None) -> Node:
        """A question whose choice k means row k of the roster it stands in, with the names of those rows (read now
        where they are not given).
        """
        names = self.row_names(node.ref) if names is None else names
        choices = tuple(
            replace(choice, label=names[int(choice.value) - 1])
            if choice.value.isdigit() and 0 < int(choice.value) <= len(names) and names[int(choice.value) - 1]
            else choice
            for choice in node.choices or ()
        )
        return replace(node, choices=choices)

    def shows_problem(self, node: Node) -> bool:
        """Whether what is wrong with an answer may be said now: never while it is being typed for the first time."""
        if node.violation is None or not node.relevant:
            return False
        if node.readonly:
            return True
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


def group_headings(items: Iterable[Item], context: Context) -> dict[str, tuple[str, str]]:
    """Number and label of fields that have them from their group: '54', 'Land owned, kanals'."""
    found: dict[str, tuple[str, str]] = {}
    for block in blocks_of(items):
        if block.head is not None and block.kind in ("counts", "fields", "likert"):
            number, label = number_of(block.head, context.node(block.head.ref).label)
            for item in block.items:
                own = context.node(item.ref).label or item.name
                found[item.ref] = (number, f"{label}{'،' if is_arabic(label) else ','} {own}")
        elif block.number and block.kind == "question":
            item = block.items[0]
            found[item.ref] = (block.number, context.node(item.ref).label or item.name)
    return found
