"""End side: counters with what they do now, and the outbox."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from drc_desktop.desk.contract import CounterState
from drc_desktop.kit import icons, marks, shapes, text
from drc_desktop.kit.bars import EmptyState, Panel, Rule, StateMark, see_through
from drc_desktop.kit.buttons import ThemedButton
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.shapes import QUEUE_ICONS
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role, color
from drc_desktop.supervisor.model import Outbox, Seat
from drc_desktop.supervisor.presenter import Supervisor
from drc_desktop.supervisor.view.signs import COUNTER_MARKS, TONE_MARKS

WIDTH = 320
SEAT_HEIGHT = 64


class SeatRow(ThemedButton):
    """One counter. A press on a called one offers recall and no-show."""

    def __init__(self, counter: int) -> None:
        super().__init__(f"counters.{counter}")
        self.setMinimumHeight(SEAT_HEIGHT - 4)
        self.setMaximumHeight(SEAT_HEIGHT)
        self.seat: Seat | None = None

    def show_seat(self, seat: Seat) -> None:
        """New state of the counter."""
        if seat == self.seat:
            return
        self.seat = seat
        called = seat.state is CounterState.CALLED
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if called else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if called else Qt.CursorShape.ArrowCursor)
        parts = (str(seat.counter), seat.title, seat.operator, seat.state_words, seat.note)
        self.setText(" ".join(part for part in parts if part))
        self.setAccessibleName(self.text())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, SEAT_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        seat = self.seat
        if seat is None:
            return
        painter, rtl, middle = QPainter(self), self.isRightToLeft(), self.height() / 2
        painter.fillRect(0, self.height() - 1, self.width(), 1, color("divider"))
        shapes.paint_counter(painter, self.mirrored(QRectF(17, middle - 19, 38, 38)), seat.counter)
        role = Role.CARD_TOKEN if seat.is_token else Role.STRONG
        width = text.text_width(seat.title, role)
        if seat.title:
            text.draw(painter, self.mirrored(QRectF(68, middle - 23, width, 26)), seat.title, role, rtl=rtl)
            line = QRectF(68, middle + 2, 130, 22)
        else:
            line = QRectF(68, 0, 130, self.height() - 1)
        text.draw(painter, self.mirrored(line), seat.operator, Role.BODY, "muted", rtl=rtl, elide=True)
        if seat.service is not None:
            icons.paint(
                painter, self.mirrored(QRectF(68 + width + 8, middle - 18, 18, 18)), QUEUE_ICONS[seat.service], "muted"
            )
        self._paint_state(painter, seat, rtl)

    def _paint_state(self, painter: QPainter, seat: Seat, rtl: bool) -> None:
        mark = Mark.LONG if seat.long else COUNTER_MARKS[seat.state]
        tint = marks.TONES[mark]
        width = text.text_width(seat.state_words, Role.STRONG)
        top = self.height() / 2 - (23 if seat.note else 11)
        start = self.width() - 17 - width
        if mark is Mark.CALLED:
            back = self.mirrored(QRectF(start - 30, top, width + 38, 22))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("called"))
            painter.drawRoundedRect(back, 3, 3)
        text.draw(painter, self.mirrored(QRectF(start, top, width, 22)), seat.state_words, Role.STRONG, tint, rtl=rtl)
        marks.paint(painter, self.mirrored(QRectF(start - 24, top + 3, 16, 16)), mark)
        end = QRectF(self.width() - 17 - 150, self.height() / 2 + 2, 150, 22)
        align = Qt.AlignmentFlag.AlignTrailing
        text.draw(painter, self.mirrored(end), seat.note, Role.BODY, "muted", rtl=rtl, align=align)


class CountersView(Panel):
    """All counters; more than six scroll."""

    def __init__(self, presenter: Supervisor) -> None:
        super().__init__(margins=(1, 0, 1, 1), spacing=0)
        self.setFixedWidth(WIDTH)
        self._presenter = presenter
        self.title = Label(Role.TITLE, boxes=(34, 40))
        self.count = Label(Role.BODY, "muted", name="counters.open")
        self.count.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        head = QHBoxLayout()
        head.setContentsMargins(15, 0, 15, 0)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.count)
        top = QWidget()
        top.setFixedHeight(40)
        top.setLayout(head)
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addStretch(1)
        self._seats: dict[int, SeatRow] = {}
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        see_through(scroll)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.column.addWidget(top)
        self.column.addWidget(Rule())
        self.column.addWidget(scroll, 1)

    def retranslate(self) -> None:
        """Fixed words of the panel."""
        self.title.setText(self._presenter.ports.words.text("supervisor-counters"))
        self.refresh()

    def refresh(self) -> None:
        """Draw every counter."""
        self.count.setText(self._presenter.seats_head())
        for seat in self._presenter.seats():
            row = self._seats.get(seat.counter)
            if row is None:
                row = self._seats[seat.counter] = SeatRow(seat.counter)
                row.clicked.connect(lambda _checked=False, counter=seat.counter: self._ask(counter))
                self._rows.insertWidget(self._rows.count() - 1, row)
            row.show_seat(seat)

    def _ask(self, counter: int) -> None:
        row, words = self._seats[counter], self._presenter.ports.words
        if row.seat is None or row.seat.state is not CounterState.CALLED:
            return
        menu = QMenu(self)
        menu.setObjectName("counters.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(words.text("queue-action-recall"), lambda: self._presenter.recall(counter))
        menu.addAction(words.text("queue-action-no-show"), lambda: self._presenter.no_show(counter))
        menu.popup(row.mapToGlobal(QPoint(8, SEAT_HEIGHT)))


class _Figure(QWidget):
    """A number with its unit, and what it counts below."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.mark = StateMark(None, 18)
        self.value = Label(Role.FIGURE, name=name)
        self.unit = Label(Role.BODY)
        self.caption = Label(Role.CAPTION, "muted")
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        for widget in (self.mark, self.value, self.unit):
            line.addWidget(widget)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self.caption)

    def show_figure(self, value: str, caption: str, unit: str = "", bad: bool = False) -> None:
        """Set all; `bad` adds the octagon and the colour."""
        self.value.setText(value)
        self.value.set_tone("error" if bad else "ink")
        self.unit.setText(unit)
        self.unit.setVisible(bool(unit))
        self.caption.setText(caption)
        self.mark.set_mark(Mark.BAD if bad else None)
        self.mark.setVisible(bad)


class OutboxView(Panel):
    """Figures of all counters, and which station holds what."""

    LINES = 3

    def __init__(self, presenter: Supervisor) -> None:
        super().__init__(margins=(16, 2, 16, 8), spacing=0)
        self._low = False
        self.setFixedSize(WIDTH, 190)
        self._presenter = presenter
        self.title = Label(Role.TITLE, boxes=(38, 40))
        self.empty = EmptyState("tray")
        self.waiting, self.oldest, self.refused = (_Figure(f"outbox.{n}") for n in ("waiting", "oldest", "refused"))
        figures = QHBoxLayout()
        figures.setSpacing(16)
        for figure in (self.waiting, self.oldest, self.refused):
            figures.addWidget(figure, 1)
        self.notice_mark = StateMark(Mark.LOOK)
        self.notice = Label(Role.STRONG, "warn", name="outbox.notice")
        notice = QHBoxLayout()
        notice.setSpacing(8)
        notice.addWidget(self.notice_mark)
        notice.addWidget(self.notice)
        notice.addStretch(1)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(figures)
        column.addLayout(notice)
        self._lines = [self._line(column) for _ in range(self.LINES)]
        column.addStretch(1)
        nothing = QWidget()
        inside = QVBoxLayout(nothing)
        inside.setContentsMargins(0, 4, 0, 0)
        inside.addWidget(self.empty)
        inside.addStretch(1)
        middle = QWidget()
        self._stack = QStackedLayout(middle)
        self._stack.addWidget(full)
        self._stack.addWidget(nothing)
        self.column.addWidget(self.title)
        self.column.addWidget(middle, 1)

    def _line(self, column: QVBoxLayout) -> tuple[StateMark, Label, Label]:
        mark, name, words = StateMark(None, 14), Label(Role.BODY), Label(Role.BODY, "muted")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(mark)
        row.addWidget(name)
        row.addStretch(1)
        row.addWidget(words)
        column.addLayout(row)
        return mark, name, words

    def fold(self, low: bool) -> None:
        """Figures alone, or with the stations."""
        if low != self._low:
            self._low = low
            self.setFixedHeight(134 if low else 190)
            self._show_lines(self._presenter.outbox())

    def retranslate(self) -> None:
        """Fixed words of the panel."""
        text_of = self._presenter.ports.words.text
        self.title.setText(text_of("supervisor-outbox"))
        self.empty.say(text_of("supervisor-outbox-empty"), text_of("supervisor-outbox-empty-hint"))
        self.refresh()

    def refresh(self) -> None:
        """Draw the figures, or that there is nothing to send."""
        text_of, box = self._presenter.ports.words.text, self._presenter.outbox()
        self._stack.setCurrentIndex(1 if box.empty else 0)
        self.waiting.show_figure(str(box.waiting), text_of("supervisor-outbox-waiting"))
        oldest = "–" if box.oldest is None else str(box.oldest)
        unit = "" if box.oldest is None else text_of("supervisor-outbox-min")
        self.oldest.show_figure(oldest, text_of("supervisor-outbox-oldest"), unit)
        self.refused.show_figure(str(box.refused), text_of("supervisor-outbox-refused"), bad=box.refused > 0)
        self.notice.setText(box.notice)
        self.notice.setVisible(bool(box.notice))
        self.notice_mark.setVisible(bool(box.notice))
        self._show_lines(box)

    def _show_lines(self, box: Outbox) -> None:
        room = 0 if self._low else self.LINES if not box.notice else self.LINES - 1
        shown = sorted(box.lines, key=lambda line: line.tone != "bad")[:room]
        for at, (mark, name, words) in enumerate(self._lines):
            there = at < len(shown)
            for widget in (mark, name, words):
                widget.setVisible(there)
            if there:
                mark.set_mark(TONE_MARKS[shown[at].tone])
                name.setText(shown[at].name)
                words.setText(shown[at].words)
