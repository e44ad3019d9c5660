"""The way into a class: a code and a name, then a signed cookie; without it nothing is answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, cookie_parser
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dctaxi.classroom import (
    COOKIE,
    LONG_CODE,
    MAX_NAME,
    Attempts,
    enter,
    member_of,
    plain_code,
    role_of,
)
from dctaxi.errors import ClassError
from pages.origins import is_ours

if TYPE_CHECKING:
    from starlette.requests import Request

    from dctaxi.classroom import ClassSettings, Member
    from pages.headers import Application, Message, Receive, Send

PATH = "/enter"
_HEALTH = "/_stcore/health"

_MOST_BYTES = 4096
_KEPT_S = 90 * 24 * 3600
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
        settings = self._current()
        ours = scope["type"] == "http" or is_ours(HTTPConnection(scope), settings.base_url)
        member = await run_in_threadpool(self._member, scope) if ours else None
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
        self._attempts = Attempts()
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
        if not is_ours(request, settings.base_url):
            return self._drawn(
                wanted, name, "Enter from this page: what came was sent from another one."
            )
        visitor = request.client.host if request.client else ""
        wrong = self._wrong(settings, code, visitor)
        if wrong is not None:
            return self._drawn(wanted, name, *wrong)
        try:
            word = await run_in_threadpool(enter, settings, code, name)
        except ClassError as error:
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

    def _wrong(self, settings: ClassSettings, code: str, visitor: str) -> tuple[str, int] | None:
        """Return what is wrong with a code, and the status that says so; None for a right one.

        Nothing else is done between looking and counting, however many come at once.
        """
        too_many = self._attempts.too_many(visitor)
        refused = "Too many wrong codes: wait a minute.", 429
        if too_many and len(plain_code(code)) < LONG_CODE:
            return refused
        try:
            role_of(settings, code)
        except ClassError as error:
            self._attempts.note(visitor)
            return refused if too_many else (str(error), 403)
        return None


def word_in(scope: Message) -> str | None:
    """Return the class's cookie of a request, as it came."""
    for name, value in scope.get("headers", ()):
        if name == b"cookie":
            # Python's own reader drops all of them where a single one is not as the rules say.
            cookies = cookie_parser(value.decode("latin-1"))
            if COOKIE in cookies:
                return cookies[COOKIE]
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
