"""The receiving half over HTTP (starlette). CBOR both ways; every refusal carries a reason code, none is a 500.

POST /v1/push, /v1/pull, /v1/enrol; GET /v1/about, /health. Requests are bounded in size, and in how many are worked on
at once: the rest is asked to come back.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sync import wire
from sync.carriers.base import Answer
from sync.enrol import MAX_MESSAGE
from sync.errors import CarrierError, Oversize, Refused, RequestRefused, SyncError
from sync.registry.database import reading
from sync.registry.metrics import MEDIA_TYPE as METRICS
from sync.registry.metrics import prometheus
from sync.registry.parts import MAX_PART_REQUEST, Parts
from sync.registry.service import MAX_REQUEST, Registry
from sync.requests import MAX_REQUEST as MAX_PULL

log = logging.getLogger("sync.registry")

MEDIA_TYPE = "application/cbor"
PUSHES_AT_ONCE, PULLS_AT_ONCE = 64, 20
RETRY_AFTER_S, RELAY_RETRY_AFTER_S = 2, 30
SERVED_PER_S, TURNED_WITHIN_S = 40, 10.0
"""Requests that a registry answers each second at least, and how far back it remembers whom it turned away."""
_STATUS = {
    "oversize": 413,
    "conflict": 409,
    "malformed": 400,
    "truncated": 400,
    "unknown_device": 403,
    "device_pending": 403,
    "revoked_device": 403,
    "tehsil_not_allowed": 403,
    "bad_signature": 403,
    "unknown_code": 403,
    "code_expired": 403,
    "code_used": 409,
    "device_taken": 409,
}
_DEFAULT_STATUS = 422


class Gate:
    """Lets `limit` requests in at once; used from the event loop only."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._free = limit
        self._clock = clock
        self._turned: deque[float] = deque()

    def enter(self) -> bool:
        """Whether there was room."""
        if self._free == 0:
            self._turned.append(self._clock())
            return False
        self._free -= 1
        return True

    def retry_after_s(self) -> float:
        """Longer, the more were turned away of late: so that a nation of PCs that lost one link comes back in turn."""
        oldest = self._clock() - TURNED_WITHIN_S
        while self._turned and self._turned[0] < oldest:
            self._turned.popleft()
        return max(RETRY_AFTER_S, len(self._turned) / SERVED_PER_S)

    def leave(self) -> None:
        """Make room for the next."""
        self._free += 1


async def drained(request: Request) -> None:
    """Take the body in and drop it: whoever is answered before it has sent all sees a broken connection instead."""
    with suppress(ClientDisconnect):
        async for _ in request.stream():
            pass


async def bounded_body(request: Request, limit: int) -> bytes:
    """The body, read no further than `limit` bytes. Raises Oversize."""
    chunks, total = [], 0
    async for chunk in request.stream():
        total += len(chunk)
        if total > limit:
            raise Oversize(limit=limit)
        chunks.append(chunk)
    return b"".join(chunks)


def refusal(error: SyncError) -> Response:
    """The reason code of a request that is refused as a whole."""
    reason = error.reason if isinstance(error, RequestRefused) else error.code
    return _cbor({"v": 1, "reason": reason}, _STATUS.get(reason, _DEFAULT_STATUS))


def _cbor(value: object, status: int = 200) -> Response:
    return Response(wire.encode(value), status, media_type=MEDIA_TYPE)


def _busy(retry_after_s: float) -> Response:
    busy = _cbor({"v": 1, "reason": "busy"}, 503)
    busy.headers["retry-after"] = str(max(1, round(retry_after_s)))
    return busy


def _results(outcomes: Sequence[Answer]) -> Response:
    """200 for several results; a single one has its own: 201 stored, 200 was here, 202 under way, 4xx refused."""
    status = 200
    if len(outcomes) == 1:
        [outcome] = outcomes
        if outcome.underway:
            status = 202
        elif outcome.reason is not None:
            status = _STATUS.get(outcome.reason, _DEFAULT_STATUS)
        elif getattr(outcome, "fresh", False):
            status = 201
    return _cbor({"v": 1, "results": [outcome.to_wire() for outcome in outcomes]}, status)


def _post(path: str, limit: int, gate: Gate, work: Callable[[bytes], Response]) -> Route:
    async def endpoint(request: Request) -> Response:
        if not gate.enter():
            await drained(request)
            return _busy(gate.retry_after_s())
        try:
            return await run_in_threadpool(work, await bounded_body(request, limit))
        except Refused as error:  # a relay's uplink refused: as the registry said it
            return refusal(RequestRefused(error.reason))
        except CarrierError as error:
            return _busy(error.retry_after or RELAY_RETRY_AFTER_S)
        except SyncError as error:
            return refusal(error)
        except ClientDisconnect:
            return Response(status_code=400)
        except (sa.exc.DBAPIError, sa.exc.TimeoutError):
            log.warning("database failed; the client is asked to come back")
            return _busy(RETRY_AFTER_S)
        finally:
            gate.leave()

    return Route(path, endpoint, methods=["POST"])


class FarEnd(Protocol):
    """What the three requests of the protocol are answered by: a registry, or a relay on the way to one."""

    def push(self, data: bytes) -> Sequence[Answer]:
        """Answers to the envelopes of a push request, in order."""
        ...

    def pull(self, data: bytes) -> bytes:
        """The page for a pull request."""
        ...

    def enrol(self, data: bytes) -> bytes:
        """The answer to an enrolment request."""
        ...


def protocol_routes(far_end: FarEnd) -> list[BaseRoute]:
    """Push, pull and enrol over HTTP."""
    pushes, pulls, parts = Gate(PUSHES_AT_ONCE), Gate(PULLS_AT_ONCE), Parts(MAX_REQUEST)

    def part(data: bytes) -> Response:
        have, request = parts.add(data)
        return _cbor({"v": 1, "have": have}) if request is None else _results(far_end.push(request))

    return [
        _post("/v1/push", MAX_REQUEST, pushes, lambda data: _results(far_end.push(data))),
        _post("/v1/part", MAX_PART_REQUEST, pushes, part),
        _post("/v1/pull", MAX_PULL, pulls, lambda data: Response(far_end.pull(data), media_type=MEDIA_TYPE)),
        _post("/v1/enrol", MAX_MESSAGE, pulls, lambda data: Response(far_end.enrol(data), media_type=MEDIA_TYPE)),
    ]


def create_app(registry: Registry, extra: Sequence[BaseRoute] = ()) -> Starlette:
    """The application over `registry`, with further routes of its owner; judges messages while it runs."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        registry.processor.start(registry.inbox.last_push, registry.slices.tidy)
        yield
        await run_in_threadpool(registry.close)

    def about(_: Request) -> Response:
        public = registry.keys.public
        return _cbor(
            {
                "v": 1, "server_epoch": registry.epoch.current(), "kid": public.kid, "verify": public.verify_key,
                "receive": public.receive_key, "at": registry.now(),
            }
        )  # fmt: skip

    def health(_: Request) -> Response:
        try:
            with reading(registry.engine) as connection:
                connection.execute(sa.text("SELECT 1"))
        except (sa.exc.DBAPIError, sa.exc.TimeoutError):
            return JSONResponse({"status": "database"}, 503)
        return JSONResponse({"status": "ok"})

    def metrics(_: Request) -> Response:
        try:
            return Response(prometheus(registry.engine, registry.now), media_type=METRICS)
        except (sa.exc.DBAPIError, sa.exc.TimeoutError):
            return Response(status_code=503)

    routes: list[BaseRoute] = [
        *protocol_routes(registry),
        Route("/v1/about", about),
        Route("/health", health),
        Route("/metrics", metrics),
        *extra,
    ]
    return Starlette(routes=routes, lifespan=lifespan)
