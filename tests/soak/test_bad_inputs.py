"""Spoiled envelopes and requests reach a registry over HTTP: each is refused with a reason, none is stored as good."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from sync import wire
from sync.keys import Keys
from sync.requests import PullRequest
from tests.soak.conftest import Soak
from tests.unit.sync.test_registry_contract import CBOR, push, results

pytestmark = pytest.mark.soak
BATCH = 50
STRANGER = Keys.generate()


def flipped(good: bytes, _centre: Any, dice: random.Random) -> bytes:
    data = bytearray(good)
    for _ in range(dice.randint(1, 4)):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(data) if bytes(data) != good else good[:-1]


def cut(good: bytes, _centre: Any, dice: random.Random) -> bytes:
    return good[: dice.randrange(len(good))]


def longer(good: bytes, _centre: Any, dice: random.Random) -> bytes:
    return good + dice.randbytes(dice.randint(1, 2000))


def noise(_good: bytes, _centre: Any, dice: random.Random) -> bytes:
    return dice.randbytes(dice.randint(0, 3000))


def nested(_good: bytes, _centre: Any, dice: random.Random) -> bytes:
    return dice.choice([b"\x81", b"\xa1\x01", b"\x9f", b"\xd8\x63"]) * dice.randint(2, 2000) + b"\x00"


def foreign(_good: bytes, centre: Any, dice: random.Random) -> bytes:
    change = dice.choice(
        [{"device_keys": STRANGER}, {"registry": STRANGER.public}, {"device": "pc-9"}, {"site": "other-1"}]
    )
    return bytes(centre.device.survey(**change).data)


SPOIL: tuple[Callable[[bytes, Any, random.Random], bytes], ...] = (flipped, cut, longer, noise, nested, foreign)


def test_nothing_spoiled_is_taken_and_nothing_good_is_refused(soak: Soak, centre: Any) -> None:
    """A replayed good one, in the middle of every batch, gets its receipt again."""
    good = centre.device.survey("<data><name>x</name></data>").data
    [first] = results(push(centre, good), 1)
    for _ in soak.rounds():
        bad = [soak.dice.choice(SPOIL)(good, centre, soak.dice) for _ in range(BATCH - 1)]
        place = soak.dice.randrange(BATCH)
        answer = push(centre, *bad[:place], good, *bad[place:])
        assert answer.status_code == 200
        answers = results(answer, BATCH)
        assert answers.pop(place).receipt == first.receipt
        assert all(found.receipt is None and found.reason for found in answers)
        soak.figures["bad envelopes"] += len(bad)
        soak.figures["bad requests"] += garbage(centre, soak.dice)
        assert (centre.rows("inbox"), centre.rows("conflict")) == (1, 0)


def garbage(centre: Any, dice: random.Random) -> int:
    """Whole requests that are none: refused with a reason, never with a fault of the server."""
    push_body = wire.encode({"v": 1, "envelopes": [centre.device.survey().data]})
    pull_body = PullRequest("pc-1", "PK60403", b"", 1).sign(centre.device.keys)
    count = 0
    with httpx2.Client(base_url=centre.url, headers=CBOR, trust_env=False, timeout=60) as client:
        for path in ("/v1/push", "/v1/pull", "/v1/enrol"):
            for body in (push_body, pull_body):
                spoil = dice.choice((cut, longer, noise, nested))
                answer = client.post(path, content=spoil(body, centre, dice))
                assert 400 <= answer.status_code < 500, (path, spoil.__name__)
                assert wire.decode_map(answer.content, 1000)["reason"]
                count += 1
    return count
