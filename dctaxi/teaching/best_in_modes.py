"""The best of a population, in training mode and in evaluation mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.analysis import MARGIN
from dctaxi.errors import LessonError

if TYPE_CHECKING:
    from dctaxi.populations import Population


class BestInModes(NamedTuple):
    """The training with the lowest objective, RMSE in USD.

    ``train`` is the training batch in training mode before the last update, as the objective counts
    it, ``train_eval`` the same batch in evaluation mode after it, ``val`` the validation batch.
    """

    value: float
    train: float
    train_eval: float
    val: float

    @property
    def in_evaluation_mode(self) -> float:
        """What the objective would be, were both errors those of the finished network."""
        return self.train_eval + self.val

    @property
    def holds(self) -> bool:
        """Whether the finished network would score at most ``MARGIN`` more than the objective."""
        return self.in_evaluation_mode <= (1 + MARGIN) * self.value


def best_in_modes(population: Population) -> BestInModes:
    """Return the best of a population. Raises LessonError where none has a result."""
    values = population.values
    if not np.isfinite(values).any():
        raise LessonError("Not one of these networks has a result, so there is no best.")
    row = population.frame.iloc[int(np.nanargmin(values))]
    errors = (float(row[name]) for name in ("train_rmse", "train_rmse_eval", "val_rmse"))
    return BestInModes(float(np.nanmin(values)), *errors)


def best_in_modes_text(best: BestInModes, of: str) -> str:
    """Say what the best scored, of what that is the sum, and whether the finished one keeps it."""
    text = (
        f"The best of the {of} scored {best.value:.2f} USD: {best.train:.2f} for its last training "
        f"batch in training mode and {best.val:.2f} for the validation batch. In evaluation mode "
        f"the finished network is {best.train_eval:.2f} off on the same training batch"
    )
    change = best.in_evaluation_mode - best.value
    score = f"and would score {best.in_evaluation_mode:.2f} USD ({change / best.value:+.0%})"
    if best.holds:
        return f"{text} {score}: its score holds."
    return f"{text} {score}: more than {MARGIN:.0%} above its score, which is no promise."
