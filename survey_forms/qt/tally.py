"""How far each screen is: answered, open and wrong questions, kept up to date from `Changes` alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from survey_forms.engine.contract import Changes, FormSession, Item
from survey_forms.qt.plan import Screen, is_warning, leaves, rails_of, sections


class Mark(Enum):
    """State of one question for the counts; OFF is not asked now (or never: notes), READ is only read."""

    OFF = "off"
    DONE = "done"
    OPEN = "open"
    WRONG = "wrong"
    SKIPPED = "skipped"
    READ = "read"


@dataclass(frozen=True)
class Count:
    """Numbers of questions."""

    done: int = 0
    open: int = 0
    wrong: int = 0

    @property
    def total(self) -> int:
        """All questions that are asked."""
        return self.done + self.open + self.wrong


@dataclass(frozen=True)
class RailLine:
    """One line of the page rail: its number from 1, name, counts and screens."""

    number: int
    key: str
    name: str
    count: Count
    screens: tuple[Screen, ...]


def screen_items(root: Item, screen: Screen) -> tuple[Item, ...]:
    """The items of a screen; for a roster those of its section in every row."""
    if screen.kind != "roster":
        return screen.items
    repeat = find_repeat(root, screen.ref)
    rows = repeat.children if repeat is not None else ()
    return tuple(item for row in rows for item in row_items(row, screen.section))


def row_items(row: Item, section: str) -> tuple[Item, ...]:
    """What a roster screen shows of one row."""
    if not section:
        return row.children
    return next((part.children for part in sections(row) if part.name == section), ())


def find_repeat(item: Item, ref: str) -> Item | None:
    """The repeat range `ref` below an item."""
    if item.kind == "repeat" and item.ref == ref:
        return item
    for child in item.children:
        if ref.startswith(child.ref) or child.ref == item.ref:
            found = find_repeat(child, ref)
            if found is not None:
                return found
    return None


class Tally:
    """Marks of all questions by screen. `tried` screens were left once with gaps: an empty answer there is wrong."""

    def __init__(self, session: FormSession) -> None:
        self._session = session
        self._marks: dict[str, Mark] = {}
        self._screen_of: dict[str, str] = {}
        self._counts: dict[str, Counter[Mark]] = {}
        self.tried: set[str] = set()
        self.version = 0
        """Another number after each change of a mark."""

    def rebuild(self, root: Item, screens: Iterable[Screen], kept: Mapping[str, Mark] | None = None) -> None:
        """Read every question anew: at the start and when rows came or went.

        `kept`: marks that are known to hold, as `{ref: mark}`; these questions are not read.
        """
        known = dict(kept or {})
        self.version += 1
        self._marks.clear()
        self._screen_of.clear()
        self._counts = {}
        for screen in screens:
            counter: Counter[Mark] = Counter()
            self._counts[screen.key] = counter
            for item in leaves(screen_items(root, screen)):
                if item.kind == "question" and not is_warning(item):
                    self._screen_of[item.ref] = screen.key
                    mark = known.get(item.ref) or self._read(item.ref, screen.key)
                    self._marks[item.ref] = mark
                    counter[mark] += 1

    def grow(self, root: Item, screens: Iterable[Screen], range_ref: str, changes: Changes) -> None:
        """A row came at the end of a repeat: the rows before it keep their places, so of them only what changed is
        read.
        """
        changed = {*changes.values, *changes.relevance, *changes.states}
        kept = {r: mark for r, mark in self._marks.items() if r.startswith(f"{range_ref}[") and r not in changed}
        self.rebuild(root, screens, kept)

    def update(self, changes: Changes) -> None:
        """Read again what changed."""
        for ref in (*changes.values, *changes.relevance, *changes.states):
            self._refresh(ref)

    def reread(self, key: str) -> None:
        """Read all questions of one screen again (after a failed try to leave it)."""
        for ref, screen in self._screen_of.items():
            if screen == key:
                self._refresh(ref)

    def mark(self, ref: str) -> Mark:
        """The mark of one question; OFF for what is not counted."""
        return self._marks.get(ref, Mark.OFF)

    def may_say(self, ref: str) -> bool:
        """Whether a question has, or waits for, an answer; without reading the session."""
        return self._marks.get(ref) not in (Mark.OFF, Mark.SKIPPED)

    def count(self, keys: Iterable[str]) -> Count:
        """Counts of some screens together."""
        total: Counter[Mark] = Counter()
        for key in keys:
            total.update(self._counts.get(key, Counter()))
        return Count(total[Mark.DONE], total[Mark.OPEN], total[Mark.WRONG])

    def first(self, key: str, *marks: Mark) -> str | None:
        """First question of a screen with one of the marks."""
        for ref, screen in self._screen_of.items():
            if screen == key and self._marks[ref] in marks:
                return ref
        return None

    def refs(self, key: str) -> list[str]:
        """Questions of a screen in order."""
        return [ref for ref, screen in self._screen_of.items() if screen == key]

    def screen_of(self, ref: str) -> str | None:
        """Key of the screen a question stands on."""
        return self._screen_of.get(ref)

    def lines(self, screens: Iterable[Screen], check_name: str) -> list[RailLine]:
        """Lines of the page rail with their counts."""
        lines = []
        for number, (key, group) in enumerate(rails_of(screens), 1):
            title = group[0].title_ref
            name = (self._session.node(title).label or "") if title else check_name
            count = self.count(screen.key for screen in group)
            lines.append(RailLine(number, key, name, count, tuple(group)))
        return lines

    def _refresh(self, ref: str) -> None:
        key = self._screen_of.get(ref)
        if key is None:
            return
        self.version += 1
        mark = self._read(ref, key)
        counter = self._counts[key]
        counter[self._marks[ref]] -= 1
        counter[mark] += 1
        self._marks[ref] = mark

    def _read(self, ref: str, key: str) -> Mark:
        node = self._session.status(ref)
        if not node.relevant:
            return Mark.OFF
        if node.readonly and node.violation is None:
            return Mark.READ
        if node.violation is not None:
            if node.violation.kind == "required":
                return Mark.WRONG if key in self.tried else Mark.OPEN
            return Mark.WRONG
        return Mark.DONE if node.value else Mark.SKIPPED
