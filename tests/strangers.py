"""What strangers may say, and who would hear of it if a page did more than show it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Listener:
    """A server of a stranger: ``url`` is its address, ``heard`` every path that was asked for."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.heard: list[str] = []


@contextmanager
def listening() -> Iterator[Listener]:
    """Listen while the block runs."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    listener = Listener(server.server_address[1])
    listener.heard = heard
    yield listener
    server.shutdown()
    server.server_close()


def sayings(host: str) -> tuple[str, ...]:
    """Return texts that would fetch, lead, run or look like something else, to ``host``."""
    return (
        f"![x]({host}/picture.png)",
        f"\\![x]({host}/escaped.png) \\\\![x]({host}/twice.png)",
        f"&#33;&lsqb;x]({host}/entity.png)",
        f'<img src="{host}/element.png"><b>bold</b>',
        f"<script>fetch('{host}/script')</script>",
        f'<a href="{host}/anchor">words</a>',
        f"{host}/bare and (https://stranger.example/bare)",
        "www.stranger.example/bare WWW.stranger.example",
        "someone@stranger.example, mailto:someone@stranger.example",
        f"[words]({host}/link) <{host}/angle>",
        f"[x]: {host}/reference.png\n\n![x] [x]",
        ":smile: :+1: :material/bolt: :material_bolt: :streamlit:",
        ":red[red] :blue-badge[badge] :small[small] :help[help] :x[y]{z} 10:30:45",
        "$x^2$ and $$y$$ and \\(z\\)",
        "**bold** __bold__ *i* _i_ ~~struck~~ `code` ``co`de``",
        "# heading",
        "1. one",
        "+ item",
        "> quote",
        "    indented",
        "a\n\n# heading\n\n- item\n\n***\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "```\nfence\n```",
        "->",
        "a -> b <- c <-> d -- e >= f <= g ~= h",
        "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe\x1b[31m\x07",
        "%{customdata} {0} {name} %s",
        "=1+1",
        "'\"\\",
        "word " * 200,
    )
