"""A new key for the local store, or a site's database, in place of the old one: at once or not at all, whenever the
power goes.

The key file names both keys while the pages are written anew; which of them opens the database then says how far it
came. SQLCipher rewrites all pages in one transaction, so the file is under one key or under the other.
"""

from __future__ import annotations

from pathlib import Path

from sqlcipher3 import dbapi2

from drc_desktop.store import secrets
from drc_desktop.store.local_fault import LocalFault, LocalStoreError, known_faults
from drc_desktop.store.secrets import ANYONE, Protection

_NEXT = "next"
_NOT_A_DATABASE = 26
_BUSY_MS = 2000


def rekey(
    database: Path, pin: str | None = None, operator_id: str = ANYONE, moved: bool = False, unattended: bool = False
) -> Protection:
    """Give the store a new key on this PC; where it rests now. Everything else must have closed the store.

    `unattended`: it may rest with this PC alone where there is no keyring, for the database of a site.

    Without a keyring the new key has one slot, of this operator: the others sign in once more after somebody known.
    `moved`: a store of another PC is meant, whose key is here all the same (a keyring that came along).

    Raises:
        LocalStoreError: as `secrets.obtain`; GONE without a database; BUSY where somebody has it open.
    """
    settle(database, pin, operator_id)
    if not database.exists():
        raise LocalStoreError(LocalFault.GONE, path=str(database))
    old = secrets.obtain(database, pin, operator_id, moved=moved)
    fields = secrets.read(database)
    new, fresh = secrets.fresh(pin, operator_id, unattended)
    secrets.write(database, fields | {_NEXT: fresh})
    try:
        _turn(database, old.key, new.key)
    except LocalStoreError:
        settle(database, pin, operator_id, moved)
        raise
    secrets.write(database, fresh | {"initialised": True})
    secrets.forget(old.store_id)
    return new.protection


def settle(database: Path, pin: str | None = None, operator_id: str = ANYONE, moved: bool = False) -> None:
    """Finish or forget a change of the key that broke off. Costs one reading of the key file where none did.

    Raises:
        LocalStoreError: as `secrets.obtain`; CORRUPT where neither key opens the database.
    """
    if not secrets.key_file(database).exists():
        return
    fields = secrets.read(database)
    fresh = fields.pop(_NEXT, None)
    if fresh is None:
        return
    if _opens(database, secrets.key_in(database, fields, pin, operator_id, moved).key):
        secrets.write(database, fields)
        secrets.forget(fresh["store"])
    elif _opens(database, secrets.key_in(database, fresh, pin, operator_id).key):
        secrets.write(database, fresh | {"initialised": True})
        secrets.forget(fields["store"])
    else:
        raise LocalStoreError(LocalFault.CORRUPT, path=str(database))


def _turn(database: Path, old: bytes, new: bytes) -> None:
    with known_faults(str(database)):
        raw = _connect(database, old)
        try:
            raw.execute(f"PRAGMA busy_timeout={_BUSY_MS}").close()
            # the log of the old key must be gone, and nobody else may write meanwhile
            raw.execute("PRAGMA locking_mode=EXCLUSIVE").close()
            if raw.execute("PRAGMA journal_mode=DELETE").fetchone() != ("delete",):
                raise LocalStoreError(LocalFault.BUSY, path=str(database))
            raw.execute(f"PRAGMA rekey=\"x'{new.hex()}'\"").close()
        finally:
            raw.close()


def _opens(database: Path, key: bytes) -> bool:
    with known_faults(str(database)):
        raw = _connect(database, key)
        try:
            raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except dbapi2.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != _NOT_A_DATABASE:
                raise
            return False
        finally:
            raw.close()
        return True


def _connect(database: Path, key: bytes) -> dbapi2.Connection:
    raw = dbapi2.connect(str(database), isolation_level=None)
    for pragma in ("cipher_log_level=NONE", f"key=\"x'{key.hex()}'\""):
        raw.execute(f"PRAGMA {pragma}").close()
    return raw
