"""The registry's database of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the version before to this one."""
    op.create_table(
        "conflict",
        sa.Column("msg_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("msg_id", "sha256"),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "device",
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("tehsils", sa.JSON(), nullable=False),
        sa.Column("public_keys", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("enrolled_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.Column("contact_ms", sa.BigInteger(), nullable=True),
        sa.Column("runs", sa.String(length=32), nullable=False),
        sa.Column("waits", sa.BigInteger(), nullable=False),
        sa.Column("oldest_ms", sa.BigInteger(), nullable=False),
        sa.Column("order", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("device_id"),
    )
    op.create_table(
        "enrol_code",
        sa.Column("code_id", sa.String(length=8), nullable=False),
        sa.Column("code_key", sa.LargeBinary(), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("tehsils", sa.JSON(), nullable=False),
        sa.Column("auto_approve", sa.Boolean(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_by", sa.String(length=64), nullable=True),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code_id"),
    )
    op.create_table(
        "household",
        sa.Column("tehsil", sa.String(length=64), nullable=False),
        sa.Column("household_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("gone_ms", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tehsil", "household_id"),
        postgresql_partition_by="HASH (tehsil)",
    )
    op.create_index("household_by_seq", "household", ["tehsil", "seq"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("msg_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("form_ver", sa.String(length=64), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("operator", sa.String(length=64), nullable=False),
        sa.Column("supersedes", sa.String(length=36), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("instance_id", sa.String(length=64), nullable=True),
        sa.Column("score", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("msg_id"),
        sa.UniqueConstraint("seq"),
    )
    op.create_index("inbox_by_state", "inbox", ["state", "seq"], unique=False)
    op.create_index(op.f("ix_inbox_instance_id"), "inbox", ["instance_id"], unique=False)
    op.create_table(
        "person_identity",
        sa.Column("cnic_hmac", sa.LargeBinary(), nullable=False),
        sa.Column("tehsil", sa.String(length=64), nullable=False),
        sa.Column("household_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("cnic_hmac", "tehsil", "household_id"),
        postgresql_partition_by="HASH (cnic_hmac)",
    )
    op.create_index("person_identity_household", "person_identity", ["tehsil", "household_id"], unique=False)
    op.create_table(
        "server",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("kid", sa.String(length=16), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "snapshot",
        sa.Column("tehsil", sa.String(length=64), nullable=False),
        sa.Column("snapshot_id", sa.LargeBinary(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("content_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tehsil"),
    )
    op.create_table(
        "snapshot_page",
        sa.Column("tehsil", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("snapshot_id", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("zlen", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tehsil", "number"),
    )
    op.create_table(
        "tehsil",
        sa.Column("tehsil", sa.String(length=64), nullable=False),
        sa.Column("hash_key", sa.LargeBinary(), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tehsil"),
    )

    if op.get_bind().dialect.name == "postgresql":
        for table in ("household", "person_identity"):
            for number in range(16):
                op.execute(
                    f"CREATE TABLE {table}_p{number:02} PARTITION OF {table} "
                    f"FOR VALUES WITH (MODULUS 16, REMAINDER {number})"
                )


def downgrade() -> None:
    """The registry never goes back: restore the backup instead."""
    raise NotImplementedError
