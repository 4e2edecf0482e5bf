"""The counter's window: band, body, key bar. It draws CounterModel and turns keys into calls of the presenter."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from drc_desktop.counter.band import BandBar
from drc_desktop.counter.choose import Chooser, Question
from drc_desktop.counter.idle_view import IdleView
from drc_desktop.counter.keybar import KeyBarWidget
from drc_desktop.counter.model import CounterModel, Said, Step
from drc_desktop.counter.presenter import CounterPresenter
from drc_desktop.counter.survey_view import LANGUAGES, SurveyView
from drc_desktop.counter.triage_view import TriageView
from drc_desktop.counter.words import service_words
from drc_desktop.domain.draft import Place
from drc_desktop.domain.update_types import UpdateType
from drc_desktop.domain.visit import Service
from drc_desktop.kit.bars import MessageBar
from drc_desktop.kit.focus import FocusRing
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.ports import CurrentWords
from drc_desktop.kit.theme import Theme
from survey_forms.engine.contract import FormSession

PARK_MINUTES = (30, 60, 120)
PARK_REASONS = ("document", "unwell", "other")
TYPE_REASONS = ("visitor-says", "record-wrong", "supervisor")
REPRINT_REASONS = ("lost", "unreadable")
MESSAGE_MS = 8000
GOOD_NEWS = ("counter-recorded", "counter-reprinted")


class Wiring(Protocol):
    """Makes the presenter for a view; the composition root hands it in."""

    def __call__(self, view: CounterWindow) -> CounterPresenter: ...


class CounterWindow(QWidget):
    """One counter. `closing` is emitted when the window goes."""

    closing = Signal()

    def __init__(self, words: CurrentWords, wire: Callable[[CounterWindow], CounterPresenter]) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(1366, 768)
        self._words = words
        self._model: CounterModel | None = None
        self._survey: SurveyView | None = None
        self._survey_language = words.language
        self.presenter = wire(self)
        self._build()
        self._bind_keys()

    def _build(self) -> None:
        words = self._words
        self.band = BandBar(words)
        self.message = MessageBar("message")
        self.idle, self.triage = IdleView(words), TriageView(words)
        self.body = QStackedWidget()
        self.body.addWidget(self.idle)
        self.body.addWidget(self.triage)
        self.keys = KeyBarWidget(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, stretch in ((self.band, 0), (self.message, 0), (self.body, 1), (self.keys, 0)):
            column.addWidget(widget, stretch)
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.timeout.connect(self.message.clear)
        self.ring = FocusRing(self)
        presenter = self.presenter
        self.idle.call.connect(presenter.call_next)
        self.idle.resume.connect(presenter.resume)
        self.triage.scanned.connect(presenter.scan)
        self.triage.face.connect(presenter.look_at_face)
        self.triage.paper.connect(presenter.mark_paper)
        self.triage.other_type.connect(self._choose_type)
        self.keys.pressed.connect(self._pressed)
        self.keys.undo.undone.connect(lambda _what: presenter.undo())

    def _bind_keys(self) -> None:
        for key, name in {
            "F2": "call",
            "F3": "recall",
            "F4": "no-show",
            "F5": "offered",
            "F6": "park",
            "F7": "transfer",
            "F9": "reprint",
            "F12": "language",
            "Ctrl+R": "refer",
        }.items():
            QShortcut(QKeySequence(key), self, lambda name=name: self._pressed(name))
        self._undo_key = QShortcut(QKeySequence("Ctrl+Z"), self, self.keys.undo.undo)
        self._undo_key.setEnabled(False)
        for key in ("Return", "Enter"):
            QShortcut(
                QKeySequence(key), self.triage, self._enter, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            )

    # CounterView

    def draw(self, model: CounterModel) -> None:
        """Draw a model."""
        before, self._model = self._model, model
        self.band.show_band(model.band)
        on_break = bool(model.idle and model.idle.on_break)
        self.keys.show_bar(model.keys, model.band.step, on_break)
        self._show_undo(before, model)
        self._show_message(before, model)
        self._show_body(before, model)
        self.setWindowTitle(self._words.text("counter-title", n=model.band.counter))

    def open_survey(self, session: FormSession, place: Place) -> None:
        """A survey began, or came back."""
        self.close_survey()
        survey = self._survey = SurveyView(self._words, session, place)
        presenter = self.presenter
        survey.answered.connect(presenter.answered)
        survey.turned.connect(presenter.turned_page)
        survey.moved.connect(presenter.moved)
        survey.finish.connect(presenter.finish)
        survey.agree.connect(presenter.agree)
        survey.undo_row.connect(self._offer_row_undo)
        self.body.addWidget(survey)
        self.body.setCurrentWidget(survey)
        survey.begin()

    def close_survey(self) -> None:
        """The survey left the screen."""
        survey, self._survey = self._survey, None
        if survey is not None:
            self._survey_language = survey.language
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

    def _show_body(self, before: CounterModel | None, model: CounterModel) -> None:
        step = model.band.step
        if step is Step.FREE and model.idle is not None:
            self.idle.show_idle(model.idle)
            self._switch_to(self.idle)
            if before is None or before.band.step is not Step.FREE:
                self.idle.button.setFocus()
        elif step is Step.TRIAGE and model.triage is not None:
            self.triage.show_triage(model.triage)
            fresh = before is None or before.band.token != model.band.token or before.band.step is not Step.TRIAGE
            self._switch_to(self.triage)
            if fresh and not model.triage.cnic_masked:
                self.triage.begin()
        elif self._survey is not None and model.survey is not None:
            self._survey.show_survey(model.survey, step)

    def _switch_to(self, widget: QWidget) -> None:
        if self.body.currentWidget() is not widget:
            self.body.setCurrentWidget(widget)

    def _show_undo(self, before: CounterModel | None, model: CounterModel) -> None:
        undo = model.keys.undo
        if undo is None:
            if before is not None and before.keys.undo is not None:
                self.keys.undo.clear()
        elif before is None or before.keys.undo != undo:
            self.keys.undo.offer(self._said(undo), "visit", "undo", self._words.text("counter-key-undo"))
        self._undo_key.setEnabled(self.keys.undo.isVisibleTo(self))

    def _offer_row_undo(self, words: str) -> None:
        if not words:
            self.keys.undo.clear()
        elif self._survey is not None:
            form = self._survey.form
            self.keys.undo.offer(words, None, "undo", "")
            self.keys.undo.button.setVisible(True)
            self.keys.undo.button.set_text(self._words.text("counter-key-undo"))
            self.keys.undo.button.clicked.connect(form.undo_remove, Qt.ConnectionType.SingleShotConnection)

    def _show_message(self, before: CounterModel | None, model: CounterModel) -> None:
        said = model.message
        if said is None:
            if before is not None and before.message is not None and not self._forget.isActive():
                self.message.clear()
            return
        if before is not None and before.message == said and self.message.isVisible():
            return
        good = said.word in GOOD_NEWS
        self.message.say(self._said(said), Mark.GOOD if good else Mark.LOOK)
        self._forget.start(MESSAGE_MS)

    def _said(self, said: Said) -> str:
        return self._words.text(said.word, **said.params)

    # keys

    def _pressed(self, name: str) -> None:
        presenter, model = self.presenter, self._model
        step = model.band.step if model else Step.FREE
        actions: dict[str, Callable[[], object]] = {
            "call": presenter.call_next,
            "recall": presenter.recall,
            "no-show": presenter.no_show,
            "break": presenter.toggle_break,
            "refer": presenter.refer,
            "park": self._resume_first if step is Step.FREE else self._choose_park,
            "transfer": self._choose_service,
            "reprint": self._choose_reprint,
            "offered": self._offered,
            "language": self._language,
            "back": self._back,
            "primary": self._primary,
        }
        actions[name]()

    def _offered(self) -> None:
        """F5: what this screen offers besides."""
        step = self._model.band.step if self._model else Step.FREE
        if step is Step.FREE:
            self.presenter.toggle_break()
        elif step is Step.TRIAGE:
            self._choose_type()

    def _language(self) -> None:
        if self._survey is not None:
            self._survey.turn_language()
        else:
            self.switch_language(self._words.other)

    def switch_language(self, language: str) -> None:
        """The window in the other language, at once."""
        self._words.switch(language)
        self._survey_language = language
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        Theme.apply(app, language)
        self.presenter.refresh()

    def _enter(self) -> None:
        """Enter on triage: read the number while it is typed, else start."""
        field = self.triage.who.field
        if field.hasFocus() and not field.masked:
            field.submitted.emit(field.text())
        else:
            self.presenter.start_survey()

    def _primary(self) -> None:
        if self._survey is not None:
            self._survey.next()
        else:
            self.presenter.start_survey()

    def _back(self) -> None:
        if self._survey is not None:
            self._survey.back()

    def _resume_first(self) -> None:
        if self._model and self._model.idle and self._model.idle.parked:
            self.presenter.resume(self._model.idle.parked[0].visit_id)

    # small questions

    def _ask(self, title: str, questions: list[Question], chosen: Callable[[list[str]], None]) -> None:
        Chooser(self, self._words, title, questions, chosen).open()

    def _token(self) -> str:
        return self._model.band.token if self._model else ""

    def _choose_park(self) -> None:
        if not self._token():
            return
        words = self._words
        minutes = tuple((str(n), words.text("counter-minutes", n=n)) for n in PARK_MINUTES)
        reasons = tuple((one, words.text(f"counter-park-reason-{one}")) for one in PARK_REASONS)
        self._ask(
            words.text("counter-park-title", token=self._token()),
            [
                Question(words.text("counter-park-minutes"), minutes),
                Question(words.text("counter-park-reason"), reasons),
            ],
            lambda values: self.presenter.park(time.time() + 60 * int(values[0]), values[1]),
        )

    def _choose_service(self) -> None:
        model = self._model
        if model is None or model.band.step is not Step.TRIAGE:
            return
        others = [one for one in Service if one is not model.band.service]
        answers = tuple((one.value, service_words(one, self._words)) for one in others)
        self._ask(
            self._words.text("counter-transfer-title", token=self._token()),
            [Question(self._words.text("counter-queue"), answers)],
            lambda values: self.presenter.transfer(Service(values[0]), "counter"),
        )

    def _choose_type(self) -> None:
        if self.presenter.triage is None or self.presenter.triage.result is None:
            return
        words = self._words
        kinds = [kind for kind in UpdateType if kind is not UpdateType.APPEAL]
        types = tuple((kind.value, words.text(f"triage-type-{kind.value}")) for kind in kinds)
        reasons = tuple((one, words.text(f"counter-reason-{one}")) for one in TYPE_REASONS)
        self._ask(
            words.text("counter-type-title", token=self._token()),
            [
                Question(words.text("counter-update"), types),
                Question(words.text("counter-type-reason"), reasons),
            ],
            lambda values: self.presenter.choose_type(UpdateType(values[0]), values[1]),
        )

    def _choose_reprint(self) -> None:
        words = self._words
        reasons = tuple((f"slip-{one}", words.text(f"counter-reprint-{one}")) for one in REPRINT_REASONS)
        self._ask(
            words.text("counter-reprint-title"),
            [Question(words.text("counter-park-reason"), reasons)],
            lambda values: self.presenter.reprint(values[0]),
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
