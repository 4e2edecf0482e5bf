"""The triage screen: three numbered columns in the order of work. Who is here, what is due, papers on the desk."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from drc_desktop.counter.decision import Decision
from drc_desktop.counter.model import Said, TriageModel
from drc_desktop.counter.rails import Cap, Section
from drc_desktop.counter.triage_tables import FaceButton, Heading, IdentityTable, PaperList, TypesTable
from drc_desktop.counter.words import said_words
from drc_desktop.kit.bars import EmptyState, IconLabel, MessageBar, Rule
from drc_desktop.kit.buttons import KeyButton
from drc_desktop.kit.dates import date_words
from drc_desktop.kit.fields import CnicField
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.ports import Texts
from drc_desktop.kit.scanner import ScanCatcher
from drc_desktop.kit.text import Label, ltr
from drc_desktop.kit.theme import Role

WIDTHS = (450, 524, 392)
LOW = 620
"""Of the body, in px: a screen of 768 lines with title bar and task bar leaves less."""
IDENTITY_TONES = {"asking": Mark.BUSY, "queued": Mark.LOOK}


class WhoIsHere(QWidget):
    """Card against NADRA, the face, and what the registry knows."""

    scanned = Signal(str)
    face = Signal(bool)

    def __init__(self, words: Texts) -> None:
        super().__init__()
        self._words = words
        self.heading = Heading(1)
        self.again = KeyButton("triage.again", "scan", "*", height=32)
        self.again.clicked.connect(self.scan_again)
        self.field = CnicField("triage.cnic")
        self.field.submitted.connect(self.scanned)
        self.field_label = Label(Role.STRONG)
        self.field_label.setBuddy(self.field)
        self.hint = Label(Role.CAPTION, "muted")
        self.fault = MessageBar("triage.fault")
        self.table = IdentityTable(words)
        self.state = MessageBar("triage.identity")
        self.same, self.other = FaceButton("triage.same", "+"), FaceButton("triage.not-same", "−")
        self.same.clicked.connect(lambda: self.face.emit(True))
        self.other.clicked.connect(lambda: self.face.emit(False))
        self.question = Label(Role.STRONG, wrap=True)
        self._facts = QVBoxLayout()
        self._facts_shown: Section | None = None
        self._model: TriageModel | None = None
        self._ask = QWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.again)
        ask = QVBoxLayout(self._ask)
        ask.setContentsMargins(0, 16, 0, 16)
        ask.setSpacing(8)
        for widget in (self.field_label, self.field, self.hint):
            ask.addWidget(widget)
        face = QHBoxLayout()
        face.setContentsMargins(0, 4, 0, 4)
        face.setSpacing(8)
        face.addWidget(IconLabel("eye", 22))
        face.addWidget(self.question, 1)
        face.addWidget(self.same)
        face.addWidget(self.other)
        self._face = QWidget()
        self._face.setLayout(face)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._ask)
        column.addWidget(self.fault)
        column.addWidget(self.table)
        column.addWidget(self.state)
        column.addWidget(self._face)
        column.addStretch(1)
        column.addLayout(self._facts)

    def scan_again(self) -> None:
        """Read another number; what is shown stays until it is read."""
        self._ask.show()
        self.field.begin()
        self.field.setFocus()

    def show_model(self, model: TriageModel) -> None:
        """Draw it."""
        self._model = model
        words, known = self._words, bool(model.cnic_masked)
        self.heading.show_words(words.text("counter-who-is-here"))
        self.again.set_text(words.text("counter-scan-again"))
        self.again.setVisible(known)
        self.field_label.setText(words.text("counter-cnic-label"))
        self.field.setAccessibleName(words.text("counter-cnic-label"))
        self.hint.setText(words.text("counter-scan-hint"))
        self.field.set_wrong(model.fault is not None)
        if known and model.fault is None:
            self._ask.hide()
        self.fault.say(self._said(model.fault))
        self.table.setVisible(known)
        self.table.show_rows(model.rows)
        self._show_state(model)
        self._face.setVisible(known)
        self.question.setText(words.text("counter-face-question"))
        self.same.set_text(words.text("counter-face-same"))
        self.other.set_text(words.text("counter-face-not-same"))
        self.same.show_chosen(model.face is True)
        self.other.show_chosen(model.face is False)
        self._show_facts(model)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._model is not None and (event.size().height() < LOW) is not (event.oldSize().height() < LOW):
            self._show_facts(self._model)

    def _said(self, said: Said | None) -> str:
        return said_words(said, self._words) if said else ""

    def _show_state(self, model: TriageModel) -> None:
        words = self._words
        if model.identity_state in IDENTITY_TONES:
            self.state.say(words.text(f"counter-identity-{model.identity_state}"), IDENTITY_TONES[model.identity_state])
        elif model.begun:
            self.state.say(words.text("counter-begun-here"), Mark.BUSY)
        elif model.training:
            self.state.say(words.text("counter-identity-training"), Mark.BUSY)
        else:
            self.state.clear()

    def _show_facts(self, model: TriageModel) -> None:
        words = self._words
        if self._facts_shown is not None:
            self._facts.removeWidget(self._facts_shown)
            self._facts_shown.hide()
            self._facts_shown.deleteLater()
            self._facts_shown = None
        if not model.facts or not model.cnic_masked:
            return
        section = Section("", words.text("counter-registry-knows"), margins=(0, 8, 0, 8))
        section.at_end(words.text("counter-copy-of", days=model.copy_days), "muted")
        low = self.height() < LOW
        if low:
            section.tighten()
        for name, value in model.facts:
            if low and name == "token":
                continue  # it stands in the band
            section.line(words.text(f"counter-fact-{name}"), self._fact(value), strong_end=True)
        self._facts.addWidget(section)
        self._facts_shown = section

    def _fact(self, value: object) -> str:
        if isinstance(value, bool):
            return self._words.text("counter-yes" if value else "counter-no")
        if isinstance(value, date):
            return date_words(value, self._words)
        return ltr(str(value)) if value != "" else "–"


class WhatIsDue(QWidget):
    """The decision with its reasons, all six types, and the way to another one."""

    other_type = Signal()

    def __init__(self, words: Texts) -> None:
        super().__init__()
        self._words = words
        self.heading = Heading(2)
        self.empty = EmptyState("scan")
        self.decision = Decision(words)
        self.all_six = Label(Role.STRONG)
        self.table = TypesTable(words)
        self.does_not_fit = Label(Role.BODY, "muted")
        self.other = KeyButton("triage.other-type", key="F5", height=40)
        self.other.clicked.connect(self.other_type)
        self._known = QWidget()
        known = QVBoxLayout(self._known)
        known.setContentsMargins(0, 0, 0, 0)
        known.setSpacing(10)
        known.addWidget(self.decision)
        known.addSpacing(14)
        known.addWidget(self.all_six)
        known.addWidget(self.table)
        known.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.does_not_fit)
        foot.addStretch(1)
        foot.addWidget(self.other)
        self._stack = QStackedLayout()
        unknown = QWidget()
        waiting = QVBoxLayout(unknown)
        waiting.setContentsMargins(0, 16, 0, 0)
        waiting.addWidget(self.empty)
        waiting.addStretch(1)
        self._stack.addWidget(unknown)
        self._stack.addWidget(self._known)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 16)
        column.setSpacing(6)
        column.addWidget(self.heading)
        column.addLayout(self._stack, 1)
        column.addLayout(foot)

    def show_model(self, model: TriageModel) -> None:
        """Draw it."""
        words = self._words
        self.heading.show_words(words.text("counter-what-is-due"))
        self.empty.say(words.text("counter-scan-first"), "")
        self.does_not_fit.setText(words.text("counter-does-not-fit"))
        self.other.set_text(words.text("counter-another-type"))
        self.other.setEnabled(model.triage is not None)
        self._stack.setCurrentIndex(int(model.triage is not None))
        if model.triage is None:
            return
        self.decision.show_triage(model)
        self.all_six.setText(words.text("counter-all-six"))
        self.table.show_lines(model.triage.lines, model.chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.decision.set_low(self.height() < LOW)


class Papers(QWidget):
    """The documents: a digit cycles seen, missing, not needed; what follows stands at the foot."""

    marked = Signal(int)

    def __init__(self, words: Texts) -> None:
        super().__init__()
        self._words = words
        self.heading = Heading(3)
        self.empty = EmptyState("paper")
        self.list = PaperList(words)
        self.list.marked.connect(self.marked)
        self.foot = MessageBar("triage.papers")
        self._hint, self._hint_words = QWidget(), Label(Role.BODY, "muted")
        self._list_key, self._list_words = Cap("Ctrl L"), Label(Role.BODY, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 16)
        column.setSpacing(6)
        column.addWidget(self.heading)
        column.addWidget(self.empty)
        column.addWidget(self.list)
        column.addWidget(self._hint)
        hint = QHBoxLayout(self._hint)
        hint.setContentsMargins(8, 2, 0, 0)
        hint.addWidget(Cap("1–9"))
        hint.addWidget(self._hint_words)
        hint.addStretch(1)
        hint.addWidget(self._list_key)
        hint.addWidget(self._list_words)
        column.addStretch(1)
        column.addWidget(self.foot)

    def show_model(self, model: TriageModel) -> None:
        """Draw it."""
        words = self._words
        self.heading.show_words(words.text("counter-papers"))
        self.empty.setVisible(not model.papers)
        self.empty.say(words.text("counter-papers-after-scan"), "")
        self.list.show_lines(model.papers)
        self._make_room()
        self._hint_words.setText(words.text("counter-change-line"))
        self._list_words.setText(words.text("counter-print-list"))
        for widget in (self._list_key, self._list_words):
            widget.setVisible(bool(model.foot and model.foot.take_home))
        foot = model.foot
        if foot is None or not model.papers:
            self.foot.clear()
            return
        said, then = words.text(f"papers-foot-{foot.code}", **foot.params), f"papers-foot-{foot.code}-then"
        title, said = (said, words.text(then)) if words.has(then) else ("", said)
        mark = Mark.BAD if not foot.can_start else Mark.LOOK if foot.take_home else Mark.GOOD
        self.foot.say(said, mark, title=title)

    def _make_room(self) -> None:
        """In a low window the hint gives way, then a little of each row."""
        low = self.height() < LOW
        self._hint.setVisible(bool(self.list.lines) and not low)
        self.list.set_low(low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()


class TriageView(QWidget):
    """The whole screen. Keys: * scan again, + and - the face, digits the papers, F5 another type."""

    scanned = Signal(str)
    face = Signal(bool)
    paper = Signal(int)
    other_type = Signal()
    start = Signal()

    def __init__(self, words: Texts) -> None:
        super().__init__()
        self.setObjectName("triage")
        self.who, self.due, self.papers = WhoIsHere(words), WhatIsDue(words), Papers(words)
        self.who.scanned.connect(self.scanned)
        self.who.face.connect(self.face)
        self.papers.marked.connect(self.paper)
        self.due.other_type.connect(self.other_type)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, (column, width) in enumerate(zip((self.who, self.due, self.papers), WIDTHS, strict=True)):
            if number:
                row.addWidget(Rule(vertical=True))
            frame = QFrame()
            frame.setObjectName("column")
            inner = QVBoxLayout(frame)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.addWidget(column)
            frame.setMinimumWidth(width - 40)
            frame.setAutoFillBackground(True)
            palette = frame.palette()
            palette.setColor(frame.backgroundRole(), palette.base().color())
            frame.setPalette(palette)
            row.addWidget(frame, width)
        self._cnic, self._asking = "", False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        # A card is read from wherever the focus is; its digits must not count as papers.
        self.scanner = ScanCatcher(self)
        self.scanner.scanned.connect(self.scanned)
        self.scanner.typed.connect(self._typed)

    def show_triage(self, model: TriageModel) -> None:
        """Draw it; after a scan the focus goes to the face check, so that digits mean papers."""
        self.who.show_model(model)
        self.due.show_model(model)
        self.papers.show_model(model)
        if model.asking and not self._asking:
            self.who.field.begin()
            self.setFocus()  # digits and Enter answer the question now
        elif model.cnic_masked != self._cnic and model.cnic_masked:
            self.who.same.setFocus()
        self._asking = model.asking
        self._cnic = model.cnic_masked

    def begin(self) -> None:
        """A new visit: wait for the card."""
        self._cnic = ""
        self.who.scan_again()

    @property
    def refused(self) -> bool:
        """Whether the field holds a number that could not be read."""
        return bool(self.who.field.property("wrong"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on from wherever no field and no button took it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.start.emit()
        elif not self._typed(event.text()):
            super().keyPressEvent(event)

    def _typed(self, pressed: str) -> bool:
        """One character that no field wanted."""
        if pressed == "*":
            self.who.scan_again()
        elif pressed in ("+", "-"):
            self.face.emit(pressed == "+")
        elif len(pressed) == 1 and pressed.isdecimal() and int(pressed) > 0:
            self.paper.emit(int(pressed))
        else:
            return False
        return True
