"""The threads that train: two for each workspace of a process, found through themselves."""

from __future__ import annotations

import atexit
import threading
from typing import cast

from dctaxi.runner.runner import Runner
from dctaxi.workspace import Workspace

_THREAD_PREFIX = "dctaxi-runner:"
_finding = threading.Lock()


def runner_for(workspace: Workspace) -> Runner:
    """Return the runner of a workspace in this process, for who acts there; started if need be.

    It is found through its live thread: that survives what module globals and caches of a web
    server do not, a reload of the code and a cleared cache.
    """
    name = f"{_THREAD_PREFIX}{workspace.root}|{workspace.storage_url}"
    with _finding:
        for thread in threading.enumerate():
            if thread.name == name and not thread.runner.closed:  # type: ignore[attr-defined]
                # The class of a runner from before a reload is not this one, only alike.
                found = cast("Runner", thread.runner)  # type: ignore[attr-defined]
                return found if found.workspace == workspace else Runner(workspace, found.queue)
        runner = Runner(workspace)
        _RunnerThread(runner, name, quick=False).start()
        _RunnerThread(runner, f"{name}|quick", quick=True).start()
        return runner


def close_all() -> None:
    """Close every runner of this process: what they train is stopped, what is trained is kept."""
    for thread in threading.enumerate():
        if isinstance(thread, _RunnerThread):
            thread.runner.close()


atexit.register(close_all)


class _RunnerThread(threading.Thread):
    """Works off one lane of a queue. A daemon: it never keeps the process from ending."""

    def __init__(self, runner: Runner, name: str, *, quick: bool) -> None:
        super().__init__(name=name, daemon=True)
        self.runner = runner
        self._quick = quick

    def run(self) -> None:
        self.runner.queue.work(quick=self._quick)
