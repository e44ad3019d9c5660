"""The server's application, as far as it can be seen without a server."""

import asyncio

import pytest

import app
from dctaxi.runner import runner_for
from dctaxi.workspace import Workspace


def test_the_kernel_is_prepared_while_it_serves_and_what_trains_is_stopped_at_its_end(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(app.ahead, "begin", lambda: calls.append("begin"))
    monkeypatch.setattr(app.ahead, "stop", lambda: calls.append("stop"))
    runner = runner_for(workspace)

    async def serve() -> None:
        async with app.lifespan(app.app):
            assert not runner.closed
            assert calls == ["begin"]

    asyncio.run(serve())
    assert runner.closed
    assert calls == ["begin", "stop"]
