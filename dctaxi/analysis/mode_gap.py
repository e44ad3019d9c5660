"""Training error in training mode against evaluation mode, trial by trial.

The objective adds a training RMSE that is measured before the last update and, where there is
batch normalisation, with the batch's own statistics. The finished network answers with what it
has learnt of them: where the two disagree, the objective promises what the network does not hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from dctaxi.analysis.reading.trial_columns import ended_trials
from dctaxi.analysis.repeats import UNSETTLED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.space import SearchSpace

BATCH_NORM = "batch_norm_linear_layers"


class ModeGaps(NamedTuple):
    """Trials that have all three errors, in order of number; RMSE in USD, arrays ``[trials]``.

    ``train`` is that of the last batch in training mode, ``train_eval`` of the same batch in
    evaluation mode after the update, ``val`` of the validation batch. ``batch_norm`` is 1 with
    batch normalisation, 0 without, NaN where it is not known. ``differs`` marks trials whose two
    training errors differ by more than a factor of ``UNSETTLED``. ``lacking`` counts trials that
    lack one of the errors, diverged ones among them.
    """

    numbers: NDArray[np.int64]
    values: NDArray[np.float64]
    train: NDArray[np.float64]
    train_eval: NDArray[np.float64]
    val: NDArray[np.float64]
    batch_norm: NDArray[np.float64]
    differs: NDArray[np.bool_]
    lacking: int

    @property
    def ratio(self) -> NDArray[np.float64]:
        """Evaluation mode over training mode; infinite where only the second is 0, 1 where both."""
        none = np.where(self.train_eval > 0, np.inf, 1.0)
        ratio: NDArray[np.float64] = np.divide(
            self.train_eval, self.train, out=none, where=self.train > 0
        )
        return ratio


def mode_gaps(trials: pd.DataFrame, space: SearchSpace | None = None) -> ModeGaps:
    """Return the errors of a frame's ended trials; ``space`` tells what all of them have fixed."""
    ended = ended_trials(trials)
    errors = ended[["train_rmse", "train_rmse_eval", "val_rmse"]].to_numpy(dtype=np.float64)
    complete = np.isfinite(errors).all(axis=1)
    there = ended[complete]
    train, train_eval, val = errors[complete].T
    low, high = np.minimum(train, train_eval), np.maximum(train, train_eval)
    return ModeGaps(
        there["number"].to_numpy(dtype=np.int64),
        there["value"].to_numpy(dtype=np.float64),
        train,
        train_eval,
        val,
        _batch_norm(there, space),
        high > UNSETTLED * low,
        int((~complete).sum()),
    )


def mode_gap_rows(gaps: ModeGaps) -> pd.DataFrame:
    """Return a row for every trial, those whose modes differ first, then by objective."""
    rows = pd.DataFrame(
        {
            "number": gaps.numbers,
            "value": gaps.values,
            "train_rmse": gaps.train,
            "train_rmse_eval": gaps.train_eval,
            "val_rmse": gaps.val,
            "evaluation / training mode": gaps.ratio,
            "modes differ": gaps.differs,
        }
    )
    return rows.sort_values(["modes differ", "value"], ascending=[False, True])


def _batch_norm(trials: pd.DataFrame, space: SearchSpace | None) -> NDArray[np.float64]:
    column = f"params_{BATCH_NORM}"
    if column in trials:
        return trials[column].to_numpy(dtype=np.float64, na_value=np.nan)
    fixed = None if space is None else space.parameters[BATCH_NORM]
    return np.full(len(trials), float(getattr(fixed, "value", np.nan)))
