"""A machine that does whatever operators might do, beside a model of a few lines; both must always agree."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from drc_desktop.desk.contract import DeskError, Fault, IssueRequest, OpenDay, PriorityGroup, Service
from drc_desktop.desk.near import NearDesk
from drc_desktop.domain.visit import LIVE_STATES, Action, VisitState, after
from drc_desktop.settings import DeskSettings
from drc_desktop.store import ledger
from drc_desktop.store.site import SiteStore

_days = itertools.count()
_ticks = itertools.count(1_780_000_000)
COUNTERS = (1, 2, 3)
AT_COUNTER = (VisitState.CALLED, VisitState.SERVING)
CHOSEN = [action for action in Action if action not in (Action.ISSUE, Action.CALL_NEXT, Action.UNDO)]


def attempt(call: Any, *args: Any) -> tuple[Any, DeskError | None]:
    """The answer, or the known fault."""
    try:
        return call(*args), None
    except DeskError as fault:
        return None, fault


class Hall(RuleBasedStateMachine):
    store: SiteStore

    @initialize()
    def open_day(self) -> None:
        self.desk = NearDesk(self.store, DeskSettings(second_person=False), now=lambda: float(next(_ticks)))
        self.sup = self.desk.sign_in("pc-sup", "sup", "").actor
        self.deos = {n: self.desk.sign_in(f"pc-{n}", f"deo{n}", "").actor for n in COUNTERS}
        day = date(2026, 11, 23) + timedelta(days=next(_days))
        self.desk.open_day(self.sup, self.key(), OpenDay(day.isoformat()))
        for number, deo in self.deos.items():
            self.desk.sit(deo, self.key(), number)
        self.model: dict[str, dict[str, Any]] = {}
        self.tokens: Counter[str] = Counter()
        self.undo_event = 0

    def key(self) -> str:
        return f"key-{next(_ticks)}"

    def teardown(self) -> None:
        if hasattr(self, "sup"):
            self.desk.close_day(self.sup, self.key())
            for number in COUNTERS:
                held = self.desk.visit_at(self.sup, number)
                if held is not None:
                    self.desk.cancel(self.sup, self.key(), held.visit_id, "end of the test")

    @rule(service=st.sampled_from(Service), group=st.none() | st.sampled_from(PriorityGroup), person=st.integers(0, 12))
    def issue(self, service: Service, group: PriorityGroup | None, person: int) -> None:
        holds = [v for v in self.model.values() if v["person"] == person and v["state"] in LIVE_STATES]
        issued, fault = attempt(
            self.desk.issue, self.sup, self.key(), IssueRequest(service, f"b{person}", priority=group)
        )
        if fault is not None:
            assert fault.code is Fault.TOKEN_LIVE
            assert [v["token"] for v in holds] == [fault.params["token"]]
            return
        assert not holds
        self.tokens[issued.token[0]] += 1
        assert issued.token == f"{issued.token[0]}{self.tokens[issued.token[0]]:03}"
        self.model[issued.visit_id] = {
            "person": person, "token": issued.token, "state": VisitState.WAITING, "counter": 0,
        }  # fmt: skip

    @rule(number=st.sampled_from(COUNTERS))
    def call_next(self, number: int) -> None:
        waiting = [v for v in self.model.values() if v["state"] is VisitState.WAITING]
        called, fault = attempt(self.desk.call_next, self.deos[number], self.key(), number)
        if fault is not None:
            assert fault.code is Fault.COUNTER_BUSY
            assert fault.params["token"] == self.held(number)
            return
        assert self.held(number) is None
        assert (called is None) == (not waiting)
        if called is not None:
            visit = self.model[called.visit_id]
            assert visit["state"] is VisitState.WAITING
            visit.update(state=VisitState.CALLED, counter=number)

    @precondition(lambda self: self.model)
    @rule(pick=st.integers(0, 30), action=st.sampled_from(CHOSEN), number=st.sampled_from(COUNTERS))
    def move(self, pick: int, action: Action, number: int) -> None:
        visit_id = list(self.model)[pick % len(self.model)]
        visit = self.model[visit_id]
        before = dict(visit)
        extra: dict[Action, list[Any]] = {
            Action.CALL: [number],
            Action.PARK: [None, "papers"],
            Action.TRANSFER: [Service.ROSTER_UPDATE, "other form"],
            Action.CANCEL: ["went home"],
        }
        call = getattr(self.desk, action.value)
        answer, fault = attempt(call, self.sup, self.key(), visit_id, *extra.get(action, []))
        if fault is not None:
            legal = after(action, visit["state"]) is not None
            assert fault.code in ((Fault.COUNTER_BUSY, Fault.BAD_REQUEST) if legal else (Fault.ILLEGAL_MOVE,))
            assert fault.code is not Fault.COUNTER_BUSY or self.held(number) is not None
            return
        assert after(action, visit["state"]) is not None
        visit["state"] = after(action, visit["state"])
        if action is Action.CALL:
            visit["counter"] = number
        elif visit["state"] not in AT_COUNTER and action is not Action.FINISH:
            visit["counter"] = 0
        self.undo_event, self.undone = getattr(answer, "event", 0), (visit_id, before)

    @precondition(lambda self: self.undo_event)
    @rule()
    def undo(self) -> None:
        visit_id, before = self.undone
        card, fault = attempt(self.desk.undo, self.sup, self.key(), self.undo_event)
        if fault is not None:
            assert fault.code in (Fault.NOTHING_TO_UNDO, Fault.COUNTER_BUSY, Fault.TOKEN_LIVE)
        else:
            assert (card.visit_id, card.state, card.counter) == (visit_id, before["state"], before["counter"])
            self.model[visit_id].update(before)
        self.undo_event = 0

    def held(self, number: int) -> str | None:
        return next(
            (v["token"] for v in self.model.values() if v["counter"] == number and v["state"] in AT_COUNTER), None
        )

    @invariant()
    def board_and_model_agree(self) -> None:
        if not hasattr(self, "model"):
            return
        board = self.desk.board(self.sup)
        shown = {row.visit_id: (row.token, row.state, row.counter) for row in board.waiting}
        assert shown == {
            visit_id: (v["token"], v["state"], v["counter"])
            for visit_id, v in self.model.items()
            if v["state"] in LIVE_STATES
        }
        assert board.tokens_today == len(self.model)
        assert [card.token or None for card in board.counters[:3]] == [self.held(number) for number in COUNTERS]
        with self.store.reading() as connection:
            assert board.seq == ledger.last_seq(connection)


def test_desk_and_model_agree(store: SiteStore) -> None:
    machine = type("StoredHall", (Hall,), {"store": store})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # each step is a transaction on a real disk: shrinking would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
    with store.reading() as connection:
        assert ledger.broken_links(connection) == []
        events = ledger.after(connection, 0, 100_000)
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
