"""Bytes on the wire: canonical CBOR, strictly read, and a compressed plaintext sealed with HPKE.

Every structure of the protocol is written in canonical CBOR (shortest forms, definite lengths, keys by length then
bytes, no tags). The reader accepts nothing else, so one value has one form and hashes can be compared.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import cbor2
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sync.errors import Malformed, Oversize, Truncated, Undecryptable

Now = Callable[[], int]
"""A clock: milliseconds since 1970-01-01 UTC."""

T = TypeVar("T")

MAX_DEPTH = 12
MAX_NAME = 64
SUITE = 1
"""HPKE base mode with X25519, HKDF-SHA256 and ChaCha20-Poly1305 (RFC 9180), zlib underneath."""

_HPKE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
SEAL_OVERHEAD = 32 + 16
"""Bytes that sealing adds: encapsulated key and authentication tag."""


def system_ms() -> int:
    """Wall clock of this machine in milliseconds since 1970 UTC."""
    return int(datetime.now(UTC).timestamp() * 1000)


def _no_tag(*_: object) -> Any:
    raise ValueError("tags are not part of the protocol")


# cbor2 decodes these tags by itself, some at a price an attacker sets (a big float may exhaust memory).
_BUILT_IN_TAGS = (
    *range(6), 25, 28, 29, 30, 35, 36, 37, 43, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799,
)  # fmt: skip
_REFUSE_TAGS: Mapping[int, Any] = dict.fromkeys(_BUILT_IN_TAGS, _no_tag)


def sha256(data: bytes) -> bytes:
    """SHA-256 (32 bytes): what receipts acknowledge."""
    return hashlib.sha256(data).digest()


def encode(value: object) -> bytes:
    """Canonical CBOR of plain values (maps, lists, text, bytes, integers, floats, booleans, None)."""
    return cbor2.dumps(value, canonical=True)


def decode(data: bytes, limit: int) -> Any:
    """Read one canonical CBOR value of at most `limit` bytes.

    Raises Oversize, Truncated, or Malformed for anything that `encode` would not have written.
    """
    if len(data) > limit:
        raise Oversize(size=len(data), limit=limit)
    try:
        value = cbor2.loads(
            data,
            max_depth=MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            strict_hashable_types=True,
            semantic_decoders=_REFUSE_TAGS,
            tag_hook=_no_tag,
        )
        again = encode(value)
    except cbor2.CBORDecodeEOF as error:
        raise Truncated(size=len(data)) from error
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise Malformed(size=len(data)) from error
    if again != data:
        raise Malformed(size=len(data))
    return value


def decode_map(data: bytes, limit: int) -> dict[str, Any]:
    """`decode`, and Malformed unless the value is a map."""
    value = decode(data, limit)
    if not isinstance(value, dict):
        raise Malformed(field="map")
    return value


def field(source: Mapping[str, Any], name: str, kind: type[T]) -> T:
    """The value under `name`, exactly of type `kind` (True is no integer). Raises Malformed."""
    value = source.get(name)
    if type(value) is not kind:
        raise Malformed(field=name)
    return value


def optional(source: Mapping[str, Any], name: str, kind: type[T]) -> T | None:
    """As `field`, and None where the value is null or absent."""
    return None if source.get(name) is None else field(source, name, kind)


def name(source: Mapping[str, Any], key: str) -> str:
    """An identifier: 1 to 64 printable characters. Raises Malformed."""
    value = field(source, key, str)
    if not 0 < len(value) <= MAX_NAME or not value.isprintable():
        raise Malformed(field=key)
    return value


def byte_strings(data: bytes, count: int, limit: int) -> list[bytes]:
    """The outer form of every signed message: `count` byte strings. Raises Malformed, Truncated, Oversize."""
    parts = decode(data, limit)
    if not isinstance(parts, list) or len(parts) != count or not all(type(part) is bytes for part in parts):
        raise Malformed(field="parts")
    return parts


def compress(plain: bytes) -> bytes:
    """Deflate for the wire."""
    return zlib.compress(plain, 6)


def inflate(data: bytes, length: int, limit: int) -> bytes:
    """Undo `compress`; never makes more than `length` + 1 bytes.

    Raises Oversize where `length` exceeds `limit`, Malformed where the plaintext is not exactly `length` bytes.
    """
    if not 0 <= length <= limit:
        raise Oversize(size=length, limit=limit)
    engine = zlib.decompressobj()
    try:
        plain = engine.decompress(data, length + 1)
    except zlib.error as error:
        raise Malformed(field="deflate") from error
    if len(plain) != length or not engine.eof or engine.unused_data:
        raise Malformed(field="zlen")
    return plain


def seal(plain: bytes, recipient: X25519PublicKey, info: bytes) -> bytes:
    """HPKE-seal `plain` for the holder of `recipient`; only the same `info` opens it."""
    return _HPKE.encrypt(plain, recipient, info)


def unseal(sealed: bytes, key: X25519PrivateKey, info: bytes) -> bytes:
    """Open what `seal` made. Raises Undecryptable for another key, another `info` or changed bytes."""
    try:
        return _HPKE.decrypt(sealed, key, info)
    except (InvalidTag, ValueError) as error:
        raise Undecryptable from error
