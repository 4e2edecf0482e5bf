"""The Site tab: counters with their work profiles, operators with a form, alerts and the report of the day."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from drc_desktop.desk.contract import OperatorCard, OperatorEdit, Role, Service
from drc_desktop.domain.visit import LANGUAGES
from drc_desktop.kit.bars import CounterMark, EmptyState, IconLabel, Panel, Rule, StateMark, see_through
from drc_desktop.kit.buttons import KeyButton, Variant
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role as Face
from drc_desktop.supervisor.presenter import Supervisor
from drc_desktop.supervisor.view.stick import StickPart

ROLES = (Role.DEO, Role.TSA, Role.SUPERVISOR)
MOST_COUNTERS = 12
LINES = 40


class SiteView(QWidget):
    """Three panels; each is drawn anew where it changed, as soon as somebody looks."""

    def __init__(self, presenter: Supervisor) -> None:
        super().__init__()
        self._presenter = presenter
        self._site = presenter.site
        self.counters_title, self.operators_title, self.report_title = (
            Label(Face.TITLE, boxes=(34, 40)) for _ in range(3)
        )
        self.nobody, self.calm = EmptyState("users"), EmptyState("tick")
        self.new = KeyButton("site.new", "plus", height=40)
        self.new.clicked.connect(lambda: self._site.begin())
        self.form = OperatorForm(presenter)
        self.stick = StickPart(presenter)
        self._counters, self._operators, self._report = _list(), _list(), _list()
        self._shown: dict[str, object] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addWidget(self._panel(self.counters_title, self._counters[0]), 5)
        row.addWidget(self._panel(self.operators_title, self.nobody, self._operators[0], self.form, self.new), 4)
        row.addWidget(self._panel(self.report_title, self.calm, self._report[0], self.stick), 4)
        self._site.listen(self.refresh)

    @staticmethod
    def _panel(*parts: QWidget) -> Panel:
        panel = Panel(margins=(16, 4, 16, 12), spacing=4)
        for part in parts:
            panel.column.addWidget(part, 1 if isinstance(part, QScrollArea) else 0)
        return panel

    def retranslate(self) -> None:
        """Fixed words of the page."""
        text = self._presenter.ports.words.text
        self.counters_title.setText(text("supervisor-site-counters"))
        self.operators_title.setText(text("supervisor-site-operators"))
        self.report_title.setText(text("site-report"))
        self.nobody.say(text("supervisor-site-no-operators"), text("supervisor-site-no-operators-hint"))
        self.calm.say(text("site-calm"), text("site-calm-hint"))
        self.new.set_text(text("site-new"))
        self.form.retranslate()
        self.stick.retranslate()
        self._shown = {}
        self.refresh()

    def refresh(self) -> None:
        """Build the lists anew where they changed, as soon as somebody looks."""
        if not self.isVisible():
            return
        site = self._site
        profiles = [(card.counter, card.operator, tuple(card.serves)) for card in site.counters]
        if self._changed("counters", profiles):
            _fill(self._counters[1], [self._counter(*profile) for profile in profiles])
        if self._changed("operators", list(site.operators)):
            _fill(self._operators[1], [self._operator(card) for card in site.operators])
        alerts, strange = site.alerts(), site.strange()
        if self._changed("report", (alerts, strange)):
            lines = [_line(StateMark(Mark.LOOK, 18), "", alert) for alert in alerts]
            lines += [_line(None, one.title, one.detail) for one in strange[:LINES]]
            _fill(self._report[1], lines)
        self.nobody.setVisible(not site.operators)
        self.calm.setVisible(not alerts and not strange)
        self.form.refresh()
        self.new.setVisible(site.edited is None)
        self._operators[0].setVisible(site.edited is None)

    def _changed(self, what: str, state: object) -> bool:
        changed = self._shown.get(what) != state
        self._shown[what] = state
        return changed

    def _counter(self, counter: int, operator: str, serves: tuple[Service, ...]) -> QWidget:
        words = self._presenter.ports.words
        head = words.text("supervisor-site-counter", counter=counter)
        line = _line(CounterMark(counter, 36), head, operator or words.text("supervisor-no-operator"))
        chips = QHBoxLayout()
        chips.setSpacing(4)
        chips.setContentsMargins(0, 0, 0, 6)
        for service in Service:
            chip = KeyButton(f"site.profile.{counter}.{service.value}", height=32)
            chip.setCheckable(True)
            chip.setChecked(service in serves)
            chip.set_icon("tick" if service in serves else "")
            chip.set_text(self._site.profile_words(service))
            chip.clicked.connect(lambda _on=False, c=counter, s=service: self._site.toggle(c, s))
            chips.addWidget(chip, 1)
        layout = line.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertLayout(1, chips)
        return line

    def _operator(self, card: OperatorCard) -> QWidget:
        words = self._presenter.ports.words
        sign = CounterMark(card.counter, 36) if card.counter else IconLabel("user", 36)
        parts = [words.text(f"queue-role-{card.role.value}")]
        parts += [words.text(f"queue-language-{language}") for language in card.languages]
        parts += [words.text("queue-woman-operator")] if card.woman else []
        parts += [card.drive] if card.drive else []
        parts = [words.text("site-locked")] if card.locked else parts
        line = _line(sign, card.name, ("، " if words.rtl else ", ").join(parts))
        change = self._button("operator", "pencil", "site-change", card, self._site.begin)
        layout = line.layout()
        assert isinstance(layout, QVBoxLayout)
        first = layout.itemAt(0)
        inner = first.layout() if first is not None else None
        assert isinstance(inner, QHBoxLayout)
        if card.locked:
            inner.addWidget(self._button("unlock", "lock", "site-unlock", card, self._site.unlock))
        inner.addWidget(change)
        return line

    def _button(self, name: str, icon: str, word: str, card: OperatorCard, then: Callable[[str], None]) -> KeyButton:
        button = KeyButton(f"site.{name}.{card.operator_id}", icon, height=32)
        button.set_text(self._presenter.ports.words.text(word))
        button.setAccessibleName(f"{button.text()} {card.name}")
        button.clicked.connect(lambda: then(card.operator_id))
        return button


class OperatorForm(QWidget):
    """One operator: name, role, counter, languages, woman, drive, PIN."""

    def __init__(self, presenter: Supervisor) -> None:
        super().__init__()
        self._presenter, self._site = presenter, presenter.site
        self.name, self.pin, self.drive = QLineEdit(), QLineEdit(), QLineEdit()
        self.role, self.counter = QComboBox(), QComboBox()
        self.woman = QCheckBox()
        self.languages = {language: QCheckBox() for language in LANGUAGES}
        self.woman.setObjectName("site.woman")
        for language, box in self.languages.items():
            box.setObjectName(f"site.language.{language}")
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.save = KeyButton("site.save", "tick", variant=Variant.PRIMARY, height=44)
        self.leave = KeyButton("site.leave", "undo", height=44)
        self.close_it = KeyButton("site.close", "cross", height=44)
        self.labels = {name: Label(Face.BODY) for name in ("name", "role", "counter", "pin", "drive")}
        for name, label in self.labels.items():
            field = getattr(self, name)
            field.setObjectName(f"site.{name}")
            field.setFixedHeight(40)
            label.setBuddy(field)
        self.save.clicked.connect(self._save)
        self.leave.clicked.connect(self._site.leave)
        self.close_it.clicked.connect(self._site.close)
        self._lay_out()
        self._shown: OperatorEdit | None = None

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        for at, (name, label) in enumerate(self.labels.items()):
            grid.addWidget(label, at, 0)
            grid.addWidget(getattr(self, name), at, 1)
        checks = QGridLayout()
        checks.setSpacing(4)
        for at, box in enumerate((self.woman, *self.languages.values())):
            checks.addWidget(box, at // 3, at % 3)
        grid.addLayout(checks, len(self.labels), 0, 1, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.save, self.leave, self.close_it):
            buttons.addWidget(button, 1)
        grid.addLayout(buttons, len(self.labels) + 1, 0, 1, 2)
        grid.setRowStretch(len(self.labels) + 2, 1)
        grid.setColumnStretch(1, 1)

    def retranslate(self) -> None:
        """Fixed words; what is typed stays."""
        text = self._presenter.ports.words.text
        for name, label in self.labels.items():
            label.setText(text(f"site-{name}"))
            getattr(self, name).setAccessibleName(label.text())
        self.woman.setText(text("queue-woman-operator"))
        for language, box in self.languages.items():
            box.setText(text(f"queue-language-{language}"))
        for field, items in (
            (self.role, [text(f"queue-role-{role.value}") for role in ROLES]),
            (self.counter, [text("site-no-counter"), *map(str, range(1, MOST_COUNTERS + 1))]),
        ):
            at = field.currentIndex()
            field.clear()
            field.addItems(items)
            field.setCurrentIndex(max(0, at))
        self.save.set_text(text("site-save"))
        self.leave.set_text(text("site-leave"))
        self.close_it.set_text(text("site-close"))

    def refresh(self) -> None:
        """Show the operator that is being changed, once; typing is not disturbed."""
        edit = self._site.edited
        self.setVisible(edit is not None)
        if edit is self._shown:
            return
        self._shown = edit
        if edit is None:
            return
        self.name.setText(edit.name)
        self.drive.setText(edit.drive)
        self.pin.clear()
        self.pin.setPlaceholderText(
            self._presenter.ports.words.text("site-pin-new" if not edit.operator_id else "site-pin-same")
        )
        self.role.setCurrentIndex(ROLES.index(edit.role))
        self.counter.setCurrentIndex(edit.counter)
        self.woman.setChecked(edit.woman)
        for language, box in self.languages.items():
            box.setChecked(language in edit.languages)
        self.close_it.setVisible(bool(edit.operator_id))
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        edit = self._site.edited
        if edit is None:
            return
        self._site.save(
            OperatorEdit(
                operator_id=edit.operator_id,
                name=self.name.text(),
                role=ROLES[self.role.currentIndex()],
                counter=self.counter.currentIndex(),
                woman=self.woman.isChecked(),
                languages=[language for language, box in self.languages.items() if box.isChecked()],
                drive=self.drive.text(),
                pin=self.pin.text(),
            )
        )


def _list() -> tuple[QScrollArea, QVBoxLayout]:
    inside, area = QWidget(), QScrollArea()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    see_through(area)
    return area, column


def _line(sign: QWidget | None, title: str, detail: str) -> QWidget:
    line = QWidget()
    line.setMinimumHeight(56)
    below = Label(Face.BODY, "muted", wrap=True)
    below.setText(detail)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addStretch(1)
    if title:
        head = Label(Face.STRONG)
        head.setText(title)
        words.addWidget(head)
    words.addWidget(below)
    words.addStretch(1)
    row = QHBoxLayout()
    row.setContentsMargins(0, 2, 4, 2)
    row.setSpacing(12)
    if sign is not None:
        row.addWidget(sign)
    row.addLayout(words, 1)
    column = QVBoxLayout(line)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(row, 1)
    column.addWidget(Rule())
    return line


def _fill(column: QVBoxLayout, lines: list[QWidget]) -> None:
    while column.count():
        item = column.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
    for line in lines:
        column.addWidget(line)
    column.addStretch(1)
