"""Tokens of XPath 1.0, with its rule that `*`, `and`, `or`, `div`, `mod` are operators only after an operand."""

from __future__ import annotations

import re
from typing import NamedTuple

from survey_forms.engine.errors import XPathError

MAX_LENGTH = 250_000
"""A cell of a workbook holds 32,767 characters; written out, its references take several times as many."""

_NAME = r"[^\W\d][\w.\-\u00b7]*"
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"|(?P<string>\"[^\"]*\"|'[^']*')"
    r"|(?P<operator>(?:and|or|div|mod)(?=[^\w.\-:]|[0-9]|$))"
    rf"|(?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)"
    r"|(?P<op>::|//|\.\.|!=|<=|>=|[()\[\]@,.|+\-=<>/*])"
)
_NAME_TOKEN = re.compile(rf"{_NAME}(?::(?!:)(?:{_NAME}|\*))?")
# A `*` or a word right after one of these (or at the start) is a name test, otherwise an operator.
_BEFORE_OPERAND = frozenset(
    {"@", "::", "(", "[", ",", "/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">=", "operator"}
)


class Token(NamedTuple):
    """kind: number, string, name, op, operator (word operators and the multiplying `*`), end."""

    kind: str
    text: str
    offset: int


def tokenize(text: str) -> list[Token]:
    """Split an expression; raises XPathError naming the place of a character that fits nowhere."""
    if len(text) > MAX_LENGTH:
        raise XPathError("expression is too long", code="xpath-too-long", hint=f"at most {MAX_LENGTH} characters")
    tokens: list[Token] = []
    offset = 0
    before = "("
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            raise XPathError(
                f"unexpected character {text[offset]!r} at {offset + 1} in {excerpt(text, offset)}", code="xpath-syntax"
            )
        kind = match.lastgroup or ""
        word = match.group()
        if kind != "space":
            if kind == "operator" and before in _BEFORE_OPERAND:
                # No operand before it: the word is a name, read as a whole.
                match = _NAME_TOKEN.match(text, offset)
                assert match is not None
                kind, word = "name", match.group()
            elif word == "*" and before not in _BEFORE_OPERAND:
                kind = "operator"
            tokens.append(Token(kind, word, offset))
            before = word if kind == "op" else kind
        offset = match.end()
    tokens.append(Token("end", "", len(text)))
    return tokens


def excerpt(text: str, offset: int) -> str:
    """A short piece of the expression around `offset`, for messages."""
    start = max(0, offset - 30)
    return repr(text[start : offset + 30])
