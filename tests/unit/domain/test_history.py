"""The checker of invariants: silent on a sound day, and each planted fault has its sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from drc_desktop.domain.history import Line, SeatOf, Verdict, check

EVERY = SeatOf(["new_survey"])


@dataclass
class Log:
    """Lines as a desk would write them, in short words."""

    lines: list[Line] = field(default_factory=list)
    calls: int = 0

    def add(self, action: str, visit: str = "", to: str = "", **more: Any) -> Log:
        seq = len(self.lines) + 1
        before = next((line for line in reversed(self.lines) if visit and line.visit == visit), None)
        fields: dict[str, Any] = {"service": "new_survey", "place": before.place if before else seq, "day": "d"}
        if before is not None:
            fields |= {name: getattr(before, name) for name in ("token", "counter", "service", "goes_first")}
            fields["from_state"] = before.to_state
        self.lines.append(
            Line(**{"seq": seq, "at": float(seq), "action": action, "visit": visit, "to_state": to, **fields, **more})
        )
        return self

    def issue(self, visit: str, number: int, **more: Any) -> Log:
        return self.add("issue", visit, "waiting", token=f"A{number:03}", **more)

    def call(self, visit: str, counter: int = 1, seat: SeatOf = EVERY, **more: Any) -> Log:
        self.calls += 1
        fields = {"counter": counter, "call": self.calls, "first": True, "seat": seat, **more}
        return self.add("call_next", visit, "called", **fields)

    def served(self, visit: str) -> Log:
        return self.add("start", visit, "serving").add("finish", visit, "finished")

    def judge(self, cap: int = 2) -> Verdict:
        return check(self.lines, cap, 20)


def a_day() -> Log:
    log = Log().issue("a", 1).issue("b", 2).issue("c", 3)
    log.call("a").served("a").call("b").add("no_show", "b", "no_show", counter=0)
    log.add("recycle", "b", "waiting", place=99).call("c").served("c")
    log.add("cancel", "b", "cancelled", reason="day-closed", back_on="e")
    return log.add("day_closed")


def test_a_sound_day_has_no_fault() -> None:
    verdict = a_day().judge()
    assert verdict.faults == []
    assert (verdict.events, verdict.visits, verdict.calls) == (14, 3, 3)
    assert (verdict.finished, verdict.come_backs, verdict.most_overtaken) == (2, 1, 0)


def faults(log: Log, cap: int = 2) -> str:
    return "; ".join(log.judge(cap).faults)


def test_a_double_call_is_found() -> None:
    log = Log().issue("a", 1).call("a", 1)
    assert "was called twice" in faults(log.call("a", 2, from_state="waiting"))


def test_two_visits_at_one_counter_are_found() -> None:
    assert "counter 1 already has A001" in faults(Log().issue("a", 1).issue("b", 2).call("a", 1).call("b", 1))


def test_a_lost_visitor_is_found() -> None:
    log = Log().issue("a", 1)
    assert faults(log) == ""  # the day is not over
    assert "is lost" in faults(log.add("day_closed"))
    assert "is lost" in faults(
        Log().issue("a", 1).add("cancel", "a", "cancelled", reason="day-closed").add("day_closed")
    )
    assert faults(Log().issue("a", 1).add("cancel", "a", "cancelled", reason="went home").add("day_closed")) == ""


def test_numbers_used_twice_or_skipped_are_found() -> None:
    assert "gap or came twice" in faults(Log().issue("a", 1).issue("b", 1))
    assert "gap or came twice" in faults(Log().issue("a", 1).issue("b", 3))


def test_missing_events_and_calls_are_found() -> None:
    log = a_day()
    del log.lines[4]
    assert "follows event 4" in faults(log)
    log = a_day()
    log.lines[3] = msgspec.structs.replace(log.lines[3], call=7)
    assert "call 7 follows call 0" in faults(log)


def test_an_illegal_move_is_found() -> None:
    assert "finish from waiting to finished" in faults(Log().issue("a", 1).add("finish", "a", "finished"))
    assert "start from waiting" in faults(Log().issue("a", 1).add("start", "a", "serving", from_state="called"))


def jumped(**first: Any) -> Log:
    log = Log().issue("a", 1, **first)
    for number, visit in enumerate("bcd", 2):
        log.issue(visit, number)
    for visit in "bcd":
        log.call(visit).served(visit)
    return log


def test_overtaking_beyond_the_cap_is_found_where_the_counter_could_have_taken_the_visit() -> None:
    assert jumped().judge(3).most_overtaken == 3
    assert "overtakes A001, the 3th" in faults(jumped())
    assert faults(jumped(service="priority")) == ""
    assert faults(jumped(woman=True)) == ""
    assert faults(jumped(language="ps")) == ""
    assert "overtakes" in faults(jumped(language="ps", since=-1200.0))
