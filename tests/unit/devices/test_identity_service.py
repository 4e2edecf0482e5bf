"""The identity service may answer anything; what reaches the window is a verdict of our own list or nothing."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator

import pytest

from drc_desktop.devices.identity_service import MAX_ANSWER, SHOWN, VERDICTS, IdentityClient, claims, shown
from tests.qt.counter.room import VISITOR, household
from tests.store.test_local_sync import CUT, FAILED, NOISE, PORTAL, garbage

NOT_REACHED: tuple[bool, dict[str, str], bool] = (False, {}, False)
BIDI = "\u202ehctam\u2066"


def http(body: bytes, status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def ask(answer: bytes) -> tuple[bool, dict[str, str], bool]:
    with garbage([answer]) as url:
        client = IdentityClient(url, 5)
        found = client.verify(VISITOR, household())
        client.close()
    return found


def fields(**given: object) -> bytes:
    return http(json.dumps({"fields": given, "training": True}).encode())


def test_verdicts_come_through_and_training_is_said() -> None:
    assert ask(fields(cnic="match", name="mismatch", expiry="expired")) == (
        True,
        {"cnic": "match", "name": "mismatch", "expiry": "expired"},
        True,
    )


def test_only_known_fields_and_verdicts_of_our_own_list_are_taken_over() -> None:
    answer = fields(cnic="match", name=BIDI, father="MATCH", dob=["match"], marital=None, expiry=7, photo="match")
    reached, found, _training = ask(answer)
    assert (reached, found) == (True, {"cnic": "match"})


@pytest.mark.parametrize("where", [BIDI, "name" + BIDI])
def test_direction_marks_never_come_through(where: str) -> None:
    _reached, found, _training = ask(fields(**{where: "match", "name": "match" + BIDI, "father": "match"}))
    assert set(found) <= set(SHOWN)
    assert set(found.values()) <= VERDICTS
    assert found == {"father": "match"}


@pytest.mark.parametrize(
    "answer",
    [
        PORTAL,
        NOISE,
        CUT,
        FAILED,
        b"",
        http(b""),
        http(b"[1]"),
        http(b'{"fields": ["cnic"]}'),
        http(b"\xff\xfe{}"),
        http(b"[" * (MAX_ANSWER - 1)),
        http(b'{"fields": {}}' + b" " * MAX_ANSWER),
        http(json.dumps({"fields": {"cnic": "match"}}).encode(), "404 Not Found"),
        http(json.dumps({"fields": {"cnic": "match"}}).encode(), "302 Found"),
    ],
    ids=[
        "captive-portal",
        "noise",
        "cut-short",
        "server-error",
        "hangs-up",
        "nothing",
        "list",
        "fields-are-no-table",
        "no-text",
        "deep",
        "oversize",
        "not-found",
        "elsewhere",
    ],
)
def test_garbage_counts_as_not_reached(answer: bytes) -> None:
    assert ask(answer) == NOT_REACHED


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:1", "http://[::bad", "ftp://example.invalid", "no address"])
def test_an_address_that_leads_nowhere_counts_as_not_reached(url: str) -> None:
    client = IdentityClient(url, 5)
    assert client.verify(VISITOR, None) == NOT_REACHED
    client.close()


@pytest.fixture
def endless() -> Iterator[tuple[str, list[int]]]:
    """A server whose answer never ends; says how much it could send."""
    listening, sent = socket.create_server(("127.0.0.1", 0)), [0]

    def serve() -> None:
        client, _ = listening.accept()
        with client:
            client.recv(65536)
            client.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            try:
                while sent[0] < 64 * 1024 * 1024:
                    client.sendall(b"2000\r\n" + b" " * 0x2000 + b"\r\n")
                    sent[0] += 0x2000
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", sent
    thread.join(20)
    listening.close()


def test_an_answer_without_end_is_hung_up_on(endless: tuple[str, list[int]]) -> None:
    url, sent = endless
    client = IdentityClient(url, 30)
    assert client.verify(VISITOR, None) == NOT_REACHED
    client.close()
    assert sent[0] < 32 * 1024 * 1024


def test_only_what_the_registry_knows_of_this_person_is_asked_about() -> None:
    assert claims(VISITOR, None) == {}
    said = claims(VISITOR, household())
    assert said == {
        "name": "Sakina Bibi",
        "father": "Muhammad Aslam",
        "dob": "1985-03-09",
        "gender": "F",
        "marital": "2",
    }


@pytest.mark.parametrize(("more", "counted"), [(3, 3), (10**9, 99), (-4, 0), (True, 0), ("3", 0), (None, 0), ([1], 0)])
def test_how_many_are_not_listed_is_a_number_or_nothing(more: object, counted: int) -> None:
    body = {"fields": {"cnic": "match", "family": "mismatch", "name": "other"}, "more": more, "training": True}
    with garbage([http(json.dumps(body).encode())]) as url:
        client = IdentityClient(url, 5)
        found = client.member(VISITOR, {"name": f"Saki{BIDI[0]}na"})
        client.close()
    assert found == (True, {"cnic": "match", "family": "mismatch"}, counted, True)


def test_names_go_out_as_they_are_seen() -> None:
    assert shown("\u202bسکینہ\u200f بی\u2069بی") == "سکینہ بیبی"
