"""Headings and notes: words of a form without an answer."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from survey_forms.qt import markup
from survey_forms.qt.box import HANG, BlockBox, Presence
from survey_forms.qt.paint import is_rtl, mirrored_in
from survey_forms.qt.plan import number_of
from survey_forms.qt.style import AIR
from survey_forms.qt.typeset import draw_text, line_count


def _role(line: markup.Line) -> str:
    return "body-bold" if line.heading else "body"


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
        return 16 + sum(height for _line, height in self._lines(width - 28))

    def label_height_for(self, width: int) -> int:
        """A note has no label row."""
        return super().label_height_for(width) if self.block.kind == "heading" else 0

    def arrange_controls(self, body: QRect) -> None:
        """Nothing to place."""

    def _lines(self, width: int) -> list[tuple[markup.Line, int]]:
        """Each line of the note, its hint last, and the px it takes."""
        node = self.nodes[self.block.lead.ref]
        text = f"{node.label or ''} {node.value}".strip()
        style = self.context.style
        return [
            (line, 24 * line_count(style, _role(line), line.words, width, line.bold))
            for line in (*markup.lines(text), *(markup.lines(node.hint) if node.hint else ()))
        ]

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
        text_box, ink = QRectF(box.adjusted(14, 8, -14, -8)), style.color("muted")
        for line, height in self._lines(int(text_box.width())):
            role, color = _role(line), style.color("ink") if line.heading else ink
            draw_text(painter, style, text_box, line.words, role, color, rtl=rtl, wrap=True, bold=line.bold)
            text_box.setTop(text_box.top() + height)

    def bar_color(self) -> str:
        """None."""
        return ""
