"""The receiving half as one object: enrolment, inbox, slices and what follows a receipt, over one database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Engine

from sync import page as pages
from sync.carriers.base import read_push
from sync.envelope import MAX_ENVELOPE
from sync.errors import RequestRefused, SyncError
from sync.registry.chain import REGISTRY
from sync.registry.database import open_engine
from sync.registry.devices import APPROVED, PENDING, Devices
from sync.registry.epoch import Epoch
from sync.registry.inbox import Inbox, Outcome
from sync.registry.ports import Directory, Keeper, Scorer, Validator
from sync.registry.processing import Processor
from sync.registry.ring import Secrets
from sync.registry.slices import Slices
from sync.registry.vault import Vault
from sync.requests import SignedPull
from sync.wire import Now, system_ms

MAX_REQUEST = MAX_ENVELOPE + 64 * 1024


class Registry:
    """A registry over `database`: a URL, or an engine of `open_engine`. Raises DatabaseUnusable, OtherKeys.

    Methods taking bytes are what the carriers' far ends call; they raise SyncError for a request that is refused as a
    whole and never for a single bad envelope in it.
    """

    def __init__(
        self,
        database: str | Engine,
        secrets: Secrets,
        validator: Validator,
        scorer: Scorer,
        now: Now = system_ms,
        keeper: Keeper | None = None,
    ) -> None:
        self.engine = open_engine(database) if isinstance(database, str) else database
        self.keys = secrets.keys
        self.ring = secrets.ring
        self.now = now
        try:
            REGISTRY.prepare(self.engine)
            self.epoch = Epoch(self.engine, self.ring, now)
        except SyncError:
            self.engine.dispose()
            raise
        self.devices = Devices(self.engine, now)
        self.inbox = Inbox(self.engine, self.devices, self.ring, self.epoch, now)
        vault = Vault(secrets.vault_secret)
        self.slices = Slices(self.engine, vault, self.ring, self.epoch, now)
        self.processor = Processor(self.engine, self.ring, vault, self.slices, validator, scorer, keeper)

    def load(self, directory: Directory) -> int:
        """Publish the households of `directory`; how many are new or changed."""
        return self.slices.publish(directory.households())

    def push(self, data: bytes) -> list[Outcome]:
        """The envelopes of a push request `{v, envelopes: [...], seen}`."""
        envelopes, seen = read_push(data, MAX_REQUEST)
        self.epoch.hear(seen)
        return self.take(envelopes)

    def take(self, envelopes: Sequence[bytes]) -> list[Outcome]:
        """One outcome for each of at most 50 envelopes, from any carrier."""
        outcomes = self.inbox.accept(envelopes)
        if any(outcome.fresh for outcome in outcomes):
            self.processor.kick()
        return outcomes

    def pull(self, data: bytes) -> bytes:
        """The page for a signed pull request.

        Raises RequestRefused: unknown_device, device_pending, revoked_device, tehsil_not_allowed; WrongKey where the
        device knows no keys of this registry.
        """
        return next(self.pages(SignedPull.from_bytes(data), 1))

    def pages(self, signed: SignedPull, limit: int) -> Iterator[bytes]:
        """The page for a request and those that follow it, at most `limit`. Raises RequestRefused as `pull`."""
        device = self.devices.find([signed.request.device]).get(signed.request.device)
        if device is None:
            raise RequestRefused("unknown_device")
        signed.verify(device.keys)
        if device.state != APPROVED:
            raise RequestRefused("device_pending" if device.state == PENDING else "revoked_device")
        if signed.request.tehsil not in device.tehsils:
            raise RequestRefused("tehsil_not_allowed")
        self.devices.in_contact(device, signed.request)
        self.epoch.hear(signed.request.seen)
        request = signed.request
        for _ in range(limit):
            data, more = self.slices.page(request, device)
            yield data
            if not more:
                return
            request = replace(request, cursor=pages.read_cursor(data, "cursor"))

    def enrol(self, data: bytes) -> bytes:
        """The authenticated answer to an enrolment request."""
        return self.devices.enrol(data, self.keys.public, self.epoch.current())

    def close(self) -> None:
        """Stop judging and drop the connections."""
        self.processor.stop()
        self.engine.dispose()


__all__ = ["MAX_REQUEST", "Registry", "Secrets"]
