"""Points of a unit cube from any row on: random numbers, or scrambled Sobol points."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DrawMethod = Literal["random", "sobol"]
"""``sobol`` fills the space more evenly: scrambled Sobol points, best at a power of two."""

BLOCK = 4_096
"""Rows that are drawn together."""

_SOBOL_BITS = 53
"""As many as a double holds, so that a seed out of 2^31 is not rounded to a coarser grid."""


def uniform_points(
    first: int, last: int, d: int, seed: int, method: DrawMethod
) -> NDArray[np.float64]:
    """Return rows of d numbers in [0, 1) each, from row ``first`` to before row ``last``."""
    return rows_from(first, d, seed, method)(last - first)


def rows_from(
    first: int, d: int, seed: int, method: DrawMethod
) -> Callable[[int], NDArray[np.float64]]:
    """Return what gives so many rows of ``uniform_points`` at each call, from ``first`` on."""
    if method == "random":
        bits = np.random.PCG64(seed)  # what default_rng takes, which takes one step a number
        bits.advance(first * d)
        random = np.random.Generator(bits)
        return lambda rows: random.random((rows, d))
    if d == 0:
        return lambda rows: np.empty((rows, 0))
    from scipy.stats import qmc  # half a second to import

    engine = qmc.Sobol(d, scramble=True, bits=_SOBOL_BITS, rng=seed)

    def points(rows: int) -> NDArray[np.float64]:
        if engine.num_generated or rows < 2:
            found: NDArray[np.float64] = engine.random(rows)
            return found
        # Begun with any other number than a power of two, Scipy warns.
        return np.concatenate([engine.random(1), engine.random(rows - 1)])

    # Scipy skips none of so many bits; a million of ten numbers take a hundredth of a second.
    for before in range(0, first, BLOCK):
        points(min(BLOCK, first - before))
    return points
