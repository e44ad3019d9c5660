"""What a model that always answers the mean training fare would score: the line to beat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from dctaxi.records import ObjectiveName, TrialSpec
from dctaxi.space import draw_specs
from dctaxi.training import ConstantAnswer

if TYPE_CHECKING:
    from dctaxi.data import TaxiData
    from dctaxi.space import SearchSpace


_DRAWS = 256


@dataclass(frozen=True, slots=True)
class Baseline:
    """The constant answer's objective over a space, in USD: lowest, median and highest."""

    low: float
    typical: float
    high: float


def kept_baseline(stored: object) -> Baseline | None:
    """Return what is stored with a study as its baseline; None where that is none."""
    try:
        return msgspec.convert(stored, Baseline)
    except msgspec.ValidationError:
        return None


def constant_baseline(
    data: TaxiData, spec: TrialSpec, objective: ObjectiveName = "train_val_rmse"
) -> float:
    """Return the objective in USD of always answering ``data.label_mean``.

    It is measured exactly as a training's is: the RMSE of the batch of the last training step (of
    the step that the chapter reads, for ``chapter_objective``) plus the RMSE of the first
    ``batch_size`` validation rows, both wrapping around; ``val_rmse`` is the second alone.
    ``val_rmse_all`` is the RMSE of the validation rows that all trainings share.
    """
    return ConstantAnswer(data).scores(spec).value(objective)


def study_baseline(
    data: TaxiData, space: SearchSpace, objective: ObjectiveName = "train_val_rmse"
) -> Baseline:
    """Return the constant answer's objective over a space, from configurations drawn of it."""
    # Only the batch size and the number of steps decide it, so many draws need no second look.
    by_shape = {
        (spec.batch_size, spec.max_batches): spec for spec in draw_specs(space, _DRAWS, seed=0)
    }
    answer = ConstantAnswer(data)
    values = [answer.scores(spec).value(objective) for spec in by_shape.values()]
    return Baseline(min(values), float(np.median(values)), max(values))
