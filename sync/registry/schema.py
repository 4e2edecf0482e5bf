"""Tables of the receiving half. Keys of the slice carry the tehsil, by which they are partitioned.

Content rests sealed: envelopes as they came, households and scores encrypted by the vault; persons are found through a
blind index.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

PARTITIONS = 16
"""Hash partitions of households (by tehsil) and persons (by blind index) on PostgreSQL; SQLite has one table each. The
inbox stays whole: a message id must be unique over all of it."""

server = sa.Table(
    "server",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("epoch", sa.String(36), nullable=False),
    sa.Column("kid", sa.String(16), nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
)

counter = sa.Table(
    "counter",
    metadata,
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)

enrol_code = sa.Table(
    "enrol_code",
    metadata,
    sa.Column("code_id", sa.String(8), primary_key=True),
    sa.Column("code_key", sa.LargeBinary, nullable=False),
    sa.Column("site", sa.String(64), nullable=False),
    sa.Column("tehsils", sa.JSON, nullable=False),
    sa.Column("auto_approve", sa.Boolean, nullable=False),
    sa.Column("expires_ms", sa.BigInteger, nullable=False),
    sa.Column("used_by", sa.String(64)),
    sa.Column("used_ms", sa.BigInteger),
)

device = sa.Table(
    "device",
    metadata,
    sa.Column("device_id", sa.String(64), primary_key=True),
    sa.Column("site", sa.String(64), nullable=False),
    sa.Column("label", sa.String(64), nullable=False),
    sa.Column("tehsils", sa.JSON, nullable=False),
    sa.Column("public_keys", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("enrolled_ms", sa.BigInteger, nullable=False),
    sa.Column("revoked_ms", sa.BigInteger),
    sa.Column("contact_ms", sa.BigInteger),
    sa.Column("runs", sa.String(32), nullable=False, default=""),  # as it said at its last pull
    sa.Column("waits", sa.BigInteger, nullable=False, default=0),
    sa.Column("oldest_ms", sa.BigInteger, nullable=False, default=0),
    sa.Column("order", sa.String(8), nullable=False, default=""),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("msg_id", sa.String(36), primary_key=True),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("form_ver", sa.String(64), nullable=False),
    sa.Column("site", sa.String(64), nullable=False),
    sa.Column("device", sa.String(64), nullable=False),
    sa.Column("operator", sa.String(64), nullable=False),
    sa.Column("supersedes", sa.String(36)),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False, unique=True),
    sa.Column("received_ms", sa.BigInteger, nullable=False),
    sa.Column("receipt", sa.LargeBinary, nullable=False),
    sa.Column("epoch", sa.String(36), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("reason", sa.String(64)),
    sa.Column("instance_id", sa.String(64), index=True),
    sa.Column("score", sa.LargeBinary),
    sa.Index("inbox_by_state", "state", "seq"),
)

conflict = sa.Table(
    "conflict",
    metadata,
    sa.Column("msg_id", sa.String(36), primary_key=True),
    sa.Column("sha256", sa.LargeBinary, primary_key=True),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sa.Column("device", sa.String(64), nullable=False),
    sa.Column("received_ms", sa.BigInteger, nullable=False),
)

tehsil = sa.Table(
    "tehsil",
    metadata,
    sa.Column("tehsil", sa.String(64), primary_key=True),
    sa.Column("hash_key", sa.LargeBinary, nullable=False),
    sa.Column("floor", sa.BigInteger, nullable=False, default=0),
)

household = sa.Table(
    "household",
    metadata,
    sa.Column("tehsil", sa.String(64), primary_key=True),
    sa.Column("household_id", sa.String(64), primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("gone_ms", sa.BigInteger),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Index("household_by_seq", "tehsil", "seq"),
    postgresql_partition_by="HASH (tehsil)",
)

person_identity = sa.Table(
    "person_identity",
    metadata,
    sa.Column("cnic_hmac", sa.LargeBinary, primary_key=True),
    sa.Column("tehsil", sa.String(64), primary_key=True),
    sa.Column("household_id", sa.String(64), primary_key=True),
    sa.Index("person_identity_household", "tehsil", "household_id"),
    postgresql_partition_by="HASH (cnic_hmac)",
)


snapshot = sa.Table(  # the newest of each tehsil: pages of a fresh start, ready for every device
    "snapshot",
    metadata,
    sa.Column("tehsil", sa.String(64), primary_key=True),
    sa.Column("snapshot_id", sa.LargeBinary, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("floor", sa.BigInteger, nullable=False),
    sa.Column("made_ms", sa.BigInteger, nullable=False),
    sa.Column("content_key", sa.LargeBinary, nullable=False),
)

snapshot_page = sa.Table(
    "snapshot_page",
    metadata,
    sa.Column("tehsil", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("snapshot_id", sa.LargeBinary, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("zlen", sa.Integer, nullable=False),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    sa.Column("blob", sa.LargeBinary, nullable=False),
)


def _partition(table: sa.Table) -> None:
    """Make the partitions with the table, where the database is PostgreSQL."""

    @sa.event.listens_for(table, "after_create")
    def _created(_: sa.Table, connection: sa.Connection, **_more: object) -> None:
        if connection.dialect.name != "postgresql":
            return
        for number in range(PARTITIONS):
            connection.exec_driver_sql(
                f"CREATE TABLE {table.name}_p{number:02} PARTITION OF {table.name} "
                f"FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number})"
            )


_partition(household)
_partition(person_identity)
