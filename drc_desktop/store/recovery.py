"""The key of a site's database, wrapped by a code on paper: what opens a copy once the PC with the key is gone.

The code has 130 random bits, so no slow hash is needed; it is written in base32 (RFC 4648: no 0, 1, 8, 9) in groups of
five, shown once and kept nowhere. A new code makes the one before worthless for copies taken from then on.
"""

from __future__ import annotations

import os
import secrets

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_LETTERS, _GROUP = 26, 5
_INFO = b"drc site recovery v1"
_MISREAD = str.maketrans("018", "OIB")


class Wrapped(msgspec.Struct, frozen=True):
    """What lies beside the database and in its copies. Hex."""

    salt: str
    nonce: str
    box: str


def new_code() -> str:
    """A fresh code, for instance `ABCDE-FGHIJ-KLMNO-PQRST-UVWXY-Z`."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LETTERS, _GROUP))


def wrap(key: bytes, code: str) -> bytes:
    """The key of a database (32 bytes) under a code, as JSON."""
    salt, nonce = os.urandom(16), os.urandom(12)
    box = ChaCha20Poly1305(_kek(code, salt)).encrypt(nonce, key, _INFO)
    return msgspec.json.encode(Wrapped(salt.hex(), nonce.hex(), box.hex()))


def unwrap(wrapped: bytes, code: str) -> bytes | None:
    """The key; None where the code is not the one it was wrapped by, or the file is damaged."""
    try:
        found = msgspec.json.decode(wrapped, type=Wrapped)
        salt, nonce, box = (bytes.fromhex(part) for part in (found.salt, found.nonce, found.box))
        return ChaCha20Poly1305(_kek(code, salt)).decrypt(nonce, box, _INFO)
    except (msgspec.DecodeError, ValueError, InvalidTag):
        return None


def _kek(code: str, salt: bytes) -> bytes:
    letters = "".join(letter for letter in code.upper().translate(_MISREAD) if letter in _ALPHABET)
    return HKDF(SHA256(), 32, salt, _INFO).derive(letters.encode())
