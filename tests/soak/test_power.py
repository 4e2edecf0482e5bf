"""Power cuts over and over, from ever new runs: nothing that was said to be kept is lost, no store is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.conftest import Soak
from tests.store.test_power_loss import Cuts
from tests.store.test_power_loss import pytestmark as needs_strace

pytestmark = [pytest.mark.soak, needs_strace]


def test_no_power_cut_loses_what_was_said_to_be_kept(soak: Soak, tmp_path: Path) -> None:
    for number in soak.rounds():
        cuts = Cuts(tmp_path / str(number), messages=soak.dice.randrange(20, 160))
        cuts.play(soak.dice, 500)
        soak.figures["states"] += cuts.states
        soak.figures["lost"] += cuts.lost
        soak.figures["corrupt"] += cuts.corrupt
        assert (cuts.lost, cuts.corrupt) == (0, 0)
