"""The line of keys at the foot of a form: what the keyboard does here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from survey_forms.qt.paint import is_rtl, key, key_width, mirrored_in
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import draw_text, text_width

Hint = tuple[Sequence[str], str]

FORM_HINTS: Sequence[Hint] = (
    (("1", "–", "9"), "form-key-choose"),
    (("Enter",), "form-key-next"),
    (("Shift Enter",), "form-key-back"),
    (("Space",), "form-key-list"),
)
PROBLEM_HINTS: Sequence[Hint] = (
    (("Alt 1", "Alt 2"), "form-key-problem"),
    (("Enter",), "form-key-next"),
    (("+",), "form-key-right"),
)
ROSTER_HINTS: Sequence[Hint] = (
    (("↑", "↓"), "form-key-row"),
    (("Enter",), "form-key-form"),
    (("Esc",), "form-key-to-list"),
    (("Delete",), "form-key-remove"),
)
CHECK_HINTS: Sequence[Hint] = ((("↑", "↓"), "form-key-line"), (("Enter",), "form-key-change"))


class HintLine(QWidget):
    """Painted keys with a word each; it gives way first when the window is low."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form_style = style
        self.hints: Sequence[Hint] = FORM_HINTS
        self.edge = 19

    def show_hints(self, hints: Sequence[Hint], edge: int) -> None:
        """Other keys, or another place of the column."""
        self.hints, self.edge = hints, edge
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Keys and words from the start side, as many as fit."""
        painter = QPainter(self)
        style, rtl, box = self.form_style, is_rtl(self), self.rect()
        x, y = self.edge, box.center().y() - 11
        for caps, text_id in self.hints:
            text = style.text(text_id)
            width = int(text_width(style, "caption", text)) + 2
            need = sum(12 if cap == "–" else key_width(style, cap) + 8 for cap in caps) + width + 4
            if x + need > box.width() - self.edge:
                return
            for cap in caps:
                if cap == "–":
                    dash = QRectF(mirrored_in(box, QRect(x - 2, y, 10, 22), rtl))
                    draw_text(painter, style, dash, cap, "caption", style.color("muted"), align="center")
                    x += 12
                    continue
                size = key_width(style, cap)
                key(painter, style, mirrored_in(box, QRect(x, y, size, 22), rtl), cap)
                x += size + 8
            place = QRectF(mirrored_in(box, QRect(x + 4, y - 1, width, 24), rtl))
            draw_text(painter, style, place, text, "caption", style.color("muted"), rtl=rtl)
            x += 4 + width + 26
