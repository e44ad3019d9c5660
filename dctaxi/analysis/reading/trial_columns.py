"""What the columns of a frame of trials say: which trials have ended, and a parameter's values as
numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.analysis.reading.parameters import Parameter


SET_ASIDE: Final = "SET_ASIDE"
"""The state of a trial that ended and of which nothing is computed."""


def has_ended(trials: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell of each trial, ``[trials]``, whether it neither runs nor waits, by Optuna's state."""
    ended: NDArray[np.bool_] = ~trials["state"].isin(["RUNNING", "WAITING"]).to_numpy()
    return ended


def ended_trials(trials: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the trials that have ended, in order of number."""
    return trials[has_ended(trials)].sort_values("number")


def counted_trials(trials: pd.DataFrame) -> pd.DataFrame:
    """Return of the trials that have ended those of which something is computed, by number.

    One without a result is among them; one that was set aside is not.
    """
    return without_set_aside(ended_trials(trials))


def counted_values(trials: pd.DataFrame) -> NDArray[np.float64]:
    """Return the objectives of the trials that count, by number; NaN where there is no result."""
    return counted_trials(trials)["value"].to_numpy(dtype=np.float64)


def without_set_aside(trials: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the trials that were not set aside, in their order."""
    return trials[trials["state"] != SET_ASIDE]


def stored_values(trials: pd.DataFrame, parameter: Parameter) -> NDArray[np.float64]:
    """Return a parameter's values ``[trials]``, NaN where a trial lacks it; a choice is its place.

    A frame of trials does not tell the choice ``None`` from a trial that lacks the parameter: of a
    parameter that offers it, every gap is that choice.
    """
    column = trials[parameter.column]
    if parameter.kind != "categorical":
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    places = {choice: place for place, choice in enumerate(parameter.choices)}
    found = column.map(places, na_action="ignore").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isnan(found), places.get(None, np.nan), found)


def is_constant(parameter: Parameter) -> bool:
    """Tell whether the parameter's range or choices hold one value only."""
    if parameter.kind == "categorical":
        return len(parameter.choices) == 1
    return parameter.high - parameter.low < (parameter.step or 0.0) or (
        parameter.high == parameter.low
    )
