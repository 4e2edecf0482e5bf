"""Eight counters at once: nobody is called twice, no number is missing; a planted fault shows the guards hold."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from drc_desktop.demo.history import Chain
from drc_desktop.desk.contract import Actor, IssueRequest, OpenDay, PriorityGroup, Service
from drc_desktop.desk.known import CallsMade
from drc_desktop.desk.near import NearDesk
from drc_desktop.desk.work import Work
from drc_desktop.domain.history import check
from drc_desktop.store import board, history, in_line, ledger, schema
from drc_desktop.store.site import SiteStore

THREADS = 8
VISITS = 240
NOW = 1_780_000_000.0


class Hall:
    """A desk with everybody signed in."""

    def __init__(self, store: SiteStore) -> None:
        ticks = itertools.count()
        self.desk = NearDesk(store, now=lambda: NOW + next(ticks))
        self.sup = self.desk.sign_in("pc-sup", "sup", "").actor
        self.desk.open_day(self.sup, "open", OpenDay("2026-11-23"))
        self.deos = [self.desk.sign_in(f"pc-{n}", f"deo{n}", "").actor for n in range(1, THREADS + 1)]
        for number, deo in enumerate(self.deos, 1):
            self.desk.sit(deo, "sit", number)

    def issue(self, count: int) -> None:
        services = itertools.cycle([Service.NEW_SURVEY, Service.ROSTER_UPDATE, Service.NEW_SURVEY, Service.PRIORITY])
        groups = itertools.cycle([None, None, None, None, PriorityGroup.ELDERLY])
        for number, service, group in zip(range(count), services, groups, strict=False):
            request = IssueRequest(service, f"b{number}", priority=group)
            self.desk.issue(self.sup, f"issue-{number}", request)


def fill(store: SiteStore, count: int, day: str = "2026-11-23") -> None:
    """As if `count` tokens had been given out, in one transaction: every guard of the database looks at each row."""
    services = [Service.NEW_SURVEY, Service.ROSTER_UPDATE, Service.NEW_SURVEY, Service.PRIORITY]
    with store.writing() as connection:
        chain = Chain(connection)
        for number in range(count):
            service = services[number % 4]
            seq = chain.seq + 1
            times = {"issued_at": NOW, "state_at": NOW}
            wish = {"language": "", "woman": False, "wait_low": 0, "wait_high": 0}
            board.add_visit(
                connection,
                {
                    "id": f"v{number}", "day": day, "token": f"{number:04}", "service": service.value,
                    "state": "waiting", "action": "issue", "event": seq, "place": seq, "binding": f"b{number}",
                    "priority": "elderly" if number % 5 == 4 else "", "update_type": "", "household": "",
                    "counter": 0, "calls": 0, **times, **wish,
                },
            )  # fmt: skip
            row = chain.link(
                "pc-sup", day=day, at=NOW, actor="sup", role="supervisor", action="issue", visit=f"v{number}",
                token=f"{number:04}", to_state="waiting",
            )  # fmt: skip
            connection.execute(insert(schema.event).values(**row))
        connection.execute(update(schema.sequence).where(schema.sequence.c.name == "event").values(last=chain.seq))


def together(works: list[Callable[[], None]]) -> list[BaseException]:
    """Run all works at once in threads; what they raised comes back."""
    raised: list[BaseException] = []
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        gate.wait()
        try:
            work()
        except BaseException as fault:
            raised.append(fault)

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def claim_all(desk: NearDesk, deo: Actor, number: int, taken: list[str]) -> None:
    for turn in itertools.count():
        called = desk.call_next(deo, f"call-{turn}", number)
        if called is None:
            return
        taken.append(called.visit_id)
        desk.no_show(deo, f"gone-{turn}", called.visit_id)


def claimed_once_each(store: SiteStore, visits: int) -> None:
    """Eight counters call everybody on a fresh site; each visit has exactly one call, and the log has no gap."""
    hall = Hall(store)
    fill(store, visits)
    taken: list[str] = []
    works = [
        lambda deo=deo, number=number: claim_all(hall.desk, deo, number, taken)
        for number, deo in enumerate(hall.deos, 1)
    ]
    assert together(works) == []
    assert len(taken) == visits
    assert set(Counter(taken).values()) == {1}
    with store.reading() as connection:
        events = [row.seq for row in connection.execute(select(schema.event.c.seq).order_by(schema.event.c.seq))]
        calls = [row.id for row in connection.execute(select(schema.call.c.id).order_by(schema.call.c.id))]
        assert events == list(range(1, len(events) + 1))
        assert calls == list(range(1, visits + 1))
        assert ledger.broken_links(connection) == []


def test_eight_counters_claim_every_visit_once(store: SiteStore) -> None:
    claimed_once_each(store, VISITS)


def test_numbers_issued_at_once_have_no_gap(store: SiteStore) -> None:
    hall = Hall(store)
    tokens: list[str] = []

    def issue(thread: int) -> None:
        for number in range(25):
            request = IssueRequest(Service.NEW_SURVEY, f"b{thread}-{number}")
            tokens.append(hall.desk.issue(hall.sup, f"{thread}-{number}", request).token)

    assert together([lambda thread=thread: issue(thread) for thread in range(THREADS)]) == []
    assert sorted(tokens) == [f"A{number:03}" for number in range(1, 25 * THREADS + 1)]


@pytest.mark.parametrize("guard", ["trigger", "call", "none"])
def test_a_claim_that_is_not_atomic_is_stopped_by_the_database_and_found_in_the_log(
    store: SiteStore, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    """Planted: the claim no longer asks whether the visit waits, and the second counter looked before the first wrote.

    The trigger stops it; with the trigger gone, a visit still has no two first calls; with that gone too, the checker
    over the log tells of it.
    """

    def careless(connection: Any, visit_id: str, values: dict[str, Any]) -> Any:
        statement = update(schema.visit).where(schema.visit.c.id == visit_id).values(**values)
        return connection.execute(statement.returning(schema.visit)).mappings().one_or_none()

    hall = Hall(store)
    hall.issue(2)
    with store.writing() as connection:
        seen = in_line.everybody(connection, "2026-11-23", [service.value for service in Service])
        row = board.one_visit(connection, seen[0].visit_id)
        if guard == "none":
            connection.execute(text("DROP INDEX uq_call_nth"))
        if guard != "trigger":
            connection.execute(text("DROP TRIGGER visit_move" + ("" if store.sqlite else " ON visit")))
    monkeypatch.setattr(board, "claim", careless)
    monkeypatch.setattr(in_line, "heads", lambda *_args: seen)
    monkeypatch.setattr(Work, "visit", lambda *_args: row)
    assert hall.desk.call_next(hall.deos[0], "call", 1) is not None
    if guard == "none":
        hall.desk.call_next(hall.deos[1], "call", 2)
        with store.reading() as connection:
            faults = check(history.lines(connection), 10, 20).faults
        assert any("was called twice" in fault for fault in faults)
        return
    with pytest.raises(DBAPIError):
        hall.desk.call_next(hall.deos[1], "call", 2)
    assert len(hall.desk.hall(hall.sup, 0).calls) == 1


def test_the_same_key_sent_from_eight_threads_acts_once(store: SiteStore) -> None:
    hall = Hall(store)
    answers = []
    request = IssueRequest(Service.NEW_SURVEY, "b1")
    works = [lambda: answers.append(hall.desk.issue(hall.sup, "same", request)) for _ in range(THREADS)]
    assert together(works) == []
    assert len({answer.token for answer in answers}) == 1
    assert hall.desk.board(hall.sup).tokens_today == 1


def test_calls_kept_in_mind_are_those_of_the_log_also_after_one_is_taken_back(store: SiteStore) -> None:
    hall, kept = Hall(store), CallsMade()
    hall.issue(6)
    called = [hall.desk.call_next(hall.deos[at], "call", at + 1) for at in range(3)]
    looked = []
    for undone in (None, called[1]):
        if undone is not None:
            card = hall.desk.visit_at(hall.deos[1], 2)
            assert card is not None
            hall.desk.undo(hall.deos[1], "undo", card.event)
            assert hall.desk.call_next(hall.deos[3], "call", 4) is not None
        with store.reading() as connection:
            looked.append(kept.past(connection, "2026-11-23"))
            assert looked[-1] == CallsMade().past(connection, "2026-11-23")
    first, second = (past.places[Service.NEW_SURVEY] for past in looked)
    assert len(first) == len(second) == 3
    looked[1].add(99, goes_first=True, serves=[Service.NEW_SURVEY])
    with store.reading() as connection:
        assert kept.past(connection, "2026-11-23") == CallsMade().past(connection, "2026-11-23")
