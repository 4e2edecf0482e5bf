"""A database's tables, and the chain of migrations that leads an older one to them (alembic).

A new database is made from the tables as they are now and marked with the newest version; a test holds that against the
chain, on both kinds of databases. Whoever shares the registry's database has tables and a chain of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from sync.registry.database import DatabaseUnusable, reading
from sync.registry.schema import metadata

_LOCK = 0x0D2C_5EED
"""Of PostgreSQL: two processes that start at once on an empty database make its tables one after the other."""


@dataclass(frozen=True)
class Chain:
    """`folder` holds alembic's env.py and versions; `version_table` says in the database how far it is; `head` is the
    newest version."""

    folder: Path
    version_table: str
    head: str
    tables: Sequence[sa.MetaData]

    def prepare(self, engine: sa.Engine) -> None:
        """Make the tables, or bring them up to date; nothing where they are.

        Raises DatabaseUnusable: `why` is open where the file is no database or the server does not answer, version
        where a newer program was here, or tables without a version.
        """
        try:
            with reading(engine) as connection:
                if self._version(connection) == self.head:
                    return
            with engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
                self._bring_up(connection)
        except sa.exc.DBAPIError as error:
            raise DatabaseUnusable(why="open") from error

    def _bring_up(self, connection: sa.Connection) -> None:
        version = self._version(connection)
        if version == self.head:
            return
        if version is not None:
            self.upgrade(connection)
            return
        here = set(sa.inspect(connection).get_table_names())
        if here & {table.name for tables in self.tables for table in tables.sorted_tables}:
            raise DatabaseUnusable(why="version")
        for tables in self.tables:
            tables.create_all(connection)
        marks = self._marks()
        marks.create(connection)
        connection.execute(sa.insert(marks).values(version_num=self.head))

    def upgrade(self, connection: sa.Connection) -> None:
        """Run the migrations that are missing, in the caller's transaction. Raises DatabaseUnusable (version)."""
        from alembic import command  # slow to load, and seldom needed
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(self.folder).replace("%", "%%"))
        config.attributes |= {"connection": connection, "chain": self}
        version = self._version(connection)
        if version is not None and version > self.head:
            raise DatabaseUnusable(why="version")
        command.upgrade(config, "head")

    def _version(self, connection: sa.Connection) -> str | None:
        """None where there is no mark, '' where it is before the first."""
        if not sa.inspect(connection).has_table(self.version_table):
            return None
        return connection.execute(sa.select(self._marks().c.version_num)).scalar_one_or_none() or ""

    def _marks(self) -> sa.Table:
        """As alembic makes it."""
        key = sa.PrimaryKeyConstraint("version_num", name=f"{self.version_table}_pkc")
        return sa.Table(self.version_table, sa.MetaData(), sa.Column("version_num", sa.String(32), nullable=False), key)


def run() -> None:
    """What an env.py does: migrate the connection that the caller has open, in the caller's transaction."""
    from alembic import context

    attributes = context.config.attributes
    chain: Chain = attributes["chain"]
    context.configure(
        connection=attributes["connection"], target_metadata=list(chain.tables), version_table=chain.version_table,
        transactional_ddl=True, render_as_batch=True,
    )  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()


REGISTRY = Chain(Path(__file__).parent / "migrations", "registry_version", "0001", (metadata,))
"""The tables of the receiving half."""
