"""The page rail: each page with its answered, open and wrong questions. Any window may place it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from survey_forms.qt.paint import frame, is_rtl, key, key_width, mirrored_in
from survey_forms.qt.style import Style
from survey_forms.qt.tally import RailLine
from survey_forms.qt.typeset import draw_text, fitting_role, text_width

HEAD = 98
#: Ends of the three columns, from the start side, of a rail 272 px wide.
DONE_END, OPEN_MIDDLE, WRONG_MIDDLE = 168, 196, 241


_LIST_BREAK = re.compile(r",|،| and | اور ")


def _short(style: Style, name: str, room: int) -> str:
    """The name, or its first part where it is a list of things too long for the rail."""
    return name if text_width(style, "body", name) <= room else _LIST_BREAK.split(name)[0]


class PageRail(QWidget):
    """Painted list of pages; a click asks for a page. The keys are the form's own."""

    page_wanted = Signal(int)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form_style = style
        self.lines: Sequence[RailLine] = ()
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_lines(self, lines: Sequence[RailLine], current: int) -> None:
        """Lines and the place of the current one."""
        before, self.lines, self.current = (self.lines, self.current), lines, current
        if lines:
            line = lines[current]
            text = self.form_style.text("form-open-wrong", open=line.count.open, wrong=line.count.wrong)
            self.setAccessibleName(f"{line.number} {line.name}: {text}")
        self._paint_again(*before)

    def _paint_again(self, lines: Sequence[RailLine], current: int) -> None:
        """What differs from `lines` and `current`: the head sums up all lines."""
        if len(lines) != len(self.lines):
            self.update()
            return
        height = self._row()
        for index, (old, new) in enumerate(zip(lines, self.lines, strict=True)):
            if old != new or (index in (current, self.current) and current != self.current):
                self.update(0, HEAD + index * height, self.width(), height)
                self.update(0, 0, self.width(), HEAD)

    def sizeHint(self) -> QSize:
        """272 wide."""
        return QSize(272, 640)

    def _row(self) -> int:
        room = self.height() - HEAD - 46
        return max(30, min(self.form_style.sizes.row, room // max(1, len(self.lines))))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click is a jump."""
        index = int(event.position().y() - HEAD) // self._row()
        if 0 <= index < len(self.lines) and event.position().y() >= HEAD:
            self.page_wanted.emit(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Head with the bar, heads of columns, lines, keys."""
        painter = QPainter(self)
        style, rtl, box = self.form_style, is_rtl(self), self.rect()
        painter.fillRect(box, style.color("panel"))
        self._paint_head(painter, box, rtl)
        height = self._row()
        for index, line in enumerate(self.lines):
            row = QRect(0, HEAD + index * height, box.width(), height)
            if event.region().intersects(row):
                self._paint_line(painter, row, line, index == self.current)
        self._paint_keys(painter, box, rtl)

    def _paint_head(self, painter: QPainter, box: QRect, rtl: bool) -> None:
        style = self.form_style
        done = sum(line.count.done for line in self.lines)
        left = sum(line.count.open for line in self.lines)
        wrong = sum(line.count.wrong for line in self.lines)
        head = QRectF(20, 16, box.width() - 41, 24)
        draw_text(painter, style, head, style.text("form-pages"), "body-bold", style.color("ink"), rtl=rtl)
        count = style.text("form-open-wrong", open=left, wrong=wrong)
        draw_text(painter, style, head, count, "caption", style.color("muted"), rtl=rtl, align="end")
        bar = QRect(20, 46, box.width() - 41, 8)
        frame(painter, bar, style.color("sunken"), style.color("border"), 1, radius=4)
        share = done / (done + left + wrong) if done + left + wrong else 0
        fill = mirrored_in(box, QRect(20, 46, int(bar.width() * share), 8), rtl)
        if share:
            frame(painter, fill, style.color("primary"), style.color("primary"), 1, radius=4)
        for name, end in (("done", DONE_END), ("open", OPEN_MIDDLE + 18), ("wrong", WRONG_MIDDLE + 22)):
            place = QRectF(mirrored_in(box, QRect(end - 80, 72, 82, 22), rtl))
            draw_text(
                painter, style, place, style.text(f"form-{name}"), "small", style.color("muted"), rtl=rtl, align="end"
            )
        painter.setPen(QPen(style.color("divider"), 1))
        painter.drawLine(0, HEAD - 1, box.width(), HEAD - 1)

    def _paint_line(self, painter: QPainter, row: QRect, line: RailLine, here: bool) -> None:
        style, rtl = self.form_style, is_rtl(self)
        if here:
            painter.fillRect(row, style.color("primary_tint"))
            painter.fillRect(mirrored_in(row, QRect(0, row.top(), 4, row.height()), rtl), style.color("primary"))
        ink, role = style.color("ink"), "body-bold" if here else "body"
        number = QRectF(mirrored_in(row, QRect(8, row.top(), 25, row.height()), rtl))
        draw_text(
            painter,
            style,
            number,
            str(line.number),
            role,
            style.color("ink" if here else "muted"),
            rtl=rtl,
            align="end",
        )
        room = self._name_end(line) - 38
        name = QRectF(mirrored_in(row, QRect(38, row.top(), room, row.height()), rtl))
        words = _short(style, line.name, room)
        draw_text(painter, style, name, words, fitting_role(style, ("body", "small"), words, room), ink, rtl=rtl)
        self._paint_done(painter, row, line, rtl)
        self._paint_open(painter, row, line, rtl)
        if line.count.wrong:
            self._paint_wrong(painter, row, line.count.wrong, rtl)

    def _name_end(self, line: RailLine) -> int:
        count = line.count
        if not (count.done or count.open or count.wrong):
            return self.width() - 20
        if not count.done:
            return OPEN_MIDDLE - 20
        width = int(text_width(self.form_style, "body-bold", str(count.done)))
        return DONE_END - width - (19 if not count.open and not count.wrong else 8)

    def _paint_done(self, painter: QPainter, row: QRect, line: RailLine, rtl: bool) -> None:
        style, count = self.form_style, line.count
        if not count.done:
            return
        whole = not count.open and not count.wrong
        color, role = style.color("ok" if whole else "ink"), "body-bold" if whole else "body"
        place = QRect(DONE_END - 40, row.top(), 40, row.height())
        draw_text(
            painter, style, QRectF(mirrored_in(row, place, rtl)), str(count.done), role, color, rtl=rtl, align="end"
        )
        if whole:
            left = DONE_END - int(text_width(style, role, str(count.done))) - 17
            tick = QRect(left, row.center().y() - 5, 12, 12)
            style.sign(painter, QRectF(mirrored_in(row, tick, rtl)), "tick", color, False)

    def _paint_open(self, painter: QPainter, row: QRect, line: RailLine, rtl: bool) -> None:
        if not line.count.open:
            return
        style, text = self.form_style, str(line.count.open)
        width = max(26, int(text_width(style, "body-bold", text)) + 14)
        pill = mirrored_in(row, QRect(OPEN_MIDDLE - width // 2, row.center().y() - 10, width, 22), rtl)
        frame(painter, pill, style.color("sunken"), style.color("border"), 2, radius=11)
        draw_text(painter, style, QRectF(pill), text, "key", style.color("ink"), align="center")

    def _paint_wrong(self, painter: QPainter, row: QRect, wrong: int, rtl: bool) -> None:
        style = self.form_style
        square = mirrored_in(row, QRect(WRONG_MIDDLE - 18, row.center().y() - 11, 36, 24), rtl)
        frame(painter, square, style.color("error"), style.color("error"), 1, radius=2)
        cross = mirrored_in(square, QRect(square.left() + 7, square.center().y() - 4, 10, 10), rtl)
        style.sign(painter, QRectF(cross), "cross", style.color("panel"), False)
        count = mirrored_in(square, QRect(square.left() + 18, square.top(), 16, square.height()), rtl)
        draw_text(painter, style, QRectF(count), str(wrong), "key", style.color("panel"), align="center")

    def _paint_keys(self, painter: QPainter, box: QRect, rtl: bool) -> None:
        style, y, x = self.form_style, box.bottom() - 36, 20
        for cap in ("Alt ↑", "Alt ↓"):
            width = key_width(style, cap)
            key(painter, style, mirrored_in(box, QRect(x, y, width, 22), rtl), cap)
            x += width + 8
        words = QRectF(mirrored_in(box, QRect(x, y - 1, 60, 24), rtl))
        draw_text(painter, style, words, style.text("form-key-page"), "caption", style.color("muted"), rtl=rtl)
        search = style.text("form-search")
        width = int(text_width(style, "caption", search)) + 2
        left = box.width() - 20 - width
        place = QRectF(mirrored_in(box, QRect(left, y - 1, width, 24), rtl))
        draw_text(painter, style, place, search, "caption", style.color("muted"), rtl=rtl)
        key(painter, style, mirrored_in(box, QRect(left - 32, y, 24, 22), rtl), "/")
