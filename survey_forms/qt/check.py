"""The check of all answers: first what needs eyes, then answers by page, then the form's closing questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from survey_forms.engine.contract import Item
from survey_forms.qt.checklist import CheckList, Line, Section
from survey_forms.qt.context import Context, group_headings
from survey_forms.qt.page import ColumnPage
from survey_forms.qt.plan import Screen, is_warning, leaves, mark, number_of, words
from survey_forms.qt.problems import Problem
from survey_forms.qt.shown import shown_value
from survey_forms.qt.tally import find_repeat, row_items


class CheckReader:
    """Reads the session into sections of lines."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._names: dict[str, Sequence[str]] = {}

    def looks(self, root: Item, screens: Iterable[Screen]) -> list[Section]:
        """What needs eyes first, as one section; none where nothing does."""
        lines = [
            line for screen in screens for _name, items in self._parts(root, screen) for line in self._looks(items)
        ]
        return [Section(self._context.style.text("form-look-first"), lines, look=True)] if lines else []

    def sections(self, root: Item, screens: Iterable[Screen]) -> Iterator[Section]:
        """One section a page (one a member on roster pages), each read when it is asked for."""
        self._names.clear()
        for screen in screens:
            title = (self._context.node(screen.title_ref).label or "") if screen.title_ref else ""
            for name, items in self._parts(root, screen):
                lines = self._lines(items)
                if lines:
                    yield Section(f"{title}: {name}" if name else title, lines)

    def _parts(self, root: Item, screen: Screen) -> list[tuple[str, Sequence[Item]]]:
        if screen.kind == "form":
            return [("", screen.items)]
        if screen.kind == "check":
            return []
        repeat = find_repeat(root, screen.ref)
        rows = repeat.children if repeat is not None else ()
        return [(f"{i} {self._name(row)}".strip(), row_items(row, screen.section)) for i, row in enumerate(rows, 1)]

    def _name(self, row: Item) -> str:
        first = next((item for item in leaves([row]) if item.type == "string" and item.control == "input"), None)
        return self._context.session.status(first.ref).value if first is not None else ""

    def _lines(self, items: Iterable[Item]) -> list[Line]:
        lines = []
        items = tuple(items)
        headings = group_headings(items, self._context)
        for item in leaves(items):
            if item.kind != "question" or is_warning(item) or not self._context.may_say(item.ref):
                continue
            node = self._context.node(item.ref)
            if node.relevant and (node.value or node.required):
                number, label = headings.get(item.ref) or number_of(item, node.label)
                node = self._context.with_names(node, self._row_names(item.ref)) if "roster" in words(item) else node
                value = shown_value(item, node) or self._context.style.text("form-not-answered")
                lines.append(Line(item.ref, number, label or item.name, value, bool(node.value)))
        return lines

    def _row_names(self, ref: str) -> Sequence[str]:
        """Names of the rows around a question, read once for all of them."""
        around = ref.rpartition("[")[0]
        if around not in self._names:
            self._names[around] = self._context.row_names(ref)
        return self._names[around]

    def _looks(self, items: Iterable[Item]) -> list[Line]:
        lines, by_name = [], {}
        for item in leaves(items):
            if not is_warning(item):
                by_name[item.name] = item
                continue
            about = by_name.get(mark(item, "soft"))
            if about is not None and self._context.session.status(item.ref).relevant:
                node = self._context.node(item.ref)
                shown = shown_value(about, self._context.node(about.ref))
                state = self._context.style.text("form-accepted") if node.value else ""
                lines.append(Line(about.ref, number_of(about, "")[0], node.label or "", f"{shown} {state}".strip()))
        return lines


class CheckPage(ColumnPage):
    """The last screen of every form: the list of answers above the closing questions."""

    def __init__(self, screen: Screen, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(screen, context, parent)
        self.list = CheckList(context.style, self.body)
        self.list.wanted.connect(self.wanted)
        self.list.moved.connect(self._reveal_line)
        self.list.grown.connect(self._stack)

    def show_answers(self, root: Item, screens: Iterable[Screen]) -> None:
        """Read all answers anew: what is seen first at once, the rest between the keys."""
        reader = CheckReader(self.context)
        self.list.show_sections(reader.looks(root, screens), reader.sections(root, screens), self.area.height())
        self._stack()

    def editors(self) -> list[QWidget]:
        """The list, then the closing questions."""
        return [self.list, *super().editors()]

    def show_problems(self, problems: Sequence[Problem], looks: int) -> None:
        """What keeps the survey from being finished."""
        super().show_problems(problems, looks)
        if problems:
            self.area.verticalScrollBar().setValue(0)

    def reveal(self, widget: QWidget) -> None:
        """The block; the list shows the line under its cursor itself."""
        if widget is not self.list:
            super().reveal(widget)

    def _reveal_line(self, rect: QRect) -> None:
        self.area.show_rect(rect.translated(0, self.list.y()))

    def place_above(self, edge: int, top: int, width: int) -> int:
        """The list of answers."""
        self.list.resize(width + 8, self.list.height())
        height = self.list.needed_height()
        self.list.setGeometry(edge - 4, top, width + 8, height)
        return height
