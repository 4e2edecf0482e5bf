"""The visits behind a figure, by token; a flagged survey can be marked sound, called back, or sent to be corrected."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QStackedWidget

from drc_desktop.desk.contract import Outcome
from drc_desktop.desk.figures import MOST_LINES
from drc_desktop.kit.bars import EmptyState, Panel
from drc_desktop.kit.buttons import KeyButton
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role
from drc_desktop.supervisor.model import VisitRow
from drc_desktop.supervisor.presenter.monitor import MonitorPresenter
from drc_desktop.supervisor.view.monitor.table import PlainTable

COLUMNS = ("day", "token", "service", "operator", "hour", "wait", "survey", "members", "what", "outcome")
WIDTHS = (64, 84, 144, 120, 80, 80, 80, 90, 0, 130)
_WHAT = COLUMNS.index("what")


class VisitTable(PlainTable):
    """`picked` carries the visit of the current row."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__("monitor.visits")
        self.setColumnCount(len(COLUMNS))
        for at, width in enumerate(WIDTHS):
            self.setColumnWidth(at, width)
        self.horizontalHeader().setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        self._ids: list[str] = []
        self._state: object = None
        self.currentCellChanged.connect(self._current)

    def show_rows(self, rows: list[VisitRow], selected: str, rtl: bool) -> None:
        """Replace the rows where they changed; the selected visit stays selected."""
        if (rows, rtl) != self._state:
            self._state = rows, rtl
            self.blockSignals(True)
            self._ids = [row.visit_id for row in rows]
            self.setRowCount(len(rows))
            for at, row in enumerate(rows):
                for column, words in enumerate(row.cells):
                    role = Role.ROW_TOKEN if COLUMNS[column] == "token" else Role.BODY
                    self.put(at, column, words, role, "warn" if column == _WHAT and row.flagged else "ink")
            self.setColumnHidden(0, all(not row.cells[0] for row in rows))
            self.blockSignals(False)
        if selected in self._ids and self.currentRow() != self._ids.index(selected):
            self.blockSignals(True)
            self.setCurrentCell(self._ids.index(selected), 1)
            self.blockSignals(False)

    def _current(self, row: int, _column: int, _before: int, _before_column: int) -> None:
        if 0 <= row < len(self._ids):
            self.picked.emit(self._ids[row])


class VisitsView(Panel):
    """Draws the visits of `MonitorPresenter` with the review strip below."""

    def __init__(self, presenter: MonitorPresenter) -> None:
        super().__init__(margins=(1, 4, 1, 12), spacing=8)
        self._presenter = presenter
        self.title, self.note = Label(Role.TITLE, boxes=(36, 40)), Label(Role.CAPTION, "muted", name="monitor.note")
        self.table, self.nothing = VisitTable(), EmptyState("tick")
        self.reason_label, self.reason = Label(Role.BODY), QLineEdit()
        self.reason.setObjectName("monitor.reason")
        self.reason.setFixedHeight(40)
        self.reason.setMaxLength(200)
        self.reason_label.setBuddy(self.reason)
        self.buttons = {outcome: KeyButton(f"monitor.review.{outcome.value}") for outcome in Outcome}
        self.said = Label(Role.BODY, "muted", name="monitor.said")
        self._stack, empty = QStackedWidget(), Panel(margins=(16, 16, 16, 16))
        empty.setObjectName("")
        empty.column.addWidget(self.nothing)
        empty.column.addStretch(1)
        self._stack.addWidget(self.table)
        self._stack.addWidget(empty)
        head, strip = QHBoxLayout(), QHBoxLayout()
        for row in (head, strip):
            row.setContentsMargins(15, 0, 15, 0)
            row.setSpacing(12)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.note)
        strip.addWidget(self.reason_label)
        strip.addWidget(self.reason, 1)
        for outcome, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, outcome=outcome: self._review(outcome))
            strip.addWidget(button)
        self.column.addLayout(head)
        self.column.addWidget(self._stack, 1)
        self.column.addLayout(strip)
        below = QHBoxLayout()
        below.setContentsMargins(15, 0, 15, 0)
        below.addWidget(self.said)
        self.column.addLayout(below)
        self.table.picked.connect(presenter.select)

    def _review(self, outcome: Outcome) -> None:
        self._presenter.review(outcome, self.reason.text())
        if self.reason.text().strip():
            self.reason.clear()
        else:
            self.reason.setFocus()

    def retranslate(self) -> None:
        """Fixed words of the page."""
        text = self._presenter.ports.words.text
        self.table.setHorizontalHeaderLabels([text(f"monitor-col-{name}") for name in COLUMNS])
        self.table.setAccessibleName(text("monitor-page-visits"))
        self.nothing.say(text("monitor-visits-none"), text("monitor-visits-none-hint"))
        self.note.setText(text("monitor-visits-note", most=MOST_LINES))
        self.reason_label.setText(text("monitor-review-reason"))
        self.reason.setAccessibleName(text("monitor-review-reason"))
        for outcome, button in self.buttons.items():
            button.set_text(text(f"monitor-review-{outcome.value.replace('_', '-')}"))

    def refresh(self) -> None:
        """Draw the rows in hand."""
        presenter = self._presenter
        self.title.setText(presenter.heading())
        self.table.show_rows(presenter.rows(), presenter.selected, presenter.ports.words.rtl)
        self._stack.setCurrentIndex(0 if presenter.lines else 1)
        for button in self.buttons.values():
            button.setEnabled(presenter.can_review)
        self.reason.setEnabled(presenter.can_review)
        line = presenter.line
        self.said.setText(presenter.said or (line.reason if line is not None else ""))
