"""Our own line icons: SVG files on a 24 grid, tinted by a token, mirrored in Urdu where the picture has a direction."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from drc_desktop.kit.theme import color

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "icons"
MIRRORED = frozenset({"horn", "recall", "undo", "chevron_forward", "speaker"})
"""Icons that turn with the line of reading; all others stay as drawn."""


def names() -> list[str]:
    """Every icon there is."""
    return sorted(path.stem for path in FOLDER.glob("*.svg"))


@lru_cache(maxsize=256)
def _renderer(name: str, tint: str) -> QSvgRenderer:
    source = (FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", tint)
    renderer = QSvgRenderer(QByteArray(source.encode()))
    if not renderer.isValid():
        raise ValueError(f"icon {name!r} is not valid SVG")
    return renderer


def paint(painter: QPainter, rect: QRectF, name: str, tint: str = "ink", *, rtl: bool = False) -> None:
    """Draw an icon into a square; `tint` is a token or #RRGGBB. Raises `FileNotFoundError` for an unknown name."""
    painter.save()
    if rtl and name in MIRRORED:
        painter.translate(rect.left() + rect.right(), 0)
        painter.scale(-1, 1)
    _renderer(name, color(tint).name()).render(painter, rect)
    painter.restore()
