"""A counter's window is killed in the middle of interviews, over and over; the ledger adds up to two hundred times."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenario.test_kill_at_the_counter import Victim, needs_fork
from tests.soak.conftest import Soak

pytestmark = [pytest.mark.soak, needs_fork]


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Victim]:
    made = Victim(tmp_path)
    yield made
    made.close()


def test_nothing_acknowledged_is_lost_at_a_counter(soak: Soak, victim: Victim) -> None:
    for _ in soak.rounds():
        victim.kill(soak.dice)
        soak.figures.update(kills=1)
        assert (victim.lost, victim.strayed, victim.complaints) == (0, [], [])
    soak.figures["interviews finished"] = victim.finished
