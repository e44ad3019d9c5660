"""What differs from device to device: memory, precision, threads, and how a step is launched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch

CPU_BYTES = 2**29
"""Memory for a chunk on the CPU."""

_SHARE_OF_FREE = 0.4
"""What of a card's free memory a chunk may take by count; its steps hold some of it twice."""

_EAGER = 2
"""Steps before one is captured, in which libraries allocate what they need."""


class Hardware:
    """A device of PyTorch, driven from Python operation by operation."""

    def __init__(self, device: torch.device, title: str) -> None:
        self.device, self.title = device, title
        self.dtype = torch.float32 if device.type == "mps" else torch.float64

    def free_bytes(self) -> float:
        """Return the memory for a chunk."""
        if self.device.type == "xpu":
            return _SHARE_OF_FREE * torch.xpu.mem_get_info()[0]
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
            self.release()

    def release(self) -> None:
        """Give memory back that nothing uses."""
        if self.device.type in ("xpu", "mps"):
            getattr(torch, self.device.type).empty_cache()


class GraphHardware(Hardware):
    """A card that takes a whole step at one launch: CUDA, and ROCm under the same name."""

    def free_bytes(self) -> float:
        """Return the memory for a chunk."""
        return _SHARE_OF_FREE * torch.cuda.mem_get_info(self.device)[0]

    def prepared(self, step: Callable[[], None]) -> Callable[[], None]:
        """Return what takes the step: after the first ones, the replay of its graph.

        A replay works on the tensors of its capture, so members that have ended since go through
        its steps, too.
        """
        taken = 0
        replay: Callable[[], None] | None = None

        def take() -> None:
            nonlocal taken, replay
            taken += 1
            if taken <= _EAGER:
                step()
                return
            if replay is None:
                replay = self.captured(step)
            replay()

        return take

    def captured(self, step: Callable[[], None]) -> Callable[[], None]:
        """Record a step without taking it, and return what takes it."""
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            step()
        return graph.replay

    def release(self) -> None:
        """Give memory back that nothing uses."""
        torch.cuda.empty_cache()
