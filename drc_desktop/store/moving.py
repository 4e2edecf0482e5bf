"""Carry a site to another database, SQLite to PostgreSQL or back: every row, in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from sqlalchemy import Connection, func, insert, select, text

from drc_desktop.store import ledger, people
from drc_desktop.store.schema import metadata, move
from drc_desktop.store.site import SiteStore

_ROWS = 1000


class NotEmpty(Exception):
    """The target holds a site already; it was left as it is."""


class NotTheSame(Exception):
    """After copying, a table of the target differs from the source, or the log's chain is broken; nothing was kept."""


class Moved(msgspec.Struct, frozen=True):
    """Rows carried, by table."""

    rows: dict[str, int]


def carry(source: SiteStore, target: SiteStore) -> Moved:
    """Copy a whole site into an empty database and compare.

    Nobody may write to `source` meanwhile; it is only read.

    Raises:
        NotEmpty, NotTheSame. StorageError: the storage's faults on either side.
    """
    target.prepare()
    with source.reading() as old, target.writing() as new:
        if people.the_site(new) is not None:
            raise NotEmpty
        with _without_guards(new, target.sqlite):
            rows = {table.name: _copy(old, new, table.name) for table in metadata.sorted_tables if table is not move}
        for name, count in rows.items():
            if _count(new, name) != count:
                raise NotTheSame(name)
        if ledger.broken_links(new) != ledger.broken_links(old):
            raise NotTheSame("event")
        if not target.sqlite:
            _go_on_counting(new)
        return Moved(rows)


def _copy(old: Connection, new: Connection, name: str) -> int:
    table, count = metadata.tables[name], 0
    found = old.execution_options(yield_per=_ROWS).execute(select(table)).mappings()
    for part in found.partitions(_ROWS):
        new.execute(insert(table), [dict(row) for row in part])
        count += len(part)
    return count


def _count(connection: Connection, name: str) -> int:
    return int(connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one())


def _go_on_counting(connection: Connection) -> None:
    """Numbers that PostgreSQL gives itself go on behind the ones that came along."""
    for table in metadata.sorted_tables:
        keys = list(table.primary_key.columns)
        if len(keys) == 1 and keys[0] is table.autoincrement_column:
            statement = f"SELECT setval(pg_get_serial_sequence('{table.name}', '{keys[0].name}'), max({keys[0].name}))"
            connection.execute(text(f"{statement} FROM {table.name}"))


@contextmanager
def _without_guards(connection: Connection, sqlite: bool) -> Iterator[None]:
    """Visits come in as they stand now, not as they were issued; the guards are back before the commit."""
    if not sqlite:
        for table in ("visit", "event"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield
        for table in ("visit", "event"):
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        return
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in found:
        connection.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, statement in found:
        connection.exec_driver_sql(statement)
