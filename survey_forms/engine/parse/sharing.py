"""Which expressions mean the same for every child of one parent, so that they are compiled once for all of them.

Rosters ask the same condition of question after question (`../age >= 5`); what such an expression reads does not depend
on whose it is.
"""

from __future__ import annotations

from functools import lru_cache

from survey_forms.engine.xpath.ast import Call, Chain, Expr, Filter, Negation, Path, Step
from survey_forms.engine.xpath.library import FUNCTIONS
from survey_forms.engine.xpath.parser import parse

_PLAIN = frozenset({"count", "true", "false", "not", "boolean", "if", "coalesce", "instance", "date", "date-time"})
"""Calls of the compiler's own that look at nothing but their arguments."""
_OF_CONTEXT = frozenset({"string", "number", "string-length", "normalize-space"})
"""Calls that do too, if they have one."""


@lru_cache(maxsize=4096)
def same_for_siblings(text: str) -> bool:
    """Whether an expression reads neither its own node nor what lies below; `text` is known to parse."""
    return _outside(parse(text), inside=False)


def _outside(expr: Expr, inside: bool) -> bool:
    """inside: within a predicate, where a relative path starts at the candidate."""
    if isinstance(expr, Path):
        return _path(expr, inside)
    if isinstance(expr, Call):
        plain = expr.name in FUNCTIONS or expr.name in _PLAIN or (expr.name in _OF_CONTEXT and bool(expr.args))
        return plain and all(_outside(arg, inside) for arg in expr.args)
    if isinstance(expr, Chain):
        return _outside(expr.first, inside) and all(_outside(e, inside) for _, e in expr.rest)
    if isinstance(expr, Negation):
        return _outside(expr.operand, inside)
    if isinstance(expr, Filter):
        return _outside(expr.primary, inside) and all(_outside(p, True) for p in expr.predicates)
    return True


def _path(path: Path, inside: bool) -> bool:
    if not all(_outside(p, True) for step in path.steps for p in step.predicates):
        return False
    start = path.start
    if start is None:
        return inside or _goes_up(path.steps)
    if isinstance(start, Call) and start.name == "current":
        return not start.args and _goes_up(path.steps)
    return start == "/" or (isinstance(start, Expr) and _outside(start, inside))


def _goes_up(steps: tuple[Step, ...]) -> bool:
    return bool(steps) and steps[0].axis == "parent" and steps[0].test.kind == "node" and not steps[0].predicates
