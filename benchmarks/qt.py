"""The one Qt application of this process."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtWidgets import QApplication


@lru_cache(maxsize=1)
def application() -> QApplication:
    """Made when first asked for, and kept: Qt ends when nothing holds it."""
    return QApplication([])
