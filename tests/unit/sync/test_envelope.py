"""The envelope: what goes in comes out, and nothing else is accepted."""

from __future__ import annotations

import random
import uuid
import zlib

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import wire
from sync.envelope import Content, Envelope, Header, new_msg_id, open_, seal, verify
from sync.errors import (
    BadSignature,
    Malformed,
    Oversize,
    SyncError,
    Truncated,
    Undecryptable,
    UnsupportedVersion,
    WrongKey,
)
from sync.keys import Keys, PublicKeys


def test_round_trip(device) -> None:
    content = Content("<data>نام</data>".encode(), b"a,b\n", {"p.jpg": b"\xff" * 10}, {"token": "A042", "n": 3})
    sealed = seal(
        content,
        device_keys=device.keys,
        registry=device.registry_keys.public,
        msg_id=uuid.uuid4(),
        created=5,
        site="kamoke-1",
        device="pc-1",
        op="op-7",
        form_ver="nser_full@1",
        supersedes=uuid.uuid4(),
    )
    read = Envelope.from_bytes(sealed.data)
    verify(read, device.keys.public)
    assert open_(read, device.registry_keys) == content
    assert read.header == sealed.header
    assert read.sha256 == sealed.sha256
    assert sealed.data.find("نام".encode()) == -1


def test_message_ids_sort_by_time_and_differ(clock) -> None:
    ids = [new_msg_id(clock() + n // 3) for n in range(300)]
    assert len(set(ids)) == 300
    assert {(found.version, found.variant) for found in ids} == {(7, uuid.RFC_4122)}
    assert [found.int >> 80 for found in ids] == [clock() + n // 3 for n in range(300)]


def test_every_flipped_bit_and_every_truncation_is_refused(device, rng: random.Random) -> None:
    data = device.survey("<data><name>x</name></data>").data
    for _ in range(400):
        at = rng.randrange(len(data) * 8)
        flipped = bytearray(data)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises(SyncError) as caught:
            verify(Envelope.from_bytes(bytes(flipped)), device.keys.public)
        assert caught.value.code in {"malformed", "truncated", "bad_signature", "unsupported", "oversize"}
    for length in range(len(data)):
        with pytest.raises(Truncated):
            Envelope.from_bytes(data[:length])


def test_signature_of_another_device_is_refused(device) -> None:
    with pytest.raises(BadSignature):
        verify(device.survey(), Keys.generate().public)


def test_wrong_key_is_named_and_a_key_that_only_claims_the_name_does_not_open(device) -> None:
    envelope = device.survey()
    with pytest.raises(WrongKey):
        open_(envelope, Keys.generate())
    header = Header.from_bytes(envelope.header_bytes)
    pretender = Keys.generate()
    renamed = Header(**{**header.__dict__, "kid": pretender.public.kid})
    with pytest.raises(Undecryptable):
        open_(Envelope(renamed, renamed.to_bytes(), envelope.ciphertext, b""), pretender)


def test_a_header_of_another_message_does_not_open_the_content(device) -> None:
    one, two = device.survey("<data>1</data>"), device.survey("<data>2</data>")
    with pytest.raises(Undecryptable):
        open_(Envelope(two.header, two.header_bytes, one.ciphertext, b""), device.registry_keys)


def test_oversize_is_refused_before_it_is_made(device, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Oversize):
        Envelope.from_bytes(b"\x00" * 101, limit=100)
    monkeypatch.setattr("sync.envelope.MAX_PLAIN", 1000)
    with pytest.raises(Oversize):
        device.survey("x" * 1001)


def test_a_deflate_bomb_is_cut_off_at_the_length_of_the_header() -> None:
    bomb = zlib.compress(b"\x00" * 50_000_000)
    with pytest.raises(Malformed):
        wire.inflate(bomb, 1000, 10_000)
    with pytest.raises(Oversize):
        wire.inflate(bomb, 50_000_000, 10_000)


@pytest.mark.parametrize("tail", [b"\x00", b"abc"])
def test_bytes_behind_the_message_are_refused(device, tail: bytes) -> None:
    with pytest.raises(Malformed):
        Envelope.from_bytes(device.survey().data + tail)


@pytest.mark.parametrize(
    "hostile",
    [
        bytes.fromhex("c5821b7fffffffffffffff03"),  # big float that would need exabytes
        bytes.fromhex("9fff"),  # indefinite length
        bytes.fromhex("a2010101 02".replace(" ", "")),  # key given twice
        bytes.fromhex("1800"),  # longer than needed
        b"\x81" * 500 + b"\x00",  # nested beyond reason
        cbor2.dumps(cbor2.CBORTag(99, 1)),
        cbor2.dumps({"z": 1, "a": 2}, canonical=False),  # keys out of order
    ],
)
def test_cbor_that_the_protocol_does_not_write_is_malformed(hostile: bytes) -> None:
    with pytest.raises(Malformed):
        wire.decode(hostile, 10_000)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.text() | st.binary() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=12,
)


@settings(deadline=None)
@given(PLAIN)
def test_one_value_has_one_form(value: object) -> None:
    data = wire.encode(value)
    assert wire.decode(data, 100_000) == value
    assert wire.encode(wire.decode(data, 100_000)) == data


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes) -> None:
    try:
        value = wire.decode(data, 100)
    except (Malformed, Oversize):
        return
    assert wire.encode(value) == data


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"v": 2}, UnsupportedVersion),
        ({"suite": 9}, UnsupportedVersion),
        ({"kind": "gossip"}, Malformed),
        ({"msg_id": b"short"}, Malformed),
        ({"zlen": -1}, Malformed),
        ({"created": True}, Malformed),
        ({"site": ""}, Malformed),
        ({"op": "a\nb"}, Malformed),
        ({"extra": 1}, Malformed),
    ],
)
def test_headers_that_do_not_fit(device, change: dict, error: type[SyncError]) -> None:
    fields = wire.decode(device.survey().header_bytes, 10_000) | change
    with pytest.raises(error):
        Header.from_bytes(wire.encode(fields))


def test_keys_survive_storage_and_never_show_themselves() -> None:
    keys = Keys.generate()
    assert Keys.from_bytes(keys.to_bytes()) == keys
    assert PublicKeys.from_bytes(keys.public.to_bytes()) == keys.public
    assert keys.sign_key.hex() not in repr(keys)
    assert repr(keys.sign_key) not in repr(keys)
    with pytest.raises(Malformed):
        Keys(b"", b"")
    with pytest.raises(SyncError):
        Keys.from_bytes(b"garbage")
