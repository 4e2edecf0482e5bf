"""The interview on screen: the page rail, the form itself, the facts of the visit. The form does the rest."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from drc_desktop.counter.model import Step, SurveyFacts
from drc_desktop.counter.rails import Rail, Section
from drc_desktop.counter.words import clock, duration
from drc_desktop.domain.draft import Operation, OperationKind, Place
from drc_desktop.kit.bars import Rule
from drc_desktop.kit.buttons import KeyButton
from drc_desktop.kit.focus import OWN_RING
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.ports import Texts
from drc_desktop.kit.text import ltr
from drc_desktop.kit.theme import Theme
from survey_forms.engine.contract import Changes, FormSession
from survey_forms.qt.plan import Screen
from survey_forms.qt.style import Families, Style
from survey_forms.qt.texts import texts_of
from survey_forms.qt.view import FormView

RAIL, FACTS = 272, 336
LANGUAGES = {"ur": "Urdu (ur)", "en": "English (en)"}
NAMES = {"ur": "اردو", "en": "English"}
VERIFIED = {"verified": (Mark.GOOD, "ok"), "differs": (Mark.LOOK, "warn"), "queued": (Mark.LOOK, "warn")}


_PLAIN_FIELDS = "QLineEdit, QPlainTextEdit, QSpinBox { border: none; background: transparent; padding: 0; }"
"""The form paints the frames of its fields itself; the window's sheet must not draw a second one."""


def form_style(words: Texts) -> Style:
    """The renderer in the look of the kit, its own words in the window's language."""
    faces = Theme.now().families
    return Style(families=Families(faces.latin, faces.naskh, faces.nastaliq), text=texts_of(words.language))


class LanguageSwitch(QWidget):
    """Language of the questions, apart from the window's. `chosen` carries 'ur' or 'en'."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        group = QButtonGroup(self)
        self._buttons: dict[str, KeyButton] = {}
        for language, name in NAMES.items():
            button = KeyButton(f"survey.language.{language}", height=44)
            button.set_text(name)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, language=language: self.chosen.emit(language))
            group.addButton(button)
            row.addWidget(button, 1)
            self._buttons[language] = button

    def show_language(self, language: str) -> None:
        """Mark the language of the questions."""
        self._buttons[language].setChecked(True)


class SurveyView(QWidget):
    """One interview. Signals carry what the presenter journals: operations with the place they were given at."""

    answered = Signal(object, object)
    turned = Signal(str, object, bool)
    moved = Signal(object)
    finish = Signal()
    agree = Signal(bool)
    undo_row = Signal(str)

    def __init__(self, words: Texts, session: FormSession, place: Place) -> None:
        super().__init__()
        self.setObjectName("survey")
        self._words = words
        self.form = FormView(session, form_style(words), at=place.ref)
        self.form.setProperty(OWN_RING, True)
        self.form.setStyleSheet(_PLAIN_FIELDS)
        if not place.ref and place.page:
            self.form.go_page(place.page)
        self.rail = self.form.make_rail()
        self.rail.setFixedWidth(RAIL)
        self.facts = Rail(FACTS)
        self.switch = LanguageSwitch()
        self.switch.chosen.connect(self.set_language)
        self.saved = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(Rule(vertical=True))
        row.addWidget(self.form, 1)
        self._facts_rule = Rule(vertical=True)
        row.addWidget(self._facts_rule)
        row.addWidget(self.facts)
        self._shown: SurveyFacts | None = None
        self._step = Step.SURVEY
        self._connect()
        self._make_room()

    def _connect(self) -> None:
        form = self.form
        form.answered.connect(self._answer)
        form.row_added.connect(self._row_added)
        form.row_removed.connect(self._row_removed)
        form.page_changed.connect(self._turned)
        form.finished_requested.connect(self.finish)
        form.undo_changed.connect(self.undo_row)

    # what the presenter asks

    @property
    def place(self) -> Place:
        """Where the operator is."""
        return Place(self.form.current_page(), self.form.current_ref())

    @property
    def checking(self) -> bool:
        """Whether the check of answers is shown."""
        return self.form.screen_shown.kind == "check"

    def begin(self) -> None:
        """Report the first page and put the cursor into it."""
        self._turned(self.form.screen_shown)
        if not self.form.current_ref():
            self.form.go_page(self.form.current_page())

    def next(self) -> None:
        """The primary button: next page, on the last one finish."""
        if self.checking:
            self.finish.emit()
        else:
            self.form.next_page()

    def back(self) -> None:
        """The page before; loses nothing."""
        self.form.previous_page()

    def set_language(self, language: str) -> None:
        """Language of the questions; answers and place stay."""
        self.form.set_language(LANGUAGES[language])
        self._show_facts()

    def turn_language(self) -> None:
        """F12: the other language."""
        self.set_language("en" if self.language == "ur" else "ur")

    @property
    def language(self) -> str:
        """Language of the questions, 'ur' or 'en'."""
        return "en" if self.form.session.language == LANGUAGES["en"] else "ur"

    def show_survey(self, facts: SurveyFacts, step: Step) -> None:
        """Draw the end rail."""
        if (facts, step) != (self._shown, self._step):
            self._shown, self._step = facts, step
            self._show_facts()

    # what the form tells

    def _answer(self, ref: str, changes: Changes) -> None:
        value = changes.values.get(ref, self.form.session.node(ref).value)
        self.answered.emit(Operation(OperationKind.SET, ref, value), self.place)

    def _row_added(self, ref: str, _changes: Changes) -> None:
        range_ref, _, position = ref.rpartition("[")
        self.answered.emit(Operation(OperationKind.ADD, range_ref, position.rstrip("]")), self.place)

    def _row_removed(self, ref: str, reason: str, _changes: Changes) -> None:
        self.answered.emit(Operation(OperationKind.REMOVE, ref, reason), self.place)

    def _turned(self, screen: Screen) -> None:
        self._make_room()
        self.turned.emit(screen.key, self.place, screen.kind == "check")

    def _make_room(self) -> None:
        """A roster takes the place of the facts as well."""
        wide = self.form.is_wide
        self.facts.setVisible(not wide)
        self._facts_rule.setVisible(not wide)

    # the end rail

    def _show_facts(self) -> None:
        facts = self._shown
        if facts is None:
            return
        sections = self._before_finish(facts) if self._step is Step.CHECK else self._visit(facts)
        self.facts.show_sections(sections)
        self.switch.show_language(self.language)

    def _visit(self, facts: SurveyFacts) -> list[Section]:
        words = self._words
        visitor = Section("user", words.text("counter-visitor"))
        if facts.verified:
            mark, tone = VERIFIED[facts.verified]
            visitor.at_end(words.text(f"counter-{facts.verified}"), tone, mark)
        visitor.line("CNIC", ltr(facts.cnic_masked), strong_end=True)
        visitor.line(words.text("counter-fact-members"), str(facts.members), strong_end=True)
        kind = words.text(f"triage-type-{facts.update_type}-short")
        visitor.line(words.text("counter-update"), kind, strong_end=True)
        language = Section("globe", words.text("counter-questions-in"))
        language.key("F12")
        language.widget(self.switch)
        papers = Section("paper", words.text("counter-missing-papers"))
        for paper in facts.papers_missing:
            papers.marked(Mark.LOOK, words.text(f"papers-{paper}"))
        if not facts.papers_missing:
            papers.note(words.text("counter-missing-none"), tone="muted")
        saved = Section("lock", self._saved_words(facts))
        return [visitor, language, papers, saved]

    def _saved_words(self, facts: SurveyFacts) -> str:
        words = self._words
        if facts.unsaved:
            self.saved = words.text("counter-saving")
        elif facts.saved_at is None:
            self.saved = words.text("counter-not-saved-yet")
        else:
            self.saved = words.text("counter-saved-at", time=clock(facts.saved_at, seconds=True))
        return self.saved

    def _before_finish(self, facts: SurveyFacts) -> list[Section]:
        words, count = self._words, self.form.counts()
        before = Section("", words.text("counter-before-finish"))
        left = words.text("counter-open-wrong", open=count.open, wrong=count.wrong)
        before.marked(Mark.GOOD if not count.open and not count.wrong else Mark.BAD, left)
        before.marked(Mark.GOOD, words.text("counter-members-n", n=facts.members))
        missing = len(facts.papers_missing)
        before.marked(Mark.LOOK if missing else Mark.GOOD, words.text("counter-papers-missing-n", n=missing))
        if missing:
            before.note(words.text("counter-papers-on-list"), tone="muted")
        spent = duration(time.time() - facts.started_at)
        before.marked(Mark.GOOD, words.text("counter-time-spent", time=spent))
        read = Section("", words.text("counter-read-back"))
        agreed = KeyButton("survey.agree", key="+", height=44)
        agreed.setCheckable(True)
        agreed.setChecked(facts.agreed)
        agreed.set_text(words.text("counter-agrees"))
        agreed.setAccessibleName(words.text("counter-agreed"))
        agreed.clicked.connect(lambda: self.agree.emit(True))
        read.note(words.text("counter-agreed"))
        read.widget(agreed)
        will = Section("printer", words.text("counter-finish-will"))
        for section in (before, will):
            section.tighten()
        for number in (1, 2, 3):
            will.note(words.text(f"counter-finish-{number}"))
        will.note(words.text("counter-finish-note"), tone="muted")
        return [before, read, will]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.checking and event.text() in ("+", "-"):
            self.agree.emit(event.text() == "+")
            return
        super().keyPressEvent(event)
