"""Carrying surveys by stick from the window: how far it is, an end to it, and when the stick may be taken out."""

from __future__ import annotations

import threading
from pathlib import Path

from drc_desktop.kit.ports import Observable
from drc_desktop.supervisor.ports import Carried, Ports, StickFar


class StickPresenter(Observable):
    """One visit of a stick at a time. `far` is None while none is under way; `said` are lines about the last one."""

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self._ports = ports
        self._stop = threading.Event()
        self.far: StickFar | None = None
        self.said: list[str] = []
        self.safe = True
        """Whether a stick may be taken out."""

    @property
    def offered(self) -> bool:
        """Whether this window can carry at all."""
        return self._ports.carry is not None

    @property
    def share(self) -> int:
        """Percent of the messages that were dealt with; the pages that follow have no known number."""
        far = self.far
        return 0 if far is None or not far.waited else min(100, round(100 * far.answered / far.waited))

    def words(self) -> str:
        """How far it is."""
        far = self.far
        if far is None:
            return ""
        return self._ports.words.text("site-stick-far", answered=far.answered, waited=far.waited, pages=far.pages)

    def begin(self, folder: Path) -> None:
        """Carry over the stick at `folder`; nothing while one is under way."""
        carry = self._ports.carry
        if carry is None or self.far is not None:
            return
        self._stop.clear()
        self.far, self.said, self.safe = StickFar(), [], False
        self.changed()
        self._ports.tasks.run(lambda: carry(folder, self._heard, self._stop.is_set), self._done, self._failed)

    def cancel(self) -> None:
        """End it after the request under way: nothing is lost, and the stick is safe soon after."""
        self._stop.set()

    def _heard(self, far: StickFar) -> None:
        if self.far is not None:
            self.far = far
            self.changed()

    def _done(self, done: Carried) -> None:
        text = self._ports.words.text
        lines = []
        if done.fault:
            word = f"sync-fault-{done.fault}"
            word = word if self._ports.words.has(word) else "sync-fault-other"
            lines += [text(word, code=done.fault), text(f"{word}-do")]
        lines.append(text("sync-stick-written", n=done.written, answered=done.answered, pages=done.pages))
        self._end([*lines, text("sync-stick-safe")])

    def _failed(self, error: Exception) -> None:
        """The PC's own store did not take part: its code, and that the stick may go."""
        text = self._ports.words.text
        lines = [text("sync-fault-other", code=getattr(error, "code", type(error).__name__)), text("sync-stick-safe")]
        self._end(lines)

    def _end(self, lines: list[str]) -> None:
        self.far, self.said, self.safe = None, lines, True
        self.changed()
