"""Key pairs of a party: Ed25519 to sign, X25519 to receive. Thirty-two bytes each, storable as one string of bytes.

Where the private bytes rest is the caller's business: a PC keeps them in its encrypted store, the registry in a file
only its own account can read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sync import wire
from sync.errors import BadSignature, Malformed, Undecryptable

KEY_BYTES = 32
MAX_KEYS_BYTES = 512


@dataclass(frozen=True)
class PublicKeys:
    """What others know of a party: 32 bytes to verify its signatures, 32 bytes to seal messages for it."""

    verify_key: bytes
    receive_key: bytes

    def __post_init__(self) -> None:
        if len(self.verify_key) != KEY_BYTES or len(self.receive_key) != KEY_BYTES:
            raise Malformed(field="public_keys")

    @cached_property
    def kid(self) -> str:
        """Short name of the pair: 16 hex digits of SHA-256 over both keys."""
        return hashlib.sha256(self.verify_key + self.receive_key).hexdigest()[:16]

    def verify(self, signature: bytes, context: bytes, *parts: bytes) -> None:
        """Raises BadSignature unless `signature` is this party's over `context` and `parts`."""
        try:
            self._verifier.verify(signature, b"".join((context, *parts)))
        except (InvalidSignature, ValueError) as error:
            raise BadSignature from error

    def seal(self, plain: bytes, info: bytes) -> bytes:
        """HPKE-seal for this party. Raises Malformed where the key is no usable X25519 key."""
        try:
            return wire.seal(plain, self._recipient, info)
        except ValueError as error:
            raise Malformed(field="receive_key") from error

    def to_bytes(self) -> bytes:
        """Canonical CBOR, read by `from_bytes`."""
        return wire.encode({"v": 1, "verify": self.verify_key, "receive": self.receive_key})

    @classmethod
    def from_bytes(cls, data: bytes) -> PublicKeys:
        """Raises Malformed or Truncated."""
        fields = wire.decode_map(data, MAX_KEYS_BYTES)
        return cls(wire.field(fields, "verify", bytes), wire.field(fields, "receive", bytes))

    @cached_property
    def _verifier(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.verify_key)

    @cached_property
    def _recipient(self) -> X25519PublicKey:
        return X25519PublicKey.from_public_bytes(self.receive_key)


@dataclass(frozen=True)
class Keys:
    """Private keys of one party. Never printed: repr shows the public name only."""

    sign_key: bytes = field(repr=False)
    receive_key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.sign_key) != KEY_BYTES or len(self.receive_key) != KEY_BYTES:
            raise Malformed(field="keys")

    @classmethod
    def generate(cls, random: Callable[[int], bytes] = os.urandom) -> Keys:
        """A fresh pair of pairs; `random(n)` gives n secret bytes."""
        return cls(random(KEY_BYTES), random(KEY_BYTES))

    @cached_property
    def public(self) -> PublicKeys:
        """What may be told to others."""
        return PublicKeys(self._signer.public_key().public_bytes_raw(), self._receiver.public_key().public_bytes_raw())

    def sign(self, context: bytes, *parts: bytes) -> bytes:
        """Ed25519 signature (64 bytes) over `context` followed by `parts`. Each use has a context of its own."""
        return self._signer.sign(b"".join((context, *parts)))

    def unseal(self, sealed: bytes, info: bytes) -> bytes:
        """Open what was sealed for these keys. Raises Undecryptable."""
        if len(sealed) < wire.SEAL_OVERHEAD:
            raise Undecryptable
        return wire.unseal(sealed, self._receiver, info)

    def to_bytes(self) -> bytes:
        """The private keys as canonical CBOR, for an encrypted store."""
        return wire.encode({"v": 1, "sign": self.sign_key, "receive": self.receive_key})

    @classmethod
    def from_bytes(cls, data: bytes) -> Keys:
        """Raises Malformed or Truncated."""
        fields = wire.decode_map(data, MAX_KEYS_BYTES)
        return cls(wire.field(fields, "sign", bytes), wire.field(fields, "receive", bytes))

    @cached_property
    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.sign_key)

    @cached_property
    def _receiver(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self.receive_key)
