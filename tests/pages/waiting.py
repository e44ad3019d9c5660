"""Waiting for another thread, with a limit that only a fault reaches."""

from __future__ import annotations

import time
from collections.abc import Callable

from dctaxi.runner import runner_for
from dctaxi.workspace import Workspace

_LIMIT_S = 60.0


def until(condition: Callable[[], object]) -> None:
    """Wait for a condition; fail the test when it does not come."""
    end = time.monotonic() + _LIMIT_S
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def at_work(workspace: Workspace) -> bool:
    """Tell whether a job trains or waits."""
    return any(not job.state.finished for job in runner_for(workspace).snapshot())


def until_idle(workspace: Workspace) -> None:
    """Wait until no job trains or waits."""
    until(lambda: not at_work(workspace))
