"""Work off the GUI thread: a small pool for calls, and one thread that follows the desk's changes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from drc_desktop.desk.contract import Actor, Changes, Desk, DeskError, Fault
from drc_desktop.kit.ports import Failed

T = TypeVar("T")
log = logging.getLogger(__name__)

_ENDS = frozenset({Fault.SIGNED_OUT, Fault.UNPAIRED, Fault.NOT_ALLOWED})
FOLLOW_WAIT_S = 20.0
RETRY_S = 1.0


class Courier(QObject):
    """Carries closures to the thread it lives in."""

    sent = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.sent.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _deliver(self, call: Callable[[], None]) -> None:
        call()


class WorkerTasks:
    """`Tasks` on threads. Create it on the GUI thread; work of one instance runs in the order it was given.

    One worker on purpose: two desk calls of one window never overtake each other. Give a slow thing (sync, printing a
    report) an instance of its own.
    """

    def __init__(self, name: str = "tasks", workers: int = 1) -> None:
        self._courier = Courier()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._closed = False

    def run(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        """Run `work` on the worker; `done` or `failed` follow on the GUI thread. Nothing runs after `close`."""
        if self._closed:
            return
        self._pool.submit(self._work, work, done, failed)

    def _work(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        try:
            result = work()
        except Exception as error:
            problem = error
            self._send(lambda: failed(problem))
        else:
            self._send(lambda: done(result))

    def _send(self, call: Callable[[], None]) -> None:
        if not self._closed:
            self._courier.sent.emit(lambda: None if self._closed else call())

    def close(self) -> None:
        """Take no more work, forget what has not begun, wait for what runs."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)


FROM_NOW = -1
_NO_CALL = 2**31 - 1
"""Above every call id: the hall's board is asked for its event number alone."""


class DeskFollower(QObject):
    """A thread in a long poll of `desk.changes`; its signals arrive on the GUI thread.

    From event `after` on, or from now on with `FROM_NOW`: then the first `changed` is empty and says that from here
    nothing is missed. `changed` brings new events, `heard` every answer (so a window knows its age), `stale` that the
    desk cannot be reached, `back` that it can again. `ended` carries a `DeskError` after which following makes no sense
    (signed out, unpaired).
    """

    changed = Signal(object)
    heard = Signal(object)
    stale = Signal(object)
    back = Signal()
    ended = Signal(object)

    def __init__(self, desk: Desk, actor: Actor, after: int, wait: float = FOLLOW_WAIT_S) -> None:
        super().__init__()
        self._desk, self._actor, self._after, self._wait = desk, actor, after, wait
        self._stop = threading.Event()
        self._courier = Courier()
        self._thread = threading.Thread(target=self._follow, name="desk-follower", daemon=True)

    def start(self) -> DeskFollower:
        """Begin to follow."""
        self._thread.start()
        return self

    def stop(self, patience: float = 0.0) -> None:
        """End after the poll that is under way; waits up to `patience` seconds for it."""
        self._stop.set()
        if patience:
            self._thread.join(patience)

    def _follow(self) -> None:
        lost = False
        while not self._stop.is_set():
            try:
                # after a loss it is asked for an answer at once: the window waits for nothing but `back`
                answer = self._ask(0.0 if lost else self._wait)
            except Exception as error:
                if isinstance(error, DeskError) and error.code in _ENDS:
                    self._emit(self.ended, error)
                    return
                if not lost:
                    lost = True
                    self._note(error)
                    self._emit(self.stale, error)
                self._stop.wait(RETRY_S)
                continue
            if lost:
                lost = False
                self._emit(self.back)
            self._took(answer)

    def _ask(self, wait: float) -> Changes:
        if self._after != FROM_NOW:
            return self._desk.changes(self._actor, self._after, wait)
        hall = self._desk.hall(self._actor, _NO_CALL)
        return Changes(hall.seq, hall.at, [])

    def _note(self, error: Exception) -> None:
        """A bug of the desk or here is logged once; following goes on, for it may be gone with the next event."""
        if not isinstance(error, DeskError) and not self._stop.is_set():
            log.error("following the desk failed", exc_info=error)

    def _took(self, answer: Changes) -> None:
        begun, self._after = self._after != FROM_NOW, max(self._after, answer.seq)
        self._emit(self.heard, answer)
        if answer.items or not begun:
            self._emit(self.changed, answer)

    def _emit(self, signal: Any, *args: object) -> None:
        """Signals of a follower whose window is gone are of no interest to anyone."""
        if self._stop.is_set():
            return
        try:
            self._courier.sent.emit(lambda: None if self._stop.is_set() else signal.emit(*args))
        except RuntimeError:
            self._stop.set()
