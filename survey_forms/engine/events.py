"""Preloads, setvalue actions, and what is filled in at the end."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from survey_forms.engine import dates
from survey_forms.engine.defs import Def, Table
from survey_forms.engine.instance.cast import cast
from survey_forms.engine.instance.propagate import Propagator
from survey_forms.engine.instance.state import State
from survey_forms.engine.model import Action, FormModel
from survey_forms.engine.xpath.runtime import Runtime

_MAX_CHAIN = 100
"""Deepest chain of value-changed events; more is a circle of actions and is left there."""


@dataclass(slots=True)
class _Ready:
    action: Action
    rows: Callable[[int], list[int]]
    value: Callable[[int], Any] | None


class Events:
    """Carries out what happens at an event."""

    def __init__(self, model: FormModel, state: State, propagator: Propagator, runtime: Runtime) -> None:
        self._model = model
        self._state = state
        self._propagator = propagator
        self._runtime = runtime
        self._ready = [self._prepare(action) for action in model.actions]
        self._on_value: dict[int, list[_Ready]] = {}
        for ready in self._ready:
            if "xforms-value-changed" in ready.action.events:
                self._on_value.setdefault(ready.action.trigger.id, []).append(ready)
        self._depth = 0
        if self._on_value:
            propagator.on_value = self._value_changed
        if any("odk-new-repeat" in r.action.events for r in self._ready):
            propagator.on_new_row = self._new_row

    def _prepare(self, action: Action) -> _Ready:
        value = action.value.instantiate(self._runtime, self._state) if action.value else None
        return _Ready(action, action.rows.instantiate(self._runtime, self._state), value)

    # start

    def preload(self) -> None:
        """jr:preload of a new survey, and the instanceID."""
        for defn in self._model.defs:
            if defn.preload is not None and defn.column >= 0:
                text = self._preloaded(*defn.preload)
                if text is not None:
                    for row in self._rows_of(defn):
                        if self._state.stored[defn.column][row] == "" or defn.preload[0] != "uid":
                            self._propagator.write(defn, row, text)
        self.ensure_instance_id()

    def _preloaded(self, kind: str, params: str) -> str | None:
        now = self._runtime.now()
        if kind == "uid":
            return f"uuid:{uuid.uuid4()}"
        if kind == "timestamp":
            return dates.iso(now) if params == "start" else None
        if kind == "date":
            return now.date().isoformat()
        if kind == "property":
            return self._runtime.property(params) or None
        return None

    def ensure_instance_id(self) -> None:
        """Give the survey its identity unless the form computes it."""
        defn = self._meta_def("instanceID")
        if defn is not None and self._state.stored[defn.column][0] == "" and "calculate" not in defn.properties:
            self._propagator.write(defn, 0, f"uuid:{uuid.uuid4()}")

    def deprecate(self) -> None:
        """A new instanceID; the old one is kept as deprecatedID where the form has the node."""
        old = self.meta("instanceID")
        self.set_meta("deprecatedID", old)
        self.set_meta("instanceID", f"uuid:{uuid.uuid4()}")

    def load(self, *, first: bool) -> None:
        """odk-instance-first-load (new surveys only), then odk-instance-load."""
        if first:
            self._fire("odk-instance-first-load")
        self._fire("odk-instance-load")

    def _fire(self, event: str) -> None:
        for ready in self._ready:
            if event in ready.action.events:
                for row in self._rows_of(ready.action.trigger):
                    self._carry_out(ready, row)
        self._propagator.run()

    def _rows_of(self, defn: Def) -> list[int]:
        return self._state.rows_under(self._model.tables[0], 0, defn.table)

    # later

    def _value_changed(self, defn: Def, row: int) -> None:
        ready = self._on_value.get(defn.id)
        if not ready or self._depth >= _MAX_CHAIN:
            return
        self._depth += 1
        try:
            # The rest of the form is computed first: an action sees what follows from the answer.
            self._propagator.run()
            for action in ready:
                self._carry_out(action, row)
        finally:
            self._depth -= 1

    def _new_row(self, table: Table, slot: int) -> None:
        self._propagator.run()
        for ready in self._ready:
            action = ready.action
            if "odk-new-repeat" in action.events and action.in_repeat is table.defn:
                for row in self._state.rows_under(table, slot, action.trigger.table):
                    self._carry_out(ready, row)

    def _carry_out(self, ready: _Ready, row: int) -> None:
        action = ready.action
        targets = ready.rows(row)
        if not targets:
            return
        target = targets[0]
        text = action.literal if ready.value is None else ready.value(target)
        self._propagator.write(action.target, target, cast(text, action.target.type, self._runtime.tz))

    # end

    def finish(self) -> None:
        """Timestamps of the end."""
        for defn in self._model.defs:
            if defn.preload == ("timestamp", "end") and defn.column >= 0:
                for row in self._rows_of(defn):
                    self._propagator.write(defn, row, dates.iso(self._runtime.now()))

    def _meta_def(self, name: str) -> Def | None:
        for meta in self._model.root.children:
            if meta.local == "meta":
                return next((d for d in meta.children if d.local == name and d.column >= 0), None)
        return None

    def meta(self, name: str) -> str:
        """A value under meta/, empty without it."""
        defn = self._meta_def(name)
        return "" if defn is None else self._state.stored[defn.column][0]

    def set_meta(self, name: str, text: str) -> bool:
        """Write a value under meta/; False if the form has no such node."""
        defn = self._meta_def(name)
        if defn is None:
            return False
        self._propagator.write(defn, 0, text)
        return True

    def set_path(self, path: str, text: str) -> None:
        """Write a node by its generic path."""
        self._propagator.write(self._model.by_path[path], 0, text)
