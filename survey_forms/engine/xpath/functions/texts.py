"""Functions on texts."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import re
import secrets
import uuid
from functools import lru_cache

from survey_forms.engine.errors import XPathError
from survey_forms.engine.xpath.code import Function
from survey_forms.engine.xpath.functions.regexes import check_pattern, search
from survey_forms.engine.xpath.values import round_half_up, split_space

_SPACES = re.compile(r"[ \t\r\n]+")


def _concat(*parts: list[str]) -> str:
    return "".join([text for part in parts for text in part])


def _join(separator: str, *parts: list[str]) -> str:
    return separator.join([text for part in parts for text in part])


def _substr(text: str, start: float, end: float | None = None) -> str:
    """0-based, end exclusive, negative from the end (JavaScript's slice)."""
    length = len(text)
    return text[_bound(start, length) : _bound(math.inf if end is None else end, length)]


def _bound(value: float, length: int) -> int:
    if value != value:
        return 0
    if value < 0:
        return max(0, length + int(value)) if value > -length else 0
    return length if value >= length else int(value)


def _substring(text: str, start: float, count: float | None = None) -> str:
    """XPath 1.0: 1-based, rounded, NaN gives nothing."""
    first = round_half_up(start)
    last = math.inf if count is None else first + round_half_up(count)
    return "".join([c for at, c in enumerate(text, 1) if first <= at < last])


def _before(text: str, part: str) -> str:
    head, found, _ = text.partition(part) if part else ("", "", "")
    return head if found else ""


def _after(text: str, part: str) -> str:
    if not part:
        return text
    _, found, tail = text.partition(part)
    return tail if found else ""


def _translate(text: str, source: str, target: str) -> str:
    table: dict[int, str] = {}
    for at, letter in enumerate(source):
        table.setdefault(ord(letter), target[at] if at < len(target) else "")
    return text.translate(table)


def _normalize(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ")


def _uuid(length: float | None = None) -> str:
    """A random (version 4) UUID, or a random text of `length` letters and digits."""
    if length is None:
        return str(uuid.uuid4())
    if length != length or length < 1:
        return ""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(secrets.choice(letters) for _ in range(min(int(length), 100_000)))


_DIGESTS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


@lru_cache(maxsize=256)
def _digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    name = _DIGESTS.get(algorithm.upper())
    if name is None:
        raise XPathError(f"unknown digest {algorithm!r}", hint="MD5, SHA-1, SHA-256, SHA-384 or SHA-512")
    digest = hashlib.new(name, text.encode(), usedforsecurity=False)
    if encoding == "hex":
        return digest.hexdigest()
    if encoding != "base64":
        raise XPathError(f"unknown encoding {encoding!r}", hint="base64 or hex")
    return base64.b64encode(digest.digest()).decode()


def _base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _selected(text: str, value: str) -> bool:
    wanted = value.strip(" \t\r\n")
    parts = split_space(text)
    return wanted in parts if parts else wanted == ""


def _selected_at(text: str, index: float) -> str:
    """0-based, empty beyond the end."""
    parts = split_space(text)
    if index != index or not 0 <= index < len(parts):
        return ""
    return parts[int(index)]


def _boolean_from_string(text: str) -> bool:
    return text.strip(" \t\r\n") in ("true", "1", "1.0") or _numeric_one(text)


def _numeric_one(text: str) -> bool:
    return bool(re.fullmatch(r"1(\.0*)?", text.strip(" \t\r\n"), re.ASCII))


FUNCTIONS = [
    Function("concat", ("L*",), "s", _concat),
    Function("join", ("s", "L*"), "s", _join),
    Function("substr", ("s", "n", "n?"), "s", _substr),
    Function("substring", ("s", "n", "n?"), "s", _substring),
    Function("substring-before", ("s", "s"), "s", _before),
    Function("substring-after", ("s", "s"), "s", _after),
    Function("translate", ("s", "s", "s"), "s", _translate),
    Function("contains", ("s", "s"), "b", lambda text, part: part in text),
    Function("starts-with", ("s", "s"), "b", str.startswith),
    Function("ends-with", ("s", "s"), "b", str.endswith),
    Function("uuid", ("n?",), "s", _uuid),
    Function("digest", ("s", "s", "s?"), "s", _digest),
    Function("base64-decode", ("s",), "s", _base64_decode),
    Function("regex", ("s", "s"), "b", search, check=check_pattern),
    Function("selected", ("s", "s"), "b", _selected),
    Function("is-selected", ("s", "s"), "b", _selected),
    Function("selected-at", ("s", "n"), "s", _selected_at),
    Function("count-selected", ("s",), "n", lambda text: float(len(split_space(text)))),
    Function("boolean-from-string", ("s",), "b", _boolean_from_string),
]

normalize = _normalize
