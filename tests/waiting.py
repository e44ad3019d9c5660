"""Waiting for another thread or program, with a limit that only a fault reaches."""

from __future__ import annotations

# By name: a test that stops the clock of the program does not stop this one.
from time import monotonic, sleep
from typing import TYPE_CHECKING

from dctaxi.runner import runner_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from dctaxi.workspace import Workspace

PATIENCE_S = 120.0
"""Two minutes: a machine may be slow and busy. Less than the limit that all tests have."""


def until(condition: Callable[[], object]) -> None:
    """Wait for a condition; fail the test when it does not come."""
    end = monotonic() + PATIENCE_S
    while not condition():
        assert monotonic() < end, "waited in vain"
        sleep(0.01)


def at_work(workspace: Workspace) -> bool:
    """Tell whether a job trains or waits."""
    return any(not job.state.finished for job in runner_for(workspace).snapshot())


def until_idle(workspace: Workspace) -> None:
    """Wait until no job trains or waits."""
    until(lambda: not at_work(workspace))
