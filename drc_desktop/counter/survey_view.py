"""The interview on screen: the page rail, the form itself, the facts of the visit. The form does the rest."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from drc_desktop.counter import pictograms
from drc_desktop.counter.facts_rail import FactsRail
from drc_desktop.counter.family_words import family_lines
from drc_desktop.counter.model import Step, SurveyFacts
from drc_desktop.domain.draft import Operation, OperationKind, Place
from drc_desktop.kit.bars import Rule, announce
from drc_desktop.kit.focus import OWN_RING
from drc_desktop.kit.ports import Texts
from drc_desktop.kit.theme import Theme
from survey_forms.engine.contract import Changes, FormSession
from survey_forms.qt.plan import Screen
from survey_forms.qt.readalong import ReadAlong
from survey_forms.qt.style import Families, Style
from survey_forms.qt.texts import texts_of
from survey_forms.qt.view import FormView

RAIL = 272
LOW = 740
"""Below this height of the window the form's line of keys gives way."""
LANGUAGES = {"ur": "Urdu (ur)", "en": "English (en)"}

_PLAIN_FIELDS = "QLineEdit, QPlainTextEdit, QSpinBox { border: none; background: transparent; padding: 0; }"
"""The form paints the frames of its fields itself; the window's sheet must not draw a second one."""


def form_style(words: Texts) -> Style:
    """The renderer in the look of the kit, its own words in the window's language."""
    faces = Theme.now().families
    return Style(families=Families(faces.latin, faces.naskh, faces.nastaliq), text=texts_of(words.language))


class SurveyView(QWidget):
    """One interview. Signals carry what the presenter journals: operations with the place they were given at."""

    answered = Signal(object, object)
    moved = Signal(object)
    turned = Signal(str, object, bool)
    finish = Signal()
    agree = Signal(bool)
    note = Signal(str)
    undo_row = Signal(str)

    def __init__(self, words: Texts, session: FormSession, place: Place, now: Callable[[], float]) -> None:
        super().__init__()
        self._words = words
        self.setObjectName("survey")
        self._came_to = place
        self._aloud: ReadAlong | None = None
        self.form = FormView(session, form_style(words), at=place.ref)
        self.form.setProperty(OWN_RING, True)
        self.form.setStyleSheet(_PLAIN_FIELDS)
        if not place.ref and place.page:
            self.form.go_page(place.page)
        self.rail = self.form.make_rail()
        self.rail.setFixedWidth(RAIL)
        self.facts = FactsRail(words, now)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(Rule(vertical=True))
        row.addWidget(self.form, 1)
        self._facts_rule = Rule(vertical=True)
        row.addWidget(self._facts_rule)
        row.addWidget(self.facts)
        self._shown: tuple[SurveyFacts, Step] | None = None
        self._connect()
        self._make_room()

    def _connect(self) -> None:
        form, facts = self.form, self.facts
        form.answered.connect(self._answer)
        form.row_added.connect(self._row_added)
        form.row_removed.connect(self._row_removed)
        form.page_changed.connect(self._turned)
        form.problems_changed.connect(self._show_facts)
        form.finished_requested.connect(self.finish)
        form.undo_changed.connect(self.undo_row)
        facts.language.connect(self.set_language)
        facts.agree.connect(lambda: self.agree.emit(True))
        facts.note.connect(self.note)
        facts.edit.left.connect(self._back_to_question)

    # what the window asks

    @property
    def place(self) -> Place:
        """Where the operator is."""
        return Place(self.form.current_page(), self.form.current_ref())

    @property
    def checking(self) -> bool:
        """Whether the check of answers is shown."""
        return self.form.screen_shown.kind == "check"

    def begin(self) -> None:
        """Report the first page; the cursor is where the next answer is expected, or where it was before a kill (coming
        on screen may have put it elsewhere)."""
        if self._came_to.ref:
            self.form.go_to(self._came_to.ref)
        self._turned(self.form.screen_shown)
        self._back_to_question()
        self.form.moved.connect(lambda: self.moved.emit(self.place))

    def next(self) -> None:
        """The primary button: next page, on the last one finish."""
        if self.checking:
            self.finish.emit()
        else:
            self.form.next_page()

    def back(self) -> None:
        """The page before; loses nothing."""
        self.form.previous_page()

    def settle(self) -> None:
        """Store what stands in the focused field and in the note."""
        self.form.commit()
        self.facts.settle()

    def turn_read_along(self, window: QWidget) -> None:
        """F11: the question large for the respondent, on a second screen or over the window; again: back."""
        if self._aloud is not None:
            self.end_read_along()
            return
        self._aloud = ReadAlong(self.form, window, pictograms.paint)
        self._aloud.follow()
        self._aloud.show()
        self._aloud.raise_()

    def fit_read_along(self, window: QWidget) -> None:
        """Cover a window of another size."""
        if self._aloud is not None and self._aloud.parentWidget() is window:
            self._aloud.setGeometry(window.rect())

    def end_read_along(self) -> None:
        """The form alone again; also when the check of answers comes up, which is read out."""
        aloud, self._aloud = self._aloud, None
        if aloud is not None:
            aloud.end()

    def write_note(self) -> None:
        """Alt+N."""
        if self.facts.isVisibleTo(self):
            self.facts.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

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
        """Draw the end rail, and what NADRA says under the roster."""
        self._shown = (facts, step)
        self.form.show_roster_foot(family_lines(facts.family, self._words))
        self._show_facts()

    def show_low(self, low: bool) -> None:
        """In a low window the line of keys gives way before the form scrolls."""
        self.form.set_hints_shown(not low)

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
        if screen.kind == "check":
            self.end_read_along()
        self._make_room()
        self.turned.emit(screen.key, self.place, screen.kind == "check")
        line = self.form.pages()[self.form.current_page()]
        announce(self, f"{line.number} {line.name}")

    def _make_room(self) -> None:
        """A roster takes the place of the facts as well."""
        wide = self.form.is_wide
        self.facts.setVisible(not wide)
        self._facts_rule.setVisible(not wide)

    def _show_facts(self) -> None:
        """Nothing is drawn behind a roster; the page turn that brings the rail back draws it."""
        if self._shown is not None and not self.form.is_wide:
            facts, step = self._shown
            self.facts.show_facts(facts, step, self.form.counts(), self.language)

    def _back_to_question(self) -> None:
        focus = QApplication.focusWidget()
        inside = focus is not None and self.form.isAncestorOf(focus)
        if not self.form.go_to(self.form.current_ref()) and not inside:
            self.form.go_page(self.form.current_page())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that came from outside the form, or that it had no use for."""
        page = {Qt.Key.Key_Down: self.form.next_page, Qt.Key.Key_Up: self.form.previous_page}.get(Qt.Key(event.key()))
        if self.checking and event.text() in ("+", "-"):
            self.agree.emit(event.text() == "+")
        elif page is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            page()
        else:
            super().keyPressEvent(event)
