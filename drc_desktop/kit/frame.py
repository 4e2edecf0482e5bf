"""The frame of a window: top bar (site, day, tabs, lamps, clock, who, language) and foot (undo bar, key hints)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from drc_desktop.kit import marks, text
from drc_desktop.kit.bars import IconLabel, Rule, UndoBar
from drc_desktop.kit.buttons import KeyCap, LanguageButton, ThemedButton
from drc_desktop.kit.focus import OWN_RING
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role, Theme, color

TOP = 56
FOOT = 48


class Lamp(QWidget):
    """What is watched (printer, database, sync), in which state: shape, name, word. Read its `text()` in tests."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._name, self._word, self.mark = "", "", Mark.GOOD
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, name: str, word: str, mark: Mark) -> None:
        """Set all three at once; never a colour without a word."""
        if (name, word, mark) != (self._name, self._word, self.mark):
            self._name, self._word, self.mark = name, word, mark
            self.setAccessibleName(f"{name}: {word}")
            self.updateGeometry()
            self.update()

    def text(self) -> str:
        """The word of the state."""
        return self._word

    def sizeHint(self) -> QSize:
        words = max(text.text_width(self._name, Role.CAPTION), text.text_width(self._word, Role.STRONG))
        return QSize(12 + 16 + 8 + words + 12, 40)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rtl = self.isRightToLeft()
        width = self.width()

        def place(x: float, y: float, w: float, h: float) -> QRectF:
            return QRectF(width - x - w, y, w, h) if rtl else QRectF(x, y, w, h)

        painter.fillRect(place(0, 2, 1, 36), color("divider"))
        marks.paint(painter, place(12, 12, 16, 16), self.mark)
        room = width - 36 - 8
        text.draw(painter, place(36, 2, room, 18), self._name, Role.CAPTION, "muted", rtl=rtl)
        text.draw(painter, place(36, 20, room, 18), self._word, Role.STRONG, marks.TONES[self.mark], rtl=rtl)


class OpenMark(QWidget):
    """The day: open or not, as a filled pill."""

    def __init__(self, name: str = "topbar.day", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._words, self._open = "", False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_day(self, words: str, is_open: bool) -> None:
        """Set word and state."""
        self._words, self._open = words, is_open
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The word shown."""
        return self._words

    def sizeHint(self) -> QSize:
        return QSize(10 + 16 + 8 + text.text_width(self._words, Role.STRONG) + 12, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("ok_tint" if self._open else "window"))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        rtl = self.isRightToLeft()
        room = QRectF(34, 0, self.width() - 44, self.height())
        sign = QRectF(10, 6, 16, 16)
        if rtl:
            sign.moveRight(self.width() - 10)
            room.moveRight(self.width() - 34)
        marks.paint(painter, sign, Mark.GOOD if self._open else Mark.CLOSED)
        text.draw(painter, room, self._words, Role.STRONG, "ok" if self._open else "muted", rtl=rtl)


class Tab(ThemedButton):
    """One tab: its word, underlined with 3 px when current."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setProperty(OWN_RING, True)
        self.setFixedHeight(TOP - 1)

    def sizeHint(self) -> QSize:
        return QSize(text.text_width(self.text(), Role.TAB) + 32, TOP - 1)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tint = "primary" if self.isChecked() else "ink" if self.underMouse() else "muted"
        if self.isChecked():
            painter.fillRect(0, self.height() - 3, self.width(), 3, color("primary"))
        if self.hasFocus():
            # the bar leaves no air above a tab, so the ring stands inside it
            inside = QRectF(self.rect())
            painter.setPen(QPen(color("called"), 3))
            painter.drawRoundedRect(inside.adjusted(2.5, 4.5, -2.5, -5.5), 4, 4)
            painter.setPen(QPen(color("ink"), 1))
            painter.drawRoundedRect(inside.adjusted(0.5, 2.5, -0.5, -3.5), 6, 6)
        font = QFont(Theme.now().font(Role.TAB))
        font.setBold(self.isChecked() and not Theme.now().rtl)
        painter.setFont(font)
        painter.setPen(color(tint))
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip)
        painter.drawText(QRectF(self.rect()), flags, self.text())


class Tabs(QWidget):
    """The tabs of the top bar. `chosen` carries the index."""

    chosen = Signal(int)

    def __init__(self, names: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.tabs = [Tab(f"topbar.tab.{name}") for name in names]
        for at, tab in enumerate(self.tabs):
            row.addWidget(tab)
            tab.clicked.connect(lambda _checked=False, at=at: self.choose(at))
        if self.tabs:
            self.tabs[0].setChecked(True)

    def choose(self, index: int) -> None:
        """Make a tab the current one and say so."""
        self.tabs[index].setChecked(True)
        self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        step = steps.get(Qt.Key(event.key()), 0) * (-1 if self.isRightToLeft() else 1)
        at = next((at for at, tab in enumerate(self.tabs) if tab.hasFocus()), None)
        if step and at is not None:
            self.tabs[(at + step) % len(self.tabs)].setFocus()
            return
        super().keyPressEvent(event)


class TopBar(QFrame):
    """The whole bar. Windows choose their tabs and lamps; `language` carries the language asked for."""

    language = Signal(str)

    def __init__(self, tabs: list[str], lamps: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self.setFixedHeight(TOP)
        self.site = Label(Role.TITLE, name="topbar.site", boxes=(26, 30), rise=-3)
        self.date = Label(Role.CAPTION, "muted", name="topbar.date", boxes=(20, 20))
        self.day = OpenMark()
        self.tabs = Tabs(tabs)
        self.lamps = {name: Lamp(f"lamp.{name}") for name in lamps}
        self.clock = Label(Role.CLOCK, name="topbar.clock")
        self.role = Label(name="topbar.role")
        self._role_icon = IconLabel("user", 20)
        self._role_rule = Rule(vertical=True)
        self.switch = LanguageButton()
        self.switch.clicked.connect(lambda: self.language.emit(self.switch.offered))
        self._lay_out()

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.setContentsMargins(0, 3, 0, 3)
        names.addWidget(self.site)
        names.addWidget(self.date)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(0)
        row.addLayout(names)
        row.addSpacing(20)
        row.addWidget(self.day)
        row.addSpacing(24)
        row.addWidget(self.tabs)
        row.addStretch(1)
        for lamp in self.lamps.values():
            row.addWidget(lamp)
        for part in (self._bar(), self.clock, self._role_rule, self._role_icon, self.role, self._bar(), self.switch):
            row.addWidget(part)
            row.addSpacing(8 if part is self._role_icon else 14 if part is not self.switch else 0)

    @staticmethod
    def _bar() -> Rule:
        rule = Rule(vertical=True)
        rule.setFixedHeight(36)
        return rule

    def show_role(self, words: str) -> None:
        """Who is signed in; nobody hides the place."""
        self.role.setText(words)
        for part in (self.role, self._role_icon, self._role_rule):
            part.setVisible(bool(words))


class Foot(QFrame):
    """The bar at the foot: undo bar or a line of words at the start, key hints at the end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self.setFixedHeight(FOOT)
        self.undo = UndoBar()
        self.note = Label(Role.BODY, "muted", name="foot.note")
        self._hints = QHBoxLayout()
        self._hints.setSpacing(8)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self.undo)
        row.addWidget(self.note)
        row.addStretch(1)
        row.addLayout(self._hints)

    def show_hints(self, hints: list[tuple[str, str]]) -> None:
        """Pairs of key and word, in reading order."""
        while self._hints.count():
            item = self._hints.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for at, (key, word) in enumerate(hints):
            if at:
                self._hints.addSpacing(12)
            self._hints.addWidget(KeyCap(key))
            label = Label(tone="muted")
            label.setText(word)
            self._hints.addWidget(label)
