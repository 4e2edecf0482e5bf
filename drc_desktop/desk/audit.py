"""Proof of what was done: signed heads of the log that other PCs keep, and the log held against them.

A chain inside one database shows clumsy hands only: who owns the site PC could write a whole new one. What cannot be
taken back is a head that a counter's PC, or head office, has already seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import RowMapping

from drc_desktop.desk.contract import AuditHead
from drc_desktop.desk.work import Work
from drc_desktop.store import ledger
from drc_desktop.store.ledger import Harm

_PURPOSE = b"drc audit head 1\n"


class Doubt(StrEnum):
    """What a kept head finds in a log that is sound in itself."""

    FORGED_HEAD = "forged-head"  # the kept head was not signed by the key it names
    OTHER_SITE = "other-site"  # the kept head is of another site, or the database was set up anew: swapped
    ROLLED_BACK = "rolled-back"  # the log is shorter than it was: an older copy was put in its place, or its end cut
    OTHER_HISTORY = "other-history"  # the log was written anew


class Found(msgspec.Struct, frozen=True):
    """One line of the report: what, the event number, and `first` to `last` for numbers that are gone."""

    what: str
    seq: int
    first: int = 0
    last: int = 0

    @property
    def harmless(self) -> bool:
        """A clock that stood back is to be looked at, no harm to the log."""
        return self.what == Harm.CLOCK.value


def head(work: Work) -> AuditHead:
    """The log as it stands now, signed."""
    site = work.site()
    seq = ledger.last_seq(work.connection)
    key = Ed25519PrivateKey.from_private_bytes(site["ticket_key"])
    public = key.public_key().public_bytes_raw().hex()
    bare = AuditHead(site["id"], seq, ledger.total_at(work.connection, seq), work.now, public, "")
    return msgspec.structs.replace(bare, signature=key.sign(_signed(bare)).hex())


def verify(work: Work, heads: Iterable[AuditHead] = ()) -> list[Found]:
    """Everything that is wrong with the log by itself and as these kept heads saw it, in the order of the log."""
    site = work.site()
    found = [Found(one.harm.value, one.seq, one.first, one.last) for one in ledger.examine(work.connection)]
    last = ledger.last_seq(work.connection)
    doubts = {(doubt, kept.seq) for kept in heads if (doubt := _doubt(work, site, kept, last)) is not None}
    return found + [Found(doubt.value, seq, 0, last) for doubt, seq in sorted(doubts, key=lambda one: one[1])]


def _doubt(work: Work, site: RowMapping, kept: AuditHead, last: int) -> Doubt | None:
    if not _genuine(kept):
        return Doubt.FORGED_HEAD
    public = Ed25519PrivateKey.from_private_bytes(site["ticket_key"]).public_key().public_bytes_raw().hex()
    if (kept.site_id, kept.key) != (site["id"], public):
        return Doubt.OTHER_SITE
    if kept.seq > last:
        return Doubt.ROLLED_BACK
    return Doubt.OTHER_HISTORY if ledger.total_at(work.connection, kept.seq) != kept.total else None


def _genuine(kept: AuditHead) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(kept.key))
        key.verify(bytes.fromhex(kept.signature), _signed(kept))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed(kept: AuditHead) -> bytes:
    fields: dict[str, Any] = msgspec.structs.asdict(kept)
    return _PURPOSE + msgspec.json.encode([fields[name] for name in ("site_id", "seq", "total", "at", "key")])
