"""The counter: which step it is in, and who does what there. Knows no widget; the view draws `CounterModel`.

Free -> (call next) -> triage -> (start) -> survey -> check -> (finish) -> free. The queue's commands are in `calling`,
triage in `triage_presenter`, the interview in `survey_presenter`, closing in `closing`; this module joins them.
"""

from __future__ import annotations

from typing import Protocol

from drc_desktop.counter.calling import Calling
from drc_desktop.counter.closing import Closing
from drc_desktop.counter.model import CounterModel, LastVisit, Said, Step
from drc_desktop.counter.overview import Overview
from drc_desktop.counter.ports import OpenedForm, Ports
from drc_desktop.counter.survey_presenter import AGREES, NOT_YET, SurveyDesk
from drc_desktop.counter.triage_presenter import TriageDesk
from drc_desktop.desk.contract import VisitCard
from drc_desktop.domain.draft import DraftHead, OpenDraft, Operation, OperationKind, Place
from drc_desktop.domain.prefill import household_xml
from drc_desktop.domain.update_types import UpdateType
from drc_desktop.domain.visit import Service, VisitState
from survey_forms.engine.contract import FormSession


class CounterView(Protocol):
    """What the presenter asks of the window."""

    def draw(self, model: CounterModel) -> None: ...
    def open_survey(self, session: FormSession, place: Place) -> None: ...
    def close_survey(self) -> None: ...
    def show_problems(self) -> None: ...
    def answer(self, ref: str, value: str) -> None: ...
    def survey_language(self) -> str: ...


class CounterPresenter:
    """One counter's day."""

    def __init__(self, ports: Ports, view: CounterView) -> None:
        self._ports = ports
        self._view = view
        self.step = Step.FREE
        self.visit: VisitCard | None = None
        self.triage: TriageDesk | None = None
        self.survey: SurveyDesk | None = None
        self._message: Said | None = None
        self._undo: tuple[Said, int] | None = None
        self.overview = Overview(ports, self.refresh)
        self.calling = Calling(ports, self._arrived, self._say, self._undoable)
        self.closing = Closing(ports, self._closed, self._say)

    # beginning and following

    def begin(self) -> None:
        """Sit down at the counter, and come back to the visit that a kill or a power cut left open."""
        ports = self._ports
        ports.tasks.run(
            lambda: ports.desk.sit(ports.actor, ports.new_key(), ports.station.counter),
            lambda _card: self.overview.reload(),
            self.calling.failed,
        )
        ports.store.run(ports.drafts.left_open, self._left_open, self._store_failed)
        self.closing.replay()

    def changed_at_desk(self) -> None:
        """The change stream told of something, or the link came back."""
        self.overview.reload()
        self.closing.replay()

    def link(self, up: bool) -> None:
        """The desk can, or cannot, be reached."""
        self.overview.linked(up)
        if up:
            self.changed_at_desk()

    # keys of the bar

    def call_next(self) -> None:
        """F2."""
        if self.step is Step.FREE:
            self.calling.call_next()

    def recall(self) -> None:
        """F3, until serving starts."""
        if self.visit is not None and self.step is Step.TRIAGE:
            self.calling.recall(self.visit)

    def no_show(self) -> None:
        """F4, until serving starts."""
        if self.visit is not None and self.step is Step.TRIAGE:
            self.calling.no_show(self.visit)

    def park(self, until: float | None, reason: str) -> None:
        """F6 with a visit here: the draft stays on this PC and the visit can be resumed at this counter."""
        if self.visit is not None:
            self.calling.park(self.visit, until, reason)

    def resume(self, visit_id: str) -> None:
        """F6 when free: call a parked visit back."""
        if self.step is Step.FREE:
            self.calling.call(visit_id)

    def transfer(self, service: Service, reason: str) -> None:
        """F7, before the survey begins: later its answers would have to move with it."""
        if self.visit is not None and self.step is Step.TRIAGE:
            self.calling.transfer(self.visit, service, reason)

    def reprint(self, reason: str) -> None:
        """F9: the slip of the visit here, or of the last one, marked COPY."""
        ports = self._ports
        visit_id = self.visit.visit_id if self.visit else (self.overview.last.visit_id if self.overview.last else "")
        if visit_id:
            key = ports.new_key()
            ports.tasks.run(
                lambda: ports.desk.reprint(ports.actor, key, visit_id, reason),
                lambda job: self._say(Said("counter-reprinted", {"token": job.token, "n": job.copy})),
                self.calling.failed,
            )

    def undo(self) -> None:
        """Ctrl+Z while the undo bar stands."""
        if self._undo is not None:
            event, self._undo = self._undo[1], None
            self.calling.undo(event)

    def forget_undo(self) -> None:
        """The undo bar's time is over."""
        self._undo = None
        self.refresh()

    def toggle_break(self) -> None:
        """F5 when free."""
        if self.step is Step.FREE:
            self.overview.toggle_break(self.calling.failed)

    # triage

    def scan(self, text: str) -> None:
        """A card was scanned or a number typed."""
        if self.triage is not None:
            self.triage.scan(text)

    def look_at_face(self, same: bool) -> None:
        """Keys + and -."""
        if self.triage is not None:
            self.triage.look_at_face(same)

    def mark_paper(self, number: int) -> None:
        """Digit keys."""
        if self.triage is not None:
            self.triage.mark_paper(number)

    def choose_type(self, update_type: UpdateType, reason: str) -> None:
        """F5 on triage."""
        if self.triage is not None:
            self.triage.choose_type(update_type, reason)

    def refer(self) -> None:
        """Ctrl+R: the visitor is sent to NADRA; a referral slip prints and the visit ends."""
        if self.visit is not None and self.step is Step.TRIAGE:
            self.closing.refer(self.visit, self.triage.missing if self.triage else ())
            self.calling.cancel(self.visit, "referred")

    def start_survey(self) -> None:
        """Enter on triage, once nothing holds it back."""
        if self.visit is None or self.triage is None or self.step is not Step.TRIAGE:
            return
        hold = self.triage.why_not()
        if hold is not None:
            self._say(hold)
            return
        if self.visit.state is VisitState.SERVING:
            self._started(self.visit)
        else:
            self.calling.start(self.visit, self._started)

    # survey

    def answered(self, operation: Operation, place: Place) -> None:
        """The view reports each answer with where it was given."""
        if self.survey is not None:
            self.survey.answered(operation, place)

    def turned_page(self, name: str, place: Place, check: bool) -> None:
        """A page of the form, or the check page, came up."""
        if self.survey is not None:
            self.step = Step.CHECK if check else Step.SURVEY
            self.survey.turned_page(name, place)
            self.refresh()

    def moved(self, place: Place) -> None:
        """The focus went to another question."""
        if self.survey is not None:
            self.survey.moved(place)

    def agree(self, yes: bool) -> None:
        """Keys + and - on the check page."""
        if self.survey is not None and self.step is Step.CHECK:
            self._view.answer(self.survey.read_back_ref, AGREES if yes else NOT_YET)
            self.refresh()

    def finish(self) -> None:
        """Ctrl+Enter: finalise, seal, close the visit."""
        if self.survey is None:
            return
        if self.survey.open_problems():
            self._view.show_problems()
            self._say(Said("counter-hold-problems"))
        elif not self.survey.agreed:
            self._say(Said("counter-hold-agree"))
        else:
            self.closing.finish(self.survey)

    # drawing

    def refresh(self) -> None:
        """Draw what is true now."""
        self._view.draw(
            CounterModel(
                band=self.overview.band(self.step, self.visit),
                keys=self.overview.keys(
                    self.step, self.visit, self._undo[0] if self._undo else None, self._can_go_on()
                ),
                idle=self.overview.idle() if self.step is Step.FREE else None,
                triage=self.triage.model() if self.triage is not None and self.step is Step.TRIAGE else None,
                survey=self.survey.facts() if self.survey is not None else None,
                message=self._message,
                busy=self.calling.busy or self.closing.busy,
            )
        )

    # what comes back

    def _can_go_on(self) -> bool:
        if self.step is Step.TRIAGE:
            return self.triage is not None and self.triage.why_not() is None
        if self.step is Step.CHECK:
            return self.survey is not None and self.survey.agreed
        return True

    def _say(self, said: Said | None) -> None:
        self._message = said
        self.refresh()

    def _undoable(self, said: Said, event: int) -> None:
        self._undo = (said, event)

    def _arrived(self, visit: VisitCard | None) -> None:
        """This visit is here now, or nobody is."""
        if visit is None:
            self._free()
            return
        same = self.visit is not None and self.visit.visit_id == visit.visit_id
        self.visit = visit
        if self.survey is not None and self.survey.head.visit_id == visit.visit_id:
            self.refresh()
            return
        if not same or self.triage is None:
            self.triage = TriageDesk(self._ports, visit, self.refresh)
        self.triage.visit = visit
        self.step = Step.TRIAGE
        drafts, visit_id = self._ports.drafts, visit.visit_id
        self._ports.store.run(lambda: drafts.left_open(visit_id), self._maybe_resume, self._store_failed)
        self.overview.reload()
        self.refresh()

    def _free(self) -> None:
        if self.survey is not None:
            self._view.close_survey()
        self.step, self.visit, self.triage, self.survey = Step.FREE, None, None, None
        self.overview.reload()
        self.refresh()

    def _left_open(self, draft: OpenDraft | None) -> None:
        """After a start: the draft of the visit that stood here comes back at once, the desk is asked beside it."""
        if draft is None:
            self.calling.look()
            return
        head = draft.head
        self.visit = VisitCard(
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
            counter=self._ports.station.counter,
            event=0,
        )
        self._resume(draft)
        self._ports.tasks.run(
            lambda: self._ports.desk.visit_at(self._ports.actor, self._ports.station.counter),
            lambda visit: self._confirmed(draft, visit),
            self.calling.failed,
        )

    def _confirmed(self, draft: OpenDraft, visit: VisitCard | None) -> None:
        """The desk says who is here; a parked or moved visit takes its draft off the screen, never off the disk."""
        if visit is not None and visit.visit_id == draft.head.visit_id:
            self.visit = visit
            self.refresh()
            return
        self._say(Said("counter-draft-elsewhere", {"token": draft.head.token}))
        self._arrived(visit)

    def _maybe_resume(self, draft: OpenDraft | None) -> None:
        if draft is None or self.visit is None or draft.head.visit_id != self.visit.visit_id or self.survey is not None:
            return
        if self.visit.state is VisitState.SERVING:
            self._resume(draft)
        else:
            self.calling.start(self.visit, lambda card: self._resume_started(card, draft))

    def _resume_started(self, card: VisitCard, draft: OpenDraft) -> None:
        self.visit = card
        self._resume(draft)

    def _resume(self, draft: OpenDraft) -> None:
        opened = self._ports.forms.resume(draft, self._view.survey_language())
        for step in draft.operations:
            replay(opened.session, step)
        survey = SurveyDesk(self._ports, draft.head, opened, self.refresh, self._store_failed)
        survey.section_seconds = dict(draft.section_seconds)
        self._open(survey, draft.place)

    def _started(self, card: VisitCard) -> None:
        assert self.triage is not None
        self.visit = card
        triage, ports = self.triage, self._ports
        update_type = triage.update_type
        assert update_type is not None
        household = household_xml(triage.record)
        opened: OpenedForm = ports.forms.start(
            update_type.value, household, self._view.survey_language(), card.visit_id
        )
        head = DraftHead(
            visit_id=card.visit_id,
            token=card.token,
            form_id=opened.form_id,
            form_version=opened.form_version,
            update_type=update_type.value,
            cnic=triage.cnic,
            started_at=ports.now(),
            household_xml=household,
            papers_missing=triage.missing,
        )
        survey = SurveyDesk(ports, head, opened, self.refresh, self._store_failed)
        survey.verified = triage.verified
        person = triage.record.member(triage.cnic) if triage.record else None
        survey.relation = person.relation if person else ""
        survey.begin()
        self._open(survey, Place())

    def _open(self, survey: SurveyDesk, place: Place) -> None:
        self.survey, self.step = survey, Step.SURVEY
        self._message = None
        self._view.open_survey(survey.session, place)
        self.refresh()

    def _store_failed(self, error: Exception) -> None:
        """The local store refused: said at once, in words; the answers stay on the screen and in the engine."""
        code = getattr(error, "code", None)
        if code is None:
            raise error
        self._say(Said(f"local-{getattr(code, 'value', code)}", getattr(error, "params", {})))

    def _closed(self, last: LastVisit, seconds: float) -> None:
        self.overview.finished(last, seconds)
        self._free()


def replay(session: FormSession, step: Operation) -> None:
    """Do one journalled step again."""
    if step.kind is OperationKind.SET:
        session.set(step.ref, step.value)
    elif step.kind is OperationKind.ADD:
        session.add_repeat(step.ref, at=int(step.value) if step.value else None)
    else:
        session.remove_repeat(step.ref)
