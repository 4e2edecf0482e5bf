"""The key of an encrypted store: 32 random bytes in the keyring of the operating system, never in plain on the disk.

Beside the database lies `<name>.key.json`: the id under which the keyring holds the key, a fingerprint that tells a
wrong key from a damaged file, and, on a PC without a usable keyring, the slots: for each operator who works on it the
key wrapped by Argon2id over that person's PIN (t=3, 64 MiB; source: the project's rules for data at rest). That
fallback is weaker, so it is always said. A slot is added only with the key in hand, that is from an open store.

The site's database is opened by a service that nobody can ask for a PIN: without a keyring its key is wrapped for this
very PC (`machine`). That keeps a copied folder or backup shut, not a stolen disk, and is said as well. Slots of either
kind open on the PC they were made on alone.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import keyring
import keyring.errors
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from drc_desktop.store import machine
from drc_desktop.store.local_fault import LocalFault, LocalStoreError

SERVICE = "drc-desktop local store"
KEY_BYTES = 32
PIN_DIGITS = 6
TIME_COST, MEMORY_KIB, LANES = 3, 64 * 1024, 1
ANYONE = ""
"""The slot of nobody in particular: made by a program, or by a version that knew no operators."""
_MACHINE = "machine"
_VERSION = 2
_FINGERPRINT = b"drc local store fingerprint v1"


class Protection(StrEnum):
    """Where the key rests, from strong to weak; `drc sync status` and `drc site check` say which it is."""

    KEYRING = "keyring"
    PIN = "pin"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class StoreKey:
    """An opened key. `initialised`: the database has been created under it once."""

    store_id: str
    key: bytes = field(repr=False)
    protection: Protection
    initialised: bool


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who may get a slot. Holds the stretched PIN, never the PIN."""

    operator_id: str
    salt: bytes
    kek: bytes = field(repr=False)


def newcomer(operator_id: str, pin: str) -> Newcomer:
    """What is needed of a person for a slot; costs about 0.15 s. Raises LocalStoreError (PIN_SHORT)."""
    if not (pin.isascii() and pin.isdigit() and len(pin) >= PIN_DIGITS):
        raise LocalStoreError(LocalFault.PIN_SHORT, digits=PIN_DIGITS)
    salt = os.urandom(16)
    return Newcomer(operator_id, salt, _own_kek(pin, salt))


def key_file(database: Path) -> Path:
    """The file beside `database` that names its key."""
    return database.with_name(database.name + ".key.json")


def obtain(
    database: Path, pin: str | None = None, operator_id: str = ANYONE, unattended: bool = False, moved: bool = False
) -> StoreKey:
    """The key of `database`; a new one only where neither the database nor its key file exists.

    Whose PIN opens a slot that is not their own gets one; a program (ANYONE) leaves the slots alone. `unattended`: a
    new key may rest with this PC alone where there is no keyring. `moved`: a store of another PC is meant.

    Raises:
        LocalStoreError: KEY_MISSING, KEYRING_LOCKED, WRONG_KEY, OTHER_PC, PIN_NEEDED, PIN_WRONG (a program),
            PIN_NEW_HERE (an operator), PIN_SHORT, DENIED, FULL, NEWER.
    """
    file = key_file(database)
    if file.exists():
        return key_in(database, read(database), pin, operator_id, moved)
    if database.exists() and database.stat().st_size:
        raise LocalStoreError(LocalFault.KEY_MISSING, path=str(database))
    key, fields = fresh(pin, operator_id, unattended)
    write(database, fields)
    return key


def grant(database: Path, opened: StoreKey, person: Newcomer) -> None:
    """Give a person a slot of `opened`, in place of the one they had. Raises LocalStoreError as `obtain`."""
    fields = read(database)
    slots = fields["slots"] | {person.operator_id: _wrap(opened.key, person, opened.store_id)}
    write(database, fields | {"slots": slots})


def mark_initialised(database: Path) -> None:
    """Remember that the database exists: from now on a missing file is a fault, not a fresh start."""
    fields = read(database)
    if not fields.get("initialised"):
        write(database, fields | {"initialised": True})


def adopt(database: Path, key: bytes) -> None:
    """Let `key` be the one of `database` on this PC, as if it had been made here for nobody in particular."""
    _, fields = fresh(None, ANYONE, unattended=True, key=key)
    write(database, fields | {"initialised": True})


def fresh(
    pin: str | None, operator_id: str, unattended: bool, key: bytes | None = None
) -> tuple[StoreKey, dict[str, Any]]:
    """A new key (or the one given), in the keyring if there is one, and the key file's fields for it.

    Raises:
        LocalStoreError: PIN_NEEDED, PIN_SHORT.
    """
    store_id, key = str(uuid.uuid4()), key or secrets.token_bytes(KEY_BYTES)
    fields: dict[str, Any] = {"v": _VERSION, "store": store_id, "fingerprint": _fingerprint(key), "initialised": False}
    fields |= {"machine": machine.mark(store_id), "slots": {}}
    protection = Protection.KEYRING
    if not _to_keyring(store_id, key):
        if unattended:
            protection, person = Protection.MACHINE, _this_pc()
        elif pin is None:
            raise LocalStoreError(LocalFault.PIN_NEEDED)
        else:
            protection, person = Protection.PIN, newcomer(operator_id, pin)
        slot = _wrap(key, person, store_id) | ({"kdf": _MACHINE} if unattended else {})
        fields["slots"] = {person.operator_id: slot}
    return StoreKey(store_id, key, protection, initialised=False), fields


def forget(store_id: str) -> None:
    """Take a key that is out of use from the keyring."""
    with suppress(keyring.errors.KeyringError):
        keyring.delete_password(SERVICE, store_id)


def key_in(database: Path, fields: dict[str, Any], pin: str | None, operator_id: str, moved: bool = False) -> StoreKey:
    """The key that these fields of a key file name. Raises as `obtain`."""
    store_id, slots = fields["store"], fields["slots"]
    if fields.get("machine", machine.mark(store_id)) != machine.mark(store_id) and not moved:
        raise LocalStoreError(LocalFault.OTHER_PC, path=str(database))
    protection, opener = Protection.PIN if slots else Protection.KEYRING, operator_id
    if not slots:
        key = _from_keyring(store_id, database)
    elif _MACHINE in slots:
        protection, key = Protection.MACHINE, _of_this_pc(slots[_MACHINE], store_id, database)
    elif pin is None:
        raise LocalStoreError(LocalFault.PIN_NEEDED)
    else:
        opener, key = _unlock(slots, pin, store_id, operator_id)
    if not hmac.compare_digest(_fingerprint(key), str(fields["fingerprint"])):
        raise LocalStoreError(LocalFault.WRONG_KEY, path=str(database))
    if protection is Protection.PIN and pin is not None and operator_id not in (opener, ANYONE):
        kept = {owner: slot for owner, slot in slots.items() if owner != ANYONE or opener != ANYONE}
        own = _wrap(key, newcomer(operator_id, pin), store_id)
        write(database, fields | {"slots": kept | {operator_id: own}})
    return StoreKey(store_id, key, protection, initialised=bool(fields.get("initialised")))


def _unlock(slots: dict[str, Any], pin: str, store_id: str, operator_id: str) -> tuple[str, bytes]:
    """Whose slot the PIN opens, and the key in it: one's own first, then the others."""
    for owner in sorted(slots, key=lambda owner: owner != operator_id):
        key = _unwrap(slots[owner], pin, store_id)
        if key is not None:
            return owner, key
    raise LocalStoreError(LocalFault.PIN_WRONG if operator_id == ANYONE else LocalFault.PIN_NEW_HERE)


def _fingerprint(key: bytes) -> str:
    """Eight bytes over a key of full strength: tells two keys apart and nothing else."""
    return hmac.new(key, _FINGERPRINT, hashlib.sha256).hexdigest()[:16]


def _to_keyring(store_id: str, key: bytes) -> bool:
    """Whether the keyring took the key and gives it back."""
    try:
        keyring.set_password(SERVICE, store_id, key.hex())
        return keyring.get_password(SERVICE, store_id) == key.hex()
    except keyring.errors.KeyringError:
        return False


def _from_keyring(store_id: str, database: Path) -> bytes:
    try:
        found = keyring.get_password(SERVICE, store_id)
    except keyring.errors.KeyringLocked as error:
        raise LocalStoreError(LocalFault.KEYRING_LOCKED) from error
    except keyring.errors.KeyringError as error:
        raise LocalStoreError(LocalFault.KEY_MISSING, path=str(database)) from error
    if found is None:
        raise LocalStoreError(LocalFault.KEY_MISSING, path=str(database))
    try:
        return bytes.fromhex(found)
    except ValueError as error:
        raise LocalStoreError(LocalFault.WRONG_KEY, path=str(database)) from error


def _this_pc() -> Newcomer:
    salt = os.urandom(16)
    return Newcomer(_MACHINE, salt, hmac.new(machine.machine_id(), salt, hashlib.sha256).digest())


def _of_this_pc(wrapped: dict[str, Any], store_id: str, database: Path) -> bytes:
    kek = hmac.new(machine.machine_id(), bytes.fromhex(wrapped["salt"]), hashlib.sha256).digest()
    key = _unbox(wrapped, kek, store_id)
    if key is None:
        raise LocalStoreError(LocalFault.OTHER_PC, path=str(database))
    return key


def _wrap(key: bytes, person: Newcomer, store_id: str) -> dict[str, Any]:
    nonce = os.urandom(12)
    box = ChaCha20Poly1305(person.kek).encrypt(nonce, key, store_id.encode())
    return {"kdf": "argon2id", "salt": person.salt.hex(), "nonce": nonce.hex(), "box": box.hex()}


def _unwrap(wrapped: dict[str, Any], pin: str, store_id: str) -> bytes | None:
    return _unbox(wrapped, _own_kek(pin, bytes.fromhex(wrapped["salt"])), store_id)


def _unbox(wrapped: dict[str, Any], kek: bytes, store_id: str) -> bytes | None:
    nonce, box = bytes.fromhex(wrapped["nonce"]), bytes.fromhex(wrapped["box"])
    try:
        return ChaCha20Poly1305(kek).decrypt(nonce, box, store_id.encode())
    except InvalidTag:
        return None


def _own_kek(pin: str, salt: bytes) -> bytes:
    """The PIN, stretched, on this PC: six digits alone would fall to somebody with a copy and a faster machine."""
    return hmac.new(machine.machine_id(), _stretch(pin, salt), hashlib.sha256).digest()


def _stretch(pin: str, salt: bytes) -> bytes:
    """About 0.15 s by design: call off the GUI thread."""
    return hash_secret_raw(pin.encode(), salt, TIME_COST, MEMORY_KIB, LANES, KEY_BYTES, Type.ID)


def read(database: Path) -> dict[str, Any]:
    """The fields of the key file as this version writes them; version 1 had one wrapped key and no owner of it."""
    try:
        fields = dict(json.loads(key_file(database).read_text(encoding="utf-8")))
        version, known = fields["v"], isinstance(fields["store"], str) and isinstance(fields["fingerprint"], str)
        wrapped = fields.pop("wrapped", None)
        slots = fields.get("slots", {} if wrapped is None else {ANYONE: wrapped})
        if not (known and isinstance(version, int) and all(_is_slot(slot) for slot in slots.values())):
            raise ValueError("not a key file")
    except PermissionError as error:
        raise LocalStoreError(LocalFault.DENIED, path=str(database)) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LocalStoreError(LocalFault.KEY_MISSING, path=str(database)) from error
    if version > _VERSION:
        raise LocalStoreError(LocalFault.NEWER, path=str(database))
    return fields | {"v": _VERSION, "slots": slots}


def _is_slot(slot: dict[str, str]) -> bool:
    """Raises ValueError, KeyError or TypeError for what is none."""
    return slot["kdf"] in ("argon2id", _MACHINE) and all(bytes.fromhex(slot[name]) for name in ("salt", "nonce", "box"))


def write(database: Path, fields: dict[str, Any]) -> None:
    """Replace the key file at once or not at all; another process that writes too has a fresh file of its own."""
    target = key_file(database)
    fresh = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(fields, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, target)
        _sync_folder(target.parent)
    except PermissionError as error:
        raise LocalStoreError(LocalFault.DENIED, path=str(database)) from error
    except OSError as error:
        raise LocalStoreError(LocalFault.FULL, path=str(database)) from error


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
