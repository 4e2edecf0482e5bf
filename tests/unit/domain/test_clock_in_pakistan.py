"""A centre's PC set to another zone shows, prints and dates as the others do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from drc_desktop.counter import words
from drc_desktop.domain import clock
from drc_desktop.kit.dates import hour

AT = datetime(2026, 11, 23, 3, 42, tzinfo=UTC).timestamp()


@pytest.fixture
def abroad(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("this system sets the zone of a process by no call")
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    assert datetime.fromtimestamp(AT).strftime("%d %H:%M") == "22 19:42"  # noqa: DTZ006 - the PC's own
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("abroad")
def test_hours_and_dates_are_those_of_the_centre(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (hour(AT), words.clock(AT, seconds=True)) == ("08:42", "08:42:00")
    assert (clock.date_of(AT), clock.minute_of_day(AT)) == ("2026-11-23", 522)
    monkeypatch.setattr(time, "time", lambda: AT)
    assert clock.today().isoformat() == "2026-11-23"
