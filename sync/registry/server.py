"""Running an application on a socket: in the foreground until a signal, or in a thread beside other work."""

from __future__ import annotations

import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from sync.errors import SyncError

START_S = 30.0
STOP_S = 10


class PortTaken(SyncError):
    """The address cannot be listened on."""

    code = "port_taken"


class BadCertificate(SyncError):
    """The certificate or its key cannot be used."""

    code = "bad_certificate"


class _Server(uvicorn.Server):
    """Tells when it accepts connections."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def serve(
    app: Starlette,
    host: str,
    port: int,
    on_ready: Callable[[str], None],
    certificate: tuple[Path, Path] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then finish the requests under way. `on_ready` gets the URL; port 0 takes a free
    one. With a certificate (chain, key): TLS 1.3 only. Raises PortTaken, BadCertificate."""
    listening = _listen(host, port)
    scheme = "http" if certificate is None else "https"
    shown = f"[{host}]" if ":" in host else host
    url = f"{scheme}://{shown}:{listening.getsockname()[1]}"
    server = _Server(_config(app, certificate), lambda: on_ready(url))
    # uvicorn hands a caught signal on to the handler that was there before: ours lets the program end by itself.
    before = {name: signal.signal(name, lambda *_: None) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        with listening:
            server.run(sockets=[listening])
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


@contextmanager
def running(app: Starlette, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """The application served from a thread while the block runs; gives its URL."""
    listening, ready = _listen(host, port), threading.Event()
    server = _Server(_config(app, None), ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="http", daemon=True)
    thread.start()
    try:
        if not ready.wait(START_S):
            raise PortTaken(port=listening.getsockname()[1])
        yield f"http://{host}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise PortTaken(port=port) from error
    # asyncio leaves connections of such a socket with Nagle's algorithm on: 40 ms for every answer.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _config(app: Starlette, certificate: tuple[Path, Path] | None) -> uvicorn.Config:
    config = uvicorn.Config(
        app, log_config=None, log_level="error", access_log=False, server_header=False, proxy_headers=False,
        ws="none", timeout_graceful_shutdown=STOP_S,
        ssl_certfile=None if certificate is None else str(certificate[0]),
        ssl_keyfile=None if certificate is None else str(certificate[1]),
    )  # fmt: skip
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        raise BadCertificate from error
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
    return config
