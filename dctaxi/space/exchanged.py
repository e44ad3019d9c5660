"""Two independent draws of a space, and each with one parameter taken from the other.

It is the design of Saltelli (2002), Making best use of model evaluations to compute sensitivity
indices, Computer Physics Communications 145: what a parameter does is seen where it alone changes,
and where it alone stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.space.draw import asked_names, columns_at
from dctaxi.space.points import uniform_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.space.search_space import SearchSpace


def exchanged_columns(space: SearchSpace, n: int, seed: int) -> dict[str, NDArray[Any]]:
    """Return columns ``[n, 2, 1 + d]`` of all parameters, for d parameters that are asked for.

    Row by row, ``[:, 0, 0]`` is a configuration A and ``[:, 1, 0]`` another, B; at ``[:, 0, i]``
    stands A with parameter i, counted from 1 in the order of ``asked_names``, as in B, and at
    ``[:, 1, i]`` B with it as in A. A and B are scrambled Sobol points of twice as many dimensions,
    which are balanced where n is a power of two. What a configuration does not have is drawn as
    well.
    """
    names = asked_names(space)
    points = uniform_points(0, n, 2 * len(names), seed, "sobol")
    first, second = (columns_at(space, half) for half in np.split(points, 2, axis=1))
    found = {
        name: np.repeat(
            np.stack([first[name], second[name]], axis=1)[:, :, None], 1 + len(names), 2
        )
        for name in first
    }
    for place, name in enumerate(names, start=1):
        found[name][:, :, place] = found[name][:, ::-1, place].copy()
    return found
