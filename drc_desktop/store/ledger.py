"""The event table: one row for each change, numbered without gaps, chained by hash for each device and as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, Integer, RowMapping, bindparam, case, insert, literal, select, true, update

from drc_desktop.domain.clock import stands_back
from drc_desktop.store.schema import event, sequence, site

GENESIS = "0" * 64
_HASHED = tuple(column.name for column in event.columns if column.name not in ("hash", "total"))

_NEXT_NUMBER = (
    update(sequence)
    .where(sequence.c.name == bindparam("series"))
    .values(last=sequence.c.last + 1)
    .returning(sequence.c.last)
)
_LATEST = (  # as it was, or the time of now, which stands not back behind itself
    update(site)
    .values(last_at=case((site.c.last_at < bindparam("now"), bindparam("now")), else_=site.c.last_at))
    .returning(site.c.last_at)
)
_OWN_LAST = (
    select(event.c.device_seq, event.c.hash)
    .where(event.c.device == bindparam("own"))
    .order_by(event.c.device_seq.desc())
    .limit(1)
    .subquery()
)
_TOTAL = select(event.c.total).where(event.c.seq == bindparam("seq")).scalar_subquery().label("total")
_ONE = select(literal(1).label("one")).subquery()
_BEFORE = select(_OWN_LAST.c.device_seq, _OWN_LAST.c.hash, _TOTAL).select_from(_ONE.outerjoin(_OWN_LAST, true()))
_INSERT = insert(event)
_AFTER = (
    select(event).where(event.c.seq > bindparam("seq")).order_by(event.c.seq).limit(bindparam("most", type_=Integer))
)
_LAST_SEQ = select(sequence.c.last).where(sequence.c.name == "event")


class Harm(StrEnum):
    """What `examine` finds. CLOCK is no harm to the log: the PC's date stood before an earlier event."""

    EDITED = "edited"
    MISSING = "missing"
    REORDERED = "reordered"
    CUT = "cut"
    CLOCK = "clock"


@dataclass(frozen=True)
class Finding:
    """`seq` is the event at which it shows; `first` to `last` are the numbers that are gone (MISSING, CUT)."""

    harm: Harm
    seq: int
    first: int = 0
    last: int = 0


def next_number(connection: Connection, name: str) -> int:
    """The next number of a series; its row stays locked until commit, so numbers follow commits without gaps."""
    return int(connection.execute(_NEXT_NUMBER, {"series": name}).scalar_one())


def append(connection: Connection, seq: int, entry: dict[str, Any]) -> None:
    """Write event `seq` (from `next_number(connection, 'event')`); chain, suspect mark and last time come from here."""
    last_at = connection.execute(_LATEST, {"now": entry["at"]}).scalar_one()
    before = connection.execute(_BEFORE, {"own": entry["device"], "seq": seq - 1}).one()
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
        "device_seq": (before.device_seq or 0) + 1,
        "prev_hash": before.hash or GENESIS,
        "suspect": stands_back(entry["at"], last_at),
    }
    own = chain_hash(row)
    total = GENESIS if seq == 1 else before.total or ""
    connection.execute(_INSERT, {**row, "hash": own, "total": next_total(total, own)})


def chain_hash(row: dict[str, Any] | RowMapping) -> str:
    """SHA-256 (hex) over every column of an event but the hashes it gets; the hash before it is included."""
    return hashlib.sha256(msgspec.json.encode([row[name] for name in _HASHED])).hexdigest()


def total_at(connection: Connection, seq: int) -> str:
    """The running hash over every event up to `seq`; GENESIS before the first, empty where that event is gone."""
    if seq == 0:
        return GENESIS
    return connection.execute(select(event.c.total).where(event.c.seq == seq)).scalar_one_or_none() or ""


def examine(connection: Connection) -> list[Finding]:
    """Hold every event against the chains: each row's own hash, its device's chain, the running hash, the last number.

    Findings come in the order of the log; a row is named once, for the first thing that is wrong with it.
    """
    found: list[Finding] = []
    ends: dict[str, tuple[int, str]] = {}
    before, total, gaps = 0, GENESIS, False
    for row in connection.execute(select(event).order_by(event.c.seq).execution_options(yield_per=1000)).mappings():
        if row["seq"] != before + 1:
            gaps = True
            found.append(Finding(Harm.MISSING, row["seq"], before + 1, row["seq"] - 1))
        number, prev_hash = ends.get(row["device"], (0, GENESIS))
        linked = (row["device_seq"], row["prev_hash"]) == (number + 1, prev_hash)
        if row["hash"] != chain_hash(row):
            found.append(Finding(Harm.EDITED, row["seq"]))
        elif not linked and not (gaps and row["device_seq"] > number + 1):
            found.append(Finding(Harm.REORDERED, row["seq"]))
        elif row["seq"] == before + 1 and row["total"] != next_total(total, row["hash"]):
            found.append(Finding(Harm.EDITED, row["seq"]))
        if row["suspect"]:
            found.append(Finding(Harm.CLOCK, row["seq"]))
        ends[row["device"]] = (row["device_seq"], row["hash"])
        before, total = row["seq"], row["total"]
    last = last_seq(connection)
    if last > before:
        found.append(Finding(Harm.CUT, last, before + 1, last))
    return found


def broken_links(connection: Connection) -> list[int]:
    """Event numbers at which `examine` finds something; a clock that stood back is no broken link."""
    return sorted({one.seq for one in examine(connection) if one.harm is not Harm.CLOCK})


def next_total(total: str, row_hash: str) -> str:
    """The running hash after one more event."""
    return hashlib.sha256(f"{total}{row_hash}".encode()).hexdigest()


def after(connection: Connection, seq: int, limit: int) -> Sequence[RowMapping]:
    """Events above `seq`, oldest first, at most `limit`."""
    return connection.execute(_AFTER, {"seq": seq, "most": limit}).mappings().all()


def last_seq(connection: Connection) -> int:
    """The newest event number, 0 before the first."""
    return int(connection.execute(_LAST_SEQ).scalar_one())


def one(connection: Connection, seq: int) -> RowMapping | None:
    """Event `seq`, or None."""
    return connection.execute(select(event).where(event.c.seq == seq)).mappings().one_or_none()


def of_day(connection: Connection, date: str) -> Sequence[RowMapping]:
    """Every entry of a working day in its order; what was done between two days belongs to the first."""
    columns = event.c["seq", "at", "action", "actor", "second_actor", "visit", "token", "counter", "reason"]
    return connection.execute(select(*columns).where(event.c.day == date).order_by(event.c.seq)).mappings().all()
