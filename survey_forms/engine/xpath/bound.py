"""Paths of the primary instance, resolved when the form is loaded: cells of columns, addressed by rows.

A path to one cell becomes `v12[r]`; a path over rows becomes a comprehension over the rows of the repeat. What
cannot be
resolved so (other axes, wildcards, predicates on plain groups) goes on over live nodes, with its dependencies estimated
from the definitions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from survey_forms.engine.xpath.ast import Call, Expr, Literal, Path, Step, Test
from survey_forms.engine.xpath.code import Code, Dependency, Scope
from survey_forms.engine.xpath.paths import NodePaths

if TYPE_CHECKING:
    from survey_forms.engine.defs import Def, Table

_NUMERIC = frozenset({"int", "integer", "decimal"})


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one definition: in one row (`loops` empty) or over rows.

    rows: table id -> (source of the row, fixed). loops: comprehension clauses, outermost first. whole: source of the
    row around, where the one loop goes over all rows below it.
    """

    defn: Def
    rows: dict[int, tuple[str, bool]]
    loops: tuple[str, ...] = ()
    whole: str = ""

    @property
    def single(self) -> bool:
        """Whether there is one row at most."""
        return not self.loops

    @property
    def row(self) -> str:
        """Source of the row of the cell's own table."""
        return self.rows[self.defn.table.id][0]

    @property
    def numeric(self) -> bool:
        """Whether the question is of a numeric type."""
        return self.defn.type in _NUMERIC


def rows_around(table: Table, row: str) -> dict[int, tuple[str, bool]]:
    """Sources of the rows of a table and of those around it, for the row `row`."""
    rows: dict[int, tuple[str, bool]] = {}
    at: Table | None = table
    while at is not None:
        if at.parent is None:
            row = "0"
        rows[at.id] = (row, True)
        row = f"p{at.id}[{row}]"
        at = at.parent
    return rows


def bound_scope(defn: Def, row: str = "r") -> Scope:
    """The scope of an expression that belongs to `defn`."""
    scope = Scope(defn=defn, rows=rows_around(defn.table, row), names=(row,))
    return replace(scope, origin=scope)


class BoundPaths(NodePaths):
    """The part of the compiler that knows the primary instance."""

    def path(self, expr: Path, scope: Scope) -> Code:
        """Any location path."""
        start = expr.start
        if isinstance(start, Call) and start.name == "instance" and not self._is_primary(start):
            return self.instance_path(start, expr.steps, scope)
        if isinstance(start, Call) and start.name == "current" and not start.args:
            return self.relative(expr.steps, scope.origin or scope)
        if start is None:
            return self.relative(expr.steps, scope)
        if start == "/" or (isinstance(start, Call) and start.name == "instance"):
            return self.absolute(expr.steps, scope)
        assert isinstance(start, Expr)
        code = self.emit(start, scope)
        if code.cells is not None:
            return self.walk(code.cells, expr.steps, scope)
        return Code("N", self.node_steps(self.nodes(code), expr.steps, scope, None))

    def _is_primary(self, call: Call) -> bool:
        if self.model is None or len(call.args) != 1 or not isinstance(call.args[0], Literal):
            return False
        return bool(self.model.is_primary(call.args[0].value))

    def relative(self, steps: tuple[Step, ...], scope: Scope) -> Code:
        """A path from the context."""
        if scope.defn is not None:
            return self.walk(Cells(scope.defn, scope.rows), steps, scope)
        return Code("N", self.node_steps(f"[{scope.node}]", steps, scope, scope.defs))

    def absolute(self, steps: tuple[Step, ...], scope: Scope) -> Code:
        """A path from the root; in a form always that of the primary instance."""
        if self.model is None:
            return Code("N", self.node_steps(f"[{self.use('root', 'R.root')}]", steps, scope, None))
        root: Def = self.model.root
        if steps and _is_name(steps[0]) and not steps[0].predicates and self._named([root], steps[0].test):
            return self.walk(Cells(root, self._context_rows(scope)), steps[1:], scope, contextual=True)
        source = f"[{self.use('document', 'S.document')}]"
        return Code("N", self.node_steps(source, steps, scope, frozenset({None})))

    def _context_rows(self, scope: Scope) -> dict[int, tuple[str, bool]]:
        return scope.rows or {self.model.root.table.id: ("0", True)}

    def walk(self, cells: Cells, steps: tuple[Step, ...], scope: Scope, contextual: bool = False) -> Code:
        """Follow steps from cells as long as they can be resolved now; the rest goes over live nodes.

        contextual: an absolute path, whose repeats mean the row the expression stands in.
        """
        for index, step in enumerate(steps):
            following = self._bound_step(cells, step, scope, contextual)
            if following is None:
                nodes = self.cells_nodes(cells)
                return Code("N", self.node_steps(nodes, steps[index:], scope, frozenset({cells.defn})))
            if isinstance(following, str):
                self.missing(cells.defn, step)
                return Code("N", "[]")
            cells = following
        return Code("C", "", cells)

    def _bound_step(self, cells: Cells, step: Step, scope: Scope, contextual: bool) -> Cells | str | None:
        """The next cells; None when only live nodes can tell; a text when there is no such definition."""
        defn = cells.defn
        if step.axis in ("self", "parent") and step.test.kind == "node" and not step.predicates:
            if step.axis == "self":
                return cells
            if defn.parent is None or (cells.loops and defn.kind == "repeat"):
                return None
            return replace(cells, defn=defn.parent)
        if step.axis not in ("child", "attribute") or not _is_name(step):
            return None
        local = step.test.name.rpartition(":")[2]
        found = self._named(defn.named(local) if step.axis == "child" else defn.attributes, step.test)
        if not found:
            return "missing"
        child = found[0]
        if child.kind == "repeat":
            return self._into_rows(cells, child, step, scope, contextual)
        return None if step.predicates or len(found) > 1 else replace(cells, defn=child)

    def _into_rows(self, cells: Cells, child: Def, step: Step, scope: Scope, contextual: bool) -> Cells:
        table = child.table
        if contextual and not step.predicates and not cells.loops and table.id in cells.rows:
            return replace(cells, defn=child)
        outer = cells.rows[defn_table(child)][0]
        rows = f"{self.use(f'k{table.id}', f'S.kids[{table.id}]')}[{outer}]"
        for predicate in step.predicates:
            rows = self._filtered(rows, predicate, child, cells, scope)
        found = self.loop(cells, child, rows)
        return found if step.predicates or cells.loops else replace(found, whole=outer)

    def loop(self, cells: Cells, child: Def, rows: str) -> Cells:
        """Cells of a repeat over the rows given by the source of a list."""
        row = self.fresh("k")
        outer = _without(cells.rows, child.table)
        self.depend(Dependency(child, anchor(child.table, outer), structure=True))
        inner = {**outer, child.table.id: (row, False)}
        return Cells(child, inner, (*cells.loops, f"for {row} in {rows}"))

    def _filtered(self, rows: str, predicate: Expr, child: Def, cells: Cells, scope: Scope) -> str:
        row, position = self.fresh("k"), self.fresh("i")
        inner = {**_without(cells.rows, child.table), child.table.id: (row, False)}
        candidate = Scope(
            defn=child,
            rows=inner,
            position=f"float({position})",
            size=f"float(len({rows}))",
            names=(*scope.names, row, position),
            origin=scope.origin or scope,
        )
        code = self.emit(predicate, candidate)
        if code.type == "n" and isinstance(code.literal, float):
            at = int(code.literal)
            return f"{rows}[{at - 1}:{at}]" if at == code.literal and at > 0 else "()"
        condition = self.holds(code, position)
        return f"[{row} for {position}, {row} in enumerate({rows}, 1) if {condition}]"

    def indexed(self, target: Def, indexes: dict[int, str], scope: Scope) -> Code:
        """Cells of a definition with the row of some repeats given by number (indexed-repeat)."""
        cells = Cells(self.model.root, self._context_rows(scope))
        for defn in target.chain()[1:]:
            if defn.kind != "repeat":
                cells = replace(cells, defn=defn)
                continue
            table = defn.table
            rows = f"{self.use(f'k{table.id}', f'S.kids[{table.id}]')}[{cells.rows[defn_table(defn)][0]}]"
            if table.id in indexes:
                pick = self.constant(pick_row)
                cells = self.loop(cells, defn, f"{pick}({rows}, {indexes[table.id]})")
            elif not cells.loops and table.id in cells.rows:
                cells = replace(cells, defn=defn)
            else:
                cells = self.loop(cells, defn, rows)
        return Code("C", "", cells)

    def _named(self, defs: list[Def], test: Test) -> list[Def]:
        prefix, _, local = test.name.rpartition(":")
        ns = self.namespaces.get(prefix) if prefix else None
        return [d for d in defs if d.local == local and (ns is None or d.ns == ns)]

    def missing(self, defn: Def, step: Step) -> None:
        """A path that names nothing: noted, evaluates to no nodes."""
        self.model.warn(f"{defn.path} has no child {step.test.name!r}; the path is always empty")

    def _depend_on(self, cells: Cells) -> None:
        self.depend(Dependency(cells.defn, anchor(cells.defn.table, cells.rows)))

    # conversions of cells

    def _relevance(self, cells: Cells) -> str:
        """Source of the condition that the cell is relevant; empty if it always is."""
        owner = cells.defn.owner
        if owner.parent is None and "relevant" not in owner.properties:
            return ""
        return f"{self.use(f'e{owner.id}', f'S.effective[{owner.id}]')}[{cells.rows[owner.table.id][0]}]"

    def _over(self, cells: Cells, value: str) -> str:
        """A list comprehension of `value` over the relevant cells."""
        self._depend_on(cells)
        self.use_parents(cells)
        relevant = self._relevance(cells)
        if not cells.loops:
            return f"([{value}] if {relevant} else [])" if relevant else f"[{value}]"
        return f"[{value} {' '.join(cells.loops)}{' if ' + relevant if relevant else ''}]"

    def use_parents(self, cells: Cells) -> None:
        """Bind the lists by which rows find the rows around them."""
        for table in cells.defn.table.chain()[1:]:
            self.use(f"p{table.id}", f"S.parents[{table.id}]")
        for source, _ in cells.rows.values():
            for table_id in _parents_in(source):
                self.use(f"p{table_id}", f"S.parents[{table_id}]")

    def _value(self, cells: Cells) -> str:
        if cells.defn.column >= 0:
            column = cells.defn.column
            return f"{self.use(f'v{column}', f'S.masked[{column}]')}[{cells.row}]"
        return f"{self._live(cells)}.string()"

    def _live(self, cells: Cells) -> str:
        for defn in cells.defn.subtree():
            self.depend(Dependency(defn, anchor(cells.defn.table, cells.rows)))
        return f"{self.use('live', 'S.live')}({cells.defn.id}, {cells.row})"

    def cells_text(self, cells: Cells) -> str:
        """String value of the first relevant cell."""
        self._depend_on(cells)
        self.use_parents(cells)
        if cells.single:
            return self._value(cells)
        relevant = self._relevance(cells)
        where = f" if {relevant}" if relevant else ""
        return f"next(({self._value(cells)} {' '.join(cells.loops)}{where}), '')"

    def cells_texts(self, cells: Cells) -> str:
        """String values of the relevant cells, as a list."""
        return self._over(cells, self._value(cells))

    def cells_nodes(self, cells: Cells) -> str:
        """Live nodes of the relevant cells."""
        return self._over(cells, self._live(cells))

    def cells_exist(self, cells: Cells) -> str:
        """Whether there is any relevant cell."""
        if cells.single:
            self._depend_on(cells)
            self.use_parents(cells)
            return self._relevance(cells) or "True"
        return f"bool({self._over(cells, 'True')})"

    def cells_count(self, cells: Cells) -> str:
        """Number of relevant cells."""
        if cells.whole and len(cells.loops) == 1 and not self._relevance(cells):
            self._depend_on(cells)
            self.use_parents(cells)
            return f"float(len(k{cells.defn.table.id}[{cells.whole}]))"
        return self.cells_total(cells, "count") or f"float(len({self._over(cells, 'True')}))"

    def cells_total(self, cells: Cells, kind: str) -> str:
        """A total that is kept (see instance.totals); empty where the cells are not all rows of one repeat."""
        defn = cells.defn
        if not cells.whole or len(cells.loops) != 1 or (defn.column < 0 and kind != "count"):
            return ""
        self._depend_on(cells)
        self.use_parents(cells)
        return f"{self.use(f'{kind}{defn.id}', f'S.total({defn.id}, {kind!r}, R.num)')}({cells.whole})"


def _is_name(step: Step) -> bool:
    return step.test.kind == "name" and not step.test.name.endswith("*") and step.axis in ("child", "attribute")


def _without(rows: dict[int, tuple[str, bool]], table: Table) -> dict[int, tuple[str, bool]]:
    """Only the rows of the tables around `table`: what a path over its rows still stands in."""
    around = {t.id for t in table.chain()[:-1]}
    return {key: value for key, value in rows.items() if key in around}


def _parents_in(source: str) -> list[int]:
    return [int(part.partition("[")[0]) for part in source.split("p")[1:] if part.partition("[")[0].isdigit()]


def defn_table(repeat: Def) -> int:
    """Id of the table around a repeat."""
    assert repeat.table.parent is not None
    return repeat.table.parent.id


def anchor(table: Table, rows: dict[int, tuple[str, bool]]) -> int:
    """The innermost table around whose row follows from the row of the expression."""
    for at in reversed(table.chain()):
        source = rows.get(at.id)
        if source is not None and source[1]:
            return at.id
    return 0


def pick_row(rows: list[int], number: float) -> list[int]:
    """The row with a 1-based number, as a list; empty if there is none."""
    if number != number or not 1 <= number <= len(rows):
        return []
    at = int(number)
    return rows[at - 1 : at]
