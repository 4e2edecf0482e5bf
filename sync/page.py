"""One page of a slice on its way to one device: signed by the registry, sealed to the device's key.

On the wire: CBOR `[body, signature]`; body is a CBOR map of the open fields plus `sealed`, whose plaintext is
CBOR `{key, put: [household], gone: [household_id]}`. `key` is the key under which this slice hashes CNICs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sync import wire
from sync.errors import Malformed, SliceMismatch
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


@dataclass(frozen=True)
class Page:
    """Changes of one tehsil after the cursor `since` up to `cursor` (both opaque to the reader).

    `reset` says that what the device holds is to be dropped first; `more` that another page follows; `at` is the
    registry's clock in milliseconds since 1970 UTC; `epoch` the life of its database (see `sync.registry.epoch`);
    `order` what head office wants of this PC: '', LOCK or WIPE.
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


def close(page: Page, raw_put: Sequence[bytes], *, registry_keys: Keys, device: str, to: PublicKeys) -> bytes:
    """Sign and seal a page for `device`, which holds the keys `to`. `raw_put` are the households in wire form."""
    plain = wire.encode({"key": page.key, "put": list(raw_put), "gone": list(page.gone)})
    opened = {
        "v": VERSION, "suite": wire.SUITE, "tehsil": page.tehsil, "device": device, "since": page.since,
        "cursor": page.cursor, "reset": page.reset, "more": page.more, "at": page.at, "zlen": len(plain),
        "epoch": page.epoch, "order": page.order,
    }  # fmt: skip
    body = wire.encode(opened | {"sealed": to.seal(wire.compress(plain), _info(opened))})
    return wire.encode([body, registry_keys.sign(_SIGN, body)])


def read_cursor(data: bytes, name: str) -> bytes:
    """The cursor `since` or `cursor` of a page, by anybody and unverified: to file it, or to ask for the next.

    Raises Malformed, Oversize, Truncated.
    """
    body, _ = wire.byte_strings(data, 2, MAX_PAGE)
    return wire.field(wire.decode_map(body, MAX_PAGE), name, bytes)


def open_(data: bytes, *, registry: PublicKeys, device: str, device_keys: Keys) -> Page:
    """Verify and open a page that the registry sealed for this device.

    Raises BadSignature, Malformed, Oversize, Truncated, Undecryptable, or SliceMismatch (meant for another device).
    """
    body, signature = wire.byte_strings(data, 2, MAX_PAGE)
    registry.verify(signature, _SIGN, body)
    opened = wire.decode_map(body, MAX_PAGE)
    sealed = wire.field(opened, "sealed", bytes)
    del opened["sealed"]
    if opened.get("v") != VERSION or opened.get("suite") != wire.SUITE:
        raise Malformed(field="version")
    if wire.field(opened, "device", str) != device:
        raise SliceMismatch(field="device")
    plain = wire.inflate(device_keys.unseal(sealed, _info(opened)), wire.field(opened, "zlen", int), MAX_PAGE_PLAIN)
    return _page(opened, wire.decode_map(plain, MAX_PAGE_PLAIN))


def _page(opened: dict[str, Any], content: dict[str, Any]) -> Page:
    put, gone = wire.field(content, "put", list), wire.field(content, "gone", list)
    key = wire.field(content, "key", bytes)
    if len(key) != KEY_BYTES or not all(isinstance(row, bytes) for row in put):
        raise Malformed(field="put")
    if not all(isinstance(name, str) for name in gone):
        raise Malformed(field="gone")
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
    )


def _info(opened: dict[str, Any]) -> bytes:
    return _SEAL + hashlib.sha256(wire.encode(opened)).digest()
