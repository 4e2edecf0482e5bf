"""Digits as they are typed (Western, Arabic-Indic, Urdu) and identity numbers as they are shown."""

from __future__ import annotations

import unicodedata

CNIC_GROUPS = (5, 7, 1)
MOBILE_GROUPS = (4, 7)
MASK = "•"


def western(text: str) -> str:
    """The text with each decimal digit of any script as 0-9."""
    return "".join(str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char for char in text)


def only_digits(text: str) -> str:
    """The Western digits of a text, all else left out."""
    return "".join(char for char in western(text) if char.isascii() and char.isdigit())


def grouped(digits: str, groups: tuple[int, ...]) -> str:
    """'1234567', (5, 7, 1) -> '12345-67': dashes come as soon as a group is full and more follows."""
    parts, rest = [], digits
    for size in groups:
        if rest:
            parts.append(rest[:size])
            rest = rest[size:]
    return "-".join(parts)


def masked(digits: str, groups: tuple[int, ...]) -> str:
    """A full number with its start hidden: CNIC •••••-•••4417-2, mobile 03••-••••517; others stay open."""
    if len(digits) != sum(groups):
        return grouped(digits, groups)
    shown_first, shown_last = (0, 5) if groups == CNIC_GROUPS else (2, 3)
    hidden = len(digits) - shown_first - shown_last
    return grouped(digits[:shown_first] + MASK * hidden + digits[-shown_last:], groups)


def with_thousands(digits: str) -> str:
    """'28000' -> '28,000'; the sign stays in front."""
    sign, body = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    first = len(body) % 3 or 3
    groups = [body[:first], *(body[i : i + 3] for i in range(first, len(body), 3))]
    return sign + ",".join(group for group in groups if group)
