"""A repeat as a table of members with the form of one member beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from survey_forms.engine.contract import Item
from survey_forms.qt.box import BlockBox
from survey_forms.qt.column import MARGIN, Column
from survey_forms.qt.context import Context
from survey_forms.qt.foot import FootLine, RosterFoot
from survey_forms.qt.page import Ground, Page, Scroll
from survey_forms.qt.paint import badge, is_rtl, key, key_width, mirrored_in
from survey_forms.qt.plan import Screen, is_warning, leaves
from survey_forms.qt.problems import Problem, ProblemBox
from survey_forms.qt.remove import RemoveBar
from survey_forms.qt.style import Style
from survey_forms.qt.table import RosterTable
from survey_forms.qt.tally import Mark, Tally, row_items
from survey_forms.qt.typeset import draw_text, text_width

#: Share of the member form: 448 of 1094 px in the reference frame.
FORM_SHARE = 0.41


@lru_cache(maxsize=8)
def _tight(style: Style) -> Style:
    sizes = replace(style.sizes, label=38, field=44, question_gap=8, gutter=16)
    return replace(style, sizes=sizes)


class RosterPage(Page):
    """Table at the start, member form at the end."""

    add_wanted = Signal()
    remove_wanted = Signal(str, str)
    member_changed = Signal(str)

    def __init__(self, screen: Screen, context: Context, tally: Tally, parent: QWidget | None = None) -> None:
        super().__init__(screen, context, parent)
        self.tally = tally
        self.table_scroll = Scroll(self, context.style.color("border"))
        self.table_body = Ground(context.style.color("window"))
        self.table = RosterTable(context, tally, self.table_body)
        self.box = ProblemBox(context.style, self.table_body)
        self.box.hide()
        self.foot = RosterFoot(context.style, self.table_body)
        self.table_scroll.setWidget(self.table_body)
        self.removing = RemoveBar(context.style, self)
        self.removing.hide()
        self.area = Scroll(self, context.style.color("border"))
        self.body = Ground(context.style.color("panel"))
        self.column = Column(replace(context, style=_tight(context.style)), narrow=True, parent=self.body)
        self.area.setWidget(self.body)
        self.repeat: Item | None = None
        self._row: Item | None = None
        self._shown = 0
        self._connect()

    def _connect(self) -> None:
        self.column.answered.connect(self.answered)
        self.column.attached.connect(self.attached)
        self.column.relaid.connect(self._stack)
        self.box.wanted.connect(self.wanted)
        self.table.chosen.connect(self.show_member)
        self.table.entered.connect(lambda _index: self.enter_form())
        self.table.add_wanted.connect(self.add_wanted)
        self.table.remove_wanted.connect(self._ask_remove)
        self.removing.decided.connect(self._removed)
        self.removing.cancelled.connect(self.table.setFocus)

    # members

    def show_repeat(self, repeat: Item) -> None:
        """All members anew; the cursor stays where it was."""
        self.repeat, self._row = repeat, None
        self.table.show_rows(repeat, self.screen_.section, repeat.can_add)
        self.show_member(min(self.table.at, max(0, len(repeat.children) - 1)))

    def rebuild(self, items: Sequence[Item]) -> None:
        """The one item is the repeat."""
        if items:
            self.show_repeat(items[0])

    @property
    def index(self) -> int:
        """Place of the member whose form is shown, -1 without members; the table's cursor may stand on its last line,
        which adds.
        """
        return min(self._shown, len(self.table.rows) - 1)

    def member_ref(self) -> str:
        """Ref of the member shown, '' without members."""
        return self.table.rows[self.index].ref if self.table.rows else ""

    def show_member(self, index: int) -> None:
        """Show the form of one member; the form of the same member stays as it is."""
        rows = self.table.rows
        row = rows[index] if 0 <= index < len(rows) else None
        if row is not None and row is self._row:
            return
        self._row, self._shown = row, index
        self.column.build(row_items(row, self.screen_.section) if row is not None else ())
        self._stack()
        self.area.verticalScrollBar().setValue(0)
        self.update()
        self.member_changed.emit(self.member_ref())

    def go_member(self, index: int) -> bool:
        """Put table and form on a member; False if there is none."""
        if not 0 <= index < len(self.table.rows):
            return False
        self.table.choose(index)
        return True

    def enter_form(self) -> bool:
        """Focus the first field of the member's form; False if nothing is asked of this member."""
        editors = self.column.editors()
        if editors:
            editors[0].setFocus(Qt.FocusReason.TabFocusReason)
        return bool(editors)

    def next_with_fields(self) -> bool:
        """Go to the next member of whom something is asked here; False after the last one."""
        places = range(self.index + 1, len(self.table.rows))
        return any(self._is_asked(index) and self.go_member(index) and self.enter_form() for index in places)

    def _is_asked(self, index: int) -> bool:
        """Whether the form of a member may have a field: told by the tally, so that no form is built to see it."""
        items = leaves(row_items(self.table.rows[index], self.screen_.section))
        return any(
            item.kind == "trigger" or self.tally.mark(item.ref) not in (Mark.OFF, Mark.READ)
            for item in items
            if not is_warning(item)
        )

    def _ask_remove(self, index: int) -> None:
        self.removing.ask(index, self.table.name_of(index), self.table.rows[index].ref)
        self._place_removing()
        self.removing.show()
        self.removing.raise_()
        self.removing.setFocus()

    def _removed(self, ref: str, reason: str) -> None:
        self.remove_wanted.emit(ref, reason)
        self.table.setFocus()

    # page

    def editors(self) -> list[QWidget]:
        """The table first, then the fields of the member's form."""
        return [self.table, *self.column.editors()]

    def refs(self) -> list[str]:
        """Of the form; what the table shows is told by values."""
        return self.column.refs()

    def box_of(self, ref: str) -> BlockBox | None:
        """Of the form shown."""
        return self.column.box_of(ref)

    def refresh(self, changed: Iterable[str] | None = None) -> None:
        """Redraw what changed."""
        wanted = None if changed is None else set(changed)
        self.table.refresh(wanted)
        self.column.refresh(wanted)
        self.update_head()

    def show_problems(self, problems: Sequence[Problem], looks: int) -> None:
        """Over the table."""
        self.box.show_problems(problems, looks)
        self.box.setVisible(bool(problems))
        self._stack()

    def show_foot(self, lines: Sequence[FootLine]) -> None:
        """What stands under the table."""
        if lines != self.foot.lines:
            self.foot.show_lines(lines)
            self._stack()

    def problems(self) -> Sequence[Problem]:
        """Lines of the box."""
        return self.box.problems

    def reveal(self, widget: QWidget) -> None:
        """The block in the form; the member's line in the table."""
        if widget is self.table:
            top = self.table.row_rect(self.table.at)
            self.table_scroll.show_rect(QRect(self.table.mapTo(self.table_body, top.topLeft()), top.size()))
            return
        box: QWidget | None = widget
        while box is not None and not isinstance(box, BlockBox):
            box = box.parentWidget()
        if box is not None:
            target = box if box.height() < self.area.viewport().height() else widget
            self.area.show_rect(QRect(target.mapTo(self.body, target.rect().topLeft()), target.size()))

    def _split(self) -> int:
        return self.width() - max(380, int(self.width() * FORM_SHARE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size."""
        self._stack()
        self._place_removing()

    def _stack(self) -> None:
        if self.width() < 300:
            return
        head, rtl, split = self.context.style.sizes.head, is_rtl(self), self._split()
        outer = self.rect()
        start = QRect(0, head - 4, split, self.height() - head + 4)
        end = QRect(split + 1, 52, self.width() - split - 1, self.height() - 52)
        self.table_scroll.setGeometry(mirrored_in(outer, start, rtl))
        self.area.setGeometry(mirrored_in(outer, end, rtl))
        top = 0
        if self.box.problems:
            self.box.setGeometry(16, 4, split - 32, self.box.needed_height())
            top = self.box.needed_height() + 8
        self.table.setGeometry(12, top, split - 24, self.table.needed_height())
        bottom = top + self.table.needed_height() + 8
        below = self.foot.needed_height(split - 24)
        self.foot.setGeometry(12, bottom, split - 24, below)
        self.table_body.fit(self.table_scroll, split, bottom + below)
        left = 12 if rtl else 16 - MARGIN
        self.column.setGeometry(left, 0, end.width() - 28 + MARGIN, self.column.height())
        self.column.relayout()
        self.body.fit(self.area, end.width(), self.column.height() + 8)

    def _place_removing(self) -> None:
        height, split = self.removing.needed_height(), self._split()
        place = QRect(16, max(60, self.height() - height - 8), split - 32, height)
        self.removing.setGeometry(mirrored_in(self.rect(), place, is_rtl(self)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Heads of both sides."""
        painter = QPainter(self)
        style, rtl, split = self.context.style, is_rtl(self), self._split()
        outer = self.rect()
        panel = mirrored_in(outer, QRect(split, 0, self.width() - split, self.height()), rtl)
        painter.fillRect(panel, style.color("panel"))
        painter.setPen(QPen(style.color("divider"), 1))
        edge = panel.right() if rtl else panel.left()
        painter.drawLine(edge, 0, edge, self.height())
        left = panel.right() + 17 if rtl else 16
        self.paint_head(painter, left, split - 32)
        if self.table.rows:
            self._paint_member(painter, outer, split, rtl)

    def _paint_member(self, painter: QPainter, outer: QRect, split: int, rtl: bool) -> None:
        style = self.context.style
        place = mirrored_in(outer, QRect(split + 16, 14, 28, 28), rtl)
        badge(painter, style, place, str(self.index + 1), True)
        x = self.width() - 16
        words = style.text("form-key-switch")
        width = int(text_width(style, "caption", words)) + 1
        x -= width
        box = QRectF(mirrored_in(outer, QRect(x, 16, width, 24), rtl))
        draw_text(painter, style, box, words, "caption", style.color("muted"), rtl=rtl)
        for cap in ("PgDn", "PgUp"):
            x -= key_width(style, cap) + 8
            key(painter, style, mirrored_in(outer, QRect(x, 17, key_width(style, cap), 22), rtl), cap)
        name = mirrored_in(outer, QRect(split + 54, 0, x - split - 64, 56), rtl)
        draw_text(painter, style, QRectF(name), self.table.name_of(self.index), "label", style.color("ink"), rtl=rtl)
