"""What differs from device to device: memory, precision, and how a step is launched."""

from __future__ import annotations

from collections.abc import Callable

import torch

CPU_BYTES = 2**29
"""Memory for a chunk on the CPU."""


class Hardware:
    """A device of PyTorch, driven from Python: the CPU, and any card without graphs."""

    narrows = True
    """Whether a step leaves out members that have ended."""

    def __init__(self, device: torch.device, title: str) -> None:
        self.device, self.title = device, title
        self.dtype = torch.float32 if device.type == "mps" else torch.float64

    def free_bytes(self) -> float:
        """Return the memory for a chunk."""
        return CPU_BYTES

    def prepared(self, step: Callable[[], None]) -> Callable[[], None]:
        """Return what takes the step."""
        return step

    def release(self) -> None:
        """Give memory back that nothing uses."""
