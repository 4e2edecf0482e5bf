"""An honest wait: a range from how long visits really took, never a single promised minute."""

from __future__ import annotations

import math
from collections.abc import Sequence

USUAL_MINUTES = (20.0, 25.0, 30.0, 40.0)
"""Until enough visits of the day are finished: interviews take 20-40 minutes by third-party accounts."""

ENOUGH = 8
STEP_MINUTES = 5


def wait_range(ahead: int, counters: int, durations: Sequence[float]) -> tuple[int, int]:
    """Minutes until a visit with `ahead` people before it is called, low and high, rounded outward to five.

    `counters` are open counters that serve its queue (0 counts as one: somebody will open), `durations` the minutes
    of recent visits from call to finish.
    """
    minutes = sorted(durations) if len(durations) >= ENOUGH else sorted(USUAL_MINUTES)
    seats = max(1, counters)
    low = (ahead // seats) * _quantile(minutes, 0.25)
    high = math.ceil((ahead + 1) / seats) * _quantile(minutes, 0.75)
    return STEP_MINUTES * math.floor(low / STEP_MINUTES), STEP_MINUTES * math.ceil(high / STEP_MINUTES)


def _quantile(ordered: Sequence[float], share: float) -> float:
    position = share * (len(ordered) - 1)
    below = math.floor(position)
    above = math.ceil(position)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)
