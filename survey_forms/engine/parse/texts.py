"""itext, labels, hints and messages."""

from __future__ import annotations

import re

from lxml import etree

from survey_forms.engine.errors import FormError
from survey_forms.engine.model import FormModel, Label, Output, Text
from survey_forms.engine.parse.names import child, elements, line_of, local
from survey_forms.engine.xpath.ast import Call, Literal
from survey_forms.engine.xpath.parser import parse

_ITEXT_REF = re.compile(r"\s*jr:itext\((.*)\)\s*", re.DOTALL)
_BREAKS = re.compile(r"[ \t]*[\r\n]+[ \t]*")


def read_itext(model: FormModel, source: etree._Element | None) -> None:
    """Translations; the default language first."""
    languages: list[str] = []
    default = ""
    for translation in elements(source):
        name = str(translation.get("lang", ""))
        languages.append(name)
        if translation.get("default") is not None:
            default = default or name
        texts = model.texts.setdefault(name, {})
        for text in elements(translation):
            forms = texts.setdefault(str(text.get("id", "")), {})
            for value in elements(text):
                forms.setdefault(str(value.get("form", "")), read_text(value))
    default = default or (languages[0] if languages else "")
    model.languages = (default, *(name for name in languages if name != default)) if languages else ()


_SPACE = " \t\r\n"


def read_text(source: etree._Element) -> Text:
    """Mixed content with outputs, without the white space around it (pyxform writes blanks round an output)."""
    if not len(source):
        text = (source.text or "").strip(_SPACE)
        return Text((text,) if text else ())
    parts = _parts(source)
    first, last = parts[0], parts[-1]
    if isinstance(first, str):
        parts[0] = first.lstrip(_SPACE)
    if isinstance(last, str):
        parts[-1] = last.rstrip(_SPACE)
    return Text(tuple(part for part in parts if part != ""))


def _parts(source: etree._Element) -> list[str | Output]:
    parts: list[str | Output] = [source.text or ""]
    for element in elements(source):
        if local(element) == "output":
            expression = str(element.get("value") or element.get("ref") or "")
            parts.append(Output(expression, _parse(expression, element), line_of(element)))
        else:
            parts.extend(_markup(element))
        parts.append(element.tail or "")
    return parts


def _markup(element: etree._Element) -> tuple[str | Output, ...]:
    """Inline markup is kept as written; labels are Markdown with some HTML."""
    name = local(element)
    return (f"<{name}>", *_parts(element), f"</{name}>")


def read_label(parent: etree._Element, name: str = "label") -> Label | None:
    """The label (or hint) element of a control, None without one."""
    source = child(parent, name)
    if source is None:
        return None
    ref = source.get("ref")
    if ref is not None:
        return label_of(str(ref), line_of(source))
    text = read_text(source)
    return Label(text=text, line=line_of(source))


def label_of(source: str, line: int | None) -> Label:
    """A label given by an expression: `jr:itext('id')`, or a path whose value it is."""
    match = _ITEXT_REF.fullmatch(source)
    try:
        expr = parse(source)
    except FormError as error:
        raise FormError(error.message, code=error.code, line=line, node=source) from None
    if match and isinstance(expr, Call) and len(expr.args) == 1 and isinstance(expr.args[0], Literal):
        return Label(itext=expr.args[0].value, source=source, line=line)
    return Label(expr=expr, source=source, line=line)


def message_label(source: str, line: int | None) -> Label:
    """jr:constraintMsg and jr:requiredMsg: plain words or jr:itext(...)."""
    if _ITEXT_REF.fullmatch(source):
        return label_of(source, line)
    return Label(text=Text((source,)), line=line)


def _parse(expression: str, element: etree._Element):  # type: ignore[no-untyped-def]
    try:
        return parse(expression)
    except FormError as error:
        raise FormError(error.message, code=error.code, line=line_of(element), node="output") from None
