"""Run by alembic: migrate the connection that the caller has open, in the caller's transaction."""

from __future__ import annotations

from alembic import context

from drc_desktop.store import local_schema
from sync import outbox
from sync import slice as registry_slice

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[local_schema.metadata, outbox.metadata, registry_slice.metadata],
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
