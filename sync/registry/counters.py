"""Numbers without gaps in commit order: a row that stays locked until the transaction ends.

An ordinary sequence would let a later number commit before an earlier one, and a reader that asks for 'all after n'
would skip rows.
"""

from __future__ import annotations

import sqlalchemy as sa

from sync.registry.database import insert_new
from sync.registry.schema import counter

_STEP = (
    sa.update(counter)
    .where(counter.c.name == sa.bindparam("of"))
    .values(value=counter.c.value + sa.bindparam("by"))
    .returning(counter.c.value)
)


def advance(connection: sa.Connection, name: str, by: int) -> int:
    """Add `by` to the counter and return its new value; the row is locked until the caller's transaction ends."""
    step = {"of": name, "by": by}
    value = connection.execute(_STEP, step).scalar_one_or_none()
    if value is None:
        insert_new(connection, counter, {"name": name, "value": 0})
        value = connection.execute(_STEP, step).scalar_one()
    return int(value)
