"""A slip in the printer's own letters, for a line too slow for pictures: Latin letters, digits, the printer's own QR.

At 9,600 baud a slip as dots takes about 100 s, this one less than 3. Cheap printers know no Urdu, so it is in English.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from token_printer import escpos
from token_printer.escpos import ESC, GS, Profile
from token_printer.slip import (
    AcknowledgementSlip,
    Letterhead,
    Paper,
    ReferralSlip,
    Slip,
    Step,
    TakeHomeSlip,
    TokenSlip,
)

LETTER = 12
"""Dots of one letter of Font A."""
_PLAIN = {"–": "-", "—": "-", "•": "*", "’": "'", "·": "-"}


@dataclass(frozen=True)
class TextPage:
    """Bytes of a slip that the printer sets by itself."""

    data: bytes


class _Lines:
    """Builds the bytes from the top down."""

    def __init__(self, profile: Profile) -> None:
        self.columns = profile.width // LETTER
        self.parts = [escpos.start(profile)]

    def style(self, align: int, size: int = 1, *, bold: bool = False) -> None:
        """0 left, 1 middle; letters `size` times as large."""
        self.parts.append(bytes((ESC, 0x61, align, GS, 0x21, (size - 1) * 0x11, ESC, 0x45, int(bold))))

    def say(self, text: str, size: int = 1) -> None:
        """One text, broken between words."""
        plain = "".join(_PLAIN.get(letter, letter) for letter in text)
        ascii_only = plain.encode("ascii", "replace").decode()
        for line in textwrap.wrap(ascii_only, max(1, self.columns // size)) or [""]:
            self.parts.append(line.encode("ascii") + b"\n")

    def rule(self) -> None:
        """A line across."""
        self.style(0)
        self.parts.append(b"-" * self.columns + b"\n")

    def qr(self, text: str) -> None:
        """GS ( k of the printer: model 2, module, correction L, the text, print (functions 165, 167, 169, 180, 181)."""
        if not text:
            return
        self.style(1)
        module = 5 if self.columns * LETTER >= 480 else 4
        body = text.encode("ascii", "replace")
        for function in (b"1A2\0", b"1C" + bytes((module,)), b"1E0", b"1P0" + body, b"1Q0"):
            self.parts.append(bytes((GS, 0x28, 0x6B)) + len(function).to_bytes(2, "little") + function)
        self.parts.append(b"\n")


def text_page(slip: Slip, profile: Profile) -> TextPage:
    """The slip as text for paper of the profile's width."""
    lines = _Lines(profile)
    _head(lines, slip.head)
    if slip.copy:
        _title(lines, f"{slip.copy_caption.en} {slip.copy}")
    match slip:
        case TokenSlip():
            _token(lines, slip)
        case ReferralSlip():
            _title(lines, slip.title.en)
            lines.say(slip.reason.en)
            _steps(lines, slip.where_caption.en, slip.steps)
            lines.say(f"{slip.at:%d-%m-%Y %H:%M}")
        case AcknowledgementSlip():
            _acknowledgement(lines, slip)
        case TakeHomeSlip():
            _take_home(lines, slip)
    lines.style(1, bold=True)
    lines.say(slip.head.no_fee.en)
    lines.say(f"{slip.head.helpline.en} {slip.head.helpline_number}")
    return TextPage(b"".join([*lines.parts, escpos.end(profile)]))


def _head(lines: _Lines, head: Letterhead) -> None:
    lines.style(1, bold=True)
    lines.say(head.site.en)
    lines.rule()


def _title(lines: _Lines, text: str) -> None:
    lines.style(1, 2, bold=True)
    lines.say(text.upper(), 2)
    lines.style(0)


def _steps(lines: _Lines, caption: str, steps: tuple[Step, ...]) -> None:
    lines.rule()
    lines.say(caption)
    for step in steps:
        lines.say(f"* {step.text.en}")


def _papers(lines: _Lines, caption: str, papers: tuple[Paper, ...]) -> None:
    lines.rule()
    lines.say(caption)
    for paper in papers:
        lines.say(f"[ ] {paper.text.en}")


def _token(lines: _Lines, slip: TokenSlip) -> None:
    lines.style(1)
    lines.say(slip.token_caption.en)
    size = 8 if lines.columns >= 8 * len(slip.token) else max(1, lines.columns // len(slip.token))
    lines.style(1, min(8, size), bold=True)
    lines.say(slip.token, min(8, size))
    lines.style(1, 2, bold=True)
    lines.say(slip.service.name.en, 2)
    lines.style(1)
    lines.say(f"{slip.ahead} {slip.ahead_caption.en}")
    if slip.wait is not None:
        lines.say(f"{slip.wait_caption.en}: {slip.wait[0]}-{slip.wait[1]}")
    _papers(lines, slip.ready.en, slip.papers)
    lines.qr(slip.qr)
    lines.say(f"{slip.at:%d-%m-%Y %H:%M}")
    lines.say(slip.keep.en)


def _acknowledgement(lines: _Lines, slip: AcknowledgementSlip) -> None:
    _title(lines, slip.title.en)
    lines.say(slip.reference_caption.en)
    lines.style(1, 2, bold=True)
    lines.say(slip.reference, 2)
    lines.style(0)
    lines.say(f"{slip.at:%d-%m-%Y %H:%M}   {slip.counter_caption.en} {slip.counter}")
    lines.say(f"{slip.members_caption.en}: {slip.members}")
    if slip.operator:
        lines.say(f"{slip.operator_caption.en}: {slip.operator}")
    _steps(lines, slip.next_caption.en, slip.steps)
    lines.qr(slip.qr)
    lines.say(slip.keep.en)


def _take_home(lines: _Lines, slip: TakeHomeSlip) -> None:
    _title(lines, slip.title.en)
    _papers(lines, slip.service.name.en, slip.papers)
    lines.rule()
    lines.say(slip.until_caption.en)
    lines.style(1, 2, bold=True)
    lines.say(f"{slip.until:%d-%m-%Y}", 2)
    lines.style(1)
    lines.say(f"{slip.days.en} {slip.hours}")
    lines.qr(slip.qr)
    lines.say(slip.show.en)
