"""Where this PC's local store lies, and how a program opens it."""

from __future__ import annotations

import os
from pathlib import Path

from drc_desktop.settings import data_dir
from drc_desktop.store.local import LocalStore
from drc_desktop.store.secrets import ANYONE

PIN_VARIABLE = "DRC_STORE_PIN"
"""The PIN of a store without a keyring, for programs that nobody can ask (a service, a scheduled task)."""


def local_store_path(home: Path | None = None) -> Path:
    """The SQLCipher file of this PC below `home` (default: the data folder)."""
    return (home or data_dir()) / "station" / "local.db"


def open_local_store(home: Path | None = None, pin: str | None = None, operator_id: str = ANYONE) -> LocalStore:
    """Open, or create, this PC's store. Raises LocalStoreError; PIN_NEEDED asks the window for a PIN."""
    return LocalStore(local_store_path(home), pin or os.environ.get(PIN_VARIABLE), operator_id=operator_id)
