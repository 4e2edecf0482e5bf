"""Run by alembic: head office tables beside the registry."""

from sync.registry.chain import run

run()
