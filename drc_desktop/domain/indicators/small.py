"""Cells too small to be shown: a count of one or two households in a village is nearly a name.

A cell from 1 to `below - 1` is hidden. Where exactly one cell of a row that has a visible total is hidden, the next
smallest is hidden with it, or the total would give it away.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")
BELOW = 5
"""Counts under this, but not nought, are hidden (ours: a setting)."""


def hide(cells: Mapping[K, int], below: int = BELOW) -> dict[K, int | None]:
    """The cells with the hidden ones as None."""
    hidden = {key for key, count in cells.items() if 0 < count < below}
    if len(hidden) == 1:
        rest = [key for key, count in cells.items() if key not in hidden and count > 0]
        if rest:
            hidden.add(min(rest, key=lambda key: cells[key]))
    return {key: None if key in hidden else count for key, count in cells.items()}


def share(found: int, of: int, below: int = BELOW) -> float | None:
    """A share in per cent to one decimal, None where its numerator, or the rest, is a small cell, or of nothing."""
    if of == 0 or 0 < found < below or 0 < of - found < below:
        return None
    return round(100 * found / of, 1)
