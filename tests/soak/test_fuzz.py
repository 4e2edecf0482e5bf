"""200,000 damaged forms, expressions and drafts, more while there is time: no crash, no hang, no unbounded memory."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.conftest import Soak
from tests.unit.engine.spoiled import TRIALS, survives

pytestmark = pytest.mark.soak
INPUTS, BATCH = 200_000, 300
MEMORY = 2 * 1024**3


@pytest.fixture
def _bounded_memory() -> Iterator[None]:
    """An input that asks for gigabytes shall end in a MemoryError; only Linux has this limit for a process."""
    if not sys.platform.startswith("linux"):
        yield
        return
    import resource

    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.timeout(7_200)
@pytest.mark.usefixtures("_bounded_memory")
def test_no_damaged_input_breaks_the_engine(soak: Soak) -> None:
    rounds = soak.rounds()
    while next(rounds, None) is not None or soak.figures["inputs"] < INPUTS:
        for kind in TRIALS:
            for _ in range(BATCH):
                seed = soak.dice.getrandbits(48)
                try:
                    soak.figures[f"{kind} taken"] += survives(kind, seed)
                except BaseException as error:
                    error.add_note(f"survives({kind!r}, {seed})")
                    raise
                soak.figures["inputs"] += 1
