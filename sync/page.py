"""One page of a slice on its way to one device: signed by the registry, sealed to the device's key.

On the wire: CBOR `[body, signature]`; body is a CBOR map of the open fields plus `sealed`, whose plaintext is
CBOR `{key, put: [household], gone: [household_id], content}`. `key` is the key under which this slice hashes CNICs.
A page of a snapshot is `[body, signature, blob]`: its households lie in `blob`, encrypted once for all devices under
`content`; body names the SHA-256 of the blob.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync import wire
from sync.errors import Malformed, SliceMismatch, Undecryptable
from sync.household import SliceHousehold
from sync.keys import Keys, PublicKeys

VERSION = 1
MAX_PAGE = 4 * 1024 * 1024
MAX_PAGE_PLAIN = 16 * 1024 * 1024
MAX_CURSOR = 256
KEY_BYTES = 32
LOCK, WIPE = "lock", "wipe"
_SIGN = b"drc slice page v1\0"
_SEAL = b"drc slice page content v1\0"
_BLOB = b"drc slice snapshot v1\0"


@dataclass(frozen=True)
class Page:
    """Changes of one tehsil after the cursor `since` up to `cursor` (both opaque to the reader).

    `reset` says that what the device holds is to be dropped first; `more` that another page follows; `at` is the
    registry's clock in milliseconds since 1970 UTC; `epoch` the life of its database (see `sync.registry.epoch`);
    `order` what head office wants of this PC: '', LOCK or WIPE; `keys` the statements (`sync.succession`) that
    lead from the keys which signed this page to the registry's keys of today.
    """

    tehsil: str
    since: bytes
    cursor: bytes
    reset: bool
    more: bool
    at: int
    key: bytes = field(repr=False)
    put: Sequence[SliceHousehold] = field(repr=False)
    gone: Sequence[str] = field(repr=False)
    epoch: str = ""
    order: str = ""
    keys: Sequence[bytes] = ()


@dataclass(frozen=True)
class Blob:
    """A page's households as they rest in a snapshot: ciphertext, its SHA-256, page number, length of the plaintext,
    and the content key of the snapshot."""

    data: bytes = field(repr=False)
    sha256: bytes
    number: int
    zlen: int
    content_key: bytes = field(repr=False)


def close_blob(raw_put: Sequence[bytes], content_key: bytes, number: int) -> tuple[bytes, int]:
    """Encrypt the households of page `number` of a snapshot, and the length of the plaintext. A content key is used
    for one snapshot, and each number once: so the number is the nonce."""
    plain = wire.encode(list(raw_put))
    return ChaCha20Poly1305(content_key).encrypt(_nonce(number), wire.compress(plain), _BLOB), len(plain)


def blob_hash(data: bytes) -> bytes:
    """SHA-256 of a blob, by which the signed body names it."""
    return wire.sha256(data)


def _open_blob(data: bytes, opened: dict[str, Any], content_key: bytes) -> list[Any]:
    if len(content_key) != KEY_BYTES:
        raise Malformed(field="content")
    number = wire.field(opened, "number", int)
    if not 0 <= number < 1 << 32:
        raise Malformed(field="number")
    try:
        packed = ChaCha20Poly1305(content_key).decrypt(_nonce(number), data, _BLOB)
    except InvalidTag as error:
        raise Undecryptable from error
    plain = wire.inflate(packed, wire.field(opened, "blob_zlen", int), MAX_PAGE_PLAIN)
    put = wire.decode(plain, MAX_PAGE_PLAIN)
    if not isinstance(put, list):
        raise Malformed(field="put")
    return put


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def close(
    page: Page, raw_put: Sequence[bytes], *, registry_keys: Keys, device: str, to: PublicKeys, blob: Blob | None = None
) -> bytes:
    """Sign and seal a page for `device`, which holds the keys `to`. `raw_put` are the households in wire form; those of
    a `blob` are sent as they rest."""
    content = b"" if blob is None else blob.content_key
    plain = wire.encode({"key": page.key, "put": list(raw_put), "gone": list(page.gone), "content": content})
    opened = {
        "v": VERSION, "suite": wire.SUITE, "tehsil": page.tehsil, "device": device, "since": page.since,
        "cursor": page.cursor, "reset": page.reset, "more": page.more, "at": page.at, "zlen": len(plain),
        "epoch": page.epoch, "order": page.order,
        "keys": list(page.keys), "blob": b"" if blob is None else blob.sha256,
        "number": 0 if blob is None else blob.number, "blob_zlen": 0 if blob is None else blob.zlen,
    }  # fmt: skip
    body = wire.encode(opened | {"sealed": to.seal(wire.compress(plain), _info(opened))})
    return wire.encode([body, registry_keys.sign(_SIGN, body), *([] if blob is None else [blob.data])])


def _parts(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Body, signature, and the blob or b''."""
    parts = wire.decode(data, MAX_PAGE)
    if not isinstance(parts, list) or len(parts) not in (2, 3) or not all(type(part) is bytes for part in parts):
        raise Malformed(field="parts")
    body, signature, *blob = parts
    return body, signature, blob[0] if blob else b""


def read_cursor(data: bytes, name: str) -> bytes:
    """The cursor `since` or `cursor` of a page, by anybody and unverified: to file it, or to ask for the next.

    Raises Malformed, Oversize, Truncated.
    """
    body, _, _ = _parts(data)
    return wire.field(wire.decode_map(body, MAX_PAGE), name, bytes)


def open_(data: bytes, *, registry: PublicKeys, device: str, device_keys: Keys) -> Page:
    """Verify and open a page that the registry sealed for this device.

    Raises BadSignature, Malformed, Oversize, Truncated, Undecryptable, or SliceMismatch (meant for another device).
    """
    body, signature, blob = _parts(data)
    registry.verify(signature, _SIGN, body)
    opened = wire.decode_map(body, MAX_PAGE)
    sealed = wire.field(opened, "sealed", bytes)
    del opened["sealed"]
    if opened.get("v") != VERSION or opened.get("suite") != wire.SUITE:
        raise Malformed(field="version")
    if wire.field(opened, "device", str) != device:
        raise SliceMismatch(field="device")
    plain = wire.inflate(device_keys.unseal(sealed, _info(opened)), wire.field(opened, "zlen", int), MAX_PAGE_PLAIN)
    named = wire.field(opened, "blob", bytes)
    if named != (wire.sha256(blob) if blob else b""):
        raise Malformed(field="blob")
    content = wire.decode_map(plain, MAX_PAGE_PLAIN)
    put = wire.field(content, "put", list)
    if blob:
        put = [*put, *_open_blob(blob, opened, wire.field(content, "content", bytes))]
    return _page(opened, content, put)


def _page(opened: dict[str, Any], content: dict[str, Any], put: list[Any]) -> Page:
    gone = wire.field(content, "gone", list)
    key = wire.field(content, "key", bytes)
    if len(key) != KEY_BYTES or not all(isinstance(row, bytes) for row in put):
        raise Malformed(field="put")
    if not all(isinstance(name, str) for name in gone):
        raise Malformed(field="gone")
    keys = wire.field(opened, "keys", list)
    if not all(isinstance(statement, bytes) for statement in keys):
        raise Malformed(field="keys")
    return Page(
        tehsil=wire.field(opened, "tehsil", str),
        since=wire.field(opened, "since", bytes),
        cursor=wire.field(opened, "cursor", bytes),
        reset=wire.field(opened, "reset", bool),
        more=wire.field(opened, "more", bool),
        at=wire.field(opened, "at", int),
        key=key,
        put=tuple(SliceHousehold.from_wire(row) for row in put),
        gone=tuple(gone),
        epoch=wire.field(opened, "epoch", str),
        order=wire.field(opened, "order", str),
        keys=tuple(keys),
    )


def _info(opened: dict[str, Any]) -> bytes:
    return _SEAL + hashlib.sha256(wire.encode(opened)).digest()
