"""Ground rules of every test: no screen, no real keyring, and a warning in the log is a failure."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

import keyring
import keyring.backend
import keyring.errors
import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring that lives as long as the test."""

    priority = 1

    def __init__(self) -> None:
        self._secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self._secrets:
            raise keyring.errors.PasswordDeleteError("no such secret")
        del self._secrets[service, username]


@pytest.fixture(autouse=True)
def memory_keyring() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture
def expected_logs() -> set[str]:
    """Loggers whose warnings a test means to provoke: `expected_logs.add("sync.client")`."""
    return set()


@pytest.fixture(autouse=True)
def no_unexpected_logs(caplog: pytest.LogCaptureFixture, expected_logs: set[str]) -> Iterator[None]:
    yield
    found = [
        record
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING and record.name not in expected_logs
    ]
    if found:
        lines = "\n".join(f"{record.name} {record.levelname}: {record.getMessage()}" for record in found)
        pytest.fail(f"log lines that no test asked for:\n{lines}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of facts and recorded cases beside the checkout; its absence is said by name."""
    if not SHARED.is_dir():
        pytest.skip("the folder 'shared' (facts, recorded conformance cases) is not beside this checkout")
    return SHARED
