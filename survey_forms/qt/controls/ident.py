"""Identity and mobile numbers: dashes as typed, digits of any script, masked once the field is left."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from survey_forms.engine.contract import Item, Node
from survey_forms.qt import keys
from survey_forms.qt.controls.base import Control, Edit, air
from survey_forms.qt.digits import CNIC_GROUPS, MOBILE_GROUPS, grouped, masked, only_digits
from survey_forms.qt.paint import frame, is_rtl, key, mirrored_in, visual
from survey_forms.qt.plan import words
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import draw_text


def groups_of(item: Item) -> tuple[int, ...] | None:
    """How the digits of an identity question are grouped, None for any other question."""
    marks = words(item)
    if marks & {"cnic", "bform", "b-form"}:
        return CNIC_GROUPS
    return MOBILE_GROUPS if "mobile" in marks else None


class IdentEdit(Edit):
    """Digits only; the groups still to come stand as a template behind what is typed."""

    first_zero = Signal()

    def __init__(self, groups: tuple[int, ...], style: Style, parent: QWidget) -> None:
        super().__init__(style, "answer-bold", parent)
        self.groups = groups
        self.zero_means_none = False
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.textEdited.connect(self._typed)

    def _typed(self, text: str) -> None:
        before = only_digits(text[: self.cursorPosition()])
        digits = only_digits(text)[: sum(self.groups)]
        shown = grouped(digits, self.groups)
        if shown != text:
            self.setText(shown)
            self.setModified(True)
            self.setCursorPosition(len(grouped(before, self.groups)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """0 in the empty field says that there is no document yet; + stays the page's."""
        if self.zero_means_none and not self.text() and keys.plain(event) and keys.digit(event) == "0":
            self.first_zero.emit()
        elif keys.plain(event) and event.text() in ("+", "/", "*"):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The template of what is missing, behind the digits."""
        super().paintEvent(event)
        digits = only_digits(self.text())
        if not self.hasFocus() or self.isReadOnly() or len(digits) >= sum(self.groups):
            return
        whole = grouped("_" * sum(self.groups), self.groups)
        rest = whole[len(self.text()) :]
        offset = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        painter = QPainter(self)
        box = QRectF(visual(self).adjusted(13 + int(offset) + 2, 0, -30, 0))
        draw_text(painter, self.form_style, box, rest, "answer", self.form_style.color("disabled"))


class IdentControl(Control):
    """CNIC or B-form (13 digits, 5-7-1) or mobile (11 digits, 4-7); digits are stored without dashes.

    `none_yet` is sent by 0 as the first key when the form has a question for 'no document yet'.
    """

    none_yet = Signal()

    def __init__(self, item: Item, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(item, style, parent)
        self.groups = groups_of(item) or CNIC_GROUPS
        self.edit = IdentEdit(self.groups, style, self)
        self.edit.sign = "scan" if self.groups == CNIC_GROUPS else ""
        self._none_button = False
        self._none_chosen = False
        self._name_editor(self.edit)
        self.setFocusProxy(self.edit)
        self.again = IdentEdit(self.groups, style, self)
        self.again.note = style.text("form-again")
        self.again.hide()
        self._asking = False
        self._first = ""
        self._name_editor(self.again, "#again")
        self.edit.first_zero.connect(self.none_yet)
        self.edit.installEventFilter(self)

    def editors(self) -> list[QWidget]:
        """The number's edit, and the second one while it is awaited."""
        return [self.edit, self.again] if self._asking else [self.edit]

    def body_height(self, width: int) -> int:
        """One field, or two while the number is to be typed again."""
        return self.field_height * 2 + 8 if self._asking else self.field_height

    def holds_focus(self) -> bool:
        """The second entry has to agree first; Esc, Shift+Enter and page keys still lead away."""
        return self._asking and self.again.hasFocus()

    def offer_none(self, chosen: bool) -> None:
        """Show the '0 not yet' button; `chosen` when the form holds a reason instead of the number."""
        self._none_button, self._none_chosen = True, chosen
        self.edit.zero_means_none = True
        self._place()
        self.update()

    def show_node(self, node: Node) -> None:
        """Show the number, masked unless it is being typed."""
        super().show_node(node)
        self.edit.setReadOnly(node.readonly)
        self._refresh()

    def _refresh(self) -> None:
        if self._asking or (self.edit.hasFocus() and self.edit.isModified()):
            return
        digits = only_digits(self.node.value)
        full = len(digits) == len(self.node.value) == sum(self.groups)
        if self.groups == MOBILE_GROUPS:
            self.edit.sign = "tick" if full and self.node.violation is None else ""
            self.edit.sign_color = "ok"
        is_open = self.edit.hasFocus() or not full
        shown = grouped(digits, self.groups) if is_open else masked(digits, self.groups)
        if shown != self.edit.text():
            self.edit.setText(shown)
        self.edit.update()

    def set_state(self, state: str) -> None:
        """Colour of the frame."""
        super().set_state(state)
        self.edit.state = state
        self.edit.update()

    def take_scan(self, digits: str) -> None:
        """A scanned number replaces what is there and needs no second entry."""
        self._ask_again(False)
        self.edit.setModified(False)
        self.send(only_digits(digits)[: sum(self.groups)])
        self.edit.setText(grouped(only_digits(self.node.value), self.groups))
        self._refresh()

    def commit(self) -> None:
        """Store the digits; a masked number is never read back as an answer."""
        if self._asking:
            self._compare()
        elif self.edit.isModified():
            self.edit.setModified(False)
            digits = only_digits(self.edit.text())
            full = len(digits) == sum(self.groups)
            if self.form_style.retype_ids and self.groups == CNIC_GROUPS and full and digits != self.node.value:
                self._first = digits
                self._ask_again(True)
                self.edit.setText(masked(digits, self.groups))
            else:
                self.send(digits)
        self._refresh()

    def _ask_again(self, asking: bool) -> None:
        if asking == self._asking:
            return
        self._asking = asking
        if not asking and self.again.hasFocus():
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.again.clear()
        self.again.state, self.again.note = "", self.form_style.text("form-again")
        self.again.setVisible(asking)
        self.resized.emit()
        self._place()

    def _compare(self) -> None:
        if self.edit.isModified():
            self.edit.setModified(False)
            self._first = only_digits(self.edit.text())
        first, second = self._first, only_digits(self.again.text())
        self.edit.setText(masked(first, self.groups))
        if first == second or len(first) != sum(self.groups):
            self._ask_again(False)
            self.send(first)
        elif second:
            self.again.clear()
            self.again.state, self.again.note = "wrong", self.form_style.text("form-differs")
            self.again.update()

    def eventFilter(self, watched: object, event: object) -> bool:
        """Open digits while the field has the focus."""
        if isinstance(event, QFocusEvent):
            if event.gotFocus():
                digits = self._first if self._asking else only_digits(self.node.value)
                self.edit.setText(grouped(digits, self.groups))
                self.edit.setModified(False)
            elif event.lostFocus():
                self.edit.deselect()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Field, and the '0' button at its end."""
        self._place()

    def _none_rect(self) -> QRect:
        box = visual(self)
        return mirrored_in(box, QRect(box.right() - 119, box.top(), 120, self.field_height), is_rtl(self))

    def _place(self) -> None:
        box = visual(self)
        width = box.width() - (128 if self._none_button else 0)
        rect = QRect(box.left(), box.top(), width, self.field_height)
        self.edit.setGeometry(air(mirrored_in(box, rect, is_rtl(self))))
        self.again.setGeometry(self.edit.geometry().translated(0, self.field_height + 8))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The '0' button."""
        if self._none_button and self._none_rect().contains(event.position().toPoint()):
            self.none_yet.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The '0' button."""
        if not self._none_button:
            return
        painter = QPainter(self)
        style, rect, rtl = self.form_style, self._none_rect(), is_rtl(self)
        line = style.color("primary" if self._none_chosen else "border")
        fill = style.color("primary_tint" if self._none_chosen else "panel")
        frame(painter, rect, fill, line, 2 if self._none_chosen else 1)
        key_rect = QRect(rect.left() + 10, rect.center().y() - 11, 24, 24)
        key(painter, style, mirrored_in(rect, key_rect, rtl), "0")
        label = QRect(rect.left() + 40, rect.top(), rect.width() - 44, rect.height())
        box = QRectF(mirrored_in(rect, label, rtl))
        draw_text(painter, style, box, style.text("form-not-yet"), "body-bold", style.color("ink"), rtl=rtl)
