"""The registry's side of a serial line: one request after the other, answered in frames."""

from __future__ import annotations

import logging
from threading import Event

import sqlalchemy as sa

from sync import wire
from sync.carriers.frames import Incoming, Link, Stream
from sync.carriers.serial import BUSY, ENROL, OK, PULL, PUSH, REFUSED
from sync.errors import Malformed, RequestRefused, SyncError, Unreachable
from sync.registry.service import Registry

log = logging.getLogger("sync.registry")

LISTEN_S = 1.0
RETRY_AFTER_S = 30


def serve_line(registry: Registry, stream: Stream, stop: Event, patience_s: float = 3.0, tries: int = 6) -> int:
    """Answer until `stop` is set; how many requests were answered. A line that breaks is listened to again."""
    link, answered = Link(stream, patience_s, tries), 0
    last: tuple[int, int, bytes] | None = None
    while not stop.is_set():
        try:
            asked = link.receive(LISTEN_S)
            if asked is None:
                continue
            if last is None or last[0] != asked.transfer:
                last = (asked.transfer, *answer(registry, asked))
                answered += 1
            link.send(*last, back=True)
        except Unreachable as error:
            log.info("the line broke: %s", error.code)
            stop.wait(LISTEN_S)
    return answered


def answer(registry: Registry, asked: Incoming) -> tuple[int, bytes]:
    """Status and body of the answer to one request."""
    try:
        return OK, _work(registry, asked.kind, bytes(asked.data))
    except SyncError as error:
        reason = error.reason if isinstance(error, RequestRefused) else error.code
        return REFUSED, wire.encode({"v": 1, "reason": reason})
    except (sa.exc.DBAPIError, sa.exc.TimeoutError):
        log.warning("database failed; the client is asked to come back")
        return BUSY, wire.encode({"v": 1, "retry_after": RETRY_AFTER_S})


def _work(registry: Registry, kind: int, body: bytes) -> bytes:
    if kind == PUSH:
        return wire.encode({"v": 1, "results": [outcome.to_wire() for outcome in registry.push(body)]})
    if kind == PULL:
        return registry.pull(body)
    if kind == ENROL:
        return registry.enrol(body)
    raise Malformed(field="kind")
