"""The desk over the LAN: one route a method, TLS, a bearer secret for each station.

A station may act only under its own device id; who may do what beyond that is the desk's table. Waiting for changes
holds no thread: a commit wakes the event loop, which answers every waiting station, displays first.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import msgspec
from sqlalchemy import RowMapping
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from drc_desktop.desk.contract import Changes, DeskError, Fault, Role
from drc_desktop.desk.near import LONGEST_WAIT_S, NearDesk
from drc_desktop.desk.steps import storage_fault
from drc_desktop.site_service import pairing
from drc_desktop.site_service.backing_up import STANDBY
from drc_desktop.site_service.backup_door import BackupDoor
from drc_desktop.site_service.headers import SecureHeaders
from drc_desktop.site_service.methods import METHODS, FaultBody, Method
from drc_desktop.site_service.refusals import Refusals
from drc_desktop.store import people
from drc_desktop.store.site import StorageError

log = logging.getLogger(__name__)
T = TypeVar("T")

_THREADS = 16
_CALM_S = 0.05
"""How much later than a display the people's windows hear of an event: each then reads the whole board, once for all
events of the step, and none of these readings stands before the paint in the hall or the slip."""
DISPLAY_METHODS = frozenset({"site", "display_actor", "day", "hall", "changes", "report_status", "sign_out"})
"""All that a display's secret opens, whatever session is sent along."""
_ONLY = {"display": DISPLAY_METHODS, "standby": frozenset({"site"})}
"""Kinds of stations that may call these methods alone, whatever their actor says."""
_STATUS = {Fault.SITE_BUSY: 429, Fault.UNPAIRED: 401, Fault.NOT_ALLOWED: 403, Fault.BAD_REQUEST: 400}
_KNOWN_FAULT = 409


class SiteService:
    """The ASGI application over one desk. `stop()` answers whoever waits, so that a shutdown is quick."""

    def __init__(self, desk: NearDesk, ca_pem: str, max_request: int, door: BackupDoor | None = None) -> None:
        self._desk = desk
        self._door = door
        self._ca_pem = ca_pem
        self._max_request = max_request
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="desk")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rung = asyncio.Event()
        self._stopping = False
        self._refusals = Refusals()
        desk.bell.listen(self._heard)
        self.app = Starlette(
            routes=[
                Route("/desk/{method}", self._call, methods=["POST"]),
                Route("/backup/{part}", self._backup, methods=["POST"]),
                Route("/pair", self._pair, methods=["POST"]),
                Route("/ca", self._authority, methods=["GET"]),
            ],
            middleware=[Middleware(SecureHeaders)],
        )

    def stop(self) -> None:
        """From the event loop: let every waiting station go."""
        self._stopping = True
        self._ring()

    def close(self) -> None:
        """After the last request: end the threads."""
        self._pool.shutdown()

    async def _call(self, request: Request) -> Response:
        self._loop = asyncio.get_running_loop()
        method = METHODS.get(request.path_params["method"])
        try:
            self._demand_heard(request)
            if method is None:
                raise DeskError(Fault.BAD_REQUEST, what="method")
            body = await self._body(request)
            answer = await self._answer(method, body, request.headers.get("authorization", ""))
        except DeskError as fault:
            return self._refused(request, fault)
        except ClientDisconnect:
            return Response(status_code=_KNOWN_FAULT)
        except Exception:
            log.exception("desk method failed", extra={"method": method.name if method else ""})
            return Response(status_code=500)
        return Response(msgspec.json.encode(answer), media_type="application/json")

    async def _answer(self, method: Method, body: bytes, authorization: str) -> Any:
        try:
            arguments = msgspec.structs.asdict(msgspec.json.decode(body, type=method.arguments))
        except msgspec.DecodeError as fault:
            raise DeskError(Fault.BAD_REQUEST, what=str(fault)) from fault

        def run() -> Any:
            self._demand_station(method, arguments, authorization)
            return getattr(self._desk, method.name)(**arguments)

        if method.name == "changes":
            return await self._wait_for_changes(arguments, run)
        return await self._in_thread(run)

    async def _wait_for_changes(self, arguments: dict[str, Any], run: Callable[[], Changes]) -> Changes:
        loop = asyncio.get_running_loop()
        ends = loop.time() + min(max(arguments["wait"], 0.0), LONGEST_WAIT_S)
        arguments["wait"] = 0.0
        calm = 0.0 if arguments["actor"].role is Role.DISPLAY else _CALM_S
        while True:
            rung = self._rung  # taken before looking: a commit in between sets it
            found = await self._in_thread(run)
            left = ends - loop.time()
            if found.items or left <= 0 or self._stopping:
                return found
            try:
                await asyncio.wait_for(rung.wait(), left)
                await asyncio.sleep(0.0 if self._stopping else calm)
            except TimeoutError:
                ends = loop.time()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _demand_station(self, method: Method, arguments: dict[str, Any], authorization: str) -> None:
        station = self._paired(authorization)
        device_id = station["device_id"]
        claimed = arguments["actor"].device_id if "actor" in arguments else arguments.get("device_id", device_id)
        if claimed != device_id:
            raise DeskError(Fault.NOT_ALLOWED, role=station["kind"], what="device")
        if method.name not in _ONLY.get(station["kind"], {method.name}):
            raise DeskError(Fault.NOT_ALLOWED, role=station["kind"], what=method.name)

    def _paired(self, authorization: str) -> RowMapping:
        device_id, _, secret = authorization.removeprefix("Bearer ").partition(".")
        station = self._station(device_id)
        known = station is not None and station["revoked_at"] is None
        if station is None or not known or not hmac.compare_digest(station["secret_hash"], pairing.digest(secret)):
            raise DeskError(Fault.UNPAIRED)
        return station

    def _station(self, device_id: str) -> RowMapping | None:
        try:
            with self._desk.store.reading() as connection:
                return people.one_station(connection, device_id)
        except StorageError as fault:
            raise storage_fault(fault) from fault

    async def _backup(self, request: Request) -> Response:
        """Pieces of the site's database, for a PC that stands by; no other station is let in."""
        try:
            self._demand_heard(request)
            body = await self._body(request)
            part, authorization = request.path_params["part"], request.headers.get("authorization", "")
            content = await self._in_thread(lambda: self._copied(part, authorization, body))
        except DeskError as fault:
            return self._refused(request, fault)
        except StorageError as fault:
            return _refusal(storage_fault(fault))
        except ClientDisconnect:
            return Response(status_code=_KNOWN_FAULT)
        return Response(content, media_type="application/msgpack")

    def _copied(self, part: str, authorization: str, body: bytes) -> bytes:
        station = self._paired(authorization)
        if station["kind"] != STANDBY or self._door is None:
            raise DeskError(Fault.NOT_ALLOWED, role=station["kind"], what="backup")
        return self._door.give(part, station["device_id"], body)

    async def _pair(self, request: Request) -> Response:
        try:
            self._demand_heard(request)
            wanted = msgspec.json.decode(await self._body(request), type=pairing.PairRequest)
            paired = await self._in_thread(lambda: pairing.pair(self._desk.store, wanted, time.time()))
        except msgspec.DecodeError as fault:
            return _refusal(DeskError(Fault.BAD_REQUEST, what=str(fault)))
        except DeskError as fault:
            return self._refused(request, fault)
        except StorageError as fault:
            return _refusal(storage_fault(fault))
        if paired is None:
            return self._refused(request, DeskError(Fault.UNPAIRED))
        return Response(msgspec.json.encode(paired), media_type="application/json")

    async def _authority(self, _request: Request) -> Response:
        return Response(self._ca_pem, media_type="application/x-pem-file")

    def _demand_heard(self, request: Request) -> None:
        """Raise SITE_BUSY before anything is read or looked up for an address that was refused too often."""
        wait_s = self._refusals.wait_s(_address(request))
        if wait_s:
            raise DeskError(Fault.SITE_BUSY, seconds=wait_s)

    def _refused(self, request: Request, fault: DeskError) -> Response:
        if fault.code is Fault.UNPAIRED:
            self._refusals.note(_address(request))
        return _refusal(fault)

    async def _body(self, request: Request) -> bytes:
        received = bytearray()
        async for part in request.stream():
            received += part
            if len(received) > self._max_request:
                raise DeskError(Fault.BAD_REQUEST, what="size")
        return bytes(received)

    def _heard(self) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._ring)

    def _ring(self) -> None:
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def _refusal(fault: DeskError) -> Response:
    body = msgspec.json.encode(FaultBody(fault.code.value, fault.params))
    later = {"retry-after": str(fault.params["seconds"])} if fault.code is Fault.SITE_BUSY else None
    return Response(body, _STATUS.get(fault.code, _KNOWN_FAULT), later, "application/json")
