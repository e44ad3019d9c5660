"""Seeds for trainings that are done again, none of them used before."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

SEEDS = 2**31 - 1
"""As many as the chapter's space has: 0 to 2^31 - 2."""


def fresh_seeds(count: int, seed: int, used: Collection[int] = ()) -> tuple[int, ...]:
    """Return so many different seeds of weights, drawn with ``seed``; none of those used.

    Fewer of them are the first ones of more.
    """
    rng = np.random.default_rng(seed)
    taken = set(used)
    found: list[int] = []
    while len(found) < count:
        candidate = int(rng.integers(SEEDS))
        if candidate not in taken:
            taken.add(candidate)
            found.append(candidate)
    return tuple(found)
