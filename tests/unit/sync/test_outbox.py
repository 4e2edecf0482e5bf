"""The outbox on SQLCipher: three states, nothing deleted, one bad item never stops the next."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

import sync.outbox
import sync.slice
from sync.errors import OutboxConflict
from sync.household import SliceHousehold, SliceMember
from sync.outbox import Figures, Outbox, State
from sync.page import Page
from sync.receipt import Receipt
from sync.registry.database import open_engine
from sync.slice import Slice


def put(outbox: Outbox, engine: sa.Engine, *envelopes) -> None:
    with engine.begin() as connection:
        for envelope in envelopes:
            outbox.put(connection, envelope)


def receipt_for(envelope, epoch: str = "e1") -> Receipt:
    return Receipt(envelope.header.msg_id, envelope.sha256, 1, epoch, 5, "kid")


def test_put_is_part_of_the_callers_transaction(device, local_engine, clock) -> None:
    outbox = Outbox(local_engine, clock)
    with local_engine.connect() as connection:
        connection.begin()
        outbox.put(connection, device.survey())
        connection.rollback()
    assert outbox.figures() == Figures(0, None, 0, 0)
    put(outbox, local_engine, device.survey())
    assert outbox.figures().waiting == 1


def test_same_message_again_is_one_row_and_other_bytes_are_a_conflict(device, local_engine, clock) -> None:
    outbox, envelope = Outbox(local_engine, clock), device.survey()
    put(outbox, local_engine, envelope)
    put(outbox, local_engine, envelope)
    assert outbox.figures().waiting == 1
    with pytest.raises(OutboxConflict):
        put(outbox, local_engine, device.survey("<other/>", msg_id=envelope.header.msg_id))
    assert outbox.envelope(envelope.msg_id) == envelope.data


def test_batches_keep_to_count_and_bytes_but_a_big_one_goes_alone(device, local_engine, clock) -> None:
    outbox = Outbox(local_engine, clock)
    big = device.survey("<data>" + "".join(f"{n * 7919 % 10007:05d}" for n in range(3000)) + "</data>")
    clock.forward(1)
    small = [device.survey(f"<data>{n}</data>") for n in range(4)]
    put(outbox, local_engine, big, *small)
    assert [item.msg_id for item, _ in outbox.due(50, 2000)] == [big.msg_id]
    outbox.put_off(big.msg_id, 60_000)
    assert len(outbox.due(50, 2000)) < 4 + 1
    assert len(outbox.due(3, 1_000_000)) == 3
    assert all(data == outbox.envelope(item.msg_id) for item, data in outbox.due(50, 1_000_000))


def test_five_passing_refusals_or_72_hours_quarantine(device, local_engine, clock) -> None:
    outbox, often, long = Outbox(local_engine, clock), device.survey("<a/>"), device.survey("<b/>")
    put(outbox, local_engine, often, long)
    for _ in range(4):
        outbox.refuse(often.msg_id, "device_pending", 0)
    assert {item.state for item in outbox.items()} == {State.READY}
    outbox.refuse(often.msg_id, "device_pending", 0)
    outbox.refuse(long.msg_id, "device_pending", 0)
    clock.forward(72 * 3600)
    outbox.refuse(long.msg_id, "device_pending", 0)
    assert {(item.state, item.reason) for item in outbox.items()} == {(State.QUARANTINED, "device_pending")}
    assert outbox.figures().refused == 2


def test_a_quarantined_message_is_requeued_by_a_person_and_keeps_its_bytes(device, local_engine, clock) -> None:
    outbox, envelope = Outbox(local_engine, clock), device.survey()
    put(outbox, local_engine, envelope)
    assert not outbox.requeue(envelope.msg_id)
    outbox.quarantine(envelope.msg_id, "unknown_device")
    assert outbox.due(50, 1_000_000) == []
    assert outbox.requeue(envelope.msg_id)
    [(item, data)] = outbox.due(50, 1_000_000)
    assert (item.refusals, item.reason, data) == (0, None, envelope.data)


def test_acknowledged_is_final(device, local_engine, clock) -> None:
    outbox, envelope = Outbox(local_engine, clock), device.survey()
    put(outbox, local_engine, envelope)
    assert outbox.acknowledge(receipt_for(envelope), b"signed")
    for undo in (
        lambda: outbox.quarantine(envelope.msg_id, "late"),
        lambda: outbox.refuse(envelope.msg_id, "late", 0),
        lambda: outbox.put_off(envelope.msg_id, 0),
        lambda: outbox.requeue(envelope.msg_id),
        lambda: outbox.acknowledge(receipt_for(envelope, "other"), b"second"),
    ):
        undo()
    [item] = outbox.items()
    assert item.state is State.ACKED
    assert outbox.receipt(envelope.msg_id) == b"signed"


def test_a_receipt_for_other_bytes_changes_nothing(device, local_engine, clock) -> None:
    outbox, envelope, other = Outbox(local_engine, clock), device.survey(), device.survey("<other/>")
    put(outbox, local_engine, envelope)
    wrong = Receipt(envelope.header.msg_id, other.sha256, 1, "e1", 5, "kid")
    assert not outbox.acknowledge(wrong, b"signed")
    assert outbox.figures().waiting == 1


def test_figures_and_items_by_operator(device, local_engine, clock) -> None:
    outbox = Outbox(local_engine, clock)
    put(outbox, local_engine, device.survey("<a/>"))
    clock.forward(90)
    put(outbox, local_engine, device.survey("<b/>", op="op-8"))
    assert outbox.figures() == Figures(waiting=2, oldest_ms=90_000, refused=0, acked=0)
    assert [item.operator for item in outbox.items(operator="op-8")] == ["op-8"]
    assert outbox.next_due_ms() == 0


def test_the_outbox_survives_reopening(device, local_engine, clock, tmp_path, open_encrypted) -> None:
    envelope = device.survey()
    put(Outbox(local_engine, clock), local_engine, envelope)
    local_engine.dispose()
    again = open_encrypted(tmp_path / "local.db")
    assert Outbox(again, clock).envelope(envelope.msg_id) == envelope.data
    again.dispose()
    assert envelope.data[:40] not in (tmp_path / "local.db").read_bytes()


def test_outbox_and_slice_work_on_every_database(device, database_url, clock) -> None:
    engine = open_engine(database_url)
    sync.outbox.metadata.create_all(engine)
    sync.slice.metadata.create_all(engine)
    outbox, envelope = Outbox(engine, clock), device.survey()
    clock.forward(1)
    put(outbox, engine, envelope, device.survey("<b/>"))
    put(outbox, engine, envelope)
    assert outbox.due(1, 10)[0][1] == envelope.data
    outbox.refuse(envelope.msg_id, "device_pending", 1000)
    assert outbox.acknowledge(receipt_for(envelope), b"signed")
    assert (outbox.figures().waiting, outbox.figures().acked, outbox.receipt(envelope.msg_id)) == (1, 1, b"signed")

    member = SliceMember("3520212345671", "Name", "نام", "1", "M", date(1980, 1, 1), "2")
    household = SliceHousehold("H1", "PK60403", "PK604", "PK6", "registered", None, False, members=(member,))
    local = Slice(engine, clock)
    local.apply(Page("PK60403", b"", b"c1", True, False, 5, b"k" * 32, (household,), ()))
    found = local.lookup("35202-1234567-1")
    assert found is not None
    assert found.members == (member,)
    assert [info.households for info in local.info()] == [1]
    engine.dispose()
