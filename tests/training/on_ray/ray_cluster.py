"""Ray in the tests: one cluster for all, skipped with a reason where it is not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent.parent

needs_ray = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed: pip install ray"),
    pytest.mark.xdist_group("ray"),  # one cluster to a machine
    # What Ray's own modules leave open, and what they call deprecated of each other.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

_CLUSTER = """
import sys
from ray.cluster_utils import Cluster
node = {"num_cpus": 1, "include_dashboard": False}
cluster = Cluster(initialize_head=True, head_node_args=node)
cluster.add_node(num_cpus=1)
cluster.wait_for_nodes()
print(cluster.address, flush=True)
more = None
for line in sys.stdin:
    if line.strip() == "add":
        more = cluster.add_node(num_cpus=1)
        cluster.wait_for_nodes()
    if line.strip() == "remove":
        cluster.remove_node(more)
    print("done", flush=True)
cluster.shutdown()
"""


class RayCluster:
    """A cluster of two machines, as Ray has it, in a process of its own."""

    def __init__(self) -> None:
        self._process = program(_CLUSTER)
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        assert self.address, "no Ray cluster could be started"

    def add_machine(self) -> None:
        """Let a third machine join."""
        self._ask("add")

    def remove_machine(self) -> None:
        """Let the third machine die."""
        self._ask("remove")

    def end(self) -> None:
        """Stop all machines."""
        self._process.communicate(timeout=240)

    def _ask(self, word: str) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline().strip() == "done"


def program(source: str, *arguments: object, **environment: str) -> subprocess.Popen[str]:
    """Start a Python program that may use Ray, and speak with it by lines."""
    return subprocess.Popen(
        [sys.executable, "-c", source, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "RAY_AUTH_MODE": "disabled", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
