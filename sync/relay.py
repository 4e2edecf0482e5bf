"""A relay for PCs without a link of their own: it takes their envelopes, sends them on, and brings the answers back.

What it holds is sealed and proves nothing: a sender counts only the registry's receipt, so a relay that loses its
file loses time and no survey. The same bytes handed in twice are held once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from sync import wire
from sync.backoff import Backoff
from sync.carriers.base import MAX_BATCH, Answer, Carrier, read_answer, read_push
from sync.client import MAX_BATCH_BYTES
from sync.envelope import MAX_ENVELOPE, Envelope
from sync.errors import Busy, CarrierError, SyncError
from sync.wire import Now, system_ms

log = logging.getLogger("sync.relay")

metadata = sa.MetaData()

relayed = sa.Table(
    "relayed",
    metadata,
    sa.Column("sha256", sa.LargeBinary, primary_key=True),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("answer", sa.LargeBinary),
    sa.Column("added_ms", sa.BigInteger, nullable=False),
    sa.Index("relayed_waiting", "answer", "added_ms"),
)

MAX_REQUEST = MAX_ENVELOPE + 64 * 1024
KEPT_MS = 7 * 24 * 3600 * 1000
MAX_HELD = 512 * 1024 * 1024
"""Bytes of envelopes held at most; more are asked to come back."""
RETRY_AFTER_S = 60.0
IDLE_S = 30.0


class Relay:
    """The far end of PCs and the near end of `uplink`, over the database behind `engine`."""

    def __init__(self, engine: sa.Engine, uplink: Carrier, now: Now = system_ms) -> None:
        self._engine = engine
        self._uplink = uplink
        self._now = now
        self._backoff = Backoff()
        self._wake = threading.Event()
        metadata.create_all(engine)

    def push(self, data: bytes) -> list[Answer]:
        """The envelopes of a push request. Raises SyncError, Busy."""
        return self.take(*read_push(data, MAX_REQUEST))

    def take(self, envelopes: Sequence[bytes], seen: bytes = b"") -> list[Answer]:
        """One answer each: the registry's where it is here, else under way. Raises Busy when there is no room."""
        with self._engine.begin() as connection:
            held = connection.execute(sa.select(sa.func.sum(relayed.c.size))).scalar_one() or 0
            if held > MAX_HELD:
                raise Busy(RETRY_AFTER_S)
            answers = [self._one(connection, data) for data in envelopes]
        self._wake.set()
        return answers

    def _one(self, connection: sa.Connection, data: bytes) -> Answer:
        try:
            Envelope.from_bytes(data)
        except SyncError as error:
            return Answer(reason=error.code, permanent=True)
        digest = wire.sha256(data)
        mine = relayed.c.sha256 == digest
        found = connection.execute(sa.select(relayed.c.answer).where(mine)).one_or_none()
        if found is None:
            values: dict[str, Any] = {"sha256": digest, "envelope": data, "size": len(data), "added_ms": self._now()}
            connection.execute(sa.insert(relayed).values(**values))
            return Answer()
        if found.answer is None:
            return Answer()
        answer = read_answer(wire.decode_map(bytes(found.answer), len(found.answer)))
        if answer.receipt is None:  # told once; offered again it is asked again: what was wrong may have been mended
            connection.execute(sa.delete(relayed).where(mine))
        return answer

    def pull(self, request: bytes) -> bytes:
        """Passed on. Raises CarrierError."""
        return self._uplink.pull(request)

    def enrol(self, request: bytes) -> bytes:
        """Passed on. Raises CarrierError."""
        return self._uplink.enrol(request)

    def forward(self) -> int:
        """Send on what waits, oldest first; how many got an answer. Raises CarrierError with the link."""
        done = 0
        while batch := self._waiting():
            answers = self._uplink.push([data for _, data in batch])
            with self._engine.begin() as connection:
                for (digest, _), answer in zip(batch, answers, strict=True):
                    if not answer.underway:
                        step = sa.update(relayed).where(relayed.c.sha256 == digest)
                        connection.execute(step.values(answer=wire.encode(answer.to_wire())))
                        done += 1
            if any(answer.underway for answer in answers):
                break
        self._forget()
        return done

    def run(self, stop: threading.Event) -> None:
        """Forward until `stop` is set (call `wake` after setting it)."""
        while not stop.is_set():
            self._wake.clear()
            wait_s = IDLE_S
            try:
                self.forward()
                self._backoff.reset()
            except CarrierError as error:
                log.info("the relay has no link: %s", error.code)
                wait_s = self._backoff.next_s(error.retry_after)
            except sa.exc.DBAPIError:
                log.warning("the relay's file failed; senders keep their messages")
            self._wake.wait(wait_s)

    def wake(self) -> None:
        """Look again now."""
        self._wake.set()

    def waiting(self) -> int:
        """How many messages have no answer yet."""
        with self._engine.begin() as connection:
            query = sa.select(sa.func.count()).where(relayed.c.answer.is_(None))
            return int(connection.execute(query).scalar_one())

    def _waiting(self) -> list[tuple[bytes, bytes]]:
        query = (
            sa.select(relayed.c.sha256, relayed.c.envelope)
            .where(relayed.c.answer.is_(None))
            .order_by(relayed.c.added_ms, relayed.c.sha256)
            .limit(MAX_BATCH)
        )
        batch: list[tuple[bytes, bytes]] = []
        total = 0
        with self._engine.begin() as connection:
            for digest, data in connection.execute(query):
                total += len(data)
                if batch and total > MAX_BATCH_BYTES:
                    break
                batch.append((bytes(digest), bytes(data)))
        return batch

    def _forget(self) -> None:
        """Answers that nobody came for in a week: the sender asks anew and gets the same receipt."""
        old = relayed.c.answer.is_not(None) & (relayed.c.added_ms < self._now() - KEPT_MS)
        with self._engine.begin() as connection:
            connection.execute(sa.delete(relayed).where(old))


@contextmanager
def forwarding(relay: Relay) -> Iterator[Relay]:
    """`relay.run` in a thread while the block runs."""
    stop = threading.Event()
    thread = threading.Thread(target=relay.run, args=(stop,), name="relay", daemon=True)
    thread.start()
    try:
        yield relay
    finally:
        stop.set()
        relay.wake()
        thread.join()
