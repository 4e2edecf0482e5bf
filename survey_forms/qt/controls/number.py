"""Whole numbers and decimals: big digits, minus and plus, quick shares of a per cent, money in groups of three."""

from __future__ import annotations

import re

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from survey_forms.engine.contract import Item, Node
from survey_forms.qt import keys
from survey_forms.qt.controls.base import Control, Edit, air
from survey_forms.qt.digits import western, with_thousands
from survey_forms.qt.paint import frame, is_rtl, mirrored_in, visual
from survey_forms.qt.plan import words
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import draw_text, text_width

SHARES = ("0", "25", "50", "75", "100")
_NOT_NUMBER = re.compile(r"[^0-9.\-]")


def spoken(style: Style, digits: str) -> str:
    """A sum read back in words of this country: '31 thousand 500', '2 lakh 10 thousand'."""
    if not digits.isdigit() or len(digits) < 4:
        return ""
    rest, parts = int(digits), []
    for size, text_id in ((10_000_000, "form-crore"), (100_000, "form-lakh"), (1_000, "form-thousand")):
        if rest >= size:
            parts.append(style.text(text_id, n=rest // size))
            rest %= size
    return " ".join([*parts, *([str(rest)] if rest else [])])


class NumberEdit(Edit):
    """Takes digits of any script, one sign and (decimals) one point; Up and Down count."""

    stepped = Signal(int)

    def __init__(self, style: Style, parent: QWidget, role: str = "number", *, decimal: bool = False) -> None:
        super().__init__(style, role, parent)
        self._decimal = decimal
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.set_centred()
        self.textEdited.connect(self._clean)

    def digits(self) -> str:
        """What is typed, as a plain number."""
        return self._plain(self.text())

    def _plain(self, text: str) -> str:
        clean = _NOT_NUMBER.sub("", western(text).replace("٫", "."))
        sign = "-" if clean.startswith("-") else ""
        body = clean.replace("-", "")
        if not self._decimal:
            body = body.replace(".", "")
        elif body.count(".") > 1:
            first, _, rest = body.partition(".")
            body = first + "." + rest.replace(".", "")
        return sign + body

    def _clean(self, text: str) -> None:
        clean = self._plain(text)
        if clean != text:
            place = self.cursorPosition() - (len(text) - len(clean))
            self.setText(clean)
            self.setCursorPosition(max(0, place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down count; letters are the page's, so that nothing typed by mistake enters a number."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if step and keys.plain(event):
            self.stepped.emit(step)
        elif keys.plain(event) and event.text() in ("+", "/", "*", " "):
            event.ignore()
        else:
            super().keyPressEvent(event)


class NumberControl(Control):
    """A number. `percent` adds quick shares, `money` groups and reads back, otherwise minus and plus."""

    def __init__(self, item: Item, style: Style, parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(item, style, parent)
        marks = words(item)
        self.money = bool(marks & {"money", "thousands-sep"})
        self.percent = "percent" in marks
        self.compact = compact
        self.edit = NumberEdit(style, self, "answer-bold" if self.money else "number", decimal=item.type == "decimal")
        if self.money:
            self.edit.prefix = style.text("form-rupees")
            self.edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._name_editor(self.edit)
        self.setFocusProxy(self.edit)
        self.edit.stepped.connect(self._step)
        self.edit.textChanged.connect(lambda _text: self.update())
        self._parts: list[tuple[QRect, str]] = []
        self.setMouseTracking(True)

    def editors(self) -> list[QWidget]:
        """The number's edit."""
        return [self.edit]

    def body_height(self, width: int) -> int:
        """Money has a line below that reads the sum back."""
        return self.field_height + (24 if self.money and not self.compact else 0)

    def show_node(self, node: Node) -> None:
        """Show the stored number; what is being typed stays."""
        fixed = self.node.readonly
        super().show_node(node)
        if fixed != node.readonly:
            self._arrange()
        self.edit.setReadOnly(node.readonly)
        if not (self.edit.hasFocus() and self.edit.isModified()):
            self._show_value(node.value)
        self.update()

    def _show_value(self, value: str) -> None:
        text = with_thousands(value) if self.money and value.lstrip("-").isdigit() else value
        if text != self.edit.text():
            self.edit.setText(text)

    def set_state(self, state: str) -> None:
        """Colour of the frame."""
        super().set_state(state)
        self.edit.state = state
        self.edit.update()

    def commit(self) -> None:
        """Store the digits."""
        self.edit.setModified(False)
        value = self.edit.digits()
        value = str(int(value)) if value.isdigit() else value
        self.send(value)
        self._show_value(value)

    def _step(self, by: int) -> None:
        if self.node.readonly:
            return
        text = self.edit.digits()
        low, high = self._limits()
        number = (int(float(text)) if text not in ("", "-", ".") else (0 if by > 0 else 1)) + by * self._size()
        number = max(low, number) if low is not None else number
        number = min(high, number) if high is not None else number
        self.edit.setText(str(number))
        self.commit()

    def _size(self) -> int:
        step = self.item.params.get("step", "1")
        return max(1, int(float(step)))

    def _limits(self) -> tuple[int | None, int | None]:
        ends = [self.item.params.get(name) for name in ("start", "end")]
        if all(ends):
            low, high = sorted(int(float(end)) for end in ends if end)
            return low, high
        return 0, None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        self._arrange()

    def _arrange(self) -> None:
        """Edit on the start side, then shares or minus and plus; a number that is only read has neither."""
        box = visual(self)
        field = self.field_height
        row = QRect(box.left(), box.top(), box.width(), field)
        rtl = is_rtl(self)
        self._parts = []
        if self.money or self.compact:
            width = min(box.width(), 60) if self.compact and not self.money else box.width()
            edit = QRect(row.left(), row.top(), width, field)
        else:
            edit = QRect(row.left(), row.top(), 112 if self.percent else 96, field)
            if not self.node.readonly:
                self._place_parts(row, edit, rtl)
        self.edit.setGeometry(air(mirrored_in(row, edit, rtl)))

    def _place_parts(self, row: QRect, edit: QRect, rtl: bool) -> None:
        x = edit.right() + 1
        if not self.percent:
            for name in ("minus", "plus"):
                x += 8
                self._parts.append((mirrored_in(row, QRect(x, row.top(), 48, row.height()), rtl), name))
                x += 48
            return
        x += 40
        width = (row.right() + 1 - x - 4 * 8) // 5
        if width < 64:
            return
        for share in SHARES:
            self._parts.append((mirrored_in(row, QRect(x, row.top(), width, row.height()), rtl), share))
            x += width + 8

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Minus, plus and shares by hand."""
        for rect, name in self._parts:
            if rect.contains(event.position().toPoint()):
                self.edit.setFocus()
                if name in ("minus", "plus"):
                    self._step(1 if name == "plus" else -1)
                else:
                    self.edit.setText(name)
                    self.commit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """What stands beside the edit."""
        painter = QPainter(self)
        style, rtl, box = self.form_style, is_rtl(self), visual(self)
        row = QRect(box.left(), box.top(), box.width(), self.field_height)
        for rect, name in self._parts:
            if name in ("minus", "plus"):
                frame(painter, rect, style.color("panel"), style.color("border"))
                side = QRectF(rect.center().x() - 7, rect.center().y() - 6, 14, 14)
                style.sign(painter, side, name, style.color("ink"), False)
            else:
                self._paint_share(painter, rect, name)
        if self.percent:
            rect = mirrored_in(row, QRect(row.left() + 112, row.top(), 32, row.height()), rtl)
            draw_text(painter, style, QRectF(rect), "%", "answer", style.color("ink"), align="center")
        if self.money and not self.compact:
            line = QRectF(box.left(), row.bottom() + 1, box.width(), 24)
            words_ = spoken(style, self.edit.digits())
            draw_text(painter, style, line, words_, "caption", style.color("muted"), rtl=rtl)

    def _paint_share(self, painter: QPainter, rect: QRect, share: str) -> None:
        style = self.form_style
        chosen = self.edit.digits() == share
        line = style.color("primary") if chosen else style.color("border")
        frame(painter, rect, style.color("primary_tint" if chosen else "panel"), line, 2 if chosen else 1)
        word = style.text(f"form-share-{share}")
        role = "body-bold" if chosen else "body"
        first, second = text_width(style, role, word), text_width(style, "body", share)
        gap = 8 if first + second + 8 < rect.width() - 6 else 4
        left = rect.left() + (rect.width() - first - second - gap) / 2
        inner = QRectF(left, rect.top(), first + second + gap + 1, rect.height())
        rtl = is_rtl(self)
        draw_text(painter, style, inner, word, role, style.color("ink"), rtl=rtl)
        draw_text(painter, style, inner, share, "body", style.color("muted"), rtl=rtl, align="end")
