"""The supervisor's window: frame, three columns, keys, language."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from drc_desktop.desk.contract import CounterState
from drc_desktop.kit.bars import MessageBar
from drc_desktop.kit.dates import hour
from drc_desktop.kit.focus import FocusRing
from drc_desktop.kit.frame import Foot, TopBar
from drc_desktop.kit.keys import KeysOverlay
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.scanner import ScanCatcher
from drc_desktop.kit.theme import Theme
from drc_desktop.supervisor.presenter import Supervisor
from drc_desktop.supervisor.view.arrivals import ArrivalsView, LastSlipView
from drc_desktop.supervisor.view.monitor import MonitorView
from drc_desktop.supervisor.view.near_turn import NearTurnView
from drc_desktop.supervisor.view.opening import OpeningView
from drc_desktop.supervisor.view.second import SecondPerson
from drc_desktop.supervisor.view.side import CountersView, OutboxView
from drc_desktop.supervisor.view.signs import TONE_MARKS
from drc_desktop.supervisor.view.site import SiteView
from drc_desktop.supervisor.view.waiting import WaitingView

LOW = 740
"""Below this height (a 768 screen with title bar and taskbar) the last slip folds into one line."""
KEYS = (
    ("scan", "scan"),
    ("1–4", "choose"),
    ("7 8 9", "first"),
    ("Enter", "print"),
    ("Esc", "clear"),
    ("F9", "reprint"),
    ("F10", "other-printer"),
    ("F2", "next"),
    ("F8", "call"),
    ("F6", "park"),
    ("F7", "transfer"),
    ("Ctrl+Z", "undo"),
    ("/", "find"),
    ("Ctrl+1–3", "tabs"),
    ("T", "table"),
    ("F5", "count"),
    ("Ctrl+P", "print-day"),
    ("F12", "language"),
)


class SupervisorWindow(QMainWindow):
    """Takes a started or unstarted `Supervisor`. `signed_out` asks for the sign-in page."""

    signed_out = Signal()

    def __init__(self, presenter: Supervisor) -> None:
        super().__init__()
        self.setObjectName("supervisor")
        self.setMinimumSize(1200, 640)
        self.resize(1366, 768)
        self.presenter = presenter
        self.top = TopBar(["today", "monitor", "site"], ["printer", "database", "sync"])
        self.message = MessageBar("message")
        self.arrivals = ArrivalsView(presenter.arrivals)
        self.slip = LastSlipView(presenter.arrivals)
        self.near_turn = NearTurnView(presenter.near_turn)
        self.waiting = WaitingView(presenter)
        self.opening = OpeningView(presenter)
        self.counters = CountersView(presenter)
        self.outbox = OutboxView(presenter)
        self.monitor = MonitorView(presenter)
        self.site = SiteView(presenter)
        self.foot = Foot()
        self._centre = QStackedWidget()
        self._pages = QStackedWidget()
        self._lay_out()
        self.keys = KeysOverlay(self)
        self.second: SecondPerson | None = None
        self.ring = FocusRing(self)
        self._connect()
        self._shortcuts()
        self.retranslate()
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(presenter.tick)
        self._clock.start()

    def _lay_out(self) -> None:
        self._centre.addWidget(self.waiting)
        self._centre.addWidget(self.opening)
        self._start = start = QVBoxLayout()
        end, today = QVBoxLayout(), QWidget()
        end.setSpacing(16)
        start.addWidget(self.arrivals, 1)
        start.addWidget(self.slip)
        end.addWidget(self.counters, 1)
        end.addWidget(self.near_turn)
        end.addWidget(self.outbox)
        row = QHBoxLayout(today)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addLayout(start)
        middle = QVBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self.message)
        middle.addWidget(self._centre, 1)
        row.addLayout(middle, 1)
        row.addLayout(end)
        for page in (today, self.monitor, self.site):
            self._pages.addWidget(page)
        body = QWidget()
        body.setObjectName("page")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self._pages, 1)
        column.addWidget(self.foot)
        self.setCentralWidget(body)

    def _connect(self) -> None:
        self.top.language.connect(self.speak)
        self.top.tabs.chosen.connect(self._show_tab)
        self.foot.undo.undone.connect(self.presenter.waiting.undo)
        self.presenter.listen(self.refresh)
        self.presenter.seconds.listen(self._second)
        self.presenter.commands.listen(self.show_fault)
        self._scanner = ScanCatcher(self)
        self._scanner.scanned.connect(self.scanned)
        self._scanner.typed.connect(self._typed)

    def _shortcuts(self) -> None:
        for key, action in {
            "F1": self.show_keys,
            "F2": self.waiting.ask_call_next,
            "F6": self.presenter.waiting.park,
            "F7": self.waiting.ask_transfer,
            "F8": self.waiting.ask_call,
            "F9": self.presenter.arrivals.reprint,
            "F10": self.presenter.other_printer,
            "F12": lambda: self.speak(self.presenter.ports.words.other),
            "Ctrl+Z": self.foot.undo.undo,
            "Ctrl+F": self._find,
            "F5": lambda: self._on_monitor(self.monitor.count),
            "Ctrl+P": lambda: self._on_monitor(self.monitor.print_day),
            "Ctrl+1": lambda: self.top.tabs.choose(0),
            "Ctrl+2": lambda: self.top.tabs.choose(1),
            "Ctrl+3": lambda: self.top.tabs.choose(2),
        }.items():
            QShortcut(QKeySequence(key), self, action)

    # words and language

    def speak(self, language: str) -> None:
        """Switch the language and the direction at once; nothing typed is lost."""
        self.presenter.ports.words.switch(language)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        Theme.apply(application, language)
        self.presenter.speak(language)
        self.retranslate()

    def retranslate(self) -> None:
        """Every fixed word of the window."""
        words = self.presenter.ports.words
        self.setWindowTitle(f"{words.text('supervisor-window')} · {self.presenter.site_name()}")
        for tab, name in zip(self.top.tabs.tabs, ("today", "monitor", "site"), strict=True):
            tab.set_text(words.text(f"supervisor-tab-{name}"))
        self.top.switch.offer(words.other)
        self.top.show_role(words.text(f"queue-role-{self.presenter.ports.actor.role.value}"))
        lines = [
            (words.text("supervisor-key-scan") if key == "scan" else key, words.text(f"supervisor-keys-{word}"))
            for key, word in KEYS
        ]
        self.keys.show_keys(words.text("supervisor-keys-title"), words.text("kit-close"), lines)
        for part in (self.arrivals, self.waiting, self.opening, self.counters, self.outbox, self.monitor, self.site):
            part.retranslate()
        self.slip.refresh()
        self.near_turn.refresh()
        self._hinted: tuple[bool, bool] | None = None
        self.refresh()
        self.show_fault()

    # drawing

    def refresh(self) -> None:
        """Draw what is not a panel of its own: top bar, side panels, foot."""
        presenter, words = self.presenter, self.presenter.ports.words
        self.top.site.setText(presenter.site_name())
        self.top.date.setText(presenter.date())
        self.top.clock.setText(hour(presenter.ports.now()))
        was_closed = bool(presenter.board and presenter.board.day.closed_at and not presenter.day_open)
        word = "open" if presenter.day_open else "closed" if was_closed else "not-open"
        self.top.day.show_day(words.text(f"supervisor-{word}"), presenter.day_open)
        for name, lamp in presenter.lamps().items():
            self.top.lamps[name].show_state(lamp.name, lamp.word, TONE_MARKS[lamp.tone])
        self._show_centre()
        self.counters.refresh()
        self.outbox.refresh()
        self.monitor.refresh()
        self.site.refresh()
        done = presenter.take_done()
        if done is not None:
            self.foot.undo.offer(done.words, done.event, done.icon, words.text("kit-undo"))
        if presenter.signed_out:
            self.signed_out.emit()
        self.show_fault()

    def _second(self) -> None:
        """A call at a counter shows its seconds; nothing else changes within a minute."""
        board = self.presenter.board
        if board is not None and any(card.state is CounterState.CALLED for card in board.counters):
            self.counters.refresh()

    def _show_centre(self) -> None:
        wanted = self.waiting if self.presenter.day_open or self.presenter.board is None else self.opening
        if self._centre.currentWidget() is not wanted:
            self._centre.setCurrentWidget(wanted)
            self.foot.undo.clear()
        if wanted is self.opening and self.opening.open.isEnabled() and not self._inside(self.opening):
            self.opening.open.setFocus()
        self._show_hints(wanted is self.opening)

    def _inside(self, part: QWidget) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and part.isAncestorOf(focus)

    def _show_hints(self, opening: bool) -> None:
        figures = self._pages.currentWidget() is self.monitor
        if self._hinted == (opening, figures):
            return
        self._hinted = opening, figures
        text = self.presenter.ports.words.text
        if figures:
            hints = [("Ctrl+1–3", "tab"), ("T", "table"), ("F5", "count"), ("F1", "keys")]
        elif opening:
            hints = [("Enter", "open"), ("Tab", "next"), ("F1", "keys")]
        else:
            hints = [("1–4", "service"), ("Enter", "print"), ("F2", "call"), ("/", "find"), ("F1", "keys")]
        self.foot.show_hints([(key, text(f"supervisor-hint-{word}")) for key, word in hints])
        self.foot.note.setText(text("supervisor-open-foot") if opening and not figures else "")

    def show_fault(self) -> None:
        """The one message of the window: a fault, the question before closing the day, or the printer."""
        presenter, text = self.presenter, self.presenter.ports.words.text
        self._ask_second()
        if presenter.commands.fault:
            again = presenter.commands.again
            action, then = (text("kit-try-again"), again) if again else (text("kit-close"), presenter.commands.clear)
            self.message.say(presenter.commands.fault, Mark.BAD, action, then)
        elif presenter.closing:
            self.message.say(
                text("supervisor-close-ask", n=presenter.holders()),
                Mark.LOOK,
                text("supervisor-close-yes"),
                presenter.close_day,
            )
        elif presenter.printer_words():
            self.message.say(
                presenter.printer_words(), Mark.LOOK, text("supervisor-print-again"), presenter.print_failed
            )
        elif presenter.site.idle():
            self.message.say(presenter.site.idle()[0], Mark.LOOK)
        else:
            self.message.clear()

    def _ask_second(self) -> None:
        asked = self.presenter.commands.asked
        if asked is not None and self.second is None:
            self.second = SecondPerson(self, self.presenter.ports, asked, self._second_answered)
            self.second.open()

    def _second_answered(self, confirmed: bool) -> None:
        self.second = None
        self.presenter.commands.answered(confirmed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < LOW
        for part in (self.slip, self.arrivals, self.outbox, self.opening):
            part.fold(low)
        self._start.setSpacing(8 if low else 16)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pages.currentIndex() == 0:
            if self.presenter.day_open:
                self.presenter.arrivals.issue()
            else:
                self.presenter.opening.open()
        elif event.key() == Qt.Key.Key_Escape and self._pages.currentWidget() is self.monitor:
            self.monitor.back()
        elif event.key() == Qt.Key.Key_Escape:
            self.presenter.dismiss()
            self.presenter.arrivals.clear()
            self.arrivals.field.begin()
            self.arrivals.field.setFocus()
        else:
            super().keyPressEvent(event)

    def _typed(self, character: str) -> None:
        if self._pages.currentIndex() == 0 and not self.keys.isVisible():
            if character == "/":
                self._find()
            else:
                self.arrivals.key(character)
        elif character in ("t", "T"):
            self._on_monitor(self.monitor.turn_table)

    def _on_monitor(self, action: Callable[[], None]) -> None:
        if self._pages.currentWidget() is self.monitor:
            action()

    def scanned(self, raw: str) -> None:
        """A scan, from wherever: it belongs to the arrivals."""
        self.top.tabs.choose(0)
        self.arrivals.take_scan(raw)

    def _find(self) -> None:
        self.top.tabs.choose(0)
        self.waiting.find_field.setFocus()
        self.waiting.find_field.selectAll()

    def _show_tab(self, index: int) -> None:
        self._pages.setCurrentIndex(index)
        self._show_hints(self._centre.currentWidget() is self.opening)
        self.monitor.refresh()
        if index == 2:
            self.presenter.site.reload()
        self.site.refresh()
        if index:
            self.top.tabs.tabs[index].setFocus()

    def show_keys(self) -> None:
        """F1."""
        self.keys.toggle(QApplication.focusWidget())
