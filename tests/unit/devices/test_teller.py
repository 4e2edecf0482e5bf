"""Telling the site's log: kept before it is told, told once, told after the site was away, never with a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drc_desktop.desk.contract import Actor, DeskError, Fault, Role, Seen, Witnessed
from drc_desktop.devices.teller import Teller, WatchedCopy, keep
from drc_desktop.domain.household import HouseholdRecord
from drc_desktop.settings import ScreenSettings, Settings
from drc_desktop.store import untold
from drc_desktop.store.local import LocalStore

KEY = bytes(range(32))
CNIC = "3840312344172"


class Desk:
    """Hears what it is told; `fault` is raised instead as long as it is set."""

    def __init__(self) -> None:
        self.heard: dict[str, tuple[str, Witnessed]] = {}
        self.fault: Fault | None = None

    def day(self, _actor: Actor) -> Any:
        if self.fault:
            raise DeskError(self.fault)
        return type("Day", (), {"day_key": KEY})

    def witness(self, actor: Actor, key: str, witnessed: Witnessed) -> None:
        if self.fault:
            raise DeskError(self.fault)
        assert key not in self.heard
        self.heard[key] = actor.operator_id, witnessed

    @property
    def said(self) -> list[tuple[str, str, str, str]]:
        return [(who, one.seen.value, one.what, one.who) for who, one in self.heard.values()]


class Copy:
    def look_up(self, cnic: str) -> HouseholdRecord | None:
        return HouseholdRecord("HH-77", "PK60903") if cnic == CNIC else None

    def copy_state(self) -> None:
        return None


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    store = LocalStore(tmp_path / "local.db", pin="246810")
    yield store
    store.close()


def teller(store: LocalStore, desk: Any, who: str = "deo1") -> Teller:
    def at_once(work: Callable[[], None]) -> None:
        work()

    return Teller(store, desk, Actor(who, Role.DEO, "pc-1", "s"), at_once)


def watched(store: LocalStore, desk: Any) -> WatchedCopy:
    copy: Any = Copy()
    return WatchedCopy(copy, teller(store, desk))


def test_a_household_that_is_found_is_told_as_a_hash(store: LocalStore) -> None:
    desk = Desk()
    copy = watched(store, desk)
    assert copy.look_up("3840312344173") is None
    assert desk.said == []
    assert copy.look_up(CNIC) is not None
    [(who, seen, what, by)] = desk.said
    assert (who, seen, by, len(what)) == ("deo1", "viewed", "deo1", 64)
    assert "HH-77" not in what
    assert untold.waiting(store) == []


def test_what_the_site_does_not_hear_waits_through_a_restart_and_names_who_did_it(store: LocalStore) -> None:
    desk = Desk()
    desk.fault = Fault.SITE_UNREACHABLE
    watched(store, desk).look_up(CNIC)
    teller(store, desk).tell(Seen.LOCKED)
    assert [one.deed for one in untold.waiting(store)] == ["viewed", "locked"]
    desk.fault = None
    teller(store, desk, "deo2").drain()
    assert [(who, seen, by) for who, seen, _, by in desk.said] == [
        ("deo2", "viewed", "deo1"),
        ("deo2", "locked", "deo1"),
    ]
    teller(store, desk).drain()
    assert len(desk.said) == 2


def test_an_entry_that_the_desk_refuses_holds_up_no_other(store: LocalStore, expected_logs: set[str]) -> None:
    expected_logs.add("drc_desktop.devices.teller")

    class Picky(Desk):
        def witness(self, actor: Actor, key: str, witnessed: Witnessed) -> None:
            if witnessed.seen is Seen.EXPORTED:
                raise DeskError(Fault.BAD_REQUEST, what="what")
            super().witness(actor, key, witnessed)

    desk = Picky()
    keep(store, "", Seen.EXPORTED, "2 envelopes")
    teller(store, desk).tell(Seen.LOCKED)
    assert [seen for _, seen, _, _ in desk.said] == ["locked"]
    assert untold.waiting(store) == []


def test_settings_of_the_pc_are_told_where_they_differ(store: LocalStore) -> None:
    desk = Desk()
    told = teller(store, desk)
    told.settings(Settings())
    assert desk.said == []
    for _ in range(2):
        told.settings(Settings(screen=ScreenSettings(lock_minutes=60.0)))
    assert [what for _, _, what, _ in desk.said] == ["screen.lock_minutes: 3.0 > 60.0"]
