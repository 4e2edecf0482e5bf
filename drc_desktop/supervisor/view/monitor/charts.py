"""Charts of the Monitor tab, each one painter. The time axis runs left to right in both languages; names mirror.

Every chart carries its figures as an accessible description; a click gives the question whose visits stand behind.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from drc_desktop.kit import text
from drc_desktop.kit.theme import Role, color
from drc_desktop.monitor.model import HEAT, Bar, BarPlot, HeatPlot, LinePlot, MultiplesPlot, heat_level, ticks

_MIDDLE = Qt.AlignmentFlag.AlignHCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
_AXIS, _FOOT, _HEAD = 40, 26, 22


class Plot(QWidget):
    """What all charts share: room to grow, a name, and the visits behind a place."""

    asked = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(96)
        self._spots: list[tuple[QRectF, object]] = []

    def sizeHint(self) -> QSize:
        return QSize(400, 180)

    def describe(self, title: str, parts: Sequence[str]) -> None:
        """For a screen reader: what it is, and its figures."""
        self.setAccessibleName(title)
        self.setAccessibleDescription("; ".join(parts))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for place, question in self._spots:
            if place.contains(event.position()):
                self.asked.emit(question)
                return
        super().mouseReleaseEvent(event)

    def _grid(self, painter: QPainter, room: QRectF, marks: Sequence[int]) -> float:
        """Rules and numbers of the value axis, and the base line; px for one unit."""
        unit = room.height() / marks[-1]
        for value in marks:
            y = round(room.bottom() - value * unit) + 0.5
            painter.fillRect(QRectF(room.left(), y - 0.5, room.width(), 1), color("divider"))
            place = QRectF(room.left() - _AXIS, y - 10, _AXIS - 10, 20)
            text.draw(painter, place, f"{value:,}", Role.CAPTION, "muted", align=_RIGHT)
        painter.fillRect(QRectF(room.left(), room.bottom(), room.width(), 1), color("border"))
        return unit


class BarChart(Plot):
    """Bars with the value above each; a step that is not over is an outline, one without network is hatched."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._plot = BarPlot("", ())

    def show_plot(self, plot: BarPlot) -> None:
        """New figures."""
        self._plot = plot
        self.describe(plot.title, [f"{bar.label}: {bar.value}" for bar in plot.bars])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, bars = QPainter(self), self._plot.bars
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(_AXIS, _HEAD, 0, -_FOOT)
        self._spots = []
        unit = self._grid(painter, room, ticks(max((bar.value for bar in bars), default=0)))
        if not bars:
            return
        step = room.width() / len(bars)
        each = max(1, math.ceil(26 / step))
        for number, bar in enumerate(bars):
            self._bar(painter, room, QRectF(room.left() + number * step, 0, step, 0), bar, unit)
            if number % each == 0:
                place = QRectF(room.left() + number * step - 20, room.bottom() + 4, step + 40, 20)
                text.draw(painter, place, bar.label, Role.CAPTION, "muted", align=_MIDDLE)

    def _bar(self, painter: QPainter, room: QRectF, slot: QRectF, bar: Bar, unit: float) -> None:
        width = min(42.0, slot.width() * 0.6)
        column = QRectF(slot.center().x() - width / 2, room.bottom() - bar.value * unit, width, bar.value * unit)
        if bar.offline:
            band = QRectF(slot.center().x() - width * 0.65, room.top(), width * 1.3, room.height())
            painter.fillRect(band, color("warn_tint"))
            painter.fillRect(band, QBrush(color("#D9A441"), Qt.BrushStyle.BDiagPattern))
        if bar.value:
            if bar.running:
                painter.setPen(QPen(color("primary"), 2))
                painter.setBrush(color("panel"))
                painter.drawRect(column.adjusted(1, 1, -1, -1) if column.height() > 2 else column)
            else:
                painter.fillRect(column, color("primary"))
            self._spots.append((QRectF(slot.left(), room.top(), slot.width(), room.height()), bar.question))
            if text.text_width(f"{bar.value:,}", Role.STRONG) + 4 <= slot.width():
                words = QRectF(slot.center().x() - 22, column.top() - 21, 44, 20)
                if bar.offline:
                    painter.fillRect(words.adjusted(8, 1, -8, -1), color("panel"))
                text.draw(painter, words, f"{bar.value:,}", Role.STRONG, align=_MIDDLE)


class LineChart(Plot):
    """One curve over the hours of a day, with a dashed rule for a limit."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._plot = LinePlot("", 8, 16, ())

    def show_plot(self, plot: LinePlot) -> None:
        """New figures."""
        self._plot = plot
        self.describe(plot.title, [f"{hour:.2f}: {value:.0f}" for hour, value in plot.points])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, plot = QPainter(self), self._plot
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(_AXIS, _HEAD, -12, -_FOOT)
        most = max([plot.limit, *(value for _, value in plot.points)], default=0)
        unit = self._grid(painter, room, ticks(most))
        hour = room.width() / max(1, plot.last - plot.first)
        for at in range(plot.first, plot.last + 1):
            place = QRectF(room.left() + (at - plot.first) * hour - 16, room.bottom() + 4, 32, 20)
            text.draw(painter, place, f"{at % 24:02d}", Role.CAPTION, "muted", align=_MIDDLE)
        if plot.limit:
            self._limit(painter, room, room.bottom() - plot.limit * unit)
        if plot.points:
            spots = [QPointF(room.left() + (at - plot.first) * hour, room.bottom() - y * unit) for at, y in plot.points]
            self._curve(painter, room, spots)

    def _limit(self, painter: QPainter, room: QRectF, y: float) -> None:
        painter.setPen(QPen(color("warn"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        below = y + 22 < room.bottom()
        place = QRectF(room.right() - 160, y + 2 if below else y - 22, 160, 20)
        text.draw(painter, place, self._plot.limit_words, Role.CAPTION, "warn", rtl=self.isRightToLeft(), align=_RIGHT)

    def _curve(self, painter: QPainter, room: QRectF, spots: list[QPointF]) -> None:
        painter.setPen(QPen(color("primary"), 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(spots))
        if not self._plot.end:
            return
        end, width = spots[-1], text.text_width(self._plot.end, Role.STRONG)
        painter.setBrush(color("primary"))
        painter.drawEllipse(end, 4, 4)
        x = end.x() + 12 if end.x() + 16 + width < room.right() else end.x() - 12 - width
        place = QRectF(x, max(room.top() - _HEAD, end.y() - 24), width + 4, 20)
        painter.fillRect(place, color("panel"))
        text.draw(painter, place, self._plot.end, Role.STRONG, rtl=self.isRightToLeft())


class Multiples(Plot):
    """Small curves side by side over the same days, on one scale; gaps where a day has no value."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._plot = MultiplesPlot("", (), ())

    def show_plot(self, plot: MultiplesPlot) -> None:
        """New figures."""
        self._plot = plot
        self.describe(plot.title, [f"{part.title}: {part.last}" for part in plot.parts])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, plot, rtl = QPainter(self), self._plot, self.isRightToLeft()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not plot.parts:
            return
        marks = ticks(max((value for part in plot.parts for value in part.values if value is not None), default=0), 3)
        width = (self.width() - 16 * (len(plot.parts) - 1)) / len(plot.parts)
        for number, part in enumerate(reversed(plot.parts) if rtl else plot.parts):
            slot = QRectF(number * (width + 16), 0, width, self.height())
            room = slot.adjusted(_AXIS - 8, 36, -8, -_FOOT)
            head = QRectF(slot.left() + 4, 0, slot.width() - 8, 30)
            text.draw(painter, head, part.title, Role.CAPTION, "muted", rtl=rtl)
            text.draw(painter, head, part.last, Role.STRONG, rtl=rtl, align=Qt.AlignmentFlag.AlignTrailing)
            unit = self._grid(painter, room, marks)
            self._part(painter, room, part.values, unit)
            for at, label in ((0, plot.labels[0]), (len(plot.labels) - 1, plot.labels[-1])):
                x = room.left() + (at + 0.5) * room.width() / len(plot.labels)
                text.draw(
                    painter, QRectF(x - 16, room.bottom() + 4, 32, 20), label, Role.CAPTION, "muted", align=_MIDDLE
                )

    @staticmethod
    def _part(painter: QPainter, room: QRectF, values: Sequence[int | None], unit: float) -> None:
        step, before = room.width() / max(1, len(values)), None
        for number, value in enumerate(values):
            if value is None:
                continue
            spot = QPointF(room.left() + (number + 0.5) * step, room.bottom() - value * unit)
            painter.setPen(QPen(color("primary"), 2))
            if before is not None:
                painter.drawLine(before, spot)
            painter.setBrush(color("primary"))
            painter.drawEllipse(spot, 2.5, 2.5)
            before = spot


class HeatStrip(Plot):
    """Days by hours, the number always in its cell; an hour that has not begun is a dashed box."""

    LABEL = 72

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._plot = HeatPlot("", (), ())

    def show_plot(self, plot: HeatPlot) -> None:
        """New figures."""
        self._plot = plot
        rows = [
            f"{row.label} {' '.join('-' if cell is None else str(cell) for cell in row.cells)}" for row in plot.rows
        ]
        self.describe(plot.title, rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, plot, rtl = QPainter(self), self._plot, self.isRightToLeft()
        if not plot.rows:
            return
        label = max([self.LABEL - 8, *(text.text_width(row.label, Role.STRONG) for row in plot.rows)]) + 8
        left = 0.0 if rtl else float(label)
        width = (self.width() - label) / len(plot.columns)
        height = min(25.0, (self.height() - 22) / len(plot.rows))
        most = max((cell or 0 for row in plot.rows for cell in row.cells), default=0)
        for number, name in enumerate(plot.columns):
            text.draw(painter, QRectF(left + number * width, 0, width, 20), name, Role.CAPTION, "muted", align=_MIDDLE)
        for at, row in enumerate(plot.rows):
            y = 22 + at * height
            place = QRectF(self.width() - label if rtl else 0, y, label, height)
            text.draw(
                painter, place, row.label, Role.STRONG if row.today else Role.CAPTION,
                "ink" if row.today else "muted", rtl=rtl,
            )  # fmt: skip
            for number, cell in enumerate(row.cells):
                self._cell(painter, QRectF(left + number * width + 1, y + 1, width - 2, height - 2), cell, most)

    @staticmethod
    def _cell(painter: QPainter, place: QRectF, cell: int | None, most: int) -> None:
        if cell is None:
            painter.setPen(QPen(color("border"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
            return
        level = heat_level(cell, most)
        painter.fillRect(place, color(HEAT[level]))
        text.draw(painter, place, str(cell), Role.CAPTION, "white" if level >= 3 else "ink", align=_MIDDLE)
