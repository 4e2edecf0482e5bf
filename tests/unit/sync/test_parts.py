"""A push in parts: resumes where it broke off, is taken whole or not at all, and holds no more than it may."""

from __future__ import annotations

import pytest

from sync import wire
from sync.carriers.http import PART_BYTES, HttpCarrier
from sync.errors import Broken, Malformed, Oversize
from sync.registry.parts import PART, Parts


def part(body: bytes, offset: int, data: bytes, **changes: object) -> bytes:
    fields = {"v": 1, "sha256": wire.sha256(body), "size": len(body), "offset": offset, "data": data}
    return wire.encode(fields | changes)


def test_it_is_whole_after_its_last_part_and_goes_on_where_it_stands() -> None:
    parts, body = Parts(1 << 20), bytes(range(256)) * 600
    assert parts.add(part(body, 0, b"")) == (0, None)
    assert parts.add(part(body, 0, body[:PART])) == (PART, None)
    assert parts.add(part(body, 0, body[:PART])) == (PART, None), "a part sent twice counts once"
    assert parts.add(part(body, 2 * PART, body[2 * PART :])) == (PART, None), "a gap is not filled"
    assert parts.add(part(body, PART, body[PART : 2 * PART])) == (2 * PART, None)
    assert parts.add(part(body, 2 * PART, body[2 * PART :])) == (len(body), body)
    assert parts.add(part(body, 0, b"")) == (0, None), "forgotten once it was handed on"


def test_what_is_refused() -> None:
    parts, body = Parts(1000), b"x" * 500
    with pytest.raises(Oversize):
        parts.add(part(body, 0, b"", size=1001))
    for changes in ({"size": 0}, {"offset": -1}, {"sha256": b"short"}, {"data": "text"}):
        with pytest.raises(Malformed):
            parts.add(wire.encode(wire.decode_map(part(body, 0, b""), 1000) | changes))
    with pytest.raises(Malformed):
        parts.add(part(body, 0, b"y" * 500))
    assert parts.add(part(body, 0, body)) == (500, body), "a wrong one leaves no trace"


def test_the_oldest_is_dropped_when_there_is_no_room() -> None:
    parts, first, second = Parts(1 << 20, most=1000), b"a" * 900, b"b" * 900
    parts.add(part(first, 0, first[:600]))
    parts.add(part(second, 0, second[:600]))
    assert parts.add(part(first, 600, first[600:])) == (0, None)
    assert parts.add(part(second, 600, second[600:])) == (900, second)


def test_a_carrier_whose_link_broke_on_a_large_push_sends_parts_from_then_on(
    monkeypatch: pytest.MonkeyPatch, device, rng
) -> None:
    posts: list[tuple[str, int]] = []
    parts, answers = Parts(1 << 22), iter([Broken])

    def post(_self: HttpCarrier, path: str, body: bytes, per_item: bool = False) -> bytes:
        posts.append((path, len(body)))
        if (fault := next(answers, None)) is not None:
            raise fault
        have, request = parts.add(body)
        if request is None:
            return wire.encode({"v": 1, "have": have})
        return wire.encode({"v": 1, "results": [{"reason": "x", "permanent": True}]})

    monkeypatch.setattr(HttpCarrier, "_post", post)
    large = device.survey(f"<d>{rng.randbytes(100_000).hex()}</d>").data
    with HttpCarrier("http://127.0.0.1:9") as carrier:
        with pytest.raises(Broken):
            carrier.push([large])
        assert carrier.push([large])[0].reason == "x"
    assert [path for path, _ in posts] == ["/v1/push", "/v1/part", "/v1/part", "/v1/part"]
    assert max(size for path, size in posts if path == "/v1/part") < PART_BYTES + 1024
