"""Tables of the site database, the same on SQLite and PostgreSQL.

What must never happen is refused here and not only above: a state change that `domain.visit.MOVES` does not name, a
second live token of one household, two visits at one counter, an edited or deleted event. Times are seconds since the
epoch, UTC. Order comes from `event.seq`, taken from a locked row, so that it has no gaps on either database.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from drc_desktop.domain.visit import LIVE_STATES, MOVES, Action, VisitState

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_LIVE = text("state IN ({})".format(", ".join(f"'{state.value}'" for state in VisitState if state in LIVE_STATES)))
_LIVE_HOUSEHOLD = text(f"household <> '' AND {_LIVE.text}")
_STANDS = text("NOT undone")  # two that claimed the same visit from the same line cannot both announce it
_AT_COUNTER = text("counter > 0 AND state IN ('called', 'serving')")

site = Table(
    "site",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name_en", Text, nullable=False),
    Column("name_ur", Text, nullable=False),
    Column("tehsil", String(40), nullable=False),
    Column("ticket_key", LargeBinary, nullable=False),  # Ed25519 private key, 32 bytes
    Column("created_at", Double, nullable=False),
    Column("last_at", Double, nullable=False),  # the latest time any event ever carried
    Column("promoted_on", String(10), nullable=False),  # date on which a copy took over
    Column("settings", Text, nullable=False),  # as at the last start, to see what was changed
)

sequence = Table(  # one locked row for each series that must have no gaps
    "sequence",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("last", Integer, nullable=False),
)

service = Table(
    "service",
    metadata,
    Column("service", String(20), primary_key=True),
    Column("letter", String(1), nullable=False, unique=True),
    Column("limit_minutes", Integer, nullable=False),
)

counter = Table(
    "counter",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("serves", Text, nullable=False),  # JSON list of services
    Column("state", String(10), nullable=False),  # closed, free, break; called and serving follow from the visit
    Column("operator_id", String(36), nullable=False),
    Column("since", Double),
    Column("back_at", Double),
)

operator = Table(
    "operator",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String(12), nullable=False),
    Column("pin_hash", Text, nullable=False),
    Column("pin_own", Boolean, nullable=False),  # chosen by the person; one that somebody else set opens nothing else
    Column("counter", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("failed_at", Double),
    Column("failed_up", Double),  # seconds the PC was up at that try: a clock nobody can set
    Column("woman", Boolean, nullable=False, default=False),
    Column("languages", Text, nullable=False, default="[]"),  # JSON list of domain.visit.LANGUAGES
    Column("drive", String(40), nullable=False, default=""),  # the campaign that the operator works for
)

station = Table(
    "station",
    metadata,
    Column("device_id", String(36), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("counter", Integer, nullable=False),
    Column("secret_hash", String(64), nullable=False),
    Column("paired_at", Double, nullable=False),
    Column("revoked_at", Double),
)

invite = Table(
    "invite",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("counter", Integer, nullable=False),
    Column("expires_at", Double, nullable=False),
    Column("used_at", Double),
)

session = Table(
    "session",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("operator_id", String(36), nullable=False),
    Column("role", String(12), nullable=False),
    Column("device_id", String(36), nullable=False),
    Column("opened_at", Double, nullable=False),
    Column("closed_at", Double),
)

day = Table(
    "day",
    metadata,
    Column("date", String(10), primary_key=True),
    Column("open", Boolean, nullable=False),
    Column("opened_at", Double, nullable=False),
    Column("closed_at", Double),
    Column("token_limit", Integer, nullable=False),
    Column("day_key", LargeBinary, nullable=False),
    Column("suspect", Boolean, nullable=False),
    Index("uq_day_open", "open", unique=True, sqlite_where=text("open"), postgresql_where=text("open")),
)

token_number = Table(  # the locked counter row of DESIGN: one for each day and letter
    "token_number",
    metadata,
    Column("day", String(10), ForeignKey("day.date"), nullable=False),
    Column("letter", String(1), nullable=False),
    Column("service", String(20), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("day", "letter"),
    UniqueConstraint("day", "service", "ordinal"),
)

move = Table(  # domain.visit.MOVES as rows; `prepare` keeps them equal
    "move",
    metadata,
    Column("action", String(12), nullable=False),
    Column("from_state", String(10), nullable=False),
    Column("to_state", String(10), nullable=False),
    PrimaryKeyConstraint("action", "from_state", "to_state"),
)

visit = Table(
    "visit",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("day", String(10), ForeignKey("day.date"), nullable=False),
    Column("token", String(4), nullable=False),
    Column("service", String(20), ForeignKey("service.service"), nullable=False),
    Column("state", String(10), nullable=False),
    Column("action", String(12), nullable=False),  # the action that led to `state`: checked by a trigger
    Column("place", Integer, nullable=False),  # order in line: the event number that put the visit there
    Column("event", Integer, nullable=False),  # the last event of this visit
    Column("priority", String(12), nullable=False),
    Column("update_type", String(24), nullable=False),
    Column("binding", String(64), nullable=False),
    Column("household", String(64), nullable=False),
    Column("counter", Integer, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("issued_at", Double, nullable=False),
    Column("state_at", Double, nullable=False),
    Column("called_at", Double),
    Column("started_at", Double),
    Column("finished_at", Double),
    Column("parked_until", Double),
    Column("language", String(8), nullable=False, default=""),  # a wish, as is the next
    Column("woman", Boolean, nullable=False, default=False),
    Column("due_from", Double),  # the window of a come-back token
    Column("due_until", Double),
    Column("wait_low", Integer, nullable=False, default=0),  # the range said at issue, minutes
    Column("wait_high", Integer, nullable=False, default=0),
    UniqueConstraint("day", "token"),
    Index("uq_visit_live_binding", "day", "binding", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    Index(
        "uq_visit_live_household",
        "day",
        "household",
        unique=True,
        sqlite_where=_LIVE_HOUSEHOLD,
        postgresql_where=_LIVE_HOUSEHOLD,
    ),
    Index(
        "uq_visit_at_counter",
        "day",
        "counter",
        unique=True,
        sqlite_where=_AT_COUNTER,
        postgresql_where=_AT_COUNTER,
    ),
    Index("ix_visit_line", "day", "state", "service", "place"),
)

come_back = Table(  # a token for another day: given to a visit that was not served, used once
    "come_back",
    metadata,
    Column("visit", String(36), ForeignKey("visit.id"), primary_key=True),
    Column("date", String(10), nullable=False),  # the first day on which it is good
    Column("due_from", Double),  # None: the whole day
    Column("due_until", Double),
    Column("given_at", Double, nullable=False),
    Column("used_by", String(36), ForeignKey("visit.id", name="fk_come_back_visit_used"), unique=True),
    Index(None, "date"),
)

event = Table(
    "event",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("device", String(36), nullable=False),
    Column("device_seq", Integer, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("total", String(64), nullable=False, default=""),  # SHA-256 over the total before and this hash
    Column("actor", String(36), nullable=False),
    Column("role", String(12), nullable=False),
    Column("second_actor", String(36), nullable=False),
    Column("session", String(36), nullable=False),
    Column("day", String(10), nullable=False),
    Column("at", Double, nullable=False),
    Column("suspect", Boolean, nullable=False),  # the clock stood before an earlier event
    Column("action", String(20), nullable=False),
    Column("visit", String(36)),
    Column("token", String(4), nullable=False),
    Column("counter", Integer, nullable=False),
    Column("from_state", String(10)),
    Column("to_state", String(10)),
    Column("reason", Text, nullable=False),
    Column("before", Text, nullable=False),  # JSON of the visit's columns that an undo puts back
    UniqueConstraint("device", "device_seq"),
    ForeignKeyConstraint(["action", "from_state", "to_state"], ["move.action", "move.from_state", "move.to_state"]),
    ForeignKeyConstraint(["visit"], ["visit.id"]),
    Index(None, "visit"),
    Index(None, "day", "seq"),
)

call = Table(
    "call",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("visit", String(36), ForeignKey("visit.id"), nullable=False),
    Column("event", Integer, ForeignKey("event.seq"), nullable=False, unique=True),
    Column("day", String(10), nullable=False),
    Column("token", String(4), nullable=False),
    Column("service", String(20), nullable=False),
    Column("counter", Integer, nullable=False),
    Column("at", Double, nullable=False),
    Column("nth", Integer, nullable=False),
    Column("first", Boolean, nullable=False),  # a claim from the line, not a recall or a call of a chosen visit
    Column("goes_first", Boolean, nullable=False),
    Column("place", Integer, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("undone", Boolean, nullable=False),
    Column("seat", Text, nullable=False, default="{}"),  # JSON: what its counter could take then (domain.policy.Seat)
    Index(None, "day", "id"),
    Index("uq_call_nth", "visit", "nth", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
)

print_job = Table(
    "print_job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("day", String(10), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("visit", String(36), nullable=False),
    Column("token", String(4), nullable=False),
    Column("copy", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("content", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("printed_at", Double),
    Column("error", Text, nullable=False),
    Column("station", String(36), nullable=False),
    Column("held_by", String(36), nullable=False),
    Index(None, "day", "state"),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("device", String(36), nullable=False),
    Column("key", String(64), nullable=False),
    Column("method", String(24), nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("at", Double, nullable=False),
    PrimaryKeyConstraint("device", "key"),
)

approval = Table(
    "approval",
    metadata,
    Column("device", String(36), nullable=False),
    Column("key", String(64), nullable=False),  # the idempotency key of the command that may use it
    Column("command", String(24), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("operator_id", String(36), nullable=False),
    Column("at", Double, nullable=False),
    PrimaryKeyConstraint("device", "key"),
)

station_status = Table(
    "station_status",
    metadata,
    Column("device_id", String(36), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("counter", Integer, nullable=False),
    Column("version", String(40), nullable=False),
    Column("outbox_waiting", Integer, nullable=False),
    Column("outbox_oldest", Double),
    Column("outbox_refused", Integer, nullable=False),
    Column("slice_age", Double),
    Column("printer", String(40), nullable=False),
    Column("last_sync", Double),
    Column("at", Double, nullable=False),
)

survey_fact = Table(
    "survey_fact",
    metadata,
    Column("visit_id", String(36), ForeignKey("visit.id"), primary_key=True),
    Column("operator_id", String(36), nullable=False),
    Column("form_id", String(60), nullable=False),
    Column("form_version", String(40), nullable=False),
    Column("instance_id", String(60), nullable=False),
    Column("started_at", Double, nullable=False),
    Column("finished_at", Double, nullable=False),
    Column("section_seconds", Text, nullable=False),  # JSON: section id -> seconds
    Column("questions_answered", Integer, nullable=False),
    Column("members", Integer, nullable=False),
    Column("members_without_document", Integer, nullable=False),
    Column("flags", Text, nullable=False),  # JSON list
    Column("mobile_hash", String(64), nullable=False),
    Column("address_hash", String(64), nullable=False),
    Column("answers_changed", Integer, nullable=False, default=0),
    Column("seconds_per_answer", Double, nullable=False, default=0.0),
    Column("corrects", String(60), nullable=False, default=""),  # instanceID of the survey that this one replaced
)

survey_review = Table(  # what a person found out about a flagged survey; the newest row stands, none is changed
    "survey_review",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visit_id", String(36), ForeignKey("visit.id"), nullable=False),
    Column("at", Double, nullable=False),
    Column("operator_id", String(36), nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Index(None, "visit_id"),
)

day_figures = Table(  # the figures of a closed day, so that a month is read as thirty rows; made anew when missing
    "day_figures",
    metadata,
    Column("day", String(10), ForeignKey("day.date"), primary_key=True),
    Column("body", LargeBinary, nullable=False),  # JSON of domain.indicators.day.DayFigures
)

offline_hour = Table(  # hours in which a station with something to send could not send it
    "offline_hour",
    metadata,
    Column("day", String(10), nullable=False),
    Column("hour", Integer, nullable=False),
    PrimaryKeyConstraint("day", "hour"),
)

notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("day", String(10), nullable=False),
    Column("at", Double, nullable=False),
    Column("operator_id", String(36), nullable=False),
    Column("notice_en", Text, nullable=False),
    Column("notice_ur", Text, nullable=False),
    Column("until", Double),
)


def moves() -> list[dict[str, str]]:
    """The rows of `move`: each legal move, issue from nothing, and the way back of each for undo."""
    forward = [
        (action.value, before.value, after.value) for action, pairs in MOVES.items() for before, after in pairs.items()
    ]
    back = {(Action.UNDO.value, after, before) for _, before, after in forward}
    rows = [(Action.ISSUE.value, "", VisitState.WAITING.value), *forward, *sorted(back)]
    return [dict(zip(("action", "from_state", "to_state"), row, strict=True)) for row in rows]


GUARDS: dict[str, list[str]] = {
    "sqlite": [
        """CREATE TRIGGER visit_move BEFORE UPDATE OF state ON visit BEGIN
             SELECT RAISE(ABORT, 'illegal move') WHERE NOT EXISTS (SELECT 1 FROM move
               WHERE action = NEW.action AND from_state = OLD.state AND to_state = NEW.state); END""",
        """CREATE TRIGGER visit_first BEFORE INSERT ON visit WHEN NEW.action <> 'issue' OR NEW.state <> 'waiting' BEGIN
             SELECT RAISE(ABORT, 'illegal move'); END""",
        "CREATE TRIGGER visit_keep BEFORE DELETE ON visit BEGIN SELECT RAISE(ABORT, 'visits are kept'); END",
        "CREATE TRIGGER event_fixed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are fixed'); END",
        "CREATE TRIGGER event_keep BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are kept'); END",
    ],
    "postgresql": [
        """CREATE FUNCTION visit_move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF NOT EXISTS (SELECT 1 FROM move WHERE action = NEW.action AND to_state = NEW.state
               AND from_state = CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.state END)
             THEN RAISE EXCEPTION 'illegal move' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$""",
        """CREATE FUNCTION keep_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             RAISE EXCEPTION 'rows are kept' USING ERRCODE = 'check_violation'; END $$""",
        """CREATE TRIGGER visit_move BEFORE INSERT OR UPDATE OF state ON visit
             FOR EACH ROW EXECUTE FUNCTION visit_move()""",
        "CREATE TRIGGER visit_keep BEFORE DELETE ON visit FOR EACH ROW EXECUTE FUNCTION keep_row()",
        "CREATE TRIGGER event_fixed BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION keep_row()",
    ],
}
"""Statements that guard visits and events in the database itself, by dialect, run after the tables exist."""

for _dialect, _statements in GUARDS.items():
    for _statement in _statements:
        _guard = sa.DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        sa.event.listen(metadata, "after_create", _guard.execute_if(dialect=_dialect))
