"""The server's application, as far as it can be seen without a server."""

import asyncio

import app
from dctaxi.runner import runner_for
from dctaxi.workspace import Workspace


def test_what_trains_is_stopped_when_the_server_stops(workspace: Workspace) -> None:
    runner = runner_for(workspace)

    async def serve() -> None:
        async with app.lifespan(app.app):
            assert not runner.closed

    asyncio.run(serve())
    assert runner.closed
