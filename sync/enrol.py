"""Making a PC known to the registry with a one-time code, without trusting the link in between.

The code never travels: its first four characters name it, the rest keys an HMAC over the request and over the answer.
So the registry knows that the request comes from whoever was told the code, and the PC knows that the registry's
public keys come from whoever made it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sync import wire
from sync.carriers.base import Carrier
from sync.errors import Malformed, SyncError
from sync.keys import Keys, PublicKeys

VERSION = 1
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
CODE_LENGTH, ID_LENGTH = 16, 4
MAX_MESSAGE = 4096
_REQUEST, _ANSWER, _DERIVE = b"drc enrol request v1\0", b"drc enrol answer v1\0", b"drc enrol code v1\0"
_SIGN = b"drc enrol key proof v1\0"


class BadCode(SyncError):
    """The code is not one (length or characters), or the answer was not made by someone who knows it."""

    code = "bad_code"


def new_code(random: Callable[[int], bytes] = os.urandom) -> str:
    """A fresh code of 80 bits, as XXXX-XXXX-XXXX-XXXX."""
    value = int.from_bytes(random(10), "big")
    text = "".join(ALPHABET[value >> 5 * place & 31] for place in range(CODE_LENGTH))
    return "-".join(text[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def parse_code(text: str) -> tuple[str, bytes]:
    """Name of the code and the 32-byte key derived from it; forgives case, blanks, dashes and the letters I, L, O.

    Raises BadCode.
    """
    plain = "".join(text.upper().split()).replace("-", "").translate(str.maketrans("ILO", "110"))
    if len(plain) != CODE_LENGTH or any(char not in ALPHABET for char in plain):
        raise BadCode(length=len(plain))
    return plain[:ID_LENGTH], hashlib.sha256(_DERIVE + plain.encode()).digest()


@dataclass(frozen=True)
class EnrolRequest:
    """What a PC asks with. `device` is its identifier at its `site`, `label` what people call it."""

    code_id: str
    site: str
    device: str
    label: str
    keys: PublicKeys
    body: bytes
    mac: bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> EnrolRequest:
        """Read a request and check that its sender holds the keys it names. Raises SyncError.

        Whether the sender knows the code is for `knows` to say.
        """
        body, signature, mac = wire.byte_strings(data, 3, MAX_MESSAGE)
        fields = wire.decode_map(body, MAX_MESSAGE)
        if fields.get("v") != VERSION:
            raise Malformed(field="version")
        code_id, site, device, label = (wire.name(fields, name) for name in ("code_id", "site", "device", "label"))
        keys = PublicKeys(wire.field(fields, "verify", bytes), wire.field(fields, "receive", bytes))
        keys.verify(signature, _SIGN, body)
        return cls(code_id, site, device, label, keys, body, mac)

    def knows(self, code_key: bytes) -> bool:
        """Whether the sender knows the code that `code_key` was derived from."""
        return hmac.compare_digest(self.mac, _mac(code_key, _REQUEST, self.body))


@dataclass(frozen=True)
class Registration:
    """The registry's answer. `state` is approved, or pending until head office approves the PC (the same call again
    asks how it stands); `registry` are the keys to seal for and to verify receipts with; `tehsils` the P-codes of the
    slices this site may pull."""

    state: str
    registry: PublicKeys
    server_epoch: str
    tehsils: tuple[str, ...]

    def to_bytes(self, code_key: bytes, request: EnrolRequest) -> bytes:
        """The answer to `request`, authenticated with the code."""
        fields: dict[str, Any] = {
            "v": VERSION,
            "state": self.state,
            "verify": self.registry.verify_key,
            "receive": self.registry.receive_key,
            "server_epoch": self.server_epoch,
            "tehsils": list(self.tehsils),
        }
        body = wire.encode(fields)
        return wire.encode([body, _mac(code_key, _ANSWER, hashlib.sha256(request.body).digest() + body)])


def enrol(carrier: Carrier, code: str, *, site: str, device: str, label: str, keys: Keys) -> Registration:
    """Enrol this PC; calling again with the same code and keys is safe and returns the present state.

    Raises BadCode, or CarrierError (Refused carries the registry's reason: unknown_code, code_used, code_expired,
    device_taken, wrong_site).
    """
    code_id, code_key = parse_code(code)
    body = wire.encode(
        {
            "v": VERSION, "code_id": code_id, "site": site, "device": device, "label": label,
            "verify": keys.public.verify_key, "receive": keys.public.receive_key,
        }
    )  # fmt: skip
    answer = carrier.enrol(wire.encode([body, keys.sign(_SIGN, body), _mac(code_key, _REQUEST, body)]))
    told, mac = wire.byte_strings(answer, 2, MAX_MESSAGE)
    if not hmac.compare_digest(mac, _mac(code_key, _ANSWER, hashlib.sha256(body).digest() + told)):
        raise BadCode(why="answer")
    fields = wire.decode_map(told, MAX_MESSAGE)
    tehsils = wire.field(fields, "tehsils", list)
    if not all(isinstance(tehsil, str) for tehsil in tehsils):
        raise Malformed(field="tehsils")
    return Registration(
        state=wire.field(fields, "state", str),
        registry=PublicKeys(wire.field(fields, "verify", bytes), wire.field(fields, "receive", bytes)),
        server_epoch=wire.field(fields, "server_epoch", str),
        tehsils=tuple(tehsils),
    )


def _mac(key: bytes, context: bytes, message: bytes) -> bytes:
    return hmac.new(key, context + message, hashlib.sha256).digest()
