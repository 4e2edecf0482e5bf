"""What somebody else says of a roster, under its table: signed lines that the window words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from survey_forms.qt.paint import frame, is_rtl, mirrored_in
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import draw_text, line_count

LINE, PAD = 24, 10


@dataclass(frozen=True)
class FootLine:
    """`sign` is one of the style's signs, '' for a heading; `tone` a colour token."""

    text: str
    sign: str = ""
    tone: str = "ink"


class RosterFoot(QWidget):
    """Painted; wraps what is long. Takes no focus: it is there to be seen, and says itself by its accessible name."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form_style = style
        self.lines: Sequence[FootLine] = ()

    def show_lines(self, lines: Sequence[FootLine]) -> None:
        """Other lines; the page asks for the height."""
        self.lines = lines
        self.setAccessibleName(". ".join(line.text for line in lines))
        self.update()

    def needed_height(self, width: int) -> int:
        """px for a width, 0 without lines."""
        return sum(self._height(line, width) for line in self.lines) + (2 * PAD if self.lines else 0)

    def _height(self, line: FootLine, width: int) -> int:
        return LINE * line_count(self.form_style, self._role(line), line.text, width - 56)

    @staticmethod
    def _role(line: FootLine) -> str:
        return "body" if line.sign else "body-bold"

    def paintEvent(self, event: QPaintEvent) -> None:
        """A sign and words a line."""
        painter, style, rtl, top = QPainter(self), self.form_style, is_rtl(self), PAD
        frame(painter, self.rect().adjusted(4, 2, -4, -2), style.color("panel"), style.color("divider"))
        for line in self.lines:
            height = self._height(line, self.width())
            if line.sign:
                sign = QRect(18, top + 5, 14, 14)
                place = QRectF(mirrored_in(self.rect(), sign, rtl))
                style.sign(painter, place, line.sign, style.color(line.tone), rtl)
            left = 42 if line.sign else 18
            words = mirrored_in(self.rect(), QRect(left, top, self.width() - left - 14, height), rtl)
            draw_text(
                painter, style, QRectF(words), line.text, self._role(line), style.color(line.tone), rtl=rtl, wrap=True
            )
            top += height
