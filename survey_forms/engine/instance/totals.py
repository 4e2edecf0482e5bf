"""Totals over the rows of a repeat that are kept up to date: an answer costs its own row, however many there are.

A total remembers what each row gave it; the propagator tells of cells that changed and of rows that come and go. Sums
are exact (as those of all rows at once), so it does not matter in which order rows changed.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from survey_forms.engine.defs import Def
    from survey_forms.engine.instance.state import State

KINDS = frozenset({"sum", "min", "max"})
"""Functions of numbers that have a total; `count` has one too."""


class _Rows:
    """What the rows below one row give: numbers (NaN for a text that is none), None for rows that give nothing."""

    __slots__ = ("fractions", "given", "numbers", "strange", "whole")

    def __init__(self) -> None:
        self.given: dict[int, float | None] = {}
        self.numbers: dict[float, int] = {}
        self.whole = 0
        self.fractions = Fraction()
        self.strange = 0

    def put(self, row: int, number: float | None) -> None:
        """Take in what a row gives now in place of what it gave."""
        before = self.given.get(row)
        if before != number:
            self.given[row] = number
            self._count(before, -1)
            self._count(number, 1)

    def _count(self, number: float | None, by: int) -> None:
        if number is None:
            return
        if number != number:
            self.strange += by
            return
        if number.is_integer():
            self.whole += by * int(number)
        else:
            self.fractions += by * Fraction(number)
        left = self.numbers.get(number, 0) + by
        if left:
            self.numbers[number] = left
        else:
            del self.numbers[number]

    @property
    def sum(self) -> float:
        """Rounded once, from the exact sum."""
        return float(self.whole + self.fractions) if self.fractions else float(self.whole)


class Total:
    """One function over one definition: `count`, `sum`, `min` or `max` of the relevant cells, blanks left out.

    `value(outer)`: the number for the rows below the row `outer` of the table around.
    """

    def __init__(self, state: State, defn: Def, kind: str, num: Callable[[str], float]) -> None:
        self.kind = kind
        self._kids = state.kids[defn.table.id]
        self._parents = state.parents[defn.table.id]
        self._positions = state.positions[defn.table.id]
        self._relevant = state.relevant
        self._defn = defn
        self._flags = state.effective[defn.owner.id] if defn.owner.table is defn.table else None
        self._texts = state.masked[defn.column] if defn.column >= 0 else []
        self._num = num
        self._known: dict[int, _Rows] = {}
        self._changed: set[int] = set()
        self.read = 0
        """Cells looked at so far."""

    def cell_changed(self, row: int) -> None:
        """The value or relevance of a cell is another, or its row came or went."""
        if self._known:
            self._changed.add(row)

    def value(self, outer: int) -> float:
        """The total now."""
        for row in self._changed:
            rows = self._known.get(self._parents[row])
            if rows is not None:
                rows.put(row, self._give(row) if self._positions[row] else None)
        self._changed.clear()
        known = self._known.get(outer)
        if known is None:
            known = self._known[outer] = _Rows()
            for row in self._kids[outer]:
                known.put(row, self._give(row))
        return self._of(known)

    def _give(self, row: int) -> float | None:
        self.read += 1
        flags = self._flags
        if not (self._relevant(self._defn, row) if flags is None else flags[row]):
            return None
        if self.kind == "count":
            return 1.0
        text = self._texts[row]
        return self._num(text) if text else None

    def _of(self, rows: _Rows) -> float:
        if self.kind == "count":
            return float(rows.numbers.get(1.0, 0))
        if rows.strange:
            return nan
        if self.kind == "sum":
            return rows.sum
        if not rows.numbers:
            return nan
        return min(rows.numbers) if self.kind == "min" else max(rows.numbers)
