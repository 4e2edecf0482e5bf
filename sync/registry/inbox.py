"""Ingest: what is stored is stored once, and only what is stored gets a receipt.

Signature and form are checked first; then one transaction, shared by all who push at that moment, inserts with ON
CONFLICT DO NOTHING and compares with what was there. The receipt is written in that transaction and leaves only after
its commit, so a resend gets the same bytes.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from sync import envelope as envelopes
from sync.carriers.base import Answer
from sync.envelope import MAX_ENVELOPE, Envelope
from sync.errors import BadSignature, SyncError
from sync.receipt import Receipt
from sync.registry.counters import advance
from sync.registry.database import insert_many, insert_new
from sync.registry.devices import APPROVED, PENDING, Device, Devices, DeviceState
from sync.registry.epoch import Epoch
from sync.registry.group import GroupCommit
from sync.registry.ports import Standing
from sync.registry.ring import Ring
from sync.registry.schema import conflict, inbox
from sync.wire import Now

MAX_GROUP = 400
"""Messages of one transaction: more would make its callers wait longer than they gain."""
COUNTER = "inbox"
_PRESENT = sa.select(*(inbox.c[name] for name in ("msg_id", "sha256", "receipt", "epoch", "seq", "received_ms"))).where(
    inbox.c.msg_id.in_(sa.bindparam("ids", expanding=True))
)


@dataclass(frozen=True)
class Outcome(Answer):
    """Answer to one envelope: a receipt, or a reason. `fresh` where the message was not here before."""

    fresh: bool = False


@dataclass(frozen=True)
class _Sent:
    """A message that the PC it names has signed."""

    envelope: Envelope


@dataclass(frozen=True)
class _Held:
    """What is known of a stored message."""

    sha256: bytes
    receipt: bytes
    epoch: str
    seq: int
    received_ms: int


class Inbox:
    """The messages received, in the database behind `engine`, receipted in `epoch` with the keys of `ring` that each is
    sealed for."""

    def __init__(self, engine: sa.Engine, devices: Devices, ring: Ring, epoch: Epoch, now: Now) -> None:
        self._engine = engine
        self._devices = devices
        self._ring = ring
        self._epoch = epoch
        self._now = now
        self._pushed = 0.0
        self._commits: GroupCommit[_Sent, Outcome] = GroupCommit(self._store, MAX_GROUP)

    def accept(self, items: Sequence[bytes]) -> list[Outcome]:
        """One outcome for each of the (at most MAX_BATCH) envelopes, in order; a bad one does not stop the others.

        Callers at the same time share a transaction.
        """
        self._pushed = time.monotonic()
        read = [_read(data) for data in items]
        named = {found.header.device for found in read if isinstance(found, Envelope)}
        known = self._devices.known(sorted(named)) if named else {}
        sent = [self._sender(found, known) if isinstance(found, Envelope) else found for found in read]
        good = [found for found in sent if isinstance(found, _Sent)]
        stored = iter(self._commits.run(good) if good else [])
        return [next(stored) if isinstance(found, _Sent) else found for found in sent]

    def last_push(self) -> float:
        """When something last came in, by the monotonic clock in seconds."""
        return self._pushed

    def _sender(self, envelope: Envelope, known: Mapping[str, Device]) -> _Sent | Outcome:
        """Who sent it? Content stays sealed; whether that PC may send is judged in the transaction."""
        device = known.get(envelope.header.device)
        if device is None:
            return Outcome(reason="unknown_device", permanent=True)
        try:
            device = self._verified(envelope, device)
            self._ring.of(envelope.header.kid or "-")
        except SyncError as error:
            return Outcome(reason=error.code, permanent=True)
        if envelope.header.site != device.site:
            return Outcome(reason="wrong_site", permanent=True)
        return _Sent(envelope)

    def _verified(self, envelope: Envelope, device: Device) -> Device:
        """The device, read anew where its known keys do not fit: they may have been changed."""
        try:
            envelopes.verify(envelope, device.keys)
            return device
        except BadSignature:
            fresh = self._devices.find([device.device_id]).get(device.device_id)
            if fresh is None or fresh.keys == device.keys:
                raise
            envelopes.verify(envelope, fresh.keys)
            return fresh

    def _store(self, sent: Sequence[_Sent]) -> list[Outcome]:
        with self._engine.begin() as connection:
            epoch = self._epoch.read(connection)
            states = self._devices.states(connection, sorted({one.envelope.header.device for one in sent}))
            judged = [(one.envelope, _admission(one.envelope, states)) for one in sent]
            admitted: dict[str, tuple[Envelope, tuple[Standing, str | None]]] = {}
            for envelope, standing in judged:
                if isinstance(standing, tuple):  # of two under one id the first counts; the other is compared with it
                    admitted.setdefault(envelope.msg_id, (envelope, standing))
            here = self._present(connection, list(admitted))
            new = self._insert(connection, [one for key, one in admitted.items() if key not in here], epoch)
            back = self._present(connection, list(new)) if new else {}
            here |= back
            new = {key: held for key, held in new.items() if back[key] == held}
            outcomes = []
            for envelope, standing in judged:
                if isinstance(standing, Outcome):
                    outcomes.append(standing)
                    continue
                fresh = envelope.msg_id in new
                held = here[envelope.msg_id]
                if held.sha256 == envelope.sha256 and held.epoch != epoch:
                    held = here[envelope.msg_id] = self._receipted_anew(connection, envelope, held, epoch)
                outcomes.append(self._compare(connection, envelope, held, fresh))
            self._devices.seen(connection, list(states.values()))
        return outcomes

    def _present(self, connection: sa.Connection, msg_ids: Sequence[str]) -> dict[str, _Held]:
        rows = connection.execute(_PRESENT, {"ids": list(msg_ids)})
        return {
            row.msg_id: _Held(bytes(row.sha256), bytes(row.receipt), row.epoch, row.seq, row.received_ms)
            for row in rows
        }

    def _insert(
        self, connection: sa.Connection, fresh: Sequence[tuple[Envelope, tuple[Standing, str | None]]], epoch: str
    ) -> dict[str, _Held]:
        """What was to be stored; where another registry process was first, reading back shows another receipt."""
        if not fresh:
            return {}
        last = advance(connection, COUNTER, len(fresh))
        first = last - len(fresh) + 1
        rows = [self._row(*one, seq, epoch) for seq, one in enumerate(fresh, first)]
        insert_many(connection, inbox, rows)
        return {
            row["msg_id"]: _Held(row["sha256"], row["receipt"], epoch, row["seq"], row["received_ms"]) for row in rows
        }

    def _receipted_anew(self, connection: sa.Connection, envelope: Envelope, held: _Held, epoch: str) -> _Held:
        """A message of an earlier epoch is offered again: same place and time, signed for this epoch."""
        receipt = self._receipt(envelope, held.seq, epoch, held.received_ms)
        mine = inbox.c.msg_id == envelope.msg_id
        connection.execute(sa.update(inbox).where(mine).values(receipt=receipt, epoch=epoch))
        return replace(held, receipt=receipt, epoch=epoch)

    def _compare(self, connection: sa.Connection, envelope: Envelope, held: _Held, fresh: bool) -> Outcome:
        if held.sha256 == envelope.sha256:
            return Outcome(receipt=held.receipt, fresh=fresh)
        values: dict[str, Any] = {
            "msg_id": envelope.msg_id, "sha256": envelope.sha256, "envelope": envelope.data,
            "device": envelope.header.device, "received_ms": self._now(),
        }  # fmt: skip
        insert_new(connection, conflict, values)
        return Outcome(reason="conflict", permanent=True)

    def _receipt(self, envelope: Envelope, seq: int, epoch: str, received_ms: int) -> bytes:
        """Signed with the keys that the message is sealed for: those are the ones its PC knows."""
        keys = self._ring.of(envelope.header.kid)
        receipt = Receipt(envelope.header.msg_id, envelope.sha256, seq, epoch, received_ms, keys.public.kid)
        return receipt.issue(keys)

    def _row(self, envelope: Envelope, admission: tuple[Standing, str | None], seq: int, epoch: str) -> dict[str, Any]:
        header, received = envelope.header, self._now()
        return {
            "msg_id": envelope.msg_id, "sha256": envelope.sha256, "envelope": envelope.data, "kind": header.kind,
            "form_ver": header.form_ver, "site": header.site, "device": header.device, "operator": header.op,
            "supersedes": None if header.supersedes is None else str(header.supersedes),
            "created_ms": header.created, "seq": seq, "received_ms": received, "epoch": epoch,
            "receipt": self._receipt(envelope, seq, epoch, received), "state": admission[0].value,
            "reason": admission[1],
        }  # fmt: skip


def _admission(envelope: Envelope, states: Mapping[str, DeviceState]) -> tuple[Standing, str | None] | Outcome:
    """May a message of this (verified) PC be stored, and how does it stand?"""
    state = states.get(envelope.header.device)
    if state is None:
        return Outcome(reason="unknown_device", permanent=True)
    if state.state == PENDING:
        return Outcome(reason="device_pending")
    if state.state == APPROVED:
        return Standing.RECEIVED, None
    if state.revoked_ms is None or envelope.header.created >= state.revoked_ms:
        return Outcome(reason="revoked_device", permanent=True)
    return Standing.REVIEW, "revoked_device"


def _read(data: bytes) -> Envelope | Outcome:
    try:
        return Envelope.from_bytes(data, MAX_ENVELOPE)
    except SyncError as error:
        return Outcome(reason=error.code, permanent=True)
