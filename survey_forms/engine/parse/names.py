"""Namespaces of XForms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from survey_forms.engine.xpath.nodes import split

XHTML = "http://www.w3.org/1999/xhtml"
XFORMS = "http://www.w3.org/2002/xforms"
JR = "http://openrosa.org/javarosa"
ORX = "http://openrosa.org/xforms"
ODK = "http://www.opendatakit.org/xforms"


_local_of = lru_cache(maxsize=4096)(lambda tag: split(tag)[1])


def local(element: etree._Element) -> str:
    """Local name of an element, empty for comments and instructions."""
    tag = element.tag
    return _local_of(tag) if isinstance(tag, str) else ""


def elements(parent: etree._Element | None) -> Iterator[etree._Element]:
    """Child elements."""
    return iter(()) if parent is None else parent.iterchildren("*")


def child(parent: etree._Element | None, name: str) -> etree._Element | None:
    """First child of a local name."""
    return None if parent is None else next(parent.iterchildren(f"{{*}}{name}"), None)


def jr(element: etree._Element, name: str) -> str | None:
    """A jr: attribute; also without namespace, as old forms write it."""
    value = element.get(f"{{{JR}}}{name}")
    return str(value) if value is not None else None


def line_of(element: etree._Element) -> int | None:
    """Line in the file."""
    line = element.sourceline
    return line if isinstance(line, int) else None
