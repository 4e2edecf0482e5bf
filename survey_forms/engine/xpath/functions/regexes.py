"""regex(): Java's dialect as far as forms use it, searched, with bounds on what a pattern may cost."""

from __future__ import annotations

import re
from functools import lru_cache

from survey_forms.engine.errors import XPathError

MAX_PATTERN = 2_000
MAX_TEXT = 20_000


def search(text: str, pattern: str) -> bool:
    """Whether the pattern is found anywhere in the text (unanchored)."""
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
    return compiled(pattern).search(text) is not None


# `(X+)+` and its kin match what `X+` or `X*` matches, but cost exponential time where they do not match.
_DOUBLE = re.compile(
    r"(?<!\\)\((?:\?:)?((?:\[(?:\\.|[^\]\\])+\]|\\[a-zA-Z]|[^()\[\]\\|*+?{}^$]))([+*])\)([+*])(?![?+])"
)


def _plain_quantifiers(pattern: str) -> str:
    if re.search(r"\\[1-9]", pattern):
        return pattern
    return _DOUBLE.sub(lambda m: f"(?:{m[1]}{'+' if m[2] == m[3] == '+' else '*'})", pattern)


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled with ASCII classes (`\\d` must not take Urdu digits); raises XPathError if it is none."""
    if len(pattern) > MAX_PATTERN:
        raise XPathError("regular expression is too long", code="xpath-regex", hint=f"at most {MAX_PATTERN} characters")
    translated = pattern.replace("\\p{L}", r"[^\W\d_]").replace("\\p{N}", r"\d").replace("\\/", "/")
    translated = _plain_quantifiers(translated)
    unicode = translated != pattern or any(ord(c) > 127 for c in pattern)
    try:
        return re.compile(translated, 0 if unicode and "\\w" in translated else re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise XPathError(f"not a regular expression: {pattern!r} ({error})", code="xpath-regex") from error
