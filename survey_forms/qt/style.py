"""What the caller decides about the look: colours, faces, sizes, drawn signs and the renderer's own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontDatabase, QPainter

from survey_forms.qt import signs
from survey_forms.qt.texts import texts_of

#: Air around each control, in px: the yellow focus ring is painted there, outside the field.
AIR = 4


@dataclass(frozen=True)
class Tokens:
    """Colours as #RRGGBB; each text colour holds 7:1 on window, panel and its own tint."""

    window: str = "#F2F4F5"
    panel: str = "#FFFFFF"
    sunken: str = "#F7F9FA"
    ink: str = "#0B0C0C"
    muted: str = "#414B51"
    primary: str = "#004F8A"
    primary_tint: str = "#E4EEF6"
    ok: str = "#005A31"
    warn: str = "#6B4100"
    warn_tint: str = "#FDF2D8"
    error: str = "#961A14"
    error_tint: str = "#FCECEA"
    border: str = "#727B82"
    divider: str = "#D3D9DD"
    disabled: str = "#5B656B"
    focus: str = "#FFDD00"
    bar: str = "#1D2A33"


@dataclass(frozen=True)
class Families:
    """Font family names; Latin letters and all digits are always set in `latin`."""

    latin: str = "Noto Sans"
    naskh: str = "Noto Naskh Arabic"
    nastaliq: str = "Noto Nastaliq Urdu"


@dataclass(frozen=True)
class Sizes:
    """Measures in px at 96 dpi. Slots are sized for Nastaliq and kept in every language."""

    column: int = 720
    gutter: int = 24
    head: int = 60
    label: int = 40
    label_more: int = 34
    field: int = 48
    option_gap: int = 8
    question_gap: int = 16
    message: int = 36
    row: int = 40
    check_row: int = 34
    hints: int = 46


SignPainter = Callable[[QPainter, QRectF, str, QColor, bool], None]
TextOf = Callable[..., str]


@dataclass(frozen=True)
class Style:
    """All that a form view takes from outside.

    `sign(painter, rect, name, colour, mirrored)` draws one of `signs.NAMES`; `text(id, **args)` gives the
    renderer's own words (ids in `texts.TEXTS`) in the language of the window.
    `retype_ids`: a CNIC or B-form that was typed, not scanned, is typed a second time before it is stored.
    """

    tokens: Tokens = field(default_factory=Tokens)
    families: Families = field(default_factory=Families)
    sizes: Sizes = field(default_factory=Sizes)
    sign: SignPainter = signs.draw
    text: TextOf = field(default_factory=lambda: texts_of("en"))
    retype_ids: bool = False

    def __hash__(self) -> int:
        """Reckoned once: measured and shaped texts are kept by style."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.tokens, self.families, self.sizes, self.sign, self.text, self.retype_ids))

    def color(self, name: str) -> QColor:
        """Colour token by field name."""
        return QColor(getattr(self.tokens, name))


@lru_cache(maxsize=1)
def _families() -> Families:
    from resources.fonts_setup import font_files

    present: set[str] = set()
    for file in font_files():
        number = QFontDatabase.addApplicationFont(str(file))
        if number >= 0:
            present.update(QFontDatabase.applicationFontFamilies(number))
    present.update(family for family in QFontDatabase.families() if family.startswith("Noto"))
    naskh = next((name for name in ("Noto Naskh Arabic", "Noto Sans Arabic") if name in present), "Noto Sans")
    nastaliq = "Noto Nastaliq Urdu" if "Noto Nastaliq Urdu" in present else naskh
    return Families("Noto Sans", naskh, nastaliq)


def default_style(language: str = "en") -> Style:
    """A style for a renderer that runs alone. Needs a QGuiApplication; `language` is that of the window."""
    return Style(families=_families(), text=texts_of(language))
