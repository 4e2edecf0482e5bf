"""The tab itself: tool row, the three pages, what the keys do here."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from drc_desktop.domain.indicators.periods import Period
from drc_desktop.kit.bars import MessageBar
from drc_desktop.kit.buttons import KeyButton
from drc_desktop.kit.chips import Chip, ChipRow
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role
from drc_desktop.supervisor.presenter import Supervisor
from drc_desktop.supervisor.presenter.monitor import Page
from drc_desktop.supervisor.view.monitor.indicators import IndicatorsView
from drc_desktop.supervisor.view.monitor.report import ReportView
from drc_desktop.supervisor.view.monitor.visits import VisitsView


class MonitorView(QWidget):
    """Figures are counted only while somebody looks."""

    def __init__(self, presenter: Supervisor) -> None:
        super().__init__()
        self._window, self._presenter = presenter, presenter.monitor
        self.pages = ChipRow("monitor.page", [page.value for page in Page])
        self.periods = ChipRow("monitor.period", [period.value for period in Period])
        self.print = KeyButton("monitor.print", "printer", "Ctrl+P")
        self.indicators = IndicatorsView(self._presenter)
        self.visits = VisitsView(self._presenter)
        self.report = ReportView(self._presenter)
        self.message = MessageBar("monitor.message")
        self.counted = Label(Role.CAPTION, "muted", name="monitor.counted")
        self._stack = QStackedWidget()
        self._views: dict[Page, QWidget] = {
            Page.INDICATORS: self.indicators,
            Page.VISITS: self.visits,
            Page.REPORT: self.report,
        }
        for view in self._views.values():
            self._stack.addWidget(view)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.pages)
        tools.addStretch(1)
        tools.addWidget(self.counted)
        tools.addWidget(self.periods)
        tools.addWidget(self.print)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addLayout(tools)
        column.addWidget(self.message)
        column.addWidget(self._stack, 1)
        self.pages.chosen.connect(lambda page: self._presenter.choose_page(Page(page)))
        self.periods.chosen.connect(lambda period: self._presenter.choose_period(Period(period)))
        self.print.clicked.connect(self.print_day)
        self._presenter.listen(self.draw)
        presenter.commands.listen(self.show_fault)

    def print_day(self) -> None:
        """Ctrl+P: the day as PDF, opened with the PC's own program."""
        self._presenter.report("pdf")

    def turn_table(self) -> None:
        """T."""
        if self._presenter.page is Page.INDICATORS:
            self._presenter.turn_table()

    def count(self) -> None:
        """F5."""
        self._presenter.count()
        if self._presenter.page is Page.VISITS:
            self._presenter.drill_again()

    def back(self) -> None:
        """Esc: to the indicators."""
        self._presenter.choose_page(Page.INDICATORS)

    def show_fault(self) -> None:
        """A fault is said here too: the message of the first tab is out of sight."""
        commands, text = self._window.commands, self._presenter.ports.words.text
        if commands.again is not None:
            self.message.say(commands.fault, Mark.BAD, text("kit-try-again"), commands.again)
        else:
            self.message.say(commands.fault, Mark.BAD, text("kit-close"), commands.clear)

    def retranslate(self) -> None:
        """Fixed words of every page."""
        text = self._presenter.ports.words.text
        self.print.set_text(text("monitor-print"))
        self.indicators.table.setAccessibleName(text("monitor-page-indicators"))
        self.visits.retranslate()
        self.report.retranslate()
        self._show_chips()
        self._presenter.draw()
        self.refresh()

    def _show_chips(self) -> None:
        presenter, text = self._presenter, self._presenter.ports.words.text
        self.pages.show_chips([Chip(page.value, text(f"monitor-page-{page.value}")) for page in Page], presenter.page)
        periods = [Chip(period.value, text(f"monitor-title-{period.value}")) for period in Period]
        self.periods.show_chips(periods, presenter.period)

    def refresh(self) -> None:
        """Something changed in the centre: count anew, where somebody looks."""
        if not self.isVisible():
            return
        board = self._window.board
        if board is not None:
            self._presenter.look_at(board.day.date, board.seq)
        self.draw()

    def draw(self) -> None:
        """The page that is chosen, as the presenter holds it."""
        if not self.isVisible():
            return
        presenter = self._presenter
        self._show_chips()
        self.print.setEnabled(presenter.ports.report is not None)
        view = self._views[presenter.page]
        self._stack.setCurrentWidget(view)
        self.counted.setText(presenter.sheet.counted if presenter.sheet is not None else "")
        view.refresh()  # type: ignore[attr-defined]
