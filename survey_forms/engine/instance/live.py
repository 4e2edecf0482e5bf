"""The primary instance as XPath nodes, computed from the columns when somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey_forms.engine.xpath.nodes import XNode

if TYPE_CHECKING:
    from survey_forms.engine.defs import Def
    from survey_forms.engine.instance.state import State


class LiveNode(XNode):
    """A group, row or cell. Children are those that are relevant, in document order."""

    __slots__ = ("defn", "row", "state")

    def __init__(self, state: State, defn: Def, row: int) -> None:
        self.state = state
        self.defn = defn
        self.row = row
        self.kind = "attribute" if defn.kind == "attribute" else "element"
        self.local = defn.local
        self.ns = defn.ns
        self.prefix = defn.name.lstrip("@").rpartition(":")[0]

    @property
    def text(self) -> str:  # type: ignore[override]
        """Text of a leaf or attribute."""
        column = self.defn.column
        return self.state.masked[column][self.row] if column >= 0 else ""

    @property
    def parent(self) -> XNode | None:  # type: ignore[override]
        """The node around."""
        state, defn = self.state, self.defn
        if defn.parent is None:
            return state.document
        row = state.parents[defn.table.id][self.row] if defn.kind == "repeat" else self.row
        return state.live(defn.parent.id, row)

    @property
    def children(self) -> list[XNode]:  # type: ignore[override]
        """Relevant child elements; a leaf's text."""
        state, row = self.state, self.row
        found: list[XNode] = []
        if self.defn.column >= 0 and self.kind == "element":
            text = self.text
            if text:
                found.append(LiveText(self, text))
        for child in self.defn.children:
            rows = state.kids[child.table.id][row] if child.kind == "repeat" else [row]
            found.extend(state.live(child.id, r) for r in rows if state.relevant(child, r))
        return found

    @property
    def attributes(self) -> list[XNode]:  # type: ignore[override]
        """Attributes of the element."""
        return [self.state.live(a.id, self.row) for a in self.defn.attributes]

    @property
    def order(self) -> tuple[tuple[int, int], ...]:  # type: ignore[override]
        """Place in document order: definition and position on the way down."""
        state, row = self.state, self.row
        parts: list[tuple[int, int]] = []
        at: Def | None = self.defn
        while at is not None:
            place = 0
            if at.kind == "repeat":
                place = state.positions[at.table.id][row]
                parts.append((at.id, place))
                row = state.parents[at.table.id][row]
            else:
                parts.append((at.id, place))
            at = at.parent
        return tuple(reversed(parts))


class LiveText(XNode):
    """Text of a leaf."""

    __slots__ = ()

    def __init__(self, owner: LiveNode, text: str) -> None:
        super().__init__("text", "", "", text, owner, 0)
        self.order = (*owner.order, (1 << 30, 0))  # type: ignore[assignment]


class LiveDocument(XNode):
    """The document node above the root."""

    __slots__ = ("state",)

    def __init__(self, state: State) -> None:
        self.state = state
        self.kind = "document"
        self.local = self.ns = self.prefix = ""
        self.parent = None
        self.text = ""
        self.attributes = []
        self.order = ()  # type: ignore[assignment]

    @property
    def children(self) -> list[XNode]:  # type: ignore[override]
        """The root element."""
        return [self.state.live(0, 0)]


def live_document(state: State) -> XNode:
    """The document node of a session."""
    return LiveDocument(state)
