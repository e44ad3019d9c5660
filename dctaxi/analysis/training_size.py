"""How large a training is: trained parameters times the rows that it sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dctaxi.hyperparameters import layer_name
from dctaxi.space import Fixed
from dctaxi.training.hyperparameters import parameters_in

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.space import SearchSpace


class TrainingSizes(NamedTuple):
    """One number per trial, NaN for a trial that lacks one of its parameters.

    ``parameters`` are trained weights and biases, ``rows`` the training rows seen, a row counted
    as often as it is seen.
    """

    parameters: NDArray[np.float64]
    rows: NDArray[np.float64]

    @property
    def work(self) -> NDArray[np.float64]:
        """Parameters times rows: the multiplications of a training, up to a factor."""
        return self.parameters * self.rows


def training_sizes(trials: pd.DataFrame, space: SearchSpace, num_features: int) -> TrainingSizes:
    """Return the sizes of a frame's trials, of a study that searched ``space``."""
    rows = _column(trials, space, "batch_size") * _column(trials, space, "max_batches")
    counts = _column(trials, space, "num_layers")
    norm = _column(trials, space, "batch_norm_linear_layers")
    widths = np.column_stack(
        [
            np.where(counts > layer, _neurons(trials, space, layer), 0.0)
            for layer in range(space.max_layers)
        ]
    )
    # NaN sorts last and is no whole number, so a trial that lacks a parameter keeps to itself.
    shapes, place = np.unique(np.column_stack([counts, norm, widths]), axis=0, return_inverse=True)
    parameters = np.array([_parameters(shape, num_features) for shape in shapes])
    return TrainingSizes(parameters[place.ravel()] if len(shapes) else np.empty(0), rows)


def _parameters(shape: NDArray[np.float64], num_features: int) -> float:
    if np.isnan(shape).any():
        return float("nan")
    layers, norm, *widths = (int(number) for number in shape)
    return float(parameters_in(widths[:layers], num_features, batch_norm=bool(norm)))


def _column(trials: pd.DataFrame, space: SearchSpace, name: str) -> NDArray[np.float64]:
    return _values(trials, name, space.parameters[name])


def _neurons(trials: pd.DataFrame, space: SearchSpace, layer: int) -> NDArray[np.float64]:
    return _values(trials, layer_name(layer), space.neurons(layer))


def _values(trials: pd.DataFrame, name: str, dimension: Any) -> NDArray[np.float64]:
    column = f"params_{name}"
    if column in trials:
        return trials[column].to_numpy(dtype=np.float64, na_value=np.nan)
    fixed = float(dimension.value) if isinstance(dimension, Fixed) else np.nan
    return np.full(len(trials), fixed)
