"""Recursive-descent parser of XPath 1.0 expressions."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from survey_forms.engine.errors import XPathError
from survey_forms.engine.xpath import axes
from survey_forms.engine.xpath.ast import Call, Chain, Expr, Filter, Literal, Negation, Number, Path, Step, Test
from survey_forms.engine.xpath.lexer import Token, excerpt, tokenize

MAX_DEPTH = 100
"""Deepest nesting of parentheses, predicates and calls; bounds the compiler's recursion too."""

MAX_STEPS = 250
"""Most steps of one path, and most predicates of one step: they nest in what is compiled."""
_CACHED = 1000
"""Longer expressions are rare and not worth keeping."""
_PRECEDENCE = ("or", "and", "= !=", "< <= > >=", "+ -", "* div mod")
_LEVELS = {operator: level for level, operators in enumerate(_PRECEDENCE) for operator in operators.split(" ")}
_AXES = frozenset(axes.AXES)
_NODE_TYPES = frozenset({"node", "text", "comment", "processing-instruction"})
_ANY_NODE = Test("node")
_DESCENDANTS = Step("descendant-or-self", _ANY_NODE)


def parse(text: str) -> Expr:
    """Parse an expression; raises XPathError with the place in the expression."""
    return _parse(text) if len(text) < _CACHED else _Parser(text).run()


@lru_cache(maxsize=4096)
def _parse(text: str) -> Expr:
    # Trees are immutable, and forms repeat the same conditions over and over.
    return _Parser(text).run()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokenize(text)
        self._at = 0
        self._depth = 0

    def run(self) -> Expr:
        expr = self._binary(0)
        if self._peek().kind != "end":
            raise self._unexpected()
        return expr

    def _peek(self, ahead: int = 0) -> Token:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def _next(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _is(self, text: str, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token.kind == "op" and token.text == text

    def _accept(self, text: str) -> bool:
        if self._is(text):
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._unexpected(f"{text!r} expected")

    def _unexpected(self, wanted: str = "") -> XPathError:
        token = self._peek()
        found = repr(token.text) if token.text else "the end"
        note = f", {wanted}" if wanted else ""
        return XPathError(
            f"unexpected {found} at {token.offset + 1} in {excerpt(self._text, token.offset)}{note}",
            code="xpath-syntax",
        )

    def _binary(self, least: int) -> Expr:
        """Operators of precedence `least` and tighter, one Chain for each run of one precedence."""
        left = self._unary()
        while (level := self._level()) >= least:
            rest: list[tuple[str, Expr]] = []
            while self._level() == level:
                rest.append((self._next().text, self._binary(level + 1)))
            left = Chain(left, tuple(rest))
        return left

    def _level(self) -> int:
        token = self._peek()
        return _LEVELS.get(token.text, -1) if token.kind in ("op", "operator") else -1

    def _inner(self) -> Expr:
        """An expression inside parentheses, brackets or a call."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise XPathError(f"expression is nested deeper than {MAX_DEPTH}", code="xpath-too-deep")
        expr = self._binary(0)
        self._depth -= 1
        return expr

    def _unary(self) -> Expr:
        negative = False
        signs = 0
        while self._accept("-"):
            negative = not negative
            signs += 1
        operand = self._union()
        if negative:
            return Negation(operand)
        return Negation(Negation(operand)) if signs else operand

    def _union(self) -> Expr:
        first = self._path()
        rest: list[tuple[str, Expr]] = []
        while self._accept("|"):
            rest.append(("|", self._path()))
        return Chain(first, tuple(rest)) if rest else first

    def _path(self) -> Expr:
        if self._is("/") or self._is("//"):
            steps: list[Step] = []
            if self._next().text == "//":
                steps.append(_DESCENDANTS)
                self._steps(steps)
            elif self._starts_step():
                self._steps(steps)
            return Path("/", tuple(steps))
        if not self._starts_primary():
            steps = []
            self._steps(steps)
            return Path(None, tuple(steps))
        primary = self._primary()
        predicates = self._predicates()
        start: Expr = Filter(primary, predicates) if predicates else primary
        if self._is("/") or self._is("//"):
            steps = []
            if self._next().text == "//":
                steps.append(_DESCENDANTS)
            self._steps(steps)
            return Path(start, tuple(steps))
        return start

    def _starts_primary(self) -> bool:
        token = self._peek()
        if token.kind in ("number", "string") or self._is("("):
            return True
        return token.kind == "name" and self._is("(", 1) and token.text not in _NODE_TYPES

    def _starts_step(self) -> bool:
        token = self._peek()
        if token.kind == "name":
            return True
        return token.kind == "op" and token.text in (".", "..", "@", "*")

    def _primary(self) -> Expr:
        token = self._next()
        if token.kind == "number":
            return Number(float(token.text))
        if token.kind == "string":
            return Literal(token.text[1:-1])
        if token.text == "(":
            inner = self._inner()
            self._expect(")")
            return inner
        self._expect("(")
        args: list[Expr] = []
        if not self._accept(")"):
            args.append(self._inner())
            while self._accept(","):
                args.append(self._inner())
            self._expect(")")
        return Call(token.text, tuple(args), token.offset)

    def _steps(self, steps: list[Step]) -> None:
        steps.append(self._step())
        while self._is("/") or self._is("//"):
            if self._next().text == "//":
                steps.append(_DESCENDANTS)
            steps.append(self._step())
            self._bound(steps)

    def _bound(self, parts: list[Any]) -> None:
        if len(parts) > MAX_STEPS:
            raise XPathError(f"a path has more than {MAX_STEPS} parts", code="xpath-too-long")

    def _step(self) -> Step:
        if self._accept("."):
            return Step("self", _ANY_NODE, self._predicates())
        if self._accept(".."):
            return Step("parent", _ANY_NODE, self._predicates())
        axis = "child"
        if self._accept("@"):
            axis = "attribute"
        elif self._is("::", 1):
            axis = self._next().text
            if axis not in _AXES:
                raise XPathError(f"unknown axis {axis!r}", code="xpath-syntax")
            self._expect("::")
        test = self._test()
        return Step(axis, test, self._predicates())

    def _test(self) -> Test:
        token = self._peek()
        if self._accept("*"):
            return Test("name", "*")
        if token.kind not in ("name", "operator"):
            raise self._unexpected("a name expected")
        self._at += 1
        if token.text in _NODE_TYPES and self._accept("("):
            target = "*"
            if token.text == "processing-instruction" and self._peek().kind == "string":
                target = self._next().text[1:-1]
            self._expect(")")
            return Test(token.text, target)
        return Test("name", token.text)

    def _predicates(self) -> tuple[Expr, ...]:
        found: list[Expr] = []
        while self._accept("["):
            found.append(self._inner())
            self._expect("]")
            self._bound(found)
        return tuple(found)
