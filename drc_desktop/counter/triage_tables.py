"""The painted parts of the triage screen: identity rows, six types, the face check, papers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from drc_desktop.counter.model import IdentityRow
from drc_desktop.counter.painted import Painted
from drc_desktop.counter.signs import key_cap, sign
from drc_desktop.counter.words import short_reason_words
from drc_desktop.domain.papers import Mark as PaperMark
from drc_desktop.domain.papers import PaperLine
from drc_desktop.domain.update_types import Line, Standing, UpdateType
from drc_desktop.kit import text
from drc_desktop.kit.buttons import ThemedButton
from drc_desktop.kit.ports import Texts
from drc_desktop.kit.text import ltr
from drc_desktop.kit.theme import Role, color

ROW, TYPE_ROW, PAPER_ROW = 36, 44, 64
LOW_ROW, LOW_TYPE_ROW, LOW_PAPER_ROW = 28, 28, 56
VERDICTS = {
    "match": ("tick", "ok"),
    "mismatch": ("", "warn"),
    "expired": ("cross", "error"),
    "unknown": ("minus", "muted"),
}
STANDINGS = {
    Standing.DUE: ("tick", "ok"),
    Standing.INSIDE: ("minus", "muted"),
    Standing.NO: ("minus", "muted"),
    Standing.OFF: ("minus", "muted"),
    Standing.UNKNOWN: ("minus", "muted"),
}
PAPERS = {
    PaperMark.SEEN: ("tick", "ok"),
    PaperMark.MISSING: ("cross", "error"),
    PaperMark.NOT_NEEDED: ("minus", "muted"),
}


class Heading(Painted):
    """The number of the column in a black disc, and its title."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number, self._words = number, ""
        self.setFixedHeight(44)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_words(self, words: str) -> None:
        """The title."""
        self._words = words
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("ink"))
        disc = self.at(0, 8, 28, 28)
        painter.drawEllipse(disc)
        text.draw(painter, disc, str(self._number), Role.STRONG, "white", align=Qt.AlignmentFlag.AlignHCenter)
        text.draw(painter, self.at(40, 0, self.width() - 40, 44), self._words, Role.HEAD, rtl=self.isRightToLeft())


class Rows(Painted):
    """A painted table whose rows give way together where the window is low."""

    def __init__(self) -> None:
        super().__init__()
        self._count, self._high, self._low = 0, 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_rows(self, count: int, high: int, low: int) -> None:
        """So many rows, each as high as `high` where there is room and never less than `low`."""
        self._count, self._high, self._low = count, high, low
        self.setMaximumHeight(count * high)
        self.updateGeometry()

    @property
    def row_height(self) -> float:
        """Of one row now."""
        return self.height() / max(1, self._count)

    def sizeHint(self) -> QSize:
        return QSize(200, self._count * self._high)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._count * self._low)


class IdentityTable(Rows):
    """Field, what the card says (masked), verdict of NADRA. Never NADRA's own value."""

    COLUMNS = (0, 150, 322)

    def __init__(self, words: Texts) -> None:
        super().__init__()
        self.setObjectName("triage.rows")
        self._words = words
        self._rows: tuple[IdentityRow, ...] = ()

    def show_rows(self, rows: tuple[IdentityRow, ...]) -> None:
        """Draw these."""
        self._rows = rows
        self.set_rows(len(rows) + 1, ROW, LOW_ROW)
        self.setAccessibleName(
            "; ".join(f"{self._words.text(f'counter-row-{one.name}')} {one.verdict}" for one in rows)
        )
        self.update()

    def text(self) -> str:
        """Verdicts by field, for tests."""
        return " ".join(f"{one.name}={one.verdict}" for one in self._rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, words, rtl, high = QPainter(self), self._words, self.isRightToLeft(), self.row_height
        for word, x in zip(("field", "card", "nadra"), self.COLUMNS, strict=True):
            said = words.text(f"counter-column-{word}")
            text.draw(painter, self.at(x, 0, 160, high), said, Role.CAPTION, "muted", rtl=rtl)
        painter.fillRect(QRectF(0, high - 1, self.width(), 1), color("border"))
        for number, row in enumerate(self._rows, 1):
            top = number * high
            name = words.text(f"counter-row-{row.name}")
            text.draw(painter, self.at(0, top, 150, high), name, Role.CAPTION, "muted", rtl=rtl)
            text.draw(painter, self.at(150, top, 170, high), self._shown(row), Role.BODY, rtl=rtl, elide=True)
            if row.verdict:
                icon, tone = VERDICTS[row.verdict]
                sign(painter, self.at(322, top + high / 2 - 9, 18, 18), icon, tone)
                verdict = words.text(f"counter-verdict-{row.verdict}")
                text.draw(painter, self.at(346, top, 100, high), verdict, Role.STRONG, tone, rtl=rtl)
            painter.fillRect(QRectF(0, top + high - 1, self.width(), 1), color("divider"))

    def _shown(self, row: IdentityRow) -> str:
        if row.name == "marital" and row.shown:
            return self._words.text(f"counter-marital-{row.shown}")
        return ltr(row.shown) if row.shown else "–"


class TypesTable(Rows):
    """All six update types, each with where it stands and why not."""

    def __init__(self, words: Texts) -> None:
        super().__init__()
        self.setObjectName("triage.types")
        self._words = words
        self._lines: tuple[Line, ...] = ()
        self._chosen: UpdateType | None = None

    def show_lines(self, lines: tuple[Line, ...], chosen: UpdateType | None) -> None:
        """Draw these."""
        self._lines, self._chosen = lines, chosen
        self.set_rows(len(lines), TYPE_ROW, LOW_TYPE_ROW)
        self.setAccessibleName(self.text())
        self.update()

    def text(self) -> str:
        """All lines as one text."""
        words = self._words
        return "; ".join(
            f"{words.text(f'triage-type-{one.update_type.value}-short')}: {short_reason_words(one.reason, words)}"
            for one in self._lines
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, words, rtl = QPainter(self), self._words, self.isRightToLeft()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("divider"), 1))
        painter.setBrush(color("panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        high = self.row_height
        for number, line in enumerate(self._lines):
            top = number * high
            icon, tone = STANDINGS[line.standing]
            due = line.standing is Standing.DUE or line.update_type is self._chosen
            if due:
                painter.fillRect(QRectF(1, top, self.width() - 2, high - 1), color("ok_tint"))
            sign(painter, self.at(12, top + high / 2 - 9, 18, 18), icon, tone)
            standing = words.text(f"triage-standing-{line.standing.value}")
            text.draw(painter, self.at(36, top, 66, high), standing, Role.STRONG, tone, rtl=rtl)
            kind = words.text(f"triage-type-{line.update_type.value}-short")
            text.draw(painter, self.at(100, top, 120, high), kind, Role.STRONG, rtl=rtl)
            why = self.at(222, top, self.width() - 234, high)
            self.wrapped(painter, why, short_reason_words(line.reason, words), Role.CAPTION, "ink" if due else "muted")
            if number:
                painter.fillRect(QRectF(1, top, self.width() - 2, 1), color("divider"))


class ScreenButton(ThemedButton):
    """A choice on a screen whose Enter goes on: Space presses it, Enter is left to the screen."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)


class FaceButton(ScreenButton):
    """One answer to 'is this the person on the card': its key in a disc, the word, a tick when chosen."""

    DISC = 24

    def __init__(self, name: str, key: str) -> None:
        super().__init__(name)
        self._key = key
        self.setCheckable(True)
        self.setFixedHeight(44)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """A press asks; what is chosen is the presenter's to say."""

    def sizeHint(self) -> QSize:
        tick = 26 if self.isChecked() else 0
        return QSize(8 + self.DISC + 6 + text.text_width(self.text(), Role.STRONG) + 10 + tick, 44)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_chosen(self, chosen: bool) -> None:
        """Mark it as the answer."""
        if chosen is not self.isChecked():
            self.setChecked(chosen)
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rtl, chosen = QPainter(self), self.isRightToLeft(), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if chosen else 1
        painter.setPen(QPen(color("primary" if chosen else "border"), width))
        painter.setBrush(color("primary_tint" if chosen else "panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2), 4, 4)
        disc = self.mirrored(QRectF(8, 10, self.DISC, self.DISC))
        painter.setPen(QPen(color("primary" if chosen else "border"), 1))
        painter.setBrush(color("primary" if chosen else "panel"))
        painter.drawEllipse(disc.adjusted(0.5, 0.5, -0.5, -0.5))
        centre = Qt.AlignmentFlag.AlignHCenter
        text.draw(painter, disc, self._key, Role.STRONG, "white" if chosen else "ink", align=centre)
        words = self.mirrored(QRectF(8 + self.DISC + 6, 0, self.width() - 46, 44))
        text.draw(painter, words, self.text(), Role.STRONG if chosen else Role.BODY, rtl=rtl)
        if chosen:
            sign(painter, self.mirrored(QRectF(self.width() - 28, 13, 18, 18)), "tick", "primary")


class PaperButton(ScreenButton):
    """One paper: its digit, name, note and mark."""

    def __init__(self, number: int, words: Texts) -> None:
        super().__init__(f"triage.paper.{number}")
        self._number, self._words = number, words
        self._line: PaperLine | None = None
        self.setFixedHeight(PAPER_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_line(self, line: PaperLine) -> None:
        """Draw it."""
        self._line = line
        words = self._words
        mark = words.text(f"papers-mark-{line.mark.value}") if line.mark else ""
        self.set_text(words.text(f"papers-{line.paper.value}"))
        self.setAccessibleDescription(mark)
        self.update()

    def text(self) -> str:
        """Name and mark."""
        return f"{super().text()} {self.accessibleDescription()}".strip()

    def sizeHint(self) -> QSize:
        return QSize(360, PAPER_ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        line = self._line
        if line is None:
            return
        painter, words, rtl = QPainter(self), self._words, self.isRightToLeft()
        if line.mark is PaperMark.MISSING:
            painter.fillRect(self.rect(), color("error_tint"))
        key_cap(painter, self.mirrored(QRectF(8, self.height() / 2 - 12, 24, 24)), str(self._number), ground="panel")
        name = words.text(f"papers-{line.paper.value}")
        end = self._paint_mark(painter, line, rtl)
        room = end - 44 - 4
        text.draw(
            painter, self.mirrored(QRectF(44, self.height() / 2 - 24, room, 26)), name, Role.STRONG, rtl=rtl, elide=True
        )
        if line.note:
            note = words.text(f"papers-note-{line.note}", **line.params)
            role = Role.BODY if text.text_width(note, Role.BODY) <= room else Role.CAPTION
            text.draw(
                painter,
                self.mirrored(QRectF(44, self.height() / 2, room, 24)),
                note,
                role,
                "muted",
                rtl=rtl,
                elide=True,
            )
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), color("divider"))

    def _paint_mark(self, painter: QPainter, line: PaperLine, rtl: bool) -> float:
        """The mark at the end side; where it begins, seen from the start side."""
        if line.mark is None:
            return self.width() - 8.0
        icon, tone = PAPERS[line.mark]
        said = self._words.text(f"papers-mark-{line.mark.value}")
        width = text.text_width(said, Role.STRONG)
        at = self.width() - width - 8.0
        text.draw(painter, self.mirrored(QRectF(at, 0, width, self.height())), said, Role.STRONG, tone, rtl=rtl)
        sign(painter, self.mirrored(QRectF(at - 24, self.height() / 2 - 9, 18, 18)), icon, tone)
        return at - 24


class PaperList(QWidget):
    """The rows of papers; `marked` carries the row's number from 1."""

    marked = Signal(int)

    def __init__(self, words: Texts) -> None:
        super().__init__()
        self._words = words
        self.lines: tuple[PaperLine, ...] = ()
        self._buttons: list[PaperButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_lines(self, lines: tuple[PaperLine, ...]) -> None:
        """Draw these; buttons are kept so that the focus is."""
        self.lines = lines
        for number in range(len(self._buttons) + 1, len(lines) + 1):
            button = PaperButton(number, self._words)
            button.clicked.connect(lambda _checked=False, number=number: self.marked.emit(number))
            self._column.addWidget(button)
            self._buttons.append(button)
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(lines))
            if number < len(lines):
                button.show_line(lines[number])

    def set_low(self, low: bool) -> None:
        """Rows of less height for a low window."""
        for button in self._buttons:
            button.setFixedHeight(LOW_PAPER_ROW if low else PAPER_ROW)
