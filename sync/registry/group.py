"""Group commit: callers that arrive while one transaction runs share the next one.

A commit waits for the disk, so one transaction a message bounds the rate. There is no thread of its own: the caller
whose turn it is does the work of everybody who waits.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class _Entry(Generic[T, R]):
    """What one caller brought, and what came of it."""

    def __init__(self, items: Sequence[T]) -> None:
        self.items = items
        self.results: list[R] | None = None
        self.error: BaseException | None = None

    @property
    def done(self) -> bool:
        return self.results is not None or self.error is not None


class GroupCommit(Generic[T, R]):
    """`work(items)` gives one result an item, all in one transaction of at most about `limit` items."""

    def __init__(self, work: Callable[[list[T]], list[R]], limit: int) -> None:
        self._work = work
        self._limit = limit
        self._queue: deque[_Entry[T, R]] = deque()
        self._turn = threading.Lock()

    def run(self, items: Sequence[T]) -> list[R]:
        """The results for `items`, once their transaction is through. Raises what `work` raised for the group."""
        entry: _Entry[T, R] = _Entry(items)
        self._queue.append(entry)
        with self._turn:
            while not entry.done:
                self._lead()
        if entry.error is not None:
            raise entry.error
        assert entry.results is not None
        return entry.results

    def _lead(self) -> None:
        group: list[_Entry[T, R]] = []
        count = 0
        while self._queue and (not group or count + len(self._queue[0].items) <= self._limit):
            group.append(self._queue.popleft())
            count += len(group[-1].items)
        try:
            results = self._work([item for entry in group for item in entry.items])
        except BaseException as error:
            for entry in group:
                entry.error = error
            return
        start = 0
        for entry in group:
            entry.results = results[start : start + len(entry.items)]
            start += len(entry.items)
