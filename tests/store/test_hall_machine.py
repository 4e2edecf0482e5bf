"""A machine that does whatever people at a site might do, beside a model of a few lines; both must always agree.

Three days may pass in one run: who was not served comes back with a token. Profiles change, wishes run out of time, a
day is closed by mistake. Whoever is called must be who the rule picks from the whole line and all calls of the day,
read afresh: the desk itself reads less and keeps the calls in mind.
"""

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
from sqlalchemy import select

from drc_desktop.desk.contract import DeskError, Fault, IssueRequest, OpenDay, PriorityGroup, Service
from drc_desktop.desk.known import CallsMade
from drc_desktop.desk.near import NearDesk
from drc_desktop.domain.policy import Rule, Seat, who_is_next
from drc_desktop.domain.visit import LIVE_STATES, Action, VisitState, after
from drc_desktop.settings import DeskSettings
from drc_desktop.store import in_line, ledger, people
from drc_desktop.store.schema import visit as visits
from drc_desktop.store.site import SiteStore

FIRST_DAY = date(2026, 11, 23)
COUNTERS = (1, 2, 3)
WOMEN, LANGUAGES = (2,), {1: ["ur"], 2: ["ur", "ps"], 3: ["ur", "sd"]}
AT_COUNTER = (VisitState.CALLED, VisitState.SERVING)
UNSERVED = (VisitState.WAITING, VisitState.CALLED, VisitState.PARKED, VisitState.NO_SHOW)
CHOSEN = [action for action in Action if action not in (Action.ISSUE, Action.CALL_NEXT, Action.UNDO)]
BOARD_EVERY = 8
"""Steps from one comparison with the whole console to the next; with the rows themselves it is made after each."""
RULE = Rule()
_days, _names = itertools.count(), itertools.count()


class Clock:
    """Every look takes a second."""

    at = 1_780_000_000.0

    def __call__(self) -> float:
        self.at += 1
        return self.at


_clock = Clock()


def attempt(call: Any, *args: Any) -> tuple[Any, DeskError | None]:
    """The answer, or the known fault."""
    try:
        return call(*args), None
    except DeskError as fault:
        return None, fault


class Hall(RuleBasedStateMachine):
    store: SiteStore

    @initialize()
    def begin(self) -> None:
        self.run = next(_names)
        self.desk = NearDesk(self.store, DeskSettings(second_person=False), now=_clock)
        self.sup = self.desk.sign_in("pc-sup", "sup", "").actor
        self.deos = {n: self.desk.sign_in(f"pc-{n}", f"deo{n}", "").actor for n in COUNTERS}
        self.serves = {number: list(Service) for number in COUNTERS}
        self.model: dict[str, dict[str, Any]] = {}
        self.steps = self.undo_event = 0
        self.new_day()
        for number, deo in self.deos.items():
            self.desk.sit(deo, self.key(), number)
            self.desk.set_profile(self.sup, self.key(), number, list(Service))

    def new_day(self) -> None:
        self.day = (FIRST_DAY + timedelta(days=next(_days))).isoformat()
        self.desk.open_day(self.sup, self.key(), OpenDay(self.day))
        self.tokens: Counter[str] = Counter()
        self.undo_event = 0

    def key(self) -> str:
        return f"key-{next(_names)}"

    def teardown(self) -> None:
        if hasattr(self, "sup"):
            self.board_shows_the_model()
            self.desk.close_day(self.sup, self.key())
            for number in COUNTERS:
                held = self.desk.visit_at(self.sup, number)
                if held is not None:
                    self.desk.cancel(self.sup, self.key(), held.visit_id, "end of the test")

    # what people do

    @rule(
        service=st.sampled_from(Service),
        group=st.none() | st.sampled_from(PriorityGroup),
        person=st.integers(0, 12),
        language=st.sampled_from(["", "", "ps", "sd"]),
        woman=st.booleans(),
        with_token=st.booleans(),
    )
    def issue(
        self, service: Service, group: PriorityGroup | None, person: int, language: str, woman: bool, with_token: bool
    ) -> None:
        holds = [v for v in self.today() if v["person"] == person and v["state"] in LIVE_STATES]
        who = f"{self.run}-{person}"
        held = self.desk.find_come_back(self.sup, [who]) if with_token else None
        kept = [v for v in self.model.values() if v["person"] == person and v["back"] and v["day"] < self.day]
        assert not with_token or (held is None) == (not kept)
        token = (held.visit_id, [who]) if held is not None else ("", [])
        request = IssueRequest(service, who, "", group, "", [], language, woman, *token)
        issued, fault = attempt(self.desk.issue, self.sup, self.key(), request)
        if fault is not None:
            assert fault.code is Fault.TOKEN_LIVE
            assert [v["token"] for v in holds] == [fault.params["token"]]
            return
        assert not holds
        if held is not None:
            assert self.model[held.visit_id]["place"] == min(v["place"] for v in kept)
            self.model[held.visit_id]["back"] = False
        self.tokens[issued.token[0]] += 1
        assert issued.token == f"{issued.token[0]}{self.tokens[issued.token[0]]:03}"
        place = self.model[held.visit_id]["place"] if held is not None else self.last_event()
        self.model[issued.visit_id] = {
            "person": person, "token": issued.token, "state": VisitState.WAITING, "counter": 0, "day": self.day,
            "place": place, "service": service, "back": False,
        }  # fmt: skip

    @rule(number=st.sampled_from(COUNTERS))
    def call_next(self, number: int) -> None:
        expected = self.rightly_next(number)
        called, fault = attempt(self.desk.call_next, self.deos[number], self.key(), number)
        if fault is not None:
            assert fault.code is Fault.COUNTER_BUSY
            assert fault.params["token"] == self.held(number)
            return
        assert self.held(number) is None
        assert (called and (called.visit_id, called.reason)) == (expected and (expected.visit_id, expected.reason))
        if called is not None:
            visit = self.model[called.visit_id]
            assert visit["state"] is VisitState.WAITING
            self.undo_event, self.undone = self.last_event(), (called.visit_id, dict(visit))
            visit.update(state=VisitState.CALLED, counter=number)

    @precondition(lambda self: self.today())
    @rule(pick=st.integers(0, 30), action=st.sampled_from(CHOSEN), number=st.sampled_from(COUNTERS))
    def move(self, pick: int, action: Action, number: int) -> None:
        mine = [visit_id for visit_id, v in self.model.items() if v["day"] == self.day]
        able = [visit_id for visit_id in mine if after(action, self.model[visit_id]["state"]) is not None]
        visit_id = (able or mine)[pick % len(able or mine)] if pick % 5 else mine[pick % len(mine)]
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
        elif visit["state"] not in AT_COUNTER and action not in (Action.FINISH, Action.PARK):
            visit["counter"] = 0
        if action is Action.TRANSFER:
            visit["service"] = Service.ROSTER_UPDATE
        if action is Action.RECYCLE:
            visit["place"] = self.last_event()
        self.undo_event, self.undone = getattr(answer, "event", 0) or self.last_event(), (visit_id, before)

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

    @rule(number=st.sampled_from(COUNTERS), serves=st.sets(st.sampled_from(Service), min_size=1))
    def give_profile(self, number: int, serves: set[Service]) -> None:
        self.serves[number] = [service for service in Service if service in serves]
        self.desk.set_profile(self.sup, self.key(), number, list(serves))

    @precondition(lambda self: any(v["state"] in UNSERVED for v in self.today()))
    @rule(pick=st.integers(0, 30))
    def send_home(self, pick: int) -> None:
        able = [visit_id for visit_id, v in self.model.items() if v["day"] == self.day and v["state"] in UNSERVED]
        visit_id = able[pick % len(able)]
        tomorrow = (date.fromisoformat(self.day) + timedelta(days=1)).isoformat()
        given = self.desk.give_come_back(self.sup, self.key(), visit_id, tomorrow, None, None)
        assert (given.visit_id, given.token) == (visit_id, self.model[visit_id]["token"])
        self.model[visit_id].update(state=VisitState.CANCELLED, counter=0, back=True)
        self.undo_event = 0

    @rule(minutes=st.sampled_from([5, 25]))
    def time_passes(self, minutes: int) -> None:
        _clock.at += 60.0 * minutes

    @precondition(lambda self: len(self.today()) > 3)
    @rule(by_mistake=st.booleans())
    def close_the_day(self, by_mistake: bool) -> None:
        self.desk.close_day(self.sup, self.key())
        if by_mistake:
            self.desk.open_day(self.sup, self.key(), OpenDay(self.day))
            self.undo_event = 0
            return
        for visit in self.today():
            if visit["state"] in UNSERVED:
                visit.update(state=VisitState.CANCELLED, counter=0, back=True)
        self.new_day()

    # what must hold

    def today(self) -> list[dict[str, Any]]:
        return [visit for visit in self.model.values() if visit["day"] == self.day]

    def last_event(self) -> int:
        with self.store.reading() as connection:
            return ledger.last_seq(connection)

    def rightly_next(self, number: int) -> Any:
        """By the rule alone, from everything there is."""
        seats = {n: Seat(frozenset(serves), frozenset(LANGUAGES[n]), n in WOMEN) for n, serves in self.serves.items()}
        with self.store.reading() as connection:
            line = in_line.everybody(connection, self.day, list(self.serves[number]))
            past = CallsMade().past(connection, self.day)
        return who_is_next(line, past, seats[number], seats.values(), _clock.at + 1, RULE)

    def held(self, number: int) -> str | None:
        return next(
            (v["token"] for v in self.model.values() if v["counter"] == number and v["state"] in AT_COUNTER), None
        )

    @invariant()
    def rows_and_model_agree(self) -> None:
        if not hasattr(self, "model"):
            return
        wanted = select(visits.c.id, visits.c.token, visits.c.state, visits.c.counter, visits.c.place, visits.c.service)
        with self.store.reading() as connection:
            rows = {row[0]: tuple(row[1:]) for row in connection.execute(wanted.where(visits.c.day == self.day))}
        names = ("token", "state", "counter", "place", "service")
        assert rows == {
            visit_id: tuple(v[name] for name in names) for visit_id, v in self.model.items() if v["day"] == self.day
        }
        self.steps += 1
        if self.steps % BOARD_EVERY == 0:
            self.board_shows_the_model()

    def board_shows_the_model(self) -> None:
        board = self.desk.board(self.sup)
        shown = {row.visit_id: (row.token, row.state, row.counter) for row in board.waiting}
        assert shown == {
            visit_id: (v["token"], v["state"], v["counter"])
            for visit_id, v in self.model.items()
            if v["state"] in LIVE_STATES and v["day"] == self.day
        }
        assert board.tokens_today == len(self.today())
        assert [card.token or None for card in board.counters[:3]] == [self.held(number) for number in COUNTERS]
        assert board.seq == self.last_event()


def test_desk_and_model_agree(store: SiteStore) -> None:
    with store.writing() as connection:
        for number in COUNTERS:
            wishes = {"woman": number in WOMEN, "languages": str(LANGUAGES[number]).replace("'", '"')}
            people.set_operator(connection, f"deo{number}", wishes)
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
