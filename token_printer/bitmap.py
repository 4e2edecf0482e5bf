"""A slip as black and white dots: what layout gives and every printer takes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

DOTS_PER_MM = 8


@dataclass(frozen=True)
class Bitmap:
    """`height` rows of `width` dots; 8 dots a byte, most significant bit leftmost, 1 is black."""

    width: int
    height: int
    data: bytes

    def __post_init__(self) -> None:
        if self.width % 8 or self.width <= 0:
            raise ValueError(f"width {self.width} is not a multiple of 8 dots")
        if len(self.data) != self.row_bytes * self.height:
            raise ValueError(f"{len(self.data)} bytes do not make {self.width} x {self.height} dots")

    @property
    def row_bytes(self) -> int:
        """Bytes of one row."""
        return self.width // 8

    def rows(self, start: int, stop: int) -> bytes:
        """Bytes of the rows from `start` up to but not including `stop`."""
        return self.data[start * self.row_bytes : stop * self.row_bytes]

    def to_image(self) -> Image:
        """The same dots as a Pillow picture of mode "1"."""
        from PIL import Image as PilImage

        return PilImage.frombytes("1", (self.width, self.height), self.data, "raw", "1;I")

    def save_png(self, path: Path) -> None:
        """Write a 1-bit PNG; its resolution says 8 dots a millimetre. Raises OSError."""
        self.to_image().save(path, "PNG", optimize=False, dpi=(DOTS_PER_MM * 25.4, DOTS_PER_MM * 25.4))
