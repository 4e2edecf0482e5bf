"""Run the site service until it is told to stop: by a signal from outside, or by `stop` from another thread."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from drc_desktop.desk.witnessing import note_settings
from drc_desktop.settings import Settings
from drc_desktop.site_service import tls
from drc_desktop.site_service.backing_up import BackingUp
from drc_desktop.site_service.backup_door import BackupDoor
from drc_desktop.site_service.folder import SiteError, SiteFault, SiteFolder
from drc_desktop.site_service.server import SiteService
from drc_desktop.store.backup_source import BackupSource

_KEEP_ALIVE_S = 75
_GRACE_S = 10
_LOOK_S = 0.02
_BACKLOG = 256


class _Server(uvicorn.Server):
    """Uvicorn with signals left to `serve`, and stations let go before it waits for their connections."""

    def __init__(self, config: uvicorn.Config, service: SiteService) -> None:
        super().__init__(config)
        self._service = service

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let requests end, then cut: an idle station would never answer the goodbye of TLS."""
        self._service.stop()
        ends = asyncio.get_running_loop().time() + _GRACE_S
        while any(map(_busy, self.server_state.connections)) and asyncio.get_running_loop().time() < ends:
            await asyncio.sleep(_LOOK_S)
        await asyncio.sleep(_LOOK_S)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await super().shutdown(sockets)


def _busy(connection: Any) -> bool:
    return connection.cycle is not None and not connection.cycle.response_complete


class RunningSite:
    """One service on one folder: made with its address bound and known, then `run` until `stop`."""

    def __init__(self, folder: SiteFolder, settings: Settings, host: str, port: int) -> None:
        self._folder = folder
        self._desk = folder.open_desk(settings, copied=True)
        try:
            self._socket = _bind(host, port)
        except SiteError:
            self._desk.close()
            raise
        self._desk.as_console(lambda work: note_settings(work, settings))
        self._desk.listen()
        self.port: int = self._socket.getsockname()[1]
        self.url = f"https://{_reachable(host)}:{self.port}"
        self._backing_up, door = self._copies(folder, settings)
        self._service = SiteService(self._desk, folder.ca_pem(), settings.site.max_request_kb * 1024, door)
        context = tls.server_context(folder.tls)
        config = uvicorn.Config(
            self._service.app,
            ssl_context_factory=lambda _config, _default: context,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_GRACE_S,
        )
        self._server = _Server(config, self._service)

    def _copies(self, folder: SiteFolder, settings: Settings) -> tuple[BackingUp | None, BackupDoor | None]:
        """What keeps copies of an encrypted file; a database server has its own ways."""
        store = self._desk.store
        if store.key is None:
            return None, None
        source = BackupSource(store)
        backing_up = BackingUp(source, folder.path, store.key, settings.site.second_disk)
        return backing_up, BackupDoor(source, folder.path, store.key)

    def run(self, listening: Callable[[str], None] = lambda _url: None) -> None:
        """Serve until stopped; `listening(url)` is called once connections are accepted."""
        self._socket.listen(_BACKLOG)
        self._folder.say_serving(self.url)
        if self._backing_up:
            self._backing_up.start()
        listening(self.url)
        try:
            asyncio.run(self._server.serve([self._socket]))
        finally:
            self._folder.say_stopped()
            self._service.close()
            if self._backing_up:
                self._backing_up.close()
            self._desk.close()
            self._socket.close()

    def stop(self) -> None:
        """End `run` soon; from any thread or a signal handler."""
        self._server.should_exit = True


def serve(folder: SiteFolder, settings: Settings, host: str, port: int, listening: Callable[[str], None]) -> None:
    """Serve in the main thread until SIGTERM, SIGINT or (Windows) CTRL+BREAK.

    Raises:
        SiteError: IN_USE, PORT_TAKEN, NO_SITE. StorageError: the storage's faults.
    """
    with folder.alone():
        running = RunningSite(folder, settings, host, port)
        with _signals(running.stop):
            running.run(listening)


@contextlib.contextmanager
def _signals(stop: Callable[[], None]) -> Iterator[None]:
    names = [name for name in ("SIGTERM", "SIGINT", "SIGBREAK") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), lambda _number, _frame: stop()) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's delay off only where the protocol is named; without it each answer takes 40 ms longer
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: SO_REUSEADDR would let another program take the port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as fault:
        bound.close()
        raise SiteError(SiteFault.PORT_TAKEN, host=host, port=port) from fault
    return bound


def _reachable(host: str) -> str:
    try:
        everywhere = ipaddress.ip_address(host).is_unspecified
    except ValueError:
        everywhere = False
    if everywhere:
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host
