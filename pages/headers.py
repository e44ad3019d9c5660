"""What a browser may fetch for a page and who may show it in a frame: headers of every answer.

Pages show what strangers say as text. This is the wall behind that: should a text ever become a
picture, a script or a form, the browser fetches, runs and sends nothing that is not this server's.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping
    from typing import Any

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Message, Receive, Send], Awaitable[None]]

HOSTS = "DCTAXI_FRAME_HOSTS"
"""Environment variable: the sites that may show the app in a frame, with spaces between them."""

_SITE = re.compile(r"https?://(\*\.)?[\w-]+(\.[\w-]+)*(:(\d{1,5}|\*))?", re.ASCII)
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class Headers:
    """ASGI middleware that adds the headers to every answer of an application.

    ``policy`` is the content security policy.
    """

    def __init__(self, app: Application, policy: str) -> None:
        self._app = app
        self._added = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),  # addresses hold names of studies
        ]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self._added]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def policy(hosts: str) -> str:
    """Return the content security policy; ``hosts`` may show the app in a frame, as it itself may.

    Raises WorkspaceError (one of them is no site).
    """
    for host in hosts.split():
        if not _SITE.fullmatch(host):
            raise WorkspaceError(
                f"{HOSTS}: expected sites such as https://school.example with spaces between "
                f"them, got {host!r}; change it."
            )
    rules = {
        "default-src": "'self'",
        # Vega compiles its expressions; a component's own script is imported from a blob.
        "script-src": " ".join(["'self'", "blob:", "'unsafe-eval'", *_inline_scripts()]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(["'self'", *hosts.split()]),
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def _inline_scripts() -> list[str]:
    """Return the hashes that allow the scripts in Streamlit's own page, and no others."""
    page = Path(st.__file__).parent / "static" / "index.html"
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(page.read_text(encoding="utf-8"))
    ]
