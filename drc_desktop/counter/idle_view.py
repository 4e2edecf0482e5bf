"""The free counter: one large button, the queues below it, the own day beside them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from drc_desktop.counter.keybar import BarButton
from drc_desktop.counter.model import IdleModel
from drc_desktop.counter.rails import Rail, Section
from drc_desktop.counter.words import clock, minutes_since, sending_words, service_words
from drc_desktop.desk.contract import ServiceLoad
from drc_desktop.kit import icons, marks, shapes, text
from drc_desktop.kit.buttons import KeyButton, ThemedButton
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.ports import Texts
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role, color

START_RAIL, END_RAIL, COLUMN, GUTTER = 272, 336, 720, 19
ROW, HEAD = 64, 36
MOST_COMING = 3
MOST_TO_CORRECT = 2
LOW = 620
"""Px of height below which the note under the table gives way."""


class CallButton(ThemedButton):
    """720 x 208, the only thing to press. With nobody waiting it is flat and says what will light it up."""

    def __init__(self) -> None:
        super().__init__("idle.call")
        self.setMinimumSize(QSize(600, 208))
        self.setMaximumWidth(COLUMN)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._second = ""
        self._lit = False

    def show_state(self, words: str, second: str, lit: bool) -> None:
        """`lit`: somebody waits."""
        self._second, self._lit = second, lit
        self.set_text(words)
        self.setAccessibleDescription(second)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(COLUMN, 208)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rtl = QPainter(self), self.isRightToLeft()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = ("primary_deep" if self.isDown() or self.underMouse() else "primary") if self._lit else "sunken"
        ink = "white" if self._lit else "muted"
        painter.setPen(QPen(color(ground if self._lit else "divider"), 1))
        painter.setBrush(color(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        icons.paint(painter, self.mirrored(QRectF(42, 60, 88, 88)), "horn", ink, rtl=rtl)
        text.draw(painter, self.mirrored(QRectF(162, 44, 420, 90)), self.text(), Role.CALL, ink, rtl=rtl)
        second = self.mirrored(QRectF(162, 128 if not rtl else 140, self.width() - 300, 36))
        text.draw(painter, second, self._second, Role.TITLE if not rtl else Role.BODY, ink, rtl=rtl, elide=True)
        cap = self.mirrored(QRectF(self.width() - 120, 72, 80, 64))
        painter.setPen(QPen(color(ink), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap, 4, 4)
        text.draw(painter, cap, "F2", Role.CLOCK, ink, align=Qt.AlignmentFlag.AlignHCenter)


class QueueSign(QWidget):
    """The shape of a queue with its letter."""

    def __init__(self, queue: ServiceLoad) -> None:
        super().__init__()
        self._queue = queue
        self.setFixedSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        shapes.paint_queue(QPainter(self), QRectF(self.rect()), self._queue.service, self._queue.letter)


class QueueTable(QWidget):
    """The queues of this counter: shape, icon, name, count, longest wait, first token. Zero is said in words."""

    def __init__(self, words: Texts) -> None:
        super().__init__()
        self.setObjectName("idle.queues")
        self._words = words
        self._queues: tuple[ServiceLoad, ...] = ()
        self._now = 0.0
        self.setMaximumWidth(COLUMN)

    def show_queues(self, queues: tuple[ServiceLoad, ...], now: float) -> None:
        """Draw these as they stand at `now`."""
        self._queues, self._now = queues, now
        self.setFixedHeight(HEAD + ROW * max(1, len(queues)) + 2)
        names = [f"{service_words(one.service, self._words)} {one.waiting}" for one in queues]
        self.setAccessibleName(", ".join(names))
        self.update()

    def _place(self, x: float, y: float, width: float, height: float) -> QRectF:
        return QRectF(self.width() - x - width if self.isRightToLeft() else x, y, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, words, rtl = QPainter(self), self._words, self.isRightToLeft()
        painter.setPen(QPen(color("divider"), 1))
        painter.setBrush(color("panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        end = Qt.AlignmentFlag.AlignTrailing
        head = (
            ("counter-queue", 16, 200, Qt.AlignmentFlag.AlignLeading),
            ("counter-queue-waiting", 296, 110, end),
            ("counter-queue-longest", 430, 180, Qt.AlignmentFlag.AlignLeading),
            ("counter-queue-first", 604, 98, end),
        )
        for word, x, width, align in head:
            text.draw(
                painter, self._place(x, 0, width, HEAD), words.text(word), Role.CAPTION, "muted", rtl=rtl, align=align
            )
        painter.fillRect(QRectF(1, HEAD, self.width() - 2, 1), color("border"))
        for number, queue in enumerate(self._queues):
            self._row(painter, queue, HEAD + number * ROW, rtl)

    def _row(self, painter: QPainter, queue: ServiceLoad, top: int, rtl: bool) -> None:
        words, end = self._words, Qt.AlignmentFlag.AlignTrailing
        if top > HEAD:
            painter.fillRect(QRectF(1, top, self.width() - 2, 1), color("divider"))
        shapes.paint_queue(painter, self._place(16, top + 12, 40, 40), queue.service, queue.letter)
        icons.paint(painter, self._place(72, top + 18, 28, 28), shapes.QUEUE_ICONS[queue.service], "primary", rtl=rtl)
        name = service_words(queue.service, words)
        text.draw(painter, self._place(112, top, 220, ROW), name, Role.TITLE, rtl=rtl)
        count = self._place(296, top, 110, ROW)
        text.draw(painter, count, str(queue.waiting), Role.CLOCK, rtl=rtl, align=end)
        wait = self._place(430, top, 200, ROW)
        if not queue.waiting or queue.oldest is None:
            text.draw(painter, wait, words.text("counter-queue-nobody"), Role.BODY, rtl=rtl)
            return
        minutes = minutes_since(queue.oldest, self._now)
        if minutes > queue.limit:
            marks.paint(painter, self._place(430, top + 23, 18, 18), Mark.LONG)
            over = words.text("counter-minutes-over", n=minutes, limit=queue.limit)
            text.draw(painter, self._place(454, top, 170, ROW), over, Role.STRONG, "warn", rtl=rtl)
        else:
            text.draw(painter, wait, words.text("counter-minutes", n=minutes), Role.BODY, rtl=rtl)
        text.draw(painter, self._place(604, top, 98, ROW), queue.first, Role.BODY, "muted", rtl=rtl, align=end)


class IdleView(QWidget):
    """The free counter's body. `call`, `resume(visit_id)` and `correct(visit_id)` are what it asks."""

    call = Signal()
    resume = Signal(str)
    correct = Signal(str)

    def __init__(self, words: Texts, now: Callable[[], float]) -> None:
        super().__init__()
        self._words, self._now = words, now
        self._seen: set[str] = set()
        self.button = CallButton()
        self.button.clicked.connect(self.call)
        self.total = Label(Role.HEAD, name="idle.total")
        self.changed = Label(Role.CAPTION, "muted")
        self.table = QueueTable(words)
        self.order = Label(Role.CAPTION, "muted", name="idle.order")
        self.start, self.end = Rail(START_RAIL), Rail(END_RAIL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.start)
        row.addLayout(self._centre(), 1)
        row.addWidget(self.end)

    def _centre(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(self.total)
        head.addStretch(1)
        head.addWidget(self.changed)
        column = QVBoxLayout()
        column.setContentsMargins(GUTTER, 40, GUTTER, 8)
        column.setSpacing(0)
        column.addWidget(self.button)
        column.addSpacing(28)
        column.addLayout(head)
        column.addSpacing(4)
        column.addWidget(self.table)
        column.addSpacing(8)
        column.addWidget(self.order)
        column.addStretch(1)
        centre = QWidget()
        centre.setLayout(column)
        centre.setMaximumWidth(COLUMN + 2 * GUTTER)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addStretch(1)
        middle.addWidget(centre, 1000)
        middle.addStretch(1)
        return middle

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.order.setVisible(self.height() >= LOW)

    def show_idle(self, model: IdleModel) -> None:
        """Draw the free counter."""
        words = self._words
        self.button.show_state(
            words.text("counter-call-next"), self._second(model), model.linked and model.first is not None
        )
        self.button.setEnabled(model.linked and model.day_open and not model.on_break)
        self.total.setText(words.text("counter-waiting-here", n=sum(one.waiting for one in model.queues)))
        changed = clock(model.changed_at, seconds=True) if model.changed_at else ""
        self.changed.setText(words.text("counter-last-change", time=changed) if changed else "")
        self.table.show_queues(model.queues, self._now())
        self.order.setText(words.text("counter-order-note"))
        self._show_start(model)
        self._show_end(model)

    def _second(self, model: IdleModel) -> str:
        words = self._words
        if not model.linked:
            return words.text("counter-away-hint")
        if not model.day_open:
            return words.text("counter-day-closed-hint")
        if model.on_break:
            return words.text("counter-break-hint")
        if model.first is None:
            return words.text("counter-nobody-yet")
        first = model.first
        return words.text(
            "counter-longest",
            token=first.first,
            service=service_words(first.service, words),
            minutes=minutes_since(first.oldest or 0.0, self._now()),
        )

    def _show_start(self, model: IdleModel) -> None:
        words = self._words
        parked = Section("park", words.text("counter-parked-by-you"))
        for one in model.parked[:3]:
            parked.line(one.token, words.text("counter-minutes", n=minutes_since(one.since, self._now())), strong=True)
            kind = BarButton if one is model.parked[0] else KeyButton
            button = kind(f"idle.resume.{one.token}", key="F6" if kind is BarButton else "", height=44)
            button.set_text(words.text("counter-resume-token", token=one.token))
            button.clicked.connect(lambda _checked=False, visit=one.visit_id: self.resume.emit(visit))
            parked.widget(button)
        if not model.parked:
            parked.note(words.text("counter-parked-none"))
        coming = Section("clock", words.text("counter-coming"))
        for one in model.coming[:MOST_COMING]:
            coming.line(one.token, words.text("counter-coming-from", time=clock(one.until or 0.0)), strong=True)
        coming.note(words.text("counter-coming-whose"), tone="muted")
        again = self._to_correct(model)
        takes = Section("people", words.text("counter-this-takes"))
        for queue in model.queues:
            takes.signed(QueueSign(queue), service_words(queue.service, words))
        self.start.show_sections([*again, parked, *([coming] if model.coming else []), takes])

    def _to_correct(self, model: IdleModel) -> list[Section]:
        """What the supervisor opened again, in their own words; only what this PC still holds can be opened here."""
        words = self._words
        if not model.to_correct:
            return []
        section = Section("note", words.text("counter-to-correct"))
        first = next((one for one in model.to_correct if one.here), None)
        for one in model.to_correct[:MOST_TO_CORRECT]:
            section.line(one.token, "" if one.here else words.text("counter-correct-elsewhere"), strong=True)
            section.note(one.reason, tone="muted")
            if one.here:
                kind = BarButton if one is first else KeyButton
                button = kind(f"idle.correct.{one.token}", key="F8" if one is first else "", height=44)
                button.set_text(words.text("counter-correct-token", token=one.token))
                button.clicked.connect(lambda _checked=False, visit=one.visit_id: self.correct.emit(visit))
                section.widget(button)
        return [section]

    def _saw(self, model: IdleModel) -> None:
        """The supervisor's message was read, in either language: its button goes until there is another message."""
        self._seen = {model.notice_en, model.notice_ur}
        self.button.setFocus()
        self._show_end(model)

    def _show_end(self, model: IdleModel) -> None:
        words = self._words
        day = Section("", words.text("counter-your-day"))
        day.figures(
            [
                (str(model.finished), words.text("counter-day-finished")),
                (str(model.minutes_each) if model.finished else "–", words.text("counter-day-minutes")),
                (str(model.outbox_refused), words.text("counter-day-refused")),
            ]
        )
        outbox = Section("sync", words.text("counter-to-be-sent"))
        if model.outbox_waiting:
            oldest = int((model.outbox_oldest or 0.0) // 60)
            line = words.text("counter-surveys-oldest", n=model.outbox_waiting, minutes=oldest)
            outbox.marked(Mark.BAD if model.outbox_refused else Mark.LOOK, line)
        outbox.note(sending_words(model.link, words), name="idle.outbox")
        sections = [day, outbox]
        notice = model.notice_ur if words.rtl else model.notice_en
        if notice:
            told = Section("note", words.text("counter-from-supervisor"))
            told.note(notice)
            if notice not in self._seen:
                seen = KeyButton("idle.seen", "tick", height=44)
                seen.set_text(words.text("counter-seen"))
                seen.clicked.connect(lambda: self._saw(model))
                told.widget(seen)
            sections.append(told)
        last = Section("", words.text("counter-last-visit"))
        if model.last is None:
            last.note(words.text("counter-last-none"))
        else:
            last.line(words.text("counter-last-token"), model.last.token, strong_end=True)
            last.line(words.text("counter-last-finished"), clock(model.last.finished_at), strong_end=True)
        self.end.show_sections([*sections, last])
