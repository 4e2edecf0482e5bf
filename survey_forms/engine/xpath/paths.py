"""Paths over plain nodes (secondary instances, any document, live nodes), with hash indexes for `item[key = value]`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from survey_forms.engine.errors import XPathError
from survey_forms.engine.xpath import axes, values
from survey_forms.engine.xpath.ast import Call, Chain, Expr, Filter, Literal, Negation, Path, Step
from survey_forms.engine.xpath.code import Code, Dependency, Scope
from survey_forms.engine.xpath.writer import Writer

if TYPE_CHECKING:
    from survey_forms.engine.defs import Def

Defs = frozenset["Def | None"]
_ELEMENT_AXES = {"attribute": "attribute", "namespace": "namespace"}


class NodePaths(Writer):
    """The part of the compiler that works on nodes at run time."""

    def node_steps(self, nodes: str, steps: Iterable[Step], scope: Scope, defs: Defs | None) -> str:
        """Source of the nodes reached by `steps`; `defs` (None outside the primary instance) feeds the dependencies."""
        for step in steps:
            if defs is not None:
                defs = _static_step(self.model, defs, step)
            predicates = "".join(f"{self.predicate(p, scope, defs)}, " for p in step.predicates)
            test = self.constant(self._test(step))
            nodes = f"{self.constant(axes.step)}({nodes}, {step.axis!r}, {test}, ({predicates}))"
        if defs is not None:
            for defn in {d for top in defs if top is not None for d in top.subtree()}:
                self.depend(Dependency(defn, 0))
                for outer in defn.chain():
                    if outer.kind == "repeat":
                        self.depend(Dependency(outer, 0, structure=True))
        return nodes

    def _test(self, step: Step) -> axes.Matches:
        prefix, _, local = step.test.name.rpartition(":")
        principal = _ELEMENT_AXES.get(step.axis, "element")
        ns: str | None
        if prefix:
            ns = self.namespaces.get(prefix)
            if ns is None:
                raise XPathError(f"unknown namespace prefix {prefix!r}", code="xpath-namespace")
        else:
            ns = None if self.any_ns or local == "*" else ""
        if step.test.kind == "processing-instruction":
            local = step.test.name
        return axes.node_test(step.test.kind, local, ns, principal)

    def predicate(self, expr: Expr, scope: Scope, defs: Defs | None) -> str:
        """Source of a function (node, position, size) -> bool."""
        node, position, size = self.fresh("n"), self.fresh("i"), self.fresh("z")
        inner = Scope(
            rows=scope.rows,
            node=node,
            position=f"float({position})",
            size=f"float({size})",
            names=(*scope.names, node, position, size),
            origin=scope.origin or scope,
            defs=None if defs is None else frozenset(d for d in defs if d is not None),
        )
        code = self.emit(expr, inner)
        return f"(lambda {node}, {position}, {size}: {self.holds(code, position)})"

    def holds(self, code: Code, position: str) -> str:
        """Source of a predicate's truth: a number means that position."""
        if code.type == "n":
            return f"({position} == {code.text})"
        if code.type == "a":
            return f"{self.constant(holds_any)}({code.text}, {position})"
        return self.boolean(code)

    def instance_path(self, call: Call, steps: tuple[Step, ...], scope: Scope) -> Code:
        """`instance('x')/...`: base nodes found once, equality predicates through an index."""
        name = self.instance_name(call)
        plain = 0
        while plain < len(steps) and _plain(steps[plain]):
            plain += 1
        names = tuple(step.test.name for step in steps[:plain])
        if plain < len(steps) and steps[plain].predicates and _plain(steps[plain], predicates=True):
            base = (*names, steps[plain].test.name)
            source = self._candidates(name, base, steps[plain].predicates, scope)
            return Code("N", self.node_steps(source, steps[plain + 1 :], scope, None))
        source = self.use(self.fresh("b"), f"R.base({name!r}, {names!r})")
        return Code("N", self.node_steps(source, steps[plain:], scope, None))

    def instance_name(self, call: Call) -> str:
        """The literal argument of instance(); raises XPathError for another or an unknown one."""
        if len(call.args) != 1 or not isinstance(call.args[0], Literal):
            raise XPathError("instance() takes one literal text", code="xpath-instance")
        name = call.args[0].value
        if self.model is not None:
            self.model.need_instance(name)
        return name

    def _candidates(self, name: str, base: tuple[str, ...], predicates: tuple[Expr, ...], scope: Scope) -> str:
        key = _equality(predicates[0])
        rest: list[Expr] = list(predicates)
        if key is not None:
            names, value, others = key
            code = self.emit(value, scope)
            if code.type in ("s", "n") or (code.cells is not None and code.cells.single):
                numeric = code.type == "n"
                index = self.fresh("x")
                self.use(index, f"R.index({name!r}, {base!r}, {names!r}, {numeric})")
                source = f"{index}({self.number(code) if numeric else self.text(code)})"
                rest = [*others, *predicates[1:]]
                return self._select(source, rest, scope)
        source = self.use(self.fresh("b"), f"R.base({name!r}, {base!r})")
        return self._select(source, rest, scope)

    def _select(self, source: str, predicates: Iterable[Expr], scope: Scope) -> str:
        for predicate in predicates:
            source = f"{self.constant(axes.select)}({source}, {self.predicate(predicate, scope, None)})"
        return source


def holds_any(value: values.Value, position: int) -> bool:
    """A predicate's truth for a value whose type is known only now."""
    if isinstance(value, float) and not isinstance(value, bool):
        return value == position
    return values.boolean_of(value)


def _plain(step: Step, predicates: bool = False) -> bool:
    name = step.test.name
    return (
        step.axis == "child"
        and step.test.kind == "name"
        and ":" not in name
        and name != "*"
        and bool(step.predicates) == predicates
    )


def _equality(expr: Expr) -> tuple[tuple[str, ...], Expr, tuple[Expr, ...]] | None:
    """(key child names, value, other conditions) of `key = value [and ...]` where the value does not depend on the
    candidate.

    Only the first condition of an `and` is looked at, and only if no condition asks for the position.
    """
    others: tuple[Expr, ...] = ()
    if isinstance(expr, Chain) and expr.rest[0][0] == "and":
        others = tuple(e for _, e in expr.rest)
        if any(_positional(e) for e in others):
            return None
        expr = expr.first
    if not isinstance(expr, Chain) or len(expr.rest) != 1 or expr.rest[0][0] != "=":
        return None
    for left, right in ((expr.first, expr.rest[0][1]), (expr.rest[0][1], expr.first)):
        names = _key(left)
        if names is not None and is_free(right):
            return names, right, others
    return None


def _key(expr: Expr) -> tuple[str, ...] | None:
    if isinstance(expr, Path) and expr.start is None and expr.steps and all(_plain(s) for s in expr.steps):
        return tuple(step.test.name for step in expr.steps)
    return None


_CONTEXT_CALLS = frozenset(
    {"position", "last", "string", "number", "name", "local-name", "namespace-uri", "string-length", "normalize-space"}
)


def is_free(expr: Expr) -> bool:
    """Whether an expression means the same for every candidate of a predicate."""
    if isinstance(expr, Path):
        if expr.start is None:
            return False
        return not isinstance(expr.start, Expr) or is_free(expr.start)
    if isinstance(expr, Call):
        if not expr.args and expr.name in _CONTEXT_CALLS:
            return False
        return expr.name != "randomize" and expr.name != "random" and all(is_free(a) for a in expr.args)
    return all(is_free(e) for e in _parts(expr))


def _positional(expr: Expr) -> bool:
    if isinstance(expr, Call) and expr.name in ("position", "last"):
        return True
    if isinstance(expr, Call):
        return any(_positional(a) for a in expr.args)
    return any(_positional(e) for e in _parts(expr))


def _parts(expr: Expr) -> list[Expr]:
    if isinstance(expr, Chain):
        return [expr.first, *(e for _, e in expr.rest)]
    if isinstance(expr, Negation):
        return [expr.operand]
    if isinstance(expr, Filter):
        return [expr.primary]
    return []


def _static_step(model: Any, defs: Defs, step: Step) -> Defs:
    """Definitions a step may lead to (None stands for the document); an over-estimate, never too few."""
    axis = step.axis
    found: set[Def | None] = set()
    for defn in defs:
        if defn is None:
            if axis in ("child", "descendant", "descendant-or-self", "self"):
                found |= {None} if "self" in axis else set()
                found |= {model.root} if axis == "child" else set(model.root.subtree()) if axis != "self" else set()
        elif axis == "self":
            found.add(defn)
        elif axis == "child":
            found |= set(defn.children)
        elif axis == "attribute":
            found |= set(defn.attributes)
        elif axis == "parent":
            found.add(defn.parent)
        elif axis in ("descendant", "descendant-or-self"):
            found |= set(defn.subtree()[0 if axis == "descendant-or-self" else 1 :])
        elif axis in ("ancestor", "ancestor-or-self"):
            found |= {None, *defn.chain()}
        else:
            found |= set(model.root.subtree())
    if step.test.kind == "name" and not step.test.name.endswith("*"):
        local = step.test.name.rpartition(":")[2]
        return frozenset(d for d in found if d is not None and d.local == local)
    return frozenset(found)
