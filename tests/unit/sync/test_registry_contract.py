"""The two halves over a real HTTP server, on SQLite and on PostgreSQL: the same tests."""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import httpx2
import pytest
import sqlalchemy as sa

import sync.receipt
from sync import wire
from sync.carriers.base import read_answers
from sync.client import SyncWorker
from sync.errors import Broken, Refused
from sync.keys import Keys
from sync.outbox import State
from sync.requests import PullRequest

CBOR = {"content-type": "application/cbor"}


def push(centre, *envelopes: bytes) -> httpx2.Response:
    body = wire.encode({"v": 1, "envelopes": list(envelopes)})
    return httpx2.post(f"{centre.url}/v1/push", content=body, headers=CBOR, trust_env=False, timeout=60)


def results(response: httpx2.Response, count: int) -> list:
    return read_answers(response.content, count)


def test_a_survey_arrives_once_and_its_receipt_is_verified(centre, clock) -> None:
    envelope = centre.device.survey("<data><instanceID>uuid:1</instanceID></data>")
    centre.put(envelope)
    with centre.carrier() as carrier:
        done = SyncWorker(centre.identity, centre.outbox, carrier, now=clock).run_once()
    assert (done.acked, done.fault) == (1, None)
    receipt = sync.receipt.verify(
        centre.outbox.receipt(envelope.msg_id), centre.identity.registry,
        msg_id=envelope.header.msg_id, sha256=envelope.sha256,
    )  # fmt: skip
    assert (receipt.seq, receipt.server_epoch, receipt.received_at) == (1, centre.registry.epoch.current(), clock())
    centre.registry.processor.run_pending()
    assert centre.states() == {envelope.msg_id: "valid"}


def test_an_answer_that_got_lost_is_given_again(centre) -> None:
    envelope = centre.device.survey()
    first, again = push(centre, envelope.data), push(centre, envelope.data)
    assert (first.status_code, again.status_code) == (201, 200)
    assert results(first, 1)[0].receipt == results(again, 1)[0].receipt
    assert centre.rows("inbox") == 1


def test_the_worker_resends_after_a_lost_answer(centre, clock) -> None:
    class Lossy:
        """Delivers, then loses the answer of the first push."""

        name = "lossy"

        def __init__(self, inner) -> None:
            self.inner, self.lost = inner, 0

        def push(self, envelopes, seen=b""):
            answers = self.inner.push(envelopes)
            if self.lost == 0:
                self.lost += 1
                raise Broken
            return answers

    centre.put(*(centre.device.survey(f"<data>{n}</data>") for n in range(5)))
    with centre.carrier() as carrier:
        lossy = Lossy(carrier)
        worker = SyncWorker(centre.identity, centre.outbox, lossy, now=clock)
        worker.run_once()
        clock.forward(3600)
        worker.run_once()
    assert centre.outbox.figures().acked == 5
    assert centre.rows("inbox") == 5
    assert lossy.lost == 1


def test_concurrent_pushes_of_one_message_make_one_row(centre) -> None:
    envelope, others = centre.device.survey(), [centre.device.survey(f"<d>{n}</d>") for n in range(7)]
    start = threading.Barrier(8)

    def send(n: int) -> httpx2.Response:
        start.wait()
        return push(centre, envelope.data, others[n].data) if n < 7 else push(centre, envelope.data)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    receipts = {results(answer, 2 if n < 7 else 1)[0].receipt for n, answer in enumerate(answers)}
    assert len(receipts) == 1
    assert None not in receipts
    assert centre.rows("inbox") == 8
    with centre.registry.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(DISTINCT seq) FROM inbox").scalar_one() == 8


def test_other_bytes_under_a_known_id_are_a_conflict_kept_for_review(centre) -> None:
    first = centre.device.survey("<a/>")
    second = centre.device.survey("<b/>", msg_id=first.header.msg_id)
    push(centre, first.data)
    for _ in range(2):
        answer = push(centre, second.data)
        assert answer.status_code == 409
        assert (results(answer, 1)[0].reason, results(answer, 1)[0].permanent) == ("conflict", True)
    assert (centre.rows("inbox"), centre.rows("conflict")) == (1, 1)
    both = push(centre, first.data, second.data)
    assert [answer.reason for answer in results(both, 2)] == [None, "conflict"]


def test_one_bad_item_does_not_stop_the_others(centre, clock) -> None:
    good = [centre.device.survey(f"<d>{n}</d>") for n in range(3)]
    stranger = centre.device.survey("<x/>", device_keys=Keys.generate())
    answer = push(centre, good[0].data, b"\x00garbage", good[1].data, stranger.data, good[2].data)
    assert answer.status_code == 200
    assert [found.reason for found in results(answer, 5)] == [None, "malformed", None, "bad_signature", None]
    centre.put(good[0], stranger, centre.device.survey("<y/>"))
    with centre.carrier() as carrier:
        done = SyncWorker(centre.identity, centre.outbox, carrier, now=clock).run_once()
    assert (done.acked, done.quarantined, done.fault) == (2, 1, None)
    [item] = centre.outbox.items([State.QUARANTINED])
    assert (item.msg_id, item.reason) == (stranger.msg_id, "bad_signature")


@pytest.mark.parametrize(
    ("changes", "reason", "permanent"),
    [
        ({"device": "pc-9"}, "unknown_device", True),
        ({"site": "other-1"}, "wrong_site", True),
        ({"registry": Keys.generate().public}, "wrong_key", True),
        ({"device_keys": Keys.generate()}, "bad_signature", True),
    ],
)
def test_refusals_name_their_reason(centre, changes, reason, permanent) -> None:
    [answer] = results(push(centre, centre.device.survey(**changes).data), 1)
    assert (answer.reason, answer.permanent, answer.receipt) == (reason, permanent, None)
    assert centre.rows("inbox") == 0


def test_flipped_and_cut_envelopes_are_refused_with_a_reason_and_never_stored(centre, rng) -> None:
    data = centre.device.survey("<data><name>x</name></data>").data
    bad = []
    for _ in range(300):
        flipped = bytearray(data)
        flipped[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        bad.append(bytes(flipped))
    bad += [data[: rng.randrange(len(data))] for _ in range(100)]
    reasons = set()
    for start in range(0, len(bad), 50):
        answer = push(centre, *bad[start : start + 50])
        assert answer.status_code == 200
        reasons |= {found.reason for found in results(answer, len(bad[start : start + 50]))}
    assert None not in reasons
    assert reasons <= {"bad_signature", "malformed", "truncated", "unknown_device", "unsupported", "oversize"}
    assert centre.rows("inbox") == 0


def test_garbage_requests_get_a_reason_code_and_never_a_500(centre, rng) -> None:
    whole = wire.encode({"v": 1, "envelopes": [centre.device.survey().data]})
    pull = PullRequest("pc-1", "PK60403", b"", 1).sign(centre.device.keys)
    bodies = [
        b"",
        b"\x00",
        b"<html>",
        b"\xff" * 100,
        wire.encode({"envelopes": []}),
        wire.encode([1, 2]),
        b"\x81" * 999,
    ]
    bodies += [wire.encode({"envelopes": [1]}), wire.encode({"v": 1, "envelopes": [b""] * 51})]
    for source in (whole, pull):
        bodies += [source[: rng.randrange(len(source))] for _ in range(20)]
    with httpx2.Client(base_url=centre.url, headers=CBOR, trust_env=False, timeout=60) as client:
        for path in ("/v1/push", "/v1/pull", "/v1/enrol"):
            for body in bodies:
                answer = client.post(path, content=body)
                assert 400 <= answer.status_code < 500, (path, body[:20])
                assert wire.decode_map(answer.content, 1000)["reason"]
        huge = client.post("/v1/push", content=b"\x00" * (5 * 1024 * 1024))
        assert huge.status_code == 413
        assert client.get("/v1/push").status_code == 405
        assert client.get("/health").json() == {"status": "ok"}
    assert centre.rows("inbox") == 0


def test_more_requests_at_once_than_there_is_room_for_are_asked_to_come_back(centre, monkeypatch) -> None:
    inside, leave = threading.Semaphore(0), threading.Event()
    real = centre.registry.inbox.accept

    def slow(items):
        inside.release()
        assert leave.wait(60)
        return real(items)

    monkeypatch.setattr(centre.registry.inbox, "accept", slow)
    surveys = [centre.device.survey(f"<d>{n}</d>").data for n in range(65)]
    # the thread pool of the server works on 40 at once; the gate counts those that wait for a thread as well
    with ThreadPoolExecutor(65) as pool:
        waiting = [pool.submit(push, centre, survey) for survey in surveys]
        for _ in range(40):
            assert inside.acquire(timeout=60)
        wait(waiting, timeout=60, return_when=FIRST_COMPLETED)
        leave.set()
        answers = [found.result() for found in waiting]
    turned_away = [answer for answer in answers if answer.status_code == 503]
    assert len(turned_away) == 1
    assert turned_away[0].headers["retry-after"] == "2"
    assert centre.rows("inbox") == 64


@pytest.mark.parametrize(
    "fault", [sa.exc.TimeoutError("no connection free"), sa.exc.OperationalError("INSERT", {}, Exception("disk full"))]
)
def test_a_database_that_fails_asks_to_come_back_and_nothing_is_acknowledged(
    centre, clock, monkeypatch, expected_logs, fault: Exception
) -> None:
    def fails(items):
        raise fault

    expected_logs.add("sync.registry")
    centre.put(centre.device.survey())
    with monkeypatch.context() as broken, centre.carrier() as carrier:
        broken.setattr(centre.registry.inbox, "accept", fails)
        done = SyncWorker(centre.identity, centre.outbox, carrier, now=clock).run_once()
    assert (done.fault, done.acked, centre.outbox.figures().waiting) == ("busy", 0, 1)
    with centre.carrier() as carrier:
        assert SyncWorker(centre.identity, centre.outbox, carrier, now=clock).run_once().acked == 1


def test_what_is_judged_after_the_receipt(centre) -> None:
    with_id = "<data><instanceID>uuid:7</instanceID></data>"
    good, twin = centre.device.survey(with_id), centre.device.survey(with_id)
    correction = centre.device.survey(with_id, supersedes=good.header.msg_id)
    later_form = centre.device.survey(form_ver="nser_full@9")
    not_xml = centre.device.survey("<data>")
    for envelope in (good, twin, correction, later_form, not_xml):
        assert push(centre, envelope.data).status_code == 201
    centre.registry.processor.run_pending()
    assert centre.states() == {
        good.msg_id: "valid",
        twin.msg_id: "review instance_again",
        correction.msg_id: "valid",
        later_form.msg_id: "held unknown_form",
        not_xml.msg_id: "review not_xml",
    }


def test_revoked_and_pending_devices(centre, clock) -> None:
    before = centre.device.survey("<before/>")
    clock.forward(1)
    assert centre.registry.devices.revoke("pc-1")
    after = centre.device.survey("<after/>")
    found = results(push(centre, before.data, after.data), 2)
    assert found[0].receipt is not None
    assert (found[1].reason, found[1].permanent) == ("revoked_device", True)
    assert centre.states() == {before.msg_id: "review revoked_device"}
    with centre.carrier() as carrier, pytest.raises(Refused) as caught:
        carrier.pull(PullRequest("pc-1", "PK60403", b"", 1).sign(centre.device.keys))
    assert caught.value.reason == "revoked_device"
