"""What waits for the registry. Three persisted states, nothing ever deleted.

READY waits or was sent without an answer (resending is safe, so 'sending' is not a state); ACKED holds the verified
receipt; QUARANTINED was refused for a reason and waits for a person, who may requeue it.

The table lives wherever the caller's engine points (SQLCipher, SQLite, PostgreSQL). `put` runs inside the caller's
transaction, so that a finalised survey and its envelope are one commit; every other method is one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from sync.envelope import Envelope
from sync.errors import OutboxConflict
from sync.receipt import Receipt
from sync.wire import Now, system_ms

metadata = sa.MetaData()
"""The outbox's own tables: `metadata.create_all(engine)`, or as part of a migration."""

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("msg_id", sa.String(36), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("form_ver", sa.String(64), nullable=False),
    sa.Column("operator", sa.String(64), nullable=False),
    sa.Column("supersedes", sa.String(36)),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sa.Column("refusals", sa.Integer, nullable=False, default=0),
    sa.Column("first_refusal_ms", sa.BigInteger),
    sa.Column("next_try_ms", sa.BigInteger, nullable=False, default=0),
    sa.Column("reason", sa.String(64)),
    sa.Column("receipt", sa.LargeBinary),
    sa.Column("receipt_seq", sa.BigInteger),
    sa.Column("server_epoch", sa.String(36)),
    sa.Column("acked_ms", sa.BigInteger),
    sa.Column("received_ms", sa.BigInteger),
    sa.Index("outbox_due", "state", "next_try_ms", "created_ms"),
)

RETENTION_MS = 30 * 24 * 3600 * 1000
"""How long the bytes of an acknowledged message are kept after its receipt."""
MAX_REFUSALS = 5
MAX_REFUSED_MS = 72 * 3600 * 1000


class State(StrEnum):
    """The only states that are stored."""

    READY = "ready"
    ACKED = "acked"
    QUARANTINED = "quarantined"


@dataclass(frozen=True)
class Item:
    """One row without its content. Times in milliseconds since 1970 UTC, `size` in bytes.

    `refusals` counts answers of the registry that refused this very item for a passing reason; a link that was down
    does not count. `reason` is the code of the last refusal.
    """

    msg_id: str
    kind: str
    form_ver: str
    operator: str
    state: State
    created_ms: int
    size: int
    sha256: bytes
    refusals: int
    next_try_ms: int
    reason: str | None
    acked_ms: int | None

    @property
    def uuid(self) -> UUID:
        """The message id as the wire has it."""
        return UUID(self.msg_id)


@dataclass(frozen=True)
class Figures:
    """How the outbox stands: counts of items, and the age of the oldest waiting one in milliseconds."""

    waiting: int
    oldest_ms: int | None
    refused: int
    acked: int


_ITEM_COLUMNS = [outbox.c[name] for name in Item.__dataclass_fields__]

# Made once: building a statement costs a PC more than running it, and a round asks for a dozen of them.
_ONE = outbox.c.msg_id == sa.bindparam("of")
_READY, _ACKED = outbox.c.state == State.READY.value, outbox.c.state == State.ACKED.value
_BYTES_HERE = sa.func.length(outbox.c.envelope) > 0
_HASH = sa.select(outbox.c.sha256).where(_ONE)
_BYTES = sa.select(outbox.c.envelope).where(_ONE)
_RECEIPT = sa.select(outbox.c.receipt).where(_ONE)
_REFUSALS = sa.select(outbox.c.refusals, outbox.c.first_refusal_ms).where(_ONE)
_DUE = (
    sa.select(*_ITEM_COLUMNS, outbox.c.envelope)
    .where(_READY, outbox.c.next_try_ms <= sa.bindparam("now"))
    .order_by(outbox.c.next_try_ms, outbox.c.created_ms, outbox.c.msg_id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_LAST_RECEIPT = (
    sa.select(outbox.c.receipt).where(_ACKED).order_by(outbox.c.acked_ms.desc(), outbox.c.receipt_seq.desc()).limit(1)
)
_FIGURES = sa.select(outbox.c.state, sa.func.count(), sa.func.min(outbox.c.created_ms)).group_by(outbox.c.state)
_NEXT_DUE = sa.select(sa.func.min(outbox.c.next_try_ms)).where(_READY)
_ITEMS = sa.select(*_ITEM_COLUMNS).order_by(outbox.c.created_ms, outbox.c.msg_id)
_PUT = sa.insert(outbox)
_REOFFER = (
    sa.update(outbox)
    .where(_ACKED, outbox.c.server_epoch != sa.bindparam("epoch"), _BYTES_HERE)
    .values(state=State.READY.value, refusals=0, first_refusal_ms=None, next_try_ms=0, acked_ms=None)
)
_PURGE = (
    sa.update(outbox).where(_ACKED, outbox.c.received_ms < sa.bindparam("before"), _BYTES_HERE).values(envelope=b"")
)
_ACKNOWLEDGE = (
    sa.update(outbox)
    .where(_ONE, outbox.c.sha256 == sa.bindparam("hash"), ~_ACKED)
    .values(
        {name: sa.bindparam(f"new_{name}") for name in
         ("receipt", "receipt_seq", "server_epoch", "acked_ms", "received_ms")}
        | {"state": State.ACKED.value, "reason": None}
    )
)  # fmt: skip
_REQUEUE = (
    sa.update(outbox)
    .where(_ONE, outbox.c.state == State.QUARANTINED.value)
    .values(state=State.READY.value, refusals=0, first_refusal_ms=None, next_try_ms=0, reason=None)
)
_CHANGE_READY, _CHANGE_OPEN = sa.update(outbox).where(_ONE, _READY), sa.update(outbox).where(_ONE, ~_ACKED)


class Outbox:
    """The outbox in the database behind `engine`; `now` gives milliseconds since 1970 UTC."""

    def __init__(self, engine: sa.Engine, now: Now = system_ms) -> None:
        self._engine = engine
        self._now = now

    def put(self, connection: sa.Connection, envelope: Envelope) -> None:
        """Add a message inside the caller's transaction; the same bytes again change nothing.

        Raises OutboxConflict where other bytes rest under this message id.
        """
        header = envelope.header
        found = connection.execute(_HASH, {"of": envelope.msg_id}).scalar_one_or_none()
        if found is not None:
            if bytes(found) != envelope.sha256:
                raise OutboxConflict(msg_id=envelope.msg_id)
            return
        row: dict[str, Any] = {
            "msg_id": envelope.msg_id, "kind": header.kind, "form_ver": header.form_ver, "operator": header.op,
            "supersedes": None if header.supersedes is None else str(header.supersedes),
            "state": State.READY.value, "created_ms": header.created, "size": len(envelope.data),
            "sha256": envelope.sha256, "envelope": envelope.data, "refusals": 0, "next_try_ms": 0,
        }  # fmt: skip
        connection.execute(_PUT, row)

    def due(self, limit: int, max_bytes: int) -> list[tuple[Item, bytes]]:
        """Messages to send now with their bytes, oldest first among those put off least: at most `limit`, together at
        most `max_bytes` unless the first alone is larger."""
        batch: list[tuple[Item, bytes]] = []
        total = 0
        with self._engine.begin() as connection:
            for row in connection.execute(_DUE, {"now": self._now(), "most": limit}).mappings():
                total += row["size"]
                if batch and total > max_bytes:
                    break
                batch.append((_item(row), bytes(row["envelope"])))
        return batch

    def kept(self, limit: int, max_bytes: int) -> Iterator[list[tuple[Item, bytes]]]:
        """Everything without a receipt, in batches as `due` makes them, whether it is due or was refused: what a
        person carries away by hand."""
        for item_batch in _batches(self.items([State.READY, State.QUARANTINED]), limit, max_bytes):
            pairs = [(item, self.envelope(item.msg_id)) for item in item_batch]
            yield [(item, data) for item, data in pairs if data is not None]

    def reoffer(self, epoch: str) -> int:
        """The registry was set back (its epoch changed): whatever another epoch acknowledged waits again, as far as its
        bytes are still here. How many; their old receipts stay until new ones come."""
        with self._engine.begin() as connection:
            return connection.execute(_REOFFER, {"epoch": epoch}).rowcount

    def last_receipt(self) -> bytes:
        """The receipt with the highest number of the newest epoch here, b'' where there is none."""
        with self._engine.begin() as connection:
            return bytes(connection.execute(_LAST_RECEIPT).scalar_one_or_none() or b"")

    def purge(self, registry_ms: int) -> int:
        """Erase the bytes of messages whose receipt is older than the retention time; row and receipt stay. How many.

        `registry_ms` is the registry's own clock as it was last heard: a wrong clock of this PC erases nothing.
        """
        with self._engine.begin() as connection:
            return connection.execute(_PURGE, {"before": registry_ms - RETENTION_MS}).rowcount

    def acknowledge(self, receipt: Receipt, receipt_bytes: bytes) -> bool:
        """Record a receipt that `sync.receipt.verify` accepted for this message. False where no such message with this
        hash is here. An acknowledged message stays as it is."""
        values: dict[str, Any] = {
            "of": str(receipt.msg_id), "hash": receipt.sha256, "new_receipt": receipt_bytes,
            "new_receipt_seq": receipt.seq, "new_server_epoch": receipt.server_epoch, "new_acked_ms": self._now(),
            "new_received_ms": receipt.received_at,
        }  # fmt: skip
        with self._engine.begin() as connection:
            return bool(connection.execute(_ACKNOWLEDGE, values).rowcount)

    def quarantine(self, msg_id: str, reason: str) -> None:
        """Refused for good: keep for a person, with the reason code. Acknowledged messages are left alone."""
        self._change(msg_id, state=State.QUARANTINED.value, reason=reason[:64])

    def refuse(self, msg_id: str, reason: str, delay_ms: int) -> None:
        """Refused for a passing reason: try again after `delay_ms`; quarantined after 5 of them, or 72 hours."""
        with self._engine.begin() as connection:
            row = connection.execute(_REFUSALS, {"of": msg_id}).one_or_none()
            if row is None:
                return
            now = self._now()
            first = now if row.first_refusal_ms is None else row.first_refusal_ms
            spent = row.refusals + 1 >= MAX_REFUSALS or now - first >= MAX_REFUSED_MS
            values: dict[str, Any] = {
                "of": msg_id, "refusals": row.refusals + 1, "first_refusal_ms": first, "next_try_ms": now + delay_ms,
                "reason": reason[:64], "state": (State.QUARANTINED if spent else State.READY).value,
            }  # fmt: skip
            connection.execute(_CHANGE_READY, values)

    def put_off(self, msg_id: str, delay_ms: int) -> None:
        """Let others go first: not before `delay_ms` from now. No refusal is counted."""
        with self._engine.begin() as connection:
            connection.execute(_CHANGE_READY, {"of": msg_id, "next_try_ms": self._now() + delay_ms})

    def requeue(self, msg_id: str) -> bool:
        """A person sends a quarantined message again; False where none is quarantined under this id."""
        with self._engine.begin() as connection:
            return bool(connection.execute(_REQUEUE, {"of": msg_id}).rowcount)

    def figures(self) -> Figures:
        """Counts by state and the age of the oldest waiting message."""
        with self._engine.begin() as connection:
            rows = {row[0]: (row[1], row[2]) for row in connection.execute(_FIGURES)}
        waiting, oldest = rows.get(State.READY.value, (0, None))
        return Figures(
            waiting=waiting,
            oldest_ms=None if oldest is None else max(0, self._now() - oldest),
            refused=rows.get(State.QUARANTINED.value, (0, None))[0],
            acked=rows.get(State.ACKED.value, (0, None))[0],
        )

    def next_due_ms(self) -> int | None:
        """When the next waiting message may be tried; None when nothing waits."""
        with self._engine.begin() as connection:
            found = connection.execute(_NEXT_DUE).scalar_one()
        return None if found is None else int(found)

    def items(self, states: Sequence[State] = tuple(State), operator: str | None = None) -> list[Item]:
        """Rows without content, oldest first; only those of `operator` where given."""
        query = _ITEMS.where(outbox.c.state.in_([state.value for state in states]))
        if operator is not None:
            query = query.where(outbox.c.operator == operator)
        with self._engine.begin() as connection:
            rows = connection.execute(query).mappings()
            return [_item(row) for row in rows]

    def envelope(self, msg_id: str) -> bytes | None:
        """The sealed bytes under this id, empty after the retention time; None where there is no such message."""
        with self._engine.begin() as connection:
            found = connection.execute(_BYTES, {"of": msg_id}).scalar_one_or_none()
        return None if found is None else bytes(found)

    def receipt(self, msg_id: str) -> bytes | None:
        """The stored receipt of an acknowledged message."""
        with self._engine.begin() as connection:
            found = connection.execute(_RECEIPT, {"of": msg_id}).scalar_one_or_none()
        return None if found is None else bytes(found)

    def _change(self, msg_id: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(_CHANGE_OPEN, {"of": msg_id} | values)


def _batches(items: Sequence[Item], limit: int, max_bytes: int) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        if batch and (len(batch) == limit or sum(one.size for one in batch) + item.size > max_bytes):
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def _item(row: sa.RowMapping) -> Item:
    values = {name: row[name] for name in Item.__dataclass_fields__}
    return Item(**values | {"state": State(row["state"]), "sha256": bytes(row["sha256"])})
