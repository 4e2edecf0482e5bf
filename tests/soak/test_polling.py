"""A reader that polls a tehsil while others write it on PostgreSQL: it sees every row, none twice for one change."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from sync import page as pages
from sync.household import SliceHousehold
from sync.keys import Keys
from sync.registry.devices import APPROVED, Device
from sync.registry.service import Registry, Secrets
from sync.requests import PullRequest
from tests.soak.conftest import Soak
from tests.unit.sync.conftest import NoScorer, PlainValidator

pytestmark = pytest.mark.soak
WRITERS, TEHSIL = 4, "PK60403"


class Reader:
    """Pulls page after page; what it has seen, by household."""

    def __init__(self, registry: Registry) -> None:
        self._registry, self._keys, self._cursor = registry, Keys.generate(), b""
        self._device = Device("pc", "site", (TEHSIL,), self._keys.public, APPROVED, None)
        self.seen: dict[str, int] = {}

    def poll(self) -> None:
        more = True
        while more:
            request = PullRequest("pc", TEHSIL, self._cursor, 1)
            data, more = self._registry.slices.page(request, self._device)
            page = pages.open_(data, registry=self._registry.keys.public, device="pc", device_keys=self._keys)
            assert page.since == self._cursor
            for found in page.put:
                self.seen[found.household_id] = self.seen.get(found.household_id, 0) + 1
            self._cursor = page.cursor


def test_no_row_is_skipped(soak: Soak, new_database: Callable[[str], str]) -> None:
    secrets = Secrets(Keys.generate(), b"v" * 32)
    registry = Registry(new_database("postgresql"), secrets, PlainValidator(), NoScorer())
    reader, written, lock = Reader(registry), 0, threading.Lock()

    def write(writer: int, number: int, sizes: list[int]) -> None:
        nonlocal written
        for step, size in enumerate(sizes):
            rows = [
                SliceHousehold(f"{writer}-{number}-{step}-{n}", TEHSIL, "d", "r", "registered", None, False)
                for n in range(size)
            ]
            registry.slices.publish(rows)
            with lock:
                written += size

    for number in soak.rounds():
        plans: list[Any] = [[soak.dice.randint(1, 60) for _ in range(20)] for _ in range(WRITERS)]
        writers = [threading.Thread(target=write, args=(who, number, plan)) for who, plan in enumerate(plans)]
        for writer in writers:
            writer.start()
        while any(writer.is_alive() for writer in writers):
            reader.poll()
        reader.poll()
        soak.figures["rows"] = written
        soak.figures["skipped"] = written - len(reader.seen)
        assert len(reader.seen) == written
        assert set(reader.seen.values()) == {1}
    registry.close()
