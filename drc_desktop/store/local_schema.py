"""Tables of the local store (SQLCipher). The outbox and the slice bring their own tables in the same file.

Times are seconds since the epoch, UTC. A draft's journal is `step`: one row for each answer, committed before 'saved'
is painted; `snapshot` holds whole states of the session, the first and the newest two.
"""

from __future__ import annotations

from sqlalchemy import Column, Double, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

setting = Table(
    "setting",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

draft = Table(
    "draft",
    metadata,
    Column("visit_id", String(36), primary_key=True),
    Column("token", String(8), nullable=False),
    Column("form_id", String(60), nullable=False),
    Column("form_version", String(40), nullable=False),
    Column("update_type", String(24), nullable=False),
    Column("cnic", String(13), nullable=False),
    Column("started_at", Double, nullable=False),
    Column("household_xml", LargeBinary, nullable=False),
    Column("papers_missing", Text, nullable=False),  # JSON list
    Column("page", Integer, nullable=False),
    Column("ref", Text, nullable=False),
    Column("updated_at", Double, nullable=False),
    Column("dropped", Text),  # the reason, where the draft was given up
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("visit_id", String(36), ForeignKey("draft.visit_id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),  # steps up to this one are in it
    Column("state", LargeBinary, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("section_seconds", Text, nullable=False),  # JSON map
)

step = Table(
    "step",
    metadata,
    Column("visit_id", String(36), ForeignKey("draft.visit_id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(8), nullable=False),
    Column("ref", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("at", Double, nullable=False),
)

survey = Table(  # the plain copy of a finalised survey, until close of day
    "survey",
    metadata,
    Column("instance_id", String(80), primary_key=True),
    Column("visit_id", String(36), nullable=False, index=True),
    Column("form_ver", String(64), nullable=False),
    Column("operator", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),  # canonical CBOR of sync's Content
    Column("head", LargeBinary, nullable=False),  # JSON of the DraftHead, for a correction
    Column("deprecates", String(80), nullable=False),
    Column("msg_id", String(36)),  # null until this PC is enrolled and the envelope is sealed
    Column("finalised_at", Double, nullable=False),
)

untold = Table(  # what the site's log has not heard of yet
    "untold",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("key", String(36), nullable=False, unique=True),
    Column("deed", String(20), nullable=False),
    Column("what", Text, nullable=False),  # of a look-up the household's id: it is hashed when it is told
    Column("who", String(36), nullable=False),
    Column("at", Double, nullable=False),
)

closing = Table(  # visits to close at the desk; replayed until the desk has answered
    "closing",
    metadata,
    Column("visit_id", String(36), primary_key=True),
    Column("key", String(36), nullable=False),
    Column("fact", LargeBinary, nullable=False),
    Column("at", Double, nullable=False),
)
