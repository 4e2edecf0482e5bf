"""What the database itself refuses, and that migrations build what the code describes."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, insert, text, update
from sqlalchemy.exc import DBAPIError

from drc_desktop.domain.visit import MOVES, Action, VisitState
from drc_desktop.store import board, ledger, schema
from drc_desktop.store.site import SiteStore

DAY = "2026-11-23"


def a_visit(connection: Connection, name: str, **more: Any) -> str:
    values = {
        "id": name, "day": DAY, "token": "A" + name[-3:], "service": "new_survey", "state": "waiting",
        "action": "issue", "place": 1, "event": 1, "priority": "", "update_type": "", "binding": name,
        "household": "", "counter": 0, "calls": 0, "issued_at": 1.0, "state_at": 1.0,
    }  # fmt: skip
    board.add_visit(connection, {**values, **more})
    return name


def open_day(store: SiteStore) -> None:
    values = {"open": True, "opened_at": 1.0, "token_limit": 1000, "day_key": bytes(32), "suspect": False}
    with store.writing() as connection:
        board.add_day(connection, {"date": DAY, **values})


def guards(connection: Connection) -> list[tuple[str, str]]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    else:
        query = """SELECT t.tgname || c.relname, pg_get_triggerdef(t.oid) || p.prosrc FROM pg_trigger t
                   JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
                   WHERE NOT t.tgisinternal ORDER BY 1"""
    return [tuple(row) for row in connection.execute(text(query))]


def test_migrations_build_what_the_code_describes(store: SiteStore) -> None:
    with store.writing() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, schema.metadata) == []
        migrated = guards(connection)
    assert migrated
    if store.sqlite:
        other = create_engine("sqlite://")
        with other.begin() as connection:
            schema.metadata.create_all(connection)
            assert guards(connection) == migrated
        other.dispose()


def test_prepare_twice_changes_nothing_and_keeps_moves_equal(store: SiteStore) -> None:
    with store.writing() as connection:
        connection.execute(insert(schema.move).values(action="cancel", from_state="finished", to_state="cancelled"))
        connection.execute(schema.move.delete().where(schema.move.c.action == "park"))
    store.prepare()
    with store.reading() as connection:
        rows = {tuple(row) for row in connection.execute(schema.move.select())}
    assert rows == {(row["action"], row["from_state"], row["to_state"]) for row in schema.moves()}


@pytest.mark.parametrize("state", list(VisitState))
def test_the_database_knows_every_legal_move_and_no_other(store: SiteStore, state: VisitState) -> None:
    open_day(store)
    legal = {(action, before, after) for action, pairs in MOVES.items() for before, after in pairs.items()}
    legal |= {(Action.UNDO, after, before) for _, before, after in legal}
    taken = set()
    for number, (action, after) in enumerate((action, after) for action in Action for after in VisitState):
        name = f"v{number:03}"
        with store.writing() as connection:
            a_visit(connection, name)
        try:
            with store.writing() as connection:
                put(connection, name, state)
                connection.execute(
                    update(schema.visit).where(schema.visit.c.id == name).values(state=after, action=action)
                )
        except DBAPIError as fault:
            assert "illegal move" in str(fault)  # noqa: PT017 - which moves are refused is what the test collects
        else:
            taken.add((action, state, after))
    assert taken == {move for move in legal if move[1] is state}


def put(connection: Connection, name: str, state: VisitState) -> None:
    """Lead a waiting visit to `state` by legal steps alone."""
    steps: dict[VisitState, list[tuple[str, str]]] = {
        VisitState.WAITING: [],
        VisitState.CALLED: [("call", "called")],
        VisitState.SERVING: [("call", "called"), ("start", "serving")],
        VisitState.PARKED: [("park", "parked")],
        VisitState.NO_SHOW: [("call", "called"), ("no_show", "no_show")],
        VisitState.FINISHED: [("call", "called"), ("start", "serving"), ("finish", "finished")],
        VisitState.CANCELLED: [("cancel", "cancelled")],
    }
    for action, after in steps[state]:
        connection.execute(update(schema.visit).where(schema.visit.c.id == name).values(state=after, action=action))


def refused(store: SiteStore, work: Any) -> str:
    with pytest.raises(DBAPIError) as fault, store.writing() as connection:
        work(connection)
    return str(fault.value)


def test_visits_begin_waiting_and_are_never_deleted(store: SiteStore) -> None:
    open_day(store)
    refused(store, lambda connection: a_visit(connection, "v001", state="called", action="call"))
    with store.writing() as connection:
        a_visit(connection, "v001")
    refused(store, lambda connection: connection.execute(schema.visit.delete()))


def test_two_live_tokens_of_one_person_or_household_are_refused(store: SiteStore) -> None:
    open_day(store)
    with store.writing() as connection:
        a_visit(connection, "v001", binding="b", household="h")
    refused(store, lambda connection: a_visit(connection, "v002", binding="b"))
    refused(store, lambda connection: a_visit(connection, "v003", household="h"))
    refused(store, lambda connection: a_visit(connection, "v004", token="A001"))
    with store.writing() as connection:
        put(connection, "v001", VisitState.CANCELLED)
        a_visit(connection, "v005", binding="b", household="h")


def test_a_counter_holds_one_visit(store: SiteStore) -> None:
    open_day(store)
    with store.writing() as connection:
        a_visit(connection, "v001")
        a_visit(connection, "v002")
        put(connection, "v001", VisitState.CALLED)
        board.set_visit(connection, "v001", {"counter": 3})

    def second(connection: Connection) -> None:
        board.set_visit(connection, "v002", {"state": "called", "action": "call", "counter": 3})

    refused(store, second)


def an_event(connection: Connection, **more: Any) -> int:
    seq = ledger.next_number(connection, "event")
    who = {"device": "pc", "actor": "a", "role": "deo", "session": "s", "day": DAY, "at": 5.0, "action": "sat"}
    ledger.append(connection, seq, {**who, **more})
    return seq


def test_events_are_fixed_and_the_chain_tells_of_a_change_behind_the_guards(store: SiteStore) -> None:
    with store.writing() as connection:
        first, second, third = (an_event(connection, reason=str(n)) for n in range(3))
    for statement in (
        update(schema.event).where(schema.event.c.seq == second).values(reason="other"),
        schema.event.delete().where(schema.event.c.seq == second),
    ):
        refused(store, lambda connection, statement=statement: connection.execute(statement))
    with store.writing() as connection:
        assert ledger.broken_links(connection) == []
        connection.execute(text("DROP TRIGGER event_fixed" + ("" if store.sqlite else " ON event")))
        connection.execute(update(schema.event).where(schema.event.c.seq == second).values(reason="other"))
        assert ledger.broken_links(connection) == [second]
        if store.sqlite:
            connection.execute(text("DROP TRIGGER event_keep"))
        connection.execute(schema.event.delete().where(schema.event.c.seq == second))
        assert ledger.broken_links(connection) == [third]
    assert first == 1


def test_an_event_with_an_illegal_move_is_refused(store: SiteStore) -> None:
    assert refused(
        store, lambda connection: an_event(connection, action="finish", from_state="waiting", to_state="finished")
    )


def test_a_time_before_the_last_is_marked_suspect(store: SiteStore) -> None:
    with store.writing() as connection:
        seqs = [an_event(connection, at=at) for at in (1_780_000_100.0, 1_780_000_050.0, 1_780_000_101.0)]
        rows = [ledger.one(connection, seq) for seq in seqs]
    assert [row["suspect"] for row in rows if row] == [False, True, False]


def test_numbers_run_from_one_letter_into_the_next_free_one(store: SiteStore) -> None:
    open_day(store)
    with store.writing() as connection:
        numbers = [board.next_token(connection, DAY, "new_survey") for _ in range(2 * 999 + 1)]
        assert board.letters(connection, DAY)["new_survey"] == "H"
        assert board.next_token(connection, DAY, "priority") == "P001"
    wanted = [f"{letter}{number:03}" for letter in "AE" for number in range(1, 1000)]
    assert numbers == [*wanted, "H001"]


def test_letters_spent_is_said_and_never_wraps(store: SiteStore) -> None:
    open_day(store)
    with store.writing() as connection:
        for letter in "EHKLT":
            values = {"day": DAY, "letter": letter, "service": "priority", "ordinal": ord(letter), "last": 999}
            connection.execute(insert(schema.token_number).values(**values))
        connection.execute(update(schema.token_number).values(last=999))
        assert board.next_token(connection, DAY, "new_survey") is None


def test_a_rolled_back_number_is_given_again(store: SiteStore) -> None:
    open_day(store)

    def lost(connection: Connection) -> None:
        assert board.next_token(connection, DAY, "new_survey") == "A001"
        connection.execute(text("SELECT nonsense FROM nowhere"))

    refused(store, lost)
    with store.writing() as connection:
        assert board.next_token(connection, DAY, "new_survey") == "A001"
