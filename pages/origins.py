"""Which pages may open a session or enter: those of this server, by scheme, host and port."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from streamlit import get_option

if TYPE_CHECKING:
    from pages.headers import Application, Message, Receive, Send


class OneOrigin:
    """ASGI middleware: a page of another origin opens no session.

    Streamlit leaves the port out, and lets every page of this host in.
    """

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not _is_asked_for(HTTPConnection(scope)):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)


def is_ours(connection: HTTPConnection, base_url: str = "") -> bool:
    """Tell whether the page that sent a request is of this server, as far as its browser says.

    Scheme, host and port are its origin: other programs on this host have the same cookies.
    ``base_url`` is where the server stands for browsers, if a proxy stands before it.
    """
    origin = connection.headers.get("origin")
    base = urlsplit(base_url)
    scheme = connection.scope.get("scheme", "http").replace("ws", "http")
    ours = {f"{scheme}://{connection.headers.get('host', '')}", f"{base.scheme}://{base.netloc}"}
    return origin is None or origin in ours


def _is_asked_for(connection: HTTPConnection) -> bool:
    """Tell whether a session is asked for by a page of ours, or by one that the settings name.

    A proxy that speaks https to browsers may pass on the host alone. No browser lets a page that it
    got by https reach a server without.
    """
    host, origin = connection.headers.get("host", ""), connection.headers.get("origin")
    named = get_option("server.corsAllowedOrigins") or ()
    if is_ours(connection) or origin == f"https://{host}" or origin in named:
        return True
    return not get_option("server.enableCORS")
