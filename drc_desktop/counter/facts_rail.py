"""The end rail of the survey: visitor, language of the questions, missing papers, note; before finish the last look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPlainTextEdit, QSizePolicy, QWidget

from drc_desktop.counter.model import Step, SurveyFacts
from drc_desktop.counter.painted import WRAPPED
from drc_desktop.counter.rails import Rail, Section
from drc_desktop.counter.signs import sign
from drc_desktop.counter.words import clock, duration
from drc_desktop.kit.buttons import ThemedButton
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.ports import Texts
from drc_desktop.kit.text import ltr
from drc_desktop.kit.theme import Role, Theme, color
from survey_forms.qt.tally import Count

WIDTH = 336
NAMES = {"ur": "اردو", "en": "English"}
VERIFIED = {"verified": (Mark.GOOD, "ok"), "differs": (Mark.LOOK, "warn"), "queued": (Mark.LOOK, "warn")}
NOTE_LENGTH = 500
"""The form's own limit of the operator's note."""


class LanguageChoice(ThemedButton):
    """One language, named in itself; filled while it is the one of the questions."""

    def __init__(self, language: str) -> None:
        super().__init__(f"survey.language.{language}")
        self._language = language
        self.set_text(NAMES[language])
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(44)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, chosen = QPainter(self), self.isChecked()
        painter.setPen(QPen(color("border"), 1))
        painter.setBrush(color("primary" if chosen else "panel"))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setFont(Theme.now().font(Role.STRONG if chosen else Role.BODY, self._language))
        painter.setPen(color("white" if chosen else "ink"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())


class LanguageSwitch(QWidget):
    """Language of the questions, apart from the window's. `chosen` carries 'ur' or 'en'."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        group = QButtonGroup(self)
        self._buttons: dict[str, LanguageChoice] = {}
        for language in NAMES:
            button = LanguageChoice(language)
            button.clicked.connect(lambda _checked=False, language=language: self.chosen.emit(language))
            group.addButton(button)
            row.addWidget(button, 1)
            self._buttons[language] = button

    def show_language(self, language: str) -> None:
        """Mark the language of the questions."""
        self._buttons[language].setChecked(True)


class NoteEdit(QPlainTextEdit):
    """The operator's note. `written` carries the text when it is left, or when the hand rests."""

    written = Signal(str)
    left = Signal()
    REST_MS = 800

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("survey.note")
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(self.REST_MS)
        self._rest.timeout.connect(self.settle)
        self.textChanged.connect(self._typed)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 36, 141)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 44)

    def show_note(self, text: str) -> None:
        """The note as it is kept; never under the hands of who writes it."""
        if not self.hasFocus() and text != self.toPlainText():
            self.setPlainText(text)
            self._rest.stop()

    def settle(self) -> None:
        """Hand over what stands here."""
        self._rest.stop()
        self.written.emit(self.toPlainText())

    def _typed(self) -> None:
        text = self.toPlainText()
        if len(text) > NOTE_LENGTH:
            self.setPlainText(text[:NOTE_LENGTH])
            self.moveCursor(self.textCursor().MoveOperation.End)
        self._rest.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the question; keys with Alt or Ctrl+Enter belong to the window."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier or (
            enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
        else:
            super().keyPressEvent(event)


class AgreeButton(ThemedButton):
    """'The visitor heard the answers and agrees', as one large box to tick."""

    def __init__(self) -> None:
        super().__init__("survey.agree")
        self.setCheckable(True)
        self.setFixedHeight(66)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """A press asks; whether it is agreed is the form's to say."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, on = QPainter(self), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if on else 1
        painter.setPen(QPen(color("primary" if on else "border"), width))
        painter.setBrush(color("primary_tint" if on else "panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2), 4, 4)
        box = self.mirrored(QRectF(14, 19, 28, 28))
        painter.setPen(QPen(color("primary" if on else "border"), 2))
        painter.setBrush(color("primary" if on else "panel"))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3)
        if on:
            sign(painter, box.adjusted(5, 5, -5, -5), "tick", "white")
        painter.setFont(Theme.now().font(Role.BODY))
        painter.setPen(color("ink"))
        painter.setLayoutDirection(self.layoutDirection())
        painter.drawText(self.mirrored(QRectF(54, 4, self.width() - 66, 58)), WRAPPED, self.text())


class FactsRail(Rail):
    """`language` carries 'ur' or 'en', `agree` is the box or its key, `note` the operator's words."""

    language = Signal(str)
    agree = Signal()
    note = Signal(str)

    def __init__(self, words: Texts, now: Callable[[], float]) -> None:
        super().__init__(WIDTH)
        self._words, self._now = words, now
        self._shown_facts: tuple[SurveyFacts, Step, Count] | None = None
        self._switch, self.edit, self._agree = LanguageSwitch(), NoteEdit(), AgreeButton()
        self._switch.chosen.connect(self.language)
        self.edit.written.connect(self.note)
        self._agree.clicked.connect(self.agree)
        self._agree.set_text(words.text("counter-agreed"))
        self._asked_in = Section("globe", words.text("counter-questions-in"))
        self._asked_in.key("F12")
        self._asked_in.widget(self._switch)
        self._asked_in.caps(("F11", words.text("counter-read-along")))
        self._note = Section("note", words.text("counter-note"))
        self._note.key("Alt N")
        self._note.widget(self.edit)
        self._note.heading.setBuddy(self.edit)
        self.edit.setAccessibleName(words.text("counter-note"))
        self._saved = Section("lock", "")
        self._saved.heading.setObjectName("survey.saved")
        self._saved.heading.set_role(Role.BODY)
        self._read = Section("", words.text("counter-read-back"))
        self._read.widget(self._agree)
        self._read.caps(("+", words.text("counter-agrees")), ("−", words.text("counter-not-yet")))
        self._kept = (self._asked_in, self._note, self._saved, self._read)
        for section in self._kept:
            section.setParent(self)
            section.hide()

    def show_facts(self, facts: SurveyFacts, step: Step, count: Count, language: str) -> None:
        """Draw the part of the step. Only what is another is made anew."""
        self._switch.show_language(language)
        self._show_saved(facts)
        self.edit.show_note(facts.note)
        self._agree.setChecked(facts.agreed)
        seen = (replace(facts, saved_at=None, saving=False, unsure=False, note="", agreed=False), step, count)
        if step is not Step.CHECK:
            seen = (*seen[:2], Count())
        if seen == self._shown_facts:
            return
        self._shown_facts = seen
        check = step is Step.CHECK
        sections = self._before_finish(facts, count) if check else self._visit(facts)
        self.show_sections(sections)
        for section in self._kept:
            section.setVisible(section in sections)

    def settle(self) -> None:
        """Hand over a note that is still being written."""
        if self.edit.hasFocus():
            self.edit.settle()

    def show_sections(self, sections: list[Section]) -> None:
        """Sections that are kept leave the screen, not the rail."""
        self._shown = [one for one in self._shown if one not in self._kept]
        super().show_sections(sections)

    def _visit(self, facts: SurveyFacts) -> list[Section]:
        words = self._words
        visitor = Section("user", words.text("counter-visitor"))
        if facts.verified:
            mark, tone = VERIFIED[facts.verified]
            visitor.at_end(words.text(f"counter-{facts.verified}"), tone, mark)
        visitor.line(words.text("counter-row-cnic"), ltr(facts.cnic_masked), strong_end=True)
        if facts.relation:
            relation = words.text(f"counter-relation-{facts.relation}")
            visitor.line(words.text("counter-in-household"), relation, strong_end=True)
        visitor.line(words.text("counter-fact-members"), str(facts.members), strong_end=True)
        kind = words.text(f"triage-type-{facts.update_type}-short")
        visitor.line(words.text("counter-update"), kind, strong_end=True)
        papers = Section("paper", words.text("counter-missing-papers"))
        for paper in facts.papers_missing:
            papers.marked(Mark.LOOK, words.text(f"papers-{paper}"))
        if not facts.papers_missing:
            papers.note(words.text("counter-missing-none"), tone="muted")
        again = Section("note", words.text("counter-to-correct"))
        again.note(facts.correction)
        return [*([again] if facts.correction else []), visitor, self._asked_in, papers, self._note, self._saved]

    def _show_saved(self, facts: SurveyFacts) -> None:
        words, label = self._words, self._saved.heading
        label.set_tone("error" if facts.unsure else "muted")
        if facts.unsure:
            label.setText(words.text("counter-not-saved"))
        elif facts.saving:
            label.setText(words.text("counter-saving"))
        elif facts.saved_at is None:
            label.setText(words.text("counter-not-saved-yet"))
        else:
            label.setText(words.text("counter-saved-at", time=clock(facts.saved_at, seconds=True)))

    def _before_finish(self, facts: SurveyFacts, count: Count) -> list[Section]:
        words = self._words
        before = Section("", words.text("counter-before-finish"))
        left = words.text("counter-open-wrong", open=count.open, wrong=count.wrong)
        before.marked(Mark.GOOD if not count.open and not count.wrong else Mark.BAD, left)
        before.marked(Mark.GOOD, words.text("counter-members-n", n=facts.members))
        missing = len(facts.papers_missing)
        before.marked(Mark.LOOK if missing else Mark.GOOD, words.text("counter-papers-missing-n", n=missing))
        if missing:
            before.note(words.text("counter-papers-on-list"), tone="muted")
        spent = duration(self._now() - facts.started_at)
        before.marked(Mark.GOOD, words.text("counter-time-spent", time=spent))
        will = Section("printer", words.text("counter-finish-will"))
        for number in (1, 2, 3):
            will.note(words.text(f"counter-finish-{number}"))
        will.note(words.text("counter-finish-note"), tone="muted")
        for section in (before, will):
            section.tighten()
        return [before, self._read, will, self._saved]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._shown_facts = None
        super().changeEvent(event)
