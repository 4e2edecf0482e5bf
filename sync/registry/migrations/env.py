"""Run by alembic: the registry's own tables."""

from sync.registry.chain import run

run()
