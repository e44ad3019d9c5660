"""What a model that always answers the mean training fare would score: the line to beat."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dctaxi.records import ObjectiveName, TrialSpec, chapter_validation_step
from dctaxi.space import draw_specs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data import TaxiData
    from dctaxi.space import SearchSpace


_DRAWS = 256


@dataclass(frozen=True, slots=True)
class Baseline:
    """The constant answer's objective over a space, in USD: lowest, median and highest."""

    low: float
    typical: float
    high: float


def constant_baseline(
    data: TaxiData, spec: TrialSpec, objective: ObjectiveName = "train_val_rmse"
) -> float:
    """Return the objective in USD of always answering ``data.label_mean``.

    It is measured exactly as a training's is: the RMSE of the batch of the last training step (of
    the step that the chapter reads, for ``chapter_objective``) plus the RMSE of the first
    ``batch_size`` validation rows, both wrapping around; ``val_rmse`` is the second alone.
    """
    val = _batch_rmse(_squared_errors(data.val, data.label_mean), 0, spec.batch_size)
    if objective == "val_rmse":
        return val
    step = (
        chapter_validation_step(spec.max_batches)
        if objective == "chapter_objective"
        else spec.max_batches
    )
    errors = _squared_errors(data.train, data.label_mean)
    return _batch_rmse(errors, (step - 1) * spec.batch_size, spec.batch_size) + val


def study_baseline(
    data: TaxiData, space: SearchSpace, objective: ObjectiveName = "train_val_rmse"
) -> Baseline:
    """Return the constant answer's objective over a space, from configurations drawn of it."""
    # Only the batch size and the number of steps decide it, so many draws need no second look.
    by_shape = {
        (spec.batch_size, spec.max_batches): spec for spec in draw_specs(space, _DRAWS, seed=0)
    }
    values = [constant_baseline(data, spec, objective) for spec in by_shape.values()]
    return Baseline(min(values), float(np.median(values)), max(values))


def _squared_errors(rows: NDArray[np.float64], answer: float) -> NDArray[np.float64]:
    errors: NDArray[np.float64] = (rows[:, 0] - answer) ** 2
    return errors


def _batch_rmse(squared_errors: NDArray[np.float64], first: int, size: int) -> float:
    """Return the RMSE of rows ``first … first + size - 1``, counted around the end."""
    rows = len(squared_errors)
    rounds, rest = divmod(size, rows)
    start = first % rows
    end = start + rest
    total = rounds * squared_errors.sum() if rounds else 0.0
    total += squared_errors[start:end].sum() + squared_errors[: max(0, end - rows)].sum()
    return math.sqrt(total / size)
