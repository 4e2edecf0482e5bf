"""A registry with many persons on PostgreSQL: finding one in the country by CNIC, and the next page of a slice."""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

from benchmarks.figures import Row, single, spread, timed
from benchmarks.postgres import cluster
from benchmarks.sync_fill import fill
from drc_desktop.head_office.application import load_secrets, open_registry
from sync.household import HEAD, SliceHousehold, SliceMember
from sync.keys import Keys
from sync.registry.devices import APPROVED, Device
from sync.registry.service import Registry
from sync.registry.slices import PAGE_ROWS
from sync.requests import PullRequest

TEHSILS, SIZE = 617, 5
ASKED = 500


def person_rows(folder: Path, quick: bool, persons: int = 0) -> list[Row]:
    """`persons` in households of five over 617 tehsils; BENCH_PERSONS, else 60,000, with `quick` 6,000."""
    persons = persons or int(os.environ.get("BENCH_PERSONS", "6000" if quick else "60000"))
    with cluster() as server:
        registry = open_registry(folder, server.url)
        try:
            secret = load_secrets(folder).vault_secret
            took = timed(lambda: fill(registry, server.url, secret, sizes(persons), household))
            rows = [single("fill.persons", took / 1000, "s", persons, None, processes=2)]
            return [*rows, _lookup(registry, persons), *_pages(registry, persons)]
        finally:
            registry.close()


def cnic(number: int) -> str:
    """A synthetic number: 399 is given to no province."""
    return f"399{number:010}"


def household(number: int, tehsil: str) -> SliceHousehold:
    """Five synthetic members."""
    members = tuple(
        SliceMember(
            cnic=cnic(number * SIZE + place), name_en=f"Synthetic {number}-{place}", name_ur="", gender="male",
            relation=HEAD if place == 0 else "child", dob=date(1990, 1, 1), marital="single",
        )
        for place in range(SIZE)
    )  # fmt: skip
    return SliceHousehold(f"h-{number}", tehsil, "district", "PB", "registered", None, False, members=members)


def sizes(persons: int) -> list[tuple[str, range]]:
    """The numbers of the households of each tehsil; the first has some pages more than its share."""
    count = persons // SIZE
    first = min(count, 3 * PAGE_ROWS)
    each = max(1, -(-(count - first) // (TEHSILS - 1)))
    starts = [0, *range(first, count, each)]
    return [(f"PK{number:05}", range(*pair)) for number, pair in enumerate(pairwise([*starts, count]))]


def _lookup(registry: Registry, persons: int) -> Row:
    step = max(1, persons // ASKED)
    asked = [cnic(number) for number in range(0, persons // SIZE * SIZE, step)]
    assert all(registry.slices.households_of(one) for one in asked[:10]), "a person is not found"
    times = [timed(partial(registry.slices.households_of, one)) for one in asked]
    return spread("lookup.persons", times, {"p99": 5.0}, persons=persons, tehsils=TEHSILS)


def _pages(registry: Registry, persons: int) -> list[Row]:
    """The first page of a slice for a PC: made for it alone, and as it lies in a snapshot."""
    reader = Device("pc", "site", ("PK00000",), Keys.generate().public, APPROVED, None)
    request, rows = PullRequest("pc", "PK00000", b"", 1), min(PAGE_ROWS, persons // SIZE)
    times = [timed(lambda: registry.slices.page(request, reader)) for _ in range(40)]
    registry.slices.snapshots.make("PK00000")
    ready = [timed(lambda: registry.slices.page(request, reader)) for _ in range(40)]
    return [
        spread("delta_page.500", times, {"p95": 50.0}, persons=persons, rows=rows),
        spread("snapshot_page.500", ready, None, persons=persons, rows=rows),
    ]
