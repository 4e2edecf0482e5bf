"""The members of a roster as a table: number, the form's columns, state; the last line adds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from survey_forms.engine.contract import Item
from survey_forms.qt import keys
from survey_forms.qt.context import Context
from survey_forms.qt.controls.ident import groups_of
from survey_forms.qt.digits import CNIC_GROUPS, MASK
from survey_forms.qt.paint import focus_ring, frame, is_rtl, key, key_width, mirrored_in
from survey_forms.qt.plan import is_warning, leaves, words
from survey_forms.qt.shown import shown_value
from survey_forms.qt.tally import Mark, Tally
from survey_forms.qt.typeset import draw_text, text_width

HEAD, ROW = 36, 40
MOST_COLUMNS = 5


@dataclass(frozen=True)
class TableColumn:
    """One column: where its value comes from (below the row's ref), and what kind it is."""

    tail: str
    kind: str
    title: str


def _kind(item: Item) -> str:
    if groups_of(item) is not None:
        return "ident"
    if item.control in ("select1", "select"):
        return "choice"
    return "date" if item.type == "date" else "other"


def _age_of(row: Item) -> Item | None:
    stack = [row]
    while stack:
        item = stack.pop()
        if item.kind == "model" and (item.name == "age" or item.name.endswith("_age")):
            return item
        stack.extend(item.children)
    return None


def columns_of(row: Item, context: Context) -> list[TableColumn]:
    """Columns of a roster: the questions marked `column`, else name, choices, date and identity number."""
    questions = [item for item in leaves([row]) if item.kind == "question"]
    chosen = [item for item in questions if "column" in words(item)]
    if not chosen:
        texts = [item for item in questions if _kind(item) == "other" and item.type == "string"][:1]
        picks = [item for item in questions if _kind(item) == "choice"][:2]
        rest = [item for item in questions if _kind(item) in ("date", "ident")][:2]
        chosen = texts + picks + rest
    order = {"other": 0, "choice": 1, "date": 2, "ident": 3}
    chosen = sorted(chosen[:MOST_COLUMNS], key=lambda item: order[_kind(item)])
    age = _age_of(row)
    found = []
    for index, item in enumerate(chosen):
        kind = "name" if index == 0 and _kind(item) == "other" else _kind(item)
        title = context.node(item.ref).label or item.name
        tail = item.ref[len(row.ref) :]
        found.append(TableColumn(tail, kind, title))
    dated = next((i for i, column in enumerate(found) if column.kind == "date"), None)
    if age is not None:
        column = TableColumn(age.ref[len(row.ref) :], "age", context.style.text("form-row-age"))
        if dated is not None:
            found[dated] = column
        elif len(found) < MOST_COLUMNS:
            place = next((i for i, c in enumerate(found) if c.kind == "ident"), len(found))
            found.insert(place, column)
    return found


class RosterTable(QWidget):
    """Up/Down choose a member, Enter goes into the form, Insert adds, Delete asks to remove."""

    chosen = Signal(int)
    entered = Signal(int)
    add_wanted = Signal()
    remove_wanted = Signal(int)

    def __init__(self, context: Context, tally: Tally, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.tally = tally
        self.rows: Sequence[Item] = ()
        self.section = ""
        self.can_add = False
        self.at = 0
        self.columns: list[TableColumn] = []
        self._cells: dict[str, list[str]] = {}
        self._widths: list[float] = []
        self._states: dict[str, tuple[str, str, str]] = {}
        self._items: dict[str, Item] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_rows(self, repeat: Item, section: str, can_add: bool) -> None:
        """All rows anew."""
        self.rows, self.section, self.can_add = repeat.children, section, can_add
        self.setObjectName(repeat.ref)
        self._items = {item.ref: item for row in self.rows for item in leaves([row])}
        self.columns = columns_of(self.rows[0], self.context) if self.rows else []
        self._forget()
        self.at = max(0, min(self.at, self.last()))
        self._announce()
        self.update()

    def last(self) -> int:
        """Highest place of the cursor: the adding line counts."""
        return len(self.rows) - (0 if self.can_add else 1)

    def refresh(self, changed: Iterable[str] | None = None) -> None:
        """Forget the cells of rows that changed, and paint those rows; all of them where the columns moved."""
        if changed is None:
            self._forget()
            self.update()
            return
        stale = [i for i, row in enumerate(self.rows) if any(ref.startswith(row.ref + "/") for ref in changed)]
        for index in stale:
            self._cells.pop(self.rows[index].ref, None)
            self._states.pop(self.rows[index].ref, None)
            self.update(self.row_rect(index))
        if stale:
            before, self._widths = self._widths, []
            if before != self._natural_widths():
                self.update()

    def _forget(self) -> None:
        self._cells, self._states, self._widths = {}, {}, []

    def name_of(self, index: int) -> str:
        """What a row is called: its first column."""
        cells = self.cells(index)
        return cells[0] if cells else ""

    def cells(self, index: int) -> list[str]:
        """Texts of one row's columns."""
        row = self.rows[index]
        if row.ref not in self._cells:
            self._cells[row.ref] = [self._text(row.ref + column.tail, column) for column in self.columns]
        return self._cells[row.ref]

    def _text(self, ref: str, column: TableColumn) -> str:
        node = self.context.node(ref)
        if not node.relevant:
            return "—"
        item = self._items.get(ref)
        if item is None:
            return node.value
        text = shown_value(item, node)
        if column.kind == "ident":
            whole = len(node.value) == sum(CNIC_GROUPS)
            return MASK * 2 + text[-6:] if whole else text or "—"
        return text

    def state_of(self, index: int) -> tuple[str, str, str]:
        """Sign, words and colour token of a row."""
        ref = self.rows[index].ref
        if ref not in self._states:
            self._states[ref] = self._read_state(index)
        return self._states[ref]

    def _read_state(self, index: int) -> tuple[str, str, str]:
        text = self.context.style.text
        refs = self._section_refs(index)
        marks = [self.tally.mark(ref) for ref in refs]
        wrong, left = marks.count(Mark.WRONG), marks.count(Mark.OPEN)
        if wrong:
            return "cross", text("form-row-wrong", n=wrong), "error"
        if left:
            return "ring", text("form-row-open", n=left), "ink"
        if any(self._needs_look(ref) for ref in refs):
            return "triangle", text("form-row-look"), "warn"
        if any("instead-of-id" in words(self._items[ref]) and self.context.node(ref).value for ref in refs):
            return "triangle", text("form-row-no-paper"), "warn"
        return "tick", text("form-row-done"), "ok"

    def _needs_look(self, ref: str) -> bool:
        if not is_warning(self._items[ref]):
            return False
        node = self.context.node(ref)
        return node.relevant and not node.value

    def _section_refs(self, index: int) -> list[str]:
        row = self.rows[index]
        prefix = f"{row.ref}/{self.section}/" if self.section else f"{row.ref}/"
        return [ref for ref in self._items if ref.startswith(prefix)]

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class."""
        key_ = Qt.Key(event.key())
        if not keys.plain(event):
            event.ignore()
        elif key_ in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) and self.at < self.last():
            self.choose(self.at + 1)
        elif key_ in (Qt.Key.Key_Up, Qt.Key.Key_PageUp) and self.at > 0:
            self.choose(self.at - 1)
        elif event.key() in keys.ENTER and not keys.has_shift(event):
            self._enter()
        elif key_ == Qt.Key.Key_Insert and self.can_add:
            self.add_wanted.emit()
        elif key_ == Qt.Key.Key_Delete and self.at < len(self.rows):
            self.remove_wanted.emit(self.at)
        elif key_ not in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            event.ignore()

    def _enter(self) -> None:
        if self.at < len(self.rows):
            self.entered.emit(self.at)
        elif self.can_add:
            self.add_wanted.emit()

    def choose(self, index: int) -> None:
        """Put the cursor on a row (the line after the last one adds)."""
        self.at = index
        self._announce()
        self.update()
        if index < len(self.rows):
            self.chosen.emit(index)

    def _announce(self) -> None:
        count = self.context.style.text("form-row-count", n=len(self.rows))
        here = f"{self.at + 1} {self.name_of(self.at)}" if self.at < len(self.rows) else ""
        self.setAccessibleName(f"{count}. {here}".strip())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Paint the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses, or adds."""
        index = (int(event.position().y()) - 4 - HEAD) // ROW
        if 0 <= index < len(self.rows):
            self.choose(index)
        elif index == len(self.rows) and self.can_add:
            self.add_wanted.emit()

    # painting

    def needed_height(self) -> int:
        """px with the adding line and the air for the ring."""
        return HEAD + ROW * (len(self.rows) + (1 if self.can_add else 0)) + 9

    def row_rect(self, index: int) -> QRect:
        """Rect of a line."""
        return QRect(4, 4 + HEAD + index * ROW, self.width() - 8, ROW)

    def _places(self, row: QRect) -> list[tuple[int, int]]:
        """Start and width of number, columns and state."""
        state = 112
        room = row.width() - 44 - state
        natural = self._natural_widths()
        share = room / max(1.0, sum(natural))
        places, x = [(row.left() + 14, 28)], row.left() + 44
        for need in natural:
            width = int(need * share)
            places.append((x, width - 5))
            x += width
        places.append((row.right() - state + 1, state - 6))
        return places

    def _natural_widths(self) -> list[float]:
        if not self._widths:
            self._widths = self._measured()
        return self._widths

    def _measured(self) -> list[float]:
        style = self.context.style
        widths = []
        for place, column in enumerate(self.columns):
            role = "body-bold" if column.kind == "name" else "body"
            texts = [self.cells(index)[place] for index in range(len(self.rows))]
            widest = max((text_width(style, role, text) for text in texts), default=0.0)
            widths.append(min(260.0, max(widest, min(90.0, text_width(style, "small", column.title))) + 10))
        return widths

    def paintEvent(self, event: QPaintEvent) -> None:
        """Panel, head, rows, adding line, ring."""
        painter = QPainter(self)
        style = self.context.style
        panel = self.rect().adjusted(4, 4, -4, -4)
        frame(painter, panel, style.color("panel"), style.color("divider"))
        self._paint_head(painter)
        for index in range(len(self.rows)):
            if self.row_rect(index).intersects(event.rect()):
                self._paint_row(painter, index)
        if self.can_add:
            self._paint_add(painter)
        if self.hasFocus():
            focus_ring(painter, style, self.row_rect(self.at))

    def _cell(self, painter: QPainter, row: QRect, place: tuple[int, int], text: str, role: str, ink: str) -> None:
        rtl = is_rtl(self)
        rect = mirrored_in(row, QRect(place[0], row.top(), place[1], row.height()), rtl)
        draw_text(painter, self.context.style, QRectF(rect), text, role, self.context.style.color(ink), rtl=rtl)

    def _paint_head(self, painter: QPainter) -> None:
        style, text = self.context.style, self.context.style.text
        row = QRect(4, 4, self.width() - 8, HEAD)
        titles = [text("form-row-number"), *(column.title for column in self.columns), text("form-row-state")]
        for place, title in zip(self._places(row), titles, strict=True):
            self._cell(painter, row, place, title, "small", "muted")
        painter.setPen(QPen(style.color("border"), 1))
        painter.drawLine(row.left(), row.bottom(), row.right(), row.bottom())

    def _paint_row(self, painter: QPainter, index: int) -> None:
        style, row, rtl = self.context.style, self.row_rect(index), is_rtl(self)
        here = index == self.at
        if here:
            painter.fillRect(row.adjusted(1, 0, -1, -1), style.color("primary_tint"))
            bar = QRect(row.left(), row.top(), 4, row.height())
            painter.fillRect(mirrored_in(row, bar, rtl), style.color("primary"))
        places = self._places(row)
        self._cell(painter, row, places[0], str(index + 1), "body-bold" if here else "body", "ink" if here else "muted")
        for place, column, text in zip(places[1:-1], self.columns, self.cells(index), strict=True):
            self._cell(painter, row, place, text, "body-bold" if column.kind == "name" else "body", "ink")
        sign, words_, color = self.state_of(index)
        left, width = places[-1]
        sign_rect = QRect(left, row.center().y() - 7, 15, 15)
        style.sign(painter, QRectF(mirrored_in(row, sign_rect, rtl)), sign, style.color(color), rtl)
        self._cell(painter, row, (left + 24, width - 24), words_, "body-bold" if color != "ink" else "body", color)
        painter.setPen(QPen(style.color("divider"), 1))
        painter.drawLine(row.left() + 1, row.bottom(), row.right() - 1, row.bottom())

    def _paint_add(self, painter: QPainter) -> None:
        style, row, rtl = self.context.style, self.row_rect(len(self.rows)), is_rtl(self)
        primary = style.color("primary")
        plus = QRect(row.left() + 14, row.center().y() - 6, 14, 14)
        style.sign(painter, QRectF(mirrored_in(row, plus, rtl)), "plus", primary, False)
        words_ = style.text("form-member-add") if self.rows else style.text("form-row-none")
        place = (row.left() + 44, row.width() - 44 - 100)
        self._cell(painter, row, place, words_, "body-bold", "primary")
        width = key_width(style, "Insert")
        cap = QRect(row.right() - 20 - width, row.center().y() - 11, width, 22)
        key(painter, style, mirrored_in(row, cap, rtl), "Insert")
