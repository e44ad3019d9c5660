"""What a backend hands back while it trains: the results of some members at a time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.population import Results


class TrainedChunk(NamedTuple):
    """The results of ``members`` ``[K]``, by number, and the wall time that they took together."""

    members: NDArray[np.int64]
    results: Results
    duration_s: float
