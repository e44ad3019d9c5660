"""Many specs as a few arrays, which is how a kernel takes them, and its results likewise."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dctaxi.hyperparameters import SCALARS
from dctaxi.records import VALIDATION_INTERVAL, TrialSpec
from dctaxi.training.fused.formulas import FEWEST_ROWS_AT_ONCE
from dctaxi.training.hyperparameters import spec_of
from dctaxi.training.judge import judged_rows

if TYPE_CHECKING:
    from dctaxi.data import TaxiData


FINISHED, STOPPED, OUT_OF_MEMORY, GOING_ON = 0, -1, -2, -3
"""How a training ended, unless it diverged: then it is the 1-based step. GOING_ON has not."""


class Columns(NamedTuple):
    """The three sets, ``[1 + num_features, N]`` each: one column of the data after the other,
    label first. ``test`` has no rows where there is no test set; ``judged`` are the validation
    rows on which all trainings are judged.
    """

    train: NDArray[np.float64]
    val: NDArray[np.float64]
    test: NDArray[np.float64]
    judged: NDArray[np.float64]


MEMBER = np.dtype(
    [(name, np.float64 if row.kind == "real" else np.int64) for name, row in SCALARS.items()]
)
"""A member's hyperparameters but its layers: a field for each row of the table, by its name. A
switch is 0 or 1, a word its place in the row."""

ADAM = SCALARS["optimizer"].words.index("Adam")
"""The word of AdamW."""


class Population(NamedTuple):
    """M members: ``widths[start[m]:start[m + 1]]`` are member m's features, neurons and 1.

    A named tuple, since compiled code reads its fields by name.
    """

    packed: NDArray[np.void]  # [M], of the type MEMBER
    widths: NDArray[np.int64]  # [sum of L + 1]
    start: NDArray[np.int64]  # [M + 1]

    def of(self, name: str) -> NDArray[Any]:
        """Return a hyperparameter of all members ``[M]``."""
        return self.packed[name]


class Results(NamedTuple):
    """What a kernel leaves of K members that it trained, in the order it was given them.

    ``curve[point[k]:point[k + 1]]`` are member k's training and validation RMSE at the validations
    of its schedule, as far as it was reached, NaN where there was none. ``final`` holds the
    eval-mode RMSE of its last training batch, of the test set's first and of the judged rows.
    ``ended`` is FINISHED, STOPPED, OUT_OF_MEMORY, GOING_ON or the step of divergence.
    ``weights[weight[k]:weight[k + 1]]`` are its parameters and running statistics, empty unless
    asked for.
    """

    point: NDArray[np.int64]  # [K + 1]
    curve: NDArray[np.float64]  # [points, 2]
    final: NDArray[np.float64]  # [K, 3]
    ended: NDArray[np.int64]  # [K]
    weight: NDArray[np.int64]  # [K + 1]
    weights: NDArray[np.float64]  # [sum of parameters and running statistics], or [0]


def columns_of(data: TaxiData) -> Columns:
    """Return the data's sets, turned on their side."""
    test = np.empty((0, 1 + data.num_features)) if data.test is None else data.test
    sets = (data.train, data.val, test, judged_rows(data.val))
    return Columns(*(np.array(rows.T, order="C") for rows in sets))


def population_of(specs: Sequence[TrialSpec], num_features: int) -> Population:
    """Pack M specs."""
    stacks = [spec.num_hidden_neurons for spec in specs]
    start = np.zeros(len(specs) + 1, np.int64)
    np.cumsum([len(stack) + 2 for stack in stacks], out=start[1:])
    widths = np.empty(start[-1], np.int64)
    inner = np.ones(len(widths), bool)
    inner[start[:-1]] = inner[start[1:] - 1] = False
    widths[start[:-1]] = num_features
    widths[start[1:] - 1] = 1
    widths[inner] = list(chain.from_iterable(stacks))
    packed = np.recarray(len(specs), MEMBER)  # numba's simulator asks NumPy for attributes
    for name, row in SCALARS.items():
        values = map(operator.attrgetter(name), specs)
        packed[name] = [*map(row.words.index, values)] if row.words else [*values]
    return Population(packed, widths, start)


def spec_of_member(population: Population, number: int) -> TrialSpec:
    """Return the hyperparameters of a member: the reverse of packing."""
    packed = population.packed[number]
    widths = population.widths[population.start[number] : population.start[number + 1]]
    return spec_of({
        "num_hidden_neurons": widths[1:-1].tolist(),
        **{
            name: row.words[packed[name]] if row.words else packed[name].item()
            for name, row in SCALARS.items()
        },
    })  # fmt: skip


def allocate_results(
    population: Population,
    chosen: NDArray[np.int64],
    points: NDArray[np.int64],
    *,
    keep_weights: bool,
) -> Results:
    """Allocate the arrays for the chosen members, ``[K]`` of their numbers; each has so many
    ``points`` of its curve ``[K]``.
    """
    point = np.zeros(len(chosen) + 1, np.int64)
    np.cumsum(points, out=point[1:])
    weight = np.zeros(len(chosen) + 1, np.int64)
    if keep_weights:
        np.cumsum(stored_weights(population)[chosen], out=weight[1:])
    return Results(
        point=point,
        curve=np.empty((point[-1], 2)),
        final=np.empty((len(chosen), 3)),
        ended=np.empty(len(chosen), np.int64),
        weight=weight,
        weights=np.empty(weight[-1]),
    )


def validations(max_batches: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how often trainings of ``max_batches`` steps ``[M]`` are validated."""
    return -(-max_batches // VALIDATION_INTERVAL)


def inputs_of_layers(population: Population) -> NDArray[np.int64]:
    """Return the inputs of each member's layers, summed up ``[M]``."""
    sums = np.add.reduceat(population.widths, population.start[:-1])
    return np.asarray(sums - 1, np.int64)


def batch_norms(population: Population) -> NDArray[np.int64]:
    """Return which members have batch norm ``[M]``, 0 or 1."""
    return population.of("batch_norm_linear_layers")


def parameters(population: Population) -> NDArray[np.int64]:
    """Return the number of parameters of each member ``[M]``."""
    products = np.zeros(len(population.widths), np.int64)
    products[:-1] = (population.widths[:-1] + 1) * population.widths[1:]
    products[population.start[1:] - 1] = 0
    linear = np.add.reduceat(products, population.start[:-1])
    return np.asarray(linear + 2 * inputs_of_layers(population) * batch_norms(population), np.int64)


def rows_at_once(batch_size: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many rows the buffers of the CPU's kernel hold, by batch sizes ``[M]``."""
    return np.maximum(batch_size, FEWEST_ROWS_AT_ONCE)


def scratch_sizes(population: Population) -> NDArray[np.int64]:
    """Return the float64 numbers that the buffers of each member's training hold ``[M]``."""
    depth = np.diff(population.start) - 1
    width = np.maximum.reduceat(population.widths, population.start[:-1])
    blocks = depth + 1 + depth * batch_norms(population) + 2
    values = (blocks * width + 1) * rows_at_once(population.of("batch_size"))
    return np.asarray(4 * parameters(population) + 4 * depth * width + values, np.int64)


def stored_weights(population: Population) -> NDArray[np.int64]:
    """Return how many numbers a trained member's state has: parameters and running statistics."""
    running = 2 * inputs_of_layers(population) * batch_norms(population)
    return np.asarray(parameters(population) + running, np.int64)
