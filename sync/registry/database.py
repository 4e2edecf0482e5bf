"""The registry's database: SQLite to try, PostgreSQL for real; the same code on both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import QueuePool

from sync.errors import SyncError

_READS = "drc_reads"


class DatabaseUnusable(SyncError):
    """The database cannot be opened; parameter `why`: url, open."""

    code = "database_unusable"


def open_engine(url: str, pool: int = 8) -> sa.Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://...`.

    SQLite runs in WAL with synchronous=FULL and begins every transaction with the write lock; so a commit survives a
    power cut and two writers never deadlock. Errors never show bound values. Raises DatabaseUnusable.
    """
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise DatabaseUnusable(why="url") from error
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return sa.create_engine(parsed, pool_size=pool, max_overflow=pool, hide_parameters=True)
    if backend != "sqlite":
        raise DatabaseUnusable(why="url")
    engine = sa.create_engine(
        parsed,
        poolclass=QueuePool,
        pool_size=pool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": 30},
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_immediate)
    return engine


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that only reads: on SQLite it does not ask for the write lock."""
    with engine.connect() as connection:
        connection.execution_options(**{_READS: True})
        with connection.begin():
            yield connection


@lru_cache
def _insert_or_leave(table: sa.Table, backend: str, tell: bool) -> Any:
    insert = postgresql.insert if backend == "postgresql" else sqlite.insert
    statement = insert(table).on_conflict_do_nothing()
    return statement.returning(next(iter(table.primary_key))) if tell else statement


@lru_cache
def _insert_or_change(table: sa.Table, backend: str, names: tuple[str, ...]) -> Any:
    insert = postgresql.insert if backend == "postgresql" else sqlite.insert
    keys = [column.name for column in table.primary_key]
    statement = insert(table)
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def insert_new(connection: sa.Connection, table: sa.Table, values: Mapping[str, Any]) -> bool:
    """INSERT ... ON CONFLICT DO NOTHING; whether the row is new. (The row count of an insert is not dependable.)"""
    statement = _insert_or_leave(table, connection.dialect.name, tell=True)
    return connection.execute(statement, dict(values)).first() is not None


def insert_many(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """INSERT ... ON CONFLICT DO NOTHING for many rows. Which are new is seen by reading back: one prepared statement
    for each row costs less than one statement of all rows that has to tell."""
    connection.execute(_insert_or_leave(table, connection.dialect.name, tell=False), list(rows))


def upsert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or overwrite those with the same primary key."""
    if not rows:
        return
    connection.execute(_insert_or_change(table, connection.dialect.name, tuple(rows[0])), list(rows))


def _prepare_sqlite(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin_immediate(connection: sa.Connection) -> None:
    reads = connection.get_execution_options().get(_READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
