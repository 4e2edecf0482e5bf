"""Binds: types, expressions, messages, preloads."""

from __future__ import annotations

from lxml import etree

from survey_forms.engine.defs import Def, Property
from survey_forms.engine.errors import FormError
from survey_forms.engine.model import FormModel
from survey_forms.engine.parse.names import JR, ORX, XFORMS, jr, line_of
from survey_forms.engine.parse.texts import message_label
from survey_forms.engine.xpath.ast import Path
from survey_forms.engine.xpath.parser import parse

EAGER = ("calculate", "relevant", "count")
_WANT = {"calculate": "v", "relevant": "b", "readonly": "b", "required": "b", "constraint": "b", "count": "n"}
_OWNER_KINDS = frozenset({"relevant"})


def add_property(model: FormModel, kind: str, defn: Def, text: str, line: int | None) -> Property:
    """Parse an expression of a definition; FormError names line and node."""
    try:
        expr = parse(text)
    except FormError as error:
        raise FormError(
            f"{kind}: {error.message}", code=error.code, line=line, node=defn.path, hint=str(error.params["hint"])
        ) from None
    prop = Property(kind, defn, text, expr, line, _WANT.get(kind, "a"), id=len(model.properties))
    model.properties.append(prop)
    defn.properties[kind] = prop
    return prop


def read_bind(model: FormModel, source: etree._Element) -> None:
    """One <bind>."""
    path = source.get("nodeset") or source.get("ref")
    line = line_of(source)
    if path is None:
        raise FormError("a bind has no nodeset", line=line, hint="name the node it is about")
    defn = find(model, str(path), line)
    if defn is None:
        model.warn(f"line {line}: bind of {path}, which is not in the primary instance; left out")
        return
    if source.get("id"):
        model.bind_ids[str(source.get("id"))] = defn.path
    declared = source.get("type")
    if declared:
        defn.type = str(declared).rpartition(":")[2]
    for kind in ("calculate", "relevant", "readonly", "required", "constraint"):
        text = source.get(kind)
        if text is None or not str(text).strip():
            continue
        if kind == "calculate" and defn.column < 0:
            model.warn(f"line {line}: {defn.path} is no question: its calculation is left out")
        else:
            add_property(model, kind, defn, str(text), line)
    for kind, attribute in (("constraint", "constraintMsg"), ("required", "requiredMsg")):
        message = jr(source, attribute)
        if message is not None:
            defn.messages[kind] = message_label(message, line)
    defn.marks = {etree.QName(str(name)).localname: str(value) for name, value in source.items() if _foreign(str(name))}
    preload = jr(source, "preload")
    if preload and defn.column >= 0:
        defn.preload = (preload, jr(source, "preloadParams") or "")


def _foreign(name: str) -> bool:
    return name.startswith("{") and etree.QName(name).namespace not in (XFORMS, JR, ORX)


def find(model: FormModel, path: str, line: int | None, context: Def | None = None) -> Def | None:
    """The definition of a path as binds and controls write it; predicates are refused."""
    path = path.strip()
    plain = model.by_path.get(path)
    if plain is not None:
        return plain
    try:
        expr = parse(path)
    except FormError as error:
        raise FormError(error.message, code=error.code, line=line, node=path) from None
    if not isinstance(expr, Path):
        raise FormError("not a path", line=line, node=path)
    at: Def | None = context
    steps = list(expr.steps)
    if expr.start == "/":
        first = steps.pop(0) if steps else None
        at = model.root if first and model.root.local == first.test.name.rpartition(":")[2] else None
    elif at is None:
        at = model.root
    for step in steps:
        if at is None:
            return None
        if step.axis == "parent":
            at = at.parent
        elif step.axis != "self":
            pool = at.attributes if step.axis == "attribute" else at.children
            at = next((d for d in pool if d.local == step.test.name.rpartition(":")[2]), None)
    return at


def set_owners(model: FormModel) -> None:
    """Give every definition the nearest one around (or itself) that has a relevance of its own."""
    for defn in model.root.subtree():
        if "relevant" in defn.properties or defn.parent is None:
            defn.owner = defn
        else:
            defn.owner = defn.parent.owner
