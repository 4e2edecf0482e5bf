"""Carry a change through the form: dirty expressions in order, stopping where a value did not change."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

from survey_forms.engine.defs import Def, Property, Table
from survey_forms.engine.errors import FormError
from survey_forms.engine.instance.cast import cast, seen
from survey_forms.engine.instance.state import State
from survey_forms.engine.model import Edge, FormModel
from survey_forms.engine.parse.definitions import RowData
from survey_forms.engine.parse.graph import home
from survey_forms.engine.xpath.runtime import Runtime
from survey_forms.engine.xpath.values import split_space

MAX_ROWS = 10_000
"""Most rows a count may ask for; more is taken for an error of the form."""
_SETTLE = 200
"""How often one expression may be computed for one row before the form is said not to settle."""


class Record:
    """What changed since the last call."""

    __slots__ = ("cells", "moved", "ranges", "relevance")

    def __init__(self) -> None:
        self.cells: dict[tuple[Def, int], None] = {}
        self.relevance: dict[tuple[Def, int], None] = {}
        self.ranges: dict[tuple[Def, int], None] = {}


class Propagator:
    """Owns all writing to a State."""

    def __init__(self, model: FormModel, state: State, runtime: Runtime) -> None:
        self.model = model
        self.state = state
        self.record = Record()
        self.on_value: Callable[[Def, int], None] | None = None
        self.on_new_row: Callable[[Table, int], None] | None = None
        self._readers = model.readers
        self._row_readers = model.row_readers
        self._functions: list[Callable[[int], Any]] = [
            still_listed(p, runtime, state) if p.kind == "itemset" else p.compiled.instantiate(runtime, state)
            for p in model.ordered
        ]
        self._steps = [_STEPS[p.kind] for p in model.ordered]
        self._dirty: dict[int, set[int]] = {}
        self._heap: list[int] = []
        self._tz = runtime.tz
        self._owned, self._sub_owners = _regions(model)

    # marking

    def _mark(self, edges: list[Edge], row: int) -> None:
        state = self.state
        for edge in edges:
            order = edge.prop.order
            at = row
            for table in edge.ups:
                at = state.parents[table][at]
            dirty = self._dirty.get(order)
            if dirty is None:
                dirty = self._dirty[order] = set()
                heapq.heappush(self._heap, order)
            if not edge.downs:
                dirty.add(at)
                continue
            rows = [at]
            for table in edge.downs:
                kids = state.kids[table]
                rows = [k for r in rows for k in kids[r]]
            dirty.update(rows)

    def mark_all(self) -> None:
        """Everything is to be computed (start, resume). Answers that came with the survey are not taken back."""
        root = self.model.tables[0]
        for prop in self.model.ordered:
            if prop.kind != "itemset":
                self._mark_rows(prop, self.state.rows_under(root, 0, home(prop)))

    def _mark_rows(self, prop: Property, rows: list[int]) -> None:
        if rows:
            if prop.order not in self._dirty:
                self._dirty[prop.order] = set()
                heapq.heappush(self._heap, prop.order)
            self._dirty[prop.order].update(rows)

    def start(self) -> None:
        """Compute everything once."""
        self.mark_all()
        self.run()

    # the loop

    def run(self) -> None:
        """Compute until nothing is dirty; raises FormError if that does not come to an end."""
        computed: dict[tuple[int, int], int] = {}
        dirty, heap, ordered = self._dirty, self._heap, self.model.ordered
        while heap:
            order = heapq.heappop(heap)
            rows = dirty.pop(order, None)
            if not rows:
                continue
            prop, function, step = ordered[order], self._functions[order], self._steps[order]
            for row in rows if len(rows) == 1 else self._in_order(prop, rows):
                step(self, prop, row, function(row))
            if order in dirty or (heap and heap[0] < order):
                self._watch_settling(computed, order, rows)

    def _in_order(self, prop: Property, rows: set[int]) -> list[int]:
        table = home(prop)
        if table.parent is None:
            return list(rows)
        parents, positions = self.state.parents[table.id], self.state.positions[table.id]
        return sorted((r for r in rows if positions[r]), key=lambda r: (parents[r], positions[r]))

    def _watch_settling(self, computed: dict[tuple[int, int], int], order: int, rows: set[int]) -> None:
        for row in rows:
            count = computed[order, row] = computed.get((order, row), 0) + 1
            if count > max(_SETTLE, MAX_ROWS if self.model.ordered[order].kind == "count" else 0):
                prop = self.model.ordered[order]
                self._dirty.clear()
                self._heap.clear()
                raise FormError(
                    f"{prop.kind} never settles", code="form-unsettled", line=prop.line, node=prop.defn.path
                )

    # writing

    def write(self, defn: Def, row: int, text: str) -> bool:
        """Store a text; marks what reads it. False if it was there already."""
        state = self.state
        column = state.stored[defn.column]
        if column[row] == text:
            return False
        column[row] = text
        self.record.cells[defn, row] = None
        if state.relevant(defn, row):
            state.masked[defn.column][row] = seen(text, defn.type)
            for total in state.totals.get(defn.id, ()):
                total.cell_changed(row)
            edges = self._readers.get(defn.id)
            if edges:
                self._mark(edges, row)
        if self.on_value is not None:
            self.on_value(defn, row)
        return True

    def _calculate(self, prop: Property, row: int, value: str) -> None:
        defn = prop.defn
        if defn.type != "string":
            value = cast(value, defn.type, self._tz)
        if self.state.stored[defn.column][row] != value:
            self.write(defn, row, value)

    def _listed(self, prop: Property, row: int, value: str) -> None:
        if self.state.stored[prop.defn.column][row] != value:
            self.write(prop.defn, row, value)

    def _relevant(self, prop: Property, row: int, value: bool) -> None:
        own = self.state.own[prop.defn.id]
        if own[row] != value:
            own[row] = value
            self._apply_relevance(prop.defn, row)

    def _apply_relevance(self, owner: Def, row: int) -> None:
        """Work out the effective relevance of one owner's row and mask what it owns."""
        state = self.state
        effective = state.own[owner.id][row]
        if effective and owner.parent is not None:
            outer_row = state.parents[owner.table.id][row] if owner.kind == "repeat" else row
            effective = state.relevant(owner.parent, outer_row)
        flags = state.effective[owner.id]
        if flags[row] == effective:
            return
        flags[row] = effective
        for defn in self._owned[owner.id]:
            self._mask(defn, owner, row, effective)
        for below in self._sub_owners[owner.id]:
            for inner in state.rows_under(owner.table, row, below.table):
                self._apply_relevance(below, inner)

    def _mask(self, defn: Def, owner: Def, row: int, effective: bool) -> None:
        state = self.state
        rows = [row] if defn.table is owner.table else state.rows_under(owner.table, row, defn.table)
        edges = self._readers.get(defn.id)
        totals = state.totals.get(defn.id, ())
        for at in rows:
            for total in totals:
                total.cell_changed(at)
            self.record.relevance[defn, at] = None
            if defn.column >= 0:
                text = state.stored[defn.column][at]
                state.masked[defn.column][at] = seen(text, defn.type) if effective else ""
            if edges:
                self._mark(edges, at)
        listed = defn.properties.get("itemset")
        if effective and listed is not None and listed.order >= 0:
            self._mark_rows(listed, rows)

    # rows

    def _count(self, prop: Property, row: int, value: float) -> None:
        """Bring a counted repeat to its number of rows; rows too many are parked with their answers, never dropped."""
        table = prop.defn.table
        if value != value:
            # A blank count changes nothing: it is on its way to a number.
            return
        target = 0 if value < 0 else int(min(value, MAX_ROWS + 1))
        if target > MAX_ROWS:
            raise FormError(f"jr:count asks for more than {MAX_ROWS} rows", node=prop.defn.path, line=prop.line)
        rows = self.state.kids[table.id][row]
        while len(rows) > target:
            self._park(table, row)
        while len(rows) < target:
            if not self._unpark(table, row):
                self.add_row(table, row)

    def park(self, counts: dict[str, int]) -> None:
        """Park the last rows of some ranges (ref -> number), as a draft had them."""
        for ref, count in counts.items():
            defn, parent, is_range = self.state.find(ref)
            if is_range and "count" in defn.properties:
                for _ in range(min(count, len(self.state.kids[defn.table.id][parent]))):
                    self._park(defn.table, parent)

    def _park(self, table: Table, parent: int) -> None:
        slot = self.state.kids[table.id][parent].pop()
        self.state.positions[table.id][slot] = 0
        self.state.parked[table.id].setdefault(parent, []).append(slot)
        self._rows_changed(table, parent, slot)

    def _unpark(self, table: Table, parent: int) -> bool:
        parked = self.state.parked[table.id].get(parent)
        if not parked:
            return False
        slot = parked.pop()
        self.state.kids[table.id][parent].append(slot)
        self.state.renumber(table, parent)
        self._inherit(table, slot)
        self._rows_changed(table, parent, slot)
        self._mark_below(table, slot)
        return True

    def add_row(self, table: Table, parent: int, at: int | None = None, data: RowData | None = None) -> int:
        """A new row from the template (or given values); everything in it is to be computed."""
        if data is None:
            data = self.model.templates[table.id]  # type: ignore[assignment]
            assert isinstance(data, RowData)
        slot = self.state.new_row(table, parent, data, at)
        self._inherit(table, slot)
        self._rows_changed(table, parent, slot)
        self._mark_below(table, slot)
        if self.on_new_row is not None:
            self.on_new_row(table, slot)
        return slot

    def remove_row(self, table: Table, slot: int) -> None:
        """Take a row out for good."""
        parent = self.state.parents[table.id][slot]
        self.state.kids[table.id][parent].remove(slot)
        self.state.positions[table.id][slot] = 0
        self.state.renumber(table, parent)
        self._rows_changed(table, parent, slot)

    def _rows_changed(self, table: Table, parent: int, slot: int) -> None:
        self.record.ranges[table.defn, parent] = None
        for below in self._tables_below(table):
            totals = self.state.totals_of_table.get(below.id)
            if totals:
                for row in self.state.rows_under(table, slot, below):
                    for total in totals:
                        total.cell_changed(row)
            edges = self._row_readers.get(below.id)
            if edges:
                self._mark_structure(edges, below, table, parent)

    def _mark_structure(self, edges: list[Edge], below: Table, table: Table, parent: int) -> None:
        """`ups` start at the row around `below`; on the way there skip the tables that lie inside `table`."""
        assert table.parent is not None
        inside = {t.id for t in below.chain()} - {t.id for t in table.parent.chain()}
        for edge in edges:
            ups = tuple(t for t in edge.ups if t not in inside)
            if len(ups) < len(edge.ups) or below is table:
                self._mark([Edge(edge.prop, ups, edge.downs)], parent)

    def _tables_below(self, table: Table) -> list[Table]:
        found = [table]
        for top in found:
            found.extend(self.state.children_of[top.id])
        return found

    def _inherit(self, table: Table, slot: int) -> None:
        """A row that is new or comes back takes the relevance of what is around it."""
        state = self.state
        for below in self._tables_below(table):
            for row in state.rows_under(table, slot, below):
                for owner in state.owners_of[below.id]:
                    flags = state.effective[owner.id]
                    outer = state.parents[below.id][row] if owner.kind == "repeat" else row
                    assert owner.parent is not None
                    flags[row] = state.own[owner.id][row] and state.relevant(owner.parent, outer)
                for column in state.columns_of[below.id]:
                    defn = self.model.columns[column]
                    masked = state.masked[column]
                    if not state.relevant(defn, row):
                        masked[row] = ""
                    elif masked[row] == "":
                        masked[row] = seen(state.stored[column][row], defn.type)

    def _mark_below(self, table: Table, slot: int) -> None:
        for prop in self.model.ordered:
            at = home(prop)
            if table in at.chain():
                self._mark_rows(prop, self.state.rows_under(table, slot, at))


_STEPS: dict[str, Callable[..., None]] = {
    "calculate": Propagator._calculate,
    "relevant": Propagator._relevant,
    "count": Propagator._count,
    "itemset": Propagator._listed,
}


def still_listed(prop: Property, runtime: Runtime, state: State) -> Callable[[int], str]:
    """A function from a row to the part of a select's answer that its choices list now; blank answers cost nothing."""
    defn = prop.defn
    nodes = prop.compiled.instantiate(runtime, state)
    value_of = defn.control.itemset.value.instantiate(runtime, state)
    several = defn.control.control != "select1"
    stored = state.stored[defn.column]

    def listed(row: int) -> str:
        text = stored[row]
        if not text or not state.relevant(defn, row):
            return text
        offered = {value_of(node) for node in nodes(row)}
        chosen = split_space(text) if several else [text]
        left = [value for value in chosen if value in offered]
        return text if len(left) == len(chosen) else " ".join(left)

    return listed


def _regions(model: FormModel) -> tuple[dict[int, list[Def]], dict[int, list[Def]]]:
    """Owner id -> the definitions it masks; owner id -> the owners directly below."""
    owned: dict[int, list[Def]] = {}
    below: dict[int, list[Def]] = {}
    for defn in model.defs:
        owned.setdefault(defn.owner.id, []).append(defn)
        if defn.owner is defn and defn.parent is not None:
            below.setdefault(defn.parent.owner.id, []).append(defn)
        below.setdefault(defn.owner.id, [])
    return owned, below
