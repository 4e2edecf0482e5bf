"""How the registry stands, in numbers: Prometheus text for whoever watches it. Counts only, nothing of any person."""

from __future__ import annotations

import sqlalchemy as sa

from sync.registry.database import reading
from sync.registry.ports import Standing
from sync.registry.schema import conflict, device, household, inbox
from sync.wire import Now

MEDIA_TYPE = "text/plain; version=0.0.4"


def prometheus(engine: sa.Engine, now: Now) -> str:
    """One line a figure. Raises sqlalchemy's DBAPIError where the database does not answer."""
    with reading(engine) as connection:
        states = dict(_counts(connection, inbox.c.state))
        devices = dict(_counts(connection, device.c.state))
        waiting = inbox.c.state == Standing.RECEIVED.value
        oldest = connection.execute(sa.select(sa.func.min(inbox.c.received_ms)).where(waiting)).scalar_one()
        conflicts = connection.execute(sa.select(sa.func.count()).select_from(conflict)).scalar_one()
        households = connection.execute(sa.select(sa.func.count()).where(~household.c.gone)).scalar_one()
    lines = [
        "# TYPE drc_messages gauge",
        *(f'drc_messages{{state="{one.value}"}} {states.get(one.value, 0)}' for one in Standing),
        "# TYPE drc_devices gauge",
        *(f'drc_devices{{state="{name}"}} {devices.get(name, 0)}' for name in ("pending", "approved", "revoked")),
        "# TYPE drc_conflicts gauge",
        f"drc_conflicts {conflicts}",
        "# TYPE drc_households gauge",
        f"drc_households {households}",
        "# TYPE drc_oldest_unjudged_seconds gauge",
        f"drc_oldest_unjudged_seconds {0 if oldest is None else max(0, now() - oldest) / 1000}",
    ]
    return "\n".join(lines) + "\n"


def _counts(connection: sa.Connection, column: sa.Column[str]) -> list[tuple[str, int]]:
    query = sa.select(column, sa.func.count()).group_by(column)
    return [(str(name), int(count)) for name, count in connection.execute(query)]
