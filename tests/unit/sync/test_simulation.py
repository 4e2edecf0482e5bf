"""Histories of twenty sites: nothing lost, doubled, believed too early, credited to another, stuck, or out of order.

The planted faults show that the checker would notice: each is a mistake that a real system made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from sync import receipt as receipts
from sync import wire
from sync.client import SyncWorker
from sync.outbox import Outbox
from sync.registry.inbox import Inbox
from sync.registry.service import Registry
from sync.slice import Slice
from tests.unit.sync.simulation import Simulation, Storm

HISTORIES, DAYS = 50, 0.15
WORST = Storm(
    drop_reply=0.2, lie=0.15, restore=0.15, back_up=0.2, device_dies=0.05, registry_dies=0.05, late_double=0.1
)


@pytest.fixture(autouse=True)
def restores_are_logged(expected_logs: set[str]) -> None:
    expected_logs.add("sync.registry")


@pytest.mark.parametrize("first", range(0, HISTORIES, 5))
def test_no_history_loses_doubles_or_misplaces_a_survey(first: int) -> None:
    faults: Counter[str] = Counter()
    for seed in range(first, first + 5):
        found = Simulation(seed, days=DAYS).run()
        assert found.bad == {}, f"seed {seed}"
        assert found.stored >= found.made > 0
        faults += found.faults
    assert {"drop_request", "drop_reply", "device_dies", "registry_dies"} <= set(faults)


def test_a_seed_is_the_same_history_each_time() -> None:
    first, again = (Simulation(7, sites=5).run() for _ in range(2))
    assert (first.trace, first.faults) == (again.trace, again.faults)
    assert Simulation(8, sites=5).run().trace != first.trace


def test_the_worst_weather_we_have() -> None:
    faults: Counter[str] = Counter()
    for seed in (1001, 1002):
        found = Simulation(seed, WORST, sites=8, days=1.5).run()
        assert found.bad == {}, f"seed {seed}"
        faults += found.faults
    assert set(faults) >= set(Storm.__dataclass_fields__) - {"stick"}


def believes_any_receipt(patch: Any) -> None:
    def verify(data: bytes, _registry: Any, **_: Any) -> receipts.Receipt:
        body, _signature = wire.byte_strings(data, 2, receipts.MAX_RECEIPT)
        fields = wire.decode_map(body, receipts.MAX_RECEIPT)
        del fields["v"]
        return receipts.Receipt(**fields | {"msg_id": UUID(bytes=fields["msg_id"])})

    patch.setattr("sync.client.receipts.verify", verify)


def answers_before_the_commit(patch: Any) -> None:
    """The receipt leaves, and then the transaction is rolled back."""
    real = Inbox._store

    def store(self: Inbox, sent: Any) -> Any:
        outcomes: list[Any] = []
        try:
            with patched_engine(self, outcomes):
                outcomes += real(self, sent)
        except RolledBack:
            pass
        return outcomes

    patch.setattr(Inbox, "_store", store)


class RolledBack(Exception):
    """Stands for a process that answered first."""


class patched_engine:
    """Rolls back every third transaction of an inbox after its outcomes are known."""

    calls = 0

    def __init__(self, inbox: Inbox, outcomes: list[Any]) -> None:
        self._inbox, self._outcomes = inbox, outcomes

    def __enter__(self) -> None:
        patched_engine.calls += 1
        self._rolls = patched_engine.calls % 3 == 0
        if self._rolls:
            self._compare = self._inbox._compare
            inbox: Any = self._inbox
            inbox._compare = lambda *a: self._kept(self._compare(*a))
            inbox._devices.seen, self._seen = self._fail, inbox._devices.seen

    def _kept(self, outcome: Any) -> Any:
        self._outcomes.append(outcome)
        return outcome

    def _fail(self, *_: Any) -> None:
        raise RolledBack

    def __exit__(self, *_: Any) -> None:
        if self._rolls:
            inbox: Any = self._inbox
            inbox._compare, inbox._devices.seen = self._compare, self._seen


def no_unique_and_no_look(patch: Any) -> None:
    """The table without its key, and nobody looks before writing (kobocat#470)."""
    real = Registry.__init__

    def opened(self: Registry, *args: Any, **more: Any) -> None:
        real(self, *args, **more)
        with self.engine.begin() as connection:
            if connection.exec_driver_sql("SELECT count(*) FROM inbox").scalar_one() == 0:
                connection.exec_driver_sql("CREATE TABLE copy AS SELECT * FROM inbox")
                connection.exec_driver_sql("DROP TABLE inbox")
                connection.exec_driver_sql("ALTER TABLE copy RENAME TO inbox")

    patch.setattr(Registry, "__init__", opened)
    look, looks = Inbox._present, [0]

    def blind(self: Inbox, connection: sa.Connection, msg_ids: Any) -> Any:
        looks[0] += 1
        return {} if looks[0] % 2 else look(self, connection, msg_ids)

    patch.setattr(Inbox, "_present", blind)


def no_offering_again(patch: Any) -> None:
    """After a restore clients keep what they marked as sent to themselves (cht-core#8093)."""
    patch.setattr(Outbox, "reoffer", lambda *_: 0)


def sending_is_a_state(patch: Any) -> None:
    """A message that was being sent when the process died is never sent again (dhis2-android-sdk#1144)."""
    real = Outbox.due

    def due(self: Outbox, limit: int, max_bytes: int) -> Any:
        batch = real(self, limit, max_bytes)
        for item, _ in batch:
            self.put_off(item.msg_id, 10**12)
        return batch

    patch.setattr(Outbox, "due", due)


def checkpoint_before_data(patch: Any) -> None:
    """The cursor is written first; a death before the rows skips them for ever (pouchdb#1240)."""
    real = Slice.apply

    def apply(self: Slice, page: Any) -> None:
        from sync.slice import slice_meta

        with self._engine.begin() as connection:
            connection.execute(sa.delete(slice_meta).where(slice_meta.c.tehsil == page.tehsil))
            values = {"tehsil": page.tehsil, "cursor": page.cursor, "hash_key": page.key, "contact_ms": 0}
            connection.execute(sa.insert(slice_meta).values(**values, complete=True))
        from dataclasses import replace

        real(self, replace(page, since=page.cursor))

    patch.setattr(Slice, "apply", apply)


def first_error_ends_it_all(patch: Any) -> None:
    """One failed upload and nothing is tried any more (powersync-native#15, powersync-sqlite-core#162)."""
    real = SyncWorker.run_once

    def run_once(self: SyncWorker) -> Any:
        if getattr(self._outbox, "broken", False):
            return real.__globals__["Round"](0, 0, 0, 0, "stopped", 60.0, None)
        done = real(self)
        self._outbox.broken = done.fault is not None  # type: ignore[attr-defined]
        return done

    patch.setattr(SyncWorker, "run_once", run_once)


@pytest.mark.parametrize(
    ("plant", "finding"),
    [
        (believes_any_receipt, "false_acknowledgements"),
        (answers_before_the_commit, "false_acknowledgements"),
        (no_unique_and_no_look, "duplicates"),
        (no_offering_again, "lost"),
        (sending_is_a_state, "stuck"),
        (checkpoint_before_data, "pull_order"),
        (first_error_ends_it_all, "stuck"),
    ],
)
def test_a_planted_fault_is_caught(monkeypatch: pytest.MonkeyPatch, plant: Callable[[Any], None], finding: str) -> None:
    plant(monkeypatch)
    found: Counter[str] = Counter()
    for seed in range(2000, 2016):
        found.update(Simulation(seed, WORST, sites=4, days=0.6).run().bad)
        if found[finding]:
            return
    pytest.fail(f"{plant.__name__} went unnoticed: {dict(found)}")
