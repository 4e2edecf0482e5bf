"""The tab of the site: who and what belongs to it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from drc_desktop.kit.bars import CounterMark, EmptyState, IconLabel, Panel, Rule, see_through
from drc_desktop.kit.hall import service_words
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role
from drc_desktop.supervisor.presenter import Supervisor


class SiteView(QWidget):
    """Counters with their work profiles, and the operators, as the desk knows them."""

    def __init__(self, presenter: Supervisor) -> None:
        super().__init__()
        self._presenter = presenter
        self.counters_title, self.operators_title = Label(Role.TITLE, boxes=(34, 40)), Label(Role.TITLE, boxes=(34, 40))
        self.nobody = EmptyState("users")
        self._counters, self._operators = self._list(), self._list()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        for title, (area, _column) in (
            (self.counters_title, self._counters),
            (self.operators_title, self._operators),
        ):
            panel = Panel(margins=(16, 4, 16, 8), spacing=0)
            panel.column.addWidget(title)
            if title is self.operators_title:
                panel.column.addWidget(self.nobody)
            panel.column.addWidget(area, 1)
            row.addWidget(panel, 1)
        self._shown: object = None

    @staticmethod
    def _list() -> tuple[QScrollArea, QVBoxLayout]:
        inside, area = QWidget(), QScrollArea()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        see_through(area)
        return area, column

    def retranslate(self) -> None:
        """Fixed words of the page."""
        text = self._presenter.ports.words.text
        self.counters_title.setText(text("supervisor-site-counters"))
        self.operators_title.setText(text("supervisor-site-operators"))
        self.nobody.say(text("supervisor-site-no-operators"), text("supervisor-site-no-operators-hint"))
        self._shown = None
        self.refresh()

    def refresh(self) -> None:
        """Build the lists anew where they changed, as soon as somebody looks."""
        if not self.isVisible():
            return
        board, words = self._presenter.board, self._presenter.ports.words
        profiles = [(card.counter, card.operator, tuple(card.serves)) for card in board.counters] if board else []
        state = (profiles, self._presenter.operators, words.language)
        if state == self._shown:
            return
        self._shown = state
        for _area, column in (self._counters, self._operators):
            _empty(column)
        for counter, operator, serves in profiles:
            takes = "، " if words.rtl else ", "
            line = takes.join(service_words(service, words) for service in serves)
            head = words.text("supervisor-site-counter", counter=counter)
            title = f"{head}   {operator}" if operator else head
            self._counters[1].addWidget(_line(CounterMark(counter, 36), title, line))
        for person in self._presenter.operators:
            sign = CounterMark(person.counter, 36) if person.counter else IconLabel("user", 36)
            role = words.text(f"queue-role-{person.role.value}")
            self._operators[1].addWidget(_line(sign, person.name, role))
        for _area, column in (self._counters, self._operators):
            column.addStretch(1)
        self.nobody.setVisible(not self._presenter.operators)


def _line(sign: QWidget, title: str, detail: str) -> QWidget:
    line = QWidget()
    line.setMinimumHeight(60)
    head, below = Label(Role.STRONG), Label(Role.BODY, "muted")
    head.setText(title)
    below.setText(detail)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addStretch(1)
    words.addWidget(head)
    words.addWidget(below)
    words.addStretch(1)
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(sign)
    row.addLayout(words, 1)
    column = QVBoxLayout(line)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(row, 1)
    column.addWidget(Rule())
    return line


def _empty(column: QVBoxLayout) -> None:
    while column.count():
        item = column.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
