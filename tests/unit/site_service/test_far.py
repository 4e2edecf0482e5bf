"""The wire: lost answers, wrong secrets, wrong authorities, garbage, and letting go."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx2
import msgspec
import pytest

from drc_desktop.desk import near
from drc_desktop.desk.contract import Actor, Changes, Desk, DeskError, Fault, IssueRequest, OpenDay, Role, Service
from drc_desktop.domain import clock
from drc_desktop.settings import SiteSettings
from drc_desktop.site_service import pairing, server, tls
from drc_desktop.site_service.client import FarDesk, SiteServiceFailed, connect
from drc_desktop.site_service.folder import SiteFolder
from drc_desktop.site_service.methods import METHODS
from drc_desktop.site_service.run import RunningSite

PIN = "246810"


class Proxy:
    """A proxy on real sockets that ends TLS on both sides. While `dropping` is above 0 it passes a request on, waits
    for the whole answer, throws it away and cuts the connection: the service has committed, the caller never hears.
    """

    def __init__(self, folder: SiteFolder, port: int) -> None:
        self._target = port
        self._near_tls = tls.server_context(folder.tls)
        self._far_tls = tls.station_context(folder.ca_pem())
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self.dropping = 0
        self.dropped = 0
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(20)

    def _accept(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._carry, args=[raw])
            self._threads.append(thread)
            thread.start()

    def _carry(self, raw: socket.socket) -> None:
        with (
            self._near_tls.wrap_socket(raw, server_side=True) as near,
            socket.create_connection(("127.0.0.1", self._target)) as plain,
            self._far_tls.wrap_socket(plain, server_hostname=tls.SERVER_NAME) as far,
        ):
            while request := message(near):
                far.sendall(request)
                answer = message(far)
                if self.dropping > 0:
                    self.dropping -= 1
                    self.dropped += 1
                    return
                near.sendall(answer)


def message(link: socket.socket) -> bytes:
    """One whole HTTP message with a Content-Length; empty at the end of the connection."""
    received = b""
    while b"\r\n\r\n" not in received:
        part = link.recv(65536)
        if not part:
            return b""
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while len(body) < int(lengths[0]):
        body += link.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def proxy(folder: SiteFolder, running: RunningSite) -> Iterator[Proxy]:
    made = Proxy(folder, running.port)
    yield made
    made.close()


def fault_of(call: Any, *args: Any) -> DeskError:
    with pytest.raises(DeskError) as fault:
        call(*args)
    return fault.value


def test_a_resend_after_a_lost_answer_changes_nothing(proxy: Proxy, joined: Any) -> None:
    far = joined(url=proxy.url)
    sup = far.sign_in(far.station.device_id, "sup", PIN).actor
    far.open_day(sup, "open", OpenDay("2026-11-23", confirmed=True))
    proxy.dropping = 2
    issued = far.issue(sup, "issue", IssueRequest(Service.NEW_SURVEY, "b1"))
    assert proxy.dropped == 2
    assert issued.token == "A001"
    assert far.board(sup).tokens_today == 1
    assert [item.action for item in far.changes(sup, 0, 0).items].count("issue") == 1


def test_when_resends_are_spent_the_caller_sends_the_same_key_later(proxy: Proxy, joined: Any) -> None:
    far = joined(url=proxy.url)
    sup = far.sign_in(far.station.device_id, "sup", PIN).actor
    far.open_day(sup, "open", OpenDay("2026-11-23", confirmed=True))
    proxy.dropping = 3
    request = IssueRequest(Service.NEW_SURVEY, "b1")
    assert fault_of(far.issue, sup, "issue", request).code is Fault.SITE_UNREACHABLE
    assert proxy.dropped == 3
    assert far.issue(sup, "issue", request).token == "A001"
    assert far.board(sup).tokens_today == 1


def test_no_service_is_said(joined: Any) -> None:
    unused = socket.create_server(("127.0.0.1", 0))
    port = unused.getsockname()[1]
    unused.close()
    far = joined(url=f"https://127.0.0.1:{port}")
    assert fault_of(far.site).code is Fault.SITE_UNREACHABLE


def test_a_service_that_answers_garbage_is_unreachable_or_failed(joined: Any) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def garble() -> None:
        while True:
            try:
                link, _ = listener.accept()
            except OSError:
                return
            with link:
                link.recv(1000)
                link.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    thread = threading.Thread(target=garble)
    thread.start()
    far = joined(url=f"https://127.0.0.1:{listener.getsockname()[1]}")
    assert fault_of(far.site).code is Fault.SITE_UNREACHABLE
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(20)


def test_another_authority_is_not_trusted(joined: Any, tmp_path: Path) -> None:
    far = joined()
    tls.make_authority(tmp_path / "other", "LHR-01")
    other = msgspec.structs.replace(far.station, ca_pem=(tmp_path / "other" / "ca.pem").read_text())
    stranger = FarDesk(other, "secret", SiteSettings(resends=0))
    assert fault_of(cast(Desk, stranger).site).code is Fault.SITE_UNREACHABLE
    stranger.close()


def test_a_wrong_secret_is_unpaired(joined: Any) -> None:
    far = joined()
    stranger = FarDesk(far.station, "not the secret", SiteSettings())
    assert fault_of(cast(Desk, stranger).site).code is Fault.UNPAIRED
    stranger.close()
    assert far.site().site_id == "LHR-01"


def test_a_station_acts_under_its_own_name_alone(joined: Any) -> None:
    one, two = joined(), joined("counter", 1)
    deo = two.sign_in(two.station.device_id, "deo", PIN).actor
    assert fault_of(one.board, deo).params["what"] == "device"
    assert fault_of(one.sign_in, two.station.device_id, "sup", PIN).params["what"] == "device"
    forged = Actor("sup", Role.SUPERVISOR, two.station.device_id, deo.session)
    assert fault_of(two.close_day, forged, "key").code is Fault.SIGNED_OUT


def test_a_display_station_cannot_even_see_the_sign_in_list(joined: Any) -> None:
    screen = joined("display")
    assert fault_of(screen.operators).code is Fault.NOT_ALLOWED
    assert fault_of(screen.sign_in, screen.station.device_id, "sup", PIN).code is Fault.NOT_ALLOWED
    actor = screen.display_actor(screen.station.device_id)
    assert screen.hall(actor, 0).open is False


def test_bad_requests_are_refused_by_name(joined: Any, running: RunningSite) -> None:
    far = joined()
    secret = far._http.headers["authorization"]
    with httpx2.Client(verify=tls.station_context(far.station.ca_pem), base_url=running.url, trust_env=False) as client:

        def post(path: str, body: bytes, authorization: str | bytes = secret) -> tuple[int, str]:
            answer = client.post(
                path,
                content=body,
                headers={"authorization": authorization},
                extensions={"sni_hostname": tls.SERVER_NAME},
            )
            return answer.status_code, msgspec.json.decode(answer.content)["code"]

        assert post("/desk/site", b"not json") == (400, "bad-request")
        assert post("/desk/site", b'{"more": 1}') == (400, "bad-request")
        assert post("/desk/nothing", b"{}") == (400, "bad-request")
        assert post("/desk/_write", b"{}") == (400, "bad-request")
        assert post("/desk/site", b" " * 17 * 1024 + b"{}") == (400, "bad-request")
        assert post("/desk/site", b"{}", "") == (401, "unpaired")
        assert post("/desk/site", b"{}", "Bearer é.é".encode()) == (401, "unpaired")
        assert post("/pair", b'{"secret": "guess"}') == (401, "unpaired")
        assert post("/pair", b"[]") == (400, "bad-request")


def test_a_bug_at_the_service_is_a_bug_here_and_the_service_goes_on(
    joined: Any, monkeypatch: pytest.MonkeyPatch, expected_logs: set[str]
) -> None:
    expected_logs.add("drc_desktop.site_service.server")
    far = joined()
    monkeypatch.setattr(near, "site_card", lambda _row: 1 / 0)
    with pytest.raises(SiteServiceFailed):
        far.site()
    assert [card.operator_id for card in far.operators()] == ["deo", "sup"]


def test_a_stop_of_the_service_is_told_to_who_waits(joined: Any, running: RunningSite) -> None:
    far = joined()
    sup = far.sign_in(far.station.device_id, "sup", PIN).actor
    seen = far.changes(sup, 0, 0).seq
    found: list[DeskError] = []
    waiter = threading.Thread(target=lambda: found.append(fault_of(far.changes, sup, seen, 25)))
    waiter.start()
    far.board(sup)
    running.stop()
    waiter.join(15)
    assert [fault.code for fault in found] == [Fault.SITE_UNREACHABLE]


def test_every_method_of_the_contract_travels() -> None:
    assert set(METHODS) == {name for name in vars(Desk) if callable(getattr(Desk, name)) and name[0] != "_"} - {"mro"}
    assert all(callable(getattr(FarDesk, name)) for name in METHODS)


def test_wrong_arguments_are_a_bug_of_the_caller(joined: Any) -> None:
    far = joined()
    with pytest.raises(TypeError):
        far.site("too", "many")


def test_connect_needs_a_pairing(tmp_path: Path) -> None:
    assert fault_of(connect, tmp_path).code is Fault.UNPAIRED
    (tmp_path / "station.json").write_text("{}")
    assert fault_of(connect, tmp_path).code is Fault.UNPAIRED


def test_connect_uses_what_join_kept(invited: Any, tmp_path: Path) -> None:
    pairing.join(invited("counter", 2).code(), tmp_path / "pc")
    desk, station = connect(tmp_path / "pc")
    assert (desk.site().site_id, station.kind, station.counter) == ("LHR-01", "counter", 2)
    cast(FarDesk, desk).close()


def test_closing_ends_a_wait_in_another_thread(joined: Any) -> None:
    far = joined()
    sup = far.sign_in(far.station.device_id, "sup", PIN).actor
    seen = far.changes(sup, 0, 0).seq
    raised: list[DeskError] = []
    sent = threading.Event()
    far._http.event_hooks["request"] = [lambda _request: sent.set()]
    waiter = threading.Thread(target=lambda: raised.append(fault_of(far.changes, sup, seen, 25)))
    waiter.start()
    assert sent.wait(10)
    far.close()
    waiter.join(10)
    assert not waiter.is_alive()
    assert [fault.code for fault in raised] == [Fault.SITE_UNREACHABLE]
    assert fault_of(far.site).code is Fault.SITE_UNREACHABLE


def test_the_hall_hears_at_once_and_people_once_for_all_events_of_a_moment(
    joined: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_CALM_S", 1.5)
    desk, screen = joined(), joined("display")
    sup = desk.sign_in(desk.station.device_id, "sup", PIN).actor
    eyes = screen.display_actor(screen.station.device_id)
    desk.open_day(sup, "open", OpenDay(date=clock.today().isoformat(), confirmed=True))
    seen = desk.changes(sup, 0, 0).seq
    looked = {sup.role: threading.Event(), eyes.role: threading.Event()}
    look = near.NearDesk.changes

    def watched(self: near.NearDesk, actor: Actor, after: int, wait: float) -> Changes:
        found = look(self, actor, after, wait)
        looked[actor.role].set()
        return found

    monkeypatch.setattr(near.NearDesk, "changes", watched)
    heard: dict[Any, list[str]] = {}

    def follow(far: FarDesk, actor: Actor) -> None:
        heard[actor.role] = [item.action for item in far.changes(actor, seen, 20).items]

    followers = [threading.Thread(target=follow, args=one) for one in ((desk, sup), (screen, eyes))]
    for follower in followers:
        follower.start()
    assert all(event.wait(10) for event in looked.values())
    desk.issue(sup, "one", IssueRequest(Service.NEW_SURVEY, binding="1" * 64))
    followers[1].join(10)
    desk.issue(sup, "two", IssueRequest(Service.NEW_SURVEY, binding="2" * 64))
    followers[0].join(10)
    assert heard == {eyes.role: ["issue"], sup.role: ["issue", "issue"]}
