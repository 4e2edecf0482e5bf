"""Definitions of a form: the tree of generic references, its tables, binds and expressions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from survey_forms.engine.xpath.ast import Expr
from survey_forms.engine.xpath.code import Compiled


@dataclass(eq=False, slots=True)
class Table:
    """Rows of one repeat (or the single row of the root): `parent` table, `defn` the repeat."""

    id: int
    defn: Def
    parent: Table | None
    depth: int = 0

    def chain(self) -> list[Table]:
        """From the root table to this one."""
        chain: list[Table] = []
        at: Table | None = self
        while at is not None:
            chain.append(at)
            at = at.parent
        return chain[::-1]


@dataclass(eq=False, slots=True)
class Property:
    """One expression of the form: kind `calculate`, `relevant`, `readonly`, `required`, `constraint`, `count`, ...

    `defn` is its context; `order` its place in the evaluation order (eager kinds only).
    """

    kind: str
    defn: Def
    text: str
    expr: Expr
    line: int | None
    want: str
    compiled: Compiled = None  # type: ignore[assignment]  # set by the compile pass before anybody reads it
    order: int = -1
    id: int = -1


@dataclass(eq=False, slots=True)
class Def:
    """A generic reference: root, group, repeat, leaf or attribute of the primary instance."""

    id: int
    kind: str
    name: str
    local: str
    ns: str
    parent: Def | None
    path: str
    table: Table
    line: int | None = None
    children: list[Def] = field(default_factory=list)
    attributes: list[Def] = field(default_factory=list)
    column: int = -1
    type: str = "string"
    properties: dict[str, Property] = field(default_factory=dict)
    messages: dict[str, Any] = field(default_factory=dict)
    preload: tuple[str, str] | None = None
    control: Any = None
    owner: Def = None  # type: ignore[assignment]  # nearest self-or-ancestor with relevance; the root has itself
    in_body: bool = False
    shared: bool = False
    """Several selects of the body write to it."""
    implicit: bool = False
    """A repeated element without a <repeat> in the body: rows exist, none can be added."""
    fixed: bool = False
    """jr:noAddRemove."""
    marks: dict[str, str] = field(default_factory=dict)
    """Attributes of the bind in a namespace that is not ours, by local name: a form's own hints to a view."""

    by_tag: dict[str, Def] = field(default_factory=dict)
    """Children by the tags that may stand for them in a document."""
    by_local: dict[str, list[Def]] = field(default_factory=dict)
    """Children by local name, for the compiler; see `named`."""

    def named(self, local: str) -> list[Def]:
        """Children of a local name. Only when the tree is whole: the index is made once."""
        if not self.by_local:
            for child in self.children:
                self.by_local.setdefault(child.local, []).append(child)
        return self.by_local.get(local, [])

    def chain(self) -> list[Def]:
        """From the root to this definition."""
        chain: list[Def] = []
        at: Def | None = self
        while at is not None:
            chain.append(at)
            at = at.parent
        return chain[::-1]

    def subtree(self) -> list[Def]:
        """Self and everything below, in tree order, attributes before children."""
        found: list[Def] = []
        stack = [self]
        while stack:
            at = stack.pop()
            found.append(at)
            stack.extend(reversed([*at.attributes, *at.children]))
        return found

    def __repr__(self) -> str:
        return f"<Def {self.path}>"
