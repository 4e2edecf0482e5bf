"""The rarer controls: acknowledgement, order of preference, file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from survey_forms.engine.contract import Item
from survey_forms.qt import keys
from survey_forms.qt.controls.base import Control
from survey_forms.qt.controls.options import OptionsControl
from survey_forms.qt.paint import cap, focus_ring, frame, is_rtl, mirrored_in, visual
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import draw_text


class ButtonControl(Control):
    """One painted button that is pressed with Space or 1."""

    def __init__(self, item: Item, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(item, style, parent)
        self._name_editor(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def press(self) -> None:
        """What the button does."""

    def words(self) -> str:
        """What the button says."""
        return ""

    def is_set(self) -> bool:
        """Whether it is painted as chosen."""
        return bool(self.node.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space or 1 presses, Backspace takes back."""
        if keys.plain(event) and (event.key() == Qt.Key.Key_Space or keys.digit(event) == "1"):
            self.press()
        elif keys.plain(event) and event.key() == Qt.Key.Key_Backspace:
            self.send("")
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click presses."""
        self.press()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Paint the ring."""
        super().focusInEvent(event)
        self.update()

    def _button(self) -> QRect:
        box = visual(self)
        return mirrored_in(box, QRect(box.left(), box.top(), min(348, box.width()), self.field_height), is_rtl(self))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button with its key."""
        painter = QPainter(self)
        style, rect, rtl, chosen = self.form_style, self._button(), is_rtl(self), self.is_set()
        line = style.color("primary" if chosen else "error" if self.state == "wrong" else "border")
        frame(painter, rect, style.color("primary_tint" if chosen else "panel"), line, 2 if chosen or self.state else 1)
        disc = QRect(rect.left() + 12, rect.center().y() - 13, 28, 28)
        cap(painter, style, mirrored_in(rect, disc, rtl), "1", square=True, chosen=chosen, tick=chosen)
        label = mirrored_in(rect, QRect(rect.left() + 52, rect.top(), rect.width() - 60, rect.height()), rtl)
        role = "answer-bold" if chosen else "answer"
        draw_text(painter, style, QRectF(label), self.words(), role, style.color("ink"), rtl=rtl)
        if self.hasFocus():
            focus_ring(painter, style, rect)


class AcknowledgeControl(ButtonControl):
    """A trigger: stores OK once it was seen."""

    def press(self) -> None:
        """Seen, or not seen after all."""
        self.send("" if self.node.value else "OK")

    def words(self) -> str:
        """'Seen'."""
        return self.form_style.text("form-acknowledge")


class FileControl(ButtonControl):
    """An upload: sends `attached(name, data)` with the bytes of the chosen file."""

    attached = Signal(str, bytes)

    def press(self) -> None:
        """Ask for the file."""
        path, _ = QFileDialog.getOpenFileName(self.window(), self.words())
        if path:
            self.attached.emit(Path(path).name, Path(path).read_bytes())

    def words(self) -> str:
        """Name of the file, or what to do."""
        return self.node.value or self.form_style.text("form-choose-file")


class RankControl(OptionsControl):
    """An order of preference: digits in the order wanted; the place stands at the end of each option."""

    def __init__(self, item: Item, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(item, style, parent)
        self.several = True

    def _toggled(self, value: str) -> list[str]:
        before = [chosen for chosen in self.chosen() if chosen]
        return [chosen for chosen in before if chosen != value] if value in before else [*before, value]

    def _paint_option(self, painter: QPainter, rect: QRect, index: int, chosen: bool) -> None:
        super()._paint_option(painter, rect, index, chosen)
        if not chosen:
            return
        style, rtl = self.form_style, is_rtl(self)
        place = str(self.chosen().index(self.choices[index].value) + 1)
        box = mirrored_in(rect, QRect(rect.right() - 36, rect.top() + 2, 34, rect.height() - 4), rtl)
        painter.fillRect(box, style.color("primary_tint"))
        draw_text(painter, style, QRectF(box), place, "number", style.color("primary"), align="center")
