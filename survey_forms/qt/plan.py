"""From the tree of a survey to screens and blocks: what stands on which page, and in which shape. No widgets here.

Standard XLSForm decides first; further words may stand in `appearance` (other clients ignore them):
`cnic`, `bform`, `mobile`, `money`, `percent`, `counts`, `area`, `likert`, `slot`, `warning`, `instead-of-id`,
`column`, `w1`..`w6`. From the bind's own attributes come `n` (question number), `page` (screens that share one
line of the page rail) and `soft` (the question a soft check belongs to).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from survey_forms.engine.contract import Item
from survey_forms.qt import markup

ScreenKind = Literal["form", "roster", "check"]
BlockKind = Literal["question", "counts", "fields", "likert", "heading", "rows", "note"]

#: One-answer questions with more choices than this are a code field with a list.
OPEN_CHOICES = 6
#: From here on a list is searched by typing, not by code.
CODE_CHOICES = 30
#: A repeat with more questions a row than this is a roster, else its rows stand on the page.
INLINE_QUESTIONS = 8

_NUMBERED = re.compile(r"^\s*(\d{1,3}[a-z]?)\s*[.):]\s+(?=\D)")
_NO_LABELS = {"list-nolabel", "list_nolabel"}


def words(item: Item) -> frozenset[str]:
    """The words of an appearance."""
    return frozenset(item.appearance.lower().split())


def mark(item: Item, name: str) -> str:
    """A form's own bind attribute by local name (`n`, `page`, `soft`), whatever prefix it has; '' if absent."""
    for key, value in item.params.items():
        if key == name or key.rpartition(":")[2] == name:
            return value
    return ""


def number_of(item: Item, label: str | None) -> tuple[str, str]:
    """Question number and the label without it; the number is '' where neither bind nor label gives one."""
    text = markup.plain(label or "")
    given = mark(item, "n")
    if given:
        return given, text
    match = _NUMBERED.match(text)
    return (match.group(1), text[match.end() :]) if match else ("", text)


@dataclass(frozen=True)
class Screen:
    """One screen of a form: a group of questions, a section of a roster's rows, or the check of all answers.

    `ref`: group, or the repeat's range. `section`: name of the group inside a row that a roster screen shows
    ('' for the whole row). `rail`: screens with the same key share one line of the page rail.
    """

    key: str
    kind: ScreenKind
    ref: str
    rail: str
    title_ref: str
    items: tuple[Item, ...] = ()
    section: str = ""


@dataclass(frozen=True)
class Block:
    """One thing to place on a page. `items` are its answerable questions, `head` the group that labels them."""

    kind: BlockKind
    items: tuple[Item, ...]
    head: Item | None = None
    number: str = ""
    warnings: tuple[Item, ...] = field(default=())
    titled: bool = False
    """The page says the words of the head already."""

    @property
    def lead(self) -> Item:
        """The item that labels the block."""
        return self.head or self.items[0]


def is_shown(item: Item) -> bool:
    """Whether an item has a place on a screen."""
    return item.kind != "model" and (item.kind not in {"group", "instance"} or any(map(is_shown, item.children)))


def _is_table_head(item: Item) -> bool:
    """The first row of a table list: it shows the words of the choices and is never answered."""
    return item.control in ("select", "select1") and "label" in words(item)


def leaves(items: Iterable[Item]) -> Iterator[Item]:
    """Questions, notes and triggers below the items, in order of the form; the head of a table list is none of them."""
    for item in items:
        if _is_table_head(item):
            continue
        if item.kind in {"question", "note", "trigger"}:
            yield item
        elif item.kind != "model":
            yield from leaves(item.children)


def is_warning(item: Item) -> bool:
    """A soft check: shown under its question, accepted with +, never a question of its own."""
    return item.kind in {"trigger", "note"} and bool(words(item) & {"warning", "look"})


def _sole_repeat(item: Item) -> Item | None:
    if item.kind == "repeat":
        return item
    shown = [child for child in item.children if is_shown(child) or child.kind == "repeat"]
    if item.kind == "group" and len(shown) == 1:
        return _sole_repeat(shown[0])
    return None


def _is_roster(repeat: Item) -> bool:
    if not repeat.children:
        return repeat.can_add
    row = repeat.children[0]
    return not repeat.counted or sum(1 for _ in leaves([row])) > INLINE_QUESTIONS


def sections(row: Item) -> tuple[Item, ...]:
    """The groups of a roster row when it consists of groups alone, each then a screen of its own."""
    shown = tuple(child for child in row.children if is_shown(child))
    return shown if len(shown) > 1 and all(child.kind == "group" for child in shown) else ()


def _roster_screens(repeat: Item, title_ref: str, rail: str) -> Iterator[Screen]:
    parts = sections(repeat.children[0]) if repeat.children else ()
    if not parts:
        yield Screen(repeat.ref, "roster", repeat.ref, rail, title_ref)
    for part in parts:
        yield Screen(
            f"{repeat.ref}#{part.name}",
            "roster",
            repeat.ref,
            mark(part, "page") or part.generic,
            part.ref,
            (),
            part.name,
        )


def _group_screens(group: Item) -> Iterator[Screen]:
    rail = mark(group, "page") or group.ref
    sole = _sole_repeat(group)
    if sole is not None and _is_roster(sole):
        yield from _roster_screens(sole, group.ref, rail)
        return
    rest: list[Item] = []
    rosters: list[Item] = []
    for child in group.children:
        inner = _sole_repeat(child)
        if inner is not None and _is_roster(inner):
            rosters.append(inner)
        elif is_shown(child) or child.kind == "repeat":
            rest.append(child)
    if any(map(is_shown, rest)):
        whole = not rosters and _block_kind(group) in ("counts", "likert")
        title = (_table_list(group) or group).ref
        yield Screen(group.ref, "form", group.ref, rail, title, (group,) if whole else tuple(rest))
    for repeat in rosters:
        yield from _roster_screens(repeat, repeat.ref, rail)


def _in_body_order(root: Item) -> Iterator[Screen]:
    loose: list[Item] = []
    for child in root.children:
        if child.kind in {"group", "repeat"}:
            if loose:
                yield Screen(loose[0].ref + "#page", "form", root.ref, loose[0].ref, root.ref, tuple(loose))
                loose = []
            yield from _group_screens(child)
        elif child.kind != "model":
            loose.append(child)
    if loose:
        yield Screen(loose[0].ref + "#page", "form", root.ref, loose[0].ref, root.ref, tuple(loose))


CHECK_KEY = "#check"
CHECK_RAIL = "check"


def screens_of(root: Item) -> tuple[Screen, ...]:
    """All screens of a survey as it is now; the check of answers comes last and takes in the page named `check`."""
    found = list(_in_body_order(root))
    rails: dict[str, list[Screen]] = {}
    for screen in found:
        rails.setdefault(screen.rail, []).append(screen)
    closing = tuple(item for screen in rails.pop(CHECK_RAIL, []) for item in screen.items)
    ordered = [screen for group in rails.values() for screen in group]
    return (*ordered, Screen(CHECK_KEY, "check", root.ref, CHECK_RAIL, "", closing))


def rails_of(screens: Iterable[Screen]) -> list[tuple[str, list[Screen]]]:
    """Lines of the page rail: key and the screens it leads through."""
    rails: dict[str, list[Screen]] = {}
    for screen in screens:
        rails.setdefault(screen.rail, []).append(screen)
    return list(rails.items())


_SMALL_TYPES = {"int", "decimal", "date"}


def _table_list(group: Item) -> Item | None:
    """What a table list is called: the note above its head (pyxform moves the group's words there), else the group."""
    rest = [child for child in group.children if is_shown(child) and not _is_table_head(child)]
    note = rest.pop(0) if rest and rest[0].kind == "note" else None
    if rest and all(child.control == "select1" and words(child) & _NO_LABELS for child in rest):
        return note or group
    return None


def _block_kind(group: Item) -> BlockKind | None:
    """The kind of block that a whole group makes, None where its questions stand for themselves."""
    return _group_kind(group, [item for item in leaves(group.children) if not is_warning(item)])


def _group_kind(group: Item, answers: list[Item]) -> BlockKind | None:
    marks = words(group)
    if "counts" in marks:
        return "counts"
    if _table_list(group) is not None:
        return "likert"
    if marks & {"likert", "table-list"} and all(item.control == "select1" for item in answers):
        return "likert"
    small = all(item.control == "input" and item.type in _SMALL_TYPES for item in answers)
    if 2 <= len(answers) <= 3 and small and all(child.kind != "group" for child in group.children):
        return "fields"
    return None


def blocks_of(items: Iterable[Item], first_number: str = "", page: str = "") -> list[Block]:
    """Blocks in reading order. A numbered group gives its number to its first question instead of a heading.

    `page`: ref of what the title of the page says already.
    """
    blocks: list[Block] = []
    number = first_number
    for item in items:
        if item.kind == "model" or not (is_shown(item) or item.kind == "repeat"):
            continue
        if is_warning(item):
            _attach(blocks, item)
        elif item.kind == "group":
            blocks += _group_blocks(item, page)
        elif item.kind == "repeat":
            blocks.append(Block("rows", (item,)))
        else:
            blocks.append(Block("note" if item.kind == "note" else "question", (item,), number=number))
            number = ""
    return blocks


def _group_blocks(group: Item, page: str) -> list[Block]:
    sole = _sole_repeat(group)
    if sole is not None:
        return [Block("rows", (sole,), head=group)]
    answers = [item for item in leaves(group.children) if not is_warning(item)]
    kind = _group_kind(group, answers)
    number = mark(group, "n")
    if kind is not None:
        warnings = tuple(item for item in leaves(group.children) if is_warning(item))
        head = _table_list(group) or group
        asked = tuple(item for item in answers if item.kind == "question")
        return [Block(kind, asked, head, number, warnings, titled=head.ref == page)]
    inner = blocks_of(group.children, number)
    return inner if number else [Block("heading", (), head=group), *inner]


def _attach(blocks: list[Block], warning: Item) -> None:
    soft = mark(warning, "soft")
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if soft and any(item.name == soft for item in block.items):
            break
    else:
        index = len(blocks) - 1
    if index < 0:
        blocks.append(Block("note", (warning,)))
        return
    block = blocks[index]
    blocks[index] = Block(block.kind, block.items, block.head, block.number, (*block.warnings, warning))
