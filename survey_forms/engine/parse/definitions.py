"""Definitions from the primary instance: one per generic path, a table per repeat, start values as rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from survey_forms.engine.defs import Def, Table
from survey_forms.engine.errors import FormError
from survey_forms.engine.model import FormModel
from survey_forms.engine.parse.names import JR, ORX, XFORMS, elements, line_of
from survey_forms.engine.xpath.nodes import split

MAX_DEPTH = 100
TEMPLATE = f"{{{JR}}}template"


@dataclass(slots=True)
class RowData:
    """Values of one row (column -> text) and the rows of the tables below (table id -> rows)."""

    values: dict[int, str] = field(default_factory=dict)
    rows: dict[int, list[RowData]] = field(default_factory=dict)


def qname(element: etree._Element) -> str:
    """Name as it stands in refs: with the prefix of the document."""
    _, name = split(element.tag)
    return f"{element.prefix}:{name}" if element.prefix else name


class DefinitionBuilder:
    """Builds the definition tree; `repeats` are the generic paths of the body's repeats."""

    def __init__(self, model: FormModel, repeats: set[str], correcting: bool = False) -> None:
        self.model = model
        self.correcting = correcting
        self.repeats = repeats

    def build(self, source: etree._Element) -> None:
        """All definitions, then start rows and templates."""
        self._merge([source], self.model.root, 1)
        _identity(self.model, self.correcting)
        self.model.by_path = {d.path: d for d in self.model.defs}
        self.model.start_rows = read_rows(self.model, source, self.model.root)
        for table in self.model.tables[1:]:
            self._template(source, table)

    def _template(self, source: etree._Element, table: Table) -> None:
        """What a new row holds: the jr:template, else the first row there is, with its values kept."""
        found = [source]
        for defn in table.defn.chain()[1:]:
            assert defn.parent is not None
            found = [e for parent in found for e in elements(parent) if child_of(defn.parent, str(e.tag)) is defn]
        marked = next((e for e in found if e.get(TEMPLATE) is not None), None)
        chosen = marked if marked is not None else (found[0] if found else None)
        row = RowData() if chosen is None else read_rows(self.model, chosen, table.defn)
        self.model.templates[table.id] = row

    def _merge(self, sources: list[etree._Element], defn: Def, depth: int) -> None:
        """Children of all elements that share a generic path."""
        if depth > MAX_DEPTH:
            raise FormError("the primary instance is nested too deeply", node=defn.path, line=defn.line)
        for source in sources:
            for key in source.keys():  # noqa: SIM118 - the element's own keys are its attributes
                if key != TEMPLATE:
                    self._attribute(str(key), source, defn)
        if any(map(len, sources)):
            self._merge_children(sources, defn, depth)
        if not defn.children and defn.kind == "group":
            self._leaf(defn)

    def _merge_children(self, sources: list[etree._Element], defn: Def, depth: int) -> None:
        groups: dict[str, list[etree._Element]] = {}
        most: dict[str, int] = {}
        for source in sources:
            here: dict[str, int] = {}
            for element in elements(source):
                name = str(element.tag)
                groups.setdefault(name, []).append(element)
                here[name] = here.get(name, 0) + (element.get(TEMPLATE) is None)
            for name, count in here.items():
                most[name] = max(most.get(name, 0), count)
        for name, found in groups.items():
            child = self._child(found[0], defn, most[name] > 1)
            self._merge(found, child, depth + 1)

    def _leaf(self, defn: Def) -> None:
        defn.kind = "leaf"
        defn.column = len(self.model.columns)
        self.model.columns.append(defn)

    def _child(self, source: etree._Element, parent: Def, several: bool) -> Def:
        name = qname(source)
        path = f"{parent.path}/{name}"
        ns, local = split(source.tag)
        is_repeat = path in self.repeats
        defn = Def(len(self.model.defs), "group", name, local, ns, parent, path, parent.table, line=line_of(source))
        if is_repeat or several:
            defn.kind = "repeat"
            defn.implicit = not is_repeat
            table = Table(len(self.model.tables), defn, parent.table, parent.table.depth + 1)
            defn.table = table
            self.model.tables.append(table)
            if not any(True for _ in elements(source)):
                # A repeat of bare leaves: the row itself holds the text.
                defn.column = len(self.model.columns)
                self.model.columns.append(defn)
        self.model.defs.append(defn)
        parent.children.append(defn)
        return defn

    def _attribute(self, key: str, source: etree._Element, parent: Def) -> None:
        ns, local = split(key)
        prefix = next((p for p, uri in source.nsmap.items() if uri == ns and p), "") if ns else ""
        name = f"@{prefix}:{local}" if prefix else f"@{local}"
        if any(a.name == name for a in parent.attributes):
            return
        path = f"{parent.path}/{name}"
        defn = Def(len(self.model.defs), "attribute", name, local, ns, parent, path, parent.table, line=line_of(source))
        defn.column = len(self.model.columns)
        self.model.columns.append(defn)
        self.model.defs.append(defn)
        parent.attributes.append(defn)


def child_of(parent: Def, tag: str) -> Def | None:
    """The child definition of an element's tag.

    Submissions leave the namespace of the form document out, so the default one and none are the same.
    """
    if len(parent.by_tag) < len(parent.children):
        for child in parent.children:
            spaces = ("", XFORMS) if child.ns in ("", XFORMS) else (child.ns,)
            for ns in spaces:
                parent.by_tag[f"{{{ns}}}{child.local}" if ns else child.local] = child
    return parent.by_tag.get(tag)


def _identity(model: FormModel, correcting: bool) -> None:
    """meta/instanceID, added where the form has none; meta/deprecatedID too in the model of a correction."""
    meta = next((d for d in model.root.children if d.local == "meta"), None)
    if meta is None:
        prefix = next((p for p, uri in model.namespaces.items() if uri == ORX), "")
        if prefix:
            model.nsmap[prefix] = ORX
        meta = _add(model, model.root, "meta", ORX if prefix else model.root.ns, prefix, "group")
    names = ("instanceID", "deprecatedID") if correcting else ("instanceID",)
    for name in names:
        if not any(d.local == name for d in meta.children):
            _add(model, meta, name, meta.ns, meta.name.rpartition(":")[0], "leaf")


def _add(model: FormModel, parent: Def, local: str, ns: str, prefix: str, kind: str) -> Def:
    name = f"{prefix}:{local}" if prefix else local
    if parent.kind == "leaf":
        parent.kind = "group"
    defn = Def(len(model.defs), kind, name, local, ns, parent, f"{parent.path}/{name}", parent.table)
    if kind == "leaf":
        defn.column = len(model.columns)
        model.columns.append(defn)
    model.defs.append(defn)
    parent.children.append(defn)
    return defn


def read_rows(model: FormModel, source: etree._Element, defn: Def) -> RowData:
    """The values below one element, as the row of `defn`'s table."""
    row = RowData()
    stack: list[tuple[etree._Element, Def, RowData]] = [(source, defn, row)]
    while stack:
        element, at, into = stack.pop()
        for attribute in at.attributes:
            key = f"{{{attribute.ns}}}{attribute.local}" if attribute.ns else attribute.local
            value = element.get(key)
            if value is not None:
                into.values[attribute.column] = str(value)
        if at.column >= 0:
            into.values[at.column] = element.text or ""
        for child in elements(element):
            below = child_of(at, str(child.tag))
            if below is None:
                continue
            if below.kind != "repeat":
                stack.append((child, below, into))
            elif child.get(TEMPLATE) is None:
                data = RowData()
                into.rows.setdefault(below.table.id, []).append(data)
                stack.append((child, below, data))
    return row


def new_root(source: etree._Element) -> tuple[Def, Table]:
    """The root definition and its table of one row."""
    ns, local = split(source.tag)
    name = qname(source)
    root = Def(0, "group", name, local, ns, None, f"/{name}", None, line=line_of(source))  # type: ignore[arg-type]
    table = Table(0, root, None)
    root.table = table
    root.owner = root
    return root, table
