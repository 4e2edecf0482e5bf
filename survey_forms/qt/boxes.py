"""Blocks with several controls under one label: counts on a grid, fields side by side, a grid of equal choices."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from survey_forms.engine.contract import Item, Node
from survey_forms.qt.box import BlockBox
from survey_forms.qt.context import Context
from survey_forms.qt.controls import Control, control_for
from survey_forms.qt.controls.number import NumberControl, spoken
from survey_forms.qt.controls.scale import ScaleRow
from survey_forms.qt.paint import is_rtl, mirrored_in
from survey_forms.qt.plain import PlainBox
from survey_forms.qt.plan import Block, words
from survey_forms.qt.style import AIR
from survey_forms.qt.typeset import draw_text, line_count, text_width

_COUNT_FIELD = 60
_CAPTION = 24


class CountsBox(BlockBox):
    """Numbers of each thing: label and 60 px field, all fields on one grid of columns."""

    def make_control(self, item: Item, node: Node) -> Control:
        """The small number field."""
        return NumberControl(item, self.context.style, compact=True)

    def _shown(self) -> list[Item]:
        return [item for item in self.block.items if self.nodes[item.ref].relevant]

    def _columns(self, width: int) -> int:
        labels = [self.nodes[item.ref].label or "" for item in self._shown()]
        widest = max((text_width(self.context.style, "row", label) for label in labels), default=0.0)
        fits = int((width + 24) // (widest + _COUNT_FIELD + 8 + 24 + 2))
        return max(1, min(fits, 5, len(labels)))

    def _rows(self, width: int) -> int:
        return -(-len(self._shown()) // self._columns(width))

    def body_height_for(self, width: int) -> int:
        """Rows of fields with 8 px between."""
        return max(0, self._rows(width) * (self.context.style.sizes.field + 8) - 8)

    def _cells(self) -> list[tuple[Item, QRect, QRect]]:
        width, field = self.span, self.context.style.sizes.field
        columns, gap = self._columns(self.span), 24
        cell = (width - gap * (columns - 1)) // columns
        outer = QRect(0, 0, width, self.height())
        cells = []
        for index, item in enumerate(self._shown()):
            row, column = divmod(index, columns)
            left, top = column * (cell + gap), self.label_height + row * (field + 8)
            label = QRect(left, top, cell - _COUNT_FIELD - 8, field)
            edit = QRect(left + cell - _COUNT_FIELD, top, _COUNT_FIELD, field)
            rtl = is_rtl(self)
            cells.append((item, mirrored_in(outer, label, rtl), mirrored_in(outer, edit, rtl)))
        return cells

    def arrange_controls(self, body: QRect) -> None:
        """Fields on the grid."""
        for item, _label, edit in self._cells():
            self.put(self.controls[item.ref], edit)

    def paint_body(self, painter: QPainter) -> None:
        """Words of the things."""
        style = self.context.style
        for item, label, _edit in self._cells():
            text = self.nodes[item.ref].label or ""
            draw_text(painter, style, QRectF(label), text, "row", style.color("ink"), rtl=is_rtl(self))


class FieldsBox(BlockBox):
    """Two or three short fields in one row: acres and kanals, income and spending, from and to."""

    def make_control(self, item: Item, node: Node) -> Control:
        """Numbers come without minus and plus here; money is read back in its caption."""
        plain = item.type in ("int", "decimal") and not words(item) & {"money", "thousands-sep"}
        if plain:
            return _UnitNumber(item, self.context.style, compact=True)
        control = control_for(item, node, self.context.style)
        if isinstance(control, NumberControl):
            control.compact = True
            control.edit.textChanged.connect(lambda _text: self.update())
        return control

    def _captioned(self) -> bool:
        return any(not isinstance(control, _UnitNumber) for control in self.controls.values())

    def body_height_for(self, width: int) -> int:
        """Field, and the caption below where the word does not stand beside."""
        tallest = max(control.body_height(width) for control in self.controls.values())
        return tallest + (_CAPTION if self._captioned() else 0)

    def _cells(self) -> list[tuple[Item, QRect]]:
        shown = [item for item in self.block.items if self.nodes[item.ref].relevant]
        count, gap = max(1, len(shown)), 24 if len(shown) < 3 else 16
        width = (self.span - gap * (count - 1)) // count
        outer, field = QRect(0, 0, self.span, self.height()), self.body_height_for(self.span)
        cells = []
        for index, item in enumerate(shown):
            left = index * (width + gap)
            if isinstance(self.controls[item.ref], _UnitNumber):
                left, width = index * 220, 112
            rect = QRect(left, self.label_height, width, field)
            cells.append((item, mirrored_in(outer, rect, is_rtl(self))))
        return cells

    def arrange_controls(self, body: QRect) -> None:
        """Fields side by side."""
        for item, rect in self._cells():
            control = self.controls[item.ref]
            rect.setHeight(control.body_height(rect.width()))
            self.put(control, rect)

    def paint_body(self, painter: QPainter) -> None:
        """Unit after a number, caption under the others."""
        style, rtl = self.context.style, is_rtl(self)
        field = style.sizes.field
        for item, rect in self._cells():
            text, control = self.nodes[item.ref].label or "", self.controls[item.ref]
            if isinstance(control, _UnitNumber):
                left = rect.left() - 104 if rtl else rect.right() + 9
                place = QRectF(left, rect.top(), 96, field)
                draw_text(painter, style, place, text, "row", style.color("ink"), rtl=rtl)
            else:
                said = spoken(style, control.edit.digits()) if isinstance(control, NumberControl) else ""
                text = f"{text}: {said}" if said else text
                top = rect.top() + control.body_height(rect.width())
                place = QRectF(rect.left(), top, rect.width(), _CAPTION)
                draw_text(painter, style, place, text, "caption", style.color("muted"), rtl=rtl)


class _UnitNumber(NumberControl):
    """A number that fills its cell; the unit stands after it."""

    def resizeEvent(self, event: object) -> None:
        self.edit.setGeometry(self.rect())


class GridBox(BlockBox):
    """One row an item, one column a choice."""

    def make_control(self, item: Item, node: Node) -> Control:
        """A row of cells."""
        return ScaleRow(item, self.context.style, self._label_width())

    def _label_width(self) -> int:
        return 200

    def _head_height(self) -> int:
        style, choices = self.context.style, self._choices()
        cell = max(40, (self.span - self._label_width()) // max(1, len(choices)) - 6)
        lines = max((line_count(style, "small", label, cell) for label in choices), default=1)
        return 24 + 20 * (min(2, lines) - 1)

    def _choices(self) -> list[str]:
        node = self.nodes[self.block.items[0].ref]
        return [choice.label for choice in node.choices or ()]

    def body_height_for(self, width: int) -> int:
        """Heads and rows of 40 with 6 between."""
        return self._head_height() + len(self.block.items) * 46 - 6

    def arrange_controls(self, body: QRect) -> None:
        """Rows under the heads."""
        top = body.top() + self._head_height()
        for index, item in enumerate(self.block.items):
            self.put(self.controls[item.ref], QRect(0, top + index * 46, self.span, 40))

    def paint_body(self, painter: QPainter) -> None:
        """Heads of the columns."""
        style = self.context.style
        row = self.controls[self.block.items[0].ref]
        assert isinstance(row, ScaleRow)
        for rect, label in zip(row.cells(), self._choices(), strict=False):
            place = QRectF(rect.left() + row.x() - AIR, self.label_height, rect.width(), self._head_height())
            lines = line_count(style, "small", label, int(place.width()))
            if lines > 1:
                style_rtl = is_rtl(self)
                draw_text(
                    painter,
                    style,
                    place,
                    label,
                    "small",
                    style.color("muted"),
                    rtl=style_rtl,
                    align="center",
                    wrap=True,
                )
            else:
                place.setTop(place.bottom() - 24)
                draw_text(painter, style, place, label, "small", style.color("muted"), align="center")


_BOXES: dict[str, type[BlockBox]] = {
    "question": BlockBox,
    "counts": CountsBox,
    "fields": FieldsBox,
    "likert": GridBox,
    "heading": PlainBox,
    "note": PlainBox,
}


def box_for(block: Block, context: Context, parent: QWidget) -> BlockBox:
    """The widget of a block."""
    box = _BOXES[block.kind](block, context, parent)
    box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return box


def is_half(box: BlockBox, *, narrow: bool) -> bool:
    """Whether a block takes one of two columns. Decided by kind and number of choices, never by the words."""
    block = box.block
    if block.kind != "question":
        return False
    item, marks = block.items[0], words(block.items[0])
    given = [word for word in marks if len(word) == 2 and word[0] == "w" and word[1].isdigit()]
    if given:
        return given[0] in ("w1", "w2", "w3")
    whole = marks & {"percent", "multiline", "multi-line"} or item.control in ("upload", "trigger", "rank")
    if whole or item.type == "dateTime":
        return False
    if item.control in ("select", "select1"):
        count = len(box.nodes[item.ref].choices or ())
        return _half_select(item, count, marks, narrow=narrow)
    if narrow:
        return item.type in ("int", "decimal") and "money" not in marks
    return True


def _half_select(item: Item, count: int, marks: frozenset[str], *, narrow: bool) -> bool:
    listed = bool(marks & {"minimal", "autocomplete", "search"}) or count > 6
    if item.control == "select":
        return not narrow and count <= 4
    return listed or (not narrow and count <= 3)
