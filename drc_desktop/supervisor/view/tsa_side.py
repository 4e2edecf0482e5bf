"""The end side of the hall console: a live copy of the hall screen, messages, the voice."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from drc_desktop.kit.bars import Panel, StateMark
from drc_desktop.kit.board_painter import BoardPainter, Room
from drc_desktop.kit.buttons import KeyButton
from drc_desktop.kit.dates import hour
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role
from drc_desktop.supervisor.model import LampState
from drc_desktop.supervisor.presenter.tsa import MESSAGES, MINUTES, Tsa
from drc_desktop.supervisor.view.signs import TONE_MARKS
from drc_desktop.words import Words

WIDTH = 320


class BoardCopy(QWidget):
    """The hall's board, small: the same painter as on the wall."""

    def __init__(self, presenter: Tsa) -> None:
        super().__init__()
        self.setFixedSize(288, 162)
        self._presenter = presenter
        site = presenter.ports.site
        self._room = Room(site.name_en, site.name_ur, frozenset(), Words("en"), Words("ur"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        clock = hour(self._presenter.ports.now())
        BoardPainter(painter, self._room).paint(QRectF(self.rect()), self._presenter.copy(), clock, inverted=False)
        painter.end()


class Titled(Panel):
    """A panel whose title stands beside a lamp's mark and word."""

    def __init__(self) -> None:
        super().__init__(margins=(16, 4, 16, 12), spacing=8)
        self.setFixedWidth(WIDTH)
        self.title = Label(Role.TITLE, boxes=(40, 44))
        self.mark, self.word = StateMark(None), Label(Role.STRONG)
        row = QHBoxLayout()
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.mark)
        row.addWidget(self.word)
        self.column.addLayout(row)

    def show_lamp(self, lamp: LampState) -> None:
        """The state of what the panel is about."""
        self.mark.set_mark(TONE_MARKS[lamp.tone])
        self.word.setText(lamp.word)


class ScreenView(Titled):
    """The copy and its age."""

    def __init__(self, presenter: Tsa) -> None:
        super().__init__()
        self._presenter = presenter
        self.copy = BoardCopy(presenter)
        self.age = Label(Role.BODY, "muted", name="tsa.age")
        self.column.addWidget(self.copy)
        self.column.addWidget(self.age)
        self.setMinimumHeight(162 + 44 + 22 + 40)

    def refresh(self) -> None:
        """Draw what the hall sees."""
        self.title.setText(self._presenter.ports.words.text("tsa-screen"))
        self.copy.setAccessibleName(self.title.text())
        self.show_lamp(self._presenter.lamps()["hall"])
        self.copy.update()
        self.second()

    def second(self) -> None:
        """The age counts on."""
        self.age.setText(self._presenter.age())


class MessageView(Titled):
    """A ready message or one's own in both languages, how long, show and take down."""

    def __init__(self, presenter: Tsa) -> None:
        super().__init__()
        self._presenter = presenter
        self.ready = QComboBox()
        self.ready.setObjectName("tsa.message")
        self.english, self.urdu = QLineEdit(), QLineEdit()
        self.english.setObjectName("tsa.message.en")
        self.urdu.setObjectName("tsa.message.ur")
        self.length = QComboBox()
        self.length.setObjectName("tsa.minutes")
        self.show_it = KeyButton("tsa.show", "speech", "Ctrl+M", height=44)
        self.off = KeyButton("tsa.off", "cross", height=32)
        self.now = Label(Role.CAPTION, "muted", wrap=True, name="tsa.shown")
        self.other = Label(Role.BODY, "muted", name="tsa.other")
        for field in (self.ready, self.english, self.urdu, self.length):
            field.setFixedHeight(44)
        for field in (self.english, self.urdu):
            field.setMaxLength(120)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.length)
        row.addWidget(self.show_it, 1)
        shown = QHBoxLayout()
        shown.addWidget(self.now, 1)
        shown.addWidget(self.off)
        for widget in (self.ready, self.other, self.english, self.urdu):
            self.column.addWidget(widget)
        self.column.addLayout(row)
        self.column.addLayout(shown)
        self.ready.currentIndexChanged.connect(self._take)
        self.show_it.clicked.connect(self.send)
        self.off.clicked.connect(presenter.clear_message)

    def retranslate(self) -> None:
        """Fixed words; the choice stays."""
        text = self._presenter.ports.words.text
        self.title.setText(text("tsa-message"))
        chosen, length = self.ready.currentIndex(), self.length.currentIndex()
        self.ready.blockSignals(True)
        self.ready.clear()
        self.ready.addItems([text(f"tsa-hall-{code}") for code in MESSAGES] + [text("tsa-own-message")])
        self.ready.setCurrentIndex(max(0, chosen))
        self.ready.blockSignals(False)
        self.length.clear()
        self.length.addItems([text("kit-minutes", n=minutes) for minutes in MINUTES])
        self.length.setCurrentIndex(length if length >= 0 else 1)
        for field, word in (
            (self.ready, "tsa-message"),
            (self.english, "tsa-in-english"),
            (self.urdu, "tsa-in-urdu"),
            (self.length, "tsa-how-long"),
        ):
            field.setAccessibleName(text(word))
        self.english.setPlaceholderText(text("tsa-in-english"))
        self.urdu.setPlaceholderText(text("tsa-in-urdu"))
        self.show_it.set_text(text("tsa-show"))
        self.off.set_text(text("tsa-take-down"))
        self._take(self.ready.currentIndex())
        self.refresh()

    def refresh(self) -> None:
        """What the hall reads now."""
        self.now.setText(self._presenter.message_words())
        self.off.setVisible(bool(self._presenter.copy().notice_en or self._presenter.copy().notice_ur))
        self.mark.hide()

    def _take(self, at: int) -> None:
        own = at >= len(MESSAGES)
        english, urdu = ("", "") if own or at < 0 else self._presenter.ready_message(MESSAGES[at])
        self.other.setText(english if self._presenter.ports.words.rtl else urdu)
        self.other.setVisible(not own)
        for field, words in ((self.english, english), (self.urdu, urdu)):
            field.setText(words)
            field.setVisible(own)
        if own and self.isVisible():
            self.english.setFocus()

    def send(self) -> None:
        """Show it, where there is something to show."""
        english, urdu = self.english.text().strip(), self.urdu.text().strip()
        if english or urdu:
            length = MINUTES[max(0, self.length.currentIndex())]
            self._presenter.show_message(english or urdu, urdu or english, length)


class VoiceView(Titled):
    """Whether the hall can hear, and a test."""

    def __init__(self, presenter: Tsa) -> None:
        super().__init__()
        self._presenter = presenter
        self.test = KeyButton("tsa.test", "speaker", height=44)
        self.test.clicked.connect(presenter.sound_check)
        self.hint = Label(Role.CAPTION, "muted", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.hint, 1)
        row.addWidget(self.test)
        self.column.addLayout(row)

    def refresh(self) -> None:
        """Words and state."""
        text = self._presenter.ports.words.text
        self.title.setText(text("tsa-voice"))
        self.test.set_text(text("tsa-test"))
        self.hint.setText(text("tsa-test-hint"))
        self.show_lamp(self._presenter.lamps()["voice"])
