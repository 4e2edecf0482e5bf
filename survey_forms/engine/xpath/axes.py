"""Location steps over nodes: the thirteen axes, node tests and predicates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from survey_forms.engine.xpath.nodes import XNode

Predicate = Callable[[XNode, int, int], bool]
Matches = Callable[[XNode], bool]


def _ancestors(node: XNode) -> Iterator[XNode]:
    at = node.parent
    while at is not None:
        yield at
        at = at.parent


def _ancestors_or_self(node: XNode) -> Iterator[XNode]:
    yield node
    yield from _ancestors(node)


def _descendants_or_self(node: XNode) -> Iterator[XNode]:
    yield node
    yield from node.descendants()


def _siblings(node: XNode, after: bool) -> Iterable[XNode]:
    if node.parent is None or node.kind in ("attribute", "namespace"):
        return ()
    siblings = node.parent.children
    at = next(i for i, other in enumerate(siblings) if other is node)
    return siblings[at + 1 :] if after else reversed(siblings[:at])


def _following_siblings(node: XNode) -> Iterable[XNode]:
    return _siblings(node, after=True)


def _preceding_siblings(node: XNode) -> Iterable[XNode]:
    return _siblings(node, after=False)


def _following(node: XNode) -> Iterator[XNode]:
    if node.kind in ("attribute", "namespace") and node.parent is not None:
        yield from node.parent.descendants()
        node = node.parent
    for at in _ancestors_or_self(node):
        for sibling in _siblings(at, after=True):
            yield from _descendants_or_self(sibling)


def _preceding(node: XNode) -> Iterator[XNode]:
    if node.kind in ("attribute", "namespace") and node.parent is not None:
        node = node.parent
    for at in _ancestors_or_self(node):
        for sibling in _siblings(at, after=False):
            yield from reversed(list(_descendants_or_self(sibling)))


def _namespaces(node: XNode) -> Iterator[XNode]:
    found: dict[str, str] = {"xml": "http://www.w3.org/XML/1998/namespace"}
    for at in _ancestors_or_self(node):
        if at.kind == "element" and at.ns:
            found.setdefault(at.prefix, at.ns)
    if node.kind == "element":
        for prefix, uri in found.items():
            yield XNode("namespace", prefix, "", uri, node, node.order)


AXES: dict[str, Callable[[XNode], Iterable[XNode]]] = {
    "self": lambda node: (node,),
    "child": lambda node: node.children,
    "parent": lambda node: () if node.parent is None else (node.parent,),
    "attribute": lambda node: node.attributes,
    "descendant": lambda node: node.descendants(),
    "descendant-or-self": _descendants_or_self,
    "ancestor": _ancestors,
    "ancestor-or-self": _ancestors_or_self,
    "following-sibling": _following_siblings,
    "preceding-sibling": _preceding_siblings,
    "following": _following,
    "preceding": _preceding,
    "namespace": _namespaces,
}
# One parent gives these in document order without doubles as long as the parents are in order and not nested.
_ORDERED = frozenset({"self", "child", "attribute"})


def step(nodes: list[XNode], axis: str, matches: Matches, predicates: tuple[Predicate, ...]) -> list[XNode]:
    """One location step from every node; the result is in document order without doubles."""
    walk = AXES[axis]
    result: list[XNode] = []
    for node in nodes:
        found = [n for n in walk(node) if matches(n)]
        for predicate in predicates:
            found = select(found, predicate)
        result.extend(found)
    if len(nodes) > 1 or axis not in _ORDERED:
        return document_order(result)
    return result


def select(nodes: list[XNode], predicate: Predicate) -> list[XNode]:
    """The nodes for which the predicate holds; it gets node, position and size."""
    size = len(nodes)
    return [node for position, node in enumerate(nodes, 1) if predicate(node, position, size)]


def document_order(nodes: list[XNode]) -> list[XNode]:
    """Sort and drop doubles."""
    unique = {id(node): node for node in nodes}
    return sorted(unique.values(), key=_order)


def _order(node: XNode) -> int:
    return node.order


def node_test(kind: str, local: str, ns: str | None, principal: str) -> Matches:
    """A node test. `ns` None: any namespace when local is `*`; otherwise names must agree in both parts."""
    if kind == "node":
        return lambda node: True
    if kind == "processing-instruction":
        return lambda node: node.kind == "pi" and local in ("*", node.local)
    if kind != "name":
        return lambda node: node.kind == kind
    if local == "*":
        return lambda node: node.kind == principal and (ns is None or node.ns == ns)
    if ns is None:
        return lambda node: node.local == local and node.kind == principal
    return lambda node: node.local == local and node.kind == principal and node.ns == ns
