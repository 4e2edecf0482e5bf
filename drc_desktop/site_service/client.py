"""The desk from another process or PC: the same contract over TLS, with automatic resends.

Every command carries its key, so a resend after a lost answer changes nothing at the site. After a bounded number of
tries the caller gets SITE_UNREACHABLE and may send the same key again later.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import httpx2
import msgspec

from drc_desktop.desk.contract import Actor, Changes, Desk, DeskError, Fault
from drc_desktop.settings import Settings, SiteSettings, load
from drc_desktop.site_service import pairing, tls
from drc_desktop.site_service.methods import METHODS, FaultBody, Method
from drc_desktop.site_service.pairing import Station

_FIRST_PAUSE_S = 0.1
_KEEP_ALIVE_S = 60.0
_CONNECTIONS = 8
_TURN_S = 2.0


class SiteServiceFailed(RuntimeError):
    """The service answered with a bug of its own; it has logged it."""


class FarDesk:
    """A `Desk` at the site service. Safe to call from several threads; `close` ends it."""

    def __init__(self, station: Station, secret: str, settings: SiteSettings) -> None:
        self.station = station
        self._resends = settings.resends
        self._answer_s = settings.answer_seconds
        self._connect_s = settings.connect_seconds
        self._closed = threading.Event()
        self._http = httpx2.Client(
            base_url=station.url,
            verify=tls.station_context(station.ca_pem),
            headers={"authorization": f"Bearer {station.device_id}.{secret}", "content-type": "application/json"},
            limits=httpx2.Limits(
                max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS, keepalive_expiry=_KEEP_ALIVE_S
            ),
            trust_env=False,
        )

    def stop_resending(self) -> None:
        """From now on the request under way is the last one: nobody will wait for another try."""
        self._closed.set()

    def close(self) -> None:
        """Give the connections back; waiting resends end at once."""
        self.stop_resending()
        self._http.close()

    def _wait_for_changes(self, actor: Actor, after: int, wait: float) -> Changes:
        """Waits in short turns, so that `close` and a dead service are noticed soon; a commit still answers at once."""
        ends = time.monotonic() + wait
        while True:
            turn = min(max(ends - time.monotonic(), 0.0), _TURN_S)
            method = METHODS["changes"]
            found: Changes = self._call(method, method.arguments(actor, after, turn))
            if found.items or time.monotonic() >= ends:
                return found

    def _call(self, method: Method, arguments: msgspec.Struct) -> Any:
        body = msgspec.json.encode(arguments)
        longest = self._answer_s + max(0.0, float(getattr(arguments, "wait", 0.0)))
        timeout = httpx2.Timeout(longest, connect=self._connect_s)
        for attempt in range(self._resends + 1):
            if self._closed.wait(_FIRST_PAUSE_S * 2 ** (attempt - 1) if attempt else 0):
                break
            try:
                answer = self._http.post(
                    f"/desk/{method.name}",
                    content=body,
                    timeout=timeout,
                    extensions={"sni_hostname": tls.SERVER_NAME},
                )
            except httpx2.TransportError:
                continue
            except RuntimeError:  # how the library says that it was closed meanwhile
                if not self._closed.is_set():
                    raise
                break
            return _understood(method, answer)
        raise DeskError(Fault.SITE_UNREACHABLE, url=self.station.url)


def _understood(method: Method, answer: httpx2.Response) -> Any:
    if answer.status_code == 200:
        return msgspec.json.decode(answer.content, type=method.answer)
    if answer.status_code == 500:
        raise SiteServiceFailed(method.name)
    try:
        body = msgspec.json.decode(answer.content, type=FaultBody)
        raise DeskError(Fault(body.code), **body.params)
    except (msgspec.DecodeError, ValueError) as fault:
        raise SiteServiceFailed(f"{method.name}: status {answer.status_code}") from fault


def _far(method: Method) -> Callable[..., Any]:
    names = method.arguments.__struct_fields__

    def call(self: FarDesk, *args: Any, **kwargs: Any) -> Any:
        if len(args) > len(names):
            raise TypeError(f"{method.name} takes {len(names)} arguments")
        arguments = method.arguments(**dict(zip(names, args, strict=False)), **kwargs)
        if method.name == "changes":
            return self._wait_for_changes(**msgspec.structs.asdict(arguments))
        return self._call(method, arguments)

    call.__name__ = method.name
    return call


for _one in METHODS.values():
    setattr(FarDesk, _one.name, _far(_one))


def connect(folder: Path, settings: Settings | None = None) -> tuple[Desk, Station]:
    """The desk at the site that this PC is paired with, and the pairing; nothing is sent yet.

    Raises:
        DeskError: UNPAIRED where `folder` holds no pairing.
    """
    found = pairing.station(folder)
    far = FarDesk(found, pairing.station_secret(folder, found), (settings or load(folder)).site)
    return cast(Desk, far), found
