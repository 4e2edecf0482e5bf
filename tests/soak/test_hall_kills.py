"""Days at which people, services, displays and the database are killed: every invariant holds, every call was said."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.postgres import cluster
from tests.e2e.test_simulated_day import lived
from tests.soak.conftest import Soak

pytestmark = pytest.mark.soak
KILLS = 20


def test_nobody_is_lost_or_called_twice_whatever_dies(soak: Soak, tmp_path: Path) -> None:
    for number in soak.rounds():
        seed, folder = f"{soak.seed} {number}", tmp_path / str(number)
        folder.mkdir()
        if number % 2:
            with cluster("-c fsync=off -c max_connections=60") as server:
                stage, verdict = lived(folder, seed, server.url, KILLS, server.crash)
        else:
            stage, verdict = lived(folder, seed, "", KILLS)
        soak.figures["kills"] += stage.killed.total()
        soak.figures.update({f"kills of a {kind}": count for kind, count in stage.killed.items()})
        soak.figures["calls"] += verdict.calls
        soak.figures["faults"] += len(verdict.faults)
        assert verdict.faults == [], f"seed {seed}"
