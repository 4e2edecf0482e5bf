"""One connection of the emulated printer: what it prints, answers and holds back under a fault."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from token_printer.decoder import Cut, PaperRoll, Question

#: Bits that are always set in an answer to DLE EOT.
_ANSWER_FIXED = 0x12


class Fault(StrEnum):
    """What may be wrong with the emulated printer."""

    NONE = "none"
    PAPER_OUT = "paper_out"  # holds the bytes and says why; prints them when mended
    COVER_OPEN = "cover_open"  # the same
    OFFLINE = "offline"  # the same
    REFUSE = "refuse"  # nothing listens
    HANG = "hang"  # takes and answers nothing
    DISCONNECT = "disconnect"  # the cable is pulled, the printer keeps its power
    POWER_CYCLE = "power_cycle"  # switched off and on: what it had not printed is lost
    SILENT = "silent"  # prints, but never answers a question
    SLOW = "slow"  # takes its time over every piece
    BABBLE = "babble"  # prints, but answers what means nothing


#: Faults under which the printer still answers but prints no more.
_STOPPED = (Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.OFFLINE)
_HARMLESS = (Fault.NONE, Fault.SILENT, Fault.REFUSE, Fault.SLOW, Fault.BABBLE)
BREAKS = (Fault.DISCONNECT, Fault.POWER_CYCLE)
"""Faults that end the connection."""

#: Called with what came out, its bytes, the time of the last one, and whether it was cut.
Keep = Callable[[Cut, int, float, bool], None]


@dataclass(frozen=True)
class Wrong:
    """A fault that sets in once `after` bytes were printed since it was put in; `number` tells one from the next."""

    fault: Fault = Fault.NONE
    after: int = 0
    number: int = 0


class Session:
    """Bytes of one connection. What is held back when the sender leaves is lost, as by switching off.

    `answer` sends bytes back, `hang_up` breaks the connection.
    """

    def __init__(
        self,
        answer: Callable[[bytes], object],
        hang_up: Callable[[], object],
        width: int,
        wrong: Callable[[], Wrong],
        keep: Keep,
    ) -> None:
        self._send, self._hang_up = answer, hang_up
        self._wrong = wrong
        self._keep = keep
        self._lock = threading.RLock()
        self._ear = PaperRoll(width)  # hears real-time questions at once, also behind held-back bytes
        self._roll = PaperRoll(width)
        self._held = bytearray()
        self._taken = self._counted = self._since = 0
        self._last = time.monotonic()
        self._number = -1
        self.broken_by = Fault.NONE

    def _look(self) -> Wrong:
        """The fault of now; from a new one on its bytes are counted."""
        wrong = self._wrong()
        if wrong.number != self._number:
            self._number, self._since = wrong.number, self._taken
        return wrong

    def _active(self, wrong: Wrong) -> Fault:
        set_in = wrong.fault in _HARMLESS or self._taken - self._since >= wrong.after
        return wrong.fault if set_in else Fault.NONE

    @property
    def hangs(self) -> bool:
        """Whether no more bytes may be read for now."""
        with self._lock:
            return self._active(self._look()) is Fault.HANG

    @property
    def slow(self) -> bool:
        """Whether it takes its time."""
        with self._lock:
            return self._active(self._look()) is Fault.SLOW

    def take(self, data: bytes) -> bool:
        """Bytes came in. False when the connection has to end."""
        with self._lock:
            self._last = time.monotonic()
            wrong = self._look()
            self._held += data
            self._print(wrong)
            if self._active(wrong) in BREAKS:
                self.broken_by = wrong.fault
                self._held.clear()  # they never arrived
                self._hang_up()
                return False
            for event in self._ear.feed(data):
                if isinstance(event, Question) and event.kind == "status":
                    self._answer(event, self._active(wrong))
            return True

    def resume(self) -> None:
        """A fault has changed: print what may be printed now."""
        with self._lock, contextlib.suppress(OSError):
            self._print(self._look())

    def rewire(self, answer: Callable[[bytes], object], hang_up: Callable[[], object]) -> None:
        """Another cable to the same printer: an unfinished slip goes on."""
        with self._lock:
            self._send, self._hang_up = answer, hang_up
            self.broken_by = Fault.NONE

    def end(self) -> None:
        """The connection is over; a slip without its cut is kept as incomplete."""
        with self._lock:
            if self._roll.has_dots:
                self._keep(self._roll.tear(), self._taken - self._counted, self._last, False)

    def _print(self, wrong: Wrong) -> None:
        """Print as many of the held bytes as the fault lets through."""
        fault, after = wrong.fault, wrong.after
        room = len(self._held) if fault in _HARMLESS else max(0, after - (self._taken - self._since))
        piece = bytes(self._held[:room])
        del self._held[:room]
        self._taken += len(piece)
        for event in self._roll.feed(piece):
            if isinstance(event, Cut):
                self._keep(event, self._taken - self._counted, self._last, True)
                self._counted = self._taken
            elif event.kind == "done" and fault is not Fault.SILENT:
                self._send(b"\xa5" if fault is Fault.BABBLE else b"\x00")

    def _answer(self, question: Question, fault: Fault) -> None:
        if fault in (Fault.SILENT, Fault.HANG):
            return
        if fault is Fault.BABBLE:
            self._send(b"\xa5")
            return
        bits = {
            1: 0x08 if fault in _STOPPED else 0,
            2: {Fault.COVER_OPEN: 0x04, Fault.PAPER_OUT: 0x20}.get(fault, 0),
            4: 0x60 if fault is Fault.PAPER_OUT else 0,
        }.get(question.number, 0)
        self._send(bytes((_ANSWER_FIXED | bits,)))
