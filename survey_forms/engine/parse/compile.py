"""Compile every expression of a form and put the eager ones in order."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from survey_forms.engine.defs import Def, Property
from survey_forms.engine.errors import FormError
from survey_forms.engine.model import Action, Control, FormModel, Itemset
from survey_forms.engine.parse.binds import add_property, find
from survey_forms.engine.parse.names import child, line_of, local
from survey_forms.engine.parse.sharing import same_for_siblings
from survey_forms.engine.parse.texts import label_of
from survey_forms.engine.xpath.ast import Expr
from survey_forms.engine.xpath.bound import bound_scope
from survey_forms.engine.xpath.code import Compiled, Dependency, Scope
from survey_forms.engine.xpath.compiler import Compiler
from survey_forms.engine.xpath.parser import parse

Known = dict[tuple[str, str, int, int], Compiled]
"""(text, wanted type, parent, table) -> compiled."""
MODEL_EVENTS = frozenset({"odk-instance-first-load", "odk-instance-load", "odk-new-repeat", "xforms-value-changed"})


def compile_property(model: FormModel, prop: Property, known: Known | None = None) -> None:
    """Compile one expression in the scope of its definition; FormError names line and node.

    known: what was compiled before, for expressions that siblings share.
    """
    defn = prop.defn
    if known is not None and prop.kind != "count" and defn.parent is not None and same_for_siblings(prop.text):
        key = (prop.text, prop.want, defn.parent.id, defn.table.id)
        if key not in known:
            compile_property(model, prop)
            known[key] = prop.compiled
        prop.compiled = known[key]
        return
    scope = count_scope(defn) if prop.kind == "count" else bound_scope(defn)
    try:
        prop.compiled = compile_expr(
            model, prop.expr, scope, prop.want, prop.text, prop.line, defn.path, what=prop.kind
        )
    except KeyError:  # of a table: the scope of a count has no row of the repeat itself
        raise FormError(
            "count: the number of rows cannot depend on what stands in one of them", code="count-of-itself",
            line=prop.line, node=defn.path, hint="ask for the number outside the repeat",
        ) from None  # fmt: skip


def count_scope(defn: Def) -> Scope:
    """The scope of an expression about a repeat as a whole: evaluated for the row around."""
    assert defn.parent is not None
    outer = bound_scope(defn.parent)
    scope = replace(outer, defn=defn)
    return replace(scope, origin=scope)


def compile_expr(
    model: FormModel,
    expr: Expr,
    scope: Scope,
    want: str,
    text: str,
    line: int | None,
    node: str,
    argument: str = "r",
    what: str = "expression",
) -> Compiled:
    """Compile, with the place added to what goes wrong."""
    try:
        return Compiler(model, model.namespaces).compile(expr, scope, want, argument, text)
    except FormError as error:
        if error.line is not None:
            raise
        raise FormError(
            f"{what}: {error.message}",
            code=error.code,
            line=line,
            node=node,
            hint=str(error.params.get("hint") or ""),
        ) from None


def compile_itemset(model: FormModel, control: Control, source: etree._Element) -> None:
    """`<itemset nodeset><value ref/><label ref/></itemset>`."""
    line = line_of(source)
    nodeset = source.get("nodeset")
    if nodeset is None:
        raise FormError("an itemset has no nodeset", line=line, node=control.defn.path)
    prop = add_property(model, "itemset", control.defn, str(nodeset), line)
    prop.want = "N"
    scope = bound_scope(control.defn)
    compiler = Compiler(model, model.namespaces)
    try:
        code = compiler.emit(prop.expr, scope)
    except FormError as error:
        raise FormError(error.message, code=error.code, line=line, node=control.defn.path) from None
    defs = None if code.cells is None else frozenset({code.cells.defn})
    compile_property(model, prop)
    value, label = child(source, "value"), child(source, "label")
    value_ref = "." if value is None else str(value.get("ref", "."))
    label_ref = value_ref if label is None else str(label.get("ref", value_ref))
    shown = label_of(label_ref, line)
    item = Scope(node="n", names=("n",), defs=defs, rows={0: ("0", True)})
    expressions = []
    for text in (value_ref, label_ref):
        expressions.append(compile_expr(model, parse(text), item, "s", text, line, control.defn.path, "n"))
    extra = [d for e in expressions for d in e.dependencies if d not in prop.compiled.dependencies]
    prop.compiled.dependencies = (*prop.compiled.dependencies, *extra)
    control.itemset = Itemset(prop, expressions[0], expressions[1], "jr:itext" in shown.source)


def compile_action(model: FormModel, source: etree._Element, trigger: Def) -> None:
    """`<setvalue ref event value>`."""
    line = line_of(source)
    if local(source) != "setvalue":
        model.warn(f"line {line}: <{local(source)}> is not carried out on this device")
        return
    events = tuple(str(source.get("event") or source.get("{http://www.w3.org/2001/xml-events}event") or "").split())
    for event in events:
        if event not in MODEL_EVENTS:
            model.warn(f"line {line}: event {event!r} never happens")
    ref = str(source.get("ref") or model.bind_ids.get(str(source.get("bind"))) or "")
    target = find(model, ref, line, trigger)
    if target is None or target.column < 0:
        raise FormError("setvalue names a node that is not there", code="ref-unknown", line=line, node=ref)
    rows = _target_rows(model, ref, target, trigger, line)
    value: Compiled | None = None
    text = source.get("value")
    if text is not None and str(text).strip():
        value = compile_expr(model, parse(str(text)), bound_scope(target), "v", str(text), line, target.path)
    in_repeat = next((d for d in reversed(trigger.chain()) if d.kind == "repeat"), None)
    literal = (source.text or "").strip(" \t\r\n")
    model.actions.append(Action(events, trigger, in_repeat, rows, target, value, literal, line))


def _target_rows(model: FormModel, ref: str, target: Def, trigger: Def, line: int | None) -> Compiled:
    """A function from the trigger's row to the rows of the target."""
    compiler = Compiler(model, model.namespaces)
    code = compiler.emit(parse(ref), bound_scope(trigger))
    if code.cells is None:
        raise FormError("setvalue's ref is too complicated", line=line, node=target.path)
    compiler.use_parents(code.cells)
    cells = code.cells
    body = f"[{cells.row} {' '.join(cells.loops)}]" if cells.loops else f"[{cells.row}]"
    return compiler.finish(body, "r", "rows", ref)


def replace_markers(model: FormModel) -> None:
    """What reads the words of a choice depends on what the options depend on."""
    marked = {marker: model.defs[defn_id] for defn_id, marker in model.markers.items()}
    if not marked:
        return
    for prop in model.properties:
        found: list[Dependency] = []
        for dependency in prop.compiled.dependencies:
            select = marked.get(dependency.defn)
            itemset = select.properties.get("itemset") if select is not None else None
            if select is None:
                found.append(dependency)
            elif itemset is not None:
                found.extend(replace(d, anchor=0) for d in itemset.compiled.dependencies)
        prop.compiled.dependencies = tuple(found)
