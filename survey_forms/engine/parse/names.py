"""Namespaces of XForms."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from survey_forms.engine.xpath.nodes import split

XHTML = "http://www.w3.org/1999/xhtml"
XFORMS = "http://www.w3.org/2002/xforms"
JR = "http://openrosa.org/javarosa"
ORX = "http://openrosa.org/xforms"
ODK = "http://www.opendatakit.org/xforms"


def local(element: etree._Element) -> str:
    """Local name of an element, empty for comments and instructions."""
    return split(element.tag)[1] if isinstance(element.tag, str) else ""


def elements(parent: etree._Element | None) -> Iterator[etree._Element]:
    """Child elements."""
    if parent is not None:
        yield from parent.iterchildren("*")


def child(parent: etree._Element | None, name: str) -> etree._Element | None:
    """First child of a local name."""
    return next((e for e in elements(parent) if local(e) == name), None)


def jr(element: etree._Element, name: str) -> str | None:
    """A jr: attribute; also without namespace, as old forms write it."""
    value = element.get(f"{{{JR}}}{name}")
    return str(value) if value is not None else None


def line_of(element: etree._Element) -> int | None:
    """Line in the file."""
    line = element.sourceline
    return line if isinstance(line, int) else None
