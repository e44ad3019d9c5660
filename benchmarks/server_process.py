"""What the process of a server takes from the machine, as Linux counts it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


class Process:
    """A process by its id; all numbers are those of this moment."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")

    def cpu_s(self) -> float:
        """Return seconds of processors since its start, all its threads together."""
        fields = (self._folder / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def threads(self) -> int:
        """Return how many threads it has."""
        return len(list((self._folder / "task").iterdir()))

    def handles(self) -> int:
        """Return how many files, sockets and pipes it has open."""
        return len(list((self._folder / "fd").iterdir()))

    def memory_mb(self) -> float:
        """Return the memory that it holds, in MB."""
        return self._status("VmRSS")

    def peak_mb(self) -> float:
        """Return the most memory that it ever held, in MB."""
        return self._status("VmHWM")

    def children_mb(self) -> float:
        """Return the memory that the processes hold which it started, in MB."""
        total = 0.0
        for task in (self._folder / "task").glob("*/children"):
            with suppress(OSError):  # a thread or a process that has just gone
                total += sum(Process(int(pid)).memory_mb() for pid in task.read_text().split())
        return total

    def _status(self, name: str) -> float:
        lines = (self._folder / "status").read_text().splitlines()
        found = (int(line.split()[1]) / 1024 for line in lines if line.startswith(name))
        return next(found, 0.0)  # a process that has ended, before it is gone
