"""Compile an expression to one Python function: operators, literals, conversions, calls.

Paths of the primary instance are resolved now (`bound`), paths over plain nodes at run time (`axes`): one compiler
for both.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from survey_forms.engine.errors import XPathError
from survey_forms.engine.instance.totals import KINDS
from survey_forms.engine.xpath import axes, values
from survey_forms.engine.xpath.ast import Call, Chain, Expr, Filter, Literal, Negation, Number, Path
from survey_forms.engine.xpath.bound import BoundPaths, Cells
from survey_forms.engine.xpath.code import Code, Compiled, Scope
from survey_forms.engine.xpath.library import FUNCTIONS, SPECIAL

_LONG = 24
_HOIST = 12
"""Python refuses deep nesting of parentheses, so every so many levels become a function of their own."""


class Compiler(BoundPaths):
    """Compiles one expression; make a new one for each."""

    def __init__(self, model: Any = None, namespaces: Mapping[str, str] | None = None, any_ns: bool = True) -> None:
        super().__init__(model, namespaces, any_ns)
        self._depth = 0

    def compile(self, expr: Expr, scope: Scope, want: str, argument: str, text: str) -> Compiled:
        """Compile to a factory of `f(argument)`; `want` is the type to convert to (`b n s N a`)."""
        code = self.emit(expr, scope)
        return self.finish(self.convert(code, want), argument, want, text)

    # expressions

    def emit(self, expr: Expr, scope: Scope) -> Code:
        """Python source of an expression in a scope."""
        self._depth += 1
        try:
            code = _EMITTERS[type(expr)](self, expr, scope)
            if self._depth % _HOIST == 0 and code.type != "C" and code.literal is None:
                name = self.fresh("h")
                self._helpers.append(f"    def {name}({', '.join(scope.names)}): return {code.text}")
                code = Code(code.type, f"{name}({', '.join(scope.names)})")
            return code
        finally:
            self._depth -= 1

    def _number(self, expr: Number, scope: Scope) -> Code:
        text = repr(expr.value) if math.isfinite(expr.value) else self.constant(expr.value)
        return Code("n", text, literal=expr.value)

    def _literal(self, expr: Literal, scope: Scope) -> Code:
        return Code("s", repr(expr.value), literal=expr.value)

    def _negation(self, expr: Negation, scope: Scope) -> Code:
        return Code("n", f"(-{self.number(self.emit(expr.operand, scope))})")

    def _chain(self, expr: Chain, scope: Scope) -> Code:
        operator = expr.rest[0][0]
        if operator in ("and", "or"):
            parts = [self.boolean(self.emit(e, scope)) for e in (expr.first, *(e for _, e in expr.rest))]
            return Code("b", "(" + f" {operator} ".join(parts) + ")")
        if operator == "|":
            return self._union(expr, scope)
        left = self.emit(expr.first, scope)
        if len(expr.rest) > _LONG:
            return self._long_chain(left, expr, scope)
        for operator, operand in expr.rest:
            left = self._apply(operator, left, self.emit(operand, scope))
        return left

    def _apply(self, operator: str, left: Code, right: Code) -> Code:
        if operator in _ARITHMETIC:
            return Code("n", self._arithmetic(operator, left, right))
        return self._comparison(operator, left, right)

    def _long_chain(self, left: Code, expr: Chain, scope: Scope) -> Code:
        """As a function that goes on line by line: Python refuses to nest thousands of operators."""
        name, total = self.fresh("h"), self.fresh("t")
        lines = [f"    def {name}({', '.join(scope.names)}):", f"        {total} = {self._operand(self._simple(left))}"]
        left = Code(left.type if left.cells is None else self._simple(left).type, total)
        for operator, operand in expr.rest:
            result = self._apply(operator, left, self.emit(operand, scope))
            lines.append(f"        {total} = {result.text}")
            left = Code(result.type, total)
        self._helpers += [*lines, f"        return {total}"]
        return Code(left.type, f"{name}({', '.join(scope.names)})")

    def _union(self, expr: Chain, scope: Scope) -> Code:
        parts = [self.nodes(self.emit(e, scope)) for e in (expr.first, *(e for _, e in expr.rest))]
        return Code("N", f"{self.constant(axes.document_order)}([{', '.join('*' + part for part in parts)}])")

    def _arithmetic(self, operator: str, left: Code, right: Code) -> str:
        a, b = self.number(left), self.number(right)
        if operator == "div":
            if isinstance(right.literal, float) and right.literal:
                return f"({a} / {b})"
            return f"{self.constant(values.divide)}({a}, {b})"
        if operator == "mod":
            return f"{self.constant(values.modulo)}({a}, {b})"
        return f"({a} {operator} {b})"

    def _comparison(self, operator: str, left: Code, right: Code) -> Code:
        left, right = self._simple(left), self._simple(right)
        python = {"=": "=="}.get(operator, operator)
        types = {left.type, right.type}
        if types & {"a", "L", "N"}:
            call = self.constant(values.compare)
            return Code("b", f"{call}({operator!r}, {self._operand(left)}, {self._operand(right)}, {self.num})")
        if operator not in ("=", "!=") or ("n" in types and "b" not in types):
            return Code("b", f"({self.number(left)} {python} {self.number(right)})")
        if "b" in types:
            return Code("b", f"({self.boolean(left)} {python} {self.boolean(right)})")
        if (left.cells and left.cells.numeric) or (right.cells and right.cells.numeric):
            call = self.constant(values.equal_numerals)
            return Code("b", f"({'not ' if operator == '!=' else ''}{call}({left.text}, {right.text}, {self.num}))")
        return Code("b", f"({left.text} {python} {right.text})")

    def _simple(self, code: Code) -> Code:
        """Cells as text (one) or texts (many); what they were is kept."""
        if code.cells is None:
            return code
        if code.cells.single and code.cells.defn.column >= 0:
            return Code("s", self.text(code), code.cells)
        return Code("L", self.texts(code))

    def _operand(self, code: Code) -> str:
        if code.type == "N":
            return self.texts(code)
        if code.type == "a":
            return f"{self.constant(values.operand_of)}({code.text})"
        return code.text

    def _filter(self, expr: Filter, scope: Scope) -> Code:
        nodes = self.nodes(self.emit(expr.primary, scope))
        for predicate in expr.predicates:
            nodes = f"{self.constant(axes.select)}({nodes}, {self.predicate(predicate, scope, None)})"
        return Code("N", nodes)

    def _call(self, expr: Call, scope: Scope) -> Code:
        try:
            return self._function(expr, scope)
        except XPathError as error:
            if self.model is not None or error.code not in ("xpath-arguments", "xpath-function"):
                raise
            # Over a plain document a wrong call only matters when it is reached; a form is refused at once.
            return Code("a", f"{self.constant(_Failing(error))}()")

    def _function(self, expr: Call, scope: Scope) -> Code:
        special = SPECIAL.get(expr.name)
        if special is not None:
            return special(self, expr, scope)
        function = FUNCTIONS.get(expr.name)
        if function is None:
            raise XPathError(f"unknown function {expr.name}()", code="xpath-function", hint="check its spelling")
        if expr.name in KINDS and len(expr.args) == 1 and isinstance(expr.args[0], Path):
            cells = self.emit(expr.args[0], scope).cells
            total = self.cells_total(cells, expr.name) if cells is not None else ""
            if total:
                return Code("n", total)
        args = self.arguments(expr, function.parameters, scope)
        if function.check is not None:
            function.check(expr.args)
        if function.env:
            args.insert(0, "R")
        return Code(function.result, f"{self.constant(function.call)}({', '.join(args)})")

    def arguments(self, call: Call, parameters: Any, scope: Scope) -> list[str]:
        """Converted arguments; raises XPathError if their number is wrong."""
        least = sum(1 for p in parameters if p[-1] not in "?*")
        many = bool(parameters) and parameters[-1].endswith("*")
        if len(call.args) < least or (len(call.args) > len(parameters) and not many):
            raise XPathError(
                f"{call.name}() takes {least}{'' if len(parameters) == least else ' or more'} arguments, "
                f"not {len(call.args)}",
                code="xpath-arguments",
            )
        found = []
        for index, arg in enumerate(call.args):
            parameter = parameters[min(index, len(parameters) - 1)]
            found.append(self.convert(self.emit(arg, scope), parameter[0]))
        return found


class _Failing:
    """Raises its error when it is called."""

    def __init__(self, error: XPathError) -> None:
        self._error = error

    def __call__(self) -> values.Value:
        raise self._error


_ARITHMETIC = frozenset({"+", "-", "*", "div", "mod"})
_EMITTERS: dict[type[Expr], Callable[..., Code]] = {
    Number: Compiler._number,
    Literal: Compiler._literal,
    Negation: Compiler._negation,
    Chain: Compiler._chain,
    Filter: Compiler._filter,
    Call: Compiler._call,
    Path: BoundPaths.path,
}
__all__ = ["Cells", "Compiler"]
