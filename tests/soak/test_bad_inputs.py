"""Spoiled envelopes and requests reach a registry over HTTP: each is refused with a reason, none is stored as good."""

from __future__ import annotations

import random
from typing import Any

import httpx2
import pytest

from sync import wire
from sync.requests import PullRequest
from tests.soak.conftest import Soak
from tests.unit.sync.spoil import REQUESTS, SPOIL
from tests.unit.sync.test_registry_contract import CBOR, push, results

pytestmark = pytest.mark.soak
BATCH = 50


def test_nothing_spoiled_is_taken_and_nothing_good_is_refused(soak: Soak, centre: Any) -> None:
    """A replayed good one, in the middle of every batch, gets its receipt again."""
    good = centre.device.survey("<data><name>x</name></data>").data
    [first] = results(push(centre, good), 1)
    for _ in soak.rounds():
        bad = [soak.dice.choice(SPOIL)(good, centre.device, soak.dice) for _ in range(BATCH - 1)]
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
                spoil = dice.choice(REQUESTS)
                answer = client.post(path, content=spoil(body, centre.device, dice))
                assert 400 <= answer.status_code < 500, (path, spoil.__name__)
                assert wire.decode_map(answer.content, 1000)["reason"]
                count += 1
    return count
