"""Arrivals: scan -> verdict -> queue -> token. Two keys after the scan; nothing typed is lost by a fault."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from drc_desktop.desk.contract import (
    Board,
    ComeBack,
    DeskError,
    Fault,
    IssueRequest,
    JobState,
    ShownSlip,
    TurnAway,
    VisitCard,
)
from drc_desktop.domain import identity
from drc_desktop.domain.scan import ScanKind, read
from drc_desktop.domain.triage import Outcome, Reason, Triage, UpdateType
from drc_desktop.domain.visit import LIVE_STATES, PriorityGroup, Service
from drc_desktop.kit.dates import date_words, hour, worded
from drc_desktop.kit.faults import fault_words
from drc_desktop.kit.hall import service_words, state_words
from drc_desktop.kit.ports import Observable, Texts
from drc_desktop.kit.shown_slip import GOOD, confirm_word, slip_word
from drc_desktop.supervisor.model import Arrivals, Choice, LastSlip, Tone, Verdict
from drc_desktop.supervisor.ports import Ports, Screening
from drc_desktop.supervisor.presenter.commands import Commands

REPRINT_REASON = "asked-again"
REFERRED = "referred"


@dataclass(frozen=True)
class _Found:
    """What a look at one CNIC brought."""

    screening: Screening
    bound: tuple[str, str]
    live: VisitCard | None
    back: ComeBack | None
    hashes: list[str]


class ArrivalsPresenter(Observable):
    """The panel of the issuing desk. `state` is what the view draws; the number itself stays in here until issued."""

    def __init__(self, ports: Ports, commands: Commands) -> None:
        super().__init__()
        self._ports, self._commands = ports, commands
        self._board: Board | None = None
        self._error: Exception | None = None
        self._looking = self._issuing = False
        self._known: dict[str, str] = {}
        self._forget()

    def _forget(self) -> None:
        self._cnic = ""
        self._screening: Screening | None = None
        self._bound: tuple[str, str] = ("", "")
        self._live: VisitCard | None = None
        self._back: ComeBack | None = None
        self._hashes: list[str] = []
        self._woman = False
        self._chosen: Choice | None = None
        self._group: PriorityGroup | None = None
        self._asked: tuple[str, ...] = ()
        self._shown: ShownSlip | None = None

    # what is shown

    @property
    def words(self) -> Texts:
        """The catalogue of the language of now."""
        return self._ports.words

    def text(self, word_id: str, /, **args: Any) -> str:
        """Words of the language of now."""
        return self._ports.words.text(word_id, **args)

    @property
    def state(self) -> Arrivals:
        """The panel now, in the language of now."""
        words, board = self._ports.words, self._board
        is_open = bool(board and board.day.open)
        of_today = is_open or bool(board and board.day.date == self._ports.today().isoformat())
        made = Arrivals(
            enabled=is_open,
            today=words.text("supervisor-tokens-today", n=board.tokens_today if board and of_today else 0),
            masked=identity.mask(self._cnic) if self._cnic else "",
            counts={Choice(load.service.value): load.waiting for load in board.services} if board and is_open else {},
            slip=self._slip(),
            action=words.text("supervisor-print-referral" if self._chosen is Choice.NONE else "supervisor-print-token"),
        )
        if not is_open:
            return made
        if self._error is not None:
            made = replace(made, field_tone=Tone.BAD, field_words=fault_words(self._error, words))
        if self._looking:
            return replace(made, field_tone=Tone.BUSY, verdict=Verdict(Tone.BUSY, words.text("supervisor-looking"), ""))
        if self._asked or self._shown is not None:
            live = self._live.visit_id if self._live else ""
            return replace(made, verdict=self._question(), live_visit=live, asking=bool(self._asked), taken=True)
        if self._screening is None:
            return made
        return replace(
            made,
            field_tone=made.field_tone or Tone.GOOD,
            verdict=self._verdict(self._screening.triage),
            chosen=self._chosen,
            allowed=self._allowed(),
            group=self._group,
            woman=self._woman,
            estimate=self._estimate(),
            can_print=not self._issuing and self._chosen is not None and self._chosen in self._allowed(),
            live_visit=self._live.visit_id if self._live else "",
        )

    def _question(self) -> Verdict:
        """Which number stands on the card, or what a shown slip is worth."""
        tone, sign = Tone.LOOK, "note"
        if self._shown is not None:
            word, params = slip_word(self._shown)
            if self._shown.verdict not in GOOD:
                tone, sign = Tone.BAD, "no_token"
        else:
            word, params = confirm_word(self._asked)
        do = f"{word}-do"
        words = self._ports.words
        return Verdict(tone, words.text(word, **params), words.text(do, **params) if words.has(do) else "", sign)

    def _words_of(self, reason: Reason) -> str:
        words = self._ports.words
        return words.text(f"triage-reason-{reason.code}", **worded(reason.params, words))

    def _verdict(self, triage: Triage) -> Verdict:
        words = self._ports.words
        registered = self._words_of(triage.registration)
        if self._live is not None:
            service = service_words(self._live.service, words)
            state = state_words(self._live.state, words)
            title = words.text("supervisor-live-token", token=self._live.token)
            detail = words.text("supervisor-live-detail", service=service, state=state)
            return Verdict(Tone.LOOK, title, detail, "note")
        if self._back is not None and triage.outcome is not Outcome.REFERRAL:
            title = words.text("supervisor-comes-back", token=self._back.token)
            day = date_words(date.fromisoformat(self._back.day), words)
            return Verdict(Tone.GOOD, title, words.text("supervisor-comes-back-detail", day=day), "undo")
        if triage.outcome is Outcome.TOKEN:
            assert triage.update_type is not None
            assert triage.service is not None
            kind = words.text(f"triage-type-{triage.update_type.value}")
            service = service_words(triage.service, words)
            if triage.service is Service.ROSTER_UPDATE:
                return Verdict(Tone.GOOD, words.text("supervisor-due-roster"), self._words_of(triage.reason))
            if triage.update_type is UpdateType.MISSED_OUT:
                return Verdict(Tone.GOOD, words.text("supervisor-due-first"), registered)
            title = words.text("supervisor-due", type=kind, service=service.lower())
            return Verdict(Tone.GOOD, title, registered)
        title = words.text(f"triage-headline-{triage.outcome.value}")
        return Verdict(Tone.LOOK, title, self._words_of(triage.reason), "no_token")

    def _allowed(self) -> frozenset[Choice]:
        """What may be decided: the proposal, what the operator may give by hand, and always no token."""
        if self._screening is None or self._live is not None:
            return frozenset()
        triage = self._screening.triage
        if triage.outcome is Outcome.REFERRAL:
            return frozenset({Choice.NONE})
        allowed = {Choice.NONE}
        if triage.outcome is Outcome.TOKEN:
            allowed |= {Choice.NEW_SURVEY, Choice.ROSTER_UPDATE, Choice.PRIORITY}
            if triage.update_type is UpdateType.MISSED_OUT:
                allowed.discard(Choice.ROSTER_UPDATE)
        elif triage.by_hand is not None:
            allowed |= {Choice(triage.by_hand.value), Choice.PRIORITY}
        return frozenset(allowed)

    def _estimate(self) -> str:
        """How many go before this family and how long that takes, as the desk would say it on the slip."""
        service = self._chosen.service if self._chosen else None
        if service is None or self._board is None or self._live is not None:
            return ""
        load = next((one for one in self._board.services if one.service is service), None)
        if load is None:
            return ""
        told = load.ordinary if self._group is None else load.goes_first
        if not load.counters_open:
            return self._ports.words.text("supervisor-estimate-closed", n=told.ahead)
        return self._ports.words.text("supervisor-estimate", n=told.ahead, low=told.low, high=told.high)

    def newest(self) -> tuple[str, str] | None:
        """Visit and token of the newest slip, where it is a token."""
        job = self._board.last_job if self._board else None
        return (self._known[job.token], job.token) if job is not None and job.token in self._known else None

    def _slip(self) -> LastSlip | None:
        job = self._board.last_job if self._board else None
        if job is None:
            return None
        words = self._ports.words
        tones = {JobState.PRINTED: Tone.GOOD, JobState.FAILED: Tone.BAD}
        state = words.text(f"supervisor-job-{job.state.value}")
        kind = words.text(f"supervisor-slip-{job.kind.value}", n=job.copy)
        return LastSlip(
            title=job.token or words.text("supervisor-slip-referral-title"),
            tone=tones.get(job.state, Tone.BUSY),
            state=state,
            detail=words.text("supervisor-last-slip", kind=kind, at=hour(job.printed_at or job.created_at)),
            can_reprint=job.token in self._known or job.state is JobState.FAILED,
        )

    # what happens

    def show_board(self, board: Board) -> None:
        """New figures; the decision under way stays as it is."""
        self._board = board
        self._known |= {row.token: row.visit_id for row in board.waiting}
        self._known |= {seat.token: seat.visit_id for seat in board.counters if seat.token}
        self.changed()

    def began_typing(self) -> None:
        """A new number is being typed: the old verdict goes."""
        if self._cnic or self._error is not None or self._asked or self._shown is not None:
            self._forget()
            self._error = None
            self.changed()

    def submit(self, raw: str) -> None:
        """A typed or scanned text. For one that is no number the reason is said; a verdict on screen stays."""
        if self._board is None or not self._board.day.open:
            return
        found = read(raw, *self._ports.scan_frame)
        if found.kind is ScanKind.TICKET:
            self._show_slip(found.raw)
            return
        if found.kind is ScanKind.NUMBER:
            self._take(found.numbers[0])
            return
        try:
            identity.parse(found.raw)
        except identity.CnicError as error:
            self._error = error
        if found.kind is ScanKind.CHOICE:
            self._forget()
            self._error, self._asked = None, found.numbers
        self.changed()

    def _take(self, cnic: str) -> None:
        self._forget()
        self._error, self._looking, self._cnic = None, True, cnic
        self.changed()
        self._ports.tasks.run(lambda: self._look_up(cnic), lambda found: self._found(cnic, found), self._not_found)

    def _confirmed(self, number: int) -> bool:
        """Whether there was a question which number stands on the card; `number` (from 1) answers it."""
        if 1 <= number <= len(self._asked):
            self._take(self._asked[number - 1])
            return True
        return bool(self._asked)

    def _show_slip(self, text: str) -> None:
        """A slip instead of a card: what it is worth, and whose token it is, for a reprint."""
        ports = self._ports
        self._forget()
        self._error = None
        self.changed()

        def judged(shown: ShownSlip) -> None:
            self._shown = shown
            alive = shown.visit is not None and shown.visit.state in LIVE_STATES
            self._live = shown.visit if alive else None
            self.changed()

        ports.tasks.run(lambda: ports.desk.shown_slip(ports.actor, text, 0), judged, self._commands.show)

    def _look_up(self, cnic: str) -> _Found:
        """Off the GUI thread: registry copy, keyed hashes, the token of today and the one of another day."""
        desk, actor = self._ports.desk, self._ports.actor
        bound = self._ports.bind(cnic)
        keys = desk.come_back_keys(actor)
        hashes = self._ports.bind_earlier(cnic, keys) if keys else []
        back = desk.find_come_back(actor, hashes) if hashes else None
        return _Found(self._ports.screen(cnic), bound, desk.find_live(actor, *bound), back, hashes)

    def _found(self, cnic: str, found: _Found) -> None:
        if cnic != self._cnic:
            return
        self._looking = False
        self._screening, self._bound, self._live = found.screening, found.bound, found.live
        triage, back = found.screening.triage, found.back
        self._group = triage.priority
        if found.live is None:
            self._chosen = Choice(triage.service.value) if triage.service else Choice.NONE
            if back is not None:
                self._back, self._hashes = back, found.hashes
                self._group, self._woman = self._group or back.priority, back.woman
                kept = Choice(back.service.value)
                self._chosen = kept if kept in self._allowed() else self._chosen
        self.changed()

    def _not_found(self, error: Exception) -> None:
        self._looking = False
        cnic, self._cnic = self._cnic, ""
        self._commands.show(error, lambda: self.submit(cnic))
        self.changed()

    def choose(self, choice: Choice) -> None:
        """Keys 1 to 4, or a press. Without a number the reason is said beside the field."""
        if self._confirmed(list(Choice).index(choice) + 1):
            return
        if self._screening is None:
            self._ask_for_number()
        elif choice in self._allowed():
            self._chosen, self._error = choice, None
            self.changed()

    def toggle_group(self, group: PriorityGroup) -> None:
        """Keys 7 to 9: who goes first; a second press takes it back."""
        if self._screening is None:
            self._ask_for_number()
        elif self._live is None:
            self._group = None if self._group is group else group
            self.changed()

    def toggle_woman(self) -> None:
        """Key 0: the family wishes for a woman operator; a second press takes it back."""
        if self._screening is None:
            self._ask_for_number()
        elif self._live is None:
            self._woman = not self._woman
            self.changed()

    def clear(self) -> None:
        """Esc: the next family."""
        self._forget()
        self._error, self._looking = None, False
        self._commands.clear()
        self.changed()

    def _ask_for_number(self) -> None:
        if self._board is not None and self._board.day.open and not self._looking:
            self._error = identity.CnicError(identity.CnicFault.EMPTY)
            self.changed()

    def issue(self) -> None:
        """Enter: the token, or the referral slip where there is none. The slip prints after the commit."""
        if self._looking or self._issuing or self._confirmed(1):
            return
        if self._screening is None or self._chosen is None:
            if self._live is None:
                self._ask_for_number()
            return
        if self._chosen not in self._allowed():
            return
        self._issuing = True
        self.changed()
        if self._chosen is Choice.NONE:
            self._turn_away(self._screening)
        else:
            self._issue(self._chosen, self._screening)

    def _issue(self, choice: Choice, screening: Screening) -> None:
        service = choice.service
        assert service is not None
        triage, (binding, household) = screening.triage, self._bound
        proposed = triage.service is service
        request = IssueRequest(
            service=service,
            binding=binding,
            household=household,
            priority=self._group,
            update_type=_update_type(triage, service),
            reasons=[triage.reason.code] if proposed else [triage.reason.code, "by-hand"],
            woman=self._woman,
            language=self._back.language if self._back else "",
            come_back=self._back.visit_id if self._back else "",
            come_back_hashes=self._hashes,
        )
        ports, cnic = self._ports, self._cnic
        self._commands.send(
            lambda key: ports.desk.issue(ports.actor, key, request), lambda _issued: self._done(cnic), self._refused
        )

    def _done(self, cnic: str) -> None:
        """The slip is on its way. Who was scanned meanwhile stays on screen."""
        self._issuing = False
        if cnic == self._cnic:
            self._forget()
        self.changed()

    def _refused(self, error: Exception) -> bool:
        self._issuing = False
        if isinstance(error, DeskError) and error.code is Fault.TOKEN_LIVE:
            cnic, self._cnic = self._cnic, ""
            self.submit(cnic)
            return True
        self.changed()
        return False

    def _turn_away(self, screening: Screening) -> None:
        triage = screening.triage
        reason = triage.reason if triage.outcome is not Outcome.TOKEN else Reason(REFERRED)
        request = TurnAway(reason.code, self._bound[0], _plain(reason.params), list(screening.documents))
        ports, cnic = self._ports, self._cnic
        self._commands.send(
            lambda key: ports.desk.turn_away(ports.actor, key, request), lambda _job: self._done(cnic), self._refused
        )

    def reprint(self) -> None:
        """F9: the token this household holds, else the last slip: once more if it failed, else as a numbered copy."""
        ports, job = self._ports, self._board.last_job if self._board else None
        if self._live is not None:
            self.reprint_visit(self._live.visit_id)
        elif job is not None and job.state is JobState.FAILED:
            again = job.job_id
            self._commands.send(
                lambda key: ports.desk.mark_job(ports.actor, key, again, JobState.PENDING), lambda _job: self.changed()
            )
        elif job is not None and job.token in self._known:
            self.reprint_visit(self._known[job.token])

    def reprint_visit(self, visit_id: str) -> None:
        """A copy of a token slip, logged with its reason."""
        ports = self._ports
        self._commands.send(
            lambda key: ports.desk.reprint(ports.actor, key, visit_id, REPRINT_REASON), lambda _job: self.changed()
        )


def _update_type(triage: Triage, service: Service) -> str:
    """The type that is worked on: the proposed one, else what the chosen queue does."""
    if triage.service is service and triage.update_type is not None:
        return triage.update_type.value
    if service is Service.NEW_SURVEY:
        return (triage.update_type or UpdateType.CYCLIC).value
    return UpdateType.ROSTER.value


def _plain(params: Any) -> dict[str, Any]:
    """Parameters as they travel: dates as ISO 8601."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in params.items()}
