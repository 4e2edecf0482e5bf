"""A column of blocks: one or two across, read by row, laid out in px and mirrored with the language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from survey_forms.engine.contract import Item
from survey_forms.qt.box import BAR_GUTTER, HANG, BlockBox
from survey_forms.qt.boxes import box_for, is_half
from survey_forms.qt.context import Context
from survey_forms.qt.controls.ident import IdentControl
from survey_forms.qt.paint import is_rtl, mirrored_in
from survey_forms.qt.plan import Block, blocks_of, words
from survey_forms.qt.style import AIR

#: px kept at the start side for the bars of wrong questions.
MARGIN = BAR_GUTTER + 4


def expanded(blocks: Iterable[Block]) -> list[Block]:
    """Blocks with the rows of small repeats set out one after the other, each under its number."""
    found: list[Block] = []
    for block in blocks:
        if block.kind != "rows":
            found.append(block)
            continue
        repeat = block.items[0]
        for position, row in enumerate(repeat.children, 1):
            found.append(Block("heading", (), head=block.head or repeat, number=str(position)))
            found += expanded(blocks_of(row.children))
    return found


class Column(QWidget):
    """The blocks of some items. `answered` and `attached` name the ref; `relaid` says that the height changed."""

    answered = Signal(str, str)
    attached = Signal(str, str, bytes)
    relaid = Signal()

    def __init__(self, context: Context, *, narrow: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.narrow = narrow
        self.boxes: list[BlockBox] = []
        self._summoned: set[str] = set()
        self._laying = False

    def build(self, items: Sequence[Item], page: str = "") -> None:
        """Make the boxes anew. `page`: ref of what the page's title says."""
        for box in self.boxes:
            box.hide()
            box.deleteLater()
        self.boxes = []
        for block in expanded(blocks_of(items, page=page)):
            box = box_for(block, self.context, self)
            box.answered.connect(self.answered)
            box.attached.connect(self.attached)
            box.none_yet.connect(self._summon)
            box.reshaped.connect(self.relayout)
            box.show()
            self.boxes.append(box)
        self._offer_none()
        self.relayout()

    def refs(self) -> list[str]:
        """All refs shown."""
        return [ref for box in self.boxes for ref in box.refs()]

    def refresh(self, changed: Iterable[str] | None = None) -> None:
        """Redraw the boxes that show a changed ref; lay out again only if a height changed."""
        wanted = None if changed is None else set(changed)
        before = self._shape()
        for box in self.boxes:
            if wanted is None or wanted.intersection(box.refs()):
                box.refresh(wanted)
        self._offer_none()
        if before != self._shape() or wanted is None:
            self.relayout()

    def _shape(self) -> list[tuple[str, int]]:
        return [(box.presence(), box.height_for(box.span)) for box in self.boxes]

    def box_of(self, ref: str) -> BlockBox | None:
        """The box that shows a ref (a `#part` of it counts)."""
        plain = ref.partition("#")[0]
        return next((box for box in self.boxes if plain in box.refs()), None)

    def editors(self) -> list[QWidget]:
        """Focus stops in reading order."""
        return [editor for box in self.boxes for editor in box.editors()]

    # no document yet

    def _instead(self) -> BlockBox | None:
        for box in self.boxes:
            if box.block.kind == "question" and "instead-of-id" in words(box.block.items[0]):
                return box
        return None

    def _ident(self) -> IdentControl | None:
        instead = self._instead()
        for box in reversed(self.boxes[: self.boxes.index(instead)] if instead else []):
            for control in box.controls.values():
                if isinstance(control, IdentControl):
                    return control
        return None

    def _offer_none(self) -> None:
        instead, ident = self._instead(), self._ident()
        if instead is None or ident is None:
            return
        ref = instead.block.items[0].ref
        chosen = bool(instead.nodes[ref].value)
        summoned = chosen or ref in self._summoned
        if instead.summoned != summoned:
            instead.summoned = summoned
            instead.refresh()
        ident.offer_none(chosen)

    def bring(self, ref: str) -> None:
        """Somebody goes to `ref`: a question that stands in for a missing document is opened for it."""
        instead = self._instead()
        if instead is not None and ref == instead.block.items[0].ref and not instead.summoned:
            self._summoned.add(ref)
            self._offer_none()
            self.relayout()

    def _summon(self, _ref: str) -> None:
        instead = self._instead()
        if instead is None:
            return
        self.bring(instead.block.items[0].ref)
        editors = instead.editors()
        if editors:
            editors[0].setFocus()

    # geometry

    def _rows(self) -> list[list[BlockBox]]:
        rows: list[list[BlockBox]] = []
        pending = False
        for box in self.boxes:
            presence = box.presence()
            if presence == "hidden":
                continue
            half = is_half(box, narrow=self.narrow)
            if half and pending and (presence == "full" or not self.narrow):
                rows[-1].append(box)
                pending = False
            else:
                rows.append([box])
                pending = half and presence == "full"
        return rows

    def relayout(self) -> None:
        """Place the boxes for the present width and take the height they need."""
        sizes = self.context.style.sizes
        width = self.width() - MARGIN - 4
        if width < 80 or self._laying:
            return
        self._laying = True
        try:
            height = self._lay_out(sizes.question_gap, width)
        finally:
            self._laying = False
        if height != self.height():
            self.resize(self.width(), height)
            self.relaid.emit()
        self.update()

    def _lay_out(self, gap: int, width: int) -> int:
        sizes = self.context.style.sizes
        half = (width - sizes.gutter) // 2
        y = 4
        for box in self.boxes:
            if box.presence() == "hidden":
                box.setGeometry(0, 0, 0, 0)
        for row in self._rows():
            y += self._place_row(row, y, width, half) + gap
        return y

    def _place_row(self, row: list[BlockBox], y: int, width: int, half: int) -> int:
        sizes = self.context.style.sizes
        alone_slot = len(row) == 1 and row[0].presence() == "slot"
        halves = not alone_slot and is_half(row[0], narrow=self.narrow)
        column = half if halves else width
        label = None if alone_slot else max(box.label_height_for(column) for box in row)
        tallest = 0
        for index, box in enumerate(row):
            height = box.height_for(column, label)
            rect = QRect(MARGIN + index * (half + sizes.gutter), y, column, height)
            box.take_place(mirrored_in(QRect(0, 0, self.width(), 1), rect, is_rtl(self)), label)
            tallest = max(tallest, height)
        return tallest

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width lays out anew."""
        if event.size().width() != event.oldSize().width():
            self.relayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bars of wrong and doubtful questions in the start gutter."""
        painter = QPainter(self)
        style = self.context.style
        for box in self.boxes:
            color = box.bar_color()
            if color:
                seen = box.geometry().adjusted(AIR, HANG, -AIR, -AIR)
                left = seen.right() + BAR_GUTTER - 4 if is_rtl(self) else seen.left() - BAR_GUTTER
                painter.fillRect(QRect(left, seen.top(), 5, seen.height()), style.color(color))
