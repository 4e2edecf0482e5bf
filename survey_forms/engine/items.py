"""The survey tree for views: items in body order, refs in instance order."""

from __future__ import annotations

from collections.abc import Iterator

from survey_forms.engine.contract import Item
from survey_forms.engine.defs import Def
from survey_forms.engine.instance.state import State
from survey_forms.engine.model import Control, FormModel


class Items:
    """Snapshots of the tree."""

    def __init__(self, model: FormModel, state: State) -> None:
        self._model = model
        self._state = state
        self._rows: dict[tuple[int, int], Item] = {}

    def can_add(self, defn: Def) -> bool:
        """Whether rows may be added or removed by hand."""
        return not defn.fixed and not defn.implicit and "count" not in defn.properties

    def root(self) -> Item:
        """The root with everything below: controls in body order, then what has no control."""
        root = self._model.root
        children = [self._control(c, 0, root.path) for c in self._model.body]
        children += [
            self._model_item(d, 0, root.path) for d in self._model.defs if d.kind == "leaf" and self._is_model(d, root)
        ]
        return Item(kind="group", ref=root.path, generic=root.path, name=root.name, type="", children=tuple(children))

    def _is_model(self, defn: Def, around: Def) -> bool:
        return not defn.in_body and defn.table is around.table

    def item(self, defn: Def, row: int, is_range: bool) -> Item:
        """One item of the tree."""
        if defn.parent is None:
            return self.root()
        control = defn.control
        if defn.kind == "repeat" and not is_range:
            return self._instance(control, defn, row)
        if control is None or not isinstance(control, Control):
            return self._model_item(defn, row, self._state.ref(defn.parent, row))
        outer = row
        return self._control(control, outer, self._state.ref(defn.parent, outer))

    def _control(self, control: Control, row: int, parent: str) -> Item:
        defn = control.defn
        if control.kind == "repeat":
            return self._range(control, row, parent)
        ref = self._state.ref(defn, row)
        return Item(
            kind=control.kind,
            ref=ref,
            generic=defn.path,
            name=defn.name,
            control=control.control,
            type=defn.type if defn.column >= 0 else "",
            params={**defn.marks, **control.params},
            appearance=control.appearance,
            children=tuple(self._control(c, row, ref) for c in control.children),
            parent=parent,
        )

    def _range(self, control: Control, parent_row: int, parent: str) -> Item:
        defn = control.defn
        ref = self._state.range_ref(defn, parent_row)
        allowed = self.can_add(defn)
        rows = self._state.kids[defn.table.id][parent_row]
        return Item(
            kind="repeat",
            ref=ref,
            generic=defn.path,
            name=defn.name,
            control="repeat",
            type="",
            params={**defn.marks, **control.params},
            appearance=control.appearance,
            children=tuple(self._instance(control, defn, slot) for slot in rows),
            can_add=allowed,
            can_remove=allowed and bool(rows),
            counted="count" in defn.properties,
            parent=parent,
        )

    def _instance(self, control: Control | None, defn: Def, slot: int) -> Item:
        """A row whose place is the same as before, and that holds no repeat itself, is the same item."""
        kept = self._rows.get((defn.id, slot))
        if kept is not None and kept.ref == self._state.ref(defn, slot):
            return kept
        made = self._rows[defn.id, slot] = self._new_instance(control, defn, slot)
        if any(below.kind == "repeat" for below in defn.subtree() if below is not defn):
            del self._rows[defn.id, slot]
        return made

    def _new_instance(self, control: Control | None, defn: Def, slot: int) -> Item:
        ref = self._state.ref(defn, slot)
        controls = control.children if control is not None else []
        children = [self._control(c, slot, ref) for c in controls]
        children += [
            self._model_item(d, slot, ref)
            for d in defn.subtree()
            if d.kind == "leaf" and not d.in_body and d.table is defn.table
        ]
        return Item(
            kind="instance",
            ref=ref,
            generic=defn.path,
            name=defn.name,
            control="group",
            type="",
            params=defn.marks,
            appearance=control.appearance if control is not None else "",
            children=tuple(children),
            can_remove=self.can_add(defn),
            parent=ref.rpartition("[")[0],
        )

    def _model_item(self, defn: Def, row: int, parent: str) -> Item:
        return Item(
            kind="model",
            ref=self._state.ref(defn, row),
            generic=defn.path,
            name=defn.name,
            type=defn.type if defn.column >= 0 else "",
            params=defn.marks,
            parent=parent,
        )

    def places(self) -> Iterator[tuple[Def, int, bool]]:
        """(definition, row, is a range) in instance order, attributes left out."""
        stack: list[tuple[Def, int, bool]] = [(self._model.root, 0, False)]
        while stack:
            defn, row, is_range = stack.pop()
            yield defn, row, is_range
            if is_range:
                rows = self._state.kids[defn.table.id][row]
                stack.extend((defn, slot, False) for slot in reversed(rows))
            else:
                stack.extend((child, row, child.kind == "repeat") for child in reversed(defn.children))

    def refs(self) -> list[str]:
        """All refs."""
        state = self._state
        return [
            state.range_ref(defn, row) if is_range else state.ref(defn, row) for defn, row, is_range in self.places()
        ]

    def cells(self) -> Iterator[tuple[Def, int]]:
        """All cells in instance order."""
        for defn, row, is_range in self.places():
            if defn.column >= 0 and not is_range:
                yield defn, row
