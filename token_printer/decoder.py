"""What a receipt printer makes of the bytes it gets: used by the emulator. A stream in any pieces; no Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from token_printer.bitmap import Bitmap
from token_printer.decoder_text import Writer
from token_printer.escpos import DLE, EOT, ESC, GS


@dataclass(frozen=True)
class Question:
    """The sender asks: kind "status" with the number of DLE EOT, or "done" for GS r."""

    kind: str
    number: int


@dataclass(frozen=True)
class Cut:
    """One slip came out: its dots (feed included), and what the printer set as text or code by itself."""

    bitmap: Bitmap
    text: str = ""


Event = Question | Cut

#: Commands with a fixed number of argument bytes that leave no dots: (prefix) -> arguments.
_SKIPPED = {
    bytes((ESC, 0x32)): 0,
    bytes((ESC, 0x33)): 1,
    bytes((ESC, 0x21)): 1,
    bytes((GS, 0x4C)): 2,
    bytes((GS, 0x57)): 2,
}
#: Feeds: (prefix) -> dots of one unit of their argument (ESC J dots, ESC d lines).
_FEEDS = {bytes((ESC, 0x4A)): 1, bytes((ESC, 0x64)): 30}
_MAX_PAPER_ROWS = 20_000


@dataclass
class PaperRoll:
    """Reads commands and lays dots on paper of `width`. Bytes it does not know are counted in `unknown`."""

    width: int = 576
    unknown: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _rows: bytearray = field(default_factory=bytearray)
    _writer: Writer = field(default_factory=Writer)

    def feed(self, data: bytes) -> Iterator[Event]:
        """Take bytes and give what follows from them, in order."""
        self._buffer += data
        while self._buffer:
            used, event = self._step(bytes(self._buffer[:8]))
            if not used:
                return
            del self._buffer[:used]
            if event is not None:
                yield event

    @property
    def has_dots(self) -> bool:
        """Whether a slip has begun that was not cut yet."""
        return any(self._rows)

    def tear(self) -> Cut:
        """Take what is on the paper so far, cut or not."""
        rows = len(self._rows) // (self.width // 8)
        cut = Cut(Bitmap(self.width, rows, bytes(self._rows)), self._writer.take_text())
        self._rows.clear()
        return cut

    def _step(self, head: bytes) -> tuple[int, Event | None]:
        """Bytes used by the first command (0: more are needed) and its event."""
        if head[0] not in (ESC, GS, DLE):
            self._letter(head[0])
            return 1, None
        if len(head) < 3:
            return self._short(head)
        code = head[:2]
        if code == bytes((DLE, EOT)):
            return 3, Question("status", head[2])
        if code == bytes((GS, 0x72)):
            return 3, Question("done", head[2])
        if code == bytes((ESC, 0x40)):
            self._writer.reset()
            return 2, None
        if code in (bytes((ESC, 0x61)), bytes((ESC, 0x45)), bytes((GS, 0x21))):
            self._writer.style(code, head[2])
            return 3, None
        if code in _FEEDS:
            self._blank(head[2] * _FEEDS[code])
            return 3, None
        if code in _SKIPPED:
            used = 2 + _SKIPPED[code]
            return (used, None) if len(head) >= used else (0, None)
        return self._long(code, head)

    def _letter(self, code: int) -> None:
        if code == 0x0A:
            self._rows += self._writer.end_line(self.width)
            self._limit()
        elif 0x20 <= code < 0x7F:
            self._writer.letter(code)
        elif code:  # NUL means nothing
            self.unknown += 1

    def _short(self, head: bytes) -> tuple[int, Event | None]:
        """Two-byte commands may stand at the very end of the stream."""
        if head == bytes((ESC, 0x40)) or head == bytes((ESC, 0x32)):
            self._writer.reset()
            return 2, None
        return 0, None

    def _long(self, code: bytes, head: bytes) -> tuple[int, Event | None]:
        """Commands whose length stands in their arguments."""
        if code == bytes((GS, 0x76)):
            return self._raster(head)
        if code == bytes((GS, 0x28)):
            if len(head) < 5:
                return 0, None
            used = 5 + int.from_bytes(head[3:5], "little")
            if len(self._buffer) < used:
                return 0, None
            if head[2] == 0x6B:
                self._rows += self._writer.code(bytes(self._buffer[5:used]), self.width)
                self._limit()
            return used, None
        if code == bytes((GS, 0x56)):
            used = 4 if head[2] in (65, 66) else 3
            if len(head) < used:
                return 0, None
            return used, self.tear()
        self.unknown += 1
        return 1, None

    def _raster(self, head: bytes) -> tuple[int, Event | None]:
        if len(head) < 8:
            return 0, None
        row_bytes, rows = int.from_bytes(head[4:6], "little"), int.from_bytes(head[6:8], "little")
        used = 8 + row_bytes * rows
        if len(self._buffer) < used:
            return 0, None
        paper = self.width // 8
        for row in range(rows):
            dots = self._buffer[8 + row * row_bytes : 8 + (row + 1) * row_bytes]
            self._rows += dots[:paper].ljust(paper, b"\0")  # what is wider than the paper is lost
        self._limit()
        return used, None

    def _blank(self, dots: int) -> None:
        self._rows += bytes(self.width // 8 * dots)
        self._limit()

    def _limit(self) -> None:
        """A sender that never cuts must not fill the memory: the oldest rows go."""
        over = len(self._rows) - _MAX_PAPER_ROWS * (self.width // 8)
        if over > 0:
            del self._rows[:over]
