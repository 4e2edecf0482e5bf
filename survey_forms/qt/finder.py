"""Where questions are: the screen of a ref, what is wrong on a screen, what the search can reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from survey_forms.engine.contract import Item
from survey_forms.qt.context import Context, group_headings
from survey_forms.qt.plan import Screen, leaves, number_of
from survey_forms.qt.problems import Problem
from survey_forms.qt.search import Target
from survey_forms.qt.tally import Mark, Tally, find_repeat, row_items, screen_items


class Finder:
    """Looks things up in the plan of the survey as it is now."""

    def __init__(self, context: Context, tally: Tally) -> None:
        self._context = context
        self._tally = tally
        self._root: Item | None = None
        self._screens: Sequence[Screen] = ()

    def show_plan(self, root: Item, screens: Sequence[Screen]) -> None:
        """The tree and the screens after rows came or went."""
        self._root, self._screens = root, screens

    def _items(self, screen: Screen) -> tuple[Item, ...]:
        assert self._root is not None
        return screen_items(self._root, screen)

    def screen_with(self, ref: str) -> Screen | None:
        """The screen a ref stands on; a roster's range gives its first screen."""
        key = self._tally.screen_of(ref)
        for screen in self._screens:
            if screen.key == key or (key is None and ref == screen.ref and screen.kind == "roster"):
                return screen
        for screen in self._screens:
            if any(item.ref == ref for item in leaves(self._items(screen))):
                return screen
        return None

    def problems(self, screen: Screen) -> list[Problem]:
        """What is wrong or missing on a screen, in order."""
        wanted = [ref for ref in self._tally.refs(screen.key) if self._tally.mark(ref) in (Mark.WRONG, Mark.OPEN)]
        if not wanted:
            return []
        items = self._items(screen)
        by_ref = {item.ref: item for item in leaves(items)}
        headings = group_headings(items, self._context)
        found = []
        for ref in wanted:
            node, item = self._context.node(ref), by_ref[ref]
            number, label = headings.get(ref) or number_of(item, node.label)
            row = self._row_title(screen, ref)
            text = self._context.problem_text(item, node)
            found.append(Problem(ref, number, f"{row}, {label}" if row else label, text))
        return found

    def _row_title(self, screen: Screen, ref: str) -> str:
        if screen.kind != "roster":
            return ""
        position = int(ref[len(screen.ref) + 1 :].partition("]")[0])
        names = self.row_names(ref)
        return f"{position} {names[position - 1]}".strip() if position <= len(names) else str(position)

    def row_names(self, ref: str) -> list[str]:
        """What the rows of the roster around a ref are called: their first text answers."""
        range_ref = ref.rpartition("[")[0]
        repeat = find_repeat(self._root, range_ref) if self._root is not None else None
        names = []
        for row in repeat.children if repeat is not None else ():
            first = next((item for item in leaves([row]) if item.control == "input" and item.type == "string"), None)
            names.append(self._context.session.status(first.ref).value if first is not None else "")
        return names

    def targets(self, members: Mapping[str, int]) -> list[Target]:
        """Questions that are asked now; of a roster those of the member shown last (`members`: range -> place)."""
        found = []
        for screen in self._screens:
            items: Sequence[Item] = screen.items
            if screen.kind == "roster":
                items = self._member_items(screen, members.get(screen.ref, 0))
            headings = group_headings(items, self._context)
            for item in leaves(items):
                node = self._context.node(item.ref)
                if item.kind == "question" and node.relevant and not node.readonly:
                    number, label = headings.get(item.ref) or number_of(item, node.label)
                    found.append(Target(item.ref, number, label or item.name))
        return found

    def _member_items(self, screen: Screen, place: int) -> tuple[Item, ...]:
        repeat = find_repeat(self._root, screen.ref) if self._root is not None else None
        rows = repeat.children if repeat is not None else ()
        return row_items(rows[min(place, len(rows) - 1)], screen.section) if rows else ()
