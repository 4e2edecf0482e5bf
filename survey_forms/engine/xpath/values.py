"""XPath's conversions and comparisons. A nodeset is a list of XNode; numbers are floats."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from survey_forms.engine.errors import XPathError
from survey_forms.engine.xpath.nodes import XNode

Value = bool | float | str | list[XNode]
NAN = math.nan

# ASCII on purpose: float() and \d would take Urdu digits, `inf`, `1_0`.
_NUMBER = re.compile(r"[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*")
_SPACE = " \t\r\n"
_cache: dict[str, float] = {"": NAN}
_CACHE_LIMIT = 8192


def number_of_text(text: str) -> float:
    """XPath's number(string): no exponent, no sign but minus, no infinity; NaN for anything else."""
    found = _cache.get(text)
    if found is not None:
        return found
    match = _NUMBER.fullmatch(text)
    value = float(match[1]) if match else NAN
    if len(_cache) < _CACHE_LIMIT and len(text) < 32:
        _cache[text] = value
    return value


def text_of_number(value: float) -> str:
    """XPath's string(number): whole numbers without a point, never an exponent."""
    if value != value:
        return "NaN"
    if value in (math.inf, -math.inf):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value):
        return str(int(value))
    text = repr(value)
    if "e" in text:
        text = f"{value:.{_decimals(value)}f}".rstrip("0").rstrip(".")
    return text


def _decimals(value: float) -> int:
    mantissa, _, exponent = repr(value).partition("e")
    digits = len(mantissa.partition(".")[2])
    return max(0, digits - int(exponent))


def text_of(value: Value) -> str:
    """XPath's string()."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return text_of_number(value)
    return value[0].string() if value else ""


def boolean_of(value: Value) -> bool:
    """XPath's boolean()."""
    if isinstance(value, float):
        return value == value and value != 0
    return bool(value)


def number_of(value: Value, of_text: Callable[[str], float] = number_of_text) -> float:
    """XPath's number(); `of_text` converts strings (ODK's also takes dates)."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        return of_text(value)
    return of_text(value[0].string()) if value else NAN


def split_space(text: str) -> list[str]:
    """Split at XML white space only (str.split would also split at NBSP)."""
    if text.isascii():
        return text.split()
    return [part for part in re.split(r"[ \t\r\n]+", text) if part]


Operand = bool | float | str | list[str]
"""What a comparison takes: a nodeset is the list of its string values."""


def compare(op: str, left: Operand, right: Operand, of_text: Callable[[str], float] = number_of_text) -> bool:
    """`left op right` with XPath's rules for nodesets: true if any pair of nodes makes it true."""
    if isinstance(left, list):
        if isinstance(right, list):
            return _compare_all(op, left, right, of_text)
        return _texts_against(op, left, right, of_text)
    if isinstance(right, list):
        return _texts_against(_MIRROR[op], right, left, of_text)
    if op not in ("=", "!="):
        return order(op, number_of(left, of_text), number_of(right, of_text))
    if isinstance(left, bool) or isinstance(right, bool):
        equal = boolean_of(left) == boolean_of(right)
    elif isinstance(left, float) or isinstance(right, float):
        equal = number_of(left, of_text) == number_of(right, of_text)
    else:
        equal = left == right
    return equal if op == "=" else not equal


_MIRROR = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def _compare_all(op: str, left: list[str], right: list[str], of_text: Callable[[str], float]) -> bool:
    if op in ("=", "!="):
        return _any_equal(op, left, right)
    numbers = [of_text(text) for text in right]
    return any(order(op, of_text(a), b) for a in left for b in numbers)


def _any_equal(op: str, left: list[str], right: list[str]) -> bool:
    if op == "=":
        return not set(left).isdisjoint(right)
    distinct = set(left) | set(right)
    return bool(left) and bool(right) and len(distinct) > 1


def _texts_against(op: str, texts: list[str], other: bool | float | str, of_text: Callable[[str], float]) -> bool:
    if isinstance(other, bool) and op in ("=", "!="):
        return (bool(texts) == other) == (op == "=")
    if isinstance(other, str) and op in ("=", "!="):
        return any((text == other) == (op == "=") for text in texts)
    number = number_of(other, of_text)
    return any(order(op, of_text(text), number) for text in texts)


def texts_of(nodes: list[XNode]) -> list[str]:
    """String values of a nodeset."""
    return [node.string() for node in nodes]


def operand_of(value: Value) -> Operand:
    """Any value as an operand of `compare`."""
    return texts_of(value) if isinstance(value, list) else value


def order(op: str, a: float, b: float) -> bool:
    """Compare two numbers; NaN makes everything but `!=` false."""
    if op == "=":
        return a == b
    if op == "!=":
        return a != b
    if op == "<":
        return a < b
    if op == "<=":
        return a <= b
    return a > b if op == ">" else a >= b


def divide(a: float, b: float) -> float:
    """IEEE division: infinities and NaN instead of an exception."""
    try:
        return a / b
    except ZeroDivisionError:
        if a == 0 or a != a:
            return NAN
        return math.copysign(math.inf, a) * math.copysign(1.0, b)


def modulo(a: float, b: float) -> float:
    """XPath's mod: the sign is the dividend's."""
    if b == 0 or a in (math.inf, -math.inf):
        return NAN
    return math.fmod(a, b)


def round_half_up(value: float) -> float:
    """XPath's round: halves go up (-1.5 -> -1), never to even."""
    if value != value or value in (math.inf, -math.inf):
        return value
    floor = math.floor(value)
    result = float(floor + 1 if value - floor >= 0.5 else floor)
    return math.copysign(result, value) if result == 0 else result


def first(texts: list[str]) -> str:
    """String value of the first node, empty without one."""
    return texts[0] if texts else ""


def texts_of_any(value: Value) -> list[str]:
    """String values of a nodeset, or of the one value."""
    return texts_of(value) if isinstance(value, list) else [text_of(value)]


def nodes_of(value: Value) -> list[XNode]:
    """The value, which must be a nodeset."""
    if isinstance(value, list):
        return value
    raise XPathError("a path is expected here, not a value", code="xpath-type")


def equal_numerals(a: str, b: str, of_text: Callable[[str], float] = number_of_text) -> bool:
    """Equality of two answers of numeric questions: as texts (two blanks) or as numbers (`1` and `1.0`)."""
    return a == b or of_text(a) == of_text(b)


def stored_number(value: float) -> str:
    """The text stored for a number: blank for NaN."""
    return "" if value != value else text_of_number(value)


def stored_any(value: Value) -> str:
    """The text stored for any value."""
    return stored_number(value) if isinstance(value, float) else text_of(value)
