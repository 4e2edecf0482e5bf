"""The painted parts of the triage screen: identity rows, decision, six types, papers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from drc_desktop.counter.model import IdentityRow, TriageModel
from drc_desktop.counter.words import reason_words
from drc_desktop.domain.papers import Mark as PaperMark
from drc_desktop.domain.papers import PaperLine
from drc_desktop.domain.triage import Outcome, Triage
from drc_desktop.domain.update_types import Line, Reason, Standing, UpdateType
from drc_desktop.domain.visit import Service
from drc_desktop.kit import icons, marks, text
from drc_desktop.kit.buttons import ThemedButton, paint_key_cap
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.ports import Texts
from drc_desktop.kit.text import ltr
from drc_desktop.kit.theme import Role, color

ROW, TYPE_ROW, PAPER_ROW = 36, 44, 64
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


class Painted(QWidget):
    """A widget that paints from the start side."""

    def at(self, x: float, y: float, width: float, height: float) -> QRectF:
        """A place given from the start side, on its true side."""
        return QRectF(self.width() - x - width if self.isRightToLeft() else x, y, width, height)

    def sign(self, painter: QPainter, rect: QRectF, name: str, tone: str) -> None:
        """A tick, cross or dash; an empty name is the 'look at this' triangle."""
        if name:
            icons.paint(painter, rect, name, tone)
        else:
            marks.paint(painter, rect, Mark.LONG)


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


class IdentityTable(Painted):
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
        self.setFixedHeight(ROW * (len(rows) + 1))
        self.setAccessibleName(
            "; ".join(f"{self._words.text(f'counter-row-{one.name}')} {one.verdict}" for one in rows)
        )
        self.update()

    def text(self) -> str:
        """Verdicts by field, for tests."""
        return " ".join(f"{one.name}={one.verdict}" for one in self._rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, words, rtl = QPainter(self), self._words, self.isRightToLeft()
        for word, x in zip(("field", "card", "nadra"), self.COLUMNS, strict=True):
            said = words.text(f"counter-column-{word}")
            text.draw(painter, self.at(x, 0, 160, ROW), said, Role.CAPTION, "muted", rtl=rtl)
        painter.fillRect(QRectF(0, ROW - 1, self.width(), 1), color("border"))
        for number, row in enumerate(self._rows, 1):
            top = number * ROW
            name = words.text(f"counter-row-{row.name}")
            text.draw(painter, self.at(0, top, 150, ROW), name, Role.CAPTION, "muted", rtl=rtl)
            text.draw(painter, self.at(150, top, 170, ROW), self._shown(row), Role.BODY, rtl=rtl, elide=True)
            if row.verdict:
                icon, tone = VERDICTS[row.verdict]
                self.sign(painter, self.at(322, top + 9, 18, 18), icon, tone)
                verdict = words.text(f"counter-verdict-{row.verdict}")
                text.draw(painter, self.at(346, top, 100, ROW), verdict, Role.STRONG, tone, rtl=rtl)
            painter.fillRect(QRectF(0, top + ROW - 1, self.width(), 1), color("divider"))

    def _shown(self, row: IdentityRow) -> str:
        if row.name == "marital" and row.shown:
            return self._words.text(f"counter-marital-{row.shown}")
        return ltr(row.shown) if row.shown else "–"


class Decision(Painted):
    """What is due in a 2 px frame, with up to three reasons; or why nothing is, and when it will be."""

    def __init__(self, words: Texts) -> None:
        super().__init__()
        self.setObjectName("triage.decision")
        self._words = words
        self._headline, self._reasons = "", list[str]()
        self._good = True

    def show_triage(self, model: TriageModel) -> None:
        """Draw the operator's choice, else the rule's proposal."""
        triage, words = model.triage, self._words
        assert triage is not None
        self._good = model.chosen is not None or triage.outcome is Outcome.TOKEN
        self._headline = self._head(triage, model.chosen)
        if model.chosen is not None:
            self._reasons = [words.text("counter-chosen-by-hand"), reason_words(triage.reason, words)]
        elif triage.because:
            self._reasons = [reason_words(one, words) for one in triage.because]
        else:
            self._reasons = [reason_words(triage.reason, words)]
            if triage.possible_on is not None:
                on = reason_words(Reason("interval-runs", {"years": 2, "on": triage.possible_on}), words)
                self._reasons.append(on)
        self._reasons += [reason_words(one, words) for one in triage.cautions][: 4 - len(self._reasons)]
        self.setAccessibleName(self.text())
        self.setFixedHeight(74 + 28 * len(self._reasons))
        self.update()

    def text(self) -> str:
        """Headline and reasons as one text."""
        return ". ".join([self._headline, *self._reasons])

    def _head(self, triage: Triage, chosen: UpdateType | None) -> str:
        words = self._words
        kind = chosen or triage.update_type
        if kind is UpdateType.ROSTER:
            priority = chosen is None and triage.service is Service.PRIORITY
            return words.text("triage-headline-priority" if priority else "triage-headline-roster")
        if kind is not None:
            return words.text("triage-headline-full", type=words.text(f"triage-type-{kind.value}"))
        return words.text(f"triage-headline-{triage.outcome.value}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rtl = QPainter(self), self.isRightToLeft()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone, tint = ("primary", "primary_tint") if self._good else ("warn", "warn_tint")
        painter.setPen(QPen(color(tone), 2))
        painter.setBrush(color(tint))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        text.draw(painter, self.at(18, 10, self.width() - 36, 48), self._headline, self._role(), rtl=rtl)
        for number, reason in enumerate(self._reasons):
            top = 62 + 28 * number
            self.sign(painter, self.at(18, top + 4, 18, 18), "tick" if self._good else "info", tone)
            text.draw(painter, self.at(44, top, self.width() - 60, 26), reason, Role.BODY, rtl=rtl, elide=True)

    def _role(self) -> Role:
        """The headline steps down where it would leave the frame."""
        return Role.PAGE if text.text_width(self._headline, Role.PAGE) <= self.width() - 36 else Role.HEAD


class TypesTable(Painted):
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
        self.setFixedHeight(TYPE_ROW * len(lines) + 2)
        self.setAccessibleName(self.text())
        self.update()

    def text(self) -> str:
        """All lines as one text."""
        words = self._words
        return "; ".join(
            f"{words.text(f'triage-type-{one.update_type.value}-short')}: {reason_words(one.reason, words)}"
            for one in self._lines
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, words, rtl = QPainter(self), self._words, self.isRightToLeft()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("divider"), 1))
        painter.setBrush(color("panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        for number, line in enumerate(self._lines):
            top = number * TYPE_ROW + 1
            icon, tone = STANDINGS[line.standing]
            if line.standing is Standing.DUE or line.update_type is self._chosen:
                painter.fillRect(QRectF(1, top, self.width() - 2, TYPE_ROW - 1), color("ok_tint"))
            self.sign(painter, self.at(12, top + 13, 18, 18), icon, tone)
            standing = words.text(f"triage-standing-{line.standing.value}")
            text.draw(painter, self.at(36, top, 66, TYPE_ROW), standing, Role.STRONG, tone, rtl=rtl)
            kind = words.text(f"triage-type-{line.update_type.value}-short")
            text.draw(painter, self.at(100, top, 120, TYPE_ROW), kind, Role.STRONG, rtl=rtl)
            why = self.at(222, top, self.width() - 234, TYPE_ROW)
            text.draw(painter, why, reason_words(line.reason, words), Role.CAPTION, "muted", rtl=rtl, elide=True)
            if number:
                painter.fillRect(QRectF(1, top, self.width() - 2, 1), color("divider"))


class PaperButton(ThemedButton):
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
        paint_key_cap(painter, self.mirrored(QRectF(8, 20, 24, 24)), str(self._number))
        name = words.text(f"papers-{line.paper.value}")
        text.draw(painter, self.mirrored(QRectF(44, 8, 220, 26)), name, Role.STRONG, rtl=rtl)
        if line.note:
            note = words.text(f"papers-note-{line.note}", **line.params)
            text.draw(painter, self.mirrored(QRectF(44, 32, 220, 24)), note, Role.CAPTION, "muted", rtl=rtl, elide=True)
        if line.mark is not None:
            icon, tone = PAPERS[line.mark]
            said = words.text(f"papers-mark-{line.mark.value}")
            width = text.text_width(said, Role.STRONG)
            at = self.width() - width - 8
            text.draw(painter, self.mirrored(QRectF(at, 0, width, PAPER_ROW)), said, Role.STRONG, tone, rtl=rtl)
            icons.paint(painter, self.mirrored(QRectF(at - 24, 23, 18, 18)), icon, tone)
        painter.fillRect(QRectF(0, PAPER_ROW - 1, self.width(), 1), color("divider"))


class PaperList(QWidget):
    """The rows of papers; `marked` carries the row's number from 1."""

    marked = Signal(int)

    def __init__(self, words: Texts) -> None:
        super().__init__()
        self._words = words
        self._buttons: list[PaperButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_lines(self, lines: tuple[PaperLine, ...]) -> None:
        """Draw these; buttons are kept so that the focus is."""
        for number in range(len(self._buttons) + 1, len(lines) + 1):
            button = PaperButton(number, self._words)
            button.clicked.connect(lambda _checked=False, number=number: self.marked.emit(number))
            self._column.addWidget(button)
            self._buttons.append(button)
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(lines))
            if number < len(lines):
                button.show_line(lines[number])
