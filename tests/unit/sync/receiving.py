"""A registry in a process that a test kills."""

from __future__ import annotations

from multiprocessing.connection import Connection

from sync.envelope import Content, Header
from sync.registry.ports import Standing, Verdict
from sync.registry.server import serve
from sync.registry.service import Registry, Secrets
from sync.registry.web import create_app
from tests.unit.sync.conftest import NoScorer


class AllValid:
    """Finds nothing wrong with any survey."""

    def validate(self, header: Header, content: Content) -> Verdict:
        return Verdict(Standing.VALID)


def receive_for_ever(mouth: Connection, database: str, secrets: bytes) -> None:
    """Says the address it listens on."""
    registry = Registry(database, Secrets.from_bytes(secrets), AllValid(), NoScorer())
    serve(create_app(registry), "127.0.0.1", 0, mouth.send)
