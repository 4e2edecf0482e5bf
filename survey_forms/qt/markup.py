"""The markup that XLSForm allows in labels and notes: headings, bold, italics, links, colours. Bold is drawn, the rest
is read as plain words: a link cannot be followed at a counter, and colours are the window's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from survey_forms.qt.typeset import is_arabic

_TAGS = re.compile(r"</?(?:span|font|b|i|u|em|strong|p|br)\b[^<>]*>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]+\)")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*$")
_BULLET = re.compile(r"^\s*[-*]\s+(?=\S)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![\w*])(\*|_)(?=[^\s*_])(.+?)(?<=[^\s*_])\1(?![\w*])")
_NUMBER = re.compile(r"[0-9]+(?:[-–/:][0-9]+)+")
_ESCAPED = re.compile(r"\\([\\*_#\[\]()-])")


_ASIDE = 0xF0000


@dataclass(frozen=True)
class Line:
    """One line of words; `bold`: (start, length) of what stands out, `heading`: all of it does."""

    words: str
    bold: tuple[tuple[int, int], ...] = ()
    heading: bool = False


def _clean(text: str) -> str:
    return "".join(chr(ord(char) - _ASIDE) if ord(char) > _ASIDE else char for char in _ITALIC.sub(r"\2", text))


def _set_aside(text: str) -> str:
    """Escaped signs stand for themselves: they wait in the private use area until the markup is read."""
    return _ESCAPED.sub(lambda found: chr(ord(found.group(1)) + _ASIDE), text)


def _line(raw: str) -> Line:
    heading = _HEADING.match(raw)
    text = heading.group(1) if heading else _BULLET.sub("• ", raw)
    if is_arabic(text):  # 0800-26477 reads from the left in any sentence
        text = _NUMBER.sub("\u2066\\g<0>\u2069", text)
    made, bold, at = "", [], 0
    for found in _BOLD.finditer(text):
        made += _clean(text[at : found.start()])
        word = _clean(found.group(2))
        bold.append((len(made), len(word)))
        made += word
        at = found.end()
    return Line(made + _clean(text[at:]), () if heading else tuple(bold), heading is not None)


@lru_cache(maxsize=1024)
def lines(text: str) -> tuple[Line, ...]:
    """The lines of a label or note."""
    return tuple(_line(raw) for raw in _LINK.sub(r"\1", _TAGS.sub("", _set_aside(text))).split("\n"))


def plain(text: str) -> str:
    """The words alone, in one line a line."""
    return "\n".join(line.words for line in lines(text))
