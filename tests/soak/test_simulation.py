"""Whole histories of twenty sites, in ordinary and in the worst weather: every finding of the checker is 0."""

from __future__ import annotations

import pytest

from tests.soak.conftest import Soak
from tests.unit.sync.simulation import Simulation
from tests.unit.sync.test_simulation import WORST

pytestmark = pytest.mark.soak


def test_no_history_loses_doubles_or_misplaces_a_survey(soak: Soak, expected_logs: set[str]) -> None:
    expected_logs.add("sync.registry")
    for number in soak.rounds():
        seed = soak.dice.randrange(1 << 40)
        found = Simulation(seed, WORST if number % 2 else None, days=1.0).run()
        soak.figures["histories"] += 1
        soak.figures["surveys"] += found.made
        soak.figures["faults"] += found.faults.total()
        for name in ("lost", "duplicates", "false_acknowledgements", "wrong_operator", "stuck", "pull_order"):
            soak.figures[name] += getattr(found, name)
        assert found.bad == {}, f"Simulation({seed}, {'WORST' if number % 2 else None}, days=1.0)"
