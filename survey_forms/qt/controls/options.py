"""Open options: one answer (round caps) or several (square caps); a digit chooses, arrows move, Space takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from survey_forms.engine.contract import Choice, Item, Node
from survey_forms.qt import keys
from survey_forms.qt.codes import CodeBuffer, codes_of, is_none
from survey_forms.qt.controls.base import Control
from survey_forms.qt.paint import cap, focus_ring, frame, is_rtl, mirrored_in, visual
from survey_forms.qt.plan import words
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import draw_text, fitting_role, line_count, text_width

#: px before the label (air, cap, air) and after it (tick).
_BEFORE, _AFTER = 52, 12
#: The same where options are narrow, and how narrow that is.
_TIGHT_BEFORE, _TIGHT_AFTER, _TIGHT = 44, 5, 160
#: px that the tick of a chosen option takes; where they are missing, cap, tint, weight and line say it.
_TICK = 36


class OptionsControl(Control):
    """All choices of a select as buttons of 48 px."""

    def __init__(self, item: Item, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(item, style, parent)
        self.several = item.control == "select"
        self.choices: Sequence[Choice] = ()
        self.codes: list[str] = []
        self.at = 0
        self._buffer = CodeBuffer()
        self._name_editor(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def chosen(self) -> list[str]:
        """Chosen values."""
        return self.node.value.split(" ") if self.several and self.node.value else [self.node.value]

    def show_node(self, node: Node) -> None:
        """Choices and what is chosen of them."""
        super().show_node(node)
        self.choices = node.choices or ()
        self.codes = codes_of(self.choices)
        self.at = min(self.at, max(0, len(self.choices) - 1))
        if not self.hasFocus():
            self.at = next((i for i, c in enumerate(self.choices) if c.value in self.chosen()), 0)
        self.update()

    def columns(self, width: int) -> int:
        """How many options stand in a row of `width` px: as many as fit with their words, in a calm grid."""
        if not self.choices:
            return 1
        need = max(self._needs("answer-bold"))
        gap = self.form_style.sizes.option_gap
        fits = max(1, (width + gap) // (need + gap))
        count = len(self.choices)
        if "vertical" in words(self.item):
            return 1
        if count <= 3:
            return count if fits >= count or self._uneven(width) else 1
        if fits >= 3 and (count != 4 or self.several):
            return 3
        return 2 if fits >= 2 else 1

    def _needs(self, role: str) -> list[int]:
        """px that each option takes with its words."""
        found = []
        for choice in self.choices:
            label = int(text_width(self.form_style, role, choice.label))
            tight = label + _TIGHT_BEFORE + _TIGHT_AFTER
            found.append(tight if tight < _TIGHT else label + _BEFORE + _AFTER)
        return found

    def _uneven(self, width: int) -> list[int]:
        """Widths of two or three options in one row, each as wide as its words; empty where they do not fit."""
        needs = self._needs("row-bold")
        spare = width - self.form_style.sizes.option_gap * (len(needs) - 1) - sum(needs)
        return [need + spare // len(needs) for need in needs] if spare >= 0 else []

    def _widths(self, width: int) -> list[int]:
        """Widths of the columns: equal, unless a single row has room for its words only in unequal ones."""
        columns, gap = self.columns(width), self.form_style.sizes.option_gap
        equal = (width - gap * (columns - 1)) // columns
        if 1 < len(self.choices) == columns <= 3 and max(self._needs("answer-bold")) > equal:
            return self._uneven(width)
        return [equal] * columns

    def body_height(self, width: int) -> int:
        """Rows of options with 8 px between."""
        rows = -(-len(self.choices) // self.columns(width)) or 1
        gap = self.form_style.sizes.option_gap
        return rows * (self.field_height + gap) - gap

    def _rects(self) -> list[QRect]:
        box, gap = visual(self), self.form_style.sizes.option_gap
        widths = self._widths(box.width())
        rects = []
        for index in range(len(self.choices)):
            row, column = divmod(index, len(widths))
            rect = QRect(
                box.left() + sum(widths[:column]) + column * gap,
                box.top() + row * (self.field_height + gap),
                widths[column],
                self.field_height,
            )
            rects.append(mirrored_in(box, rect, is_rtl(self)))
        return rects

    def take(self, index: int) -> None:
        """Choose (one answer) or turn on and off (several; none of these clears the rest)."""
        if not 0 <= index < len(self.choices) or self.node.readonly:
            return
        self.at = index
        value = self.choices[index].value
        if not self.several:
            self.send(value)
        else:
            self.send(" ".join(self._toggled(value)))
        self.update()

    def _toggled(self, value: str) -> list[str]:
        before = [chosen for chosen in self.chosen() if chosen]
        if value in before:
            return [chosen for chosen in before if chosen != value]
        if is_none(value):
            return [value]
        kept = {*(chosen for chosen in before if not is_none(chosen)), value}
        return [choice.value for choice in self.choices if choice.value in kept]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits, arrows, Space, Backspace; the rest is the page's."""
        digit = keys.digit(event) if keys.plain(event) else ""
        if digit:
            self._type(digit)
        elif keys.plain(event) and event.key() == Qt.Key.Key_Space:
            self._buffer.clear()
            self.take(self.at)
        elif keys.plain(event) and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._buffer.clear()
            self.send("")
        elif keys.plain(event) and event.text() in (".", ","):
            self._buffer.clear()
        elif keys.plain(event) and self._move(event.key()):
            self._buffer.clear()
            self.update()
        else:
            event.ignore()

    def _type(self, digit: str) -> None:
        taken, longer = self._buffer.add(digit, self.codes)
        if taken is None:
            return
        if longer and self.several:
            # the first digit of a longer code was not meant as an answer of its own: take its turn back
            self.take(self.codes.index(self._buffer.before))
        self.take(self.codes.index(taken))

    def _move(self, key: int) -> bool:
        columns = self.columns(visual(self).width())
        turn = -1 if is_rtl(self) else 1
        steps = {
            Qt.Key.Key_Down: columns,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Right: turn,
            Qt.Key.Key_Left: -turn,
        }
        step = steps.get(Qt.Key(key))
        if step is None:
            return False
        if 0 <= self.at + step < len(self.choices):
            self.at += step
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click is the digit."""
        point = event.position().toPoint()
        for index, rect in enumerate(self._rects()):
            if rect.contains(point):
                self._buffer.clear()
                self.take(index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A new visit starts a new code, at the chosen option."""
        self._buffer.clear()
        self.at = next((i for i, c in enumerate(self.choices) if c.value in self.chosen()), 0)
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The buttons, then the ring on the one with the cursor."""
        painter = QPainter(self)
        rects, chosen = self._rects(), self.chosen()
        for index, rect in enumerate(rects):
            self._paint_option(painter, rect, index, self.choices[index].value in chosen)
        if self.hasFocus() and rects:
            focus_ring(painter, self.form_style, rects[self.at])

    def _paint_option(self, painter: QPainter, rect: QRect, index: int, chosen: bool) -> None:
        style, rtl = self.form_style, is_rtl(self)
        state = {"wrong": "error", "look": "warn"}.get(self.state)
        line = style.color("primary") if chosen else style.color(state or "border")
        fill = style.color("primary_tint" if chosen else "sunken" if self.node.readonly else "panel")
        frame(painter, rect, fill, line, 2 if chosen or state else 1)
        side = 28
        tight = rect.width() < _TIGHT
        cap_rect = QRect(rect.left() + (8 if tight else 12), rect.center().y() - side // 2 + 1, side, side)
        if len(self.codes[index]) > 2:
            cap_rect.setWidth(8 * len(self.codes[index]) + 12)
        cap(painter, style, mirrored_in(rect, cap_rect, rtl), self.codes[index], square=self.several, chosen=chosen)
        label = QRect(cap_rect.right() + (8 if tight else 13), rect.top(), 0, rect.height())
        text = self.choices[index].label
        roles = ("answer-bold", "row-bold", "key") if chosen else ("answer", "row", "small")
        role = fitting_role(style, roles, text, rect.right() - 6 - label.left())
        ticked = chosen and label.left() + text_width(style, role, text) + _TICK <= rect.right()
        label.setRight(rect.right() - (_TICK if ticked else 4))
        ink = style.color("ink")
        box = QRectF(mirrored_in(rect, label, rtl))
        if role == roles[-1] and line_count(style, role, text, label.width()) > 1:
            box.setTop(box.top() + box.height() / 2 - 21)
            draw_text(painter, style, box, text, role, ink, rtl=rtl, wrap=True)
        else:
            draw_text(painter, style, box, text, role, ink, rtl=rtl)
        if ticked:
            tick = QRect(rect.right() - 29, rect.center().y() - 7, 16, 16)
            style.sign(painter, QRectF(mirrored_in(rect, tick, rtl)), "tick", style.color("primary"), False)
