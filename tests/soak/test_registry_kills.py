"""The registry's process and its PostgreSQL are killed by turns under load: no receipt without its row, none twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.soak.conftest import Soak
from tests.unit.sync.kills import Victim

pytestmark = pytest.mark.soak


def test_what_was_receipted_is_there(soak: Soak, own_cluster: Any) -> None:
    victim = Victim(own_cluster.url)
    for number in soak.rounds():
        before = victim.receipts
        victim.kill(soak.dice, own_cluster.crash if number % 2 else None)
        soak.figures["kills"] += 1
        soak.figures["receipts"] += victim.receipts - before
        assert (victim.lost, victim.doubled) == (0, 0)
    soak.figures["lost"] += victim.lost
    soak.figures["doubled"] += victim.doubled
