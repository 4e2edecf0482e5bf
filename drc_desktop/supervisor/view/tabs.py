"""The other two tabs: figures of today as they stand on the board, and who and what belongs to the site."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from drc_desktop.desk.contract import Service
from drc_desktop.domain.visit import VisitState
from drc_desktop.kit import shapes
from drc_desktop.kit.bars import CounterMark, EmptyState, IconLabel, Panel, Rule, see_through
from drc_desktop.kit.hall import service_words
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role
from drc_desktop.supervisor.presenter import Supervisor
from drc_desktop.supervisor.presenter.waiting import Filter

_FIGURES = ("tokens", "finished", "waiting", "typical", "longest", "over")


class QueueMark(QWidget):
    """A queue's shape with its letter."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self._service, self.letter = service, ""
        self.setFixedSize(32, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        shapes.paint_queue(QPainter(self), QRectF(self.rect()).adjusted(1, 1, -1, -1), self._service, self.letter)


class MonitorView(QWidget):
    """Six figures of today and one line a queue."""

    def __init__(self, presenter: Supervisor) -> None:
        super().__init__()
        self._presenter = presenter
        self.title = Label(Role.TITLE, boxes=(34, 40))
        self.values = {name: Label(Role.FIGURE, name=f"monitor.{name}") for name in _FIGURES}
        self.captions = {name: Label(Role.CAPTION, "muted") for name in _FIGURES}
        self.note = Label(Role.CAPTION, "muted")
        figures = QHBoxLayout()
        figures.setSpacing(16)
        for name in _FIGURES:
            card = Panel(margins=(16, 10, 16, 10), spacing=0)
            card.column.addWidget(self.values[name])
            card.column.addWidget(self.captions[name])
            figures.addWidget(card, 1)
        table = Panel(margins=(16, 12, 16, 16), spacing=8)
        self.heads = [Label(Role.STRONG, "muted") for _ in range(5)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(12)
        for at, head in enumerate(self.heads):
            grid.addWidget(head, 0, 0 if at == 0 else at + 1, 1, 2 if at == 0 else 1)
        self.queues = {service: self._queue(grid, at + 1, service) for at, service in enumerate(Service)}
        for at in range(1, 6):
            grid.setColumnStretch(at, 1)
        table.column.addLayout(grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addWidget(self.title)
        column.addLayout(figures)
        column.addWidget(table)
        column.addWidget(self.note)
        column.addStretch(1)

    @staticmethod
    def _queue(grid: QGridLayout, row: int, service: Service) -> tuple[QueueMark, list[Label]]:
        mark = QueueMark(service)
        labels = [Label(Role.SERVICE), Label(Role.ROW_TOKEN), Label(Role.BODY), Label(Role.BODY), Label(Role.BODY)]
        grid.addWidget(mark, row, 0)
        for at, label in enumerate(labels):
            grid.addWidget(label, row, at + 1)
        return mark, labels

    def retranslate(self) -> None:
        """Fixed words of the page."""
        text = self._presenter.ports.words.text
        self.title.setText(text("supervisor-monitor-title"))
        self.note.setText(text("supervisor-monitor-note"))
        for name, caption in self.captions.items():
            caption.setText(text(f"supervisor-monitor-{name}"))
        for head, word in zip(self.heads, ("queue", "waiting", "first", "counters", "limit"), strict=True):
            head.setText(text(f"supervisor-monitor-{word}"))
        self.refresh()

    def refresh(self) -> None:
        """Draw the figures, where somebody looks."""
        if not self.isVisible():
            return
        board, words = self._presenter.board, self._presenter.ports.words
        if board is None:
            return
        waits = sorted(row.waited for row in self._presenter.waiting.everyone if row.state is VisitState.WAITING)
        shown: dict[str, int | str] = {
            "tokens": board.tokens_today,
            "finished": board.finished_today,
            "waiting": len(waits),
            "typical": waits[len(waits) // 2] if waits else "–",
            "longest": waits[-1] if waits else "–",
            "over": self._presenter.waiting.counts()[Filter.OVER],
        }
        for name, value in shown.items():
            self.values[name].setText(str(value))
        for load in board.services:
            mark, labels = self.queues[load.service]
            mark.letter = load.letter
            mark.update()
            line = (service_words(load.service, words), load.waiting, load.first or "–", load.counters_open, load.limit)
            for label, part in zip(labels, line, strict=True):
                label.setText(str(part))


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
