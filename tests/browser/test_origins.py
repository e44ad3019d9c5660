"""Which pages of a real server's machine open a session, and whose wrong codes are slowed."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.browser.server import Server


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.close()


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Server]:
    path = tmp_path / "class.toml"
    path.write_text('code = "code"\nteacher_code = "teachers"\n', "utf-8")
    server = Server(tmp_path, class_file=path)
    yield server
    server.close()


async def _opens(server: Server, origin: str | None) -> bool:
    socket = server.url.replace("http", "ws", 1) + "/_stcore/stream"
    try:
        async with connect(socket, origin=origin, subprotocols=["streamlit"]):
            return True
    except (InvalidStatus, ConnectionClosed):
        return False


def test_a_page_of_another_port_opens_no_session(alone: Server) -> None:
    port = int(alone.url.rsplit(":", 1)[1])
    for origin, opens in (
        (alone.url, True),
        (alone.url.replace("http", "https"), True),  # a proxy speaks https
        (None, True),
        (f"http://127.0.0.1:{port + 1}", False),
        ("http://127.0.0.1", False),
        (f"http://localhost:{port}", False),
        ("null", False),
        ("https://stranger.example", False),
    ):
        assert asyncio.run(_opens(alone, origin)) == opens, origin


def _status(server: Server, code: str, said: str) -> int:
    body = urlencode({"code": code, "name": "Ada"}).encode()
    request = urllib.request.Request(f"{server.url}/enter", body, {"X-Forwarded-For": said})
    try:
        return urllib.request.urlopen(request, timeout=60).status
    except urllib.error.HTTPError as error:
        return error.code


def test_wrong_codes_are_slowed_whatever_a_browser_says_of_its_address(school: Server) -> None:
    found = [_status(school, "x", f"192.0.2.{place}") for place in range(40)]
    assert found == [403] * 30 + [429] * 10
