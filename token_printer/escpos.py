"""Dots -> bytes of a receipt printer (ESC/POS), and the meaning of its status bytes.

Source of the commands: the command reference of the printers' makers (ESC @, ESC 2, GS L, GS W, GS v 0, ESC d,
GS V, GS ( K, DLE EOT, GS r). A slip is sent as pictures only: cheap printers know no Urdu.
"""

from __future__ import annotations

from dataclasses import dataclass

from token_printer.bitmap import Bitmap
from token_printer.errors import PrinterError, Trouble

ESC, GS, DLE, EOT = 0x1B, 0x1D, 0x10, 0x04

RESET = bytes((ESC, 0x40))
#: Real-time questions: answered at once, even while data waits.
ASK_PRINTER = bytes((DLE, EOT, 1))
ASK_OFFLINE_CAUSE = bytes((DLE, EOT, 2))
ASK_PAPER = bytes((DLE, EOT, 4))
#: Answered in its turn, after all dots before it are on paper.
ASK_WHEN_DONE = bytes((GS, 0x72, 1))


@dataclass(frozen=True)
class Profile:
    """What a printer needs. `width` in dots; `band_rows` keeps a band inside small buffers.

    `density` is None for the printer's own setting, else -8 (light) to 8 (dark); `tail_dots` is the feed that
    brings the last row past the cutter; `text` prints letters and a code of the printer's own instead of dots,
    for lines too slow for pictures; `answers` is whether the printer is asked for its state at all.
    """

    width: int = 576
    band_rows: int = 64
    density: int | None = None
    tail_dots: int = 96
    cut: bool = True
    text: bool = False
    answers: bool = True

    def __post_init__(self) -> None:
        if self.width % 8 or not 8 <= self.width <= 4096:
            raise ValueError(f"printer width {self.width} is not a multiple of 8 dots up to 4096")
        if not 1 <= self.band_rows <= 2304:
            raise ValueError(f"a band of {self.band_rows} rows does not fit GS v 0")
        if self.density is not None and not -8 <= self.density <= 8:
            raise ValueError(f"density {self.density} is not within -8 to 8")


def _le16(number: int) -> bytes:
    return number.to_bytes(2, "little")


def start(profile: Profile) -> bytes:
    """Reset, margins, width and density."""
    parts = [RESET, bytes((GS, 0x4C)) + _le16(0), bytes((GS, 0x57)) + _le16(profile.width)]
    if profile.density is not None:
        parts.append(bytes((GS, 0x28, 0x4B, 2, 0, 0x31, profile.density & 0xFF)))
    return b"".join(parts)


def _feed(dots: int) -> bytes:
    """Feed by ESC J, at most 255 dots a command."""
    whole, rest = divmod(dots, 255)
    return bytes((ESC, 0x4A, 255)) * whole + (bytes((ESC, 0x4A, rest)) if rest else b"")


def end(profile: Profile) -> bytes:
    """Feed the slip out and cut it."""
    return _feed(profile.tail_dots) + (bytes((GS, 0x56, 66, 0)) if profile.cut else b"")


def resume(profile: Profile, torn: bool) -> bytes:
    """For a printer that may still wait for the rest of a band that never came.

    As many zeros as a band can want: inside one they are white dots, elsewhere ESC/POS printers take no notice of
    them. Without this it would take the next slip for dots. What is `torn` is cut off from the slip that follows.
    """
    return bytes(profile.band_rows * profile.width // 8 + 8) + RESET + (end(profile) if torn else b"")


def encode(bitmap: Bitmap, profile: Profile) -> bytes:
    """Bytes that print one slip, feed it out and cut it. Raises PrinterError(wrong_width)."""
    if bitmap.width != profile.width:
        raise PrinterError(Trouble.WRONG_WIDTH, f"{profile.width} dots", detail=f"the slip is {bitmap.width} dots wide")
    parts = [start(profile)]
    for top in range(0, bitmap.height, profile.band_rows):
        bottom = min(top + profile.band_rows, bitmap.height)
        parts.append(bytes((GS, 0x76, 0x30, 0)) + _le16(bitmap.row_bytes) + _le16(bottom - top))
        parts.append(bitmap.rows(top, bottom))
    parts.append(end(profile))
    return b"".join(parts)


@dataclass(frozen=True)
class Status:
    """What the printer says of itself."""

    offline: bool = False
    cover_open: bool = False
    paper_out: bool = False
    paper_low: bool = False

    @property
    def trouble(self) -> Trouble | None:
        """The one thing to tell, the most useful first, or None."""
        if self.paper_out:
            return Trouble.PAPER_OUT
        if self.cover_open:
            return Trouble.COVER_OPEN
        return Trouble.OFFLINE if self.offline else None


def is_status(answer: int) -> bool:
    """Whether a byte can be an answer to DLE EOT at all: bits 0 and 7 are 0, bits 1 and 4 are 1."""
    return answer & 0x93 == 0x12


def status_of(printer: int, cause: int, paper: int) -> Status:
    """Read the answers to DLE EOT 1, 2 and 4."""
    return Status(
        offline=bool(printer & 0x08),
        cover_open=bool(cause & 0x04),
        paper_out=bool(paper & 0x60) or bool(cause & 0x20),
        paper_low=bool(paper & 0x0C),
    )


def is_done(answer: int) -> bool:
    """Whether a byte can be an answer to ASK_WHEN_DONE (GS r 1): bits 4 and 7 are 0."""
    return answer & 0x90 == 0


def paper_is_out(answer: int) -> bool:
    """Read the answer to ASK_WHEN_DONE."""
    return bool(answer & 0x0C)
