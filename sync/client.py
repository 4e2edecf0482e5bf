"""The sync worker of a PC: sends what waits, then pulls what changed. Only a verified receipt acknowledges.

It works from any thread, keeps no state that a crash could lose, and never ends because of one bad message or one bad
answer: what it cannot do now it does in the next round, after a back-off with full jitter.
"""

from __future__ import annotations

import logging
import random as random_module
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from sync import page as pages
from sync import receipt as receipts
from sync.carriers.base import Answer, Carrier
from sync.errors import Broken, Busy, Refused, SliceMismatch, StoreFailed, SyncError
from sync.identity import Identity
from sync.outbox import Item, Outbox
from sync.requests import PullRequest
from sync.slice import Slice
from sync.wire import Now, system_ms

log = logging.getLogger("sync.client")

MAX_BATCH = 50
MAX_BATCH_BYTES = 256 * 1024
FIRST_DELAY_S = 2.0
MAX_DELAY_S = 15 * 60.0
IDLE_S = 5 * 60.0
MAX_PAGES = 10_000
MAX_SKEW_MS = 5 * 60 * 1000
ITEM_REASONS = frozenset({"oversize", "malformed", "truncated"})
"""Refusals of a whole request that, with one message in it, are refusals of that message."""


@dataclass(frozen=True)
class Round:
    """What one round did, in counts. `fault` is the code of what ended it early, None when it went through; `wait_s`
    is the number of seconds to wait before the next; `skew_ms` how far this PC's clock is ahead of the registry's,
    None when nothing was pulled."""

    acked: int
    refused: int
    quarantined: int
    pages: int
    fault: str | None
    wait_s: float
    skew_ms: int | None

    @property
    def clock_suspect(self) -> bool:
        """More than five minutes apart from the registry."""
        return self.skew_ms is not None and abs(self.skew_ms) > MAX_SKEW_MS


class SyncWorker:
    """Push before pull over one carrier. `random()` gives a float in [0, 1), `now` milliseconds since 1970 UTC."""

    def __init__(
        self,
        identity: Identity,
        outbox: Outbox,
        carrier: Carrier,
        *,
        slice_: Slice | None = None,
        now: Now = system_ms,
        random: Callable[[], float] = random_module.random,
        idle_s: float = IDLE_S,
        on_round: Callable[[Round], None] = lambda _: None,
    ) -> None:
        self._identity = identity
        self._outbox = outbox
        self._carrier = carrier
        self._slice = slice_
        self._now = now
        self._random = random
        self._idle_s = idle_s
        self._on_round = on_round
        self._failures = 0
        self._wake = threading.Event()

    def wake(self) -> None:
        """Start the next round of `run` now: something was put into the outbox, or the network is back."""
        self._wake.set()

    def run(self, stop: threading.Event) -> None:
        """Rounds until `stop` is set (call `wake` after setting it). Lets no known error out."""
        while not stop.is_set():
            self._wake.clear()
            done = self.run_once()
            self._on_round(done)
            if stop.is_set():
                break
            self._wake.wait(done.wait_s)

    def run_once(self) -> Round:
        """One round: everything that is due leaves in batches, then every tehsil is pulled up to date."""
        tally = _Tally()
        fault: SyncError | None = None
        try:
            self._push(tally)
            self._pull(tally)
        except SyncError as error:
            fault = error
        except DBAPIError as error:
            fault = StoreFailed()
            fault.__cause__ = error
        if fault is not None:
            log.info("round ended early: %s", fault.code)
        self._failures = 0 if fault is None else self._failures + 1
        return Round(
            acked=tally.acked,
            refused=tally.refused,
            quarantined=tally.quarantined,
            pages=tally.pages,
            fault=_reason(fault),
            wait_s=self._wait_s(fault),
            skew_ms=tally.skew_ms,
        )

    def _wait_s(self, fault: SyncError | None) -> float:
        if fault is not None:
            asked = fault.retry_after if isinstance(fault, Busy) else None
            return max(asked or 0.0, self._jitter_s(self._failures - 1))
        due_ms = self._outbox.next_due_ms()
        if due_ms is None:
            return self._idle_s
        return min(self._idle_s, max(0.0, (due_ms - self._now()) / 1000))

    def _jitter_s(self, tries: int) -> float:
        return self._random() * min(MAX_DELAY_S, FIRST_DELAY_S * float(1 << min(tries, 30)))

    def _push(self, tally: _Tally) -> None:
        while batch := self._outbox.due(MAX_BATCH, MAX_BATCH_BYTES):
            self._send(batch, tally)

    def _send(self, batch: Sequence[tuple[Item, bytes]], tally: _Tally) -> None:
        try:
            answers = self._carrier.push([data for _, data in batch])
        except (Broken, Refused) as error:
            # Perhaps one message is the cause: halve until it is alone.
            if len(batch) > 1:
                half = len(batch) // 2
                self._send(batch[:half], tally)
                self._send(batch[half:], tally)
            else:
                self._set_aside(batch[0][0], error, tally)
            return
        for (item, _), answer in zip(batch, answers, strict=True):
            self._settle(item, answer, tally)

    def _set_aside(self, item: Item, error: Broken | Refused, tally: _Tally) -> None:
        """A message whose request failed although it was alone. The next ones go on, unless they fail as well."""
        if isinstance(error, Refused) and error.reason in ITEM_REASONS:
            self._outbox.quarantine(item.msg_id, error.reason)
            tally.quarantined += 1
            return
        self._outbox.put_off(item.msg_id, int((FIRST_DELAY_S + self._jitter_s(5)) * 1000))
        tally.broken += 1
        if tally.broken > 1:
            raise error

    def _settle(self, item: Item, answer: Answer, tally: _Tally) -> None:
        reason = answer.reason
        if answer.receipt is not None:
            reason = self._acknowledge(item, answer.receipt)
            if reason is None:
                tally.acked += 1
                return
        if answer.permanent:
            self._outbox.quarantine(item.msg_id, reason or "refused")
            tally.quarantined += 1
        else:
            delay_s = FIRST_DELAY_S + self._jitter_s(item.refusals + 1)
            self._outbox.refuse(item.msg_id, reason or "refused", int(delay_s * 1000))
            tally.refused += 1

    def _acknowledge(self, item: Item, data: bytes) -> str | None:
        """Mark acknowledged if the receipt proves it; else the reason why not."""
        try:
            receipt = receipts.verify(data, self._identity.registry, msg_id=item.uuid, sha256=item.sha256)
        except SyncError as error:
            log.info("receipt not accepted: %s", error.code)
            return error.code
        self._outbox.acknowledge(receipt, data)
        return None

    def _pull(self, tally: _Tally) -> None:
        if self._slice is None:
            return
        for tehsil in self._identity.tehsils:
            cursor = self._slice.cursor(tehsil)
            for _ in range(MAX_PAGES):
                page = self._next_page(tehsil, cursor, tally)
                try:
                    self._slice.apply(page)
                except SliceMismatch:
                    if not cursor:
                        raise
                    cursor = b""
                    continue
                tally.pages += 1
                cursor = page.cursor
                if not page.more:
                    break

    def _next_page(self, tehsil: str, cursor: bytes, tally: _Tally) -> pages.Page:
        me = self._identity
        sent = self._now()
        data = self._carrier.pull(PullRequest(me.device, tehsil, cursor, sent).sign(me.keys))
        page = pages.open_(data, registry=me.registry, device=me.device, device_keys=me.keys)
        if page.tehsil != tehsil:
            raise SliceMismatch(field="tehsil")
        tally.skew_ms = (sent + self._now()) // 2 - page.at
        return page


def _reason(fault: SyncError | None) -> str | None:
    return fault.reason if isinstance(fault, Refused) else None if fault is None else fault.code


@dataclass
class _Tally:
    acked: int = 0
    refused: int = 0
    quarantined: int = 0
    pages: int = 0
    broken: int = 0
    skew_ms: int | None = None
