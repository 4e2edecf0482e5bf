"""Centre: who waits, with filter chips, search, and the actions on the selected row."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedLayout, QWidget

from drc_desktop.domain.visit import Action, VisitState
from drc_desktop.kit import icons
from drc_desktop.kit.bars import EmptyState, Panel, Rule
from drc_desktop.kit.buttons import KeyButton, key_cap_size, paint_key_cap
from drc_desktop.kit.chips import Chip, ChipRow
from drc_desktop.kit.dates import weekday_words
from drc_desktop.kit.hall import service_words
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role, Theme
from drc_desktop.supervisor.presenter import Supervisor
from drc_desktop.supervisor.presenter.waiting import Filter
from drc_desktop.supervisor.view.waiting_table import COLUMNS, WaitingTable

_CHIP_MARKS = {
    Filter.ALL: None,
    Filter.WAITING: Mark.WAITING,
    Filter.OVER: Mark.FAR_OVER,
    Filter.PARKED: Mark.PARKED,
    Filter.NO_SHOW: Mark.NO_SHOW,
}


class FindField(QLineEdit):
    """Search by token or service; Esc empties it and gives the focus back to the table."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("waiting.find")
        self.setFixedSize(144, 32)
        self.setTextMargins(24, 0, 24, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, rtl = QPainter(self), self.isRightToLeft()
        cap = key_cap_size("/")
        glass = QRectF(10, 7, 18, 18)
        key = QRectF(self.width() - cap.width() - 6, 6, cap.width(), cap.height())
        if rtl:
            glass.moveRight(self.width() - 10)
            key.moveLeft(6)
        icons.paint(painter, glass, "search", "ink")
        if not self.hasFocus():
            paint_key_cap(painter, key, "/")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.textEdited.emit("")
            self.focusNextChild()
            return
        super().keyPressEvent(event)


class WaitingView(Panel):
    """Draws `Supervisor.waiting` and asks what F6 to F8 need to know."""

    def __init__(self, presenter: Supervisor) -> None:
        super().__init__(margins=(1, 0, 1, 0), spacing=0)
        self._window, self._presenter = presenter, presenter.waiting
        self.title = Label(Role.TITLE, boxes=(34, 40))
        self.summary = Label(Role.BODY, "muted", name="waiting.summary")
        self.find_field = FindField()
        self.chips = ChipRow("waiting.chip", [each.value for each in Filter])
        self.table = WaitingTable()
        self.empty = EmptyState("users")
        self.selected = Label(Role.CARD_TOKEN, name="waiting.selected")
        self.call = KeyButton("waiting.call", "horn", "F8")
        self.park = KeyButton("waiting.park", "park", "F6")
        self.transfer = KeyButton("waiting.transfer", "transfer", "F7")
        self.more = KeyButton("waiting.more")
        self.more.trailing = "chevron_down"
        self._lay_out()
        self._connect()
        self._presenter.listen(self.refresh)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(15, 0, 15, 0)
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.summary)
        head.addStretch(1)
        head.addWidget(self.find_field)
        chips = QHBoxLayout()
        chips.setContentsMargins(15, 0, 15, 12)
        chips.addWidget(self.chips)
        nothing = QWidget()
        nothing_row = QHBoxLayout(nothing)
        nothing_row.setContentsMargins(48, 48, 48, 48)
        nothing_row.addWidget(self.empty, 1, Qt.AlignmentFlag.AlignTop)
        middle = QWidget()
        self._stack = QStackedLayout(middle)
        self._stack.addWidget(self.table)
        self._stack.addWidget(nothing)
        strip = QHBoxLayout()
        strip.setContentsMargins(15, 12, 15, 12)
        strip.setSpacing(6)
        strip.addWidget(self.selected)
        strip.addSpacing(2)
        for button in (self.call, self.park, self.transfer):
            strip.addWidget(button)
        strip.addStretch(1)
        strip.addWidget(self.more)
        top = QWidget()
        top.setFixedHeight(56)
        top.setLayout(head)
        self.column.addWidget(top)
        self.column.addLayout(chips)
        self.column.addWidget(middle, 1)
        self.column.addWidget(Rule())
        self.column.addLayout(strip)

    def _connect(self) -> None:
        self.find_field.textEdited.connect(self._presenter.search)
        self.chips.chosen.connect(self._presenter.choose_filter)
        self.table.picked.connect(self._presenter.select)
        self.table.asked.connect(self.ask_call)
        self.call.clicked.connect(self.ask_call)
        self.park.clicked.connect(self._presenter.park)
        self.transfer.clicked.connect(self.ask_transfer)
        self.more.clicked.connect(self.ask_more)

    def _text(self, word_id: str, **args: object) -> str:
        return self._window.ports.words.text(word_id, **args)

    def retranslate(self) -> None:
        """Fixed words of the panel."""
        self.title.setText(self._text("supervisor-waiting"))
        self.find_field.setPlaceholderText(self._text("supervisor-find"))
        self.find_field.setAccessibleName(self._text("supervisor-find"))
        self.find_field.setFont(Theme.now().font(Role.BODY))
        self.table.show_heads(tuple(self._text(f"supervisor-column-{name}") for name in COLUMNS))
        self.table.setAccessibleName(self._text("supervisor-waiting"))
        self.call.set_text(self._text("supervisor-call"))
        self.transfer.set_text(self._text("supervisor-transfer"))
        self.more.set_text(self._text("supervisor-more"))
        self.refresh()

    def refresh(self) -> None:
        """Draw rows, chips and the strip."""
        presenter = self._presenter
        counts = presenter.counts()
        chips = [Chip(f.value, self._text(f"supervisor-chip-{f.value}", n=counts[f]), _CHIP_MARKS[f]) for f in Filter]
        self.chips.show_chips(chips, presenter.filter.value)
        self.summary.setText(presenter.summary())
        rows = presenter.rows
        self.table.show_rows(rows, presenter.selected)
        self._stack.setCurrentIndex(0 if rows else 1)
        nobody = "supervisor-nothing-found" if counts[Filter.ALL] else "supervisor-nobody-waits"
        self.empty.say(self._text(nobody), self._text(f"{nobody}-hint"))
        row = presenter.selection
        self.selected.setText(row.token if row else "")
        parked = row is not None and row.state is VisitState.PARKED
        self.park.set_text(self._text("supervisor-resume" if parked else "supervisor-park"))
        self.call.setEnabled(presenter.can(Action.CALL))
        self.park.setEnabled(presenter.can(Action.PARK) or presenter.can(Action.RESUME))
        self.transfer.setEnabled(presenter.can(Action.TRANSFER))

    def ask_call(self) -> None:
        """F8: straight to the only free counter, else choose one by its number."""
        if not self._presenter.can(Action.CALL):
            return
        counters = self._presenter.callable_counters()
        if len(counters) == 1:
            self._presenter.call(counters[0])
            return
        self._choose_counter("waiting.call.menu", counters, self._presenter.call)

    def ask_call_next(self) -> None:
        """F2: who is next by the rule, at the only free counter or at a chosen one."""
        counters = self._presenter.free_counters()
        if len(counters) == 1:
            self._presenter.call_next(counters[0])
            return
        self._choose_counter("waiting.next.menu", counters, self._presenter.call_next)

    def _choose_counter(self, name: str, counters: list[int], call: Callable[[int], None]) -> None:
        menu = self._menu(name)
        for counter in counters:
            words = f"&{counter % 10}  {self._text('supervisor-call-at', counter=counter)}"
            menu.addAction(words, partial(call, counter))
        if not counters:
            menu.addAction(self._text("supervisor-no-free-counter")).setEnabled(False)
        self._pop(menu, self.call)

    def ask_transfer(self) -> None:
        """F7: to which queue."""
        menu = self._menu("waiting.transfer.menu")
        for at, service in enumerate(self._presenter.other_services(), start=1):
            words = f"&{at}  {service_words(service, self._window.ports.words)}"
            menu.addAction(words, partial(self._presenter.transfer, service))
        if menu.actions():
            self._pop(menu, self.transfer)

    def ask_more(self) -> None:
        """What is rarer."""
        menu, presenter = self._menu("waiting.more.menu"), self._presenter
        row = presenter.selection

        def add(word: str, allowed: bool, then: Callable[[], None]) -> None:
            action: QAction = menu.addAction(self._text(word))
            action.triggered.connect(then)
            action.setEnabled(allowed)

        add("supervisor-recycle", presenter.can(Action.RECYCLE), presenter.recycle)
        add(
            "supervisor-reprint-row",
            row is not None,
            lambda: self._window.arrivals.reprint_visit(presenter.selected),
        )
        for day in presenter.come_back_days():
            words = self._text("supervisor-come-back-on", day=weekday_words(day, self._window.ports.words))
            menu.addAction(words, partial(presenter.come_back, day))
        for code in ("left", "mistake"):
            add(
                f"supervisor-cancel-{code}",
                presenter.can(Action.CANCEL),
                partial(presenter.cancel, code),
            )
        menu.addSeparator()
        add("supervisor-close-day", self._window.day_open, self._window.ask_close)
        self._pop(menu, self.more)

    def _menu(self, name: str) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName(name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    @staticmethod
    def _pop(menu: QMenu, button: KeyButton) -> None:
        """Over the button, so that the foot of the window does not cut it."""
        height = menu.sizeHint().height()
        menu.popup(button.mapToGlobal(QPoint(0, -height - 4)))
