from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

SIZES = [(1, 1, 1), (2, 3, 2), (8, 7, 40), (7, 11, 33), (11, 1, 50), (5, 4, 129), (10, 6, 17)]
"""Inputs, outputs and rows: all remainders of four inputs, pairs of outputs, odd rows."""


@pytest.fixture(params=SIZES, ids=str)
def size(request: pytest.FixtureRequest) -> tuple[int, int, int]:
    found: tuple[int, int, int] = request.param
    return found


@pytest.fixture
def values() -> Callable[..., NDArray[np.float64]]:
    """Make normal numbers of a shape, others for another seed."""

    def make(*shape: int, seed: int = 0) -> NDArray[np.float64]:
        return np.random.default_rng([seed, *shape]).normal(size=shape)

    return make
