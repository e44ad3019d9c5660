"""Functions whose Sobol indices are known, as what trainings score, and spaces of their inputs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dctaxi.records import TrialSpec
from dctaxi.space import PRESETS, Fixed, FloatRange, IntRange, SearchSpace

SEEDS = 2**31 - 1

CONTINUOUS = SearchSpace(
    {
        "seed": IntRange(0, SEEDS - 1),
        "batch_norm_linear_layers": Fixed(0),
        "optimizer": Fixed("Adam"),
        "lr": FloatRange(1.0, 2.0),
        "num_layers": Fixed(1),
        "num_hidden_layer_neurons": Fixed(7),
        "batch_size": Fixed(30),
        "max_batches": Fixed(30),
        "weight_decay": FloatRange(0.0, 1.0),
        "gradient_clip_val": FloatRange(0.0, 1.0),
    }
)
"""Four inputs that are uniform between 0 and 1: the seed, lr less 1, and two more."""

INPUTS = ("lr", "weight_decay", "gradient_clip_val", "seed")


def inputs_of(spec: TrialSpec) -> tuple[float, float, float, float]:
    return spec.lr - 1, spec.weight_decay, spec.gradient_clip_val, spec.seed / SEEDS


def ishigami(spec: TrialSpec, _step: int) -> float:
    """Ishigami and Homma (1990) with a = 7 and b = 0.1; the seed does nothing."""
    one, two, three, _ = (math.pi * (2 * x - 1) for x in inputs_of(spec))
    return math.sin(one) + 7 * math.sin(two) ** 2 + 0.1 * three**4 * math.sin(one)


_V1, _V2, _V13 = 0.5 * (1 + 0.1 * math.pi**4 / 5) ** 2, 49 / 8, 0.01 * math.pi**8 * 8 / 225
_V = _V1 + _V2 + _V13
ISHIGAMI_FIRST = dict(zip(INPUTS, (_V1 / _V, _V2 / _V, 0.0, 0.0), strict=True))
ISHIGAMI_TOTAL = dict(zip(INPUTS, ((_V1 + _V13) / _V, _V2 / _V, _V13 / _V, 0.0), strict=True))
ISHIGAMI_PAIR = (frozenset({"lr", "gradient_clip_val"}), _V13 / _V)

_G = (0.0, 1.0, 4.5, 9.0)


def g_function(spec: TrialSpec, _step: int) -> float:
    """Sobol's g (Saltelli and Sobol 1995), whose fourth input is the seed."""
    return math.prod(
        (abs(4 * x - 2) + a) / (1 + a) for x, a in zip(inputs_of(spec), _G, strict=True)
    )


_ALONE = {name: 1 / 3 / (1 + a) ** 2 for name, a in zip(INPUTS, _G, strict=True)}
_G_V = math.prod(1 + one for one in _ALONE.values()) - 1
G_FIRST = {name: one / _G_V for name, one in _ALONE.items()}
G_TOTAL = {
    name: one * math.prod(1 + other for also, other in _ALONE.items() if also != name) / _G_V
    for name, one in _ALONE.items()
}
G_BEYOND_LUCK = {
    name: one
    * math.prod(1 + other for also, other in _ALONE.items() if also not in (name, "seed"))
    / _G_V
    for name, one in _ALONE.items()
    if name != "seed"
}


SMALL = (
    PRESETS["chapter"]
    .space.replace("lr", Fixed(0.03))
    .replace("batch_size", Fixed(30))
    .replace("max_batches", IntRange(30, 32))
    .replace("num_layers", IntRange(1, 2))
    .replace("num_hidden_layer_neurons", IntRange(7, 9))
    .replace("seed", IntRange(0, 3))
)
"""Seven inputs of a few values each; the second layer is there in half of the configurations."""

_VALUES: Mapping[str, Sequence[object]] = {
    "seed": range(4),
    "batch_norm_linear_layers": (0, 1),
    "optimizer": ("Adam", "SGD"),
    "num_layers": (1, 2),
    "num_hidden_layer_0_neurons": (7, 8, 9),
    "num_hidden_layer_1_neurons": (7, 8, 9),
    "max_batches": (30, 31, 32),
}


def scattered(spec: TrialSpec, _step: int) -> float:
    """A different number for every training, with some order in it."""
    rng = np.random.default_rng(
        [spec.seed, *spec.num_hidden_neurons, spec.batch_norm_linear_layers, spec.max_batches,
         spec.optimizer == "SGD"]
    )  # fmt: skip
    order = 2.0 * (spec.optimizer == "SGD") + 0.5 * sum(spec.num_hidden_neurons) / 10
    return 10 + order + float(rng.normal(0, 0.7))


def brute_force(
    value: Callable[[TrialSpec, int], float],
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return the inputs of the small space and what every combination scores, an axis for each."""
    names = tuple(_VALUES)
    table = np.empty([len(values) for values in _VALUES.values()])
    for place in itertools.product(*map(range, table.shape)):
        params = {name: _VALUES[name][i] for name, i in zip(names, place, strict=True)}
        if params["num_layers"] == 1:
            del params["num_hidden_layer_1_neurons"]
        table[place] = value(SMALL.spec_of(params), 0)
    return names, table


def closed(table: NDArray[np.float64], inputs: Sequence[int]) -> float:
    """Return which share of the variance is that of the means over all but some inputs."""
    others = tuple(axis for axis in range(table.ndim) if axis not in inputs)
    return float(table.mean(axis=others).var() / table.var())
