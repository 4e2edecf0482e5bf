"""One picture of a widget as a small PNG: no alpha, best compression."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

BEST = 0
"""Qt's PNG writer takes 0 as 'smallest file'."""


def save(widget: QWidget, path: Path) -> Path:
    """Write the widget as it is painted now; raises `OSError` where the file cannot be written."""
    return write(widget.grab().toImage(), path)


def write(image: QImage, path: Path) -> Path:
    """Write a picture; raises `OSError` where the file cannot be written."""
    if not image.convertToFormat(QImage.Format.Format_RGB888).save(str(path), "PNG", BEST):  # type: ignore[call-overload]
        raise OSError(f"cannot write {path}")
    return path
