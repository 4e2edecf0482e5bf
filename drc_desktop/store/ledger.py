"""The event table: one row for each change, numbered without gaps, chained by hash for each device."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select, update

from drc_desktop.domain.clock import stands_back
from drc_desktop.store.schema import event, sequence, site

GENESIS = "0" * 64
_HASHED = tuple(column.name for column in event.columns if column.name != "hash")


def next_number(connection: Connection, name: str) -> int:
    """The next number of a series; its row stays locked until commit, so numbers follow commits without gaps."""
    statement = update(sequence).where(sequence.c.name == name).values(last=sequence.c.last + 1)
    return int(connection.execute(statement.returning(sequence.c.last)).scalar_one())


def append(connection: Connection, seq: int, entry: dict[str, Any]) -> None:
    """Write event `seq` (from `next_number(connection, 'event')`); chain, suspect mark and last time come from here."""
    last_at = connection.execute(select(site.c.last_at)).scalar_one()
    if entry["at"] > last_at:
        connection.execute(update(site).values(last_at=entry["at"]))
    previous = connection.execute(
        select(event.c.device_seq, event.c.hash)
        .where(event.c.device == entry["device"])
        .order_by(event.c.device_seq.desc())
        .limit(1)
    ).one_or_none()
    row = {
        "seq": seq,
        "visit": None,
        "token": "",
        "counter": 0,
        "from_state": None,
        "to_state": None,
        "reason": "",
        "before": "",
        "second_actor": "",
        **entry,
        "device_seq": previous.device_seq + 1 if previous else 1,
        "prev_hash": previous.hash if previous else GENESIS,
        "suspect": stands_back(entry["at"], last_at),
    }
    connection.execute(insert(event).values(**row, hash=chain_hash(row)))


def chain_hash(row: dict[str, Any] | RowMapping) -> str:
    """SHA-256 (hex) over every column of an event but its own hash, the hash before included."""
    return hashlib.sha256(msgspec.json.encode([row[name] for name in _HASHED])).hexdigest()


def broken_links(connection: Connection) -> list[int]:
    """Event numbers whose row was altered, or whose predecessor on the same device is missing or another."""
    broken: list[int] = []
    ends: dict[str, tuple[int, str]] = {}
    for row in connection.execute(select(event).order_by(event.c.device, event.c.device_seq)).mappings():
        device_seq, prev_hash = ends.get(row["device"], (0, GENESIS))
        linked = row["device_seq"] == device_seq + 1 and row["prev_hash"] == prev_hash
        if not linked or row["hash"] != chain_hash(row):
            broken.append(row["seq"])
        ends[row["device"]] = (row["device_seq"], row["hash"])
    return broken


def after(connection: Connection, seq: int, limit: int) -> Sequence[RowMapping]:
    """Events above `seq`, oldest first, at most `limit`."""
    return (
        connection.execute(select(event).where(event.c.seq > seq).order_by(event.c.seq).limit(limit)).mappings().all()
    )


def last_seq(connection: Connection) -> int:
    """The newest event number, 0 before the first."""
    return int(connection.execute(select(sequence.c.last).where(sequence.c.name == "event")).scalar_one())


def one(connection: Connection, seq: int) -> RowMapping | None:
    """Event `seq`, or None."""
    return connection.execute(select(event).where(event.c.seq == seq)).mappings().one_or_none()
