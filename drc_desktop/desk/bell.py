"""Wakes whoever waits for changes, right after a commit."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Bell:
    """Threads wait by `wait`, an event loop listens by `listen`; both learn of every ring."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._count = 0
        self._listeners: list[Callable[[], None]] = []

    @property
    def count(self) -> int:
        """How often it has rung; read it before looking, pass it to `wait`, and no ring falls between."""
        return self._count

    def ring(self) -> None:
        """Tell everybody that something was committed."""
        with self._rung:
            self._count += 1
            self._rung.notify_all()
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    def wait(self, count: int, seconds: float) -> bool:
        """Wait until the bell has rung more than `count` times; False when the seconds ran out."""
        with self._rung:
            return self._rung.wait_for(lambda: self._count > count, timeout=seconds)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` (any thread, must not block) at every ring."""
        with self._rung:
            self._listeners.append(listener)
