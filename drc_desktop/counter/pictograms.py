"""Pictures for a visitor who reads along: own drawings, named by a question, one of its answers, or its group.

`water.svg` is the question on water, `water-2.svg` its answer 2, `health.svg` every question of the group health.
"""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from drc_desktop.kit import icons

FOLDER = "pictograms"
_ROW = re.compile(r"\[\d+\]")


@cache
def drawings() -> frozenset[str]:
    """Every pictogram there is."""
    return frozenset(path.stem for path in (icons.FOLDER / FOLDER).glob("*.svg"))


def of_question(ref: str) -> str:
    """The drawing of a question, else of the nearest group around it, '' for none."""
    parts = _ROW.sub("", ref).strip("/").split("/")
    return next((part for part in reversed(parts) if part in drawings()), "")


def of_answer(ref: str, value: str) -> str:
    """The drawing of one answer, '' for none."""
    name = f"{ref.rpartition('/')[2]}-{value}"
    return name if name in drawings() else ""


def paint(painter: QPainter, rect: QRectF, ref: str, value: str, tint: str) -> bool:
    """Draw the picture of a question (`value` '') or of one of its answers; False where there is none."""
    name = of_answer(ref, value) if value else of_question(ref)
    if name:
        icons.paint(painter, rect, f"{FOLDER}/{name}", tint)
    return bool(name)
