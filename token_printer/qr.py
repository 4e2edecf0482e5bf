"""QR codes as dots, without the quiet zone around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import zxingcpp

#: White modules that a code needs on every side (ISO/IEC 18004).
QUIET_MODULES = 4
MEDIUM, LOW = "M", "L"
"""Error correction: 15 and 7 in a hundred codewords may be lost."""


@dataclass(frozen=True)
class Code:
    """The smallest code that holds a text; `modules` across."""

    modules: int
    _made: Any

    @classmethod
    def of(cls, text: str, level: str) -> Code:
        """Raises ValueError for a text that no code holds."""
        made: Any = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
        picture: Any = made.to_image(scale=1, add_quiet_zones=False)
        return cls(int(picture.shape[0]), made)

    def dots(self, dot: int = 1) -> bytes:
        """Its rows, a byte a dot (0 dark, 255 white), a module `dot` dots wide and high."""
        return bytes(memoryview(self._made.to_image(scale=dot, add_quiet_zones=False)))
