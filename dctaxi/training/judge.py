"""The rows on which every training is judged alike, and what the constant answer scores.

A training's objective is measured on its own last batch and its own first validation rows, so two
trainings are compared on different rows. What makes them comparable is the error on one set of
rows, and what always answering the training mean would have scored on each training's own.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from dctaxi.records import ConstantScores, TrialSpec, chapter_validation_step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data import TaxiData

MAX_JUDGED_ROWS = 4_000
"""Above so many validation rows, as many evenly spaced ones are judged instead of all."""


def judged_rows(val: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rows of a validation set ``[rows, columns]`` on which trainings are judged."""
    if len(val) <= MAX_JUDGED_ROWS:
        return val
    return val[np.arange(MAX_JUDGED_ROWS) * len(val) // MAX_JUDGED_ROWS]


class ConstantAnswer:
    """What always answering ``data.label_mean`` scores, on the rows of any training.

    Squared errors are summed up once; the score of a batch is a difference of two sums.
    """

    def __init__(self, data: TaxiData) -> None:
        self._train = _running_sums(data.train, data.label_mean)
        self._val = _running_sums(data.val, data.label_mean)
        judged = judged_rows(data.val)
        self._rmse_all = _batch_rmse(_running_sums(judged, data.label_mean), 0, len(judged))

    def scores(self, spec: TrialSpec) -> ConstantScores:
        """Return the RMSEs of the constant answer on exactly the rows of a training, in USD."""
        size = spec.batch_size
        last, chapters = (
            _batch_rmse(self._train, (step - 1) * size, size)
            for step in (spec.max_batches, chapter_validation_step(spec.max_batches))
        )
        return ConstantScores(last, chapters, _batch_rmse(self._val, 0, size), self._rmse_all)


def _running_sums(rows: NDArray[np.float64], answer: float) -> NDArray[np.float64]:
    """Return the sums ``[rows + 1]`` of the squared errors before each row, and of all."""
    sums = np.zeros(len(rows) + 1)
    np.cumsum((rows[:, 0] - answer) ** 2, out=sums[1:])
    return sums


def _batch_rmse(sums: NDArray[np.float64], first: int, size: int) -> float:
    """Return the RMSE of rows ``first … first + size - 1``, counted around the end."""
    rows = len(sums) - 1
    rounds, rest = divmod(size, rows)
    start = first % rows
    end = start + rest
    total = rounds * sums[rows] + sums[min(end, rows)] - sums[start] + sums[max(0, end - rows)]
    return math.sqrt(max(0.0, float(total)) / size)
