"""What a counter does in a process that a test kills: answers, one after the other, each said once it is kept."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend

from drc_desktop.domain.draft import Operation, OperationKind, Place
from drc_desktop.store.journal import Journal
from drc_desktop.store.local import LocalStore

PAGE = 7


class OneKey(KeyringBackend):
    """Holds the key of one store, and makes none."""

    priority = 1.0

    def __init__(self, store_id: str, secret: str) -> None:
        super().__init__()
        self._store_id, self._secret = store_id, secret

    def get_password(self, service: str, username: str) -> str | None:
        return self._secret if username == self._store_id else None

    def set_password(self, *_: str) -> None:
        raise SystemExit("the key exists")

    def delete_password(self, *_: str) -> None:
        raise SystemExit("never")


def answer_for_ever(mouth: Connection, path: Path, store_id: str, secret: str, number: int) -> None:
    """Says the number of each answer that is kept."""
    keyring.set_keyring(OneKey(store_id, secret))
    journal = Journal(LocalStore(path), "op")
    while True:
        number += 1
        place = Place(number // PAGE, f"/data/q{number}")
        journal.append("v-1", Operation(OperationKind.SET, place.ref, str(number)), place)
        mouth.send(number)
        if number % PAGE == 0:
            journal.snapshot("v-1", str(number).encode() * 500, place, {"A": number})
            mouth.send(number)  # a page is kept as well
