"""What a person sees of a painted form: every text with its colour, its ground, and whether it had to be cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from survey_forms.qt import typeset


@dataclass(frozen=True)
class Seen:
    """One line of text: the words, the ink, and where on the picture it stands."""

    words: str
    ink: str
    place: QRect


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast of two colours."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def ground(image: QImage, place: QRect) -> str:
    """The colour most of a place has."""
    inside = place & image.rect()
    found: Counter[str] = Counter()
    for y in range(inside.top(), inside.bottom() + 1, 3):
        for x in range(inside.left(), inside.right() + 1, 3):
            found[QColor(image.pixel(x, y)).name()] += 1
    return found.most_common(1)[0][0] if found else ""


@contextmanager
def watched(monkeypatch: Any) -> Iterator[tuple[list[Seen], list[str]]]:
    """Texts that are drawn meanwhile, and those of them that were cut with an ellipsis."""
    seen: list[Seen] = []
    cut: list[str] = []
    draw, elide = typeset._draw_line, typeset._elided

    def drawn(painter: QPainter, layout: Any, index: int, rect: Any, *rest: Any) -> None:
        place = painter.deviceTransform().mapRect(rect).toAlignedRect()
        seen.append(Seen(layout.text(), painter.pen().color().name(), place))
        draw(painter, layout, index, rect, *rest)

    def elided(style: Any, role: str, text: str, width: float) -> str:
        shown = elide(style, role, text, width)
        if shown != text:
            cut.append(text)
        return shown

    with monkeypatch.context() as patch:
        patch.setattr(typeset, "_draw_line", drawn)
        patch.setattr(typeset, "_elided", elided)
        yield seen, cut


def picture(widget: QWidget) -> QImage:
    """The widget as it is painted now."""
    return widget.grab().toImage()
