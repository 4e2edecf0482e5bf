"""One survey being filled: the public face of State, Propagator and Words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from survey_forms.engine.audit import AuditLog
from survey_forms.engine.clock import Clock
from survey_forms.engine.contract import Changes, Item, Node, Submission, Violation
from survey_forms.engine.defs import Def
from survey_forms.engine.drafts import Content, write_draft
from survey_forms.engine.errors import Invalid, ReadonlyError, RefError, RepeatError
from survey_forms.engine.events import Events
from survey_forms.engine.instance.answers import normal
from survey_forms.engine.instance.cast import fits
from survey_forms.engine.instance.propagate import Propagator, Record
from survey_forms.engine.instance.serialise import to_bytes, to_element
from survey_forms.engine.instance.state import State
from survey_forms.engine.items import Items
from survey_forms.engine.model import FormModel
from survey_forms.engine.parse.definitions import RowData
from survey_forms.engine.watching import Watcher
from survey_forms.engine.words import Words
from survey_forms.engine.xpath.runtime import Instance, Runtime


class Session:
    """Implements contract.FormSession. Made by Form.start, resume and edit."""

    def __init__(
        self,
        model: FormModel,
        clock: Clock,
        language: str | None,
        instances: Mapping[str, Instance],
        correcting: bool = False,
    ) -> None:
        self._model = model
        self._correcting = correcting
        self._clock = clock
        self._runtime = Runtime(clock, instances)
        self._runtime.form_version = model.version
        self._state = State(model)
        self._words = Words(model, self._state, self._runtime, _language(model, language))
        self._state.choice_name = self._words.choice_name
        self._runtime.itext = lambda key: self._words.itext(key, model.root, 0) or ""
        self._propagator: Propagator
        self._events: Events
        self._items = Items(model, self._state)
        self._watcher = Watcher(self.node)
        self._log = AuditLog(clock)
        self._attachments: dict[str, bytes] = {}
        self.last_added = Changes()

    def begin(self, data: RowData) -> None:
        """A new survey: start values, preloads, everything computed, load events."""
        self._fill(data)
        self._events.preload()
        self._propagator.start()
        self._events.load(first=True)
        self._audit_moment("form start")
        self._propagator.record = Record()

    def restore(self, content: Content) -> None:
        """A draft, or a survey to be corrected (then with a new identity)."""
        self._fill(content.rows)
        self._propagator.park(content.parked)
        self._attachments = dict(content.attachments)
        self._log = AuditLog(self._clock, content.events)
        if content.deprecates:
            self._events.deprecate()
        else:
            self._events.ensure_instance_id()
        self._propagator.start()
        self._events.load(first=False)
        self._audit_moment("form resume")
        self._propagator.record = Record()

    def _fill(self, data: RowData) -> None:
        self._state.fill(data)
        self._propagator = Propagator(self._model, self._state, self._runtime)
        self._events = Events(self._model, self._state, self._propagator, self._runtime)

    # reading

    @property
    def language(self) -> str | None:
        """Language of labels and choices."""
        return self._words.language

    def root(self) -> Item:
        """The whole tree."""
        return self._items.root()

    def item(self, ref: str) -> Item:
        """One item with its children; raises RefError."""
        defn, row, is_range = self._state.find(ref)
        return self._items.item(defn, row, is_range)

    def refs(self) -> list[str]:
        """All refs in tree order."""
        return self._items.refs()

    def node(self, ref: str) -> Node:
        """State of one ref; raises RefError."""
        defn, row, is_range = self._state.find(ref)
        if is_range:
            return self._range_node(ref, defn, row)
        words, control = self._words, defn.control
        label = control.label if control else None
        hint = control.hint if control else None
        return replace(
            self._status(defn, row, ref),
            label=words.label(label, defn, row),
            hint=words.label(hint, defn, row),
            guidance=words.label(hint, defn, row, "guidance"),
            media=words.media(label, defn, row),
            choices=words.choices(control, row) if control and defn.column >= 0 else None,
        )

    def status(self, ref: str) -> Node:
        """State of one ref without its words; raises RefError."""
        defn, row, is_range = self._state.find(ref)
        if is_range:
            return Node(ref=ref, relevant=self._is_range_relevant(defn, row), type="")
        return self._status(defn, row, ref)

    def _status(self, defn: Def, row: int, ref: str) -> Node:
        relevant = self._state.relevant(defn, row)
        return Node(
            ref=ref,
            value=self._state.stored[defn.column][row] if defn.column >= 0 else "",
            relevant=relevant,
            readonly=self._words.readonly(defn, row),
            required=self._words.holds("required", defn, row, False),
            violation=self._violation(defn, row, ref) if relevant else None,
            type=defn.type,
        )

    def _is_range_relevant(self, defn: Def, parent: int) -> bool:
        assert defn.parent is not None
        return self._state.relevant(defn.parent, parent) and self._words.range_relevant(defn, parent)

    def _range_node(self, ref: str, defn: Def, parent: int) -> Node:
        label = defn.control.label if defn.control else None
        assert defn.parent is not None
        return Node(
            ref=ref,
            relevant=self._is_range_relevant(defn, parent),
            label=self._words.label(label, defn.parent, parent) if label else None,
            type="",
        )

    def _violation(self, defn: Def, row: int, ref: str) -> Violation | None:
        if defn.column < 0:
            return None
        value = self._state.stored[defn.column][row]
        words = self._words
        if value == "":
            if words.holds("required", defn, row, False):
                return Violation(ref, "required", self._message("required", defn, row))
            return None
        if not fits(value, defn.type):
            return Violation(ref, "type", "")
        if not words.holds("constraint", defn, row, True):
            return Violation(ref, "constraint", self._message("constraint", defn, row))
        return None

    def _message(self, kind: str, defn: Def, row: int) -> str:
        return self._words.label(defn.messages.get(kind), defn, row) or ""

    # writing

    def set(self, ref: str, value: str) -> Changes:
        """Store an answer; raises RefError, ReadonlyError."""
        defn, row, is_range = self._state.find(ref)
        if is_range or defn.column < 0 or defn.kind == "attribute":
            raise RefError(ref, "not a question")
        if self._words.readonly(defn, row):
            raise ReadonlyError(ref)
        old = self._state.stored[defn.column][row]
        if defn.control is not None:
            choices = self._words.choices(defn.control, row) if defn.control.control == "select" else None
            value = normal(defn.control, value, choices)
        if self._propagator.write(defn, row, value):
            if self._model.audited and defn.control is not None:
                self._log.answered(ref, old, value)
            self._propagator.run()
        return self._changes()

    def add_repeat(self, ref: str, at: int | None = None) -> str:
        """Add a row; `at` a 0-based place, the end if None. Raises RefError, RepeatError."""
        defn, parent, is_range = self._state.find(ref)
        if not is_range:
            raise RefError(ref, "not a repeat's range")
        if not self._items.can_add(defn):
            raise RepeatError(ref, "this repeat takes no further rows")
        slot = self._propagator.add_row(defn.table, parent, at)
        self._propagator.run()
        self.last_added = self._changes()
        added = self._state.ref(defn, slot)
        self._audit_moment("add repeat", added)
        return added

    def remove_repeat(self, ref: str) -> Changes:
        """Remove a row; raises RefError, RepeatError."""
        defn, row, is_range = self._state.find(ref)
        if is_range or defn.kind != "repeat":
            raise RefError(ref, "not a row of a repeat")
        if not self._items.can_add(defn):
            raise RepeatError(ref, "rows of this repeat cannot be removed")
        self._audit_moment("delete repeat", ref)
        self._propagator.remove_row(defn.table, row)
        self._propagator.run()
        return self._changes()

    def attach(self, ref: str, name: str, data: bytes) -> Changes:
        """Keep a file and answer with its name; raises RefError, ReadonlyError."""
        defn, row, is_range = self._state.find(ref)
        if is_range or defn.column < 0:
            raise RefError(ref, "not a question")
        old = self._state.stored[defn.column][row]
        changes = self.set(ref, name)
        if old != name:
            self._drop_attachment(old)
        if name:
            self._attachments[name] = data
        return changes

    def _drop_attachment(self, name: str) -> None:
        if name in self._attachments and not any(name in column for column in self._state.stored):
            del self._attachments[name]

    def watch(self, refs: Iterable[str]) -> None:
        """Replace the set of visible refs; raises RefError."""
        watched = []
        for ref in refs:
            defn, _, _ = self._state.find(ref)
            node = self.node(ref)  # before `reads`: what its words and choices read is known once they were evaluated
            watched.append((node, self._words.reads(defn)))
        self._watcher.watch(watched)

    def set_language(self, name: str | None) -> Changes:
        """Change the language of labels and choices."""
        self._words.language = _language(self._model, name)
        return self._changes(everything=True)

    def audit(self, event: str, ref: str = "") -> None:
        """Navigation for the audit log."""
        if not self._model.audited:
            return
        if ref:
            self._log.enter(event, ref)
        else:
            self._log.moment(event)

    def at_place(self, latitude: str, longitude: str, accuracy: str = "") -> None:
        """Where the survey is made, for an audit log that asks for it: degrees (WGS 84) and metres as text."""
        self._log.place = (latitude, longitude, accuracy)

    def _audit_moment(self, event: str, ref: str = "") -> None:
        if self._model.audited:
            self._log.moment(event, ref)

    def _changes(self, everything: bool = False) -> Changes:
        self._words.changed()
        record, self._propagator.record = self._propagator.record, Record()
        return self._watcher.changes(record, self._state, everything)

    # finishing

    def validate(self) -> list[Violation]:
        """Violations of all relevant nodes, in tree order."""
        found: list[Violation] = []
        for defn, row in self._items.cells():
            if self._state.relevant(defn, row):
                violation = self._violation(defn, row, self._state.ref(defn, row))
                if violation is not None:
                    found.append(violation)
        return found

    def draft(self) -> bytes:
        """Everything, for Form.resume."""
        return write_draft(self._model, self._state, self.language, self._attachments, self._log, self._correcting)

    def instance(self) -> bytes:
        """The survey's XML as it stands, whatever is wrong with it, without what is not relevant."""
        return to_bytes(to_element(self._state, prune=True))

    def finalise(self) -> Submission:
        """Check, complete meta, write the XML; raises Invalid."""
        violations = self.validate()
        if violations:
            self._audit_moment("finalize error")
            raise Invalid(violations)
        self._events.finish()
        self._propagator.run()
        self._words.changed()
        self._log.leave()
        self._audit_moment("form finalize")
        audit = None
        if self._model.audited:
            self._events.set_path(self._model.audited, "audit.csv")
            audit = self._log.csv(self._model.audit_wishes)
        xml = self.instance()
        names = {text for column in self._state.masked for text in column}
        return Submission(
            instance_id=self._events.meta("instanceID"),
            xml=xml,
            attachments={n: d for n, d in self._attachments.items() if n in names},
            audit_csv=audit,
            instance_name=self._events.meta("instanceName"),
            deprecated_id=self._events.meta("deprecatedID"),
        )


def _language(model: FormModel, name: str | None) -> str | None:
    if name in model.languages:
        return name
    return model.languages[0] if model.languages else None
