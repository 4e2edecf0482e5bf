"""What happens to a message after its receipt: opened, judged by the application, its verdict stored.

Nothing here can take a receipt back or hold up a push. A message that cannot be opened, or on which the application
fails, goes to review: it never stops the next.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from sync.envelope import Content, Envelope, Header, open_
from sync.errors import SyncError
from sync.registry.database import reading
from sync.registry.ports import Keeper, Scorer, Standing, Validator, Verdict
from sync.registry.ring import Ring
from sync.registry.schema import inbox
from sync.registry.slices import Slices
from sync.registry.vault import Vault

log = logging.getLogger("sync.registry")

CHUNK = 50
JUDGED_AGAIN = ("revoked_device", "application_failed")
"""Reasons of a review that do not lie in what the message says."""
TIDY_EVERY_S = 24 * 3600.0
QUIET_S, LONGEST_WAIT_S = 0.1, 0.5
"""Judging lets pushes go first: it waits for so long a pause between them, but not longer than that for a message."""


_WAITING = (
    sa.select(inbox.c.msg_id, inbox.c.envelope)
    .where(inbox.c.state == Standing.RECEIVED.value)
    .order_by(inbox.c.seq)
    .limit(CHUNK)
)
_NOTE = sa.update(inbox).where(inbox.c.msg_id == sa.bindparam("of"), inbox.c.state == Standing.RECEIVED.value)
_SUPERSEDES = sa.select(inbox.c.supersedes).where(inbox.c.msg_id == sa.bindparam("of"))
_OTHERS = sa.select(sa.func.count()).where(
    inbox.c.instance_id == sa.bindparam("instance"), inbox.c.msg_id != sa.bindparam("of")
)


class Processor:
    """Judges stored messages in the order of their numbers."""

    def __init__(
        self,
        engine: sa.Engine,
        ring: Ring,
        vault: Vault,
        slices: Slices,
        validator: Validator,
        scorer: Scorer,
        keeper: Keeper | None = None,
    ) -> None:
        self._engine = engine
        self._ring = ring
        self._vault = vault
        self._slices = slices
        self._validator = validator
        self._scorer = scorer
        self._keeper = keeper
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._last_push: Callable[[], float] = lambda: -QUIET_S
        self._tidy: Callable[[], object] = lambda: None
        self._thread: threading.Thread | None = None

    def start(self, last_push: Callable[[], float], tidy: Callable[[], object]) -> None:
        """Work in a thread: what was left over first, then whatever `kick` announces.

        `last_push` tells when something last came in, by the monotonic clock in seconds: pushes go first. `tidy` is
        called now and once a day.
        """
        self._last_push, self._tidy = last_push, tidy
        self._thread = threading.Thread(target=self._run, name="registry-processor", daemon=True)
        self._wake.set()
        self._thread.start()

    def kick(self) -> None:
        """Something new was stored."""
        self._wake.set()

    def stop(self) -> None:
        """End after the message in hand."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def run_pending(self) -> int:
        """Judge everything that waits; how many messages were judged."""
        done = 0
        while not self._stop.is_set() and (batch := self._waiting()):
            for msg_id, data in batch:
                self._let_pushes_go_first()
                self._judge(msg_id, data)
                done += 1
        return done

    def release_held(self) -> int:
        """A form version became known: judge again what was held for it. How many wait again."""
        with self._engine.begin() as connection:
            count: int = connection.execute(
                sa.update(inbox)
                .where(inbox.c.state == Standing.HELD.value)
                .values(state=Standing.RECEIVED.value, reason=None)
            ).rowcount
        self.kick()
        return count

    def judge_again(self, msg_id: str) -> bool:
        """A person lets a message in review be judged once more: one that a PC signed before it was revoked, or on
        which the application failed. False where it is not such a message."""
        mine = sa.and_(
            inbox.c.msg_id == msg_id, inbox.c.state == Standing.REVIEW.value, inbox.c.reason.in_(JUDGED_AGAIN)
        )
        with self._engine.begin() as connection:
            step = sa.update(inbox).where(mine).values(state=Standing.RECEIVED.value, reason=None)
            done = bool(connection.execute(step).rowcount)
        self.kick()
        return done

    def _run(self) -> None:
        due = time.monotonic()
        while not self._stop.is_set():
            try:
                if time.monotonic() >= due:
                    self._tidy()
                    due = time.monotonic() + TIDY_EVERY_S
                self._wake.wait(TIDY_EVERY_S)
                self._wake.clear()
                self.run_pending()
            except sa.exc.DBAPIError:
                log.warning("database failed while judging messages; they stay and are judged later")

    def _let_pushes_go_first(self) -> None:
        began = time.monotonic()
        while not self._stop.is_set():
            now = time.monotonic()
            if now - self._last_push() >= QUIET_S or now - began >= LONGEST_WAIT_S:
                return
            self._stop.wait(QUIET_S)

    def _waiting(self) -> list[tuple[str, bytes]]:
        with reading(self._engine) as connection:
            return [(row.msg_id, bytes(row.envelope)) for row in connection.execute(_WAITING)]

    def _judge(self, msg_id: str, data: bytes) -> None:
        try:
            envelope = Envelope.from_bytes(data)
            content = open_(envelope, self._ring.of(envelope.header.kid))
        except SyncError as error:
            self._note(msg_id, Verdict(Standing.REVIEW, error.code))
            return
        try:
            verdict = self._verdict(envelope.header, content)
            score = None
            if verdict.standing is Standing.VALID and envelope.header.kind == "survey":
                score = asdict(self._scorer.score(envelope.header, content))
        except Exception:
            log.exception("the application failed on a message; it goes to review")
            self._note(msg_id, Verdict(Standing.REVIEW, "application_failed"))
            return
        if self._note(msg_id, verdict, score, envelope.header) and verdict.standing is Standing.VALID:
            self._slices.publish(verdict.changed)

    def _verdict(self, header: Header, content: Content) -> Verdict:
        if header.kind != "survey":
            return Verdict(Standing.VALID)
        return self._validator.validate(header, content)

    def _note(
        self, msg_id: str, verdict: Verdict, score: dict[str, Any] | None = None, header: Header | None = None
    ) -> bool:
        """Store the verdict; a second survey of the same instance that supersedes none goes to review.

        False as well where another judge has stored it already: what follows from it is done once.
        """
        standing, reason = verdict.standing, verdict.reason
        with self._engine.begin() as connection:
            if standing is Standing.VALID and _repeats(connection, msg_id, verdict.instance_id):
                standing, reason = Standing.REVIEW, "instance_again"
            sealed = None if score is None else self._vault.close(json.dumps(score).encode(), f"score {msg_id}")
            values: dict[str, Any] = {
                "of": msg_id, "state": standing.value, "reason": reason, "instance_id": verdict.instance_id,
                "score": sealed,
            }  # fmt: skip
            stored = connection.execute(_NOTE, values)
            if stored.rowcount and self._keeper is not None and header is not None and verdict.facts is not None:
                self._keeper.keep(connection, header, standing, verdict.facts)
        return bool(stored.rowcount) and standing is verdict.standing


def _repeats(connection: sa.Connection, msg_id: str, instance_id: str | None) -> bool:
    if instance_id is None:
        return False
    if connection.execute(_SUPERSEDES, {"of": msg_id}).scalar_one() is not None:
        return False
    return connection.execute(_OTHERS, {"of": msg_id, "instance": instance_id}).scalar_one() > 0
