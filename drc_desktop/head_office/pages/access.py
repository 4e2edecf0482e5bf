"""Who may look at the pages: a port, and the file that fills it until a registry has an administration of its own.

A session is a cookie that the server signed (HMAC-SHA256) with who and until when; forms carry a token made from it, so
that no other site can send them. Passwords rest as Argon2id.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

STAFF_FILE = "registry.staff"
SESSION_S = 8 * 3600
TRIES, LOCK_S = 5, 300.0
SHORTEST = 12
_HASHER = PasswordHasher()


class BadStaff(Exception):
    """The file of people who may look, or a password, cannot be used; `params`: what."""

    code = "registry-staff"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.params = {"what": what}


class Staff(Protocol):
    """The people of head office."""

    def knows(self, name: str, password: str) -> bool:
        """Whether this is the person's password; also false while too many tries went wrong."""
        ...


class StaffFile:
    """Names and password hashes in a JSON file of the registry's folder, which only its account may read."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.monotonic) -> None:
        self._path = folder / STAFF_FILE
        self._now = now
        self._wrong: dict[str, list[float]] = {}

    def add(self, name: str, password: str) -> None:
        """A person, or a new password. Raises BadStaff for a short password, an empty name or an unusable file."""
        if not name.strip() or len(password) < SHORTEST:
            raise BadStaff(f"a name, and a password of {SHORTEST} characters or more")
        known = {**self._known(), name: _HASHER.hash(password)}
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(known, ensure_ascii=False).encode())
        os.replace(draft, self._path)

    def knows(self, name: str, password: str) -> bool:
        """See `Staff.knows`. Each name has five tries in five minutes."""
        since = self._now() - LOCK_S
        wrong = self._wrong[name] = [at for at in self._wrong.get(name, []) if at > since]
        if len(wrong) >= TRIES:
            return False
        good = _verified(self._known().get(name, _nobody()), password)
        if good:
            self._wrong.pop(name, None)
        else:
            wrong.append(self._now())
        return good

    def _known(self) -> dict[str, str]:
        try:
            found = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise BadStaff(str(self._path)) from error
        if not isinstance(found, dict):
            raise BadStaff(str(self._path))
        return {str(name): str(digest) for name, digest in found.items()}


def _verified(digest: str, password: str) -> bool:
    try:
        return bool(_HASHER.verify(digest, password))
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """What an unknown name is held against: it takes as long as a wrong password."""
    return _HASHER.hash(os.urandom(16).hex())


class Sessions:
    """Signs and reads the cookie."""

    def __init__(self, key: bytes, now: Callable[[], float] = time.time) -> None:
        self._key, self._now = key, now

    def open(self, name: str) -> str:
        """A cookie for eight hours."""
        body = base64.urlsafe_b64encode(json.dumps([name, int(self._now()) + SESSION_S]).encode()).decode()
        return f"{body}.{self._sign(body)}"

    def who(self, cookie: str) -> str:
        """Whose cookie this is; empty where it is forged or too old."""
        body, _, signature = cookie.partition(".")
        if not hmac.compare_digest(signature, self._sign(body)):
            return ""
        try:
            name, until = json.loads(base64.urlsafe_b64decode(body))
        except ValueError:
            return ""
        return str(name) if until > self._now() else ""

    def token(self, cookie: str) -> str:
        """What the forms of this session carry."""
        return self._sign(f"form {cookie}")

    def _sign(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
