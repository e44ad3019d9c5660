"""How the threads of one block, which trains one member, share work and wait for each other.

A block is ``LANES`` by ``WARPS`` threads. Over values ``[neurons, rows]`` the lanes share the rows
and the warps the neurons; over plain vectors all threads share the entries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.on_cuda.library import cuda

Function = TypeVar("Function", bound=Callable[..., Any])

LANES, WARPS = 32, 4
THREADS = LANES * WARPS


def on_device(function: Function) -> Function:
    """Compile a function that is called by all threads of a block."""
    return cast(Function, cuda.jit(device=True)(function))


@on_device
def thread_number() -> int:
    """Return the number of this thread in its block, from 0."""
    number: int = cuda.threadIdx.y * LANES + cuda.threadIdx.x
    return number


@on_device
def block_total(value: float, buffer: NDArray[np.float64]) -> float:
    """Return the sum of one value from each thread; buffer is ``[THREADS]``, in shared memory."""
    thread = thread_number()
    buffer[thread] = value
    cuda.syncthreads()
    half = THREADS // 2
    while half > 0:
        if thread < half:
            buffer[thread] += buffer[thread + half]
        cuda.syncthreads()
        half //= 2
    total: float = buffer[0]
    cuda.syncthreads()
    return total
