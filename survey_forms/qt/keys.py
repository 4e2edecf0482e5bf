"""Keys by what they mean: the digit of pad or top row, Urdu digits, Enter on either side."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ALT_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


def digit(event: QKeyEvent) -> str:
    """'0'..'9' for a digit key of any layout, else ''."""
    number = event.key() - Qt.Key.Key_0
    if 0 <= number <= 9:
        return str(number)
    # an Urdu layout sends its own digits, with Alt held as a key code alone
    for text in (event.text(), chr(event.key()) if 0x660 <= event.key() <= 0x6F9 else ""):
        if len(text) == 1 and text.isdecimal():
            return str(unicodedata.decimal(text))
    return ""


def plain(event: QKeyEvent) -> bool:
    """No Ctrl, Alt or Meta held (pad and Shift do not count)."""
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    return not event.modifiers() & held


def has_alt(event: QKeyEvent) -> bool:
    """Alt alone, with or without the pad."""
    return bool(event.modifiers() & Qt.KeyboardModifier.AltModifier) and not (
        event.modifiers() & Qt.KeyboardModifier.ControlModifier
    )


def has_shift(event: QKeyEvent) -> bool:
    """Shift is held."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def page_step(event: QKeyEvent, rtl: bool) -> int:
    """-1 or 1 when the key turns the page: PgUp/PgDn, Alt+Up/Down, and Alt+Left/Right along the reading line."""
    if plain(event):
        return _STEPS.get(Qt.Key(event.key()), 0)
    if not has_alt(event):
        return 0
    if event.key() in _ALT_STEPS:
        return _ALT_STEPS[Qt.Key(event.key())]
    sideways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
    return -sideways if rtl else sideways
