"""Sharing over HTTP, JSON both ways: `GET /share/v1/households?tehsil=`, `POST /share/v1/flags`; a bearer key each."""

from __future__ import annotations

import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from drc_desktop.head_office.sharing import MAX_FLAGS, Partner, Sharing, SharingRefused
from sync.errors import SyncError
from sync.registry.web import bounded_body

MAX_BODY = 256 * 1024
MAX_NAME = 64


class BadRequest(Exception):
    """What was sent is not what the document describes."""


def sharing_routes(sharing: Sharing) -> list[Route]:
    """The routes a partner uses."""

    async def households(request: Request) -> Response:
        def work() -> dict[str, Any]:
            shared = sharing.share(_partner(sharing, request), _tehsil(request.query_params.get("tehsil")))
            return {"rows": shared.rows, "withheld": shared.withheld}

        return await _answered(work)

    async def flags(request: Request) -> Response:
        try:
            body = await bounded_body(request, MAX_BODY)
        except (SyncError, ClientDisconnect):
            return JSONResponse({"reason": "oversize"}, 413)

        def work() -> dict[str, Any]:
            partner = _partner(sharing, request)
            tehsil, said = _flags(body)
            return {"new": sharing.take_flags(partner, tehsil, said)}

        return await _answered(work)

    return [Route("/share/v1/households", households), Route("/share/v1/flags", flags, methods=["POST"])]


async def _answered(work: Any) -> Response:
    try:
        return JSONResponse(await run_in_threadpool(work))
    except BadRequest:
        return JSONResponse({"reason": "malformed"}, 400)
    except SharingRefused as error:
        status = 401 if error.code == "unknown_key" else 422
        return JSONResponse({"reason": error.code}, status)


def _partner(sharing: Sharing, request: Request) -> Partner:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise SharingRefused("unknown_key")
    return sharing.partner(key)


def _tehsil(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_NAME or not value.isprintable():
        raise BadRequest
    return value


def _flags(body: bytes) -> tuple[str, list[tuple[str, str]]]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest from error
    said = fields.get("flags") if isinstance(fields, dict) else None
    if not isinstance(said, list) or len(said) > MAX_FLAGS:
        raise BadRequest
    pairs = [
        (one["id"], one["flag"])
        for one in said
        if isinstance(one, dict) and isinstance(one.get("id"), str) and isinstance(one.get("flag"), str)
    ]
    if len(pairs) != len(said):
        raise BadRequest
    return _tehsil(fields.get("tehsil")), pairs
