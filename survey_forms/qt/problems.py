"""The box on top of a page that was left with something wrong: one line each, Alt+digit goes there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from survey_forms.qt.paint import frame, is_rtl, key, key_width, mirrored_in
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import draw_text, text_width

HEAD, LINE = 48, 30
MOST = 9


@dataclass(frozen=True)
class Problem:
    """One line: where, and what to do."""

    ref: str
    number: str
    label: str
    text: str

    def sentence(self) -> str:
        """'54 Land: kanals must be 0 to 7'."""
        return " ".join(
            part for part in (self.number, f"{self.label}: {self.text}" if self.label else self.text) if part
        )


class ProblemBox(QWidget):
    """'There is a problem': shown after the first try to leave the page."""

    wanted = Signal(str)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form_style = style
        self.problems: Sequence[Problem] = ()
        self.looks = 0
        self.setObjectName("problem-box")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_problems(self, problems: Sequence[Problem], looks: int) -> None:
        """Lines for up to nine problems; the rest stand beside their fields."""
        self.problems, self.looks = problems, looks
        self.setAccessibleName(
            ". ".join(
                [self.form_style.text("form-problem-title"), *(problem.sentence() for problem in problems[:MOST])]
            )
        )
        self.update()

    def needed_height(self) -> int:
        """px, 0 without problems."""
        return HEAD + LINE * min(MOST, len(self.problems)) + 10 if self.problems else 0

    def _line(self, index: int) -> QRect:
        return QRect(19, HEAD + index * LINE, self.width() - 38, LINE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A line is a link."""
        for index, problem in enumerate(self.problems[:MOST]):
            if self._line(index).contains(event.position().toPoint()):
                self.wanted.emit(problem.ref)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, cross, title, count, lines."""
        painter = QPainter(self)
        style, rtl, box = self.form_style, is_rtl(self), self.rect()
        frame(painter, box, style.color("panel"), style.color("error"), 3)
        cross = QRect(box.left() + 22, 20, 16, 16)
        style.sign(painter, QRectF(mirrored_in(box, cross, rtl)), "cross", style.color("error"), False)
        title = QRectF(mirrored_in(box, QRect(51, 6, box.width() - 70, HEAD - 6), rtl))
        draw_text(painter, style, title, style.text("form-problem-title"), "head", style.color("ink"), rtl=rtl)
        count = style.text("form-problem-count", wrong=len(self.problems), look=self.looks)
        draw_text(painter, style, title, count, "caption", style.color("muted"), rtl=rtl, align="end")
        for index, problem in enumerate(self.problems[:MOST]):
            row = self._line(index)
            cap = f"Alt {index + 1}"
            width = key_width(style, cap)
            key(painter, style, mirrored_in(box, QRect(row.left(), row.top() + 4, width, 22), rtl), cap)
            left = row.left() + width + 11
            place = mirrored_in(box, QRect(left, row.top(), row.right() - left, LINE), rtl)
            text = problem.sentence()
            draw_text(painter, style, QRectF(place), text, "body-bold", style.color("error"), rtl=rtl)
            length = min(int(text_width(style, "body-bold", text)), place.width())
            start = place.right() - length if rtl else place.left()
            painter.setPen(QPen(style.color("error"), 1))
            painter.drawLine(start, place.bottom() - 4, start + length, place.bottom() - 4)
