"""A framed link over any stream of bytes that may lose, change or repeat them: null modem, radio, satellite terminal.

A frame is `D7 5A`, type, transfer (4), number (2), length (2), up to 1 KB, CRC-32 (4). A message begins with OPEN
(kind, size, SHA-256) and goes on from wherever the other side says it stands, so a broken transfer resumes; the hash
over the whole is checked at the end. Acknowledgements come once a window, and whenever something is missing.
"""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from sync.carriers.base import MAX_ANSWER
from sync.errors import Unreachable
from sync.wire import sha256

MAGIC = b"\xd7\x5a"
PAYLOAD = 1024
WINDOW = 8
OPEN, DATA, ACK = 1, 2, 3
BACK = 0x80
"""Set in the type of frames of an answer's transfer, so that both directions share one number."""
_HEAD = struct.Struct(">BIHH")
_START = struct.Struct(">BI32s")


class Stream(Protocol):
    """What a serial port offers (pyserial): `read` waits no longer than a short time-out of its own."""

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, fewer or none after the time-out."""
        ...

    def write(self, data: bytes) -> int | None:
        """Send all of `data`."""
        ...


@dataclass(frozen=True)
class Frame:
    """One frame; `number` counts from 0 in DATA and is the next one wanted in ACK."""

    type: int
    transfer: int
    number: int
    payload: bytes = field(default=b"", repr=False)

    def to_bytes(self) -> bytes:
        """As it goes over the line."""
        body = _HEAD.pack(self.type, self.transfer, self.number, len(self.payload)) + self.payload
        return MAGIC + body + struct.pack(">I", zlib.crc32(body))


class Reader:
    """Finds whole frames in what arrives; anything else is passed over."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are complete now."""
        self._held += data
        return self._found()

    def give_up(self) -> list[Frame]:
        """The line fell silent within a frame: look for others in what came of it."""
        del self._held[:2]
        return self._found()

    @property
    def unfinished(self) -> bool:
        """Part of a frame is held."""
        return len(self._held) >= len(MAGIC)

    def _found(self) -> list[Frame]:
        found: list[Frame] = []
        while True:
            start = self._held.find(MAGIC)
            if start < 0:
                del self._held[: max(0, len(self._held) - 1)]
                return found
            del self._held[:start]
            whole = 2 + _HEAD.size
            if len(self._held) < whole:
                return found
            kind, transfer, number, length = _HEAD.unpack_from(self._held, 2)
            end = whole + length + 4
            if length <= PAYLOAD and len(self._held) < end:
                return found
            body = bytes(self._held[2 : whole + length])
            crc = struct.pack(">I", zlib.crc32(body))
            if length > PAYLOAD or bytes(self._held[end - 4 : end]) != crc:
                del self._held[:2]  # no frame begins here
                continue
            found.append(Frame(kind, transfer, number, body[_HEAD.size :]))
            del self._held[:end]


@dataclass
class Incoming:
    """A message as far as it has arrived."""

    transfer: int
    kind: int
    size: int
    digest: bytes
    data: bytearray = field(default_factory=bytearray, repr=False)
    gap_told: int = -1

    @property
    def whole(self) -> bool:
        """Everything is here."""
        return len(self.data) == self.size

    def wanted(self) -> int:
        """The number of the next frame; of all frames where the message is whole."""
        return frames_of(self.size) if self.whole else len(self.data) // PAYLOAD

    def take(self, frame: Frame) -> bool:
        """Add a frame of data; whether an acknowledgement is due."""
        if frame.number != self.wanted():
            # once for a gap, and for the last of a window that is here already
            first_of_gap = frame.number > self.wanted() and self.gap_told != self.wanted()
            self.gap_told = self.wanted() if first_of_gap else self.gap_told
            return first_of_gap or (frame.number < self.wanted() and _ends_window(frame.number, self.size))
        room = self.size - len(self.data)
        if len(frame.payload) != min(PAYLOAD, room):
            return False
        self.data += frame.payload
        if self.whole and sha256(bytes(self.data)) != self.digest:
            self.data.clear()  # the frames were whole, the message is not: from the start
            return True
        return _ends_window(frame.number, self.size)


def _ends_window(number: int, size: int) -> bool:
    return (number + 1) % WINDOW == 0 or number + 1 == frames_of(size)


def frames_of(size: int) -> int:
    """How many frames of data a message of `size` bytes has."""
    return -(-size // PAYLOAD)


class Link:
    """Messages over a stream. `patience_s` is how long one side waits for the other before it asks again; after `tries`
    without progress it raises Unreachable."""

    def __init__(
        self, stream: Stream, patience_s: float = 3.0, tries: int = 6, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._patience_s = patience_s
        self._tries = tries
        self._clock = clock
        self._reader = Reader()
        self._ready: list[Frame] = []
        self._heard = clock()
        self._incoming: Incoming | None = None

    def send(self, transfer: int, kind: int, body: bytes, back: bool = False) -> None:
        """Deliver a message. Raises Unreachable."""
        flag, total = (BACK if back else 0), frames_of(len(body))
        opening = Frame(OPEN | flag, transfer, 0, _START.pack(kind, len(body), sha256(body)))
        at: int | None = None
        spent = 0
        while spent <= self._tries:
            if at is None:
                self._write(opening)
            else:
                for number in range(at, min(at // WINDOW * WINDOW + WINDOW, total)):
                    self._write(Frame(DATA | flag, transfer, number, body[number * PAYLOAD : (number + 1) * PAYLOAD]))
            told = self._told(transfer, flag)
            if told is not None and told >= total:
                return
            spent = 0 if told is not None and (at is None or told > at) else spent + 1
            at = told
        raise Unreachable(why="line")

    def receive(self, wait_s: float, transfer: int | None = None) -> Incoming | None:
        """The next whole message: a request, or the answer of `transfer`. None after `wait_s` without one."""
        flag = 0 if transfer is None else BACK
        ends = self._clock() + wait_s
        while (frame := self._next(ends)) is not None:
            if transfer is not None and frame.transfer != transfer:
                continue
            found = self._arrived(frame, flag)
            if found is not None:
                return found
            if self._incoming is not None:
                ends = max(ends, self._clock() + self._patience_s)
        return None

    def _arrived(self, frame: Frame, flag: int) -> Incoming | None:
        """Take in one frame of a message; the message, when this frame makes (or shows) it whole."""
        held = self._incoming
        if frame.type == OPEN | flag:
            fresh = _opened(frame)
            if fresh is None:
                return None
            if held is None or (held.transfer, held.digest) != (fresh.transfer, fresh.digest):
                held = self._incoming = fresh
            self._acknowledge(held, flag)
            return held if held.whole else None
        if frame.type != DATA | flag or held is None or held.transfer != frame.transfer:
            return None
        was_whole = held.whole
        if held.take(frame):
            self._acknowledge(held, flag)
        return held if held.whole and not was_whole else None

    def _acknowledge(self, held: Incoming, flag: int) -> None:
        self._write(Frame(ACK | flag, held.transfer, held.wanted()))

    def _told(self, transfer: int, flag: int) -> int | None:
        """What the other side wants next; None when it says nothing in time."""
        ends = self._clock() + self._patience_s
        while (frame := self._next(ends)) is not None:
            if frame.transfer == transfer and frame.type == ACK | flag:
                return frame.number
            if frame.type == OPEN | BACK and frame.transfer == transfer and not flag:
                self._ready.insert(0, frame)  # it answers already: so it has everything
                return 1 << 16
            if flag and frame.type == OPEN and self._incoming is not None:
                self._arrived(frame, 0)  # the request is asked about again: its acknowledgement was lost
        return None

    def _next(self, ends: float) -> Frame | None:
        while not self._ready:
            try:
                data = self._stream.read(4096)
            except OSError as error:
                raise Unreachable(why="line") from error
            now = self._clock()
            if data:
                self._heard = now
                self._ready += self._reader.feed(data)
            elif self._reader.unfinished and now - self._heard > self._patience_s / 3:
                self._ready += self._reader.give_up()
            if not self._ready and self._clock() >= ends:
                return None
        return self._ready.pop(0)

    def _write(self, frame: Frame) -> None:
        try:
            self._stream.write(frame.to_bytes())
        except OSError as error:
            raise Unreachable(why="line") from error


def _opened(frame: Frame) -> Incoming | None:
    if len(frame.payload) != _START.size:
        return None
    kind, size, digest = _START.unpack(frame.payload)
    return Incoming(frame.transfer, kind, size, digest) if size <= MAX_ANSWER else None
