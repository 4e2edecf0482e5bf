"""How long to wait before the next try: full jitter, so that PCs that lost the same link do not all return at once."""

from __future__ import annotations

import random as random_module
from collections.abc import Callable

FIRST_DELAY_S = 2.0
MAX_DELAY_S = 15 * 60.0
ASKED_SPREAD_S = 30.0


class Backoff:
    """Counts failures in a row. `random()` gives a float in [0, 1)."""

    def __init__(self, random: Callable[[], float] = random_module.random) -> None:
        self._random = random
        self._failures = 0

    def reset(self) -> None:
        """It went through."""
        self._failures = 0

    def next_s(self, asked_s: float | None = None) -> float:
        """It failed once more: seconds to wait. A far end that asks for a time gets it, and a little spread."""
        if asked_s is not None:
            return asked_s + self._random() * min(asked_s, ASKED_SPREAD_S)
        self._failures += 1
        return self.jitter_s(self._failures - 1)

    def jitter_s(self, tries: int) -> float:
        """Seconds, uniform in [0, min(15 min, 2 s * 2^tries))."""
        return self._random() * min(MAX_DELAY_S, FIRST_DELAY_S * float(1 << min(tries, 30)))
