"""The counter's window: band, body, key bar. It draws CounterModel and turns keys into calls of the presenter."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLayout, QStackedWidget, QVBoxLayout, QWidget

from drc_desktop.counter.band import BandBar
from drc_desktop.counter.idle_view import IdleView
from drc_desktop.counter.keybar import KeyBarWidget
from drc_desktop.counter.model import CounterModel, KeyBar, Said, Step
from drc_desktop.counter.presenter import CounterPresenter
from drc_desktop.counter.questions import Questions
from drc_desktop.counter.survey_view import LANGUAGES, LOW, SurveyView
from drc_desktop.counter.triage_view import TriageView
from drc_desktop.counter.words import said_words, service_words
from drc_desktop.domain.draft import Place
from drc_desktop.kit.bars import MessageBar, announce
from drc_desktop.kit.focus import FocusRing
from drc_desktop.kit.keys import KeysOverlay
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.ports import CurrentWords
from drc_desktop.kit.scanner import ScanCatcher
from drc_desktop.kit.theme import Theme
from survey_forms.engine.contract import FormSession
from survey_forms.qt.view import FormView

SMALLEST = (1366, 690)
"""A screen of 1366 x 768 with a title bar and a task bar."""
MESSAGE_MS = 8000
GOOD_NEWS = ("counter-recorded", "counter-corrected", "counter-reprinted", "counter-list-printed")
KEYS = {
    "F1": "keys",
    "F2": "call",
    "F3": "recall",
    "F4": "no-show",
    "F5": "offered",
    "F6": "park",
    "F7": "transfer",
    "F8": "correct",
    "F9": "reprint",
    "F11": "read-along",
    "F12": "language",
    "Ctrl+R": "refer",
    "Ctrl+L": "list",
    "Ctrl+Return": "finish",
    "Ctrl+Enter": "finish",
    "Alt+N": "note",
    "Alt+ن": "note",
}
HELP = {
    Step.FREE: ("F2 call", "F6 resume", "F8 correct", "F9 reprint", "F5 break", "F12 language"),
    Step.TRIAGE: (
        "Enter start", "* scan", "+ same", "− not-same", "1–6 papers", "F5 type", "Ctrl+L take-home",
        "Ctrl+R refer", "F3 recall", "F4 no-show", "F6 park", "F7 transfer", "F9 reprint",
    ),
    Step.SURVEY: (
        "1–9 choose", "Enter next", "Shift+Enter one-back", "Space list", "Alt+↓ page-on", "Alt+↑ page-back",
        "Alt+1–9 problem", "F5 suggested", "/ search", "Insert member", "Alt+N note", "F11 read-along", "F12 questions",
        "F6 park",
    ),
    Step.CHECK: (
        "↑↓ line", "Enter change", "+ agrees", "− agrees-not", "Ctrl+Enter finish", "Alt+↑ page-back", "F6 park",
    ),
}  # fmt: skip
"""What F1 shows: a key and the last part of its word id, `counter-help-...`."""


class CounterWindow(QWidget):
    """One counter. `closing` is emitted when the window goes; `now` is the clock that elapsed times count by."""

    closing = Signal()

    def __init__(
        self,
        words: CurrentWords,
        wire: Callable[[CounterWindow], CounterPresenter],
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._now = now
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(1366, 768)
        self._words = words
        self._model: CounterModel | None = None
        self._drawn_in = ""
        self._bar: tuple[KeyBar, Step, bool] | None = None
        self._survey: SurveyView | None = None
        self._survey_language = words.language
        self.presenter = wire(self)
        self._questions = Questions(self, words, self.presenter)
        self._build()
        self._connect()

    def _build(self) -> None:
        words = self._words
        self.band = BandBar(words, self._now)
        self.message = MessageBar("message")
        self.idle, self.triage = IdleView(words, self._now), TriageView(words)
        self.body = QStackedWidget()
        self.body.addWidget(self.idle)
        self.body.addWidget(self.triage)
        self.keys = KeyBarWidget(words)
        column = QVBoxLayout(self)
        # No text may push the window off the screen: a test holds every state to SMALLEST.
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumSize(*SMALLEST)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, stretch in ((self.band, 0), (self.message, 0), (self.body, 1), (self.keys, 0)):
            column.addWidget(widget, stretch)
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.setInterval(MESSAGE_MS)
        self._forget.timeout.connect(self.message.clear)
        self.help = KeysOverlay(self)
        self.ring = FocusRing(self)

    def _connect(self) -> None:
        presenter, triage = self.presenter, self.triage
        self.idle.call.connect(presenter.call_next)
        self.idle.resume.connect(presenter.resume)
        self.idle.correct.connect(presenter.correct)
        ScanCatcher(self.idle).scanned.connect(presenter.scan)
        triage.scanned.connect(presenter.scan)
        triage.face.connect(presenter.look_at_face)
        triage.paper.connect(presenter.mark_paper)
        triage.other_type.connect(self._questions.other_type)
        triage.start.connect(presenter.start_survey)
        self.keys.pressed.connect(self._pressed)
        self.keys.undo.undone.connect(lambda take_back: take_back())
        for key, name in KEYS.items():
            QShortcut(QKeySequence(key), self, lambda name=name: self._pressed(name))
        # of the bar, so that it is only live while the bar stands
        QShortcut(QKeySequence("Ctrl+Z"), self.keys.undo, self.keys.undo.undo)

    @property
    def form(self) -> FormView | None:
        """The form on screen, None where no survey is open (the walk-through looks at it)."""
        return self._survey.form if self._survey is not None else None

    # CounterView

    def draw(self, model: CounterModel) -> None:
        """Draw a model."""
        before, self._model = self._model, model
        drawn, self._drawn_in = self._drawn_in, self._words.language
        self._show_frame(before if drawn == self._drawn_in else None, model)
        self._show_undo(before, model)
        self._show_message(before, model)
        self._show_body(before, model)
        if before is not None and model.band.token and model.band.token != before.band.token:
            service = service_words(model.band.service, self._words) if model.band.service else ""
            announce(self, f"{model.band.token} {service}", assertive=True)

    def open_survey(self, session: FormSession, place: Place) -> None:
        """A survey began, or came back."""
        self.close_survey()
        survey = self._survey = SurveyView(self._words, session, place, self._now)
        presenter = self.presenter
        survey.answered.connect(presenter.answered)
        survey.moved.connect(presenter.moved)
        survey.turned.connect(presenter.turned_page)
        survey.finish.connect(presenter.finish)
        survey.agree.connect(presenter.agree)
        survey.note.connect(presenter.note)
        survey.undo_row.connect(self._offer_row)
        survey.show_low(self.height() < LOW)
        self.body.addWidget(survey)
        self.body.setCurrentWidget(survey)
        survey.begin()

    def settle(self) -> None:
        """Store what is being typed."""
        if self._survey is not None:
            self._survey.settle()

    def take_scan(self, digits: str) -> bool:
        """A scanned number goes into the identity field with the cursor, nowhere else."""
        return self._survey is not None and self._survey.form.take_scan(digits)

    def close_survey(self) -> None:
        """The survey left the screen; with it a row that could be brought back."""
        survey, self._survey = self._survey, None
        if survey is not None:
            survey.end_read_along()
            self._survey_language = survey.language
            self._offer_row("")
            self.body.removeWidget(survey)
            survey.hide()
            survey.deleteLater()

    def show_problems(self) -> None:
        """Go to the check page with everything that is wrong on it."""
        if self._survey is not None:
            self._survey.form.finish()

    def answer(self, ref: str, value: str) -> None:
        """Give an answer through the form, so that it is drawn and journalled like any other."""
        if self._survey is not None and ref:
            self._survey.form.answer(ref, value)

    def survey_language(self) -> str:
        """Language in which the next survey asks."""
        return LANGUAGES[self._survey_language]

    # drawing

    def _show_frame(self, before: CounterModel | None, model: CounterModel) -> None:
        """Band, bar and title: most answers leave them as they were."""
        if before is None or before.band != model.band:
            self.band.show_band(model.band)
            self.setWindowTitle(self._words.text("counter-title", n=model.band.counter))
        bar = (model.keys, model.band.step, bool(model.idle and model.idle.on_break))
        if bar != self._bar or before is None:
            self._bar = bar
            self.keys.show_bar(*bar)

    def _show_body(self, before: CounterModel | None, model: CounterModel) -> None:
        step = model.band.step
        came = before is None or before.band.step is not step or before.band.token != model.band.token
        if step is Step.FREE and model.idle is not None:
            self.idle.show_idle(model.idle)
            self.body.setCurrentWidget(self.idle)
            if came:
                self.idle.button.setFocus()
        elif step is Step.TRIAGE and model.triage is not None:
            self.triage.show_triage(model.triage)
            self.body.setCurrentWidget(self.triage)
            if came and not model.triage.cnic_masked:
                self.triage.begin()
        elif self._survey is not None and model.survey is not None:
            self._survey.show_survey(model.survey, step)

    def _show_undo(self, before: CounterModel | None, model: CounterModel) -> None:
        undo, shown = model.keys.undo, before.keys.undo if before is not None else None
        if undo is not None and undo != shown:
            word = self._words.text("counter-key-undo")
            self.keys.undo.offer(said_words(undo, self._words), self.presenter.undo, "undo", word)
        elif undo is None and shown is not None:
            self.keys.undo.clear()

    def _offer_row(self, words: str) -> None:
        """A member was taken out of the roster and can be brought back; empty when no longer."""
        survey = self._survey
        if words and survey is not None:
            word = self._words.text("counter-key-undo")
            self.keys.undo.offer(words, survey.form.undo_remove, "undo", word)
        else:
            self.keys.undo.clear()

    def _show_message(self, before: CounterModel | None, model: CounterModel) -> None:
        said = model.message
        if before is not None and before.message is said:
            return
        if said is None:
            self.message.clear()
            return
        self._say(said)
        self._forget.start()

    def _say(self, said: Said) -> None:
        good, bad = said.word in GOOD_NEWS, said.error is not None
        self.message.say(said_words(said, self._words), Mark.GOOD if good else Mark.BAD if bad else Mark.LOOK)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._survey is not None:
            self._survey.show_low(self.height() < LOW)
            self._survey.fit_read_along(self)

    # keys

    @property
    def _step(self) -> Step:
        return self._model.band.step if self._model else Step.FREE

    def _pressed(self, name: str) -> None:
        presenter, free = self.presenter, self._step is Step.FREE
        actions: dict[str, Callable[[], object]] = {
            "keys": self._show_keys,
            "call": presenter.call_next,
            "recall": presenter.recall,
            "no-show": presenter.no_show,
            "break": presenter.toggle_break,
            "refer": presenter.refer,
            "list": presenter.print_list,
            "park": self._resume_first if free else self._park,
            "correct": self._correct_first,
            "transfer": self._questions.transfer,
            "reprint": self._questions.reprint,
            "offered": presenter.toggle_break if free else self._other_type,
            "language": self._language,
            "read-along": self._read_along,
            "note": self._note,
            "finish": self._finish,
            "back": self._back,
            "primary": self._primary,
        }
        actions[name]()

    def _show_keys(self) -> None:
        words = self._words
        pairs = [one.partition(" ") for one in HELP[self._step]]
        lines = [(key, words.text(f"counter-help-{name}")) for key, _, name in pairs]
        self.help.show_keys(words.text("counter-help-title"), words.text("kit-close"), lines)
        self.help.toggle(QApplication.focusWidget())

    def _other_type(self) -> None:
        if self._step is Step.TRIAGE:
            self._questions.other_type()
        elif self._survey is not None:
            self._survey.form.take_suggestion()

    def _language(self) -> None:
        if self._survey is not None:
            self._survey.turn_language()
        elif self._step is Step.FREE:
            self.switch_language(self._words.other)

    def switch_language(self, language: str) -> None:
        """The window in the other language, at once."""
        self._words.switch(language)
        self._survey_language = language
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        Theme.apply(app, language)
        self.keys.undo.clear()
        self.presenter.refresh()
        if self._model is not None and self._model.message is not None and self.message.isVisible():
            self._say(self._model.message)

    def _read_along(self) -> None:
        if self._survey is not None and self._step is Step.SURVEY:
            self._survey.turn_read_along(self)

    def _note(self) -> None:
        if self._survey is not None:
            self._survey.write_note()

    def _finish(self) -> None:
        if self._survey is not None:
            self._survey.form.finish()

    def _primary(self) -> None:
        if self._survey is not None:
            self._survey.next()
        elif self._step is Step.TRIAGE:
            self.presenter.start_survey()

    def _back(self) -> None:
        if self._survey is not None:
            self._survey.back()

    def _park(self) -> None:
        if self.presenter.correcting:
            self.presenter.put_aside()
        else:
            self._questions.park()

    def _correct_first(self) -> None:
        listed = self._model.idle.to_correct if self._model and self._model.idle else ()
        first = next((one for one in listed if one.here), None)
        if first is not None:
            self.presenter.correct(first.visit_id)

    def _resume_first(self) -> None:
        if self._model and self._model.idle and self._model.idle.parked:
            self.presenter.resume(self._model.idle.parked[0].visit_id)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.settle()
        self.closing.emit()
        super().closeEvent(event)
