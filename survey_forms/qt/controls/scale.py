"""One row of a grid: the same few choices for each item, a digit a row."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent

from survey_forms.engine.contract import Item
from survey_forms.qt.controls.options import OptionsControl
from survey_forms.qt.paint import cap, focus_ring, frame, is_rtl, mirrored_in, visual
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import draw_text


class ScaleRow(OptionsControl):
    """Label at the start, one cell a choice; the heads of the columns are the block's."""

    def __init__(self, item: Item, style: Style, label_width: int) -> None:
        super().__init__(item, style)
        self.label_width = label_width
        self.field_height = 40

    def columns(self, width: int) -> int:
        """All choices in one row."""
        return max(1, len(self.choices))

    def cells(self) -> list[QRect]:
        """Cells from the start side, in this widget's coordinates."""
        return self._rects()

    def _rects(self) -> list[QRect]:
        box = visual(self)
        count = max(1, len(self.choices))
        left = box.left() + self.label_width
        width = (box.right() + 1 - left - 4 * (count - 1)) // count
        rects = [QRect(left + i * (width + 4), box.top(), width, self.field_height) for i in range(len(self.choices))]
        return [mirrored_in(box, rect, is_rtl(self)) for rect in rects]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Label and cells; a chosen cell shows a tick in a filled disc."""
        painter = QPainter(self)
        style, box, rtl = self.form_style, visual(self), is_rtl(self)
        label = mirrored_in(box, QRect(box.left(), box.top(), self.label_width - 8, self.field_height), rtl)
        role = "row-bold" if self.hasFocus() else "row"
        draw_text(painter, style, QRectF(label), self.node.label or "", role, style.color("ink"), rtl=rtl)
        rects = self._rects()
        for index, rect in enumerate(rects):
            chosen = self.choices[index].value in self.chosen()
            wrong = self.state == "wrong"
            line = style.color("primary" if chosen else "error" if wrong else "border")
            frame(painter, rect, style.color("primary_tint" if chosen else "panel"), line, 2 if chosen or wrong else 1)
            disc = QRect(rect.center().x() - 13, rect.center().y() - 13, 28, 28)
            cap(painter, style, disc, self.codes[index], chosen=chosen, tick=chosen)
        if self.hasFocus() and rects:
            focus_ring(painter, style, rects[self.at])
