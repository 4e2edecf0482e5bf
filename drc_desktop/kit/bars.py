"""What a window says about what just happened: undo bar, message bar, empty state."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from drc_desktop.kit import icons, marks
from drc_desktop.kit.buttons import KeyButton, Variant
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role, color

UNDO_MS = 8000


def announce(widget: QWidget, words: str, *, assertive: bool = False) -> None:
    """Have a screen reader say `words` now."""
    event = QAccessibleAnnouncementEvent(widget, words)
    if assertive:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


class IconLabel(QWidget):
    """One icon in a fixed square."""

    def __init__(self, icon: str = "", size: int = 20, tint: str = "ink", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tint, self._size = icon, tint, size
        self.setFixedSize(size, size)

    def set_icon(self, icon: str, tint: str = "") -> None:
        """Another icon, or another tint."""
        self._icon, self._tint = icon, tint or self._tint
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._icon:
            tint = self._tint if self.isEnabled() else "disabled"
            icons.paint(QPainter(self), QRectF(self.rect()), self._icon, tint, rtl=self.isRightToLeft())


class StateMark(QWidget):
    """One state mark in a fixed square."""

    def __init__(self, mark: Mark | None = None, size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mark = mark
        self.setFixedSize(size, size)

    def set_mark(self, mark: Mark | None) -> None:
        """Another state."""
        if mark is not self.mark:
            self.mark = mark
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.mark is not None:
            marks.paint(QPainter(self), QRectF(self.rect()), self.mark)


class UndoBar(QFrame):
    """Says what was done and takes it back for eight seconds (Ctrl+Z). `undone` carries the token given to `offer`."""

    undone = Signal(object)

    def __init__(self, name: str = "undobar", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("undobar")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._what: object = None
        self._icon = IconLabel("undo", 18, "white")
        self.words = Label(tone="white", name=f"{name}.words")
        self.button = KeyButton(f"{name}.undo", "undo", "Ctrl+Z", Variant.DARK, 28)
        self.button.clicked.connect(self.undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(12)
        for widget in (self._icon, self.words, self.button):
            row.addWidget(widget)
        self.setFixedHeight(36)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(UNDO_MS)
        self._timer.timeout.connect(self.clear)
        self.hide()

    def offer(self, words: str, what: object, icon: str, undo_word: str) -> None:
        """Show `words` for eight seconds; `what` is None where nothing can be taken back."""
        self._what = what
        self._icon.set_icon(icon)
        self.words.setText(words)
        self.button.set_text(undo_word)
        self.button.setVisible(what is not None)
        self.show()
        self.adjustSize()
        self._timer.start()
        announce(self, words)

    def undo(self) -> None:
        """Take it back, if the bar still stands."""
        if self.isVisible() and self._what is not None:
            what = self._what
            self.clear()
            self.undone.emit(what)

    def clear(self) -> None:
        """The offer is over."""
        self._timer.stop()
        self._what = None
        self.hide()


class MessageBar(QFrame):
    """A known fault or a caution in words: shape, text, and one thing to do. Stays until it is cleared."""

    closed = Signal()

    GROUNDS: ClassVar[dict[Mark, str]] = {
        Mark.BAD: "error_tint",
        Mark.LOOK: "warn_tint",
        Mark.GOOD: "ok_tint",
        Mark.BUSY: "primary_tint",
    }

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        # Not Maximum: that would hold the bar to the height its words have at their own favourite width.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.mark = StateMark(Mark.BAD, 18)
        self.title = Label(Role.STRONG, wrap=True, name=f"{name}.title")
        self.title.hide()
        self.words = Label(Role.BODY, wrap=True, name=f"{name}.words")
        self.action = KeyButton(f"{name}.action", height=32)
        self.action.clicked.connect(self._act)
        self._then: Callable[[], None] | None = None
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        text = QVBoxLayout()
        text.setSpacing(0)
        text.addWidget(self.title)
        text.addWidget(self.words)
        row.addLayout(text, 1)
        row.addWidget(self.action)
        self.hide()

    def text(self) -> str:
        """What it says now."""
        return self.words.text()

    def say(
        self,
        words: str,
        mark: Mark = Mark.BAD,
        action: str = "",
        then: Callable[[], None] | None = None,
        title: str = "",
    ) -> None:
        """Show and announce a message; an empty one hides the bar. `title` stands above it in bold."""
        if not words:
            self.clear()
            return
        new = words != self.words.text() or not self.isVisible()
        self.mark.set_mark(mark)
        self.words.setText(words)
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.setAccessibleName(f"{title}. {words}" if title else words)
        self._then = then
        self.action.set_text(action)
        self.action.setVisible(bool(action))
        self.show()
        self._row.activate()
        self.updateGeometry()  # the height follows the words; Qt remembers the one for the words before
        self.update()
        if new:
            announce(self, words, assertive=mark is Mark.BAD)

    def clear(self) -> None:
        """Nothing to say."""
        if not self.isHidden():
            self.hide()
            self.words.setText("")
            self.closed.emit()

    def _act(self) -> None:
        if self._then is not None:
            self._then()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        mark = self.mark.mark or Mark.BAD
        painter.fillRect(self.rect(), color(self.GROUNDS.get(mark, "window")))
        x = self.width() - 4 if self.isRightToLeft() else 0
        painter.fillRect(x, 0, 4, self.height(), color(marks.TONES[mark]))


class EmptyState(QWidget):
    """A picture, what is so, and what to do next."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(Role.STRONG)
        self.hint = Label(tone="muted", wrap=True)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addWidget(self.hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(IconLabel(icon, 22, "muted"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def say(self, title: str, hint: str) -> None:
        """Set both lines."""
        self.title.setText(title)
        self.hint.setText(hint)


class Rule(QFrame):
    """A hairline, lying or standing."""

    def __init__(self, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rule")
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class Panel(QFrame):
    """A white card. Its layout starts with the margins of the grid."""

    def __init__(self, margins: tuple[int, int, int, int] = (16, 8, 16, 16), spacing: int = 8) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*margins)
        self.column.setSpacing(spacing)


def see_through(area: QScrollArea) -> None:
    """Let the panel's ground show behind what scrolls; the area itself takes no focus."""
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    inside = area.widget()
    if inside is not None:
        inside.setAutoFillBackground(False)


class CounterMark(QWidget):
    """A counter's desk sign."""

    def __init__(self, counter: int = 0, size: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counter = counter
        self.setFixedSize(size, size)

    def set_counter(self, counter: int) -> None:
        """Another counter."""
        self.counter = counter
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        from drc_desktop.kit import shapes

        if self.counter:
            shapes.paint_counter(QPainter(self), QRectF(self.rect()).adjusted(1, 1, -1, -1), self.counter)
