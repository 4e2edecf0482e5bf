"""The site database of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from drc_desktop.store.schema import GUARDS

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring the schema from the version before to this one."""
    op.create_table(
        "counter",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serves", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("operator_id", sa.String(length=36), nullable=False),
        sa.Column("since", sa.Double(), nullable=True),
        sa.Column("back_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_counter")),
    )
    op.create_table(
        "day",
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.Double(), nullable=False),
        sa.Column("closed_at", sa.Double(), nullable=True),
        sa.Column("token_limit", sa.Integer(), nullable=False),
        sa.Column("day_key", sa.LargeBinary(), nullable=False),
        sa.Column("suspect", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("date", name=op.f("pk_day")),
    )
    op.create_index(
        "uq_day_open", "day", ["open"], unique=True, sqlite_where=sa.text("open"), postgresql_where=sa.text("open")
    )

    op.create_table(
        "approval",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("command", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("operator_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("device", "key", name=op.f("pk_approval")),
    )
    op.create_table(
        "idempotency",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=24), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("device", "key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "invite",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("used_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_invite")),
    )
    op.create_table(
        "move",
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("from_state", sa.String(length=10), nullable=False),
        sa.Column("to_state", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("action", "from_state", "to_state", name=op.f("pk_move")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("operator_id", sa.String(length=36), nullable=False),
        sa.Column("notice_en", sa.Text(), nullable=False),
        sa.Column("notice_ur", sa.Text(), nullable=False),
        sa.Column("until", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_table(
        "operator",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=False),
        sa.Column("pin_own", sa.Boolean(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.Double(), nullable=True),
        sa.Column("failed_up", sa.Double(), nullable=True),
        sa.Column("woman", sa.Boolean(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("drive", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator")),
    )
    op.create_table(
        "print_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("visit", sa.String(length=36), nullable=False),
        sa.Column("token", sa.String(length=4), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("printed_at", sa.Double(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("station", sa.String(length=36), nullable=False),
        sa.Column("held_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    op.create_index(op.f("ix_print_job_day_state"), "print_job", ["day", "state"], unique=False)

    op.create_table(
        "sequence",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sequence")),
    )
    op.create_table(
        "service",
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("letter", sa.String(length=1), nullable=False),
        sa.Column("limit_minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("service", name=op.f("pk_service")),
        sa.UniqueConstraint("letter", name=op.f("uq_service_letter")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("operator_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("opened_at", sa.Double(), nullable=False),
        sa.Column("closed_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ur", sa.Text(), nullable=False),
        sa.Column("tehsil", sa.String(length=40), nullable=False),
        sa.Column("ticket_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("last_at", sa.Double(), nullable=False),
        sa.Column("promoted_on", sa.String(length=10), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_table(
        "station",
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("paired_at", sa.Double(), nullable=False),
        sa.Column("revoked_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_station")),
    )
    op.create_table(
        "station_status",
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("outbox_waiting", sa.Integer(), nullable=False),
        sa.Column("outbox_oldest", sa.Double(), nullable=True),
        sa.Column("outbox_refused", sa.Integer(), nullable=False),
        sa.Column("slice_age", sa.Double(), nullable=True),
        sa.Column("printer", sa.String(length=40), nullable=False),
        sa.Column("last_sync", sa.Double(), nullable=True),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_station_status")),
    )
    op.create_table(
        "token_number",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("letter", sa.String(length=1), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["day.date"], name=op.f("fk_token_number_day")),
        sa.PrimaryKeyConstraint("day", "letter", name=op.f("pk_token_number")),
        sa.UniqueConstraint("day", "service", "ordinal", name=op.f("uq_token_number_day_service_ordinal")),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("token", sa.String(length=4), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("priority", sa.String(length=12), nullable=False),
        sa.Column("update_type", sa.String(length=24), nullable=False),
        sa.Column("binding", sa.String(length=64), nullable=False),
        sa.Column("household", sa.String(length=64), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.Double(), nullable=False),
        sa.Column("state_at", sa.Double(), nullable=False),
        sa.Column("called_at", sa.Double(), nullable=True),
        sa.Column("started_at", sa.Double(), nullable=True),
        sa.Column("finished_at", sa.Double(), nullable=True),
        sa.Column("parked_until", sa.Double(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("woman", sa.Boolean(), nullable=False),
        sa.Column("due_from", sa.Double(), nullable=True),
        sa.Column("due_until", sa.Double(), nullable=True),
        sa.Column("wait_low", sa.Integer(), nullable=False),
        sa.Column("wait_high", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["day.date"], name=op.f("fk_visit_day")),
        sa.ForeignKeyConstraint(["service"], ["service.service"], name=op.f("fk_visit_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("day", "token", name=op.f("uq_visit_day_token")),
    )
    op.create_index("ix_visit_line", "visit", ["day", "state", "service", "place"], unique=False)
    op.create_index(
        "uq_visit_at_counter",
        "visit",
        ["day", "counter"],
        unique=True,
        sqlite_where=sa.text("counter > 0 AND state IN ('called', 'serving')"),
        postgresql_where=sa.text("counter > 0 AND state IN ('called', 'serving')"),
    )
    op.create_index(
        "uq_visit_live_binding",
        "visit",
        ["day", "binding"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'called', 'serving', 'parked', 'no_show')"),
        postgresql_where=sa.text("state IN ('waiting', 'called', 'serving', 'parked', 'no_show')"),
    )
    op.create_index(
        "uq_visit_live_household",
        "visit",
        ["day", "household"],
        unique=True,
        sqlite_where=sa.text("household <> '' AND state IN ('waiting', 'called', 'serving', 'parked', 'no_show')"),
        postgresql_where=sa.text("household <> '' AND state IN ('waiting', 'called', 'serving', 'parked', 'no_show')"),
    )

    op.create_table(
        "come_back",
        sa.Column("visit", sa.String(length=36), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("due_from", sa.Double(), nullable=True),
        sa.Column("due_until", sa.Double(), nullable=True),
        sa.Column("given_at", sa.Double(), nullable=False),
        sa.Column("used_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["visit"], ["visit.id"], name=op.f("fk_come_back_visit")),
        sa.ForeignKeyConstraint(["used_by"], ["visit.id"], name=op.f("fk_come_back_visit_used")),
        sa.PrimaryKeyConstraint("visit", name=op.f("pk_come_back")),
        sa.UniqueConstraint("used_by", name=op.f("uq_come_back_used_by")),
    )
    op.create_index(op.f("ix_come_back_date"), "come_back", ["date"], unique=False)
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("device_seq", sa.Integer(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("total", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("second_actor", sa.String(length=36), nullable=False),
        sa.Column("session", sa.String(length=36), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("suspect", sa.Boolean(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("visit", sa.String(length=36), nullable=True),
        sa.Column("token", sa.String(length=4), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.String(length=10), nullable=True),
        sa.Column("to_state", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action", "from_state", "to_state"],
            ["move.action", "move.from_state", "move.to_state"],
            name=op.f("fk_event_move"),
        ),
        sa.ForeignKeyConstraint(["visit"], ["visit.id"], name=op.f("fk_event_visit")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
        sa.UniqueConstraint("device", "device_seq", name=op.f("uq_event_device_device_seq")),
    )
    op.create_index(op.f("ix_event_visit"), "event", ["visit"], unique=False)
    op.create_index(op.f("ix_event_day_seq"), "event", ["day", "seq"], unique=False)

    op.create_table(
        "survey_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("operator_id", sa.String(length=36), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_survey_review_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_review")),
    )
    op.create_index(op.f("ix_survey_review_visit_id"), "survey_review", ["visit_id"], unique=False)
    op.create_table(
        "day_figures",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["day.date"], name=op.f("fk_day_figures_day")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_figures")),
    )
    op.create_table(
        "offline_hour",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("day", "hour", name=op.f("pk_offline_hour")),
    )
    op.create_table(
        "survey_fact",
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("operator_id", sa.String(length=36), nullable=False),
        sa.Column("form_id", sa.String(length=60), nullable=False),
        sa.Column("form_version", sa.String(length=40), nullable=False),
        sa.Column("instance_id", sa.String(length=60), nullable=False),
        sa.Column("started_at", sa.Double(), nullable=False),
        sa.Column("finished_at", sa.Double(), nullable=False),
        sa.Column("section_seconds", sa.Text(), nullable=False),
        sa.Column("questions_answered", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("members_without_document", sa.Integer(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("mobile_hash", sa.String(length=64), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("answers_changed", sa.Integer(), nullable=False),
        sa.Column("seconds_per_answer", sa.Double(), nullable=False),
        sa.Column("corrects", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_survey_fact_visit")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_survey_fact")),
    )
    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("visit", sa.String(length=36), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("token", sa.String(length=4), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("goes_first", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_call_event")),
        sa.ForeignKeyConstraint(["visit"], ["visit.id"], name=op.f("fk_call_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("event", name=op.f("uq_call_event")),
    )
    op.create_index(op.f("ix_call_day_id"), "call", ["day", "id"], unique=False)
    op.create_index(
        "uq_call_nth",
        "call",
        ["visit", "nth"],
        unique=True,
        sqlite_where=sa.text("NOT undone"),
        postgresql_where=sa.text("NOT undone"),
    )

    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """A site database never goes back: restore the backup instead."""
    raise NotImplementedError
