"""Long runs on the helpers of the ordinary tests: a budget of minutes, a seed that is printed, figures at the end.

SOAK_SUITE (one of SUITES; default all), SOAK_BUDGET_MINUTES (for all chosen together,
default 10), SOAK_SEED (to run one again). What ran is added to a ledger, build/soak-ledger.json, each seed once: so
the large numbers are reached over many nights.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.conftest import any_pin, new_url, postgres
from tests.unit.sync.conftest import (
    centre,
    clock,
    database_url,
    device,
    local_engine,
    new_database,
    own_cluster,
    postgresql_cluster,
)

__all__ = [
    "any_pin", "centre", "clock", "database_url", "device", "local_engine", "new_database", "new_url", "own_cluster",
    "postgres", "postgresql_cluster",
]  # fmt: skip

SUITES = (
    "claims",
    "service-claims",
    "hall-kills",
    "kills",
    "counter-kills",
    "bad-inputs",
    "slips",
    "fuzz",
    "forms",
    "simulation",
    "power",
    "registry-kills",
    "polling",
)
GOALS = {
    "kills": ("kills", 5_000), "hall-kills": ("kills", 200),
    "claims": ("claims", 1_000_000), "service-claims": ("claims", 100_000),
    "bad-inputs": ("bad envelopes", 100_000), "simulation": ("histories", 20_000),
    "power": ("states", 100_000), "registry-kills": ("kills", 5_000), "counter-kills": ("kills", 200),
    "polling": ("rows", 1_000_000),
}  # fmt: skip
LEDGER = Path(__file__).resolve().parents[2] / "build" / "soak-ledger.json"


class Soak:
    """One long run. `dice` is the only source of chance; `figures` counts what was done."""

    def __init__(self, seed: int, minutes: float) -> None:
        self.seed, self.minutes = seed, minutes
        self.dice = random.Random(seed)
        self.figures: Counter[str] = Counter()

    def rounds(self) -> Iterator[int]:
        """Numbers of rounds from 0, at least one, until the minutes are spent."""
        ends, number = time.monotonic() + self.minutes * 60, 0
        while number == 0 or time.monotonic() < ends:
            self.figures["rounds"] += 1
            yield number
            number += 1


def suite_of(item: pytest.Item) -> str:
    return item.path.stem.removeprefix("test_").replace("_", "-")


@pytest.fixture
def soak(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[Soak]:
    chosen = os.environ.get("SOAK_SUITE", "all")
    if chosen not in (*SUITES, "all"):
        pytest.fail(f"there is no SOAK_SUITE {chosen!r}; there are {', '.join(SUITES)}")
    if chosen not in ("all", suite_of(request.node)):
        pytest.skip(f"SOAK_SUITE is {chosen}")
    mine = [item for item in request.session.items if item.path.parent == request.node.path.parent]
    share = [item for item in mine if chosen in ("all", suite_of(item))]
    minutes = float(os.environ.get("SOAK_BUDGET_MINUTES", "10")) / len(share)
    run = Soak(int(os.environ.get("SOAK_SEED") or secrets.randbits(32)), minutes)
    yield run
    with capsys.disabled():
        said = ", ".join(f"{name} {count}" for name, count in run.figures.items())
        print(f"\n{request.node.name}: seed {run.seed}, {run.minutes:.1f} minutes, {said}")
        print(entered(suite_of(request.node), run))


def entered(suite: str, run: Soak) -> str:
    """Add a run to the ledger; how far the suite is, over all seeds."""
    ledger = json.loads(LEDGER.read_text()) if LEDGER.exists() else {}
    mine = ledger.setdefault(suite, {"seeds": [], "figures": {}})
    if run.seed not in mine["seeds"]:
        mine["seeds"].append(run.seed)
        total = Counter(mine["figures"])
        total.update(run.figures)  # keeps what stands at 0: that nothing was lost is a figure too
        mine["figures"] = dict(total)
        LEDGER.parent.mkdir(exist_ok=True)
        LEDGER.write_text(json.dumps(ledger, indent=1))
    figures = ", ".join(f"{name} {count}" for name, count in sorted(mine["figures"].items()))
    name, goal = GOALS.get(suite, ("", 0))
    reached = f" ({mine['figures'].get(name, 0)} of {goal} {name})" if name else ""
    return f"ledger of {suite}: {len(mine['seeds'])} seeds{reached}: {figures}"
