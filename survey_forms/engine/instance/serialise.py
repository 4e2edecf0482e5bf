"""The instance as OpenRosa XML."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from survey_forms.engine.defs import Def
from survey_forms.engine.instance.state import State
from survey_forms.engine.parse.names import XFORMS

Marker = Callable[[etree._Element, Def, int], None]


def to_element(state: State, *, prune: bool, mark: Marker | None = None) -> etree._Element:
    """The tree. prune: leave out what is not relevant. `mark` is called for every element made."""
    model = state.model
    root = etree.Element(_tag(model.root), nsmap=model.nsmap)  # type: ignore[arg-type]  # the stubs forget the default namespace
    # Iterative: a form may nest as deep as the loader allows, times rows.
    stack: list[tuple[Def, int, etree._Element]] = [(model.root, 0, root)]
    while stack:
        defn, row, element = stack.pop()
        if mark is not None:
            mark(element, defn, row)
        _attributes(state, defn, row, element)
        if defn.column >= 0:
            text = state.stored[defn.column][row]
            if text:
                element.text = clean(text)
        for child in defn.children:
            rows = state.kids[child.table.id][row] if child.kind == "repeat" else [row]
            for at in rows:
                if not prune or state.relevant(child, at):
                    stack.append((child, at, etree.SubElement(element, _tag(child))))
    return root


def _attributes(state: State, defn: Def, row: int, element: etree._Element) -> None:
    for attribute in defn.attributes:
        value = state.stored[attribute.column][row]
        if value or attribute.parent is state.model.root:
            element.set(_tag(attribute), clean(value))


def _tag(defn: Def) -> str:
    # As Collect and JavaRosa send it: the default namespace of the form document is not one of the answers.
    return f"{{{defn.ns}}}{defn.local}" if defn.ns and defn.ns != XFORMS else defn.local


def clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    if text.isprintable():
        return text
    return "".join(
        c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff")
    )


def to_bytes(element: etree._Element, *, declaration: bool = False) -> bytes:
    """UTF-8."""
    return etree.tostring(element, encoding="UTF-8", xml_declaration=declaration)
