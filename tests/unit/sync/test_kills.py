"""SIGKILL in the middle of pushes: every receipt that left is kept by the database, and nothing is there twice."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from tests.unit.sync.kills import Victim

KILLS, CRASHES = 8, 3


@pytest.mark.timeout(170)
def test_a_killed_registry_keeps_what_it_receipted(new_database: Callable[[str], str]) -> None:
    dice, victim = Random(20261128), Victim(new_database("sqlite"))
    for _ in range(KILLS):
        victim.kill(dice)
    assert (victim.kills, victim.lost, victim.doubled) == (KILLS, 0, 0)
    assert victim.receipts > KILLS


@pytest.mark.timeout(170)
def test_a_killed_postgresql_keeps_what_was_receipted(own_cluster) -> None:
    """Every process of the server is ended as a power cut would; it recovers from its log."""
    dice, victim = Random(20261129), Victim(own_cluster.url)
    for _ in range(CRASHES):
        victim.kill(dice, own_cluster.crash)
    assert (victim.kills, victim.lost, victim.doubled) == (CRASHES, 0, 0)
    assert victim.receipts > CRASHES


def test_the_count_would_notice_a_receipt_without_its_row(new_database: Callable[[str], str]) -> None:
    """The planted fault: rows vanish that were receipted."""
    victim = Victim(new_database("sqlite"))
    victim.kill(Random(1))
    registry = victim._registry()
    with registry.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM inbox WHERE seq <= 2")
    registry.close()
    victim._count()
    assert victim.lost == 2
