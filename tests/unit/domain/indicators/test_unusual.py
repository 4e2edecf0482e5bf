"""What is out of the ordinary in a day's log: each rule on entries that were written by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drc_desktop.domain.clock import PAKISTAN
from drc_desktop.domain.indicators.unusual import ENOUGH, Entry, Kind, Limits, Unusual, unusual

TEN = datetime(2026, 11, 23, 10, 0, tzinfo=PAKISTAN).timestamp()
LIMITS = Limits(hours="08:00-18:00", no_show_percent=20, no_show_seconds=60)


class Log:
    """Entries one minute after the other, from ten in the morning."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, action: str, actor: str = "deo1", after: float = 60.0, **more: Any) -> Log:
        last = self.entries[-1].at if self.entries else TEN
        self.entries.append(Entry(len(self.entries) + 1, last + after, action, actor, **more))
        return self

    def found(self) -> list[Unusual]:
        return unusual(self.entries, LIMITS)

    def kinds(self) -> list[Kind]:
        return [one.kind for one in self.found()]


def served(log: Log, number: int, actor: str = "deo1", missed_after: float | None = None) -> Log:
    visit = f"v{number}"
    log.add("call_next", actor, visit=visit, token=f"A{number:03d}", counter=1)
    if missed_after is None:
        return log.add("start", actor, visit=visit).add("finish", actor, visit=visit)
    return log.add("no_show", actor, missed_after, visit=visit, token=f"A{number:03d}", counter=1)


def test_a_day_by_the_rules_has_no_line() -> None:
    log = Log().add("signed_in").add("day_opened", "sup")
    for number in range(12):
        served(log, number)
    log.add("cancel", "sup", reason="day-closed", visit="v1").add("cancel", reason="referred", visit="v2")
    assert log.found() == []


def test_a_share_of_no_shows_counts_from_enough_calls_and_above_its_limit_on() -> None:
    log = Log()
    for number in range(ENOUGH - 1):
        served(log, number, missed_after=120)
    assert log.kinds() == []
    served(log, 9)
    line = log.found()[0]
    assert (line.kind, line.actor, line.count, line.of) == (Kind.NO_SHOWS, "deo1", 4, 5)
    fair = Log()
    for number in range(10):
        served(fair, number, missed_after=120 if number < 2 else None)
    assert fair.kinds() == []  # 20 % is the limit itself


def test_a_token_given_up_at_once_is_run_early_and_a_second_call_starts_the_time_anew() -> None:
    log = served(Log(), 1, missed_after=59)
    line = log.found()[0]
    assert (line.kind, line.token, line.count) == (Kind.RUN_EARLY, "A001", 59)
    assert served(Log(), 1, missed_after=60).kinds() == []
    again = Log().add("call_next", visit="v").add("recall", visit="v", after=300).add("no_show", visit="v", after=5)
    assert again.kinds() == [Kind.RUN_EARLY]
    assert served(Log(), 1, missed_after=5).add("undo", reason="event 2").kinds() == []


def test_jumps_copies_voids_settings_and_second_persons_are_lines_of_their_own() -> None:
    log = Log().add("call", reason="chosen 3", token="A009", counter=2).add("call", reason="chosen 0")
    log.add("reprinted", "sup", reason="lost", token="A001").add("approved", "sup", second="deo2", reason="cancel v")
    log.add("cancel", "sup", second="deo2", reason="left", token="A004").add("day_opened", "sup", second="deo1")
    log.add("setting", "sup", reason="screen.lock_minutes 3.0 -> 60.0")
    found = [(one.kind, one.token, one.count, one.second, one.reason) for one in log.found()]
    assert found == [
        (Kind.SETTING, "", 0, "", "screen.lock_minutes 3.0 -> 60.0"),
        (Kind.SECOND, "", 0, "deo1", "day_opened"),
        (Kind.CANCELLED, "A004", 0, "deo2", "left"),
        (Kind.REPRINTED, "A001", 0, "", "lost"),
        (Kind.JUMPED, "A009", 3, "", ""),
    ]


def test_what_is_done_outside_the_hours_is_one_line_a_person() -> None:
    log = Log().add("signed_in", after=-2 * 3600 - 1).add("viewed", after=0.5).add("signed_in", "", after=0.25)
    log.add("call_next", after=0.25)  # eight o'clock sharp
    log.add("viewed", "sup", after=10 * 3600).add("exported", "sup")
    found = [(one.kind, one.actor, one.count) for one in log.found()]
    assert found == [(Kind.AFTER_HOURS, "sup", 2), (Kind.AFTER_HOURS, "deo1", 2)]
