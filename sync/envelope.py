"""The sealed message: a header anyone may read, content only the registry can open, a signature of the device.

On the wire: CBOR `[header, ciphertext, signature]`, each a byte string; `header` is itself a CBOR map. The bytes are
made once, when a survey is finalised, and never change: a correction is a new message that names the old one in
`supersedes`. SHA-256 over the whole is what a receipt acknowledges.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sync import wire
from sync.errors import Malformed, Oversize, UnsupportedVersion, WrongKey
from sync.keys import Keys, PublicKeys

VERSION = 1
KINDS = ("survey", "status", "audit", "review")
MAX_ENVELOPE = 4 * 1024 * 1024
"""Bytes of one envelope on the wire."""
MAX_PLAIN = 16 * 1024 * 1024
"""Bytes of one plaintext after inflating."""
MAX_HEADER = 1024

_SIGN = b"drc envelope v1\0"
_SEAL = b"drc envelope content v1\0"


def new_msg_id(now_ms: int, random: Callable[[int], bytes] = os.urandom) -> uuid.UUID:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds since 1970 UTC, 74 random bits."""
    value = (now_ms & (1 << 48) - 1) << 80 | int.from_bytes(random(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 2 << 62)


@dataclass(frozen=True)
class Header:
    """What travels in the clear. Names are identifiers, never names of persons.

    `kid` names the registry's receiving key; `form_ver` is 'form_id@version'; `created` is in milliseconds since 1970
    UTC by the device's clock; `zlen` is the length of the plaintext in bytes before compression.
    """

    kind: str
    kid: str
    msg_id: uuid.UUID
    site: str
    device: str
    op: str
    form_ver: str
    created: int
    zlen: int
    supersedes: uuid.UUID | None = None

    def to_bytes(self) -> bytes:
        """Canonical CBOR of the header."""
        return wire.encode(
            {
                "v": VERSION,
                "kind": self.kind,
                "suite": wire.SUITE,
                "kid": self.kid,
                "msg_id": self.msg_id.bytes,
                "supersedes": None if self.supersedes is None else self.supersedes.bytes,
                "site": self.site,
                "device": self.device,
                "op": self.op,
                "form_ver": self.form_ver,
                "created": self.created,
                "zlen": self.zlen,
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Header:
        """Raises Malformed, Truncated, Oversize, UnsupportedVersion."""
        fields = wire.decode_map(data, MAX_HEADER)
        if fields.get("v") != VERSION or fields.get("suite") != wire.SUITE:
            raise UnsupportedVersion
        names = {name: wire.name(fields, name) for name in ("kind", "kid", "site", "device", "op", "form_ver")}
        if names["kind"] not in KINDS:
            raise Malformed(field="kind")
        supersedes = wire.optional(fields, "supersedes", bytes)
        header = cls(
            **names,
            msg_id=_uuid(wire.field(fields, "msg_id", bytes), "msg_id"),
            supersedes=None if supersedes is None else _uuid(supersedes, "supersedes"),
            created=_natural(fields, "created"),
            zlen=_natural(fields, "zlen"),
        )
        if header.to_bytes() != data:
            raise Malformed(field="header")
        return header


@dataclass(frozen=True)
class Content:
    """What only the registry reads: the survey's XML, its answer journal, attachments by file name, and facts of the
    visit (token, times in milliseconds, counts: no identities)."""

    xml: bytes
    audit_csv: bytes = b""
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    visit: Mapping[str, str | int | bool | None] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Canonical CBOR."""
        return wire.encode(
            {
                "xml": self.xml,
                "audit_csv": self.audit_csv,
                "attachments": dict(self.attachments),
                "visit": dict(self.visit),
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Content:
        """Raises Malformed or Truncated."""
        fields = wire.decode_map(data, MAX_PLAIN)
        attachments, visit = wire.field(fields, "attachments", dict), wire.field(fields, "visit", dict)
        if not all(isinstance(k, str) and isinstance(v, bytes) for k, v in attachments.items()):
            raise Malformed(field="attachments")
        if not all(isinstance(k, str) and isinstance(v, str | int | None) for k, v in visit.items()):
            raise Malformed(field="visit")
        return cls(wire.field(fields, "xml", bytes), wire.field(fields, "audit_csv", bytes), attachments, visit)


@dataclass(frozen=True)
class Envelope:
    """One sealed message. Two envelopes are equal when their bytes are."""

    header: Header = field(compare=False)
    header_bytes: bytes = field(repr=False)
    ciphertext: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @cached_property
    def data(self) -> bytes:
        """The bytes on the wire."""
        return wire.encode([self.header_bytes, self.ciphertext, self.signature])

    @cached_property
    def sha256(self) -> bytes:
        """SHA-256 (32 bytes) over `data`: what a receipt acknowledges."""
        return hashlib.sha256(self.data).digest()

    @property
    def msg_id(self) -> str:
        """The message id in its text form."""
        return str(self.header.msg_id)

    @classmethod
    def from_bytes(cls, data: bytes, limit: int = MAX_ENVELOPE) -> Envelope:
        """Read the outer form; proves nothing yet: see `verify`.

        Raises Truncated, Malformed, Oversize, UnsupportedVersion.
        """
        header_bytes, ciphertext, signature = wire.byte_strings(data, 3, limit)
        return cls(Header.from_bytes(header_bytes), header_bytes, ciphertext, signature)


def seal(
    content: Content,
    *,
    device_keys: Keys,
    registry: PublicKeys,
    msg_id: uuid.UUID,
    created: int,
    site: str,
    device: str,
    op: str,
    form_ver: str,
    kind: str = "survey",
    supersedes: uuid.UUID | None = None,
) -> Envelope:
    """Seal `content` for the registry and sign it as this device.

    `created` in milliseconds since 1970 UTC. Raises Oversize where plaintext or envelope exceed their limits,
    Malformed where a header field does not fit.
    """
    plain = content.to_bytes()
    if len(plain) > MAX_PLAIN:
        raise Oversize(size=len(plain), limit=MAX_PLAIN)
    header = Header(
        kind=kind, kid=registry.kid, msg_id=msg_id, supersedes=supersedes, site=site, device=device, op=op,
        form_ver=form_ver, created=created, zlen=len(plain),
    )  # fmt: skip
    header_bytes = header.to_bytes()
    Header.from_bytes(header_bytes)
    ciphertext = registry.seal(wire.compress(plain), _info(header_bytes))
    envelope = Envelope(header, header_bytes, ciphertext, device_keys.sign(_SIGN, header_bytes, ciphertext))
    if len(envelope.data) > MAX_ENVELOPE:
        raise Oversize(size=len(envelope.data), limit=MAX_ENVELOPE)
    return envelope


def verify(envelope: Envelope, device: PublicKeys) -> None:
    """Raises BadSignature unless `device` signed exactly this header and ciphertext."""
    device.verify(envelope.signature, _SIGN, envelope.header_bytes, envelope.ciphertext)


def open_(envelope: Envelope, registry_keys: Keys) -> Content:
    """Open a (verified) envelope with the registry's keys.

    Raises WrongKey (sealed for another key), Undecryptable, Oversize or Malformed; all with a stable code.
    """
    if envelope.header.kid != registry_keys.public.kid:
        raise WrongKey(kid=envelope.header.kid)
    packed = registry_keys.unseal(envelope.ciphertext, _info(envelope.header_bytes))
    return Content.from_bytes(wire.inflate(packed, envelope.header.zlen, MAX_PLAIN))


def _info(header_bytes: bytes) -> bytes:
    # The HPKE call has no associated data: the header is bound through `info`.
    return _SEAL + hashlib.sha256(header_bytes).digest()


def _natural(fields: Mapping[str, Any], name: str) -> int:
    value = wire.field(fields, name, int)
    if not 0 <= value < 1 << 53:
        raise Malformed(field=name)
    return value


def _uuid(data: bytes, name: str) -> uuid.UUID:
    if len(data) != 16:
        raise Malformed(field=name)
    return uuid.UUID(bytes=data)
