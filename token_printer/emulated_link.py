"""One connection of the emulated printer: what it prints, answers and holds back under a fault."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable
from enum import StrEnum

from token_printer.bitmap import Bitmap
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
    DISCONNECT = "disconnect"  # resets the connection
    SILENT = "silent"  # prints, but never answers a question


#: Faults under which the printer still answers but prints no more.
_STOPPED = (Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.OFFLINE)
_HARMLESS = (Fault.NONE, Fault.SILENT, Fault.REFUSE)

#: Called with the dots of a slip, its bytes, the time of the last one, and whether it was cut.
Keep = Callable[[Bitmap, int, float, bool], None]


class Session:
    """Bytes of one connection. What is held back when the sender leaves is lost, as by switching off."""

    def __init__(self, peer: socket.socket, width: int, wrong: Callable[[], tuple[Fault, int]], keep: Keep) -> None:
        self._peer = peer
        self._wrong = wrong
        self._keep = keep
        self._lock = threading.RLock()
        self._ear = PaperRoll(width)  # hears real-time questions at once, also behind held-back bytes
        self._roll = PaperRoll(width)
        self._held = bytearray()
        self._taken = self._counted = 0
        self._last = time.monotonic()

    @property
    def _active(self) -> Fault:
        fault, after = self._wrong()
        return fault if fault in _HARMLESS or self._taken >= after else Fault.NONE

    @property
    def hangs(self) -> bool:
        """Whether no more bytes may be read for now."""
        return self._active is Fault.HANG

    def take(self, data: bytes) -> bool:
        """Bytes came in. False when the connection has to end."""
        with self._lock:
            self._last = time.monotonic()
            self._held += data
            self._print()
            if self._active is Fault.DISCONNECT:
                # linger 0: the sender sees a reset, as from a pulled plug
                self._peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self._peer.close()
                return False
            for event in self._ear.feed(data):
                if isinstance(event, Question) and event.kind == "status":
                    self._answer(event)
            return True

    def resume(self) -> None:
        """A fault has changed: print what may be printed now."""
        with self._lock, contextlib.suppress(OSError):
            self._print()

    def end(self) -> None:
        """The connection is over; a slip without its cut is kept as incomplete."""
        with self._lock:
            if self._roll.has_dots:
                self._keep(self._roll.tear(), self._taken - self._counted, self._last, False)

    def _print(self) -> None:
        """Print as many of the held bytes as the fault lets through."""
        fault, after = self._wrong()
        room = len(self._held) if fault in _HARMLESS else max(0, after - self._taken)
        piece = bytes(self._held[:room])
        del self._held[:room]
        self._taken += len(piece)
        for event in self._roll.feed(piece):
            if isinstance(event, Cut):
                self._keep(event.bitmap, self._taken - self._counted, self._last, True)
                self._counted = self._taken
            elif event.kind == "done" and fault is not Fault.SILENT:
                self._peer.sendall(b"\x00")

    def _answer(self, question: Question) -> None:
        fault = self._active
        if fault in (Fault.SILENT, Fault.HANG):
            return
        bits = {
            1: 0x08 if fault in _STOPPED else 0,
            2: {Fault.COVER_OPEN: 0x04, Fault.PAPER_OUT: 0x20}.get(fault, 0),
            4: 0x60 if fault is Fault.PAPER_OUT else 0,
        }.get(question.number, 0)
        self._peer.sendall(bytes((_ANSWER_FIXED | bits,)))
