"""The registry's database: made anew and led there by migrations it is the same, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from drc_desktop.head_office.application import OFFICE
from sync.registry.chain import REGISTRY, Chain
from sync.registry.database import DatabaseUnusable, open_engine
from sync.registry.schema import PARTITIONS
from tests.unit.sync.conftest import new_database, postgresql_cluster

__all__ = ["new_database", "postgresql_cluster"]

CHAINS = pytest.mark.parametrize("chain", [REGISTRY, OFFICE], ids=["registry", "office"])


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, new_database: Callable[[str], str]) -> Iterator[sa.Engine]:
    made = open_engine(new_database(request.param))
    yield made
    made.dispose()


def differences(connection: sa.Connection, chain: Chain) -> list[Any]:
    mine = {table.name for tables in chain.tables for table in tables.sorted_tables}

    def is_mine(name: str | None, kind: str, _parent: object) -> bool:
        return kind != "table" or name in mine

    options = {"compare_type": True, "compare_server_default": True, "include_name": is_mine}
    return compare_metadata(MigrationContext.configure(connection, opts=options), list(chain.tables))


def structure(connection: sa.Connection) -> list[tuple[Any, ...]]:
    """Names of all tables, and how those of PostgreSQL are cut into partitions."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name, type, tbl_name FROM sqlite_master WHERE name NOT LIKE '%version%' ORDER BY name"
    else:
        query = """SELECT c.relname, CAST(c.relkind AS text), pg_get_partkeydef(c.oid),
                   pg_get_expr(c.relpartbound, c.oid)
                   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   WHERE n.nspname = 'public' AND c.relname NOT LIKE '%version%' ORDER BY c.relname"""
    return [tuple(row) for row in connection.execute(sa.text(query))]


def version(connection: sa.Connection, chain: Chain) -> str | None:
    """As alembic reads it."""
    options = {"version_table": chain.version_table}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


@CHAINS
def test_migrations_lead_where_the_tables_are(
    engine: sa.Engine, chain: Chain, new_database: Callable[[str], str]
) -> None:
    with engine.begin() as connection:
        chain.upgrade(connection)
        assert differences(connection, chain) == []
        assert version(connection, chain) == chain.head
        migrated = structure(connection)
    other = open_engine(new_database(engine.dialect.name))
    chain.prepare(other)
    with other.begin() as connection:
        assert structure(connection) == migrated
        assert version(connection, chain) == chain.head
    other.dispose()
    if engine.dialect.name == "postgresql" and chain is REGISTRY:
        assert sum(row[3] is not None for row in migrated) == 2 * PARTITIONS


@CHAINS
def test_the_newest_version_of_the_folder_is_the_one_named(chain: Chain) -> None:
    config = Config()
    config.set_main_option("script_location", str(chain.folder))
    assert ScriptDirectory.from_config(config).get_heads() == [chain.head]


def test_both_chains_share_a_database_and_a_start_changes_nothing(engine: sa.Engine) -> None:
    for chain in (REGISTRY, OFFICE, REGISTRY, OFFICE):
        chain.prepare(engine)
    statements: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    REGISTRY.prepare(engine)
    assert not [one for one in statements if one.startswith(("CREATE", "INSERT", "UPDATE", "ALTER"))]


def test_an_older_database_is_led_on(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands at no version yet: as if the first migration were the newest."""
    with engine.begin() as connection:
        REGISTRY._marks().create(connection)
    called: list[Chain] = []
    real = Chain.upgrade
    monkeypatch.setattr(Chain, "upgrade", lambda self, connection: (called.append(self), real(self, connection))[1])
    REGISTRY.prepare(engine)
    assert called == [REGISTRY]
    with engine.begin() as connection:
        assert version(connection, REGISTRY) == REGISTRY.head
        assert differences(connection, REGISTRY) == []


def test_a_newer_or_unmarked_database_is_left_alone(engine: sa.Engine) -> None:
    REGISTRY.prepare(engine)
    marks = REGISTRY._marks()
    with engine.begin() as connection:
        connection.execute(sa.update(marks).values(version_num="9999"))
    with pytest.raises(DatabaseUnusable) as caught:
        REGISTRY.prepare(engine)
    assert caught.value.params["why"] == "version"
    with engine.begin() as connection:
        marks.drop(connection)
    with pytest.raises(DatabaseUnusable) as caught:
        REGISTRY.prepare(engine)
    assert caught.value.params["why"] == "version"
