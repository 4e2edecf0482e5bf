"""What PCs tell the log: household views, exports, settings, locked screens; near and far."""

from __future__ import annotations

from typing import Any

import pytest

from drc_desktop.desk.contract import DeskError, Fault, Seen, Witnessed
from drc_desktop.desk.witnessing import note_settings
from drc_desktop.domain.indicators.unusual import Kind
from drc_desktop.settings import DeskSettings, ScreenSettings, Settings
from drc_desktop.store import ledger
from drc_desktop.store.site import SiteStore
from tests.unit.desk.conftest import Centre

HASH = "0123456789abcdef" * 4


def entries(store: SiteStore) -> list[tuple[str, str, str]]:
    with store.reading() as connection:
        return [(row["action"], row["actor"], row["reason"]) for row in ledger.after(connection, 0, 1000)]


def fault_of(day: Centre, witnessed: Witnessed) -> Fault:
    with pytest.raises(DeskError) as fault:
        day.desk.witness(day.deo1, day.key, witnessed)
    return fault.value.code


def test_it_stands_in_the_log_once_however_often_it_is_sent(near: Centre, store: SiteStore) -> None:
    key = near.key
    for _ in range(2):
        near.desk.witness(near.deo1, key, Witnessed(Seen.VIEWED, HASH, "deo1"))
    near.desk.witness(near.sup, near.key, Witnessed(Seen.EXPORTED, "report pdf 2026-11-23 2026-11-23", "sup"))
    near.desk.witness(near.deo2, near.key, Witnessed(Seen.LOCKED))
    assert entries(store)[-3:] == [
        ("viewed", "deo1", HASH),
        ("exported", "sup", "report pdf 2026-11-23 2026-11-23"),
        ("locked", "deo2", ""),
    ]


def test_told_later_by_somebody_else_it_still_says_who_did_it_and_when(near: Centre, store: SiteStore) -> None:
    near.desk.witness(near.deo2, near.key, Witnessed(Seen.VIEWED, HASH, "deo1", ago=3725.5))
    assert entries(store)[-1] == ("viewed", "deo2", f"{HASH}; by deo1; 3725 s before")


@pytest.mark.parametrize(
    "what", ["38403-1234417-2", "3840312344172", "03001234567", "x" * 200, "two\nlines", "۳۸۴۰۳۱۲۳۴۴۱۷۲"]
)
def test_no_number_of_a_person_and_no_second_line_gets_into_the_log(near: Centre, what: str) -> None:
    assert fault_of(near, Witnessed(Seen.EXPORTED, what)) is Fault.BAD_REQUEST
    assert fault_of(near, Witnessed(Seen.VIEWED, what)) is Fault.BAD_REQUEST
    assert fault_of(near, Witnessed(Seen.LOCKED, "", who="nobody")) is Fault.BAD_REQUEST


def test_a_setting_of_the_site_that_was_changed_stands_in_the_log_once(near: Centre, store: SiteStore) -> None:
    desk = near.desk
    desk.as_console(lambda work: note_settings(work, Settings()))
    assert [one for one in entries(store) if one[0] == "setting"] == []
    looser = Settings(desk=DeskSettings(second_person=False), screen=ScreenSettings(lock_minutes=60))
    for _ in range(2):
        desk.as_console(lambda work: note_settings(work, looser))
    desk.as_console(lambda work: note_settings(work, Settings()))
    assert [one[2] for one in entries(store) if one[0] == "setting"] == [
        "desk.second_person: True > False",
        "screen.lock_minutes: 3.0 > 60",
        "desk.second_person: False > True",
        "screen.lock_minutes: 60 > 3.0",
    ]


def test_the_days_report_names_people_and_asks_for_a_day(day: Centre) -> None:
    visit = day.issue()
    day.desk.call(day.deo1, day.key, visit, 1)
    day.desk.no_show(day.deo1, day.key, visit)
    gone = day.issue()
    day.desk.cancel(day.sup, day.approved("cancel", gone), gone, "left")
    found = {one.kind: one for one in day.desk.irregular(day.sup) if one.kind is not Kind.AFTER_HOURS}
    early, cancelled = found[Kind.RUN_EARLY], found[Kind.CANCELLED]
    assert (early.operator, early.counter, early.token) == ("Synthetic Deo One", 1, "A001")
    assert (cancelled.operator, cancelled.second) == ("Synthetic Supervisor", "Synthetic Deo Two")
    assert day.desk.irregular(day.sup, "2026-11-22") == []
    assert {one.kind for one in day.desk.irregular(day.sup, "2026-11-23")} >= set(found)


def test_the_service_notes_its_settings_at_the_start(running: Any) -> None:
    with running._desk.store.reading() as connection:
        kept = connection.exec_driver_sql("select settings from site").scalar_one()
    assert "desk.second_person" in kept
