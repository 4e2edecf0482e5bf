"""Evaluate one expression over any document, by the compiler that also runs the forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from survey_forms.engine.clock import Clock
from survey_forms.engine.errors import XPathError
from survey_forms.engine.xpath.code import Scope
from survey_forms.engine.xpath.compiler import Compiler
from survey_forms.engine.xpath.documents import read_document
from survey_forms.engine.xpath.nodes import XNode, child_path
from survey_forms.engine.xpath.parser import parse
from survey_forms.engine.xpath.runtime import Instance, Runtime

KNOWN_PREFIXES = {
    "h": "http://www.w3.org/1999/xhtml",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "xf": "http://www.w3.org/2002/xforms",
    "xforms": "http://www.w3.org/2002/xforms",
    "jr": "http://openrosa.org/javarosa",
    "orx": "http://openrosa.org/xforms",
    "odk": "http://www.opendatakit.org/xforms",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
"""Prefixes that mean the usual namespaces unless the caller says otherwise."""


@dataclass(frozen=True, slots=True)
class NodeRef:
    """A node of the result. `path` like `/*[1]/*[2]/@id`, `text` its string value."""

    path: str
    text: str
    name: str


def evaluate(
    document_xml: bytes | str,
    expression: str,
    context: str = "/",
    root: str = "/",
    namespaces: Mapping[str, str] | None = None,
    xforms: bool = True,
    lang: str | None = None,
    clock: Clock | None = None,
) -> bool | float | str | list[NodeRef]:
    """The value of an expression.

    context: position path of the context node; root: of the node absolute paths start from. xforms: ODK's rules (dates
    are numbers too); otherwise plain XPath 1.0. lang: language of jr:itext(). Raises XPathError.
    """
    document = read_document(document_xml.encode() if isinstance(document_xml, str) else document_xml)
    top = locate(document, root)
    node = locate(document, context)
    runtime = Runtime(clock or Clock.system(), _instances(document), top, odk=xforms, session=False)
    runtime.itext_nodes = _itext_of(document, lang)
    prefixes = {n.prefix: n.ns for e in (document, *document.descendants()) for n in (e, *e.attributes) if n.prefix}
    compiler = Compiler(None, {**KNOWN_PREFIXES, **prefixes, **(namespaces or {})}, any_ns=xforms)
    code = compiler.compile(parse(expression), Scope(node="n", names=("n",)), "a", "n", expression)
    value = code.instantiate(runtime, None)(node)
    if isinstance(value, list):
        return [NodeRef(child_path(n), n.string(), n.qname) for n in value]
    assert isinstance(value, bool | float | str)
    return value


def locate(document: XNode, path: str) -> XNode:
    """The node of a position path; raises XPathError if there is none."""
    if path == "/":
        return document
    code = Compiler().compile(parse(path), Scope(node="n", names=("n",)), "N", "n", path)
    found: list[XNode] = code.instantiate(Runtime(Clock.system("UTC"), None, document), None)(document)
    if not found:
        raise XPathError(f"no node at {path}")
    return found[0]


def _instances(document: XNode) -> dict[str, Instance]:
    found: dict[str, Instance] = {}
    for node in document.descendants():
        if node.kind == "element" and node.local == "instance":
            name = node.attribute("id")
            if name:
                found[name] = Instance.of(node)
    return found


def _itext_of(document: XNode, lang: str | None) -> Callable[[str], list[XNode]]:
    """A function from an itext id to its value elements in a language (the default one if there is none of that
    name)."""
    translations = [n for n in document.descendants() if n.kind == "element" and n.local == "translation"]
    chosen = next((t for t in translations if t.attribute("lang") == lang), None) or next(
        (t for t in translations if t.attribute("default") is not None), translations[0] if translations else None
    )
    words: dict[str, list[XNode]] = {}
    for text in chosen.children if chosen else ():
        if text.kind == "element":
            found = [value for value in text.children if value.kind == "element" and value.local == "value"]
            words.setdefault(text.attribute("id") or "", found)
    return lambda key: words.get(key, [])
