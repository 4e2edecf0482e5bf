"""Two thousand spoiled inputs: none is taken as good, each has a reason, nothing falls over, nothing good suffers."""

from __future__ import annotations

import random
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from sync.carriers.base import push_request
from sync.enrol import BadCode, enrol
from sync.errors import Refused, RequestRefused, SyncError
from sync.keys import Keys
from sync.registry.devices import CODE_LIFE_MS
from sync.registry.service import Registry, Secrets
from sync.requests import PullRequest
from tests.unit.sync.conftest import NoScorer, PlainValidator
from tests.unit.sync.spoil import REQUESTS, SPOIL

BATCHES, BATCH = 40, 50
MOST_MEMORY = 64 * 1024 * 1024


@pytest.fixture
def registry(new_database: Callable[[str], str], device, clock) -> Iterator[Registry]:
    keys = Secrets(device.registry_keys, b"v" * 32)
    made = Registry(new_database("sqlite"), keys, PlainValidator(), NoScorer(), clock)
    ask(made, made.devices.create_code(device.site, ["PK60403"], auto_approve=True), device)
    yield made
    made.close()


def ask(registry: Registry, code: str, device, name: str = "pc-1", keys: Keys | None = None):
    class Near:
        def enrol(self, request: bytes) -> bytes:
            try:
                return registry.enrol(request)
            except RequestRefused as error:
                raise Refused(error.reason) from error

    return enrol(Near(), code, site=device.site, device=name, label="x", keys=keys or device.keys)  # type: ignore[arg-type]


def rows(registry: Registry, table: str) -> int:
    with registry.engine.begin() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def test_two_thousand_spoiled_envelopes_are_refused_and_the_good_one_is_not(registry: Registry, device) -> None:
    dice, reasons = random.Random(20261128), Counter()
    good = device.survey("<data><name>x</name></data>").data
    [first] = registry.take([good])
    tracemalloc.start()
    for _ in range(BATCHES):
        bad = [dice.choice(SPOIL)(good, device, dice) for _ in range(BATCH - 1)]
        place = dice.randrange(BATCH)
        outcomes = registry.take([*bad[:place], good, *bad[place:]])
        assert outcomes.pop(place).receipt == first.receipt, "a replay gets its receipt again"
        for outcome in outcomes:
            assert outcome.receipt is None
            assert outcome.permanent
            reasons[outcome.reason] += 1
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (rows(registry, "inbox"), rows(registry, "conflict")) == (1, 0)
    assert reasons.total() == BATCHES * (BATCH - 1)
    known = {"malformed", "truncated", "bad_signature", "unknown_device", "wrong_site", "wrong_key", "unsupported"}
    assert set(reasons) <= known | {"oversize"}
    assert most < MOST_MEMORY


def test_spoiled_requests_are_refused_as_a_whole(registry: Registry, device) -> None:
    dice = random.Random(7)
    wholes = [
        (registry.push, push_request([device.survey().data], b"")),
        (registry.pull, PullRequest("pc-1", "PK60403", b"", 1).sign(device.keys)),
        (registry.enrol, b"\x83" + b"\x40" * 3),
    ]
    for _ in range(150):
        for answer, good in wholes:
            with pytest.raises(SyncError):
                answer(dice.choice(REQUESTS)(good, device, dice))
    assert rows(registry, "inbox") == 0


def test_codes_that_are_used_up_old_or_wrong_let_nobody_in(registry: Registry, device, clock) -> None:
    spent = registry.devices.create_code(device.site, [], auto_approve=True)
    ask(registry, spent, device, "pc-2", Keys.generate())
    old = registry.devices.create_code(device.site, [], auto_approve=True)
    fresh = registry.devices.create_code("other-1", [], auto_approve=True)
    clock.forward(CODE_LIFE_MS / 1000 + 1)
    late = registry.devices.create_code(device.site, [], auto_approve=True)
    wrong = late[:-1] + ("2" if late[-1] != "2" else "3")
    for code, reason in (
        (spent, "code_used"), (old, "code_expired"), (fresh, "wrong_site"), (wrong, "unknown_code"),
        ("ZZZZ-ZZZZ-ZZZZ-ZZZZ", "unknown_code"),
    ):  # fmt: skip
        with pytest.raises(Refused) as caught:
            ask(registry, code, device, "pc-3", Keys.generate())
        assert caught.value.reason == reason
    with pytest.raises(BadCode):
        ask(registry, "not a code", device)
    with pytest.raises(Refused) as caught:
        ask(registry, late, device, "pc-1", Keys.generate())
    assert caught.value.reason == "device_taken"


def test_a_reader_that_did_not_look_at_signatures_would_be_noticed(registry: Registry, device, monkeypatch) -> None:
    """The planted fault."""
    monkeypatch.setattr("sync.registry.inbox.envelopes.verify", lambda *_: None)
    dice = random.Random(1)
    bad = [SPOIL[-1](device.survey("<a/>").data, device, dice) for _ in range(20)]
    assert any(outcome.receipt for outcome in registry.take(bad))
