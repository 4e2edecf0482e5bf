"""The hall console's window: frame, three columns, keys, language."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from drc_desktop.kit.bars import MessageBar, Panel, StateMark
from drc_desktop.kit.buttons import KeyCap
from drc_desktop.kit.dates import hour
from drc_desktop.kit.focus import FocusRing
from drc_desktop.kit.frame import Foot, TopBar
from drc_desktop.kit.keys import KeysOverlay
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.scanner import ScanCatcher
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role, Theme
from drc_desktop.supervisor.presenter.tsa import Tsa
from drc_desktop.supervisor.view.signs import TONE_MARKS
from drc_desktop.supervisor.view.tsa_cards import TsaCards
from drc_desktop.supervisor.view.tsa_next import NextView
from drc_desktop.supervisor.view.tsa_side import MessageView, ScreenView, VoiceView

KEYS = (
    ("1–9", "counter"),
    ("F2", "next"),
    ("F3", "recall"),
    ("F4", "no-show"),
    ("F8", "call"),
    ("Ctrl+Z", "undo"),
    ("Ctrl+M", "message"),
    ("/", "find"),
    ("F12", "language"),
)
LAMPS = ["voice", "database", "hall"]


class TsaWindow(QMainWindow):
    """Takes a started or unstarted `Tsa`. `signed_out` asks for the sign-in page."""

    signed_out = Signal()

    def __init__(self, presenter: Tsa) -> None:
        super().__init__()
        self.setObjectName("tsa")
        self.setMinimumSize(1200, 640)
        self.resize(1366, 768)
        self.presenter = presenter
        self.top = TopBar([], LAMPS)
        self.message = MessageBar("message")
        self.next = NextView(presenter)
        self.cards = TsaCards(presenter)
        self.screen_copy, self.notice, self.voice = ScreenView(presenter), MessageView(presenter), VoiceView(presenter)
        self.foot = Foot()
        self._lay_out()
        self.keys = KeysOverlay(self)
        self.ring = FocusRing(self)
        self._connect()
        self.retranslate()
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(presenter.tick)
        self._clock.start()
        self.next.list.setFocus()

    def _lay_out(self) -> None:
        self.title, self.choose = Label(Role.TITLE, boxes=(40, 44)), Label(Role.BODY, "muted")
        self.called, self.free = Label(Role.BODY, name="tsa.called"), Label(Role.BODY, name="tsa.free")
        head = Panel(margins=(16, 4, 16, 4), spacing=0)
        row = QHBoxLayout()
        row.setSpacing(8)
        start: list[QWidget] = [self.title, self.choose, KeyCap("1–9")]
        figures: list[QWidget] = [StateMark(Mark.CALLED), self.called, StateMark(Mark.FREE), self.free]
        for part in start:
            row.addWidget(part)
        row.addStretch(1)
        for part in figures:
            row.addWidget(part)
        head.column.addLayout(row)
        middle, end = QVBoxLayout(), QVBoxLayout()
        middle.setSpacing(16)
        for widget in (self.message, head):
            middle.addWidget(widget)
        middle.addWidget(self.cards, 1)
        end.setSpacing(16)
        for panel in (self.screen_copy, self.notice, self.voice):
            end.addWidget(panel)
        end.addStretch(1)
        columns = QWidget()
        across = QHBoxLayout(columns)
        across.setContentsMargins(16, 16, 16, 16)
        across.setSpacing(16)
        across.addWidget(self.next)
        across.addLayout(middle, 1)
        across.addLayout(end)
        body = QWidget()
        body.setObjectName("page")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(columns, 1)
        column.addWidget(self.foot)
        self.setCentralWidget(body)

    def _connect(self) -> None:
        presenter = self.presenter
        self.top.language.connect(self.speak)
        self.foot.undo.undone.connect(presenter.undo)
        presenter.listen(self.refresh)
        presenter.seconds.listen(self._second)
        presenter.commands.listen(self.show_fault)
        self._scanner = ScanCatcher(self)
        self._scanner.scanned.connect(self._scanned)
        self._scanner.typed.connect(self._typed)
        for key, action in {
            "F1": lambda: self.keys.toggle(QApplication.focusWidget()),
            "F2": presenter.call_next,
            "F3": presenter.recall,
            "F4": presenter.no_show,
            "F8": presenter.call_selected,
            "F12": lambda: self.speak(presenter.ports.words.other),
            "Ctrl+M": self.notice.send,
            "Ctrl+Z": self.foot.undo.undo,
            "Ctrl+F": self._find,
        }.items():
            QShortcut(QKeySequence(key), self, action)

    # words and language

    def speak(self, language: str) -> None:
        """Switch the language and the direction at once."""
        self.presenter.ports.words.switch(language)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        Theme.apply(application, language)
        self.presenter.speak(language)
        self.retranslate()

    def retranslate(self) -> None:
        """Every fixed word of the window."""
        words = self.presenter.ports.words
        self.setWindowTitle(f"{words.text('tsa-window')} · {self.presenter.site_name()}")
        self.top.switch.offer(words.other)
        self.top.show_role(words.text(f"queue-role-{self.presenter.ports.actor.role.value}"))
        self.title.setText(words.text("tsa-counters"))
        self.choose.setText(words.text("tsa-choose"))
        lines = [(key, words.text(f"tsa-keys-{word}")) for key, word in KEYS]
        self.keys.show_keys(words.text("supervisor-keys-title"), words.text("kit-close"), lines)
        hints = [("1–9", "counter"), ("F2", "next"), ("F3", "recall"), ("F4", "no-show"), ("/", "find"), ("F1", "all")]
        self.foot.show_hints([(key, words.text(f"tsa-hint-{word}")) for key, word in hints])
        self.next.retranslate()
        self.notice.retranslate()
        self.refresh()
        self.show_fault()

    # drawing

    def refresh(self) -> None:
        """Draw everything anew."""
        presenter, words = self.presenter, self.presenter.ports.words
        self.top.site.setText(presenter.site_name())
        self.top.date.setText(presenter.date())
        word = "open" if presenter.day_open else "not-open"
        self.top.day.show_day(words.text(f"supervisor-{word}"), presenter.day_open)
        called, free = presenter.figures()
        self.called.setText(words.text("tsa-called", n=called))
        self.free.setText(words.text("tsa-free", n=free))
        for part in (self.next, self.cards, self.screen_copy, self.notice, self.voice):
            part.refresh()
        self._second()
        done = presenter.take_done()
        if done is not None:
            self.foot.undo.offer(done.words, done.event, done.icon, words.text("kit-undo"))
        if presenter.signed_out:
            self.signed_out.emit()

    def _second(self) -> None:
        self.top.clock.setText(hour(self.presenter.ports.now()))
        for name, lamp in self.presenter.lamps().items():
            self.top.lamps[name].show_state(lamp.name, lamp.word, TONE_MARKS[lamp.tone])
        self.cards.refresh()
        self.screen_copy.second()

    def show_fault(self) -> None:
        """A known fault, with another try where that may help."""
        commands, text = self.presenter.commands, self.presenter.ports.words.text
        if commands.fault:
            action, then = (
                (text("kit-try-again"), commands.again)
                if commands.again
                else (
                    text("kit-close"),
                    commands.clear,
                )
            )
            self.message.say(commands.fault, Mark.BAD, action, then)
        else:
            self.message.clear()

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.next.field.clear()
            self.next.list.setFocus()
        else:
            super().keyPressEvent(event)

    def _typed(self, character: str) -> None:
        if self.keys.isVisible():
            return
        if character == "/":
            self._find()
        elif character in "123456789":
            self.presenter.choose(int(character))

    def _scanned(self, raw: str) -> None:
        self.next.field.setText(raw.strip())

    def _find(self) -> None:
        self.next.field.setFocus()
        self.next.field.selectAll()
