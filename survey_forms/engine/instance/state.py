"""Columns and rows of one session.

A row is a slot number that is never reused; a table keeps, for each row around it, the ordered list of its rows. A
column
holds one text per slot of its table, twice: `stored` as answered, `masked` as expressions see it (blank while not
relevant).
"""

from __future__ import annotations

from collections.abc import Callable

from survey_forms.engine.defs import Def, Table
from survey_forms.engine.errors import RefError
from survey_forms.engine.instance.cast import seen
from survey_forms.engine.instance.live import LiveNode, live_document
from survey_forms.engine.instance.totals import Total
from survey_forms.engine.model import FormModel
from survey_forms.engine.parse.definitions import RowData


class State:
    """All values; who may change them and what follows is the Propagator's business."""

    def __init__(self, model: FormModel) -> None:
        self.model = model
        count = len(model.tables)
        self.kids: list[list[list[int]]] = [[] for _ in range(count)]
        self.parked: list[dict[int, list[int]]] = [{} for _ in range(count)]
        self.parents: list[list[int]] = [[] for _ in range(count)]
        self.positions: list[list[int]] = [[] for _ in range(count)]
        self.stored: list[list[str]] = [[] for _ in model.columns]
        self.masked: list[list[str]] = [[] for _ in model.columns]
        self.own: dict[int, list[bool]] = {}
        self.effective: dict[int, list[bool]] = {}
        self.columns_of: list[list[int]] = [[] for _ in range(count)]
        self.owners_of: list[list[Def]] = [[] for _ in range(count)]
        self.children_of: list[list[Table]] = [[] for _ in range(count)]
        self._nodes: dict[tuple[int, int], LiveNode] = {}
        self.totals: dict[int, list[Total]] = {}
        self.totals_of_table: dict[int, list[Total]] = {}
        self._layout()
        self.kids[0].append([0])
        self.parents[0].append(0)
        self.positions[0].append(1)
        self._cells(model.tables[0], RowData())
        self.document = live_document(self)
        self.choice_name: Callable[[int, int, str], str] = lambda defn_id, row, value: value

    def _layout(self) -> None:
        for column, defn in enumerate(self.model.columns):
            self.columns_of[defn.table.id].append(column)
        for defn in self.model.defs:
            if defn.owner is defn:
                self.own[defn.id] = []
                self.effective[defn.id] = []
                self.owners_of[defn.table.id].append(defn)
        for table in self.model.tables[1:]:
            assert table.parent is not None
            self.children_of[table.parent.id].append(table)

    def _cells(self, table: Table, data: RowData) -> None:
        values = data.values
        for column in self.columns_of[table.id]:
            text = values.get(column, "")
            self.stored[column].append(text)
            self.masked[column].append(seen(text, self.model.columns[column].type))
        for defn in self.owners_of[table.id]:
            self.own[defn.id].append(True)
            self.effective[defn.id].append(True)
        for below in self.children_of[table.id]:
            self.kids[below.id].append([])

    def fill(self, data: RowData) -> None:
        """Start values of the root row."""
        for column, text in data.values.items():
            self.stored[column][0] = text
            self.masked[column][0] = seen(text, self.model.columns[column].type)
        self._fill_below(self.model.tables[0], 0, data)

    def _fill_below(self, table: Table, row: int, data: RowData) -> None:
        for table_id, rows in data.rows.items():
            for inner in rows:
                self.new_row(self.model.tables[table_id], row, inner)

    def new_row(self, table: Table, parent: int, data: RowData, at: int | None = None) -> int:
        """Add a row with its start values and nested rows; returns its slot."""
        slot = len(self.parents[table.id])
        self.parents[table.id].append(parent)
        self.positions[table.id].append(0)
        self._cells(table, data)
        rows = self.kids[table.id][parent]
        if at is None:
            rows.append(slot)
            self.positions[table.id][slot] = len(rows)
        else:
            rows.insert(at, slot)
            self.renumber(table, parent)
        self._fill_below(table, slot, data)
        return slot

    def renumber(self, table: Table, parent: int) -> None:
        """Set the positions of the rows below `parent` again."""
        positions = self.positions[table.id]
        for place, slot in enumerate(self.kids[table.id][parent], 1):
            positions[slot] = place

    def rows_under(self, top: Table, row: int, table: Table) -> list[int]:
        """Rows of `table` below (or equal to) one row of `top`."""
        way: list[Table] = []
        at: Table | None = table
        while at is not None and at is not top:
            way.append(at)
            at = at.parent
        rows = [row]
        for below in reversed(way):
            kids = self.kids[below.id]
            rows = [k for r in rows for k in kids[r]]
        return rows

    def row_in(self, defn: Def, row: int, table: Table) -> int:
        """The row of an outer table around a row of `defn`'s."""
        at: Table | None = defn.table
        while at is not None and at is not table:
            row = self.parents[at.id][row]
            at = at.parent
        return row

    def relevant(self, defn: Def, row: int) -> bool:
        """Own and inherited relevance of a cell, group or row."""
        owner = defn.owner
        return self.effective[owner.id][self.row_in(defn, row, owner.table)]

    def live(self, defn_id: int, row: int) -> LiveNode:
        """The XPath node of a cell or group; the same object every time."""
        node = self._nodes.get((defn_id, row))
        if node is None:
            node = self._nodes[defn_id, row] = LiveNode(self, self.model.defs[defn_id], row)
        return node

    def total(self, defn_id: int, kind: str, num: Callable[[str], float]) -> Callable[[int], float]:
        """The function of a kept total (row around -> number), made at the first call."""
        defn = self.model.defs[defn_id]
        there = self.totals.setdefault(defn_id, [])
        found = next((total for total in there if total.kind == kind), None)
        if found is None:
            found = Total(self, defn, kind, num)
            there.append(found)
            self.totals_of_table.setdefault(defn.table.id, []).append(found)
        return found.value

    # references

    def ref(self, defn: Def, row: int) -> str:
        """Absolute ref of a cell, group or row."""
        if defn.table.parent is None:
            return defn.path
        marks: dict[Def, int] = {}
        at: Table = defn.table
        while at.parent is not None:
            marks[at.defn] = self.positions[at.id][row]
            row = self.parents[at.id][row]
            at = at.parent
        return "/" + "/".join(f"{d.name}[{marks[d]}]" if d in marks else d.name for d in defn.chain())

    def range_ref(self, defn: Def, parent: int) -> str:
        """Ref of a repeat's range: without the last position."""
        assert defn.parent is not None
        return f"{self.ref(defn.parent, parent)}/{defn.name}"

    def find(self, ref: str) -> tuple[Def, int, bool]:
        """(definition, row, whether it is a range: then the row is the one around); raises RefError."""
        plain = self.model.by_path.get(ref)
        if plain is not None and plain.table.parent is None:
            return plain, 0, False
        defn: Def | None = None
        row = 0
        is_range = False
        for part in ref.split("/")[1:]:
            name, bracket, index = part.partition("[")
            if bracket and not index.endswith("]"):
                raise RefError(ref)
            defn = self._child(defn, name)
            if defn is None or is_range:
                raise RefError(ref)
            if defn.kind == "repeat" and not bracket:
                is_range = True
                continue
            if bracket:
                row = self._row(defn, row, index[:-1], ref)
        if defn is None:
            raise RefError(ref)
        return defn, row, is_range

    def _child(self, defn: Def | None, name: str) -> Def | None:
        if defn is None:
            return self.model.root if self.model.root.name == name else None
        pool = defn.attributes if name.startswith("@") else defn.children
        return next((d for d in pool if d.name == name), None)

    def _row(self, defn: Def, row: int, index: str, ref: str) -> int:
        if not (index.isascii() and index.isdigit()):
            raise RefError(ref)
        place = int(index)
        if defn.kind != "repeat":
            if place != 1:
                raise RefError(ref)
            return row
        rows = self.kids[defn.table.id][row]
        if not 1 <= place <= len(rows):
            raise RefError(ref)
        return rows[place - 1]
