"""Guessing secrets over the LAN gets slower, whoever asks; PCs with a good secret elsewhere do not notice."""

from __future__ import annotations

from typing import Any

import pytest

from drc_desktop.desk.contract import DeskError, Fault
from drc_desktop.settings import SiteSettings
from drc_desktop.site_service import refusals
from drc_desktop.site_service.client import FarDesk
from drc_desktop.site_service.refusals import BURST, PER_SECOND, Refusals
from tests.unit.site_service.conftest import Joined


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_bucket_empties_by_refusals_alone_and_fills_with_time() -> None:
    clock = Clock()
    gate = Refusals(clock)
    for _ in range(int(BURST)):
        assert gate.wait_s("10.0.0.9") == 0
        gate.note("10.0.0.9")
    assert gate.wait_s("10.0.0.9") == round(1 / PER_SECOND)
    assert gate.wait_s("10.0.0.7") == 0
    clock.at += 1 / PER_SECOND
    assert gate.wait_s("10.0.0.9") == 0
    gate.note("10.0.0.9")
    assert gate.wait_s("10.0.0.9") > 0
    clock.at += 10 * BURST
    for _ in range(int(BURST)):
        assert gate.wait_s("10.0.0.9") == 0
        gate.note("10.0.0.9")


def test_a_pc_that_was_unpaired_may_go_on_asking_and_addresses_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    gate = Refusals(clock)
    for _ in range(500):
        assert gate.wait_s("10.0.0.9") == 0
        gate.note("10.0.0.9")
        clock.at += 2.0
    monkeypatch.setattr(refusals, "_MOST_ADDRESSES", 3)
    for number in range(10):
        gate.note(f"10.0.1.{number}")
    assert list(gate._buckets) == ["10.0.1.7", "10.0.1.8", "10.0.1.9"]


def test_over_the_wire_nothing_is_looked_up_any_more(joined: Joined, running: Any) -> None:
    far = joined()
    clock = Clock()
    running._service._refusals = Refusals(clock)
    stranger = FarDesk(far.station, "not the secret", SiteSettings(resends=0))
    faults = []
    for _ in range(int(BURST) + 1):
        with pytest.raises(DeskError) as fault:
            stranger.site()
        faults.append(fault.value)
    assert {one.code for one in faults[:-1]} == {Fault.UNPAIRED}
    assert (faults[-1].code, faults[-1].params) == (Fault.SITE_BUSY, {"seconds": 1})
    with pytest.raises(DeskError) as fault:
        far.site()  # the same address: the test's own
    assert fault.value.code is Fault.SITE_BUSY
    clock.at += BURST
    assert far.site().site_id == "LHR-01"
    stranger.close()
