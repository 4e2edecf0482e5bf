"""The two forms of a centre: which one an update type needs, started with the facts of the visit."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from drc_desktop.counter.ports import OpenedForm
from drc_desktop.domain.draft import OpenDraft
from drc_desktop.domain.update_types import UpdateType
from survey_forms.engine import DraftError, Form, load_form

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "forms"
FULL, ROSTER = "nser_survey", "nser_roster"


class SurveyForms:
    """Loads each form once, at the latest when it is first needed; `warm` loads both, off the window's thread.

    `facts` are values the window sets when a survey starts, by node path below the form's root.
    """

    def __init__(self, facts: dict[str, str] | None = None) -> None:
        self._facts = facts or {}

    def warm(self) -> None:
        """Load both forms now."""
        _ = self._full, self._roster

    def start(self, update_type: str, household_xml: bytes, language: str, visit_id: str = "") -> OpenedForm:
        """A new survey of the right form. Raises the engine's FormError."""
        form = self._roster if update_type == UpdateType.ROSTER else self._full
        session = form.start(language=language, resources={"household": household_xml})
        known = set(session.refs())
        facts = {**self._facts, "update_type": update_type, "visit_id": visit_id}
        for name, value in facts.items():
            ref = f"/data/{name}"
            if value and ref in known:
                session.set(ref, value)
        return OpenedForm(session, form.form_id, form.version)

    def resume(self, draft: OpenDraft, language: str) -> OpenedForm:
        """Go on with a draft. Raises DraftError if it is damaged or of another form."""
        form = {FULL: self._full, ROSTER: self._roster}.get(draft.head.form_id)
        if form is None:
            raise DraftError(f"no form {draft.head.form_id}")
        session = form.resume(draft.snapshot, resources={"household": draft.head.household_xml})
        session.set_language(language)
        return OpenedForm(session, form.form_id, form.version)

    @cached_property
    def _full(self) -> Form:
        return load_form(FOLDER / f"{FULL}.xml")

    @cached_property
    def _roster(self) -> Form:
        return load_form(FOLDER / f"{ROSTER}.xml")
