"""One picture of a widget as a small PNG: no alpha, best compression."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

BEST = 0
"""Qt's PNG writer takes 0 as 'smallest file'."""


def save(widget: QWidget, path: Path) -> Path:
    """Write the widget as it is painted now; raises `OSError` where the file cannot be written."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    if not image.save(str(path), "PNG", BEST):  # type: ignore[call-overload]
        raise OSError(f"cannot write {path}")
    return path
