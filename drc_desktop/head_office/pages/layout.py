"""The frame of every page, tables, tiles and charts as inline SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drc_desktop.head_office.pages.html import Markup, Part, el, join
from drc_desktop.monitor.model import ticks
from drc_desktop.words import Words

TABS = (
    ("overview", "/office/"),
    ("flags", "/office/flags"),
    ("devices", "/office/devices"),
    ("forms", "/office/forms"),
)
_DOCTYPE = Markup("<!doctype html>")


@dataclass(frozen=True)
class View:
    """What a page is made with: words, who looks, the token of its forms, the tab it belongs to."""

    words: Words
    who: str
    token: str
    tab: str = ""

    def text(self, word_id: str, **args: object) -> str:
        """Words of the page, without isolates: HTML has its own."""
        return self.words.text(word_id, **args).translate(dict.fromkeys((0x2068, 0x2069)))


def page(view: View, title: str, *parts: Part) -> str:
    """A whole document."""
    other = "en" if view.words.language == "ur" else "ur"
    name = {"en": "English", "ur": "اردو"}[other]
    switch = el("a", name, href=f"?lang={other}", lang=other, hreflang=other)
    header = el(
        "header", el("strong", view.text("office-title")), *(_tab(view, *tab) for tab in TABS), switch, _door(view)
    )
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", f"{title} · {view.text('office-title')}"),
        el("link", rel="stylesheet", href="/office/style.css"),
    )
    skip = el("a", view.text("office-skip"), class_="skip", href="#main")
    body = el("body", skip, header if view.who else None, el("main", el("h1", title), *parts, id="main"))
    whole = el("html", head, body, lang=view.words.language, dir="rtl" if view.words.rtl else "ltr")
    return join(_DOCTYPE, whole)


def _tab(view: View, name: str, href: str) -> Markup:
    return el("a", view.text(f"office-tab-{name}"), href=href, aria_current="page" if name == view.tab else None)


def _door(view: View) -> Markup:
    return form(view, "/office/leave", el("button", view.text("office-leave", who=view.who), type="submit"))


def form(view: View, action: str, *parts: Part, **hidden: str) -> Markup:
    """A form that changes something: it carries the session's token."""
    given = {**hidden, "token": view.token}
    fields = [el("input", type="hidden", name=name, value=value) for name, value in given.items()]
    return el("form", *fields, *parts, method="post", action=action, class_="row")


def card(*parts: Part) -> Markup:
    """A white panel."""
    return el("section", *parts, class_="card")


def tiles(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Figures with what they are."""
    return el("dl", *(el("div", el("dt", what), el("dd", value)) for what, value in pairs), class_="tiles")


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Part]], empty: str, words: int = 1) -> Markup:
    """A table; the first `words` columns are words, the others numbers at the end side."""
    body = [
        el("tr", *(el("td", cell, class_=None if at < words else "n") for at, cell in enumerate(row))) for row in rows
    ]
    if not body:
        return card(el("h2", caption), el("p", empty, class_="note"))
    head = el("tr", *(el("th", name, scope="col", class_=None if at < words else "n") for at, name in enumerate(heads)))
    return card(el("table", el("caption", caption), el("thead", head), el("tbody", *body)))


def bars(title: str, pairs: Sequence[tuple[str, int]], empty: str) -> Markup:
    """Bars over time, left to right in both languages; the figures stand in the table for who cannot see them."""
    if not any(value for _, value in pairs):
        return card(el("h2", title), el("p", empty, class_="note"))
    width, height, left, foot = 640.0, 190.0, 48.0, 22.0
    marks = ticks(max(value for _, value in pairs), 3)
    unit, step = (height - foot - 18) / marks[-1], (width - left) / len(pairs)
    each, parts = max(1, round(30 / step + 0.49)), []
    for value in marks:
        y = height - foot - value * unit
        parts.append(el("line", x1=left, x2=width, y1=y, y2=y, stroke="#d3d9dd"))
        parts.append(el("text", f"{value:,}", x=left - 6, y=y + 4, text_anchor="end"))
    for at, (label, value) in enumerate(pairs):
        x, tall = left + at * step, value * unit
        bar = {"x": x + step * 0.18, "y": height - foot - tall, "width": step * 0.64, "height": tall}
        parts.append(el("rect", **bar, fill="#004f8a"))
        middle = x + step / 2
        if value and len(f"{value:,}") * 7 <= step:
            parts.append(
                el("text", f"{value:,}", x=middle, y=height - foot - tall - 4, text_anchor="middle", class_="v")
            )
        if at % each == 0:
            parts.append(el("text", label, x=middle, y=height - 6, text_anchor="middle"))
    said = "; ".join(f"{label}: {value:,}" for label, value in pairs)
    drawn = el(
        "svg",
        *parts,
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        role="img",
        aria_label=f"{title}. {said}",
        direction="ltr",
    )
    return card(el("h2", title), drawn)
