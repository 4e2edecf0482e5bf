"""Counting the registry anew from its database: every stored message is opened again, every receipt verified again."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from drc_desktop.head_office.surveys import instance_id_of, read_xml
from survey_forms.engine.errors import FormError
from sync import receipt as receipts
from sync.envelope import Envelope, open_
from sync.errors import SyncError
from sync.registry.database import reading
from sync.registry.ports import Standing
from sync.registry.ring import Ring
from sync.registry.schema import conflict, inbox


@dataclass(frozen=True)
class Figures:
    """Counts. `surveys`: different surveys by their own id, each opened just now; `msg_ids`: different messages;
    `receipts`: messages whose stored receipt verifies; `duplicates`: surveys sent again under another message without
    superseding; `review`: messages and conflicts for head office; `held`: waiting for a form version; `waiting`: not
    judged yet; `unsealed`: messages that open."""

    surveys: int
    msg_ids: int
    receipts: int
    duplicates: int
    review: int
    held: int
    waiting: int
    unsealed: int

    def to_json(self) -> dict[str, Any]:
        """As `drc registry verify --json` prints it."""
        return asdict(self)


def count(engine: sa.Engine, ring: Ring) -> Figures:
    """Read the whole inbox once, row by row."""
    states: Counter[str] = Counter()
    first_of: dict[str, str] = {}
    good = unsealed = duplicates = rows = 0
    columns = [inbox.c[name] for name in ("msg_id", "kind", "sha256", "envelope", "receipt", "state", "supersedes")]
    with reading(engine) as connection:
        for row in connection.execute(sa.select(*columns).order_by(inbox.c.seq)):
            rows += 1
            states[row.state] += 1
            envelope = _envelope(row)
            if envelope is None:
                continue
            good += _receipted(row, envelope, ring)
            opened, instance_id = _opened(envelope, ring)
            unsealed += opened
            if row.kind == "survey" and instance_id is not None:
                duplicates += instance_id in first_of and row.supersedes is None
                first_of.setdefault(instance_id, row.msg_id)
        conflicts = connection.execute(sa.select(sa.func.count()).select_from(conflict)).scalar_one()
    return Figures(
        surveys=len(first_of),
        msg_ids=rows,
        receipts=good,
        duplicates=duplicates,
        review=states[Standing.REVIEW] + conflicts,
        held=states[Standing.HELD],
        waiting=states[Standing.RECEIVED],
        unsealed=unsealed,
    )


def _envelope(row: Any) -> Envelope | None:
    try:
        envelope = Envelope.from_bytes(bytes(row.envelope))
    except SyncError:
        return None
    same = envelope.sha256 == bytes(row.sha256) and envelope.msg_id == row.msg_id
    return envelope if same else None


def _receipted(row: Any, envelope: Envelope, ring: Ring) -> bool:
    try:
        receipts.verify(bytes(row.receipt), *ring.public, msg_id=envelope.header.msg_id, sha256=envelope.sha256)
    except SyncError:
        return False
    return True


def _opened(envelope: Envelope, ring: Ring) -> tuple[bool, str | None]:
    try:
        content = open_(envelope, ring.of(envelope.header.kid))
    except SyncError:
        return False, None
    try:
        return True, instance_id_of(read_xml(content.xml))
    except FormError:
        return True, None
