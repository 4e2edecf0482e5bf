"""Reading XML from outside: no entities, no network, no DTD content, bounded."""

from __future__ import annotations

from lxml import etree

from survey_forms.engine.errors import FormError

MAX_BYTES = 64 * 1024 * 1024


def parse_xml(data: bytes, *, what: str = "form") -> etree._Element:
    """The root element; raises FormError with the line for what is not well-formed, or declares entities."""
    if len(data) > MAX_BYTES:
        raise FormError(f"the {what} is larger than {MAX_BYTES // 1024 // 1024} MB", code="xml-too-large")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FormError(
            f"the {what} is not well-formed XML: {error.msg}", code="xml-syntax", line=error.lineno
        ) from None
    except ValueError as error:
        raise FormError(f"the {what} is not XML: {error}", code="xml-syntax") from None
    doctype = root.getroottree().docinfo
    if doctype.internalDTD is not None and any(True for _ in getattr(doctype.internalDTD, "iterentities", tuple)()):
        raise FormError(f"the {what} declares entities", code="xml-entities", hint="remove the DOCTYPE")
    return root
