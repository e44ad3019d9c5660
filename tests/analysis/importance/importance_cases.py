"""Made-up finished trials for the tests of importances."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dctaxi.analysis.reading.parameters import Parameter

SEED = Parameter("seed", "int", 0, 2**31 - 2)
LR = Parameter("lr", "float", 0.001, 0.1, log=True)
OPTIMIZER = Parameter("optimizer", "categorical", choices=("Adam", "SGD", "RMSprop"))
LAYERS = Parameter("num_layers", "categorical", choices=(2, 3))
RARE = Parameter("num_hidden_layer_2_neurons", "categorical", choices=(7, 11))
BATCH = Parameter("batch_size", "int", 30, 50, log=True)
NORM = Parameter("batch_norm_linear_layers", "int", 0, 1)
DROPOUT = Parameter("dropout", "float", 0.0, 0.5, step=0.25)
FIXED = Parameter("momentum", "float", 0.9, 0.9)

EVERY_KIND = (SEED, LR, OPTIMIZER, LAYERS, RARE, BATCH, NORM, DROPOUT, FIXED)


def rows(values: Sequence[float | None], **params: Sequence[object]) -> pd.DataFrame:
    """Return trials with these values and parameters; a value of None is a failed trial."""
    return pd.DataFrame(
        {
            "number": range(len(values)),
            "value": np.array(values, dtype=float),
            "state": ["FAIL" if value is None else "COMPLETE" for value in values],
            **{f"params_{name}": column for name, column in params.items()},
        }
    )


def drawn(n_trials: int, seed: int) -> pd.DataFrame:
    """Return trials of every kind of parameter, drawn at random; no value depends on any."""
    rng = np.random.default_rng(seed)
    layers = rng.choice([2, 3], n_trials)
    neurons = np.where(layers == 3, rng.choice([7.0, 11.0], n_trials), np.nan)
    return rows(
        rng.normal(size=n_trials).tolist(),
        seed=rng.integers(0, 2**31 - 1, n_trials),
        lr=10 ** rng.uniform(-3, -1, n_trials),
        optimizer=rng.choice(["Adam", "SGD", "RMSprop"], n_trials),
        num_layers=layers,
        num_hidden_layer_2_neurons=neurons,
        batch_size=rng.integers(30, 51, n_trials),
        batch_norm_linear_layers=rng.integers(0, 2, n_trials),
        dropout=rng.choice([0.0, 0.25, 0.5], n_trials),
        momentum=np.full(n_trials, 0.9),
    )


def matters(trials: pd.DataFrame, seed: int, noise: float = 0.05) -> pd.DataFrame:
    """Let lr alone decide the objective, but for some noise."""
    rng = np.random.default_rng(seed)
    distance = np.abs(np.log10(trials["params_lr"]) + 2)
    return trials.assign(value=distance + noise * rng.normal(size=len(trials)))
