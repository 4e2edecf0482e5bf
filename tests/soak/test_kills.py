"""A counter's journal is killed at any moment, over and over: what was acknowledged is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.conftest import Soak
from tests.store.test_local_journal import Victim

pytestmark = pytest.mark.soak
DRAFT = 400
"""Kills of one draft before the next begins: it grows with each."""


def test_no_acknowledged_answer_is_lost(soak: Soak, tmp_path: Path) -> None:
    victim = Victim(tmp_path / "0.db")
    for number in soak.rounds():
        if number and number % DRAFT == 0:
            victim = Victim(tmp_path / f"{number}.db")
        before = victim.told
        victim.kill(after=soak.dice.randint(1, 40))
        soak.figures["kills"] += 1
        soak.figures["answers"] += victim.told - before
        soak.figures["lost"] += victim.lost
        assert (victim.kills, victim.lost) == (number % DRAFT + 1, 0)
