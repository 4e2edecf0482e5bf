"""What other systems got wrong in the field, each as a test of ours, named after their report.

Restore from backup (cht-core#8093) stands in test_epoch.py. Marking a message as being sent (dhis2-android-sdk#1144),
the checkpoint before its data (pouchdb#1240) and one error that ends all sending (powersync-native#15,
powersync-sqlite-core#162) are planted in test_simulation.py as well, to see that they would be noticed.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from sync.client import SyncWorker
from sync.errors import Broken, Unreachable
from sync.outbox import Outbox, State
from sync.registry.web import PUSHES_AT_ONCE, Gate
from sync.slice import Slice
from tests.unit.sync.test_client import Scripted, receipts_by
from tests.unit.sync.test_epoch import Backed, Near


@pytest.fixture
def backed(tmp_path, device, local_engine: sa.Engine, clock):
    made = Backed(tmp_path / "registry.db", device, local_engine, clock)
    yield made
    made.registry.close()


class Lossy(Near):
    """Delivers, and loses the answers of the first pushes."""

    def __init__(self, registry, losses: int) -> None:
        super().__init__(registry)
        self.losses = losses

    def push(self, envelopes, seen=b""):
        answers = super().push(envelopes, seen)
        self.losses -= 1
        if self.losses >= 0:
            raise Broken
        return answers


def test_kobocat_470_concurrent_retries_of_one_id_make_one_row(backed: Backed) -> None:
    envelope, start = backed.device.survey(), threading.Barrier(8)

    def send(_: int) -> bytes | None:
        start.wait(60)
        return backed.registry.take([envelope.data])[0].receipt

    with ThreadPoolExecutor(8) as pool:
        receipts = set(pool.map(send, range(8)))
    assert len(receipts) == 1
    assert backed.stored() == [envelope.msg_id]


def test_opencrvs_7477_a_slow_link_and_a_resend_make_no_second_record(backed: Backed) -> None:
    sent = backed.survey(3)
    link = Lossy(backed.registry, losses=3)
    for _ in range(4):
        # a reload: the worker is a new one each time
        SyncWorker(backed.identity, backed.outbox, link, now=backed.clock).run_once()
        backed.clock.forward(3600)
    assert backed.stored() == sorted(sent)
    assert backed.outbox.figures().acked == 3


def test_opencrvs_5313_12292_no_record_leaves_the_outbox_without_a_receipt(backed: Backed) -> None:
    sent = backed.survey(4)
    SyncWorker(backed.identity, backed.outbox, Lossy(backed.registry, losses=9), now=backed.clock).run_once()
    assert {item.state for item in backed.outbox.items()} == {State.READY}
    assert {item.msg_id for item in backed.outbox.items()} == set(sent)
    assert set(State) == {State.READY, State.ACKED, State.QUARANTINED}, "there is no 'sending' to be stuck in"


def test_opencrvs_9946_an_operator_sees_their_own_outbox_only(backed: Backed) -> None:
    with backed.engine.begin() as connection:
        for op in ("deo-1", "deo-2", "deo-1"):
            backed.outbox.put(connection, backed.device.survey(op=op))
    assert [item.operator for item in backed.outbox.items(operator="deo-1")] == ["deo-1", "deo-1"]
    assert backed.outbox.items(operator="deo-3") == []


def test_getodk_1195_two_batches_at_once_are_both_there_when_both_are_told_so(backed: Backed) -> None:
    batches = [[backed.device.survey(f"<d>{n}-{k}</d>") for k in range(20)] for n in range(4)]
    start = threading.Barrier(4)

    def send(batch):
        start.wait(60)
        return backed.registry.take([one.data for one in batch])

    with ThreadPoolExecutor(4) as pool:
        outcomes = [outcome for answers in pool.map(send, batches) for outcome in answers]
    assert all(outcome.receipt for outcome in outcomes)
    assert backed.stored() == sorted(one.msg_id for batch in batches for one in batch)


def test_collect_6522_row_and_content_are_one_commit(backed: Backed, monkeypatch) -> None:
    """A row without its file: here the content is in the row, and an insert that fails leaves neither."""
    envelope = backed.device.survey()
    with backed.engine.connect() as connection, connection.begin() as transaction:
        backed.outbox.put(connection, envelope)
        transaction.rollback()
    assert backed.outbox.items() == []
    with backed.engine.begin() as connection:
        backed.outbox.put(connection, envelope)
    assert backed.outbox.envelope(envelope.msg_id) == envelope.data
    with monkeypatch.context() as broken:
        broken.setattr("sync.registry.inbox.insert_many", lambda *_: (_ for _ in ()).throw(RuntimeError))
        with pytest.raises(RuntimeError):
            backed.registry.take([envelope.data])
    assert backed.stored() == []


def test_cht_core_6246_a_mass_resync_is_taken_in_turn() -> None:
    """A nation comes back at once: some are let in, the others are told when, and later the more they are."""
    now = [0.0]
    gate = Gate(PUSHES_AT_ONCE, lambda: now[0])
    inside = [gate.enter() for _ in range(617)]
    assert inside.count(True) == PUSHES_AT_ONCE
    crowded = gate.retry_after_s()
    assert crowded > 10
    for _ in range(PUSHES_AT_ONCE):
        gate.leave()
    now[0] += 60
    assert gate.enter()
    assert gate.retry_after_s() < crowded


def test_pouchdb_1240_page_and_cursor_are_one_commit(backed: Backed, monkeypatch) -> None:
    from tests.unit.sync.test_slice_pull import household

    backed.registry.slices.publish([household(n) for n in range(3)])
    with monkeypatch.context() as dying:
        dying.setattr("sync.slice._add", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            backed.round()
    assert Slice(backed.engine, backed.clock).cursor("PK60403") == b""
    backed.round()
    assert backed.slice.info()[0].households == 3


@pytest.mark.parametrize("fault", [Unreachable, Broken])
def test_powersync_native_15_and_sqlite_core_162_a_failed_round_is_followed_by_the_next(
    device, local_engine, clock, fault
) -> None:
    """Nothing of a failure is kept but the wait: a restart right after it sends as ever."""
    outbox, answer, tries = Outbox(local_engine, clock), receipts_by(device.registry_keys), [0]

    def far_end(envelopes):
        tries[0] += 1
        if tries[0] == 1:
            raise fault
        return answer(envelopes)

    with local_engine.begin() as connection:
        outbox.put(connection, device.survey())
    from sync.identity import Identity

    identity = Identity(device.site, device.device, device.keys, device.registry_keys.public)
    worker = SyncWorker(identity, outbox, Scripted(far_end), now=clock, random=lambda: 0.0)
    assert worker.run_once().acked == 0
    clock.forward(3600)
    assert SyncWorker(identity, outbox, Scripted(far_end), now=clock).run_once().acked == 1


def test_dhis2_1144_a_death_while_sending_leaves_it_to_be_sent(backed: Backed) -> None:
    class Dies(Near):
        def push(self, envelopes, seen=b""):
            raise KeyboardInterrupt

    [msg_id] = backed.survey(1)
    with pytest.raises(KeyboardInterrupt):
        SyncWorker(backed.identity, backed.outbox, Dies(backed.registry), now=backed.clock).run_once()
    [(item, _)] = backed.outbox.due(10, 1 << 20)
    assert item.msg_id == msg_id
