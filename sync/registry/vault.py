"""Encryption of columns at rest, and the blind index that still finds a person."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.errors import SyncError

_NONCE = 12


class VaultClosed(SyncError):
    """A column does not open: another key, or changed bytes."""

    code = "vault_closed"


class Vault:
    """Keeps columns under keys derived from one secret of 32 bytes. `place` binds a value to its row and column."""

    def __init__(self, secret: bytes, random: Callable[[int], bytes] = os.urandom) -> None:
        self._aead = ChaCha20Poly1305(_derive(secret, b"drc registry columns"))
        self._index_key = _derive(secret, b"drc registry blind index")
        self._random = random

    def close(self, plain: bytes, place: str) -> bytes:
        """Nonce and ciphertext of `plain` (ChaCha20-Poly1305)."""
        nonce = self._random(_NONCE)
        return nonce + self._aead.encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Raises VaultClosed."""
        try:
            return self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise VaultClosed from error

    def index(self, value: bytes) -> bytes:
        """HMAC-SHA256 under a key of its own: equal values are found, others tell nothing."""
        return hmac.new(self._index_key, value, hashlib.sha256).digest()


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, purpose).derive(secret)
