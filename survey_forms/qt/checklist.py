"""All answers by page, painted as lines; each line is a way back to its question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from survey_forms.qt import keys
from survey_forms.qt.paint import focus_ring, frame, is_rtl, mirrored_in
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import draw_text, text_width

CHECK_LIST = "check-list"
"""Name of the list as a place of the cursor, beside the refs of questions."""
HEAD = 44
GAP = 14
SLICE_MS = 6
"""How long the list reads on before it lets the next key through."""


@dataclass(frozen=True)
class Line:
    """One answer: where, its question, and how it reads."""

    ref: str
    number: str
    label: str
    value: str
    answered: bool = True


@dataclass(frozen=True)
class Section:
    """Answers of one page or one member. `look`: these need eyes first and stand in a tinted box."""

    title: str
    lines: Sequence[Line]
    look: bool = False


class CheckList(QWidget):
    """Up and Down go line by line, Enter goes to the question.

    A family of twenty has a thousand answers: sections are read while nothing else waits. Whoever asks for a line that
    was not read yet has it read at once. `grown`: the list became longer.
    """

    wanted = Signal(str)
    moved = Signal(QRect)
    grown = Signal()

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form_style = style
        self.sections: list[Section] = []
        self.at = 0
        self._places: list[tuple[Line, QRect]] = []
        self._unread: Iterator[Section] = iter(())
        self._bottom = 0
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._read_on)
        self.setObjectName(CHECK_LIST)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_sections(self, first: Sequence[Section], rest: Iterator[Section], height: int) -> None:
        """Lines anew: `first`, and of the `rest` as many as fill `height` px; the cursor stays on its question."""
        before = self.current_ref()
        self.sections, self._places, self._bottom, self.at = [], [], 0, 0
        self._unread = rest
        for section in first:
            self._add(section)
        while self._bottom < height and self._read_one():
            pass
        self._slices.start(0)
        if before:
            self._stand_on(before)
        self._announce()
        self.update()

    def current_ref(self) -> str:
        """Ref of the line under the cursor."""
        return self._places[self.at][0].ref if self._places else ""

    def go_to(self, ref: str) -> None:
        """Put the cursor on the line of a question."""
        if self._stand_on(ref):
            self._set_cursor(self.at)

    def _stand_on(self, ref: str) -> bool:
        index, grew = 0, False
        while True:
            if index == len(self._places):
                if not self._read_one():
                    break
                grew = True
            if self._places[index][0].ref == ref:
                self.at = index
                break
            index += 1
        if grew:
            self.grown.emit()
        return index < len(self._places)

    def lines(self) -> list[Line]:
        """All lines in order."""
        while self._read_one():
            pass
        self.grown.emit()
        return [line for line, _rect in self._places]

    def needed_height(self) -> int:
        """px for the present width; without any line one for saying so."""
        return self._bottom or HEAD

    # reading

    def _read_one(self) -> bool:
        section = next(self._unread, None)
        if section is None:
            self._slices.stop()
            return False
        self._add(section)
        return True

    def _read_on(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        while self._read_one() and clock.elapsed() < SLICE_MS:
            pass
        self.grown.emit()

    def _add(self, section: Section) -> None:
        self.sections.append(section)
        self._place(section)

    def _lay_out(self) -> None:
        self._places, self._bottom = [], 0
        for section in self.sections:
            self._place(section)

    def _place(self, section: Section) -> None:
        row, y = self.form_style.sizes.check_row, self._bottom + HEAD
        width = self.width() - 8
        columns = 1 if section.look else 2
        per = -(-len(section.lines) // columns)
        cell = width // columns
        tall = [1 if self._fits(line, cell) else 2 for line in section.lines]
        heights = [row * max(tall[at::per]) for at in range(per)]
        tops = [y + sum(heights[:at]) for at in range(per)]
        for index, line in enumerate(section.lines):
            column, at = divmod(index, per)
            rect = QRect(4 + column * cell, tops[at], cell, heights[at])
            self._places.append((line, mirrored_in(self.rect(), rect, is_rtl(self))))
        self._bottom = y + sum(heights) + GAP

    def _fits(self, line: Line, width: int) -> bool:
        style = self.form_style
        label = max(116, text_width(style, "caption", line.label) + 8)
        return 44 + label + text_width(style, "body-bold", line.value) + 6 <= width

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new width."""
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and Enter; the rest is the page's."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if not keys.plain(event):
            event.ignore()
        elif step and self._has(self.at + step):
            self._set_cursor(self.at + step)
        elif event.key() in keys.ENTER and not keys.has_shift(event) and self._places:
            self.wanted.emit(self.current_ref())
        elif not step or step < 0:
            event.ignore()
        else:
            event.ignore()

    def _has(self, index: int) -> bool:
        if index == len(self._places) and self._read_one():
            self.grown.emit()
        return 0 <= index < len(self._places)

    def _set_cursor(self, index: int) -> None:
        self.at = index
        self._announce()
        self.moved.emit(self._places[index][1])
        self.update()

    def _announce(self) -> None:
        if not self._places:
            self.setAccessibleName(self.form_style.text("form-check-empty"))
            return
        line = self._places[self.at][0]
        self.setAccessibleName(f"{line.number} {line.label}: {line.value}".strip())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Paint the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click is Enter on the line."""
        for index, (line, rect) in enumerate(self._places):
            if rect.contains(event.position().toPoint()):
                self._set_cursor(index)
                self.wanted.emit(line.ref)
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        """Sections that are seen."""
        painter = QPainter(self)
        if not self._places:
            style, said = self.form_style, self.form_style.text("form-check-empty")
            draw_text(painter, style, QRectF(self.rect()), said, "body", style.color("muted"), rtl=is_rtl(self))
        at = 0
        for section in self.sections:
            rects = [rect for _line, rect in self._places[at : at + len(section.lines)]]
            if rects:
                top, bottom = rects[0].top(), max(rect.bottom() for rect in rects)
                if bottom >= event.rect().top() and top - HEAD <= event.rect().bottom():
                    self._paint_section(painter, section, at, QRect(4, top, self.width() - 8, bottom - top + 1))
            at += len(section.lines)
        if self.hasFocus() and self._places:
            focus_ring(painter, self.form_style, self._places[self.at][1])

    def _paint_section(self, painter: QPainter, section: Section, at: int, box: QRect) -> None:
        style, rtl = self.form_style, is_rtl(self)
        fill, line = ("warn_tint", "warn") if section.look else ("panel", "divider")
        title = QRect(box.left(), box.top() - HEAD + 6, box.width(), HEAD - 8)
        left = 0
        if section.look:
            sign = QRect(title.left() + 2, title.center().y() - 9, 18, 18)
            style.sign(painter, QRectF(mirrored_in(box, sign, rtl)), "triangle", style.color("warn"), False)
            left = 28
        place = QRectF(mirrored_in(box, title.adjusted(left, 0, 0, 0), rtl))
        draw_text(painter, style, place, section.title, "body-bold", style.color("ink"), rtl=rtl)
        if section is next((other for other in self.sections if not other.look), None):
            hint = style.text("form-check-hint")
            draw_text(painter, style, place, hint, "caption", style.color("muted"), rtl=rtl, align="end")
        frame(painter, box, style.color(fill), style.color(line))
        for line_, rect in self._places[at : at + len(section.lines)]:
            self._paint_line(painter, line_, rect, box)

    def _paint_line(self, painter: QPainter, line: Line, rect: QRect, box: QRect) -> None:
        style, rtl = self.form_style, is_rtl(self)
        painter.setPen(QPen(style.color("divider"), 1))
        if rect.bottom() < box.bottom():
            painter.drawLine(rect.left() + 1, rect.bottom(), rect.right() - 1, rect.bottom())
        if rect.width() < box.width():
            painter.drawLine(box.center().x(), rect.top(), box.center().x(), rect.bottom())
        number = mirrored_in(rect, QRect(rect.left() + 10, rect.top(), 28, style.sizes.check_row), rtl)
        draw_text(painter, style, QRectF(number), line.number, "caption", style.color("muted"), rtl=rtl)
        one_line = self._fits(line, rect.width())
        label_width = max(116, int(text_width(style, "caption", line.label)) + 8) if one_line else rect.width() - 46
        height = self.form_style.sizes.check_row
        label = mirrored_in(rect, QRect(rect.left() + 40, rect.top(), label_width, height), rtl)
        draw_text(painter, style, QRectF(label), line.label, "caption", style.color("muted"), rtl=rtl)
        left, top = (40 + label_width, rect.top()) if one_line else (40, rect.top() + height - 8)
        value = mirrored_in(rect, QRect(rect.left() + left, top, rect.width() - left - 6, height), rtl)
        ink = style.color("ink" if line.answered else "error")
        draw_text(painter, style, QRectF(value), line.value, "body-bold", ink, rtl=rtl)
