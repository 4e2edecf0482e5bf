"""Load a form: one pass over the XForm, then the compile pass."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from survey_forms.engine.audit import ATTRIBUTES, PLACE
from survey_forms.engine.contract import Resource
from survey_forms.engine.errors import FormError
from survey_forms.engine.model import FormModel
from survey_forms.engine.parse import compile as compiling
from survey_forms.engine.parse import graph, instances
from survey_forms.engine.parse.binds import read_bind, set_owners
from survey_forms.engine.parse.body import BodyReader, repeat_paths
from survey_forms.engine.parse.definitions import DefinitionBuilder, new_root
from survey_forms.engine.parse.names import child, elements, line_of, local
from survey_forms.engine.parse.texts import read_itext
from survey_forms.engine.xml import parse_xml
from survey_forms.engine.xpath.nodes import split


def load_model(data: bytes, resources: Mapping[str, Resource], correcting: bool = False) -> FormModel:
    """The model of a form; raises FormError naming line and node.

    correcting: for surveys that replace a finalised one.
    """
    html = parse_xml(data)
    head, body = child(html, "head"), child(html, "body")
    source = child(head, "model")
    if source is None:
        raise FormError("this is no XForm: it has no head with a model", code="form-no-model", line=line_of(html))
    found = [e for e in elements(source) if local(e) == "instance"]
    primary = _primary(found, source)
    root, table = new_root(primary)
    model = FormModel(root)
    model.defs.append(root)
    model.tables.append(table)
    _describe(model, html, head, found[0], primary)
    DefinitionBuilder(model, repeat_paths(body), correcting).build(primary)
    read_itext(model, child(source, "itext"))
    _secondary(model, found[1:], resources)
    for element in elements(source):
        if local(element) == "bind":
            read_bind(model, element)
    reader = BodyReader(model)
    reader.read(body)
    set_owners(model)
    _compile(model, reader, source)
    return model


def _primary(found: list[etree._Element], source: etree._Element) -> etree._Element:
    primary = next(elements(found[0]), None) if found else None
    if primary is None:
        raise FormError("the model has no primary instance", code="form-no-instance", line=line_of(source))
    return primary


def _describe(
    model: FormModel,
    html: etree._Element,
    head: etree._Element | None,
    instance: etree._Element,
    primary: etree._Element,
) -> None:
    title = child(head, "title")
    model.title = "" if title is None else (title.text or "").strip()
    model.form_id = str(primary.get("id") or "")
    model.version = next((str(v) for k, v in primary.attrib.items() if str(k).rpartition("}")[2] == "version"), "")
    model.primary_id = str(instance.get("id") or "")
    model.namespaces = _prefixes(html)
    used: set[str] = set()
    for element in primary.iter("*"):
        used.add(split(element.tag)[0])
        used.update(split(str(key))[0] for key in element.keys())  # noqa: SIM118 - its attributes
    model.nsmap = {p: uri for p, uri in primary.nsmap.items() if uri in used and p}
    for prefix, uri in _prefixes(primary).items():
        if uri in used:
            model.nsmap.setdefault(prefix, uri)
    _refuse_entities(primary)


def _prefixes(root: etree._Element) -> dict[str, str]:
    """Every prefix declared at an element or around it; of several declarations the last."""
    found = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    for _, (prefix, uri) in etree.iterwalk(root, events=("start-ns",)):
        if prefix:
            found[prefix] = uri
    return found


def _refuse_entities(primary: etree._Element) -> None:
    """Entities would have to be kept and sent in a way of their own; better to say so than to lose them."""
    for meta in elements(primary):
        for element in elements(meta):
            if local(element) == "entity" and local(meta) == "meta":
                raise FormError(
                    "the form declares entities, which this engine does not keep", code="form-entities",
                    line=line_of(element), node="meta/entity", hint="remove the entities sheet",
                )  # fmt: skip


def _secondary(model: FormModel, found: list[etree._Element], resources: Mapping[str, Resource]) -> None:
    for element in found:
        name = str(element.get("id") or "")
        url = element.get("src")
        if not name:
            model.warn(f"line {line_of(element)}: an instance without id cannot be used")
        elif url is not None:
            model.external[name] = str(url)
            resource = instances.find_resource(resources, name, str(url))
            if resource is not None:
                data = instances.read_resource(resource)
                model.instances[name] = instances.external(data, instances.kind_of(resource, str(url)))
        else:
            content = next(elements(element), None)
            if content is None:
                model.warn(f"line {line_of(element)}: instance {name!r} is empty")
                continue
            model.instances[name] = instances.inline(content)


def _compile(model: FormModel, reader: BodyReader, source: etree._Element) -> None:
    known: compiling.Known = {}
    for prop in list(model.properties):
        compiling.compile_property(model, prop, known)
    for control, element in reader.itemsets:
        compiling.compile_itemset(model, control, element)
    for element in elements(source):
        if local(element) in ("setvalue", "setgeopoint"):
            compiling.compile_action(model, element, model.root)
    for element, trigger in reader.actions:
        compiling.compile_action(model, element, trigger)
    compiling.replace_markers(model)
    graph.build(model)
    audit = next((d for d in model.defs if d.local == "audit" and d.parent and d.parent.local == "meta"), None)
    if audit is not None:
        model.audited = audit.path
        model.audit_wishes = tuple(name for name in audit.marks if name in ATTRIBUTES)
        for name in (wish for wish in model.audit_wishes if wish != PLACE):  # the place is told by `at_place`
            model.warn(f"{audit.path}: {name} is not kept on this device; its columns stay empty")
