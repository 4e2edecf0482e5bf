"""A registry set back to a backup: it learns of it from its own receipts, and devices offer everything again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from sync.carriers.base import Answer, push_request
from sync.client import SyncWorker
from sync.enrol import enrol
from sync.identity import Identity
from sync.keys import Keys
from sync.outbox import RETENTION_MS, Outbox, State
from sync.receipt import Receipt
from sync.registry.service import Registry, Secrets
from sync.slice import Slice
from tests.unit.sync.conftest import NoScorer, PlainValidator


class Near:
    """The registry without anything in between."""

    name = "near"

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def push(self, envelopes, seen=b"") -> list[Answer]:
        return list(self.registry.push(push_request(envelopes, seen)))

    def pull(self, request: bytes) -> bytes:
        return self.registry.pull(request)

    def enrol(self, request: bytes) -> bytes:
        return self.registry.enrol(request)


class Backed:
    """A registry whose database can be copied and put back, and one PC."""

    def __init__(self, path: Path, device, engine: sa.Engine, clock) -> None:
        self.path, self.device, self.engine, self.clock = path, device, engine, clock
        self.secrets = Secrets(device.registry_keys, b"v" * 32)
        self.open()
        code = self.registry.devices.create_code(device.site, ["PK60403"], auto_approve=True)
        told = enrol(Near(self.registry), code, site=device.site, device=device.device, label="x", keys=device.keys)
        self.identity = Identity(device.site, device.device, device.keys, told.registry, told.tehsils)
        self.outbox, self.slice = Outbox(engine, clock), Slice(engine, clock)

    def open(self) -> None:
        self.registry = Registry(f"sqlite:///{self.path}", self.secrets, PlainValidator(), NoScorer(), self.clock)

    def back_up(self) -> None:
        self.registry.close()
        shutil.copy(self.path, self.path.with_suffix(".bak"))
        self.open()

    def restore(self) -> None:
        self.registry.close()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copy(self.path.with_suffix(".bak"), self.path)
        self.open()

    def survey(self, count: int = 1) -> list[str]:
        envelopes = [self.device.survey(f"<data>{n}</data>") for n in range(count)]
        with self.engine.begin() as connection:
            for envelope in envelopes:
                self.outbox.put(connection, envelope)
        return [envelope.msg_id for envelope in envelopes]

    def round(self, slice_: bool = True):
        worker = SyncWorker(
            self.identity, self.outbox, Near(self.registry), slice_=self.slice if slice_ else None, now=self.clock
        )
        return worker.run_once()

    def stored(self) -> list[str]:
        with self.registry.engine.begin() as connection:
            return sorted(connection.exec_driver_sql("SELECT msg_id FROM inbox").scalars())


@pytest.fixture
def backed(tmp_path: Path, device, local_engine: sa.Engine, clock):
    made = Backed(tmp_path / "registry.db", device, local_engine, clock)
    yield made
    made.registry.close()


def test_restore_from_backup_loses_nothing_that_devices_keep(backed: Backed, expected_logs) -> None:
    """cht-core#8093: what clients marked as sent was gone after a restore, and stayed gone."""
    expected_logs.add("sync.registry")
    before = backed.survey(3)
    backed.round()
    backed.back_up()
    after = backed.survey(4)
    backed.round()
    assert backed.outbox.figures().acked == 7
    backed.restore()
    assert backed.stored() == sorted(before)
    epoch = backed.registry.epoch.current()
    done = backed.round()
    assert done.reoffered == 7
    assert backed.registry.epoch.current() != epoch
    assert backed.round().acked == 7
    assert backed.stored() == sorted(before + after)
    assert backed.round().reoffered == 0
    assert backed.outbox.figures().acked == 7


def test_new_messages_after_the_restore_do_not_hide_the_loss(backed: Backed, expected_logs) -> None:
    """More come in than were lost, so that the numbers alone would not show it."""
    expected_logs.add("sync.registry")
    backed.survey(1)
    backed.round()
    backed.back_up()
    lost = backed.survey(2)
    backed.round()
    backed.restore()
    backed.survey(9)
    backed.round()
    backed.round()
    assert set(lost) <= set(backed.stored())
    assert len(backed.stored()) == 12
    assert backed.outbox.figures().waiting == 0


def test_without_reoffering_the_restore_test_would_fail(backed: Backed, monkeypatch, expected_logs) -> None:
    """The planted fault."""
    expected_logs.add("sync.registry")
    monkeypatch.setattr(Outbox, "reoffer", lambda *_: 0)
    backed.back_up()
    [lost] = backed.survey(1)
    backed.round()
    backed.restore()
    backed.round()
    backed.round()
    assert lost not in backed.stored()


@pytest.mark.parametrize("shown", ["forged", "other_epoch", "held", "garbage"])
def test_only_its_own_signature_makes_it_begin_anew(backed: Backed, shown: str) -> None:
    [msg_id] = backed.survey(1)
    backed.round()
    epoch, keys = backed.registry.epoch.current(), backed.device.registry_keys
    held = backed.outbox.receipt(msg_id)
    assert held is not None
    unknown = backed.device.survey("<x/>")
    made = {
        "forged": Receipt(unknown.header.msg_id, unknown.sha256, 9, epoch, 5, keys.public.kid).issue(Keys.generate()),
        "other_epoch": Receipt(unknown.header.msg_id, unknown.sha256, 9, "older", 5, keys.public.kid).issue(keys),
        "held": held,
        "garbage": b"\x00" * 50,
    }
    assert backed.registry.epoch.hear(made[shown]) is False
    assert backed.registry.epoch.current() == epoch


def test_the_registrys_clock_decides_when_bytes_are_erased(backed: Backed, clock) -> None:
    [msg_id] = backed.survey(1)
    backed.round()
    clock.forward(RETENTION_MS / 1000 - 10)
    backed.round()
    assert backed.outbox.envelope(msg_id)
    waiting = backed.survey(1)[0]
    clock.forward(7200)
    backed.outbox.purge(clock() - 7200 * 1000)
    assert backed.outbox.envelope(msg_id), "this PC's clock erased it"
    backed.round()
    assert backed.outbox.envelope(msg_id) == b""
    assert backed.outbox.receipt(msg_id)
    assert backed.outbox.envelope(waiting)
    assert len(backed.outbox.items([State.ACKED])) == 2


def test_what_has_no_receipt_is_never_erased(backed: Backed, clock) -> None:
    ready, refused = backed.survey(2)
    backed.outbox.quarantine(refused, "conflict")
    assert backed.outbox.purge(clock() + 10 * RETENTION_MS) == 0
    assert backed.outbox.envelope(ready)
    assert backed.outbox.envelope(refused)
