"""Ingest: what is stored is stored once, and only what is stored gets a receipt.

Signature and form are checked first; then one transaction inserts with ON CONFLICT DO NOTHING, reads back and
compares. The receipt is written in that transaction and leaves only after its commit, so a resend gets the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from sync import envelope as envelopes
from sync.envelope import MAX_ENVELOPE, Envelope
from sync.errors import SyncError, WrongKey
from sync.keys import Keys
from sync.receipt import Receipt
from sync.registry.counters import advance
from sync.registry.database import insert_new
from sync.registry.devices import APPROVED, PENDING, Device, Devices
from sync.registry.ports import Standing
from sync.registry.schema import conflict, inbox
from sync.wire import Now

MAX_BATCH = 50
COUNTER = "inbox"


@dataclass(frozen=True)
class Outcome:
    """Answer to one envelope: a receipt, or a reason. `fresh` where the message was not here before."""

    receipt: bytes | None = None
    reason: str | None = None
    permanent: bool = False
    fresh: bool = False

    def to_wire(self) -> dict[str, Any]:
        """As it stands in the results of a push."""
        if self.receipt is not None:
            return {"receipt": self.receipt}
        return {"reason": self.reason, "permanent": self.permanent}


@dataclass(frozen=True)
class _Admitted:
    envelope: Envelope
    standing: Standing
    reason: str | None


class Inbox:
    """The messages received, in the database behind `engine`, receipted with `keys` in `epoch`."""

    def __init__(self, engine: sa.Engine, devices: Devices, keys: Keys, epoch: str, now: Now) -> None:
        self._engine = engine
        self._devices = devices
        self._keys = keys
        self._epoch = epoch
        self._now = now

    def accept(self, items: Sequence[bytes]) -> list[Outcome]:
        """One outcome for each of the (at most MAX_BATCH) envelopes, in order; a bad one does not stop the others."""
        read = [_read(data) for data in items]
        named = {found.header.device for found in read if isinstance(found, Envelope)}
        known = self._devices.find(sorted(named)) if named else {}
        admitted = [self._admit(found, known) if isinstance(found, Envelope) else found for found in read]
        good = [found for found in admitted if isinstance(found, _Admitted)]
        stored = iter(self._store(good) if good else [])
        return [next(stored) if isinstance(found, _Admitted) else found for found in admitted]

    def _admit(self, envelope: Envelope, known: dict[str, Device]) -> _Admitted | Outcome:
        """Who sent it, and may it be stored? Content stays sealed."""
        header = envelope.header
        device = known.get(header.device)
        if device is None:
            return Outcome(reason="unknown_device", permanent=True)
        try:
            envelopes.verify(envelope, device.keys)
            if header.kid != self._keys.public.kid:
                raise WrongKey
        except SyncError as error:
            return Outcome(reason=error.code, permanent=True)
        if header.site != device.site:
            return Outcome(reason="wrong_site", permanent=True)
        if device.state == PENDING:
            return Outcome(reason="device_pending")
        if device.state != APPROVED:
            if device.revoked_ms is None or header.created >= device.revoked_ms:
                return Outcome(reason="revoked_device", permanent=True)
            return _Admitted(envelope, Standing.REVIEW, "revoked_device")
        return _Admitted(envelope, Standing.RECEIVED, None)

    def _store(self, admitted: Sequence[_Admitted]) -> list[Outcome]:
        with self._engine.begin() as connection:
            here = self._present(connection, [found.envelope.msg_id for found in admitted])
            fresh = [found for found in admitted if found.envelope.msg_id not in here]
            new: set[str] = set()
            if fresh:
                last = advance(connection, COUNTER, len(fresh))
                for seq, found in enumerate(fresh, last - len(fresh) + 1):
                    if insert_new(connection, inbox, self._row(found, seq)):
                        new.add(found.envelope.msg_id)
                here = self._present(connection, [found.envelope.msg_id for found in admitted])
            outcomes = [self._compare(connection, found.envelope, here, new) for found in admitted]
            self._devices.seen(connection, sorted({found.envelope.header.device for found in admitted}))
        return outcomes

    def _present(self, connection: sa.Connection, msg_ids: Sequence[str]) -> dict[str, tuple[bytes, bytes]]:
        rows = connection.execute(
            sa.select(inbox.c.msg_id, inbox.c.sha256, inbox.c.receipt).where(inbox.c.msg_id.in_(msg_ids))
        )
        return {row.msg_id: (bytes(row.sha256), bytes(row.receipt)) for row in rows}

    def _compare(
        self, connection: sa.Connection, envelope: Envelope, here: dict[str, tuple[bytes, bytes]], new: set[str]
    ) -> Outcome:
        digest, receipt = here[envelope.msg_id]
        if digest == envelope.sha256:
            return Outcome(receipt=receipt, fresh=envelope.msg_id in new)
        values: dict[str, Any] = {
            "msg_id": envelope.msg_id, "sha256": envelope.sha256, "envelope": envelope.data,
            "device": envelope.header.device, "received_ms": self._now(),
        }  # fmt: skip
        insert_new(connection, conflict, values)
        return Outcome(reason="conflict", permanent=True)

    def _row(self, found: _Admitted, seq: int) -> dict[str, Any]:
        header, envelope, received = found.envelope.header, found.envelope, self._now()
        receipt = Receipt(header.msg_id, envelope.sha256, seq, self._epoch, received, self._keys.public.kid)
        return {
            "msg_id": envelope.msg_id, "sha256": envelope.sha256, "envelope": envelope.data, "kind": header.kind,
            "form_ver": header.form_ver, "site": header.site, "device": header.device, "operator": header.op,
            "supersedes": None if header.supersedes is None else str(header.supersedes),
            "created_ms": header.created, "seq": seq, "received_ms": received, "receipt": receipt.issue(self._keys),
            "state": found.standing.value, "reason": found.reason,
        }  # fmt: skip


def _read(data: bytes) -> Envelope | Outcome:
    try:
        return Envelope.from_bytes(data, MAX_ENVELOPE)
    except SyncError as error:
        return Outcome(reason=error.code, permanent=True)
