"""Ways to spoil an envelope or a request, drawn from one source of chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from sync import wire
from sync.keys import Keys

STRANGER = Keys.generate()
Spoil = Callable[[bytes, Any, random.Random], bytes]


def flipped(good: bytes, _device: Any, dice: random.Random) -> bytes:
    data = bytearray(good)
    for _ in range(dice.randint(1, 4)):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(data) if bytes(data) != good else good[:-1]


def cut(good: bytes, _device: Any, dice: random.Random) -> bytes:
    return good[: dice.randrange(len(good))]


def longer(good: bytes, _device: Any, dice: random.Random) -> bytes:
    return good + dice.randbytes(dice.randint(1, 2000))


def noise(_good: bytes, _device: Any, dice: random.Random) -> bytes:
    return dice.randbytes(dice.randint(0, 3000))


def nested(_good: bytes, _device: Any, dice: random.Random) -> bytes:
    return dice.choice([b"\x81", b"\xa1\x01", b"\x9f", b"\xd8\x63"]) * dice.randint(2, 2000) + b"\x00"


def greedy(_good: bytes, _device: Any, dice: random.Random) -> bytes:
    """Says that it is far larger than it is: 2^32 or 2^63 of bytes, texts, items or pairs; or a big float's tag."""
    head = bytes([dice.choice([0x5B, 0x7B, 0x9B, 0xBB])]) + dice.choice([2**32, 2**63 - 1]).to_bytes(8, "big")
    return dice.choice([head, b"\x83" + head, b"\xc5\x82\x1b" + b"\xff" * 8 + b"\x01", b"\xc2" + head])


def foreign(_good: bytes, device: Any, dice: random.Random) -> bytes:
    change = dice.choice(
        [{"device_keys": STRANGER}, {"registry": STRANGER.public}, {"device": "pc-9"}, {"site": "other-1"}]
    )
    return bytes(device.survey(**change).data)


def recombined(good: bytes, device: Any, dice: random.Random) -> bytes:
    """Parts of two good envelopes: each whole, together signed by nobody."""
    parts = wire.byte_strings(good, 3, 1 << 22)
    other = wire.byte_strings(device.survey("<other/>").data, 3, 1 << 22)
    place = dice.randrange(3)
    parts[place] = other[place]
    return wire.encode(parts)


SPOIL: tuple[Spoil, ...] = (flipped, cut, longer, noise, nested, greedy, foreign, recombined)
REQUESTS: tuple[Spoil, ...] = (cut, longer, noise, nested, greedy)
