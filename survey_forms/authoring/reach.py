"""Questions nobody can ever be asked: conditions that no answer fulfils.

Reasoned from what selects can hold: for each condition, the answers of one select that leave it open. Everything else
counts as possible, so what is reported is certain.
"""

from __future__ import annotations

from collections.abc import Iterator

from survey_forms.engine.defs import Def
from survey_forms.engine.model import Control, FormModel
from survey_forms.engine.parse.definitions import RowData
from survey_forms.engine.xpath.ast import Call, Chain, Expr, Literal, Negation, Number, Path
from survey_forms.engine.xpath.nodes import XNode
from survey_forms.engine.xpath.values import compare, split_space

Answers = frozenset[str]
Allowed = dict[Def, Answers]
"""Select -> the answers under which a condition may hold; a select that is not named may hold anything."""
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


def unreachable(model: FormModel) -> list[Def]:
    """Outermost groups, repeats and questions that are never relevant, in the order of the form."""
    reach = _Reach(model)
    before = -1
    while len(reach.closed) > before:  # what hangs on an unreachable question is unreachable too
        before = len(reach.closed)
        reach.closed |= {defn for defn in model.defs if defn not in reach.closed and reach.is_closed(defn)}
    return [d for d in model.defs if d in reach.closed and (d.parent is None or d.parent not in reach.closed)]


class _Reach:
    def __init__(self, model: FormModel) -> None:
        self.model = model
        self.closed: set[Def] = set()
        self._set_by_action = {action.target for action in model.actions}
        self._domains: dict[Def, Answers | None] = {}

    def is_closed(self, defn: Def) -> bool:
        """Whether a definition, or what is around it, is never relevant, or its repeat never has a row."""
        together: Allowed = {}
        for at in defn.chain():
            count = at.properties.get("count")
            rows = self._rows(count.expr, at) if count is not None else None
            if at in self.closed or (rows is not None and rows < 1):
                return True
            if "relevant" in at.properties:
                found = self._holds(at.properties["relevant"].expr, at)
                if found is None:
                    return True
                together = _both(together, found)
        return any(not answers for answers in together.values())

    def _rows(self, expr: Expr, repeat: Def) -> float | None:
        """A number of rows that is written down, in the place or in the calculation pyxform makes of it."""
        named = self._named(expr, repeat)
        if named is not None and "calculate" in named.properties:
            expr = named.properties["calculate"].expr
        return expr.value if isinstance(expr, Number) else None

    # conditions

    def _holds(self, expr: Expr, context: Def, wanted: bool = True) -> Allowed | None:
        """Under which answers an expression may be `wanted`; None if it cannot."""
        if isinstance(expr, Literal | Number):
            return {} if bool(expr.value) == wanted else None
        if isinstance(expr, Call):
            return self._call(expr, context, wanted)
        if not isinstance(expr, Chain):
            return {}
        operator = expr.rest[0][0]
        operands = [expr.first, *(operand for _, operand in expr.rest)]
        if operator in ("and", "or"):
            parts = [self._holds(operand, context, wanted) for operand in operands]
            return _all(parts) if (operator == "and") == wanted else _any(parts)
        if operator in _COMPARISONS and len(operands) == 2:
            return self._comparison(operator, operands[0], operands[1], context, wanted)
        return {}

    def _call(self, call: Call, context: Def, wanted: bool) -> Allowed | None:
        if call.name in ("true", "false") and not call.args:
            return {} if (call.name == "true") == wanted else None
        if call.name == "not" and len(call.args) == 1:
            return self._holds(call.args[0], context, not wanted)
        if call.name == "selected" and len(call.args) == 2 and isinstance(call.args[1], Literal):
            found = self._select(call.args[0], context)
            if found is not None:
                defn, domain = found
                chosen = call.args[1].value
                # Of several answers a single one is told here: all that lists it may be among them.
                if chosen in domain and _takes_several(defn):
                    return {}
                return {defn: frozenset(v for v in domain if (chosen in (split_space(v) or [""])) == wanted)}
        return {}

    def _comparison(self, operator: str, a: Expr, b: Expr, context: Def, wanted: bool) -> Allowed | None:
        left, right = _constant(a), _constant(b)
        if left is not None and right is not None:
            return {} if compare(operator, left, right) == wanted else None
        constant, other = (right, a) if right is not None else (left, b)
        found = self._select(other, context)
        if constant is None or found is None:
            return {}
        defn, domain = found
        if _takes_several(defn) and (not isinstance(constant, str) or " " in constant or constant in domain):
            return {}

        def holds(value: str) -> bool:
            return compare(operator, value, constant) if other is a else compare(operator, constant, value)

        return {defn: frozenset(value for value in domain if holds(value) == wanted)}

    # what a path can hold

    def _select(self, expr: Expr, context: Def) -> tuple[Def, Answers] | None:
        """The question of a path and all it can hold, None where that cannot be told."""
        defn = self._named(expr, context)
        if defn is None or defn.column < 0 or defn.table not in context.table.chain():
            return None
        if defn not in self._domains:
            self._domains[defn] = self._domain(defn)
        domain = frozenset({""}) if defn in self.closed else self._domains[defn]
        return None if domain is None else (defn, domain)

    def _named(self, expr: Expr, context: Def) -> Def | None:
        if not isinstance(expr, Path):
            return None
        steps = list(expr.steps)
        at: Def | None = context
        if expr.start == "/":
            at = self.model.root if steps and steps.pop(0).test.name == self.model.root.local else None
        elif expr.start is not None and not (isinstance(expr.start, Call) and expr.start.name == "current"):
            return None
        for step in steps:
            if at is None or step.predicates:
                return None
            if step.axis == "parent":
                at = at.parent
            elif step.axis == "child":
                at = next((child for child in at.children if child.local == step.test.name), None)
            elif step.axis != "self":
                return None
        return at

    def _domain(self, defn: Def) -> Answers | None:
        control = defn.control
        if not isinstance(control, Control) or control.control not in ("select", "select1") or defn.shared:
            return None
        if "calculate" in defn.properties or defn in self._set_by_action or defn.preload is not None:
            return None
        values = {item.value for item in control.items} if control.itemset is None else self._listed(control)
        if values is None:
            return None
        rows = [self.model.start_rows, *self.model.templates.values()]
        given = {value for row in rows if isinstance(row, RowData) for value in _given(row, defn.column)}
        return frozenset(values | given | {""})

    def _listed(self, control: Control) -> set[str] | None:
        """Values of a list written in the form, unfiltered; None for lists from files and rows."""
        assert control.itemset is not None
        expr, value = control.itemset.nodes.expr, control.itemset.value.text
        if not isinstance(expr, Path) or not isinstance(expr.start, Call) or expr.start.name != "instance":
            return None
        name = expr.start.args[0]
        instance = self.model.instances.get(name.value) if isinstance(name, Literal) else None
        if instance is None or (isinstance(name, Literal) and name.value in self.model.external):
            return None
        names = tuple(step.test.name for step in expr.steps if step.axis == "child" and step.test.kind == "name")
        if len(names) != len(expr.steps) or not value.isidentifier():
            return None
        return {text for node in instance.base(names) for text in _children(node, value)}


def _takes_several(defn: Def) -> bool:
    return isinstance(defn.control, Control) and defn.control.control in ("select", "rank")


def _children(node: XNode, name: str) -> Iterator[str]:
    return (child.string() for child in node.children if child.local == name)


def _given(row: RowData, column: int) -> Iterator[str]:
    if column in row.values:
        yield row.values[column]
    for rows in row.rows.values():
        for inner in rows:
            yield from _given(inner, column)


def _constant(expr: Expr) -> str | float | None:
    if isinstance(expr, Literal | Number):
        return expr.value
    if isinstance(expr, Negation) and isinstance(expr.operand, Number):
        return -expr.operand.value
    return None


def _both(a: Allowed, b: Allowed) -> Allowed:
    return a | {defn: answers & a.get(defn, answers) for defn, answers in b.items()}


def _all(parts: list[Allowed | None]) -> Allowed | None:
    together: Allowed = {}
    for part in parts:
        if part is None:
            return None
        together = _both(together, part)
    return None if any(not answers for answers in together.values()) else together


def _any(parts: list[Allowed | None]) -> Allowed | None:
    possible = [part for part in parts if part is not None and all(part.values())]
    if not possible:
        return None
    shared = set(possible[0]).intersection(*possible[1:])
    # For several selects the pairs would matter; each alone allows more, never less.
    return {d: frozenset().union(*(part[d] for part in possible)) for d in shared}
