"""The OpenAPI document of everything the registry serves; a test holds it against the routes."""

from __future__ import annotations

from typing import Any

from drc_desktop.head_office.sharing import FLAGS, MAX_FLAGS

CBOR, JSON = "application/cbor", "application/json"
_REASON = {"type": "object", "properties": {"reason": {"type": "string"}}, "required": ["reason"]}
_NAME = {"type": "string", "minLength": 1, "maxLength": 64}


def _answer(text: str, media: str = "", schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"description": text} | ({"content": {media: {"schema": schema or {}}}} if media else {})


def _binary(summary: str, limit: int, extra: dict[str, Any] | None = None) -> dict[str, Any]:
    """A request of the sync protocol: its bytes are described in docs/sync-protocol.md."""
    answers = {
        "200": _answer("done", CBOR), "400": _answer("not of the protocol: {v, reason}", CBOR),
        "403": _answer("not allowed: {v, reason}", CBOR), "409": _answer("conflict: {v, reason}", CBOR),
        "413": _answer("larger than the limit", CBOR), "422": _answer("refused: {v, reason}", CBOR),
        "503": _answer("come back after Retry-After seconds", CBOR),
    }  # fmt: skip
    body = {"required": True, "content": {CBOR: {"schema": {"type": "string", "format": "binary", "maxLength": limit}}}}
    return {"post": {"summary": summary, "requestBody": body, "responses": answers | (extra or {})}}


def _get(summary: str, media: str, **more: Any) -> dict[str, Any]:
    return {"get": {"summary": summary, "responses": {"200": _answer("done", media), **more}}}


_PAGES = {
    "/office/": ("get", "Figures of the country"), "/office/place/{code}": ("get", "Figures of a place, by P-code"),
    "/office/site/{site}": ("get", "Figures of a centre"), "/office/flags": ("get", "Flagged surveys, review queue"),
    "/office/devices": ("get", "Enrolled PCs"), "/office/forms": ("get", "Form versions"),
    "/office/export.csv": ("get", "Sums as CSV, small cells hidden"), "/office/style.css": ("get", "Style sheet"),
    "/office/fonts/{name}": ("get", "Fonts"), "/office/leave": ("post", "Sign out"),
    "/office/review": ("post", "Mark a flagged survey"), "/office/revoke": ("post", "Shut a PC out"),
    "/office/approve": ("post", "Let an enrolled PC send"),
}  # fmt: skip


def _pages() -> dict[str, Any]:
    """What people see in a browser, after they have signed in."""
    html = {"200": _answer("a page", "text/html"), "303": _answer("sign in first, or done")}
    pages: dict[str, Any] = {path: {way: {"summary": said, "responses": html}} for path, (way, said) in _PAGES.items()}
    refused = {"401": _answer("wrong, or too many tries", "text/html")}
    ways = {way: {"summary": "Sign in", "responses": html | refused} for way in ("get", "post")}
    return {**pages, "/office/sign-in": ways}


def document(version: str) -> dict[str, Any]:
    """OpenAPI 3.1."""
    stored = {"201": _answer("stored, with its receipt", CBOR), "202": _answer("under way with a relay", CBOR)}
    partner = {"401": _answer("no partner's key", JSON, _REASON), "422": _answer("refused", JSON, _REASON)}
    malformed = {"400": _answer("not what this document describes", JSON, _REASON)}
    tehsil = {"name": "tehsil", "in": "query", "required": True, "schema": _NAME}
    flag = {
        "type": "object", "required": ["id", "flag"],
        "properties": {"id": {"type": "string"}, "flag": {"type": "string", "enum": sorted(FLAGS)}},
    }  # fmt: skip
    flags = {
        "type": "object", "required": ["tehsil", "flags"],
        "properties": {"tehsil": _NAME, "flags": {"type": "array", "maxItems": MAX_FLAGS, "items": flag}},
    }  # fmt: skip
    claims = {
        "type": "object", "required": ["cnic", "claims"],
        "properties": {"cnic": {"type": "string"}, "claims": {"type": "object"}},
    }  # fmt: skip
    secured: list[dict[str, Any]] = [{"partner": []}]
    return {
        "openapi": "3.1.0",
        "info": {"title": "DRC reference registry", "version": version},
        "components": {"securitySchemes": {"partner": {"type": "http", "scheme": "bearer"}}},
        "paths": {
            **_pages(),
            "/v1/push": _binary("Hand over envelopes", 4 * 1024 * 1024 + 64 * 1024, stored),
            "/v1/part": _binary("Hand over a push in parts", 65 * 1024, stored),
            "/v1/pull": _binary("Ask for a page of a slice", 2048),
            "/v1/enrol": _binary("Make a PC known", 4096),
            "/v1/about": _get("Who answers here; to look at, not to trust", CBOR),
            "/health": _get("Does the database answer?", JSON, **{"503": _answer("it does not", JSON)}),
            "/metrics": _get("Figures as Prometheus text", "text/plain", **{"503": _answer("no database")}),
            "/openapi.json": _get("This document", JSON),
            "/nadra/verify": {
                "post": {
                    "summary": "The NADRA simulator (training)",
                    "requestBody": {"required": True, "content": {JSON: {"schema": claims}}},
                    "responses": {"200": _answer("verdict by field", JSON), **malformed, "413": _answer("too large")},
                }
            },
            "/share/v1/households": {
                "get": {
                    "summary": "Households of a tehsil, anonymised for this partner", "security": secured,
                    "parameters": [tehsil],
                    "responses": {"200": _answer("rows and how many were withheld", JSON), **partner, **malformed},
                }
            },
            "/share/v1/flags": {
                "post": {
                    "summary": "What the partner says of households", "security": secured,
                    "requestBody": {"required": True, "content": {JSON: {"schema": flags}}},
                    "responses": {
                        "200": _answer("how many were new", JSON), **partner, **malformed,
                        "413": _answer("too large", JSON, _REASON),
                    },
                }
            },
        },
    }  # fmt: skip
