"""The routes of the pages: sign-in, language, reading in one transaction, the three things that change something."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from drc_desktop.domain.clock import here
from drc_desktop.domain.indicators.coverage import Population
from drc_desktop.head_office.callback import call_back
from drc_desktop.head_office.pages.access import Sessions, Staff
from drc_desktop.head_office.pages.html import el
from drc_desktop.head_office.pages.layout import View, card, page
from drc_desktop.head_office.pages.views import JUDGE_AGAIN, MONTH, OUTCOMES, Pages
from drc_desktop.head_office.rollups.queries import SETTLED, Scope
from drc_desktop.head_office.rollups.schema import decision, review, survey
from drc_desktop.words import LANGUAGES, Words
from sync.registry.database import reading
from sync.registry.schema import inbox
from sync.registry.service import Registry

STYLE = Path(__file__).with_name("style.css")
COOKIE, LANGUAGE = "office", "lang"
MOST_FORM = 4096
FONTS = Path(__file__).resolve().parents[3] / "resources" / "fonts"
FACES = frozenset(f"{face}-{weight}.ttf" for face in ("NotoSans", "NotoNaskhArabic") for weight in ("Regular", "Bold"))
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
Make = Callable[[Pages, Request], str | bytes | None]


class Office:
    """The pages over a registry."""

    def __init__(self, registry: Registry, staff: Staff, key: bytes, population: dict[str, Population]) -> None:
        self._registry, self._staff, self._population = registry, staff, population
        self._sessions = Sessions(key, lambda: registry.now() / 1000)

    def routes(self) -> list[BaseRoute]:
        """For the registry's application."""
        registry = self._registry
        return [
            Route("/office/style.css", self._style),
            Route("/office/fonts/{name}", self._font),
            Route("/office/sign-in", self._sign_in, methods=["GET", "POST"]),
            Route("/office/leave", self._leave, methods=["POST"]),
            Route("/office/review", self._review, methods=["POST"]),
            Route("/office/approve", self._decision("approved", registry.devices.approve), methods=["POST"]),
            Route("/office/revoke", self._decision("revoked", registry.devices.revoke), methods=["POST"]),
            Route("/office/", self._page("overview", lambda pages, _: pages.place(Scope()))),
            Route("/office/place/{code}", self._page("overview", _place)),
            Route("/office/site/{site}", self._page("overview", lambda pages, asked: pages.place(_site(asked)))),
            Route("/office/flags", self._page("flags", lambda pages, asked: pages.flags(_scope(asked)))),
            Route("/office/devices", self._page("devices", lambda pages, _: pages.devices())),
            Route("/office/forms", self._page("forms", lambda pages, _: pages.forms())),
            Route("/office/export.csv", self._page("", lambda pages, asked: pages.export(_scope(asked)))),
        ]

    def _page(self, tab: str, make: Make) -> Callable[..., object]:
        async def endpoint(request: Request) -> Response:
            view = self._view(request, tab)
            if not view.who:
                return RedirectResponse("/office/sign-in", 303, headers=_HEADERS)
            body = await run_in_threadpool(self._read, view, request, make)
            if body is None:
                return self._answer(page(view, view.text("office-not-found")), request, 404)
            if isinstance(body, bytes):
                csv = {"Content-Disposition": 'attachment; filename="office.csv"'}
                return Response(body, headers={**_HEADERS, **csv}, media_type="text/csv")
            return self._answer(body, request)

        return endpoint

    def _read(self, view: View, request: Request, make: Make) -> str | bytes | None:
        now = self._registry.now()
        month = request.query_params.get("month", "")
        if not MONTH.match(month):
            month = here(now / 1000).strftime("%Y-%m")
        with reading(self._registry.engine) as connection:
            return make(Pages(connection, view, month, self._population, now), request)

    def _view(self, request: Request, tab: str = "") -> View:
        language = request.query_params.get("lang") or request.cookies.get(LANGUAGE, "")
        cookie = request.cookies.get(COOKIE, "")
        who = self._sessions.who(cookie)
        words = Words(language if language in LANGUAGES else "ur")
        return View(words, who, self._sessions.token(cookie) if who else "", tab)

    def _answer(self, body: str, request: Request, status: int = 200) -> Response:
        made = Response(body, status, headers=_HEADERS, media_type="text/html")
        language = request.query_params.get("lang")
        if language in LANGUAGES:
            made.set_cookie(LANGUAGE, str(language), **_cookie(request))
        return made

    async def _style(self, _request: Request) -> Response:
        return Response(STYLE.read_bytes(), media_type="text/css", headers={"X-Content-Type-Options": "nosniff"})

    async def _font(self, request: Request) -> Response:
        name = str(request.path_params["name"])
        if name not in FACES:
            return Response(status_code=404)
        return FileResponse(FONTS / name, media_type="font/ttf", headers={"Cache-Control": "max-age=604800"})

    async def _sign_in(self, request: Request) -> Response:
        view, wrong = self._view(request), False
        if request.method == "POST":
            fields = await _fields(request)
            name = fields.get("name", "")
            if await run_in_threadpool(self._staff.knows, name, fields.get("password", "")):
                into = RedirectResponse("/office/", 303, headers=_HEADERS)
                into.set_cookie(COOKIE, self._sessions.open(name), **_cookie(request))
                return into
            wrong = True
        return self._answer(_door(view, wrong), request, 401 if wrong else 200)

    async def _leave(self, request: Request) -> Response:
        gone = RedirectResponse("/office/sign-in", 303, headers=_HEADERS)
        gone.delete_cookie(COOKIE, path="/office")
        return gone

    async def _review(self, request: Request) -> Response:
        view, fields = self._view(request, "flags"), await _fields(request)
        if not self._allowed(view, fields):
            return self._answer(page(view, view.text("office-not-allowed")), request, 403)
        reason, outcome = fields.get("reason", "").strip()[:200], fields.get("outcome", "")
        if not reason or outcome not in (*OUTCOMES, JUDGE_AGAIN):
            return self._answer(page(view, view.text("office-reason-wanted")), request, 400)
        values = {"at_ms": self._registry.now(), "who": view.who, "outcome": outcome, "reason": reason}
        refused = await run_in_threadpool(self._reviewed, fields.get("msg_id", ""), values)
        if refused:
            return self._answer(page(view, view.text(refused)), request, 409)
        month = fields.get("month", "")
        return RedirectResponse(f"/office/flags?month={month if MONTH.match(month) else ''}", 303, headers=_HEADERS)

    def _reviewed(self, msg_id: str, values: dict[str, object]) -> str:
        """Do what the outcome means and write it down; the word for why nothing was done, else ''."""
        registry, outcome = self._registry, values["outcome"]
        with reading(registry.engine) as connection:
            asked = sa.select(inbox.c.state).where(inbox.c.msg_id == msg_id)
            counted = sa.select(survey.c.msg_id).where(survey.c.msg_id == msg_id)
            if not (connection.execute(asked).first() or connection.execute(counted).first()):
                return "office-no-message"
        if outcome == "called_back" and not call_back(registry, msg_id, called=True):
            return "office-no-household"
        if outcome == SETTLED:
            call_back(registry, msg_id, called=False)  # nothing to lift where nobody was called
        if outcome == JUDGE_AGAIN and not registry.processor.judge_again(msg_id):
            return "office-not-again"
        with registry.engine.begin() as connection:
            connection.execute(sa.insert(review).values(msg_id=msg_id, **values))
        return ""

    def _decision(self, state: str, decide: Callable[[str], bool]) -> Callable[..., object]:
        """Let a PC in, or shut it out; who did it is kept."""

        def settle(device: str, who: str) -> None:
            if decide(device):
                values = {"device_id": device, "at_ms": self._registry.now(), "who": who, "state": state}
                with self._registry.engine.begin() as connection:
                    connection.execute(sa.insert(decision).values(**values))

        async def endpoint(request: Request) -> Response:
            view, fields = self._view(request, "devices"), await _fields(request)
            if not self._allowed(view, fields):
                return self._answer(page(view, view.text("office-not-allowed")), request, 403)
            await run_in_threadpool(settle, fields.get("device", ""), view.who)
            return RedirectResponse("/office/devices", 303, headers=_HEADERS)

        return endpoint

    @staticmethod
    def _allowed(view: View, fields: dict[str, str]) -> bool:
        return bool(view.who) and fields.get("token") == view.token


def _door(view: View, wrong: bool) -> str:
    text = view.text
    fields = [
        el("label", text("office-name"), for_="name"),
        el("input", id="name", name="name", autocomplete="username", required=True, autofocus=True),
        el("label", text("office-password"), for_="password"),
        el("input", id="password", name="password", type="password", autocomplete="current-password", required=True),
        el("button", text("office-sign-in"), type="submit", class_="main"),
    ]
    said = el("p", text("office-wrong"), class_="bad", role="alert") if wrong else None
    other = "en" if view.words.language == "ur" else "ur"
    switch = el("p", el("a", {"en": "English", "ur": "اردو"}[other], href=f"?lang={other}", lang=other))
    inside = card(said, el("form", *fields, method="post", action="/office/sign-in"), switch)
    return page(view, text("office-title"), el("div", inside, class_="door"))


def _place(pages: Pages, request: Request) -> str | None:
    scope = Scope(str(request.path_params["code"]))
    return pages.place(scope) if scope.known else None


def _site(request: Request) -> Scope:
    return Scope(site=str(request.path_params["site"])[:64])


def _scope(request: Request) -> Scope:
    scope = Scope(request.query_params.get("place", ""), request.query_params.get("site", "")[:64])
    return scope if scope.known else Scope()


async def _fields(request: Request) -> dict[str, str]:
    """A small form; one too large is no form."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_FORM:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _cookie(request: Request) -> dict[str, Any]:
    """Kept from scripts and from other sites; over TLS never sent without it."""
    return {"samesite": "strict", "httponly": True, "secure": request.url.scheme == "https", "path": "/office"}
