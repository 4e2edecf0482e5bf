"""The two forms of a centre: which one an update type needs, started with the facts of the visit.

A draft goes on under the form version it was begun with, also after head office has brought a newer one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from drc_desktop.counter.form_shelf import FormShelf
from drc_desktop.counter.ports import OpenedForm
from drc_desktop.domain.clock import PAKISTAN
from drc_desktop.domain.draft import FinishedSurvey, OpenDraft
from drc_desktop.domain.update_types import UpdateType
from survey_forms.engine import Clock, DraftError, Form, form_of_draft, load_form
from survey_forms.engine.contract import FormSession

log = logging.getLogger(__name__)
_CLOCK = Clock.system(PAKISTAN)
FOLDER = Path(__file__).resolve().parents[2] / "resources" / "forms"
FULL, ROSTER = "nser_survey", "nser_roster"


class SurveyForms:
    """Loads each form once, at the latest when it is first needed; `warm` loads both, off the window's thread.

    `facts` are values the window sets when a survey starts, by node path below the form's root. `shelf` keeps the
    versions that were used here; `folder` holds those in use now, and older ones as FORM_ID@VERSION.xml. `place` says
    where this PC is when a survey starts or goes on.
    """

    def __init__(
        self,
        facts: dict[str, str] | None = None,
        shelf: FormShelf | None = None,
        folder: Path = FOLDER,
        place: Callable[[], str] = str,
    ) -> None:
        self._facts = facts or {}
        self._place = place
        self._shelf = shelf
        self._folder = folder

    def warm(self) -> None:
        """Load both forms now."""
        _ = self._full, self._roster

    def start(self, update_type: str, household_xml: bytes, language: str, visit_id: str = "") -> OpenedForm:
        """A new survey of the right form. Raises the engine's FormError."""
        form = self._roster if update_type == UpdateType.ROSTER else self._full
        session = form.start(clock=_CLOCK, language=language, resources={"household": household_xml})
        known = set(session.refs())
        place = self._place()
        facts = {**self._facts, "place": place, "update_type": update_type, "visit_id": visit_id}
        for name, value in facts.items():
            ref = f"/data/{name}"
            if value and ref in known:
                session.set(ref, value)
        return self._opened(session, form, place)

    def resume(self, draft: OpenDraft, language: str) -> OpenedForm:
        """Go on with a draft under its own version of the form.

        Raises DraftError if it is damaged, and `draft-form-gone` if this PC never had its form.
        """
        form = self._form_of(*form_of_draft(draft.snapshot))
        session = form.resume(draft.snapshot, clock=_CLOCK, resources={"household": draft.head.household_xml})
        session.set_language(language)
        return self._opened(session, form, self._place())

    def edit(self, survey: FinishedSurvey, language: str) -> OpenedForm:
        """Correct a finalised survey under the version of the form it was made with: a new instanceID, which names the
        one it replaces. Raises DraftError as `resume` does.
        """
        head = survey.head
        form = self._form_of(head.form_id, head.form_version)
        household = {"household": head.household_xml}
        session = form.edit(survey.xml, language, clock=_CLOCK, resources=household, attachments=survey.attachments)
        return self._opened(session, form, self._place())

    def _opened(self, session: FormSession, form: Form, place: str) -> OpenedForm:
        """With the place in its audit log: 'latitude longitude altitude accuracy', as much of it as is known."""
        parts = place.split()
        if len(parts) >= 2:
            session.at_place(parts[0], parts[1], parts[3] if len(parts) > 3 else "")
        return OpenedForm(session, form.form_id, form.version)

    def _form_of(self, form_id: str, version: str) -> Form:
        for form in (self._full, self._roster):
            if (form.form_id, form.version) == (form_id, version):
                return form
        try:
            return FormShelf(self._folder).take(form_id, version)  # an older one that came with this version
        except DraftError:
            if self._shelf is None:
                raise
            return self._shelf.take(form_id, version)

    @cached_property
    def _full(self) -> Form:
        return self._load(FULL)

    @cached_property
    def _roster(self) -> Form:
        return self._load(ROSTER)

    def _load(self, name: str) -> Form:
        xml = (self._folder / f"{name}.xml").read_bytes()
        form = load_form(xml)
        if self._shelf is not None:
            try:
                self._shelf.keep(form, xml)
            except OSError as error:  # a full disk keeps no visitor waiting: the form itself is here
                log.warning("a form was not put on the shelf", extra={"kind": type(error).__name__})
        return form
