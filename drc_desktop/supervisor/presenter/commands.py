"""Sends commands to the desk: one key for each intention, kept for a resend; one fault shown at a time.

A command that needs a second person is kept as `asked` until somebody has confirmed it; it then goes again, same key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from drc_desktop.desk.contract import DeskError, Fault
from drc_desktop.kit.faults import fault_words
from drc_desktop.kit.ports import Observable, Tasks, Texts

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """What a second person has to confirm: the contract's command, what it is about, how people call that."""

    key: str
    command: str
    subject: str
    name: str
    again: Callable[[], None]


class Commands(Observable):
    """`fault` is the sentence to show, `again` what its button does (None: nothing to try). Where the window cannot ask
    for a second person (`asks` False), that fault is said like any other."""

    def __init__(
        self,
        tasks: Tasks,
        words: Texts,
        new_key: Callable[[], str],
        accepted: Callable[[], None] = lambda: None,
        asks: bool = False,
    ) -> None:
        super().__init__()
        self._asks = asks
        self.asked: Asked | None = None
        self._accepted = accepted
        self._tasks, self._words, self._new_key = tasks, words, new_key
        self._error: Exception | None = None
        self.again: Callable[[], None] | None = None

    @property
    def fault(self) -> str:
        """The sentence for the last fault in the language of now, empty for none."""
        return fault_words(self._error, self._words) if self._error is not None else ""

    def send(
        self,
        command: Callable[[str], T],
        done: Callable[[T], None],
        refused: Callable[[Exception], bool] | None = None,
    ) -> None:
        """Run `command(key)`; `refused` may take a fault on itself by returning True. A resend uses the same key."""
        self._attempt(command, self._new_key(), done, refused)

    def _attempt(
        self,
        command: Callable[[str], T],
        key: str,
        done: Callable[[T], None],
        refused: Callable[[Exception], bool] | None,
    ) -> None:
        def failed(error: Exception) -> None:
            if refused is not None and refused(error):
                return
            if self._asks and isinstance(error, DeskError) and error.code is Fault.SECOND_PERSON:
                what, subject, name = (str(error.params[one]) for one in ("what", "subject", "name"))
                self.asked = Asked(key, what, subject, name, lambda: self._attempt(command, key, done, refused))
                self.changed()
                return
            lost = isinstance(error, DeskError) and error.code in (Fault.SITE_UNREACHABLE, Fault.STORAGE_FULL)
            self.show(error, (lambda: self._attempt(command, key, done, refused)) if lost else None)

        def arrived(result: T) -> None:
            self._accepted()
            self.clear()
            done(result)

        self._tasks.run(lambda: command(key), arrived, failed)

    def answered(self, confirmed: bool) -> None:
        """A second person has confirmed what was asked, and it goes again; or nobody did, and nothing happens."""
        asked, self.asked = self.asked, None
        if asked is not None and confirmed:
            asked.again()

    def show(self, error: Exception, again: Callable[[], None] | None = None) -> None:
        """Show a fault that came another way."""
        self._error, self.again = error, again
        self.changed()

    def healed(self, error: Exception) -> None:
        """What was wrong then is right now; another fault that came meanwhile stays."""
        if self._error is error:
            self.clear()

    def clear(self) -> None:
        """Nothing is wrong (any more)."""
        if self._error is not None:
            self._error, self.again = None, None
            self.changed()
