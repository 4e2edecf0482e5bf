"""Every carrier with a real far end behind it, and a fault that can be set: the next exchange is cut after n bytes."""

from __future__ import annotations

import errno
import re
import socket
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from sync.carriers.base import Carrier
from sync.carriers.files import Medium
from sync.carriers.folder import FolderCarrier
from sync.carriers.http import HttpCarrier
from sync.carriers.openrosa import OpenRosaCarrier
from sync.carriers.serial import SerialCarrier
from sync.errors import CarrierError
from sync.registry.database import open_engine
from sync.registry.line import serve_line
from sync.registry.server import running
from sync.registry.service import Registry
from sync.registry.stick import serve_stick
from sync.registry.web import create_app, protocol_routes
from sync.relay import Relay

OUT, BACK = "out", "back"


class Cut:
    """Where the next exchange ends: after `left` bytes in one direction. Healed by `heal`."""

    def __init__(self) -> None:
        self.heal()

    def set(self, direction: str, after: int) -> None:
        self.direction, self.left = direction, after

    def heal(self) -> None:
        self.direction, self.left = "", 0

    def pass_through(self, direction: str, data: bytes) -> tuple[bytes, bool]:
        """What of `data` still passes, and whether the link is cut now."""
        if direction != self.direction:
            return data, False
        passed = data[: self.left]
        self.left -= len(passed)
        return passed, len(passed) < len(data) or self.left == 0


class Link:
    """A carrier, its far end, a fault. `settle` lets what travels by itself travel; `pulls`: it carries slices."""

    pulls = True

    def __init__(self, carrier: Carrier, registry: Registry | None) -> None:
        self.carrier, self.registry, self.cut = carrier, registry, Cut()

    def settle(self) -> None:
        """Nothing to do where answers come at once."""

    def stored(self) -> list[str]:
        """Message ids at the far end, as often as they are there."""
        assert self.registry is not None
        with self.registry.engine.begin() as connection:
            return list(connection.exec_driver_sql("SELECT msg_id FROM inbox").scalars())


class Proxy:
    """A TCP hop that obeys a cut."""

    def __init__(self, target: str, cut: Cut) -> None:
        self._target, self._cut = urlsplit(target), cut
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        # a thread that waits in accept() would hold the port open
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection((self._target.hostname, self._target.port))
            for source, sink, direction in ((near, far, OUT), (far, near, BACK)):
                threading.Thread(target=self._pump, args=(source, sink, direction), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, direction: str) -> None:
        with suppress(OSError):
            while data := source.recv(4096):
                passed, is_cut = self._cut.pass_through(direction, data)
                sink.sendall(passed)
                if is_cut:
                    break
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def parts_link(registry: Registry, **_: Any) -> Iterator[Link]:
    with http_link(registry, in_parts=True) as link:
        yield link


@contextmanager
def http_link(registry: Registry, in_parts: bool = False, **_: Any) -> Iterator[Link]:
    with ExitStack() as stack:
        link = Link(None, registry)  # type: ignore[arg-type]
        proxy = Proxy(stack.enter_context(running(create_app(registry))), link.cut)
        stack.callback(proxy.close)
        link.carrier = stack.enter_context(HttpCarrier(proxy.url, timeout_s=60, in_parts=in_parts))
        yield link


class RelayLink(Link):
    relay: Relay

    def settle(self) -> None:
        with suppress(CarrierError):
            self.relay.forward()


@contextmanager
def relay_link(registry: Registry, tmp_path: Path, **_: Any) -> Iterator[Link]:
    with ExitStack() as stack:
        link = RelayLink(None, registry)  # type: ignore[arg-type]
        up = stack.enter_context(HttpCarrier(stack.enter_context(running(create_app(registry))), timeout_s=60))
        engine = open_engine(f"sqlite:///{tmp_path / 'relay.db'}")
        stack.callback(engine.dispose)
        link.relay = Relay(engine, up)
        far_end = stack.enter_context(running(Starlette(routes=protocol_routes(link.relay))))
        proxy = Proxy(far_end, link.cut)
        stack.callback(proxy.close)
        link.carrier = stack.enter_context(HttpCarrier(proxy.url, timeout_s=60))
        yield link


class PulledOut(Medium):
    """A stick that is pulled out after so many bytes, and leaves behind what the worst file system would."""

    def __init__(self, cut: Cut, direction: str) -> None:
        self._cut, self._direction = cut, direction
        self.renames_first = False

    def write_durably(self, path: Path, data: bytes) -> None:
        passed, is_cut = self._cut.pass_through(self._direction, data)
        if is_cut:
            target = path.with_name(path.name.removesuffix(".part")) if self.renames_first else path
            target.write_bytes(passed + (b"\0" * (len(data) - len(passed)) if self.renames_first else b""))
            raise OSError(errno.ENODEV, "stick pulled out")
        path.write_bytes(data)

    def flush_folder(self, folder: Path) -> None:
        """Memory stands in for the stick: nothing to wait for."""


class FolderLink(Link):
    root: Path
    medium: PulledOut

    def settle(self) -> None:
        assert self.registry is not None
        with suppress(CarrierError):
            serve_stick(self.registry, self.root, self.medium)


@contextmanager
def folder_link(registry: Registry, tmp_path: Path, device: Any, **_: Any) -> Iterator[Link]:
    link = FolderLink(None, registry)  # type: ignore[arg-type]
    link.root, link.medium = tmp_path / "stick", PulledOut(link.cut, BACK)
    link.root.mkdir()
    link.carrier = FolderCarrier(link.root, device.device, PulledOut(link.cut, OUT))
    yield link


class Wire:
    """One end of a line in memory."""

    def __init__(self, cut: Cut, direction: str) -> None:
        self._cut, self._direction = cut, direction
        self._arrived: deque[bytes] = deque()
        self._there = threading.Condition()
        self.other: Wire = self

    def read(self, size: int) -> bytes:
        with self._there:
            if not self._arrived:
                self._there.wait(0.01)
            return self._arrived.popleft() if self._arrived else b""

    def write(self, data: bytes) -> int:
        passed, _ = self._cut.pass_through(self._direction, data)
        with self.other._there:
            self.other._arrived.append(passed)
            self.other._there.notify()
        return len(data)


@contextmanager
def serial_link(registry: Registry, **_: Any) -> Iterator[Link]:
    """Patience is short: a line in memory answers at once or never."""
    link = Link(None, registry)  # type: ignore[arg-type]
    near, far = Wire(link.cut, OUT), Wire(link.cut, BACK)
    near.other, far.other = far, near
    stop = threading.Event()
    serving = threading.Thread(target=serve_line, args=(registry, far, stop, 0.15, 2))
    serving.start()
    link.carrier = SerialCarrier(near, patience_s=0.15, answer_s=1.0, tries=2)
    yield link
    stop.set()
    serving.join()


class Central:
    """A server that speaks OpenRosa: takes a submission whole or not at all, one for each instance id."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.posts = 0
        self.app = Starlette(routes=[Route("/submission", self._submission, methods=["HEAD", "POST"])])

    async def _submission(self, request: Request) -> Response:
        if request.method == "HEAD":
            return Response(status_code=204, headers={"x-openrosa-version": "1.0"})
        try:
            body = await request.body()
        except ClientDisconnect:
            return Response(status_code=400)
        self.posts += 1
        if int(request.headers["content-length"]) != len(body):
            return Response(status_code=400)
        found = re.search(rb"\r\n\r\n(<.*?)\r\n--", body, re.DOTALL)
        instance = re.search(rb"<instanceID>(.*?)</instanceID>", body)
        if found is None or instance is None:
            return Response(status_code=400)
        name, xml = instance[1].decode(), found[1]
        if self.kept.setdefault(name, xml) != xml:
            return Response(status_code=409)
        answer = '<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message>ok</message></OpenRosaResponse>'
        return Response(answer, 201, media_type="text/xml", headers={"x-openrosa-version": "1.0"})


class CentralLink(Link):
    pulls = False
    central: Central

    def stored(self) -> list[str]:
        return [name.removeprefix("uuid:") for name in self.central.kept]


@contextmanager
def openrosa_link(device: Any, **_: Any) -> Iterator[Link]:
    """`device` is the PC whose registry keys the carrier holds."""
    with ExitStack() as stack:
        link = CentralLink(None, None)  # type: ignore[arg-type]
        link.central = Central()
        proxy = Proxy(stack.enter_context(running(link.central.app)), link.cut)
        stack.callback(proxy.close)
        link.carrier = OpenRosaCarrier(
            f"{proxy.url}/submission", device.registry_keys, {device.device: device.keys.public}
        )
        stack.callback(link.carrier.close)
        yield link


LINKS = {
    "http": http_link,
    "http-parts": parts_link,
    "site": relay_link,
    "folder": folder_link,
    "serial": serial_link,
    "openrosa": openrosa_link,
}
