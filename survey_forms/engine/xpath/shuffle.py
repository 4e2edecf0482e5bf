"""randomize(): the Fisher-Yates shuffle with the Park-Miller generator that ODK's tools share, so a seed means one
order."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from typing import TypeVar

from survey_forms.engine.xpath.values import Value, number_of_text, text_of

T = TypeVar("T")
_MODULUS = 2147483647
_FACTOR = 16807


def shuffle(items: list[T], seed: Value | None) -> list[T]:
    """A shuffled copy, built from the inside out."""
    result: list[T] = []
    draw = random.SystemRandom().random if seed is None else _generator(_seed_of(seed))
    for at, item in enumerate(items):
        other = int(draw() * (at + 1))
        result.append(item)
        result[at], result[other] = result[other], result[at]
    return result


def _seed_of(seed: Value) -> int:
    if isinstance(seed, float):
        number = seed
    else:
        text = text_of(seed)
        number = number_of_text(text)
        if number != number:
            return _seed_of_text(text)
    return 0 if number != number else int(number)


def _seed_of_text(text: str) -> int:
    """A text that is no number: the first eight bytes of its SHA-256 as a signed number; blank is 0."""
    if not text:
        return 0
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


def _generator(seed: int) -> Callable[[], float]:
    state = int(seed) % _MODULUS if seed >= 0 else -(-seed % _MODULUS)
    if state <= 0:
        state += _MODULUS - 1

    def draw() -> float:
        nonlocal state
        state = state * _FACTOR % _MODULUS
        return (state - 1) / (_MODULUS - 1)

    return draw
