"""Dates and times in boxes: day, month, year in reading order; a full box moves on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from survey_forms.engine.contract import Item, Node
from survey_forms.qt import keys
from survey_forms.qt.controls.base import Control, Edit, air
from survey_forms.qt.digits import only_digits
from survey_forms.qt.paint import is_rtl, mirrored_in, visual
from survey_forms.qt.plan import words
from survey_forms.qt.style import Style


@dataclass(frozen=True)
class Part:
    """One box: its word, how many digits fill it, and the highest first digit that may be followed by another."""

    name: str
    size: int
    first: int
    width: int


_DATE = (Part("day", 2, 3, 80), Part("month", 2, 1, 92), Part("year", 4, 9, 104))
_TIME = (Part("hour", 2, 2, 86), Part("minute", 2, 5, 92))


class PartEdit(Edit):
    """One box. Separators go on, Backspace in an empty box goes back."""

    went = Signal(int)

    def __init__(self, part: Part, style: Style, parent: QWidget) -> None:
        super().__init__(style, "answer-bold", parent)
        self.part = part
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.set_centred()
        self.textEdited.connect(self._typed)

    def _typed(self, text: str) -> None:
        digits = only_digits(text)
        kept, rest = digits[: self.part.size], digits[self.part.size :]
        if kept != text:
            self.setText(kept)
        full = len(kept) == self.part.size or (len(kept) == 1 and int(kept) > self.part.first)
        if full and self.cursorPosition() == len(kept) and not rest:
            self.went.emit(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A separator moves on; a digit in a full box starts the box anew."""
        if keys.plain(event) and event.text() and event.text() in "/-., :":
            if self.text():
                self.went.emit(1)
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.went.emit(-1)
        elif keys.plain(event) and event.text() in ("+", "*"):
            event.ignore()
        else:
            if keys.digit(event) and keys.plain(event) and len(self.text()) == self.part.size:
                self.clear()
            super().keyPressEvent(event)


class DateControl(Control):
    """A date (or time, or both). What is incomplete is stored as typed, so that the engine calls it wrong."""

    def __init__(self, item: Item, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(item, style, parent)
        self._has_date = item.type != "time"
        self._has_time = item.type in ("time", "dateTime")
        marks = words(item)
        parts: tuple[Part, ...] = _DATE if self._has_date else ()
        if self._has_date and "year" in marks:
            parts = _DATE[2:]
        elif self._has_date and "month-year" in marks:
            parts = _DATE[1:]
        self.parts = parts + (_TIME if self._has_time else ())
        self.boxes = [PartEdit(part, style, self) for part in self.parts]
        for index, box in enumerate(self.boxes):
            self._name_editor(box, "" if index == 0 else f"#{box.part.name}")
            box.went.connect(lambda by, at=index: self._go(at + by))
        self.setFocusProxy(self.boxes[0])

    def editors(self) -> list[QWidget]:
        """The boxes in order."""
        return list(self.boxes)

    def _go(self, index: int) -> None:
        if 0 <= index < len(self.boxes):
            self.boxes[index].setFocus(Qt.FocusReason.TabFocusReason)
            self.boxes[index].end(False)

    def show_node(self, node: Node) -> None:
        """Show the stored date; boxes being typed in stay."""
        super().show_node(node)
        shown = self._split(node.value)
        typing = any(box.hasFocus() or box.isModified() for box in self.boxes)
        for box, text in zip(self.boxes, shown, strict=True):
            box.setReadOnly(node.readonly)
            word = self.form_style.text(f"form-{box.part.name}")
            box.inside = word
            if not typing and box.text() != text:
                box.setText(text)
            box.update()

    def set_state(self, state: str) -> None:
        """Colour of the frames."""
        super().set_state(state)
        for box in self.boxes:
            box.state = state
            box.update()

    def _split(self, value: str) -> list[str]:
        date, _, time = value.partition("T") if self._has_date else ("", "", value)
        fields: dict[str, str] = {}
        if self._has_date:
            year, month, day = (*date.split("-", 2), "", "", "")[:3]
            fields |= {"year": year, "month": month, "day": day}
        if self._has_time:
            hour, minute = (*time.split(":"), "", "")[:2]
            fields |= {"hour": hour, "minute": minute[:2]}
        return [fields[part.name] for part in self.parts]

    def _joined(self) -> str:
        typed = {box.part.name: box.text() for box in self.boxes}
        if not any(typed.values()):
            return ""
        padded = {name: text.zfill(2) if text else "" for name, text in typed.items()}
        date = "-".join(padded.get(name, "01") for name in ("year", "month", "day"))
        if not self._has_time:
            return date
        offset = datetime.now().astimezone().strftime("%z")
        time = f"{padded['hour']}:{padded['minute']}:00.000{offset[:3]}:{offset[3:]}"
        return f"{date}T{time}" if self._has_date else time

    def commit(self) -> None:
        """Store the date with leading zeros."""
        for box in self.boxes:
            if box.isModified() and len(box.text()) == 1 and box.part.size == 2:
                box.setText(box.text().zfill(2))
            box.setModified(False)
        self.send(self._joined())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Boxes from the start side, 8 px between, narrower where there is no room."""
        seen = visual(self)
        gap = 8
        room = seen.width() - gap * (len(self.boxes) - 1)
        scale = min(1.0, room / sum(part.width for part in self.parts))
        x = seen.left()
        for box in self.boxes:
            width = int(box.part.width * scale)
            rect = QRect(x, seen.top(), width, self.field_height)
            box.setGeometry(air(mirrored_in(seen, rect, is_rtl(self))))
            x += width + gap
