"""Any XML document as nodes, as a browser's DOM has them: CDATA apart from text, the doctype a node of its own."""

from __future__ import annotations

from xml.parsers import expat

from survey_forms.engine.errors import FormError
from survey_forms.engine.xpath.nodes import XML_NS, XNode, number_nodes

_SEPARATOR = "\x1f"


class _Builder:
    def __init__(self) -> None:
        self.document = XNode("document", "", "", "", None, 0)
        self._at = self.document
        self._cdata = False
        self._text: XNode | None = None

    def _add(self, node: XNode) -> None:
        self._at.children.append(node)
        self._text = None

    def start(self, name: str, attributes: list[str]) -> None:
        node = _named("element", name, "", self._at)
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            node.attributes.append(_named("attribute", key, value, node))
        self._add(node)
        self._at = node

    def end(self, name: str) -> None:
        assert self._at.parent is not None
        self._at = self._at.parent
        self._text = None

    def characters(self, data: str) -> None:
        if self._at is self.document:
            return
        if self._text is None:
            node = XNode("text", "#cdata" if self._cdata else "", "", "", self._at, 0)
            self._add(node)
            self._text = node
        self._text.text += data

    def cdata(self, inside: bool) -> None:
        self._cdata = inside
        self._text = None

    def comment(self, data: str) -> None:
        self._add(XNode("comment", "", "", data, self._at, 0))

    def instruction(self, target: str, data: str) -> None:
        self._add(XNode("pi", target, "", data, self._at, 0))

    def doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        self._add(XNode("doctype", name, "", "", self._at, 0))

    def entity(self, *declaration: object) -> None:
        raise FormError("the document declares entities", code="xml-entities", hint="remove the DOCTYPE")


def _named(kind: str, name: str, text: str, parent: XNode) -> XNode:
    parts = name.split(_SEPARATOR)
    if len(parts) == 1:
        return XNode(kind, parts[0], "", text, parent, 0)
    node = XNode(kind, parts[1], parts[0], text, parent, 0)
    node.prefix = parts[2] if len(parts) > 2 else "xml" if parts[0] == XML_NS else ""
    return node


def read_document(data: bytes) -> XNode:
    """The document node; raises FormError for what is not well-formed or declares entities."""
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.namespace_prefixes = True
    parser.ordered_attributes = True
    parser.buffer_text = True
    builder = _Builder()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartCdataSectionHandler = lambda: builder.cdata(True)
    parser.EndCdataSectionHandler = lambda: builder.cdata(False)
    parser.CommentHandler = builder.comment
    parser.ProcessingInstructionHandler = builder.instruction
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.EntityDeclHandler = builder.entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise FormError(
            f"the document is not well-formed XML: {expat.errors.messages.get(error.code, 'error')}",
            code="xml-syntax", line=error.lineno,
        ) from None  # fmt: skip
    number_nodes(builder.document)
    return builder.document
