"""Painted lines of the Monitor tab that can be pressed: a figure, an operator, a data check."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from drc_desktop.kit import icons, marks, shapes, text
from drc_desktop.kit.buttons import ThemedButton
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.theme import Role, color
from drc_desktop.monitor.model import CheckLine, OperatorLine, Tile

LINE = 34
OPERATOR = 31
_END = Qt.AlignmentFlag.AlignTrailing


class _Line(ThemedButton):
    """A line that knows whether anything stands behind it; without that it takes no focus."""

    asked = Signal(object)

    def __init__(self, name: str, height: int) -> None:
        super().__init__(name)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._question: object = None
        self.clicked.connect(self._ask)

    def lead(self, question: object) -> None:
        """What a press asks for; None: nothing."""
        self._question = question
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if question else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if question else Qt.CursorShape.ArrowCursor)

    def _ask(self) -> None:
        if self._question is not None:
            self.asked.emit(self._question)

    def _ground(self, painter: QPainter) -> None:
        if self._question is not None and (self.underMouse() or self.hasFocus()):
            painter.fillRect(self.rect().adjusted(1, 1, -1, -1), color("window"))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.height())


class FigureTile(_Line):
    """A figure of the top row: what it is, the figure with its unit, a line of comparison."""

    HEIGHT = 80

    def __init__(self, name: str) -> None:
        super().__init__(f"monitor.tile.{name}", self.HEIGHT)
        self._tile = Tile(name, "", "")

    def show_tile(self, tile: Tile) -> None:
        """New figures."""
        self._tile = tile
        self.lead(tile.question)
        self.set_text(f"{tile.caption}: {tile.value} {tile.unit}, {tile.note}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tile, rtl = QPainter(self), self._tile, self.isRightToLeft()
        self._ground(painter)
        room = self.width() - 20
        text.draw(painter, self.mirrored(QRectF(16, 6, room, 22)), tile.caption, Role.CAPTION, "muted", rtl=rtl)
        x = 16.0
        if tile.look:
            marks.paint(painter, self.mirrored(QRectF(x, 32, 18, 18)), Mark.LOOK)
            x += 26
        width = text.text_width(tile.value, Role.FIGURE)
        text.draw(painter, self.mirrored(QRectF(x, 28, width + 4, 26)), tile.value, Role.FIGURE, rtl=rtl)
        unit = self.mirrored(QRectF(x + width + 8, 29, room - x - width - 4, 26))
        text.draw(painter, unit, tile.unit, Role.BODY, rtl=rtl)
        text.draw(
            painter, self.mirrored(QRectF(16, 53, room, 22)), tile.note, Role.CAPTION, "muted", rtl=rtl, elide=True
        )


class OperatorBar(_Line):
    """One operator: sign of the counter, name, bar, visits, typical time."""

    def __init__(self) -> None:
        super().__init__("monitor.operator", OPERATOR)
        self._line, self._most = OperatorLine("", 0, 0, ""), 1

    def show_line(self, line: OperatorLine, most: int) -> None:
        """New figures; `most` visits fill the bar."""
        self._line, self._most = line, max(1, most)
        self.lead(line.question)
        self.set_text(f"{line.name}: {line.visits}, {line.minutes}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, line, rtl = QPainter(self), self._line, self.isRightToLeft()
        self._ground(painter)
        if line.counter:
            shapes.paint_counter(painter, self.mirrored(QRectF(0, 2, 26, 26)), line.counter)
        name = self.mirrored(QRectF(38, 0, 92, OPERATOR))
        text.draw(painter, name, line.name, rtl=rtl, elide=True)
        times = 66 if not rtl else 72
        full = self.width() - 136 - times - 44
        bar = QRectF(136, 7, full * line.visits / self._most, 18)
        painter.fillRect(self.mirrored(bar), color("primary"))
        count = self.mirrored(QRectF(self.width() - times - 40, 0, 36, OPERATOR))
        text.draw(painter, count, f"{line.visits:,}", Role.STRONG, rtl=rtl, align=_END)
        end = self.mirrored(QRectF(self.width() - times, 0, times, OPERATOR))
        text.draw(painter, end, line.minutes, Role.BODY, "muted", rtl=rtl, align=_END)


class CheckRow(_Line):
    """One data check: mark, words, how many, and a way on where there is one."""

    def __init__(self) -> None:
        super().__init__("monitor.check", LINE)
        self._line = CheckLine("", "", "", False)

    def show_line(self, line: CheckLine) -> None:
        """New figures."""
        self._line = line
        self.setObjectName(f"monitor.check.{line.id}")
        self.lead(line.question)
        self.set_text(f"{line.words} {line.value}".strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, line, rtl = QPainter(self), self._line, self.isRightToLeft()
        self._ground(painter)
        painter.fillRect(0, 0, self.width(), 1, color("divider"))
        marks.paint(painter, self.mirrored(QRectF(16, 9, 16, 16)), Mark.LOOK if line.look else Mark.GOOD)
        text.draw(painter, self.mirrored(QRectF(42, 0, self.width() - 110, LINE)), line.words, rtl=rtl, elide=True)
        end = self.mirrored(QRectF(self.width() - 92, 0, 50, LINE))
        text.draw(painter, end, line.value, Role.STRONG, rtl=rtl, align=_END)
        if self._question is not None:
            icons.paint(painter, self.mirrored(QRectF(self.width() - 34, 9, 16, 16)), "chevron_forward", rtl=rtl)
