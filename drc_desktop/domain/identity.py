"""Numbers that name a person: the CNIC (or B-form number), how it is read, masked and turned into a keyed hash.

A number is 13 digits, written 5-7-1; its first digit is the region of issue, its last digit is odd for men and even
for women. There is no check digit, so a wrong digit can only be caught by scanning or entering twice (source: NADRA
number format as recorded in the project's field notes). A number never leaves the PC in plain: other rooms see the
mask or the binding.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from enum import StrEnum
from typing import Any

CNIC_DIGITS = 13
DAY_KEY_BYTES = 32

REGIONS: dict[str, str] = {
    "1": "kp",
    "2": "fata",
    "3": "punjab",
    "4": "sindh",
    "5": "balochistan",
    "6": "ict",
    "7": "gb",
    "8": "ajk",
}
"""First digit of a number -> region code; fata is ex-FATA, now part of KP, still found on cards."""

_DIGITS = {ord(zero) + value: str(value) for zero in "۰٠" for value in range(10)}
_BIDI = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−ـ", "-"))
_RUN = re.compile(r"(?<!\d)(?<!\d-)(?:\d{13}|\d{5}-\d{7}-\d)(?!-?\d)")


class CnicFault(StrEnum):
    """Why a text is not a number. The words are the window's."""

    EMPTY = "cnic-empty"
    CHARACTERS = "cnic-characters"
    LENGTH = "cnic-length"  # [digits, wanted]
    REGION = "cnic-region"  # [first]


class CnicError(ValueError):
    """A known input fault: `code` names it, `params` fill its words. Never carries the number itself."""

    def __init__(self, code: CnicFault, **params: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = params


def ascii_digits(text: str) -> str:
    """`text` with Urdu (U+06F0..) and Arabic-Indic (U+0660..) digits as ASCII, without invisible direction marks."""
    return _BIDI.sub("", text).translate(_DIGITS).translate(_DASHES)


def parse(text: str) -> str:
    """Read a typed number and return its 13 ASCII digits; dashes and blanks may stand anywhere between digits.

    Raises:
        CnicError: with the code of the fault.
    """
    plain = re.sub(r"[\s\-]+", "", ascii_digits(text))
    if not plain:
        raise CnicError(CnicFault.EMPTY)
    if not (plain.isascii() and plain.isdigit()):
        raise CnicError(CnicFault.CHARACTERS)
    if len(plain) != CNIC_DIGITS:
        raise CnicError(CnicFault.LENGTH, digits=len(plain), wanted=CNIC_DIGITS)
    if plain[0] not in REGIONS:
        raise CnicError(CnicFault.REGION, first=plain[0])
    return plain


def find(scan: str) -> list[str]:
    """Plausible numbers in a raw scan, in order, each once: 13 digits (or 5-7-1) that are no part of a longer number.

    The operator confirms the one that stands on the card: the other fields of a card can look like a number too.
    """
    found = (run.replace("-", "") for run in _RUN.findall(ascii_digits(scan)))
    return list(dict.fromkeys(number for number in found if number[0] in REGIONS))


def dashed(cnic: str) -> str:
    """`3520112345674` as `35201-1234567-4`."""
    return f"{cnic[:5]}-{cnic[5:12]}-{cnic[12:]}"


def mask(cnic: str) -> str:
    """The only form that may be shown after entry: the last five digits, `•••••-•••4417-2`."""
    return f"•••••-•••{cnic[8:12]}-{cnic[12:]}"


def region(cnic: str) -> str:
    """Region code of the first digit, see `REGIONS`."""
    return REGIONS[cnic[0]]


def sex_differs(cnic: str, female: bool) -> bool:
    """True where the last digit (odd male, even female) speaks against the sex entered: a warning, never a refusal."""
    return (int(cnic[-1]) % 2 == 0) != female


def keyed_hash(key: bytes, purpose: str, value: str) -> str:
    """HMAC-SHA256 in hex of `value` for one `purpose`, so that hashes of different things never match each other."""
    return hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def binding(day_key: bytes, cnic: str) -> str:
    """The keyed hash that stands for a person on one site and day (64 hex characters).

    `day_key` is 32 random bytes that only enrolled PCs hold, new each day: without it the 10^13 numbers cannot be
    tried, and two days cannot be joined. `cnic` is 13 ASCII digits as `parse` gives them.
    """
    if len(day_key) != DAY_KEY_BYTES:
        raise ValueError(f"a day key has {DAY_KEY_BYTES} bytes")
    return keyed_hash(day_key, "person", cnic)
