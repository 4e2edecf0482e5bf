"""What a view shows: only watched refs are evaluated again after a change, and only what came out different is
named."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from survey_forms.engine.contract import Changes, Node
from survey_forms.engine.defs import Def
from survey_forms.engine.errors import RefError
from survey_forms.engine.instance.propagate import Record
from survey_forms.engine.instance.state import State


class Watcher:
    """Keeps the last Node of every watched ref."""

    def __init__(self, read: Callable[[str], Node]) -> None:
        self._read = read
        self._reads: dict[str, frozenset[int]] = {}
        self._nodes: dict[str, Node] = {}

    def watch(self, nodes: Iterable[tuple[Node, frozenset[int]]]) -> None:
        """Replace the watched refs: each as it is now, with the ids of the definitions its words and checks read."""
        found = [(node.ref, node, reads) for node, reads in nodes]
        self._nodes = {ref: node for ref, node, _reads in found}
        self._reads = {ref: reads for ref, _node, reads in found}

    def changes(self, record: Record, state: State, everything: bool) -> Changes:
        """The Changes of one call. everything: the language changed."""
        touched = {defn.id for defn, _ in record.cells} | {defn.id for defn, _ in record.relevance}
        touched |= {d.id for repeat, _ in record.ranges for d in repeat.subtree()}
        values = {
            state.ref(defn, row): state.stored[defn.column][row]
            for defn, row in record.cells
            if _alive(state, defn, row)
        }
        relevance = {state.ref(defn, row) for defn, row in record.relevance if _alive(state, defn, row)}
        states: set[str] = set()
        labels: set[str] = set()
        choices: set[str] = set()
        for ref, reads in list(self._reads.items()):
            if everything or not reads.isdisjoint(touched):
                self._compare(ref, states, labels, choices)
        return Changes(
            values,
            frozenset(relevance),
            frozenset(states),
            frozenset(labels),
            frozenset(choices),
            frozenset(state.range_ref(defn, parent) for defn, parent in record.ranges),
        )

    def _compare(self, ref: str, states: set[str], labels: set[str], choices: set[str]) -> None:
        before = self._nodes[ref]
        try:
            after = self._nodes[ref] = self._read(ref)
        except RefError:
            del self._nodes[ref], self._reads[ref]
            return
        if (before.readonly, before.required, before.violation) != (after.readonly, after.required, after.violation):
            states.add(ref)
        if (before.label, before.hint, before.guidance, before.media) != (
            after.label, after.hint, after.guidance, after.media,
        ):  # fmt: skip
            labels.add(ref)
        if before.choices != after.choices:
            choices.add(ref)


def _alive(state: State, defn: Def, row: int) -> bool:
    """Whether the row (and every row around it) is still in its table."""
    at = defn.table
    while at.parent is not None:
        if state.positions[at.id][row] == 0:
            return False
        row = state.parents[at.id][row]
        at = at.parent
    return True
