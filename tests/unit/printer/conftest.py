"""A second reading of ESC/POS, written apart from the product's, and slips to try."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from token_printer.bitmap import Bitmap

ROOT = Path(__file__).resolve().parents[3]
Rows = list[bytes]


def read_dots(data: bytes) -> Rows:
    """Rows of dots of a whole stream, feeds left out; any command that is not known fails the test."""
    rows: Rows = []
    at = 0
    while at < len(data):
        two = data[at : at + 2]
        if two == b"\x1b@":
            at += 2
        elif two in (b"\x1dL", b"\x1dW"):
            at += 4
        elif two == b"\x1bJ":
            at += 3
        elif two == b"\x1d(":
            at += 5 + data[at + 3] + 256 * data[at + 4]
        elif data[at : at + 4] == b"\x1dv0\x00":
            across, down = data[at + 4] + 256 * data[at + 5], data[at + 6] + 256 * data[at + 7]
            body = data[at + 8 : at + 8 + across * down]
            assert len(body) == across * down, "a band is cut short"
            rows += [body[i : i + across] for i in range(0, len(body), across)]
            at += 8 + across * down
        elif data[at : at + 3] == b"\x1dVB":
            at += 4
        elif two == b"\x1dr" or two == b"\x10\x04":
            at += 3
        else:
            raise AssertionError(f"unknown bytes at {at}: {data[at : at + 4]!r}")
    return rows


@pytest.fixture(scope="session")
def dots_of() -> Callable[[bytes], Rows]:
    return read_dots


@pytest.fixture(scope="session")
def noise() -> Callable[[int, int], Bitmap]:
    def make(width: int, height: int) -> Bitmap:
        return Bitmap(width, height, random.Random(width * height).randbytes(width // 8 * height))

    return make


@pytest.fixture(scope="session")
def pictures() -> dict[str, Bitmap]:
    """The pictures of real slips that docs/slips keeps."""
    from PIL import Image

    found = {}
    for path in sorted((ROOT / "docs" / "slips").glob("*.png")):
        image = Image.open(path).convert("1")
        inverted = image.point(lambda level: 255 - level)
        found[path.stem] = Bitmap(image.width, image.height, inverted.tobytes())
    assert len(found) >= 16
    return found
