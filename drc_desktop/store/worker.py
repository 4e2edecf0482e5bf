"""One thread for everything a window asks of the local store, so that a slow disk never holds a key back.

One worker on purpose: an answer can never overtake the one before it, nor a page-turn snapshot its answers. Closing
drains: what was handed over is written before the thread ends.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
Failed = Callable[[Exception], None]
Post = Callable[[Callable[[], None]], None]
_Job = tuple[Callable[[], Any], Callable[[Any], None], Failed]


def _at_once(call: Callable[[], None]) -> None:
    call()


class LocalStoreWorker:
    """Runs work in the order it was given. `post` carries the outcome to the window's thread (default: at once, in the
    worker's own). The same shape as `kit.ports.Tasks`, without Qt."""

    def __init__(self, post: Post = _at_once, name: str = "local-store") -> None:
        self._post = post
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def run(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        """Queue `work`; `done(result)` or `failed(error)` follows. Raises RuntimeError after `close`."""
        if self._closed.is_set():
            raise RuntimeError("the local store's worker is closed")
        self._jobs.put((work, done, failed))

    submit = run

    def close(self) -> None:
        """Take no more work, finish what was handed over, end the thread."""
        if not self._closed.is_set():
            self._closed.set()
            self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, done, failed = job
            try:
                result = work()
            except Exception as error:
                self._tell(failed, error)
            else:
                self._tell(done, result)

    def _tell(self, listener: Callable[[Any], None], outcome: Any) -> None:
        self._post(lambda: listener(outcome))
