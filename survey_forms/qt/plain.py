"""Headings and notes: words of a form without an answer."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from survey_forms.qt.box import HANG, BlockBox, Presence
from survey_forms.qt.paint import is_rtl, mirrored_in
from survey_forms.qt.plan import number_of
from survey_forms.qt.style import AIR
from survey_forms.qt.typeset import draw_text, line_count


class PlainBox(BlockBox):
    """A heading or a note: words without an answer."""

    def _build(self) -> None:
        return

    def refresh(self, changed: Iterable[str] | None = None) -> None:
        """Read the words again."""
        for ref in self.refs():
            self.nodes[ref] = self.context.node(ref)
        self.update()

    def presence(self) -> Presence:
        """Shown while relevant and while it has words."""
        node = self.nodes[self.block.lead.ref]
        return "full" if node.relevant and (node.label or "").strip() else "hidden"

    def editors(self) -> list[QWidget]:
        """None."""
        return []

    def heading(self) -> tuple[str, str]:
        """Of a row of a small repeat: the number of the question, and of the row."""
        lead = self.block.lead
        number, label = number_of(lead, self.nodes[lead.ref].label)
        if number and self.block.number:
            return number, f"{label} {self.block.number}"
        return number or self.block.number, label

    def caption(self) -> str:
        """Hints of notes stand with their text."""
        return self.nodes[self.block.lead.ref].hint or "" if self.block.kind == "heading" else ""

    def body_height_for(self, width: int) -> int:
        """A note's text has its own panel."""
        if self.block.kind == "heading":
            return 0
        lines = line_count(self.context.style, "body", self._words(), width - 28)
        return 16 + 24 * lines

    def label_height_for(self, width: int) -> int:
        """A note has no label row."""
        return super().label_height_for(width) if self.block.kind == "heading" else 0

    def arrange_controls(self, body: QRect) -> None:
        """Nothing to place."""

    def _words(self) -> str:
        node = self.nodes[self.block.lead.ref]
        text = (node.label or "").replace("**", "").replace("__", "")
        return f"{text} {node.value}".strip() if node.value else text

    def paintEvent(self, event: QPaintEvent) -> None:
        """Heading, or note panel with a bar at the start."""
        painter = self.painter()
        if self.presence() == "hidden":
            return
        if self.block.kind == "heading":
            self.paint_label(painter, "ink")
            return
        style, rtl = self.context.style, is_rtl(self)
        box = QRect(0, 0, self.span, self.height() - HANG - AIR)
        bar = mirrored_in(box, QRect(box.left(), box.top(), 3, box.height()), rtl)
        painter.fillRect(bar, style.color("border"))
        text_box = QRectF(box.adjusted(14, 8, -14, -8))
        draw_text(painter, style, text_box, self._words(), "body", style.color("muted"), rtl=rtl, wrap=True)

    def bar_color(self) -> str:
        """None."""
        return ""
