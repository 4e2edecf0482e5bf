"""The three faces of the windows and slips, registered with Qt as application fonts.

An application font wins over a system font of the same name, so a wrong system Nastaliq cannot creep in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QFontDatabase

from resources.fonts_setup import font_files

LATIN = "Noto Sans"
NASKH = ("Noto Naskh Arabic", "Noto Sans Arabic")
NASTALIQ = "Noto Nastaliq Urdu"


@dataclass(frozen=True)
class FontFamilies:
    """Family names to hand to QFont; the next best stands in for an absent face and `missing` names it."""

    latin: str
    naskh: str
    nastaliq: str
    missing: tuple[str, ...] = ()


def families_of(files: Iterable[Path]) -> FontFamilies:
    """Register font files and choose the faces. Needs a QGuiApplication."""
    present: set[str] = set()
    for file in files:
        number = QFontDatabase.addApplicationFont(str(file))
        if number >= 0:
            present.update(QFontDatabase.applicationFontFamilies(number))
    naskh = next((family for family in NASKH if family in present), NASKH[0])
    return FontFamilies(
        latin=LATIN,
        naskh=naskh,
        nastaliq=NASTALIQ if NASTALIQ in present else naskh,
        missing=tuple(family for family in (LATIN, naskh, NASTALIQ) if family not in present),
    )


@lru_cache(maxsize=1)
def register_fonts() -> FontFamilies:
    """Register the product's fonts once a process and return their family names."""
    return families_of(font_files())
