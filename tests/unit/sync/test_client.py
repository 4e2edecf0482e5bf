"""The worker against answers that lie, fail or are late. Only a verified receipt acknowledges."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync import wire
from sync.carriers.base import Answer
from sync.carriers.http import HttpCarrier
from sync.client import SyncWorker
from sync.errors import Broken, Busy, NotRegistry, Refused, Unreachable
from sync.identity import Identity
from sync.keys import Keys
from sync.outbox import Outbox, State
from sync.receipt import Receipt
from sync.registry.server import running


class Scripted:
    """A carrier whose far end is a function from envelopes to answers."""

    name = "scripted"

    def __init__(self, far_end: Callable[[list[bytes]], list[Answer]]) -> None:
        self.far_end = far_end
        self.batches: list[int] = []

    def push(self, envelopes, seen=b""):
        self.batches.append(len(envelopes))
        return self.far_end(list(envelopes))


def receipts_by(keys: Keys, epoch: str = "e1") -> Callable[[list[bytes]], list[Answer]]:
    from sync.envelope import Envelope

    def answer(data: bytes) -> Answer:
        found = Envelope.from_bytes(data)
        return Answer(Receipt(found.header.msg_id, found.sha256, 1, epoch, 5, keys.public.kid).issue(keys))

    return lambda envelopes: [answer(data) for data in envelopes]


@pytest.fixture
def outbox(local_engine: sa.Engine, clock) -> Outbox:
    return Outbox(local_engine, clock)


@pytest.fixture
def fill(device, local_engine: sa.Engine, outbox: Outbox):
    def put(count: int) -> list:
        envelopes = [device.survey(f"<data>{n}</data>") for n in range(count)]
        with local_engine.begin() as connection:
            for envelope in envelopes:
                outbox.put(connection, envelope)
        return envelopes

    return put


@pytest.fixture
def worker(device, outbox: Outbox, clock):
    identity = Identity(device.site, device.device, device.keys, device.registry_keys.public)

    def make(carrier, **more) -> SyncWorker:
        return SyncWorker(identity, outbox, carrier, **{"now": clock, "random": lambda: 0.5} | more)

    return make


@contextmanager
def far_end(answer: Callable[[bytes], Response]):
    async def endpoint(request: Request) -> Response:
        return answer(await request.body())

    app = Starlette(routes=[Route("/{path:path}", endpoint, methods=["GET", "POST"])])
    with running(app) as url, HttpCarrier(url, timeout_s=60) as carrier:
        yield carrier


PORTAL = "<html><body>Welcome! Please log in.</body></html>"


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (lambda _: Response(PORTAL, media_type="text/html"), "not_registry"),
        (lambda _: Response(PORTAL, media_type="application/cbor"), "not_registry"),
        (lambda _: RedirectResponse("http://127.0.0.1:9/login"), "not_registry"),
        (lambda _: Response(wire.encode({"v": 1, "results": []}), media_type="application/cbor"), "not_registry"),
        (lambda _: Response(wire.encode({"results": [7]}), media_type="application/cbor"), "not_registry"),
        (lambda _: Response(b"x" * 9_000_000, media_type="application/cbor"), "not_registry"),
        (lambda _: Response("no such page", 404), "not_registry"),
    ],
)
def test_a_captive_portal_acknowledges_nothing(outbox, fill, worker, answer, fault) -> None:
    fill(1)
    with far_end(answer) as carrier:
        done = worker(carrier).run_once()
    assert (done.fault, done.acked) == (fault, 0)
    [item] = outbox.items()
    assert (item.state, item.refusals) == (State.READY, 0)


@pytest.mark.parametrize("forge", ["other_registry", "other_message", "other_bytes", "flipped", "empty"])
def test_a_forged_receipt_acknowledges_nothing(device, outbox, fill, worker, forge: str) -> None:
    [envelope] = fill(1)
    keys = Keys.generate() if forge == "other_registry" else device.registry_keys
    other = device.survey("<other/>")
    msg_id = (other if forge == "other_message" else envelope).header.msg_id
    digest = (other if forge == "other_bytes" else envelope).sha256
    kid = device.registry_keys.public.kid
    data = Receipt(msg_id, digest, 1, "e1", 5, kid).issue(keys)
    if forge == "flipped":
        data = data[:60] + bytes([data[60] ^ 1]) + data[61:]
    carrier = Scripted(lambda _: [Answer(b"" if forge == "empty" else data)])
    done = worker(carrier).run_once()
    assert (done.acked, done.refused) == (0, 1)
    [item] = outbox.items()
    assert (item.state, item.reason) == (State.READY, "bad_receipt")
    assert outbox.receipt(envelope.msg_id) is None


def test_the_forgery_test_notices_when_verification_is_skipped(monkeypatch, device, outbox, fill, worker) -> None:
    """The planted fault: a client that believes any receipt would count this one."""
    [envelope] = fill(1)
    forged = Receipt(envelope.header.msg_id, envelope.sha256, 1, "e1", 5, "kid")
    monkeypatch.setattr("sync.client.receipts.verify", lambda data, registry, **_: forged)
    assert worker(Scripted(lambda _: [Answer(forged.issue(Keys.generate()))])).run_once().acked == 1


def test_batches_hold_at_most_fifty(device, outbox, fill, worker) -> None:
    fill(120)
    carrier = Scripted(receipts_by(device.registry_keys))
    assert worker(carrier).run_once().acked == 120
    assert carrier.batches == [50, 50, 20]


def test_a_message_that_breaks_the_far_end_does_not_stop_the_others(device, outbox, fill, worker) -> None:
    envelopes = fill(20)
    poison, answer = envelopes[3].data, receipts_by(device.registry_keys)

    def fails_on_poison(batch: list[bytes]) -> list[Answer]:
        if poison in batch:
            raise Broken
        return answer(batch)

    done = worker(Scripted(fails_on_poison)).run_once()
    assert (done.acked, done.fault) == (19, None)
    [item] = outbox.items([State.READY])
    assert (item.msg_id, item.refusals) == (envelopes[3].msg_id, 0)


def test_a_message_too_large_for_the_far_end_is_quarantined_alone(device, outbox, fill, worker) -> None:
    envelopes = fill(6)
    answer = receipts_by(device.registry_keys)

    def refuses(batch: list[bytes]) -> list[Answer]:
        if envelopes[4].data in batch:
            raise Refused("oversize")
        return answer(batch)

    done = worker(Scripted(refuses)).run_once()
    assert (done.acked, done.quarantined) == (5, 1)
    [item] = outbox.items([State.QUARANTINED])
    assert (item.msg_id, item.reason) == (envelopes[4].msg_id, "oversize")


def test_a_dead_far_end_is_not_asked_for_every_message(outbox, fill, worker) -> None:
    fill(50)

    def dead(_):
        raise Broken

    carrier = Scripted(dead)
    assert worker(carrier).run_once().fault == "broken_answer"
    assert len(carrier.batches) < 12
    assert outbox.figures().waiting == 50


def test_back_off_doubles_with_full_jitter_up_to_fifteen_minutes_and_obeys_retry_after(fill, worker) -> None:
    fill(1)

    def down(_):
        raise Unreachable

    waits = worker(Scripted(down), random=lambda: 0.999999)
    seen = [round(waits.run_once().wait_s) for _ in range(12)]
    assert seen == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert worker(Scripted(down), random=lambda: 0.0).run_once().wait_s == 0

    def busy(_):
        raise Busy(120.0)

    assert worker(Scripted(busy)).run_once().wait_s == 135


def test_retry_after_comes_from_the_answer(fill, worker) -> None:
    fill(1)
    with far_end(lambda _: Response(status_code=503, headers={"retry-after": "77"})) as carrier:
        done = worker(carrier).run_once()
    assert (done.fault, done.wait_s) == ("busy", 92)


def test_a_closed_port_and_a_wrong_address_are_unreachable(fill, worker) -> None:
    fill(1)
    for url in ("http://127.0.0.1:9", "http://no-such-host.invalid", "https://127.0.0.1:9"):
        with HttpCarrier(url, timeout_s=5) as carrier:
            assert worker(carrier).run_once().fault == "unreachable"


def test_pending_devices_wait_and_quarantine_after_five_refusals(outbox, fill, worker, clock) -> None:
    fill(1)
    pending = worker(Scripted(lambda batch: [Answer(reason="device_pending") for _ in batch]))
    states = []
    for _ in range(5):
        pending.run_once()
        states.append(outbox.items()[0].state)
        clock.forward(3600)
    assert states == [State.READY] * 4 + [State.QUARANTINED]


def test_a_full_disk_ends_the_round_and_not_the_worker(device, outbox, fill, worker, local_engine) -> None:
    fill(1)
    with local_engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    carrier = Scripted(receipts_by(device.registry_keys))
    assert worker(carrier).run_once().fault == "store_failed"
    with local_engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")
    assert worker(carrier).run_once().acked == 1


def test_run_works_until_stopped_and_wakes_when_told(device, outbox, fill, worker) -> None:
    rounds, stop = [], threading.Event()
    told = threading.Semaphore(0)

    def note(done) -> None:
        rounds.append(done.acked)
        told.release()

    running_worker = worker(Scripted(receipts_by(device.registry_keys)), on_round=note, idle_s=3600.0)
    thread = threading.Thread(target=running_worker.run, args=(stop,))
    thread.start()
    assert told.acquire(timeout=30)
    fill(2)
    running_worker.wake()
    assert told.acquire(timeout=30)
    stop.set()
    running_worker.wake()
    thread.join(30)
    assert not thread.is_alive()
    assert rounds == [0, 2]


def test_answers_of_the_wrong_number_are_no_answers(outbox, fill, worker) -> None:
    fill(2)
    one = wire.encode({"v": 1, "results": [{"reason": "x", "permanent": True}]})
    with far_end(lambda _: Response(one, media_type="application/cbor")) as carrier:
        with pytest.raises(NotRegistry):
            carrier.push([b"1", b"2"])
        assert worker(carrier).run_once().fault == "not_registry"
    assert outbox.figures().refused == 0


def test_a_person_stops_a_round_between_two_requests_and_what_was_answered_stays(device, outbox, fill, worker) -> None:
    fill(120)
    heard: list[tuple[int, int]] = []

    def go_on(far) -> bool:
        heard.append((far.answered, far.waited))
        return far.answered < 100

    done = worker(Scripted(receipts_by(device.registry_keys)), go_on=go_on).run_once()
    assert (done.acked, done.fault, heard) == (100, "cancelled", [(0, 120), (50, 120), (100, 120)])
    assert outbox.figures().waiting == 20
    assert worker(Scripted(receipts_by(device.registry_keys))).run_once().acked == 20


def test_one_message_and_a_link_that_breaks_on_it_is_no_round_that_went_through(outbox, fill, worker) -> None:
    fill(1)

    def breaks(_):
        raise Broken

    done = worker(Scripted(breaks)).run_once()
    assert (done.acked, done.fault) == (0, "broken_answer")
    assert outbox.items()[0].refusals == 0
