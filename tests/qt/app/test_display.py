"""A display that comes back: what was called while it was away is announced, whatever happens in that moment."""

from __future__ import annotations

import threading

import pytest

from drc_desktop.app.display import Display
from drc_desktop.desk.contract import Actor, Changes, Hall
from drc_desktop.devices.announced import Announced, read
from drc_desktop.kit.tasks import _NO_CALL
from drc_desktop.site_service.client import FarDesk
from tests.qt.app.house import House
from tests.unit.desk.conftest import PIN

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform


def two_calls(house: House) -> list[int]:
    """A visitor who did not come, and the next one."""
    desk = house.desk
    deo = desk.sign_in("pc-counter", "deo1", PIN, 1).actor
    desk.sit(deo, "sit", 1)
    house.issue()
    house.issue()
    first = desk.call_next(deo, "first", 1)
    assert first is not None
    desk.no_show(deo, "gone", first.visit_id)
    second = desk.call_next(deo, "second", 1)
    assert second is not None
    return [first.call_id, second.call_id]


def test_a_board_that_comes_with_a_change_does_not_replace_the_first_whole_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.open_day()
    home = house.join("display")
    first, second = two_calls(house)
    Announced(home).add(first)
    released, seen = threading.Event(), []
    hall, changed = FarDesk.hall, Display._changed

    def slow(desk: FarDesk, actor: Actor, after: int) -> Hall:
        if after != _NO_CALL:  # the display's own question; the other one only learns where the changes begin
            released.wait(60)
        return hall(desk, actor, after)

    def watched(display: Display, changes: Changes) -> None:
        changed(display, changes)
        seen.append(changes)

    monkeypatch.setattr(FarDesk, "hall", slow)
    monkeypatch.setattr(Display, "_changed", watched)
    house.open("display", home)
    house.until(lambda: seen)
    house.desk.close_day(house.actor, "close")
    house.until(lambda: any(changes.items for changes in seen))
    released.set()
    house.until(lambda: read(home / "announced.txt") == [first, second])
