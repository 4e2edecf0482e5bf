"""Who is refused often is not listened to for a while: guessing secrets and pairing codes over the LAN.

One bucket an address. PCs with a good secret are never slowed down: their requests cost a try only where they are
refused, and a PC that was unpaired may go on asking every two seconds without emptying its bucket.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

BURST = 30.0
PER_SECOND = 1.0
_MOST_ADDRESSES = 4096


@dataclass(slots=True)
class _Bucket:
    tries: float
    at: float


class Refusals:
    """Used from the event loop only. `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait_s(self, address: str) -> int:
        """Whole seconds for which nothing from this address is looked at; 0: it is listened to."""
        bucket = self._buckets.get(address)
        if bucket is None:
            return 0
        missing = 1.0 - self._now(bucket)
        return max(1, round(missing / PER_SECOND)) if missing > 0 else 0

    def note(self, address: str) -> None:
        """Something from this address was refused."""
        bucket = self._buckets.pop(address, None) or _Bucket(BURST, self._clock())
        bucket.tries, bucket.at = max(0.0, self._now(bucket) - 1.0), self._clock()
        self._buckets[address] = bucket
        while len(self._buckets) > _MOST_ADDRESSES:
            self._buckets.popitem(last=False)  # the one that was quiet for the longest time

    def _now(self, bucket: _Bucket) -> float:
        return min(BURST, bucket.tries + (self._clock() - bucket.at) * PER_SECOND)
