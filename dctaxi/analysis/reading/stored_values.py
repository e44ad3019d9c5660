"""The values of a parameter as Optuna stores them: numbers, for a category its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.analysis.reading.parameters import Parameter


def stored_values(trials: pd.DataFrame, parameter: Parameter) -> NDArray[np.float64]:
    """Return a parameter's values ``[trials]``, NaN where a trial lacks it.

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
