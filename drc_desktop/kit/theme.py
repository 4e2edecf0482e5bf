"""The look in one place: colour tokens, type scale, faces per language, Fusion with one symmetric style sheet.

Values are those of the reference screens: text holds 7:1 on its ground, borders and focus 3:1 (a test computes it).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from drc_desktop.kit.fonts import FontFamilies, register_fonts
from drc_desktop.words import RTL


@dataclass(frozen=True)
class Palette:
    """Colour tokens as #RRGGBB."""

    window: str = "#F2F4F5"
    panel: str = "#FFFFFF"
    sunken: str = "#F7F9FA"
    ink: str = "#0B0C0C"
    muted: str = "#414B51"
    primary: str = "#004F8A"
    primary_tint: str = "#E4EEF6"
    primary_deep: str = "#003E6D"
    ok: str = "#005A31"
    ok_tint: str = "#E6F3EB"
    warn: str = "#6B4100"
    warn_tint: str = "#FDF2D8"
    error: str = "#961A14"
    error_tint: str = "#FCECEA"
    border: str = "#727B82"
    divider: str = "#D3D9DD"
    disabled: str = "#5B656B"
    called: str = "#FFDD00"
    bar: str = "#1D2A33"
    navy: str = "#0B1F33"
    notice: str = "#16385A"
    line: str = "#5E7892"
    white: str = "#FFFFFF"


TOKENS = Palette()


def color(name: str) -> QColor:
    """A token by field name, or a literal #RRGGBB."""
    return QColor(name if name.startswith("#") else getattr(TOKENS, name))


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio of two #RRGGBB colours, 1 to 21."""

    def luminance(value: str) -> float:
        channels = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class Role(StrEnum):
    """Kinds of text. A role fixes points, weight and, in Urdu, whether it is set in Nastaliq."""

    KEY = "key"
    CAPTION = "caption"
    BODY = "body"
    STRONG = "strong"
    TAB = "tab"
    SERVICE = "service"
    TITLE = "title"
    MAIN = "main"
    ROW_TOKEN = "row-token"
    CARD_TOKEN = "card-token"
    FIGURE = "figure"
    CLOCK = "clock"
    PAGE = "page"
    BAND_TOKEN = "band-token"
    DESK_TOKEN = "desk-token"
    HEAD = "head"
    CALL = "call"


@dataclass(frozen=True)
class Type:
    """Points in English and Urdu, weight, face; `box` is the line box in px that Nastaliq needs."""

    latin: float
    urdu: float
    bold: bool = False
    nastaliq: bool = False
    box: int = 22


TYPES: dict[Role, Type] = {
    Role.KEY: Type(10, 10, box=20),
    Role.CAPTION: Type(10, 11, box=20),
    Role.BODY: Type(11, 12),
    Role.STRONG: Type(11, 12, bold=True),
    Role.TAB: Type(11, 12, nastaliq=True, box=40),
    Role.SERVICE: Type(11, 11.5, bold=True, nastaliq=True, box=36),
    Role.TITLE: Type(13, 12, bold=True, nastaliq=True, box=40),
    Role.MAIN: Type(13, 12, bold=True, nastaliq=True, box=44),
    Role.ROW_TOKEN: Type(13, 13, bold=True),
    Role.CARD_TOKEN: Type(14, 14, bold=True),
    Role.FIGURE: Type(16, 16, bold=True),
    Role.CLOCK: Type(18, 18, bold=True),
    Role.PAGE: Type(20, 17, bold=True, nastaliq=True, box=56),
    Role.DESK_TOKEN: Type(28, 28, bold=True, box=44),
    Role.BAND_TOKEN: Type(40.5, 40.5, bold=True),
    Role.HEAD: Type(15, 13.5, bold=True, nastaliq=True, box=44),
    Role.CALL: Type(33, 27, bold=True, nastaliq=True, box=96),
}

_QSS = """
QMainWindow, QDialog, QWidget#page {{ background: {window}; }}
QFrame#panel {{ background: {panel}; border: 1px solid {divider}; border-radius: 4px; }}
QFrame#topbar, QFrame#foot {{ background: {panel}; border: none; }}
QFrame#topbar {{ border-bottom: 1px solid {divider}; }}
QFrame#foot {{ border-top: 1px solid {divider}; }}
QFrame#rule {{ background: {divider}; border: none; }}
QFrame#undobar {{ background: {bar}; border-radius: 4px; }}
QLineEdit, QSpinBox, QPlainTextEdit, QComboBox {{
    background: {panel}; color: {ink}; border: 1px solid {border}; border-radius: 4px; padding: 0 12px;
    selection-background-color: {primary}; selection-color: {white};
}}
QLineEdit:disabled, QSpinBox:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{
    background: {sunken}; color: {disabled}; border-color: {divider};
}}
QComboBox::drop-down {{ border: none; width: 28px; }}
QLineEdit[wrong="true"] {{ border: 2px solid {error}; padding: 0 11px; }}
QTableView {{
    background: {panel}; border: none; gridline-color: {divider}; color: {ink};
    selection-background-color: {primary_tint}; selection-color: {ink}; outline: none;
}}
QTableWidget::item {{ padding: 0 8px; }}
QHeaderView {{ background: {sunken}; border: none; }}
QHeaderView::section {{
    background: {sunken}; color: {muted}; border: none; border-top: 1px solid {divider};
    border-bottom: 1px solid {divider}; padding: 0 12px;
}}
QScrollBar:vertical {{ background: {panel}; width: 12px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {border}; border-radius: 4px; min-height: 32px; }}
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical {{ height: 0; }}
QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical {{ background: transparent; }}
QScrollBar:horizontal {{ background: {panel}; height: 12px; margin: 2px; }}
QScrollBar::handle:horizontal {{ background: {border}; border-radius: 4px; min-width: 32px; }}
QScrollBar::add-line:horizontal, QScrollBar::sub-line:horizontal {{ width: 0; }}
QScrollBar::add-page:horizontal, QScrollBar::sub-page:horizontal {{ background: transparent; }}
QMenu {{ background: {panel}; color: {ink}; border: 1px solid {border}; padding: 4px; }}
QMenu::item {{ padding: 8px 24px; min-height: 24px; }}
QMenu::item:selected {{ background: {primary_tint}; color: {ink}; }}
QMenu::item:disabled {{ color: {disabled}; }}
QToolTip {{ background: {bar}; color: {white}; border: none; padding: 6px; }}
QScrollArea {{ background: transparent; border: none; }}
"""


def qss() -> str:
    """The one style sheet of all windows. It names neither side, so it serves both directions."""
    return _QSS.format(**vars(TOKENS))


def qpalette() -> QPalette:
    """The tokens as a QPalette for everything Fusion draws itself."""
    made = QPalette()
    groups = QPalette.ColorRole
    for role, name in {
        groups.Window: "window",
        groups.WindowText: "ink",
        groups.Base: "panel",
        groups.AlternateBase: "sunken",
        groups.Text: "ink",
        groups.PlaceholderText: "muted",
        groups.Button: "panel",
        groups.ButtonText: "ink",
        groups.BrightText: "white",
        groups.Highlight: "primary",
        groups.HighlightedText: "white",
        groups.Link: "primary",
        groups.ToolTipBase: "bar",
        groups.ToolTipText: "white",
        groups.Mid: "border",
        groups.Dark: "border",
    }.items():
        made.setColor(role, color(name))
    for role in (groups.WindowText, groups.Text, groups.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, color("disabled"))
    return made


class Theme:
    """The look in one language. `Theme.apply` makes it that of the whole program; `Theme.now()` is the active one."""

    _active: ClassVar[Theme | None] = None

    def __init__(self, language: str, families: FontFamilies) -> None:
        self.language, self.families = language, families
        self.rtl = language in RTL
        self._fonts: dict[tuple[str, str], QFont] = {}

    @classmethod
    def apply(cls, app: QApplication, language: str) -> Theme:
        """Set style, palette, sheet, font and direction, then let every widget set its words and fonts anew."""
        first = cls._active is None or not app.styleSheet()
        theme = cls._active = cls(language, register_fonts())
        if first:
            app.setStyle(QStyleFactory.create("Fusion"))
            app.setPalette(qpalette())
            app.setStyleSheet(qss())
        app.setFont(theme.font(Role.BODY))
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if theme.rtl else Qt.LayoutDirection.LeftToRight)
        QCoreApplication.sendEvent(app, QEvent(QEvent.Type.LanguageChange))
        return theme

    @classmethod
    def now(cls) -> Theme:
        """The active theme; English where nothing was applied yet."""
        if cls._active is None:
            cls._active = cls("en", register_fonts())
        return cls._active

    def font(self, role: Role, language: str = "") -> QFont:
        """The font of a role: Latin letters and digits are Noto Sans in both languages."""
        language = language or self.language
        known = self._fonts.get((role, language))
        if known is not None:
            return known
        kind, urdu = TYPES[role], language in RTL
        arabic = self.families.nastaliq if kind.nastaliq and urdu else self.families.naskh
        # Qt caches a font by its first family, size and strategy, not by its fallbacks: without a strategy of its own
        # a Nastaliq title would lend its Urdu face to Naskh text of the same size, and the other way round.
        strategies = {False: QFont.StyleStrategy.PreferQuality, True: QFont.StyleStrategy.PreferOutline}
        made = QFont()
        made.setFamilies([self.families.latin, arabic])
        made.setPointSizeF(kind.urdu if urdu else kind.latin)
        made.setBold(kind.bold)
        made.setStyleStrategy(strategies[kind.nastaliq and urdu])
        self._fonts[role, language] = made
        return made

    def box(self, role: Role, language: str = "") -> int:
        """Height in px of a line box that holds the role's text in this language."""
        kind = TYPES[role]
        urdu = (language or self.language) in RTL
        points = kind.urdu if urdu else kind.latin
        return kind.box if kind.nastaliq and urdu else round(points * 96 / 72 * 1.5)
