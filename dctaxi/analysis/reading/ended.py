"""Which trials of a frame have ended, however they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


def has_ended(trials: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell of each trial, ``[trials]``, whether it neither runs nor waits, by Optuna's state."""
    ended: NDArray[np.bool_] = ~trials["state"].isin(["RUNNING", "WAITING"]).to_numpy()
    return ended


def ended_trials(trials: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the trials that have ended, in order of number."""
    return trials[has_ended(trials)].sort_values("number")
