"""HTML as a tree of elements: text is escaped wherever it goes in, so no page can forget it."""

from __future__ import annotations

from html import escape

VOID = frozenset({"meta", "link", "input", "rect", "line"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Part = str | int | float | None | Markup | list["Part"] | tuple["Part", ...]


def join(*parts: Part) -> Markup:
    """Parts one after another; plain text is escaped, None is nothing."""
    made: list[str] = []
    for part in parts:
        if part is None:
            continue
        if isinstance(part, list | tuple):
            made.append(join(*part))
        else:
            made.append(part if isinstance(part, Markup) else escape(str(part)))
    return Markup("".join(made))


def el(tag: str, /, *parts: Part, **attributes: str | int | float | bool | None) -> Markup:
    """An element. `class_` is class, `for_` is for, `_` in names is `-`; True is a bare attribute, None is none."""
    words = [tag]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        plain = key.rstrip("_").replace("_", "-")
        words.append(plain if value is True else f'{plain}="{escape(str(value))}"')
    head = f"<{' '.join(words)}>"
    return Markup(f"{head[:-1]}/>") if tag in VOID else Markup(f"{head}{join(*parts)}</{tag}>")
