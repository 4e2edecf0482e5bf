"""A form as loaded: definitions, expressions in order, body, texts, secondary instances. Immutable once loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey_forms.engine.contract import ItemKind
from survey_forms.engine.defs import Def, Property, Table
from survey_forms.engine.errors import FormError
from survey_forms.engine.xpath.ast import Expr
from survey_forms.engine.xpath.code import Compiled
from survey_forms.engine.xpath.runtime import Instance


@dataclass(eq=False, slots=True)
class Output:
    """`<output value="..."/>` inside a text."""

    text: str
    expr: Expr
    line: int | None


@dataclass(frozen=True, slots=True)
class Text:
    """A text with outputs in it."""

    parts: tuple[str | Output, ...]

    @property
    def plain(self) -> str | None:
        """The text if it has no outputs."""
        if any(isinstance(part, Output) for part in self.parts):
            return None
        return "".join(str(part) for part in self.parts)


@dataclass(eq=False, slots=True)
class Label:
    """Words of a label, hint or message: inline, by itext id, or by an id computed by an expression."""

    text: Text | None = None
    itext: str = ""
    expr: Expr | None = None
    source: str = ""
    line: int | None = None


@dataclass(eq=False, slots=True)
class StaticItem:
    """`<item>` of a select."""

    value: str
    label: Label | None


@dataclass(eq=False, slots=True)
class Itemset:
    """`<itemset>`: the nodes are a property of the select, value and label are compiled per node."""

    nodes: Property
    value: Compiled
    label: Compiled
    label_is_itext: bool


@dataclass(eq=False, slots=True)
class Control:
    """An element of the body."""

    kind: ItemKind
    control: str
    defn: Def
    line: int | None
    label: Label | None = None
    hint: Label | None = None
    appearance: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    items: list[StaticItem] = field(default_factory=list)
    itemset: Itemset | None = None
    children: list[Control] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Action:
    """`<setvalue>`: on `events` of `trigger` (None: the model) write `value` to `target`."""

    events: tuple[str, ...]
    trigger: Def
    in_repeat: Def | None
    rows: Compiled
    target: Def
    value: Compiled | None
    literal: str
    line: int | None


@dataclass(eq=False, slots=True)
class Edge:
    """Who reads a definition: the rows of `prop` to compute again, by going up and down tables from the changed row."""

    prop: Property
    ups: tuple[int, ...]
    downs: tuple[int, ...]


Texts = dict[str, dict[str, dict[str, Text]]]
"""language -> id -> form (`""`, `long`, `short`, `guidance`, `image`, `audio`, `video`, `big-image`) -> text."""


@dataclass(eq=False, slots=True)
class FormModel:
    """Everything known of a form; sessions only add values."""

    root: Def
    title: str = ""
    form_id: str = ""
    version: str = ""
    body_class: str = ""
    primary_id: str = ""
    namespaces: dict[str, str] = field(default_factory=dict)
    nsmap: dict[str | None, str] = field(default_factory=dict)
    defs: list[Def] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    columns: list[Def] = field(default_factory=list)
    by_path: dict[str, Def] = field(default_factory=dict)
    properties: list[Property] = field(default_factory=list)
    ordered: list[Property] = field(default_factory=list)
    body: list[Control] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    texts: Texts = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    instances: dict[str, Instance] = field(default_factory=dict)
    external: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    readers: dict[int, list[Edge]] = field(default_factory=dict)
    """Definition id -> who reads its value or relevance."""
    row_readers: dict[int, list[Edge]] = field(default_factory=dict)
    """Table id -> who depends on which rows there are; `ups` start at the row around."""
    bind_ids: dict[str, str] = field(default_factory=dict)
    """`id` of a bind -> path, for controls and actions that name the bind."""
    markers: dict[int, Def] = field(default_factory=dict)
    start_rows: object = None
    templates: dict[int, object] = field(default_factory=dict)
    audited: str = ""
    """Path of meta/audit if the form asks for an audit log."""
    audit_wishes: tuple[str, ...] = ()
    """What it asks of the log beyond times and values (attributes of the bind)."""

    def warn(self, message: str) -> None:
        """Note something the author should look at, once."""
        if message not in self.warnings:
            self.warnings.append(message)

    def is_primary(self, instance: str) -> bool:
        """Whether an instance id means the survey itself."""
        return bool(instance) and instance == self.primary_id

    def need_instance(self, name: str) -> None:
        """Raise FormError unless the form declares the instance."""
        if name not in self.instances and name not in self.external:
            raise FormError(
                f"instance({name!r}) is not declared", code="instance-missing", hint="add the instance to the model"
            )

    def choices_marker(self, defn: Def) -> Def:
        """A stand-in for the options of a select in dependencies; replaced by what the options depend on."""
        return self.markers.setdefault(
            defn.id, Def(-1 - defn.id, "marker", "", "", "", None, defn.path, self.root.table, owner=self.root)
        )
