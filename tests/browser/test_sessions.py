"""Sessions over WebSocket, as a browser's tabs are: what they get, and what they leave behind."""

from __future__ import annotations

import asyncio
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from benchmarks.server_process import Process
from benchmarks.sessions import Session, Waited
from tests.browser.server import Server
from tests.waiting import PATIENCE_S, until


@pytest.fixture
def forgetful(tmp_path: Path) -> Iterator[Server]:
    """A server that forgets a tab a second after it went away."""
    server = Server(tmp_path, STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="1")
    yield server
    server.close()


def active(server: Server) -> int:
    """Return how many sessions a server says that it has."""
    with urllib.request.urlopen(f"{server.url}/_stcore/metrics", timeout=PATIENCE_S) as answer:
        said = answer.read().decode()
    lines = [line for line in said.splitlines() if line.startswith("active_sessions")]
    return int(float(lines[0].split()[-1])) if lines else 0


async def open_and_leave(server: Server, tabs: int, waited: Waited) -> int:
    async with AsyncExitStack() as stack:
        for _ in range(tabs):
            tab = await stack.enter_async_context(Session(server.url, "", waited))
            await tab.rerun()
        return active(server)


@pytest.mark.slow
def test_tabs_that_went_away_leave_no_session_no_thread_and_no_handle(forgetful: Server) -> None:
    waited, process = Waited(), Process(forgetful.process.pid)
    asyncio.run(open_and_leave(forgetful, 1, waited))  # what is loaded once stays
    settled(forgetful)
    threads, handles = process.threads(), process.handles()

    assert asyncio.run(open_and_leave(forgetful, 6, waited)) >= 6

    settled(forgetful)
    asyncio.run(open_and_leave(forgetful, 1, waited))  # when one leaves, older ones are forgotten
    settled(forgetful)
    assert (len(waited.first_loads), len(waited.reruns), waited.lost) == (8, 8, 0)
    until(lambda: process.threads() <= threads + 2 and process.handles() <= handles + 2)


def settled(server: Server) -> None:
    """Wait until no session is left that it may not forget."""
    until(lambda: active(server) == 0)
    time.sleep(1.5)  # the second after which it forgets
