"""Syntax tree of an XPath expression. Left-associative operators of one precedence are one flat Chain, so depth is
nesting only."""

from __future__ import annotations

from dataclasses import dataclass


class Expr:
    """Any expression."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Number(Expr):
    """A number literal."""

    value: float


@dataclass(frozen=True, slots=True)
class Literal(Expr):
    """A string literal."""

    value: str


@dataclass(frozen=True, slots=True)
class Negation(Expr):
    """Unary minus."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Chain(Expr):
    """`first op1 e1 op2 e2 ...`, all operators of one precedence, evaluated from the left."""

    first: Expr
    rest: tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class Call(Expr):
    """A function call; `name` as written (`jr:itext`)."""

    name: str
    args: tuple[Expr, ...]
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Test:
    """A node test: kind `name` (name may be `*` or `p:*`), `node`, `text`, `comment`, `processing-instruction`."""

    kind: str
    name: str = "*"


@dataclass(frozen=True, slots=True)
class Step:
    """One location step."""

    axis: str
    test: Test
    predicates: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Path(Expr):
    """A location path. start: `None` relative, `"/"` absolute, else the expression it starts from."""

    start: Expr | str | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Filter(Expr):
    """A primary expression with predicates: `(expr)[1]`."""

    primary: Expr
    predicates: tuple[Expr, ...]
