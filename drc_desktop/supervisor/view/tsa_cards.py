"""The middle of the hall console: a card a counter, with what it can do now."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from drc_desktop.desk.contract import CounterState
from drc_desktop.kit import icons, marks, shapes, text
from drc_desktop.kit.bars import see_through
from drc_desktop.kit.buttons import KeyButton, Variant
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.shapes import QUEUE_ICONS
from drc_desktop.kit.theme import Role, color
from drc_desktop.supervisor.presenter.tsa import Card, Tsa
from drc_desktop.supervisor.view.signs import COUNTER_MARKS

HEIGHT = 176
WIDE = 960
"""From this width on three cards stand in a row."""


class TsaCard(QWidget):
    """One counter: sign, who sits there, what it does, and the two or one things to do."""

    pressed = Signal()

    def __init__(self, counter: int) -> None:
        super().__init__()
        self.setObjectName(f"tsa.card.{counter}")
        self.setMinimumHeight(HEIGHT)
        self.setMaximumHeight(HEIGHT + 48)
        self.card: Card | None = None
        self.next = KeyButton(f"tsa.next.{counter}", "horn", "F2", Variant.PRIMARY, 44)
        self.recall = KeyButton(f"tsa.recall.{counter}", "recall", "F3", height=44)
        self.no_show = KeyButton(f"tsa.no_show.{counter}", "no_show", "F4", height=44)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.next, self.recall, self.no_show):
            row.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 12)
        column.addStretch(1)
        column.addLayout(row)

    def show_card(self, card: Card, next_word: str, recall_word: str, no_show_word: str) -> None:
        """New state of the counter."""
        self.next.set_text(next_word)
        self.recall.set_text(recall_word)
        self.no_show.set_text(no_show_word)
        called = card.state is CounterState.CALLED
        self.next.setVisible(card.state is CounterState.FREE and card.selected)
        self.recall.setVisible(called)
        self.no_show.setVisible(called)
        if card != self.card:
            self.card = card
            parts = (card.name, card.operator, card.state_words, card.token, card.span, card.nth, card.note)
            self.setAccessibleName(" ".join(part for part in parts if part))
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        card = self.card
        if card is None:
            return
        painter, rtl = QPainter(self), self.isRightToLeft()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if card.selected else 1
        painter.setPen(QPen(color("primary" if card.selected else "divider"), width))
        painter.setBrush(color("panel"))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 4, 4)
        shapes.paint_counter(painter, self._at(18, 14, 46, 46), card.counter)
        room = self.width() - 78 - 17 - self._state_width(card) - 36
        text.draw(painter, self._at(78, 12, room, 28), card.name, Role.STRONG, rtl=rtl)
        text.draw(painter, self._at(78, 38, room, 24), card.operator, Role.BODY, "muted", rtl=rtl, elide=True)
        self._paint_state(painter, card, rtl)
        self._paint_body(painter, card, rtl)

    def _paint_body(self, painter: QPainter, card: Card, rtl: bool) -> None:
        align = Qt.AlignmentFlag.AlignTrailing
        if not card.token:
            line = " ".join(part for part in (card.note, self._by_rule(card)) if part)
            text.draw(painter, self._at(18, 78, self.width() - 36, 26), line, Role.BODY, "muted", rtl=rtl, elide=True)
            return
        wide = text.text_width(card.token, Role.DESK_TOKEN)
        text.draw(painter, self._at(18, 66, wide, 48), card.token, Role.DESK_TOKEN, rtl=rtl)
        if card.service is not None:
            icons.paint(painter, self._at(18 + wide + 12, 78, 24, 24), QUEUE_ICONS[card.service], "muted", rtl=rtl)
        end = " · ".join(part for part in (card.span, card.nth) if part)
        text.draw(painter, self._at(self.width() - 167, 78, 150, 24), end, Role.BODY, "muted", rtl=rtl, align=align)
        if card.state is not CounterState.CALLED:
            room = self.width() - 36
            text.draw(painter, self._at(18, 128, room, 26), card.note, Role.BODY, "muted", rtl=rtl, elide=True)

    def _by_rule(self, card: Card) -> str:
        return card.next_token if card.state is CounterState.FREE else ""

    def _state_width(self, card: Card) -> int:
        return text.text_width(card.state_words, Role.STRONG)

    def _paint_state(self, painter: QPainter, card: Card, rtl: bool) -> None:
        mark = Mark.LONG if card.long else COUNTER_MARKS[card.state]
        wide = self._state_width(card)
        start = self.width() - 17 - wide
        if mark is Mark.CALLED:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("called"))
            painter.drawRoundedRect(self._at(start - 30, 25, wide + 38, 24), 3, 3)
        tint = marks.TONES[mark]
        text.draw(painter, self._at(start, 26, wide, 22), card.state_words, Role.STRONG, tint, rtl=rtl)
        marks.paint(painter, self._at(start - 24, 29, 16, 16), mark)

    def _at(self, x: float, y: float, width: float, height: float) -> QRectF:
        return QRectF(self.width() - x - width if self.isRightToLeft() else x, y, width, height)


class TsaCards(QScrollArea):
    """All cards, two or three in a row; what has no room scrolls."""

    def __init__(self, presenter: Tsa) -> None:
        super().__init__()
        self._presenter = presenter
        self.cards: dict[int, TsaCard] = {}
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(16)
        self._columns = 2
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        see_through(self)

    def refresh(self) -> None:
        """Draw every counter."""
        words = self._presenter.ports.words
        for card in self._presenter.cards():
            shown = self.cards.get(card.counter)
            if shown is None:
                shown = self.cards[card.counter] = self._made(card.counter)
                self._arrange()
            shown.show_card(
                card,
                words.text("queue-action-call-next"),
                words.text("queue-action-recall"),
                words.text("queue-action-no-show"),
            )

    def _arrange(self) -> None:
        for at, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, at // self._columns, at % self._columns)
        for column in range(3):
            self._grid.setColumnStretch(column, int(column < self._columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 3 if self.width() >= WIDE else 2
        if columns != self._columns:
            self._columns = columns
            self._arrange()

    def _made(self, counter: int) -> TsaCard:
        card = TsaCard(counter)
        presenter = self._presenter
        card.pressed.connect(lambda: presenter.choose(counter))
        card.next.clicked.connect(lambda: presenter.call_next())
        card.recall.clicked.connect(lambda: presenter.recall(counter))
        card.no_show.clicked.connect(lambda: presenter.no_show(counter))
        return card
