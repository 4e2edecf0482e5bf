"""Why a member is taken from the list: a bar with three reasons, a digit each; Esc keeps the member."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from survey_forms.qt import keys
from survey_forms.qt.paint import frame, is_rtl, key, mirrored_in
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import draw_text

#: Codes of the reasons, in the order of their digits.
REASONS = ("left", "died", "twice")
LINE = 40


class RemoveBar(QWidget):
    """Asks once; `decided(ref, reason)` or `cancelled`."""

    decided = Signal(str, str)
    cancelled = Signal()

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self.form_style = style
        self._ref = self._title = ""
        self.setObjectName("remove-bar")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def ask(self, index: int, name: str, ref: str) -> None:
        """Ask about one row."""
        self._ref = ref
        self._title = self.form_style.text("form-remove-ask", n=index + 1, name=name)
        self.setAccessibleName(self._title)
        self.update()

    def needed_height(self) -> int:
        """px."""
        return 56 + LINE * (len(REASONS) + 1)

    def _line(self, index: int) -> QRect:
        return QRect(16, 48 + index * LINE, self.width() - 32, LINE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 3 decide, Esc keeps; nothing else gets through."""
        digit = keys.digit(event)
        if digit and 1 <= int(digit) <= len(REASONS):
            self._decide(int(digit) - 1)
        elif event.key() == Qt.Key.Key_Escape or digit == "0":
            self._keep()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The lines by hand."""
        point = event.position().toPoint()
        for index in range(len(REASONS) + 1):
            if self._line(index).contains(point):
                self._decide(index) if index < len(REASONS) else self._keep()
                return

    def _decide(self, index: int) -> None:
        self.hide()
        self.decided.emit(self._ref, REASONS[index])

    def _keep(self) -> None:
        self.hide()
        self.cancelled.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Question and reasons."""
        painter = QPainter(self)
        style, rtl, box = self.form_style, is_rtl(self), self.rect()
        frame(painter, box, style.color("panel"), style.color("ink"), 2)
        title = QRectF(mirrored_in(box, QRect(16, 6, box.width() - 32, 40), rtl))
        draw_text(painter, style, title, self._title, "body-bold", style.color("ink"), rtl=rtl)
        lines = [(str(i + 1), f"form-remove-{reason}") for i, reason in enumerate(REASONS)]
        for index, (cap, text_id) in enumerate([*lines, ("Esc", "form-remove-cancel")]):
            row = self._line(index)
            width = 24 if len(cap) == 1 else 44
            key(painter, style, mirrored_in(box, QRect(row.left(), row.top() + 9, width, 22), rtl), cap)
            place = mirrored_in(box, QRect(row.left() + 56, row.top(), row.width() - 56, LINE), rtl)
            draw_text(painter, style, QRectF(place), style.text(text_id), "body", style.color("ink"), rtl=rtl)
