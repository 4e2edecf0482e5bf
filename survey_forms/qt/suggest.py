"""A right value that can be worked out from a wrong one, offered on F5: 1 acre and 12 kanals are 2 acres 4 kanals."""

from __future__ import annotations

from collections.abc import Mapping

from survey_forms.engine.contract import Node
from survey_forms.qt.plan import Block, words

KANALS_IN_ACRE = 8
"""Land measure of Pakistan: 8 kanals make an acre."""
MOST_DIGITS = 6


def suggested(block: Block, nodes: Mapping[str, Node]) -> dict[str, str]:
    """Values by ref that would make a block right; empty where nothing is wrong or nothing can be worked out.

    A group with the appearance `area` holds acres and kanals, in this order.
    """
    if block.head is None or "area" not in words(block.head) or len(block.items) != 2:
        return {}
    acres, kanals = (nodes[item.ref] for item in block.items)
    typed = [acres.value or "0", kanals.value]
    whole = all(text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS for text in typed)
    if kanals.violation is None or not whole or int(kanals.value) < KANALS_IN_ACRE:
        return {}
    more, rest = divmod(int(kanals.value), KANALS_IN_ACRE)
    return {acres.ref: str(int(typed[0]) + more), kanals.ref: str(rest)}
