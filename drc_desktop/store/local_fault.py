"""Known faults of the local store, each with a stable code; the words are `local-<code>` in errors-local.ftl."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

_FULL, _CORRUPT, _NOT_A_DATABASE, _IO = 13, 11, 26, 10
_BUSY, _LOCKED, _CANNOT_OPEN, _PERMISSION, _READ_ONLY = 5, 6, 14, 3, 8


class LocalFault(StrEnum):
    """Codes. Parameters in brackets travel in `LocalStoreError.params`; none ever names a person."""

    FULL = "store-full"  # [path]
    CORRUPT = "store-corrupt"  # [path]
    WRONG_KEY = "store-wrong-key"  # [path]
    KEY_MISSING = "store-key-missing"  # [path]: the keyring of this account has no key: a copied or foreign store
    OTHER_PC = "store-other-pc"  # [path]: the key file was made on another PC: a copied store
    KEYRING_LOCKED = "store-keyring-locked"
    PIN_NEEDED = "store-pin-needed"  # no usable keyring: the key is kept under a PIN
    PIN_WRONG = "store-pin-wrong"
    PIN_NEW_HERE = "store-pin-new-here"  # no slot of this PC opens with this operator's PIN, which the desk knows
    PIN_SHORT = "store-pin-short"  # [digits]
    GONE = "store-gone"  # [path]: the key is here, the database file is missing or empty
    BUSY = "store-busy"
    DENIED = "store-denied"  # [path]
    NEWER = "store-newer"  # [path]: written by a newer version
    NETWORK = "store-network"  # [path, kind]
    DRAFT_CORRUPT = "draft-corrupt"  # [token]
    NO_DRAFT = "no-draft"


class LocalStoreError(Exception):
    """A known fault of the disk, the key or the file: `code` names it, `params` fill the words."""

    def __init__(self, code: LocalFault, **params: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = params


_BY_CODE = {
    _FULL: LocalFault.FULL,
    _CORRUPT: LocalFault.CORRUPT,
    _NOT_A_DATABASE: LocalFault.CORRUPT,  # the key was compared before the file was opened
    _IO: LocalFault.CORRUPT,
    _BUSY: LocalFault.BUSY,
    _LOCKED: LocalFault.BUSY,
    _CANNOT_OPEN: LocalFault.DENIED,
    _PERMISSION: LocalFault.DENIED,
    _READ_ONLY: LocalFault.DENIED,
}


@contextmanager
def known_faults(path: str) -> Iterator[None]:
    """Turn what the database driver says of disk and file into `LocalStoreError`; anything else passes as it is."""
    try:
        yield
    except (DBAPIError, dbapi2.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        code = _BY_CODE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
        if code is None:
            raise
        raise LocalStoreError(code, path=path) from error
