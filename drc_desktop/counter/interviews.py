"""Surveys begun and surveys come back to: from a triage or from a draft to a `SurveyDesk`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from drc_desktop.counter.ports import OpenedForm, Ports
from drc_desktop.counter.survey_presenter import SurveyDesk
from drc_desktop.counter.triage_presenter import TriageDesk
from drc_desktop.desk.contract import VisitCard
from drc_desktop.domain.draft import DraftHead, FinishedSurvey, OpenDraft, Operation, OperationKind
from drc_desktop.domain.prefill import household_xml
from drc_desktop.domain.update_types import UpdateType
from drc_desktop.domain.visit import Service, VisitState
from survey_forms.engine.contract import FormSession


class Interviews:
    """Makes the survey of a visit; `changed` and `lost` are handed to it."""

    def __init__(self, ports: Ports, changed: Callable[[], None], lost: Callable[[Exception], None]) -> None:
        self._ports = ports
        self._changed = changed
        self._lost = lost

    def fresh(self, visit: VisitCard, triage: TriageDesk, language: str) -> SurveyDesk:
        """A new survey, its draft begun. Raises the engine's FormError."""
        ports, update_type = self._ports, triage.update_type
        assert update_type is not None, "triage lets nobody start without a type"
        household = household_xml(triage.record)
        opened: OpenedForm = ports.forms.start(update_type.value, household, language, visit.visit_id)
        head = DraftHead(
            visit_id=visit.visit_id,
            token=visit.token,
            form_id=opened.form_id,
            form_version=opened.form_version,
            update_type=update_type.value,
            cnic=triage.cnic,
            started_at=ports.now(),
            household_xml=household,
            papers_missing=triage.missing,
        )
        survey = SurveyDesk(ports, head, opened, self._changed, self._lost)
        survey.recognise(triage.record, triage.verified)
        survey.begin()
        return survey

    def corrected(self, finished: FinishedSurvey, language: str) -> SurveyDesk:
        """A survey that goes back to its answers, its own draft begun. Raises the engine's DraftError."""
        opened = self._ports.forms.edit(finished, language)
        head = replace(finished.head, started_at=self._ports.now())
        survey = SurveyDesk(self._ports, head, opened, self._changed, self._lost)
        survey.ask_again()
        survey.begin()
        return survey

    def resumed(self, draft: OpenDraft, language: str) -> SurveyDesk:
        """The survey as it was at the last commit. Raises the engine's DraftError, RefError or RepeatError."""
        opened = self._ports.forms.resume(draft, language)
        for step in draft.operations:
            replay(opened.session, step)
        survey = SurveyDesk(self._ports, draft.head, opened, self._changed, self._lost)
        survey.begun = True
        survey.place = draft.place
        survey.section_seconds = dict(draft.section_seconds)
        survey.ask_again()
        return survey


def replay(session: FormSession, step: Operation) -> None:
    """Do one journalled step again."""
    if step.kind is OperationKind.SET:
        session.set(step.ref, step.value)
    elif step.kind is OperationKind.ADD:
        session.add_repeat(step.ref, at=int(step.value) if step.value else None)
    else:
        session.remove_repeat(step.ref)


def card_of(head: DraftHead, counter: int) -> VisitCard:
    """The visit as far as its draft tells, while the desk cannot be asked. `event` 0: nothing can be undone."""
    return VisitCard(
        visit_id=head.visit_id,
        token=head.token,
        service=Service.ROSTER_UPDATE if head.update_type == UpdateType.ROSTER else Service.NEW_SURVEY,
        state=VisitState.SERVING,
        priority=None,
        update_type=head.update_type,
        binding="",
        issued_at=head.started_at,
        called_at=head.started_at,
        started_at=head.started_at,
        counter=counter,
        event=0,
    )
