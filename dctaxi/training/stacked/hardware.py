"""What differs from device to device: memory, precision, threads, and how a step is launched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch

CPU_BYTES = 2**29
"""Memory for a chunk on the CPU."""


class Hardware:
    """A device of PyTorch, driven from Python operation by operation."""

    def __init__(self, device: torch.device, title: str) -> None:
        self.device, self.title = device, title
        self.dtype = torch.float32 if device.type == "mps" else torch.float64

    def free_bytes(self) -> float:
        """Return the memory for a chunk."""
        return CPU_BYTES

    def prepared(self, step: Callable[[], None]) -> Callable[[], None]:
        """Return what takes the step."""
        return step

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Hold the device for a chunk.

        One thread of the CPU: the operations are small, and on a busy machine each would wait for
        all threads.
        """
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(threads)
