"""Train the same members with the CUDA kernel in numba's simulator and with the CPU's kernel.

A program of its own: the simulator is chosen when numba is imported.
"""

from __future__ import annotations

import sys
import warnings

import numba
import numpy as np
from numba import cuda

from dctaxi.records import TrialSpec
from dctaxi.training.fused.mersenne import WORDS
from dctaxi.training.fused.on_cpu import kernel as cpu_kernel
from dctaxi.training.fused.on_cpu.compiled import OPTIONS
from dctaxi.training.fused.on_cuda import kernel as cuda_kernel
from dctaxi.training.fused.on_cuda.backend import shared_bytes
from dctaxi.training.fused.on_cuda.team import LANES, WARPS
from dctaxi.training.fused.population import (
    Columns,
    allocate_results,
    population_of,
    scratch_sizes,
)

SPECS = [
    TrialSpec(2**31 - 2, (20, 16), True, "Adam", 0.03, 5, 2),  # a second turn of the generator
    TrialSpec(5, (4, 3), False, "Adam", 0.1, 7, 3, weight_decay=0.9, gradient_clip_val=3.0),
    TrialSpec(6, (4,), True, "SGD", 0.01, 7, 2, gradient_clip_val=0.0),
    TrialSpec(7, (3,), False, "SGD", 0.01, 33, 2),  # more rows than lanes
    TrialSpec(8, (2,), False, "SGD", 1e200, 2, 4),  # diverges
]


def rows(count: int, seed: int) -> np.ndarray:
    """Labels and two features ``[3, count]``."""
    random = np.random.default_rng(seed)
    return np.stack(
        [random.uniform(3, 30, count), random.normal(40, 1, count), random.random(count)]
    )


def main() -> None:
    columns = Columns(rows(13, 0), rows(9, 1), rows(5, 2), rows(9, 1))
    population = population_of(SPECS, 2)
    everybody = np.arange(len(SPECS))
    go_on = np.zeros(1, np.uint8)

    simulated = allocate_results(population, everybody, keep_weights=True)
    size = int(shared_bytes(population).max())
    launch = cuda.jit(cuda_kernel.train_members)[len(SPECS), (LANES, WARPS), 0, size]
    with warnings.catch_warnings():
        # The simulator computes with NumPy's scalars, which warn where the generator wraps around.
        warnings.simplefilter("ignore", RuntimeWarning)
        # A module's first warning leaves a name in it, while other threads go through its names.
        for name, module in sys.modules.items():
            if name.startswith("dctaxi."):
                vars(module).setdefault("__warningregistry__", {})
        launch(population, everybody, columns, go_on, simulated)

    expected = allocate_results(population, everybody, keep_weights=True)
    train = numba.njit(cpu_kernel.train_members, **OPTIONS)
    buffer, state = np.empty(scratch_sizes(population).max()), np.empty(WORDS, np.uint32)
    train(population, everybody, columns, go_on, buffer, state, expected)

    np.testing.assert_array_equal(simulated.ended, expected.ended)
    np.testing.assert_allclose(simulated.curve, expected.curve, rtol=1e-9)
    np.testing.assert_allclose(simulated.final, expected.final, rtol=1e-9)
    finished = expected.weight[-2]
    np.testing.assert_allclose(
        simulated.weights[:finished], expected.weights[:finished], rtol=1e-6, atol=1e-12
    )


if __name__ == "__main__":
    main()
