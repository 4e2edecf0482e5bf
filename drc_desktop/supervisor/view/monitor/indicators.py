"""The page of indicators: six figures, two charts, three panels; as a table on the key T."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from drc_desktop.kit import text
from drc_desktop.kit.bars import MessageBar, Panel, Rule, see_through
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role, color
from drc_desktop.monitor.model import BarPlot, LinePlot, Sheet, TableRow
from drc_desktop.supervisor.presenter.monitor import MonitorPresenter
from drc_desktop.supervisor.view.monitor.charts import BarChart, HeatStrip, LineChart, Multiples
from drc_desktop.supervisor.view.monitor.lines import CheckRow, FigureTile, OperatorBar
from drc_desktop.supervisor.view.monitor.table import FigureTable

TILES = ("finished", "rate", "wait", "survey", "absent", "flagged")


class Legend(QWidget):
    """What hatching and outline mean, shown where either is drawn."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[tuple[str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_parts(self, parts: list[tuple[str, str]]) -> None:
        """(kind, words) of each: 'offline' or 'running'."""
        if parts != self._parts:
            self._parts = parts
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(sum(38 + text.text_width(words, Role.CAPTION) for _, words in self._parts), 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rtl, x = QPainter(self), self.isRightToLeft(), 0.0
        for kind, words in self._parts:
            width = text.text_width(words, Role.CAPTION)
            box, room = QRectF(x + 8, 5, 14, 14), QRectF(x + 30, 0, width + 4, 24)
            if rtl:
                box.moveRight(self.width() - x - 8)
                room.moveRight(self.width() - x - 30)
            if kind == "offline":
                painter.fillRect(box, color("warn_tint"))
                painter.fillRect(box, QBrush(color("#D9A441"), Qt.BrushStyle.BDiagPattern))
            painter.setPen(QPen(color("primary" if kind == "running" else "#D9A441"), 2 if kind == "running" else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
            text.draw(painter, room, words, Role.CAPTION, "muted", rtl=rtl)
            x += 38 + width


def _titled(body: QWidget, end: QWidget, edge: int = 16) -> tuple[Panel, Label]:
    """A panel with a title and a note at its end; `edge` px stay free at both sides of the body."""
    panel, title, head = Panel((edge, 4, edge, 6), spacing=2), Label(Role.TITLE, boxes=(32, 34)), QHBoxLayout()
    head.setContentsMargins(16 - edge, 0, 16 - edge, 0)
    head.setSpacing(12)
    head.addWidget(title)
    head.addStretch(1)
    head.addWidget(end)
    panel.column.addLayout(head)
    panel.column.addWidget(body, 1)
    return panel, title


def _list() -> tuple[QScrollArea, QVBoxLayout]:
    inside, area = QWidget(), QScrollArea()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addStretch(1)
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    see_through(area)
    return area, column


class IndicatorsView(QWidget):
    """Draws `MonitorPresenter.sheet`."""

    def __init__(self, presenter: MonitorPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self.alert = MessageBar("monitor.alert")
        self.tiles = {name: FigureTile(name) for name in TILES}
        self.bars, self.line = BarChart("monitor.bars"), LineChart("monitor.line")
        self.multiples, self.heat = Multiples("monitor.multiples"), HeatStrip("monitor.heat")
        self.legend, self.line_note = Legend(), Label(Role.CAPTION, "muted")
        self.operators_note, self.checks_note = Label(Role.CAPTION, "muted"), Label(Role.CAPTION, "muted")
        self.table = FigureTable("monitor.table")
        self._second = QStackedWidget()
        self._operators, self._checks = _list(), _list()
        self._people: list[OperatorBar] = []
        self._flags: list[CheckRow] = []
        self._lay_out()
        for tile in self.tiles.values():
            tile.asked.connect(presenter.drill)
        self.table.asked.connect(presenter.drill)
        for plot in (self.bars, self.line, self.multiples, self.heat):
            plot.asked.connect(presenter.drill)

    def _lay_out(self) -> None:
        figures = Panel(margins=(0, 0, 0, 0), spacing=0)
        row = QHBoxLayout()
        row.setSpacing(0)
        for number, tile in enumerate(self.tiles.values()):
            if number:
                row.addWidget(Rule(vertical=True))
            row.addWidget(tile, 1)
        figures.column.addLayout(row)
        self._second.addWidget(self.line)
        self._second.addWidget(self.multiples)
        bars, self.bars_title = _titled(self.bars, self.legend)
        second, self.second_title = _titled(self._second, self.line_note)
        heat, self.heat_title = _titled(self.heat, QWidget())
        people, self.operators_title = _titled(self._operators[0], self.operators_note)
        checks, self.checks_title = _titled(self._checks[0], self.checks_note, edge=1)
        upper, lower, charts = QHBoxLayout(), QHBoxLayout(), QWidget()
        for layout, panels in ((upper, (bars, second)), (lower, (heat, people, checks))):
            layout.setSpacing(16)
            for panel in panels:
                panel.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
                layout.addWidget(panel, 1)
        column = QVBoxLayout(charts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addLayout(upper, 1)
        column.addLayout(lower, 1)
        self._body = QStackedWidget()
        self._body.addWidget(charts)
        self._body.addWidget(self.table)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(16)
        whole.addWidget(self.alert)
        whole.addWidget(figures)
        whole.addWidget(self._body, 1)

    def refresh(self) -> None:
        """Draw the figures in hand; what was drawn stays while others are counted."""
        sheet = self._presenter.sheet
        self._body.setCurrentIndex(1 if self._presenter.as_table else 0)
        if sheet is None:
            return
        words = self._presenter.ports.words
        self.alert.say(self._alerts(sheet), Mark.LOOK)
        self.alert.action.hide()
        for tile in sheet.tiles:
            self.tiles[tile.id].show_tile(tile)
        self.bars_title.setText(sheet.bars.title)
        self.bars.show_plot(sheet.bars)
        self.legend.show_parts(self._legend(sheet.bars))
        self.second_title.setText(sheet.second.title)
        self.line_note.setText(sheet.second.note)
        if isinstance(sheet.second, LinePlot):
            self.line.show_plot(sheet.second)
            self._second.setCurrentWidget(self.line)
        else:
            self.multiples.show_plot(sheet.second)
            self._second.setCurrentWidget(self.multiples)
        self.heat_title.setText(sheet.heat.title)
        self.heat.show_plot(sheet.heat)
        self._lists(sheet)
        alerts = [TableRow((one,)) for one in sheet.alerts]
        if alerts:
            alerts.insert(0, TableRow((words.text("monitor-head-alerts"),), head=True))
        self.table.show_rows((*alerts, *sheet.table), words.rtl)

    def _alerts(self, sheet: Sheet) -> str:
        if len(sheet.alerts) < 2:
            return "".join(sheet.alerts)
        text_of = self._presenter.ports.words.text
        return text_of("monitor-alerts-more", first=sheet.alerts[0], n=len(sheet.alerts) - 1)

    def _legend(self, plot: BarPlot) -> list[tuple[str, str]]:
        text_of, day = self._presenter.ports.words.text, self._presenter.period.value == "day"
        parts = []
        if any(bar.offline for bar in plot.bars):
            parts.append(("offline", text_of("monitor-offline")))
        if any(bar.running and bar.value for bar in plot.bars):
            parts.append(("running", text_of("monitor-running" if day else "monitor-running-day")))
        return parts

    def _lists(self, sheet: Sheet) -> None:
        self.operators_title.setText(sheet.operators_title)
        self.operators_note.setText(sheet.operators_note)
        self.checks_title.setText(sheet.checks_title)
        self.checks_note.setText(sheet.checks_note)
        most = max((one.visits for one in sheet.operators), default=1)
        self._fill(
            self._operators[1], self._people, sheet.operators, OperatorBar, lambda bar, one: bar.show_line(one, most)
        )
        self._fill(self._checks[1], self._flags, sheet.checks, CheckRow, lambda row, one: row.show_line(one))

    def _fill(
        self,
        column: QVBoxLayout,
        held: list[Any],
        lines: Sequence[Any],
        make: Callable[[], Any],
        show: Callable[[Any, Any], None],
    ) -> None:
        """As many widgets as lines; those that are there stay, so that the focus does."""
        while len(held) < len(lines):
            held.append(make())
            held[-1].asked.connect(self._presenter.drill)
            column.insertWidget(column.count() - 1, held[-1])
        for widget, line in zip(held, lines, strict=False):
            show(widget, line)
            widget.show()
        for widget in held[len(lines) :]:
            widget.hide()
