"""What a scanner gave: a slip of ours, a number of a person, several that may be one, or nothing of use.

Scanners act as keyboards or serial ports and are set up in every way: CR, LF, CRLF or no end, letters before and after,
AIM identifiers. Old cards carry PDF417 with more fields than the number; their Urdu is written with the low byte of
each letter, and the low bytes of ten letters (U+0630 to U+0639) are digits, which can stand next to the number or look
like one. So only a text that is a number and nothing else is taken at once: of everything else an operator who holds
the card confirms which run of 13 digits is the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from drc_desktop.domain import identity

TICKET_PREFIX, RECEIPT_PREFIX, HOME_PREFIX = "DRC", "DRA", "DRH"
"""First letters of the codes of a token slip, of an acknowledgement and of a take-home list; no card begins so."""
SHORTEST_TICKET = 100
"""Letters; a signature alone is 96 in Base45."""
LONGEST = 4096
"""More than the largest PDF417 or QR code holds: the rest is no scan."""
MOST_CHOICES = 4
"""As many as the issuing desk has digit keys for."""

_AIM = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_RUN = re.compile(r"[0-9]{14,24}")


class ScanKind(StrEnum):
    """How far a scan speaks for itself."""

    TICKET = "ticket"
    NUMBER = "number"  # the whole scan is one number
    CHOICE = "choice"  # numbers inside something longer: to be confirmed
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Scan:
    """`raw` is the scan without its frame; `numbers` are 13 digits each, the likeliest first."""

    kind: ScanKind
    raw: str
    numbers: tuple[str, ...] = ()


def unframed(raw: str, prefix: str = "", suffix: str = "") -> str:
    """The scan without line ends, control letters at its ends, AIM identifier, and what the scanner was told to add."""
    text = raw[:LONGEST].strip("\r\n\t\0\x02\x03\x04\x1d\x1e ")
    text = text.removeprefix(prefix) if prefix else text
    text = text.removesuffix(suffix) if suffix else text
    return _AIM.sub("", text)


def read(raw: str, prefix: str = "", suffix: str = "") -> Scan:
    """Understand a scan; never raises."""
    text = unframed(raw, prefix, suffix)
    if text.startswith((TICKET_PREFIX, RECEIPT_PREFIX, HOME_PREFIX)) and len(text) >= SHORTEST_TICKET:
        return Scan(ScanKind.TICKET, text)
    try:
        return Scan(ScanKind.NUMBER, text, (identity.parse(text),))
    except identity.CnicError:
        found = (*identity.find(text), *_inside(identity.ascii_digits(text)))
    numbers = tuple(dict.fromkeys(found))[:MOST_CHOICES]
    return Scan(ScanKind.CHOICE if numbers else ScanKind.NOTHING, text, numbers)


def _inside(digits: str) -> list[str]:
    """Numbers at either end of a longer run, where letters that look like digits touch them."""
    ends = [end for run in _RUN.findall(digits) for end in (run[:13], run[-13:])]
    return [number for number in ends if number[0] in identity.REGIONS]
