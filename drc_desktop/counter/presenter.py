"""The counter: which step it is in, and who does what there. Knows no widget; the view draws `CounterModel`.

Free -> (call next) -> triage -> (start) -> survey -> check -> (finish) -> free. The queue's commands are in `calling`,
triage in `triage_presenter`, the interview in `survey_presenter`, closing in `closing`; this module joins them. Who is
at this counter is always the desk's word: after a kill, a call from another console or a lost answer it is asked.
"""

from __future__ import annotations

from typing import Protocol

from drc_desktop.counter.calling import Calling
from drc_desktop.counter.closing import Closing
from drc_desktop.counter.corrections import Corrections
from drc_desktop.counter.interviews import Interviews, card_of
from drc_desktop.counter.model import CounterModel, LastVisit, Said, Step
from drc_desktop.counter.overview import Overview
from drc_desktop.counter.ports import Ports
from drc_desktop.counter.shown import ShownSlips
from drc_desktop.counter.survey_presenter import AGREES, NOT_YET, OWN_NODES, SurveyDesk
from drc_desktop.counter.triage_presenter import TriageDesk
from drc_desktop.counter.words import told
from drc_desktop.desk.contract import CounterCard, DeskError, Fault, VisitCard
from drc_desktop.domain.draft import OpenDraft, Operation, Place
from drc_desktop.domain.scan import ScanKind, read
from drc_desktop.domain.update_types import UpdateType
from drc_desktop.domain.visit import Service, VisitState
from survey_forms.engine.contract import FormSession
from survey_forms.engine.errors import EngineError


class CounterView(Protocol):
    """What the presenter asks of the window."""

    def draw(self, model: CounterModel) -> None: ...
    def open_survey(self, session: FormSession, place: Place) -> None: ...
    def settle(self) -> None: ...
    def take_scan(self, digits: str) -> bool: ...
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
        self._unconfirmed = self._seated = False
        self.overview = Overview(ports, self._looked, self.refresh)
        self.calling = Calling(ports, self._arrived, self._left, self._say)
        self.closing = Closing(ports, self._closed, self._say)
        self._slips = ShownSlips(ports, self._say, self._bring)
        self._interviews = Interviews(ports, self.refresh, self._store_failed)
        self.corrections = Corrections(ports, self._interviews, self.refresh, self._correct, self._say)

    # beginning and following

    def begin(self) -> None:
        """Sit down at the counter, and come back to the visit that a kill or a power cut left here."""
        self.closing.replay()
        self._sit()
        self.calling.ask(self._alone)
        self.corrections.reload()

    def _sit(self) -> None:
        ports = self._ports

        def seated(_card: CounterCard) -> None:
            self._seated = True
            self.overview.reload()

        key = ports.new_key()
        ports.tasks.run(lambda: ports.desk.sit(ports.actor, key, ports.station.counter), seated, self.calling.failed)

    def beat(self) -> None:
        """Call it every few seconds: what the desk did not answer is asked again, also when no news comes."""
        if not self._seated:
            self._sit()
        if not self.overview.up:
            self.overview.reload()

    def changed_at_desk(self) -> None:
        """The change stream told of something, or the link came back."""
        self.overview.reload()
        self.closing.replay()

    def reviewed(self) -> None:
        """A supervisor looked at a survey: only then is the desk asked what is to be corrected."""
        self.corrections.reload()

    def link(self, up: bool) -> None:
        """The desk can, or cannot, be reached."""
        self.overview.linked(up)
        if up:
            self.changed_at_desk()
            self.reviewed()

    # keys of the bar

    def call_next(self) -> None:
        """F2. A visit finished while the desk was away is told first: until then this counter is not free there."""
        if self.step is not Step.FREE:
            return
        if self.closing.waiting:
            self.closing.replay(self.calling.call_next)
        else:
            self.calling.call_next()

    def recall(self) -> None:
        """F3, until serving starts."""
        if self.visit is not None and self.step is Step.TRIAGE:
            self.calling.recall(self.visit)

    def no_show(self) -> None:
        """F4, until serving starts."""
        if self.visit is not None and self.step is Step.TRIAGE:
            self.calling.no_show(self.visit)

    def park(self, minutes: int, reason: str) -> None:
        """F6 with a visit here: the draft stays on this PC and the visit can be resumed at this counter."""
        if self.visit is not None:
            self._settle()
            self.calling.park(self.visit, self._ports.now() + 60 * minutes, reason)

    @property
    def correcting(self) -> bool:
        """Whether the survey here is one that the supervisor opened again: no visit goes with it."""
        return self.survey is not None and bool(self.survey.correction)

    def correct(self, visit_id: str) -> None:
        """F8 when free: open a survey that the supervisor wants corrected."""
        if self.step is Step.FREE and not self.calling.busy:
            self.corrections.open(visit_id, self._view.survey_language())

    def put_aside(self) -> None:
        """F6 in a correction: it stays on this PC and in the list."""
        if self.survey is not None and self.correcting:
            self._settle()
            self._say(Said("counter-correct-aside", {"token": self.survey.head.token}))
            self._free()

    def resume(self, visit_id: str) -> None:
        """F6 when free: call a parked visit back."""
        if self.step is Step.FREE:
            self.calling.call(visit_id)

    @property
    def can_transfer(self) -> bool:
        """Before the survey begins: later its answers would have to move with the visit."""
        return self.visit is not None and self.step is Step.TRIAGE

    def transfer(self, service: Service, reason: str) -> None:
        """F7."""
        if self.visit is not None and self.can_transfer:
            self.calling.transfer(self.visit, service, reason)

    @property
    def can_reprint(self) -> bool:
        """Whether there is a visit whose slip could be asked for."""
        return bool(self._slip_of)

    @property
    def _slip_of(self) -> str:
        if self.visit is not None:
            return self.visit.visit_id
        return self.overview.last.visit_id if self.overview.last is not None else ""

    def reprint(self, reason: str) -> None:
        """F9: the slip of the visit here, or of the last one, marked COPY."""
        ports, visit_id = self._ports, self._slip_of
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

    def toggle_break(self) -> None:
        """F5 when free."""
        if self.step is Step.FREE:
            self.overview.toggle_break(self.calling.failed)

    # triage

    def scan(self, text: str) -> None:
        """A card or a slip was scanned, or a number typed."""
        found = read(text, *self._ports.scan_frame)
        if found.kind is ScanKind.TICKET:
            self._slips.check(found.raw)
        elif self.triage is not None and self.step is Step.TRIAGE:
            self.triage.scan(text)
        elif self.survey is not None:
            taken = len(found.numbers) == 1 and self._view.take_scan(found.numbers[0])
            self._say(None if taken else Said("counter-scan-no-field"))
        else:
            self._say(Said("counter-scan-nobody"))

    def _bring(self, visit: VisitCard) -> bool:
        """A slip was shown at a free counter: its visit is called; False where somebody sits here."""
        if self.step is not Step.FREE or self.calling.busy:
            return False
        if visit.state in (VisitState.CALLED, VisitState.SERVING):
            self.calling.look()  # called to this counter, which has not heard of it yet
        else:
            self.calling.call(visit.visit_id)
        return True

    def look_at_face(self, same: bool) -> None:
        """Keys + and -."""
        if self.triage is not None:
            self.triage.look_at_face(same)

    def mark_paper(self, number: int) -> None:
        """Digit keys: a paper, or the number that stands on the card."""
        if self.triage is not None and not self.triage.confirm(number):
            self.triage.mark_paper(number)

    def choose_type(self, update_type: UpdateType, reason: str) -> None:
        """F5 on triage."""
        if self.triage is not None:
            self.triage.choose_type(update_type, reason)

    def lay_letter(self) -> None:
        """F5 on triage: the visitor has a Kafaalat letter that nobody saw before."""
        if self.triage is not None and self.triage.cnic:
            self.triage.lay_letter()

    def print_list(self) -> None:
        """Ctrl+L on triage: the papers that are missing, as a slip to take home; the visit stays."""
        if self.visit is not None and self.triage is not None and self.triage.missing:
            self.closing.print_list(self.visit, self.triage.missing)

    def refer(self) -> None:
        """Ctrl+R: the visitor is sent to NADRA: the visit ends, then a referral slip prints."""
        if self.visit is not None and self.step is Step.TRIAGE:
            visit, missing = self.visit, self.triage.missing if self.triage else ()

            def end(card: VisitCard) -> None:
                self.calling.cancel(card, "referred", lambda: self.closing.refer(card, missing))

            if visit.state is VisitState.SERVING:
                end(visit)
            else:  # who serves a visit may refer it alone: the desk wants to have heard that it is served
                self.calling.start(visit, end)

    def start_survey(self) -> None:
        """Enter on triage, once nothing holds it back."""
        if self.visit is None or self.triage is None or self.step is not Step.TRIAGE:
            return
        if self.triage.confirm(1):
            return
        hold = self.triage.why_not()
        if hold is not None:
            self._say(hold)
        elif self.visit.state is VisitState.SERVING:
            self._started(self.visit)
        else:
            self.calling.start(self.visit, self._started)

    # survey

    def answered(self, operation: Operation, place: Place) -> None:
        """The view reports each answer with where it was given. A change after the read-back takes the agreement back:
        it was for other answers."""
        survey = self.survey
        if survey is not None:
            survey.answered(operation, place)
            if survey.agreed and not operation.ref.endswith(OWN_NODES):
                self._view.answer(survey.read_back_ref, "")

    def moved(self, place: Place) -> None:
        """The cursor went to another question."""
        if self.survey is not None:
            self.survey.moved(place)

    def turned_page(self, name: str, place: Place, check: bool) -> None:
        """A page of the form, or the check page, came up."""
        if self.survey is not None:
            self.step = Step.CHECK if check else Step.SURVEY
            self.survey.turned_page(name, place)
            self.refresh()

    def note(self, text: str) -> None:
        """The operator's note, kept with the survey."""
        if self.survey is not None and text != self.survey.note:
            self._view.answer(self.survey.note_ref, text)

    def agree(self, yes: bool) -> None:
        """Keys + and - on the check page."""
        if self.survey is not None and self.step is Step.CHECK:
            self._view.answer(self.survey.read_back_ref, AGREES if yes else NOT_YET)
            self.refresh()

    def finish(self) -> None:
        """Ctrl+Enter: finalise, seal, close the visit."""
        if self.survey is None:
            return
        self._settle()
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
        undo = self._undo[0] if self._undo else None
        self._view.draw(
            CounterModel(
                band=self.overview.band(self.step, self.visit, self._update_type),
                keys=self.overview.keys(self.step, self.visit, undo, self._can_go_on()),
                idle=self.overview.idle(self.corrections.waiting) if self.step is Step.FREE else None,
                triage=self.triage.model() if self.triage is not None and self.step is Step.TRIAGE else None,
                survey=self.survey.facts() if self.survey is not None else None,
                message=self._message,
                busy=self.calling.busy or self.closing.busy,
            )
        )

    @property
    def _update_type(self) -> UpdateType | None:
        if self.survey is not None:
            return UpdateType(self.survey.head.update_type)
        return self.triage.update_type if self.triage is not None else None

    def _can_go_on(self) -> bool:
        if self.step is Step.TRIAGE:
            return self.triage is not None and self.triage.why_not() is None
        if self.step is Step.CHECK:
            return self.survey is not None and self.survey.agreed and not self.survey.open_problems()
        return True

    def _say(self, said: Said | None) -> None:
        self._message = said
        self.refresh()

    # what comes back

    def _looked(self) -> None:
        """The board was read. Where it holds another visit for this counter than is shown, the desk is asked: a
        supervisor called for it, or took its visit away."""
        held, here = self.overview.held, self.visit.visit_id if self.visit is not None else ""
        known = self.correcting and not held
        known = known or held in self.closing.waiting or (held == here and not self._unconfirmed)
        if held is not None and not known and not self.calling.busy:
            self.calling.look()
        self.refresh()

    def _arrived(self, visit: VisitCard | None) -> None:
        """This visit is here now, or nobody is."""
        self._unconfirmed = False
        if visit is not None and visit.visit_id in self.closing.waiting:
            visit = None
        survey = self.survey
        if visit is None and self.correcting:
            return  # nobody sits here: that is so in a correction
        if survey is not None and visit is not None and visit.visit_id == survey.head.visit_id:
            self.visit = visit
            self.refresh()
            return
        if survey is not None:
            self._settle()
            self._say(Said("counter-draft-elsewhere", {"token": survey.head.token}))
        if visit is None:
            self._free()
            return
        self._sit_down(visit)

    def _sit_down(self, visit: VisitCard) -> None:
        same = self.visit is not None and self.visit.visit_id == visit.visit_id
        self._drop_survey()
        self.visit, self.step, self._undo = visit, Step.TRIAGE, None
        if self.triage is None or not same:
            self.triage = TriageDesk(self._ports, visit, self.refresh)
            drafts, visit_id = self._ports.drafts, visit.visit_id
            self._ports.store.run(lambda: drafts.left_open(visit_id), self._found, self._store_failed)
        elif self.triage is not None:
            self.triage.visit = visit
        self.overview.reload()
        self.refresh()

    def _left(self, said: Said, event: int) -> None:
        """The visit went from here by the operator's own hand."""
        self._undo = (said, event)
        self._free()

    def _free(self) -> None:
        self._drop_survey()
        self.step, self.visit, self.triage = Step.FREE, None, None
        self.overview.reload()
        self.refresh()

    def _drop_survey(self) -> None:
        if self.survey is not None:
            self.survey = None
            self._view.close_survey()

    def _alone(self, error: Exception) -> None:
        """The desk cannot be asked who is here: the draft last worked on comes back, to be confirmed later."""
        self.calling.failed(error)
        if isinstance(error, DeskError) and error.code is Fault.SITE_UNREACHABLE and self.visit is None:
            self._ports.store.run(self._ports.drafts.left_open, self._left_open, self._store_failed)

    def _left_open(self, draft: OpenDraft | None) -> None:
        if draft is not None and self.visit is None:
            self.visit, self._unconfirmed = card_of(draft.head, self._ports.station.counter), True
            self.triage = TriageDesk(self._ports, self.visit, self.refresh)
            self._resume(draft)

    def _found(self, draft: OpenDraft | None) -> None:
        """A survey of this visit was begun here: after a kill it goes on at once, after parking once the visitor is
        seen."""
        visit, triage = self.visit, self.triage
        if draft is None and visit is not None and visit.started_at is not None and visit.state is VisitState.CALLED:
            self._say(Said("counter-begun-elsewhere", {"token": visit.token}))
        if draft is None or visit is None or triage is None or self.survey is not None:
            return
        if draft.head.visit_id != visit.visit_id:
            return
        if visit.state is VisitState.SERVING:
            self._resume(draft)
        else:
            triage.go_on_with(draft)

    def _started(self, card: VisitCard) -> None:
        assert self.triage is not None
        self.visit = card
        if self.triage.draft is not None:
            self._resume(self.triage.draft)
        else:
            self._open(self._interviews.fresh(card, self.triage, self._view.survey_language()), Place())

    def _resume(self, draft: OpenDraft) -> None:
        """A draft that cannot be read is said and kept; the operator may begin again."""
        try:
            survey = self._interviews.resumed(draft, self._view.survey_language())
        except EngineError as error:
            assert self.triage is not None
            self.step, self.triage.draft = Step.TRIAGE, None
            gone = error.code == "draft-form-gone"
            about = {"token": draft.head.token} | ({"version": draft.head.form_version} if gone else {})
            self._say(Said("local-draft-form-gone" if gone else "local-draft-corrupt", about))
            return
        self._open(survey, draft.place)

    def _correct(self, survey: SurveyDesk, place: Place) -> None:
        if self.step is Step.FREE and self.visit is None:
            self.visit = card_of(survey.head, self._ports.station.counter)
            self._open(survey, place)

    def _open(self, survey: SurveyDesk, place: Place) -> None:
        self.survey, self.step, self._message = survey, Step.SURVEY, None
        self._view.open_survey(survey.session, place)
        self.refresh()

    def _settle(self) -> None:
        """What stands in the focused field is an answer too."""
        if self.survey is not None:
            self._view.settle()
            self.survey.make_sure()

    def _store_failed(self, error: Exception) -> None:
        """The local store refused: said at once, in words; the answers stay on the screen and in the engine."""
        self._say(told(error))

    def _closed(self, last: LastVisit, seconds: float) -> None:
        if self.correcting:
            self.corrections.done(last.visit_id)
        else:
            self.overview.finished(last, seconds)
        self._free()
