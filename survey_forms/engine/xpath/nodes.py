"""Nodes of any document as XPath sees them, and their conversion from lxml."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

XML_NS = "http://www.w3.org/XML/1998/namespace"


class XNode:
    """A node of the XPath data model.

    kind: `document`, `element`, `attribute`, `text`, `comment`, `pi`, `namespace`. `order` sorts nodes of one document.
    Subclasses may compute `children` and `string()` on demand (the live instance of a session does).
    """

    __slots__ = ("attributes", "children", "kind", "local", "ns", "order", "parent", "prefix", "text")

    def __init__(self, kind: str, local: str, ns: str, text: str, parent: XNode | None, order: int) -> None:
        self.kind = kind
        self.local = local
        self.ns = ns
        self.prefix = ""
        self.text = text
        self.parent: XNode | None = parent
        self.order: int = order
        self.children: list[XNode] = []
        self.attributes: list[XNode] = []

    def string(self) -> str:
        """The XPath string value."""
        if self.kind not in ("element", "document"):
            return self.text
        children = self.children
        if len(children) == 1 and children[0].kind == "text":
            return children[0].text
        return "".join(node.text for node in self.descendants() if node.kind == "text")

    def descendants(self) -> Iterator[XNode]:
        """All nodes below, in document order, without recursion."""
        stack = list(reversed(self.children))
        while stack:
            node = stack.pop()
            yield node
            if node.children:
                stack.extend(reversed(node.children))

    def attribute(self, name: str) -> str | None:
        """Value of an attribute without namespace."""
        for node in self.attributes:
            if node.local == name and not node.ns:
                return node.text
        return None

    @property
    def qname(self) -> str:
        """Name as written, with its prefix."""
        return f"{self.prefix}:{self.local}" if self.prefix else self.local

    def root(self) -> XNode:
        """The topmost node."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node


_NAMES = {"text": "text()", "comment": "comment()", "pi": "processing-instruction()"}


def child_path(node: XNode) -> str:
    """Position path of a node: `/*[1]/*[2]/@id`; text nodes end in `text()[n]`."""
    parts: list[str] = []
    at: XNode | None = node
    while at is not None and at.parent is not None:
        parent = at.parent
        if at.kind == "attribute":
            parts.append(f"@{at.qname}")
        elif at.kind == "namespace":
            parts.append(f"namespace::{at.local}")
        elif at.kind == "element":
            parts.append(f"*[{1 + sum(1 for n in _before(parent, at) if n.kind == 'element')}]")
        else:
            name = _NAMES.get(at.kind, "node()")
            parts.append(f"{name}[{1 + sum(1 for n in _before(parent, at) if _alike(n, at))}]")
        at = parent
    return "/" + "/".join(reversed(parts))


def _alike(a: XNode, b: XNode) -> bool:
    """Counted together in position paths; CDATA sections are counted apart from texts."""
    return a.kind == b.kind and (a.kind != "text" or a.local == b.local)


def _before(parent: XNode, node: XNode) -> Iterator[XNode]:
    for child in parent.children:
        if child is node:
            return
        yield child


def from_lxml(root: etree._Element, *, whole: bool = True) -> XNode:
    """Nodes of a parsed document; returns the document node. `whole` keeps comments and instructions beside the
    root."""
    document = XNode("document", "", "", "", None, 0)
    tops: list[etree._Element] = [root]
    if whole:
        tops = [*reversed(list(root.itersiblings(preceding=True))), root, *root.itersiblings()]
    stack: list[tuple[etree._Element, XNode]] = [(top, document) for top in reversed(tops)]
    while stack:
        source, parent = stack.pop()
        node = _convert(source, parent)
        parent.children.append(node)
        if node.kind == "element":
            _attributes(source, node)
            if source.text:
                node.children.append(XNode("text", "", "", source.text, node, 0))
            if len(source):
                stack.extend((child, node) for child in reversed(source))
        if source.tail and parent.kind != "document":
            parent.children.append(XNode("text", "", "", source.tail, parent, 0))
    number_nodes(document)
    return document


def _convert(source: etree._Element, parent: XNode) -> XNode:
    tag = source.tag
    if not isinstance(tag, str):
        if isinstance(source, etree._Comment):
            return XNode("comment", "", "", source.text or "", parent, 0)
        return XNode("pi", getattr(source, "target", ""), "", source.text or "", parent, 0)
    ns, local = split(tag)
    node = XNode("element", local, ns, "", parent, 0)
    node.prefix = source.prefix or ""
    return node


def _attributes(source: etree._Element, node: XNode) -> None:
    for key, value in source.attrib.items():
        ns, local = split(str(key))
        attribute = XNode("attribute", local, ns, str(value), node, 0)
        if ns:
            prefixes = {uri: prefix for prefix, uri in source.nsmap.items() if prefix}
            attribute.prefix = "xml" if ns == XML_NS else prefixes.get(ns, "")
        node.attributes.append(attribute)


def number_nodes(document: XNode) -> None:
    """Give all nodes their place in document order."""
    counter = 0
    for node in document.descendants():
        counter += 1
        node.order = counter
        for attribute in node.attributes:
            counter += 1
            attribute.order = counter


@lru_cache(maxsize=4096)
def split(tag: str) -> tuple[str, str]:
    """`{uri}local` -> (uri, local)."""
    if tag.startswith("{"):
        uri, _, local = tag[1:].partition("}")
        return uri, local
    return "", tag
