"""The list of a code field: lies over the page, two columns where it is short, a scrolled column where it is long."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from survey_forms.qt.paint import frame, is_rtl, mirrored_in
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import draw_text, text_width

ROW = 40
MAX_ROWS = 8


class Listing(QWidget):
    """Rows of (place, code, label). It never takes the focus: the field keeps it and hands keys over."""

    taken = Signal(int)

    def __init__(self, style: Style, parent: QWidget, *, two_columns: bool) -> None:
        super().__init__(parent)
        self.form_style = style
        self._two = two_columns
        self._rows: list[tuple[int, str, str]] = []
        self._cursor = 0
        self._top = 0
        self._query = ""
        self._coded = True
        self._field = QRect()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(style.text("form-key-list"))

    def set_rows(self, rows: list[tuple[int, str, str]], chosen: int, query: str, *, coded: bool) -> None:
        """Show rows; the cursor stands on the chosen one, or on the best match of a search."""
        self._rows, self._query, self._coded = rows, query, coded
        places = [place for place, _code, _label in rows]
        self._cursor = places.index(chosen) if chosen in places and not query else 0
        self._top = 0
        if not self._field.isNull():
            self._place()
        self._keep_visible()
        self.update()

    def current(self) -> int | None:
        """Place of the row under the cursor, None if nothing matches."""
        return self._rows[self._cursor][0] if self._rows else None

    def show_at(self, field: QWidget, box: QRect) -> None:
        """Lie under (or above) `box` of `field`, inside the parent window."""
        parent = self.parentWidget()
        assert parent is not None
        self._field = QRect(field.mapTo(parent, box.topLeft()), box.size())
        self._place()
        self._keep_visible()
        self.show()
        self.raise_()

    def _columns(self) -> int:
        return 2 if self._two and len(self._rows) > 3 else 1

    def _lines(self) -> int:
        return max(1, -(-len(self._rows) // self._columns()))

    def _shown(self) -> int:
        return min(self._lines(), 12 if self._columns() == 2 else MAX_ROWS)

    def _place(self) -> None:
        parent = self.parentWidget()
        assert parent is not None
        widest = max((text_width(self.form_style, "row", label) for _i, _c, label in self._rows), default=0.0)
        need = int(widest) + (76 if self._coded else 40)
        width = max(self._field.width(), need * self._columns() + 4)
        width = min(width, parent.width() - 16)
        height = self._shown() * ROW + 4
        x = self._field.right() - width + 1 if is_rtl(self) else self._field.left()
        x = max(8, min(x, parent.width() - 8 - width))
        below = self._field.bottom() + 5
        y = below if below + height <= parent.height() - 4 else max(4, self._field.top() - 5 - height)
        self.setGeometry(QRect(QPoint(x, y), QPoint(x + width - 1, y + height - 1)))

    def _keep_visible(self) -> None:
        line = self._cursor % self._lines() if self._columns() == 2 else self._cursor
        if line < self._top:
            self._top = line
        elif line >= self._top + self._shown():
            self._top = line - self._shown() + 1

    def step(self, key: Qt.Key, rtl: bool = False) -> bool:
        """Arrow keys, Home, End, PgUp, PgDn; False for any other key."""
        lines = self._lines()
        side = lines if self._columns() == 2 else 0
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Left: side if rtl else -side,
            Qt.Key.Key_Right: -side if rtl else side,
            Qt.Key.Key_PageDown: MAX_ROWS,
            Qt.Key.Key_PageUp: -MAX_ROWS,
            Qt.Key.Key_Home: -len(self._rows),
            Qt.Key.Key_End: len(self._rows),
        }
        if key not in steps:
            return False
        if self._rows:
            self._cursor = max(0, min(len(self._rows) - 1, self._cursor + steps[key]))
            self._keep_visible()
            self.update()
        return True

    def _rects(self) -> list[tuple[int, QRect]]:
        columns, lines = self._columns(), self._lines()
        width = (self.width() - 4) // columns
        rects = []
        for index in range(len(self._rows)):
            column, line = divmod(index, lines)
            if self._top <= line < self._top + self._shown():
                rect = QRect(2 + column * width, 2 + (line - self._top) * ROW, width, ROW)
                rects.append((index, mirrored_in(self.rect(), rect, is_rtl(self))))
        return rects

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click takes the row."""
        for index, rect in self._rects():
            if rect.contains(event.position().toPoint()):
                self.taken.emit(self._rows[index][0])
                return

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll a long list."""
        step = -1 if event.angleDelta().y() > 0 else 1
        self._top = max(0, min(self._lines() - self._shown(), self._top + step))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows, the cursor's row filled."""
        painter = QPainter(self)
        style, rtl = self.form_style, is_rtl(self)
        frame(painter, self.rect(), style.color("panel"), style.color("ink"), 2)
        if not self._rows:
            box = QRectF(self.rect().adjusted(14, 2, -14, -2))
            draw_text(painter, style, box, style.text("form-nothing-found"), "body", style.color("muted"), rtl=rtl)
        for index, rect in self._rects():
            _place, code, label = self._rows[index]
            here = index == self._cursor
            if here:
                painter.fillRect(rect, style.color("primary"))
            ink = style.color("panel" if here else "ink")
            left = rect.left() + 14
            if self._coded:
                number = mirrored_in(rect, QRect(rect.left() + 6, rect.top(), 34, rect.height()), rtl)
                draw_text(painter, style, QRectF(number), code, "body-bold", ink, align="center")
                left = rect.left() + 44
            words = mirrored_in(rect, QRect(left, rect.top(), rect.right() - 6 - left, rect.height()), rtl)
            draw_text(painter, style, QRectF(words), label, "row", ink, rtl=rtl)
        self._paint_bar(painter)

    def _paint_bar(self, painter: QPainter) -> None:
        lines, shown = self._lines(), self._shown()
        if lines <= shown:
            return
        track = QRect(self.width() - 8, 4, 4, self.height() - 8)
        if is_rtl(self):
            track.moveLeft(4)
        top = track.top() + track.height() * self._top // lines
        painter.fillRect(
            QRect(track.left(), top, track.width(), max(16, track.height() * shown // lines)),
            self.form_style.color("border"),
        )
