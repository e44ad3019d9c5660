"""The way into a class: a code and a name, then a signed cookie; without it nothing is answered."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dctaxi.classroom import COOKIE, MAX_NAME, enter, member_of
from dctaxi.errors import ClassError

if TYPE_CHECKING:
    from starlette.requests import Request

    from dctaxi.classroom import ClassSettings, Member
    from pages.headers import Application, Message, Receive, Send

PATH = "/enter"
_HEALTH = "/_stcore/health"

_MOST_BYTES = 4096
_KEPT_S = 90 * 24 * 3600
_FAILURES, _WITHIN_S = 30, 60.0
"""So many wrong codes from one address are looked at in so many seconds."""

_TEMPLATE = Path(__file__).with_name("entry.html")


Current = Callable[[], "ClassSettings"]
"""Returns the settings of the class as they are now; where the server stands never changes."""


class Wall:
    """ASGI middleware: requests and sessions without a member's cookie get no further."""

    def __init__(self, app: Application, current: Current) -> None:
        self._app = app
        self._current = current
        self._base = _base(current())
        self._open = {f"{self._base}{PATH}", f"{self._base}{_HEALTH}"}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"] in self._open:
            await self._app(scope, receive, send)
            return
        member = await run_in_threadpool(self._member, scope)
        if member is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif scope["method"] == "GET" and "/_stcore/" not in scope["path"]:
            query = scope["query_string"].decode("latin-1")
            wanted = f"{scope['path']}?{query}" if query else scope["path"]
            answer = RedirectResponse(f"{self._base}{PATH}?next={quote(wanted)}", 303)
            await answer(scope, receive, send)
        else:
            await Response("Enter the class first.", 401)(scope, receive, send)

    def _member(self, scope: Message) -> Member | None:
        return member_of(self._current(), word_in(scope))


class Entry:
    """The page with the two fields, and what becomes of them."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._failed: dict[str, deque[float]] = {}
        environment = jinja2.Environment(autoescape=True)
        self._page = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))

    def routes(self) -> list[Route]:
        """Return the routes of the server's application."""
        path = f"{_base(self._current())}{PATH}"
        return [
            Route(path, self.show, methods=["GET"]),
            Route(path, self.take, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Answer with the page."""
        return self._drawn(request.query_params.get("next", ""))

    async def take(self, request: Request) -> Response:
        """Let somebody in, or say why not."""
        content = b""
        async for part in request.stream():
            content += part
            if len(content) > _MOST_BYTES:
                return Response("Too long.", 413)
        settings = await run_in_threadpool(self._current)
        fields = parse_qs(content.decode("utf-8", "replace"), keep_blank_values=True)
        code, name, wanted = (fields.get(field, [""])[0] for field in ("code", "name", "next"))
        origin = urlsplit(request.headers.get("origin", "")).netloc
        ours = (request.headers.get("host", ""), urlsplit(settings.base_url).netloc)
        if origin and origin not in ours:
            return self._drawn(
                wanted, name, "Enter from this page: what came was sent from another one."
            )
        visitor = request.client.host if request.client else ""
        if self._too_often(visitor):
            return self._drawn(wanted, name, "Too many wrong codes: wait a minute.", 429)
        try:
            word = await run_in_threadpool(enter, settings, code, name)
        except ClassError as error:
            self._failed.setdefault(visitor, deque(maxlen=_FAILURES)).append(time.monotonic())
            return self._drawn(wanted, name, str(error), 403)
        answer = RedirectResponse(_within(wanted, settings), 303)
        answer.set_cookie(
            COOKIE,
            word,
            max_age=_KEPT_S,
            path=_base(settings) or "/",
            httponly=True,
            samesite="lax",
            secure=settings.secure,
        )
        return answer

    def _drawn(self, wanted: str, name: str = "", problem: str = "", status: int = 200) -> Response:
        text = self._page.render(
            title=self._current().title, next=wanted, name=name, problem=problem, most=MAX_NAME
        )
        return HTMLResponse(text, status, {"cache-control": "no-store"})

    def _too_often(self, visitor: str) -> bool:
        failed = self._failed.get(visitor)
        full = failed is not None and len(failed) == _FAILURES
        return full and failed is not None and time.monotonic() - failed[0] < _WITHIN_S


def word_in(scope: Message) -> str | None:
    """Return the class's cookie of a request, as it came."""
    for name, value in scope.get("headers", ()):
        if name == b"cookie":
            cookies = SimpleCookie()
            try:
                cookies.load(value.decode("latin-1"))
            except Exception:
                return None
            if COOKIE in cookies:
                return cookies[COOKIE].value
    return None


def _base(settings: ClassSettings) -> str:
    """Return what stands before every path of the server."""
    return urlsplit(settings.base_url).path


def _within(wanted: str, settings: ClassSettings) -> str:
    """Return where somebody goes on to: a path of this server, whatever the address asked for."""
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc
    if not ours or "\\" in wanted or not wanted.isprintable():
        return f"{_base(settings)}/"
    return wanted
