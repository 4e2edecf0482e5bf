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
from sync.backoff import FIRST_DELAY_S, Backoff
from sync.carriers.base import MAX_BATCH, Answer, Carrier
from sync.errors import (
    Broken,
    Busy,
    Cancelled,
    OfficeLock,
    OfficeWipe,
    Refused,
    SliceMismatch,
    StoreFailed,
    SyncError,
    Underway,
)
from sync.identity import Identity
from sync.outbox import Item, Outbox
from sync.requests import PullRequest
from sync.slice import Slice
from sync.wire import Now, system_ms

log = logging.getLogger("sync.client")

MAX_BATCH_BYTES = 256 * 1024
IDLE_S = 5 * 60.0
MAX_PAGES = 10_000
MAX_SKEW_MS = 5 * 60 * 1000
ASK_AGAIN_MS = 60 * 1000
"""When a message that is under way is asked for again."""
PURGE_EVERY_MS = 3600 * 1000
ITEM_REASONS = frozenset({"oversize", "malformed", "truncated"})
"""Refusals of a whole request that, with one message in it, are refusals of that message."""


@dataclass(frozen=True)
class Round:
    """What one round did, in counts. `fault` is the code of what ended it early, None when it went through; `wait_s`
    is the number of seconds to wait before the next; `skew_ms` how far this PC's clock is ahead of the registry's,
    None when nothing was pulled; `underway` what was handed to a carrier that answers later; `reoffered` what waits
    again because the registry was set back."""

    acked: int
    refused: int
    quarantined: int
    pages: int
    fault: str | None
    wait_s: float
    skew_ms: int | None
    underway: int = 0
    reoffered: int = 0

    @property
    def clock_suspect(self) -> bool:
        """More than five minutes apart from the registry."""
        return self.skew_ms is not None and abs(self.skew_ms) > MAX_SKEW_MS


@dataclass(frozen=True)
class Progress:
    """How far a round is: messages answered of those that waited when it began, and pages of the slice."""

    answered: int
    waited: int
    pages: int


class SyncWorker:
    """Push before pull over one carrier. `random()` gives a float in [0, 1), `now` milliseconds since 1970 UTC.

    With `everything`, a round takes along what is not due and what was refused as well: for a stick that a person
    carries. `go_on` hears of each step and ends the round by answering False. `on_identity` keeps what changed of who
    this PC trusts: the registry's new keys. `runs` is the program's version, which head office is told with each pull.
    """

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
        on_identity: Callable[[Identity], None] = lambda _: None,
        go_on: Callable[[Progress], bool] = lambda _: True,
        everything: bool = False,
        runs: str = "",
    ) -> None:
        self._identity = identity
        self._outbox = outbox
        self._carrier = carrier
        self._slice = slice_
        self._now = now
        self._idle_s = idle_s
        self._on_round = on_round
        self._on_identity = on_identity
        self._go_on = go_on
        self._everything = everything
        self._runs = runs
        self._epoch: str | None = None
        self._purged_ms = 0
        self._backoff = Backoff(random)
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
            tally.waited, tally.seen = self._outbox.figures().waiting, self._outbox.last_receipt()
            self._push(tally)
            self._pull(tally)
            if tally.broken and not tally.answered and not tally.pages:
                fault = Broken()  # the one message was not the cause: nothing at all went through
        except SyncError as error:
            fault = error
        except DBAPIError as error:
            fault = StoreFailed()
            fault.__cause__ = error
        if fault is not None:
            log.info("round ended early: %s", fault.code)
        if fault is None:
            self._backoff.reset()
        return Round(
            acked=tally.acked,
            refused=tally.refused,
            quarantined=tally.quarantined,
            pages=tally.pages,
            fault=_reason(fault),
            wait_s=self._wait_s(fault),
            skew_ms=tally.skew_ms,
            underway=tally.underway,
            reoffered=tally.reoffered,
        )

    def _wait_s(self, fault: SyncError | None) -> float:
        if fault is not None:
            return self._backoff.next_s(fault.retry_after if isinstance(fault, Busy) else None)
        due_ms = self._outbox.next_due_ms()
        if due_ms is None:
            return self._idle_s
        return min(self._idle_s, max(0.0, (due_ms - self._now()) / 1000))

    def _push(self, tally: _Tally) -> None:
        outbox = self._outbox
        due = iter(lambda: outbox.due(MAX_BATCH, MAX_BATCH_BYTES), [])
        for batch in outbox.kept(MAX_BATCH, MAX_BATCH_BYTES) if self._everything else due:
            self._step(tally)
            self._send(batch, tally)
            if tally.answered + tally.broken == tally.waited and not self._everything:
                return  # nothing was put in meanwhile, as far as was counted; the next round looks again

    def _step(self, tally: _Tally) -> None:
        if not self._go_on(Progress(tally.answered, tally.waited, tally.pages)):
            raise Cancelled

    def _send(self, batch: Sequence[tuple[Item, bytes]], tally: _Tally) -> None:
        try:
            answers = self._carrier.push([data for _, data in batch], tally.seen)
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
        self._outbox.put_off(item.msg_id, int((FIRST_DELAY_S + self._backoff.jitter_s(5)) * 1000))
        tally.broken += 1
        if tally.broken > 1:
            raise error

    def _settle(self, item: Item, answer: Answer, tally: _Tally) -> None:
        reason = answer.reason
        if answer.underway:
            self._outbox.put_off(item.msg_id, ASK_AGAIN_MS)
            tally.underway += 1
            return
        if answer.receipt is not None:
            reason = self._acknowledge(item, answer.receipt)
            if reason is None:
                tally.acked += 1
                return
        if answer.permanent:
            self._outbox.quarantine(item.msg_id, reason or "refused")
            tally.quarantined += 1
        else:
            delay_s = FIRST_DELAY_S + self._backoff.jitter_s(item.refusals + 1)
            self._outbox.refuse(item.msg_id, reason or "refused", int(delay_s * 1000))
            tally.refused += 1

    def _acknowledge(self, item: Item, data: bytes) -> str | None:
        """Mark acknowledged if the receipt proves it; else the reason why not."""
        try:
            receipt = receipts.verify(data, *self._identity.registries, msg_id=item.uuid, sha256=item.sha256)
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
                self._step(tally)
                try:
                    page = self._next_page(tehsil, cursor, tally)
                except Underway:
                    break
                try:
                    self._slice.apply(page)
                except SliceMismatch:
                    if not cursor:
                        raise
                    cursor = b""
                    continue
                if page.order:
                    raise OfficeWipe if page.order == pages.WIPE else OfficeLock
                tally.pages += 1
                cursor = page.cursor
                if not page.more:
                    break

    def _next_page(self, tehsil: str, cursor: bytes, tally: _Tally) -> pages.Page:
        me = self._identity
        sent = self._now()
        stands = self._outbox.figures()
        standing = (self._runs, stands.waiting, stands.oldest_ms or 0)
        request = PullRequest(me.device, tehsil, cursor, sent, tally.seen, me.registry.kid, *standing)
        data = self._carrier.pull(request.sign(me.keys))
        page = pages.open_(data, registry=me.registry, device=me.device, device_keys=me.keys)
        if page.tehsil != tehsil or page.since != cursor:
            raise SliceMismatch(field="tehsil" if page.tehsil != tehsil else "cursor")
        if page.keys:
            self._identity = me.following(page.keys)
            self._on_identity(self._identity)
        tally.skew_ms = (sent + self._now()) // 2 - page.at
        self._hear(page, tally)
        return page

    def _hear(self, page: pages.Page, tally: _Tally) -> None:
        """What the registry said of itself: another life of its database, and the time by its clock."""
        if page.epoch != self._epoch:
            tally.reoffered += self._outbox.reoffer(page.epoch)
            self._epoch = page.epoch
        if page.at - self._purged_ms >= PURGE_EVERY_MS:
            self._outbox.purge(page.at)
            self._purged_ms = page.at


def _reason(fault: SyncError | None) -> str | None:
    return fault.reason if isinstance(fault, Refused) else None if fault is None else fault.code


@dataclass
class _Tally:
    acked: int = 0
    refused: int = 0
    quarantined: int = 0
    pages: int = 0
    broken: int = 0
    underway: int = 0
    reoffered: int = 0
    waited: int = 0
    seen: bytes = b""
    skew_ms: int | None = None

    @property
    def answered(self) -> int:
        """Messages that got any answer."""
        return self.acked + self.refused + self.quarantined + self.underway
