"""What the rest of the suite may know of the engine: values handed out, and the two protocols Form and FormSession.

A *ref* is an absolute path with 1-based positions on repeat rows only: `/data/member[2]/age`. The unindexed path of a
repeat (`/data/member`, `/data/member[2]/child`) names its range: the rows together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from survey_forms.engine.clock import Clock

Resource = bytes | Path
ItemKind = Literal["group", "repeat", "instance", "question", "note", "trigger", "model"]
ViolationKind = Literal["constraint", "required", "type"]

NO_RESOURCES: Mapping[str, Resource] = {}


@dataclass(frozen=True, slots=True)
class Item:
    """One place of the survey tree, as a snapshot: what to draw, not what is in it (that is `FormSession.node`).

    kind: `group`; `repeat` (the range; its children are `instance` items, one a row); `question`; `note` (a read-only
    text without an answer); `trigger` (an acknowledgement); `model` (a value without a control: calculate, meta).
    control: the XForms element (`input`, `select1`, `select`, `upload`, `trigger`, `range`, `rank`, `group`, `repeat`),
    empty for `model`. type: the bind's type (`string`, `int`, `decimal`, `date`, `time`, `dateTime`, `geopoint`,
    `geotrace`, `geoshape`, `binary`, `barcode`, `boolean`).
    params: the control's other attributes (`start`, `end`, `step`, `mediatype`, `rows`, `query`, ...), and by local
    name
    those of the bind in a namespace that XForms and ODK do not use: a form's own hints to a view.
    generic: the ref without positions; the same for every row.
    """

    kind: ItemKind
    ref: str
    generic: str
    name: str
    control: str = ""
    type: str = "string"
    params: Mapping[str, str] = field(default_factory=dict)
    appearance: str = ""
    children: tuple[Item, ...] = ()
    can_add: bool = False
    can_remove: bool = False
    counted: bool = False
    """repeat: the form sets the number of rows (jr:count)."""
    parent: str = ""
    """ref of the parent item, empty for the root."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select: the stored value, its words in the session's language, media by kind (`image`,
    `audio`)."""

    value: str
    label: str
    media: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Violation:
    """Why an answer cannot stand. `message` is the form's own words in the session's language, empty if it has none."""

    ref: str
    kind: ViolationKind
    message: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """State of one ref now. `value` is the stored text, also while the node is not relevant.

    `label`, `hint`, `guidance` are plain text (Markdown as authored) in the session's language, None where the form
    has none.
    `violation` tells what is wrong now (also `required` on a blank, untouched node: the view decides when to show it).
    """

    ref: str
    value: str = ""
    relevant: bool = True
    readonly: bool = False
    required: bool = False
    label: str | None = None
    hint: str | None = None
    guidance: str | None = None
    media: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] | None = None
    violation: Violation | None = None
    type: str = "string"


@dataclass(frozen=True, slots=True)
class Changes:
    """What one call changed. A view redraws the refs named here and nothing else; a journal keeps `values`.

    values: ref -> stored text of every cell written (answers, calculations, setvalue).
    relevance: refs whose own or inherited relevance changed. states, labels, choices: watched refs whose readonly,
    required or violation, whose words, whose options changed. rows: repeat ranges that gained, lost or moved rows:
    build the items below them anew.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    relevance: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    choices: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()

    @property
    def refs(self) -> frozenset[str]:
        """Every ref named in any part."""
        return frozenset(self.values) | self.relevance | self.states | self.labels | self.choices | self.rows

    def __bool__(self) -> bool:
        return bool(self.values or self.relevance or self.states or self.labels or self.choices or self.rows)


@dataclass(frozen=True, slots=True)
class Submission:
    """A finalised survey: OpenRosa XML without what is not relevant, the attachments it names, the audit log if
    declared."""

    instance_id: str
    xml: bytes
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    audit_csv: bytes | None = None
    instance_name: str = ""
    deprecated_id: str = ""


@runtime_checkable
class FormSession(Protocol):
    """One survey being filled. Belongs to one thread. Every ref-taking call raises RefError for a ref that does not
    exist."""

    @property
    def language(self) -> str | None:
        """Language of labels and choices; None in a form without translations."""

    @property
    def last_added(self) -> Changes:
        """Changes of the latest add_repeat."""

    def set(self, ref: str, value: str) -> Changes:
        """Store an answer. Any text is stored; what is wrong with it is `node(ref).violation`.

        Raises ReadonlyError on a read-only node. A node that is not relevant is stored and stays masked.
        """

    def add_repeat(self, ref: str, at: int | None = None) -> str:
        """Add a row to the range and return its ref; raises RepeatError when the range does not allow it."""

    def remove_repeat(self, ref: str) -> Changes:
        """Remove a row (`/data/member[2]`); later rows move up. Raises RepeatError when not allowed."""

    def attach(self, ref: str, name: str, data: bytes) -> Changes:
        """Keep a file for an upload question and store its name as the answer; an empty name removes it."""

    def root(self) -> Item:
        """The tree as it is now, relevant or not, in the order of the form (body order; model-only nodes last)."""

    def item(self, ref: str) -> Item:
        """One item of the tree with its children."""

    def node(self, ref: str) -> Node:
        """State of one ref, with label, hint and choices computed now."""

    def status(self, ref: str) -> Node:
        """As `node`, without label, hint, guidance, media and choices: a view counts hundreds of questions by it."""

    def refs(self) -> list[str]:
        """All refs in tree order: root, groups, repeat ranges (unindexed), instances, leaves."""

    def watch(self, refs: Iterable[str]) -> None:
        """Name the visible refs: only these get labels, choices and violations in Changes. Replaces the previous
        set."""

    def set_language(self, name: str | None) -> Changes:
        """Change the language; an unknown name falls back to the form's default."""

    def audit(self, event: str, ref: str = "") -> None:
        """Report navigation for the audit log (`question`, `group questions`, `form save`, ... with the ref
        concerned)."""

    def at_place(self, latitude: str, longitude: str, accuracy: str = "") -> None:
        """Where the survey is made, for an audit log that asks for it: degrees (WGS 84) and metres as text."""

    def validate(self) -> list[Violation]:
        """Everything that keeps the survey from being finalised, in tree order; not relevant nodes are not asked."""

    def draft(self) -> bytes:
        """All of the session as bytes for `Form.resume`: values (masked ones too), rows, attachments, language,
        audit."""

    def finalise(self) -> Submission:
        """Finish: raises Invalid with the violations; otherwise the submission. The session stays usable."""


@runtime_checkable
class Form(Protocol):
    """A loaded form. Immutable; start as many sessions as needed."""

    @property
    def title(self) -> str:
        """The form's title."""

    @property
    def form_id(self) -> str:
        """`id` of the primary instance's root."""

    @property
    def version(self) -> str:
        """`version` of the primary instance's root, empty if it has none."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the form, the default first."""

    @property
    def body_class(self) -> str:
        """Class of the body (`pages`, `theme-grid`), as authored."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the author should look at."""

    def start(
        self,
        language: str | None = None,
        clock: Clock | None = None,
        resources: Mapping[str, Resource] = NO_RESOURCES,
    ) -> FormSession:
        """A new survey. `resources` by instance id (`household`) or file name: XML, CSV or GeoJSON."""

    def resume(
        self,
        draft: bytes,
        clock: Clock | None = None,
        resources: Mapping[str, Resource] = NO_RESOURCES,
    ) -> FormSession:
        """Go on with a draft; raises DraftError if it is damaged or belongs to another form."""

    def edit(
        self,
        xml: bytes,
        language: str | None = None,
        clock: Clock | None = None,
        resources: Mapping[str, Resource] = NO_RESOURCES,
        attachments: Mapping[str, bytes] = {},
    ) -> FormSession:
        """Correct a finalised survey: a new instanceID, the old one as deprecatedID; raises DraftError."""
