"""Bring a database to the schema of this program, by alembic.

Most opens find it there already: then alembic is not even imported, which is a fifth of a second at every start.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text


class NewerSchema(Exception):
    """The database was made by a newer version of this program."""


def bring_up(connection: Connection, scripts: Path, newest: str) -> None:
    """Run those migrations in the folder `scripts` that are missing, inside the caller's transaction.

    `newest` is the revision they end with.

    Raises:
        NewerSchema: the database has a revision that is not among them.
    """
    if _revision(connection) == newest:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, newest)
    except CommandError as error:
        raise NewerSchema from error


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
