"""Enrolment: the code is used once, never travels, and proves both sides to each other."""

from __future__ import annotations

import pytest

import sync.enrol
from sync.enrol import BadCode, enrol, new_code, parse_code
from sync.errors import Refused
from sync.keys import Keys

PC2 = {"site": "kamoke-1", "device": "pc-2", "label": "Counter 2"}


def refused(centre, code: str, **changes) -> str:
    wanted = PC2 | {"keys": Keys.generate()} | changes
    with centre.carrier() as carrier, pytest.raises(Refused) as caught:
        enrol(carrier, code, **wanted)
    return caught.value.reason


def test_a_code_is_good_once_and_the_same_pc_may_ask_again(centre) -> None:
    code, keys = centre.registry.devices.create_code("kamoke-1", ["PK60403"]), Keys.generate()
    with centre.carrier() as carrier:
        first = enrol(carrier, code, **PC2, keys=keys)
        assert (first.state, first.registry, first.tehsils) == (
            "pending",
            centre.device.registry_keys.public,
            ("PK60403",),
        )
        assert centre.registry.devices.approve("pc-2")
        assert not centre.registry.devices.approve("pc-2")
        assert enrol(carrier, code.lower().replace("-", " "), **PC2, keys=keys).state == "approved"
    assert refused(centre, code) == "code_used"
    assert refused(centre, code, device="pc-3") == "code_used"


def test_refusals(centre, clock) -> None:
    code = centre.registry.devices.create_code("kamoke-1", ["PK60403"])
    assert refused(centre, new_code()) == "unknown_code"
    assert refused(centre, code[:-1] + ("0" if code[-1] != "0" else "1")) == "unknown_code"
    assert refused(centre, code, site="other-1") == "wrong_site"
    assert refused(centre, code, device="pc-1") == "device_taken"
    clock.forward(24 * 3600 + 1)
    assert refused(centre, code) == "code_expired"
    assert [device["device_id"] for device in centre.registry.devices.listing()] == ["pc-1"]


def test_someone_in_between_who_does_not_know_the_code_is_noticed(centre) -> None:
    class Between:
        name = "between"

        def enrol(self, request: bytes) -> bytes:
            seen.append(request)
            code_id, _ = parse_code(code)
            asked = sync.enrol.EnrolRequest.from_bytes(request)
            lie = sync.enrol.Registration("approved", Keys.generate().public, "epoch", ())
            return lie.to_bytes(parse_code(code_id + "0" * 12)[1], asked)

    seen: list[bytes] = []
    code = centre.registry.devices.create_code("kamoke-1", ["PK60403"])
    with pytest.raises(BadCode):
        enrol(Between(), code, **PC2, keys=Keys.generate())
    assert code.replace("-", "")[4:].encode() not in seen[0]


@pytest.mark.parametrize("text", ["", "ABCD", "ABCD-EFGH-JKMN-PQR!", "A" * 17, "ٹوکن"])
def test_what_is_no_code_is_said_before_anything_is_sent(text: str) -> None:
    with pytest.raises(BadCode):
        parse_code(text)
