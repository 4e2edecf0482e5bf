"""Members of a roster come and go: add, remove with a reason, undo."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey_forms.engine.contract import Changes
from survey_forms.qt.removed import RemovedRow
from survey_forms.qt.roster import RosterPage

if TYPE_CHECKING:
    from survey_forms.qt.view import FormView


class Members:
    """Does to the rows of the session what the roster page asks, and tells the view."""

    def __init__(self, view: FormView) -> None:
        self._view = view
        self._removed: RemovedRow | None = None

    def add(self) -> None:
        """Add a row to the roster shown and enter its form."""
        view, page = self._view, self._view.page
        if not isinstance(page, RosterPage):
            return
        range_ref = page.screen_.ref
        ref = view.session.add_repeat(range_ref)
        changes = _with_range(view.session.last_added, range_ref)
        view.remember_member(range_ref, len(page.table.rows))
        view.apply(changes, grown=range_ref)
        view.row_added.emit(ref, changes)
        if isinstance(view.page, RosterPage):
            view.page.go_member(len(view.page.table.rows) - 1)
            view.page.enter_form()

    def remove(self, ref: str, reason: str) -> None:
        """Take a row out; `undo` brings it back."""
        view, page = self._view, self._view.page
        name = page.table.name_of(page.index) if isinstance(page, RosterPage) else ""
        self._removed = RemovedRow.of(view.session, ref)
        changes = _with_range(view.session.remove_repeat(ref), self._removed.range_ref)
        view.apply(changes)
        view.row_removed.emit(ref, reason, changes)
        view.undo_changed.emit(view.form_style.text("form-removed", name=name or ref.rpartition("/")[2]))

    def undo(self) -> bool:
        """Bring the last removed row back to its place with its answers; False if there is none."""
        if self._removed is None:
            return False
        view, removed, self._removed = self._view, self._removed, None
        ref = removed.add_to(view.session)
        changes = _with_range(view.session.last_added, removed.range_ref)
        view.apply(changes)
        view.row_added.emit(ref, changes)
        for tail, value in removed.values:
            view.answer(ref + tail, value)
        view.undo_changed.emit("")
        return True


def _with_range(changes: Changes, range_ref: str) -> Changes:
    return replace(changes, rows=changes.rows | {range_ref})
