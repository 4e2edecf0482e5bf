"""What the hall board shows, for the display itself and for the small copy on a console. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from drc_desktop.desk.contract import Called


@dataclass(frozen=True, slots=True)
class DisplayModel:
    """One frame. `hero_since` is on the clock handed to the presenter; `hero` None: nobody was called yet."""

    open: bool
    stale: bool
    hero: Called | None
    hero_since: float
    last: tuple[Called, ...]
    notice_en: str
    notice_ur: str
    waiting_calls: int


CAP_MM_A_METRE = 10.8
"""Height of a capital that is read without effort from one metre further (87 mm at 8 m, 108 mm at 10 m)."""
GRID_PX = 1080.0
"""The board is drawn on a grid of this height, whatever the panel shows."""
CAP_PX, TALL_CAP_PX = 234.0, 330.0
"""Height of the called token's capitals on the grid: beside the counter with the last calls below, and above it
without them."""
USUAL_INCHES = 43.0


def panel_mm(inches: float) -> float:
    """Height of a 16:9 panel from its diagonal."""
    return inches * 25.4 * 9 / math.hypot(16, 9)


def legible_metres(height_mm: float, tall: bool) -> float:
    """From how far the called token is read on a panel of this height."""
    return (TALL_CAP_PX if tall else CAP_PX) / GRID_PX * height_mm / CAP_MM_A_METRE


def is_tall(height_mm: float, metres: float) -> bool:
    """Whether the call must take the whole board to be read from the last row of seats."""
    return legible_metres(height_mm, tall=False) < metres
