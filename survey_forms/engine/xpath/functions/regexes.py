"""regex(): Java's dialect as far as forms use it, searched, in time linear in the text.

RE2 runs every regular pattern. Lookaheads straight after `^` become searches of their own. What no automaton can do
(backreferences, other lookarounds) runs in Python's matcher where it is simple enough to be bounded, else it is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import re2

from survey_forms.engine.errors import XPathError
from survey_forms.engine.xpath.ast import Expr, Literal

MAX_PATTERN = 2_000
MAX_TEXT = 100_000
"""No longer text matches any pattern."""
MAX_STEPPED_TEXT = 200
"""A longer text is never matched by a pattern that only Python's matcher can run."""
MAX_STEPPED_QUANTIFIERS = 2
RE2_COUNT = 1_000
"""RE2 refuses larger counts in braces; they are written as several in a row."""

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False

_CLASS = r"\[\^?\]?(?:\\.|[^\]\\])*\]"
_ATOM = rf"(?:{_CLASS}|\\[pP]\{{\w+\}}|\\.|[^\\()\[\]{{}}|*+?^$])"
_COUNTED = re.compile(rf"({_ATOM})(?:\{{(\d+)(,?)(\d*)\}})?", re.DOTALL | re.ASCII)
_TOKEN = re.compile(rf"{_CLASS}|\\.|.", re.DOTALL)
_QUANTIFIED_GROUP = re.compile(r"\)[*+?{]")
_BACKREFERENCE = re.compile(r"\\[1-9]")
_NOT_REGULAR = re.compile(r"\\[1-9]|\(\?(?:[=!>]|<[=!])|[*+?}]\+")

Matcher = Callable[[str], bool]


def search(text: str, pattern: str) -> bool:
    """Whether the pattern is found anywhere in the text (unanchored).

    Raises XPathError if the pattern is none, or could take unbounded time.
    """
    found = matcher(pattern)
    return len(text) <= MAX_TEXT and found(_characters(text))


def check_pattern(arguments: Sequence[Expr]) -> None:
    """Refuse a form at once whose literal pattern is none, or unbounded; raises XPathError."""
    if isinstance(arguments[1], Literal):
        matcher(arguments[1].value)


@lru_cache(maxsize=512)
def matcher(pattern: str) -> Matcher:
    """The pattern, compiled with ASCII classes (`\\d` must not take Urdu digits); raises XPathError."""
    if len(pattern) > MAX_PATTERN:
        raise XPathError("regular expression is too long", code="xpath-regex", hint=f"at most {MAX_PATTERN} characters")
    if _characters(pattern) != pattern:
        raise XPathError("not a regular expression: it has half a character", code="xpath-regex")
    parts = [(wanted, _part(part, pattern)) for wanted, part in _conditions(pattern)]
    if len(parts) == 1 and parts[0][0]:
        return parts[0][1]
    return lambda text: all(found(text) is wanted for wanted, found in parts)


def _conditions(pattern: str) -> list[tuple[bool, str]]:
    """`^(?=A)(?!B)C` as its conditions: found `^(?:A)`, not found `^(?:B)`, found `^C`."""
    if not pattern.startswith("^") or _BACKREFERENCE.search(pattern):
        return [(True, pattern)]
    found, rest = [], pattern[1:]
    while rest.startswith(("(?=", "(?!")):
        end = _closing(rest)
        # After a closing group may stand a quantifier, and an alternative at the top is not governed by the lookahead.
        if not end or rest[end : end + 1] in tuple("*+?{") or _alternatives(rest[end:]):
            return [(True, pattern)]
        found.append((rest[2] == "=", f"^(?:{rest[3 : end - 1]})"))
        rest = rest[end:]
    return [*found, (True, f"^{rest}")] if found else [(True, pattern)]


def _closing(pattern: str) -> int:
    """Where the group that the pattern begins with has ended; 0 if it does not end."""
    depth = 0
    for token in _TOKEN.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0:
            return token.end()
    return 0


def _alternatives(pattern: str) -> bool:
    depth = 0
    for token in _TOKEN.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0 and token[0] == "|":
            return True
    return False


def _part(part: str, whole: str) -> Matcher:
    try:
        automaton = re2.compile(_COUNTED.sub(_counts, part.replace("\\Z", "\\z")), _OPTIONS)
        return lambda text: automaton.search(text) is not None
    except re2.error as error:
        if _NOT_REGULAR.search(part):
            return _stepped(part, whole)
        raise XPathError(f"not a regular expression: {whole!r} ({_said(error)})", code="xpath-regex") from error


def _counts(match: re.Match[str]) -> str:
    """An atom with its count: `X{2500}` as `X{1000}X{1000}X{500}`; likewise the part of `X{m,n}` that may be absent."""
    if match[2] is None:
        return match[0]
    atom, least = match[1], int(match[2])
    most = int(match[4]) if match[4] else least
    if max(least, most) <= RE2_COUNT or most < least or most > MAX_TEXT:
        return match[0]
    needed = "".join(f"{atom}{{{n}}}" for n in _pieces(least))
    if match[3] and not match[4]:
        return f"(?:{needed}{atom}*)"
    return f"(?:{needed}{''.join(f'{atom}{{0,{n}}}' for n in _pieces(most - least))})"


def _pieces(count: int) -> list[int]:
    whole, rest = divmod(count, RE2_COUNT)
    return [RE2_COUNT] * whole + [rest] * (rest > 0)


def _stepped(part: str, whole: str) -> Matcher:
    """Python's matcher, for patterns whose cost is a small power of the text's length: no repeated groups."""
    quantifiers = sum(part.count(sign) for sign in "*+{")
    if _QUANTIFIED_GROUP.search(part) or quantifiers > MAX_STEPPED_QUANTIFIERS:
        raise XPathError(
            f"a regular expression that could take unbounded time: {whole!r}", code="xpath-regex-unbounded",
            hint="write it without backreferences and lookarounds, or as several constraints",
        )  # fmt: skip
    try:
        stepping = re.compile(part, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise XPathError(f"not a regular expression: {whole!r} ({error})", code="xpath-regex") from error
    return lambda text: len(text) <= MAX_STEPPED_TEXT and stepping.search(text) is not None


def _characters(text: str) -> str:
    """The text with `?` for halves of surrogate pairs, which no XML can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _said(error: Exception) -> str:
    reason = error.args[0] if error.args else ""
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
