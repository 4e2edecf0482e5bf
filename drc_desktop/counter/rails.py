"""The rails at both sides of the counter's body: white columns of short sections between hairlines."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from drc_desktop.counter.signs import CAP, cap_width, key_cap
from drc_desktop.kit.bars import IconLabel, Rule, StateMark
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role


class Cap(QWidget):
    """A key by itself."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self.setFixedSize(round(cap_width(key)), CAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        key_cap(QPainter(self), QRectF(self.rect()), self._key)


class Section(QWidget):
    """One section: a heading with an icon, then lines added in order."""

    def __init__(self, icon: str, title: str, margins: tuple[int, int, int, int] = (20, 14, 16, 14)) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*margins)
        self._column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        if icon:
            head.addWidget(IconLabel(icon, 20))
        self.heading = Label(Role.STRONG)
        self.heading.setText(title)
        head.addWidget(self.heading)
        head.addStretch(1)
        self._head = head
        self._column.addLayout(head)

    def at_end(self, words: str, tone: str, mark: Mark | None = None) -> None:
        """Words at the end side of the heading."""
        if mark is not None:
            self._head.addWidget(StateMark(mark, 16))
        label = Label(Role.STRONG, tone)
        label.setText(words)
        self._head.addWidget(label)

    def key(self, key: str) -> None:
        """A key cap at the end side of the heading."""
        self._head.addWidget(Cap(key))

    def line(self, start: str, end: str, *, strong: bool = False, strong_end: bool = False, name: str = "") -> None:
        """One line: words at the start side, a value at the end side."""
        row = QHBoxLayout()
        first = Label(Role.STRONG if strong else Role.BODY, "ink" if strong else "muted")
        first.setText(start)
        last = Label(Role.STRONG if strong_end else Role.BODY, "ink" if strong_end else "muted", name=name)
        last.setText(end)
        row.addWidget(first)
        row.addStretch(1)
        row.addWidget(last)
        self._column.addLayout(row)

    def figures(self, pairs: list[tuple[str, str]]) -> None:
        """Large numbers with a caption under each, in equal columns."""
        row = QHBoxLayout()
        for value, caption in pairs:
            column = QVBoxLayout()
            column.setSpacing(0)
            figure, words = Label(Role.PAGE), Label(Role.CAPTION, "muted")
            figure.setText(value)
            words.setText(caption)
            column.addWidget(figure)
            column.addWidget(words)
            row.addLayout(column, 1)
        self._column.addLayout(row)

    def tighten(self) -> None:
        """Lines closer together, for a section of many."""
        self._column.setSpacing(1)

    def note(self, words: str, name: str = "", tone: str = "ink") -> None:
        """A paragraph."""
        label = Label(Role.BODY, tone, wrap=True, name=name)
        label.setText(words)
        self._column.addWidget(label)

    def marked(self, mark: Mark, words: str, tone: str = "ink") -> None:
        """A state mark with a strong line."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(StateMark(mark, 18), 0, Qt.AlignmentFlag.AlignTop)
        label = Label(Role.STRONG, tone, wrap=True)
        label.setText(words)
        row.addWidget(label, 1)
        self._column.addLayout(row)

    def signed(self, sign: QWidget, words: str) -> None:
        """A small sign with words."""
        row = QHBoxLayout()
        row.setSpacing(10)
        label = Label(Role.BODY)
        label.setText(words)
        row.addWidget(sign)
        row.addWidget(label, 1)
        self._column.addLayout(row)

    def caps(self, *pairs: tuple[str, str]) -> None:
        """Keys with a word each, in one line."""
        row = QHBoxLayout()
        row.setSpacing(8)
        for key, words in pairs:
            label = Label(Role.BODY, "muted")
            label.setText(words)
            row.addWidget(Cap(key))
            row.addWidget(label)
            row.addSpacing(8)
        row.addStretch(1)
        self._column.addLayout(row)

    def widget(self, widget: QWidget) -> None:
        """Any widget as a line."""
        self._column.addWidget(widget)


class Rail(QFrame):
    """A column of sections. Those shown again stay as they are, with focus and cursor; it takes no focus itself."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(width)
        # Its height is the window's: a long Urdu section must not push the window off a 768 line screen.
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(1)
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(self.backgroundRole(), palette.base().color())
        self.setPalette(palette)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._shown: list[QWidget] = []

    def show_sections(self, sections: list[Section]) -> None:
        """Replace what stands here."""
        while self._column.count():
            self._column.takeAt(0)
        for old in self._shown:
            if old not in sections:
                old.hide()
                old.deleteLater()
        self._shown = []
        for number, section in enumerate(sections):
            if number:
                rule = Rule()
                self._column.addWidget(rule)
                self._shown.append(rule)
            self._column.addWidget(section)
            self._shown.append(section)
        self._column.addStretch(1)
