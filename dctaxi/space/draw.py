"""Many independent configurations of a space at once, with no study in between.

A draw follows the rules of Optuna's random sampler to the letter: log scale, rounding to whole
numbers and to steps, inclusive ends. Only the random numbers are others.

Notation: ``n`` configurations, ``d`` parameters that are asked for, every layer's among them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args, overload

import numpy as np

from dctaxi.errors import SpaceError
from dctaxi.hyperparameters import DEFAULTS, NUM_LAYERS, SCALARS, exists, layer_name
from dctaxi.records import TrialSpec
from dctaxi.space.dimensions import Choices, Fixed, FloatRange, IntRange, is_int
from dctaxi.space.points import BLOCK, DrawMethod, rows_from, uniform_points
from dctaxi.training.hyperparameters import specs_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.space.search_space import SearchSpace

MAX_DRAWS = 2**22
"""About four million configurations: some gigabytes as Python objects."""


def draw(
    space: SearchSpace, n: int, seed: int, method: DrawMethod = "random"
) -> tuple[dict[str, object], ...]:
    """Return the parameters of n trials, each by the names and in the order a trial is asked.

    Parameters that are fixed and those that a configuration does not have are left out. The same
    space, seed and method give the same configurations, and fewer of them are the first ones of
    more. Raises SpaceError when n, the seed or the method is none.
    """
    columns = _columns(space, n, seed, method)
    found: tuple[dict[str, object], ...] = tuple({} for _ in range(n))
    for name in asked_names(space):
        there = np.broadcast_to(exists(name, columns), n)
        for params, value, exist in zip(found, columns[name].tolist(), there.tolist(), strict=True):
            if exist:
                params[name] = value
    return found


def draw_specs(
    space: SearchSpace, n: int, seed: int, method: DrawMethod = "random"
) -> tuple[TrialSpec, ...]:
    """Return the same n configurations as :func:`draw`, as trainings to do. Raises SpaceError."""
    return specs_of_columns(space, _columns(space, n, seed, method))


class DrawnSpecs(Sequence[TrialSpec]):
    """The same configurations, each drawn when it is asked for: they take no memory until then.

    Raises SpaceError as :func:`draw_specs` does.
    """

    def __init__(
        self, space: SearchSpace, n: int, seed: int, method: DrawMethod = "random"
    ) -> None:
        _check(n, seed, method)
        self._space, self._n, self._seed, self._method = space, n, seed, method

    def __len__(self) -> int:
        return self._n

    @overload
    def __getitem__(self, place: int) -> TrialSpec: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[TrialSpec, ...]: ...
    def __getitem__(self, place: int | slice) -> TrialSpec | tuple[TrialSpec, ...]:
        if isinstance(place, slice):
            first, last, step = place.indices(self._n)
            if step < 0:
                return tuple(self)[place]
            return self._block(first, max(first, last))[::step]
        first = place + self._n if place < 0 else place
        if not 0 <= first < self._n:
            raise IndexError(place)
        return self._block(first, first + 1)[0]

    def __iter__(self) -> Iterator[TrialSpec]:
        rows = rows_from(0, len(asked_names(self._space)), self._seed, self._method)
        for first in range(0, self._n, BLOCK):
            points = rows(min(BLOCK, self._n - first))
            yield from specs_of_columns(self._space, columns_at(self._space, points))

    def _block(self, first: int, last: int) -> tuple[TrialSpec, ...]:
        return specs_of_columns(
            self._space, _columns(self._space, self._n, self._seed, self._method, first, last)
        )


def draw_columns(
    space: SearchSpace,
    n: int,
    seed: int,
    method: DrawMethod = "random",
    first: int = 0,
    last: int | None = None,
) -> dict[str, NDArray[Any]]:
    """Return the same configurations as columns ``[n]`` by parameter, those asked for in a trial.

    ``first`` and ``last`` choose some of the n, as in a slice. What a configuration does not have
    is NaN. Raises SpaceError.
    """
    return asked_columns(space, _columns(space, n, seed, method, first, last))


def drawn_columns(
    space: SearchSpace, n: int, seed: int, first: int = 0, last: int | None = None
) -> dict[str, NDArray[Any]]:
    """Return random configurations as :func:`draw_columns` does, with every value that was drawn.

    What a configuration does not have keeps its value: the columns are independent.
    """
    return _as_asked(space, _columns(space, n, seed, "random", first, last))


def asked_columns(
    space: SearchSpace, columns: Mapping[str, NDArray[Any]]
) -> dict[str, NDArray[Any]]:
    """Return of the columns ``[n]`` of all parameters those that trials are asked for.

    What a configuration does not have is NaN.
    """
    found = _as_asked(space, columns)
    for name, column in found.items():
        there = exists(name, columns)
        if not np.all(there):
            words = column.dtype == object
            found[name] = np.where(there, column if words else column.astype(np.float64), np.nan)
    return found


def _as_asked(space: SearchSpace, columns: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return the columns that are not fixed; lists of numbers are columns of numbers."""
    return {
        name: (
            np.array(columns[name].tolist())
            if isinstance(dimension, Choices)
            and not any(isinstance(value, str) for value in dimension.values)
            else columns[name]
        )
        for name, dimension in space.trial_parameters.items()
        if not isinstance(dimension, Fixed)
    }


def specs_of_columns(
    space: SearchSpace, columns: Mapping[str, NDArray[Any]]
) -> tuple[TrialSpec, ...]:
    """Return the trainings ``[n]`` of columns of all parameters; what one does not have is
    passed over.
    """
    lists = {name: column.tolist() for name, column in columns.items()}
    for name, value in DEFAULTS.items():
        if name not in lists:
            lists[name] = [value] * len(lists[NUM_LAYERS])
        elif not np.all(there := exists(name, columns)):
            lists[name] = [
                drawn if exist else value
                for drawn, exist in zip(lists[name], there.tolist(), strict=True)
            ]
    widths = zip(*(lists[layer_name(i)] for i in range(space.max_layers)), strict=True)
    stacks = (row[:count] for row, count in zip(widths, lists[NUM_LAYERS], strict=True))
    return specs_of({**{name: lists[name] for name in SCALARS}, "num_hidden_neurons": stacks})


def columns_at(space: SearchSpace, points: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
    """Return the values of every parameter that some configuration has.

    ``points`` ``[n, d]`` are numbers in [0, 1) for the parameters that are asked for, in order.
    """
    uniform = iter(points.T)
    return {
        name: (
            np.array([dimension.value] * len(points), dtype=_type_of(dimension.value))
            if isinstance(dimension, Fixed)
            else from_unit(dimension, next(uniform))
        )
        for name, dimension in space.trial_parameters.items()
    }


def asked_names(space: SearchSpace) -> tuple[str, ...]:
    """Return the parameters that are asked for, those among them that only some trials have."""
    dimensions = space.trial_parameters
    return tuple(name for name, one in dimensions.items() if not isinstance(one, Fixed))


def from_unit(
    dimension: IntRange | FloatRange | Choices, uniform: NDArray[np.float64]
) -> NDArray[Any]:
    """Map ``[n]`` uniform numbers in [0, 1) to ``[n]`` values of a dimension.

    The formulas are those of ``optuna._transform`` (Optuna 5.0): half a step is added at both ends
    of a stepped range, so that every value has an equal share, and rounded away again.
    """
    if isinstance(dimension, Choices):
        places = (uniform * len(dimension.values)).astype(np.intp)
        return np.array(dimension.values, dtype=object)[places]
    if isinstance(dimension, IntRange):
        return _whole_numbers(dimension, uniform)
    return _real_numbers(dimension, uniform)


def _whole_numbers(dimension: IntRange, uniform: NDArray[np.float64]) -> NDArray[np.int64]:
    low, last, step = dimension.low, dimension.last, dimension.step
    if dimension.log:
        points = np.exp(_between(math.log(low - 0.5), math.log(last + 0.5), uniform))
        return np.clip(np.rint(points), low, last).astype(np.int64)
    points = _between(low - 0.5 * step, last + 0.5 * step, uniform)
    steps = np.floor((points - low) / step + 0.5).astype(np.int64)
    return np.clip(low + steps * step, low, last)


def _real_numbers(dimension: FloatRange, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    low, last, step = dimension.low, dimension.last, dimension.step
    if step is not None:
        points = _between(low - 0.5 * step, last + 0.5 * step, uniform)
        return np.clip(np.rint((points - low) / step) * step + low, low, last)
    if dimension.log:
        points = np.exp(_between(math.log(low), math.log(last), uniform))
    else:
        points = _between(low, last, uniform)
    return np.clip(points, low, np.nextafter(last, last - 1))


def _between(low: float, high: float, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    return low + (high - low) * uniform


def _check(n: int, seed: int, method: DrawMethod) -> None:
    if not is_int(n) or not 0 <= n <= MAX_DRAWS:
        raise SpaceError(f"Expected 0 to {MAX_DRAWS:,} configurations to draw, got {n}.")
    if not is_int(seed) or seed < 0:
        raise SpaceError(f"Expected a seed of 0 or above to draw with, got {seed}.")
    if method not in get_args(DrawMethod):
        raise SpaceError(f"Expected random or sobol as the way to draw, got {method!r}.")


def _columns(
    space: SearchSpace,
    n: int,
    seed: int,
    method: DrawMethod,
    first: int = 0,
    last: int | None = None,
) -> dict[str, NDArray[Any]]:
    """Return the columns of every parameter that some configuration has.

    ``first`` and ``last`` choose some of the n configurations, as in a slice.
    """
    _check(n, seed, method)
    last = n if last is None else last
    d = len(asked_names(space))
    return columns_at(space, uniform_points(first, last, d, seed, method))


def _type_of(value: object) -> type | None:
    """Return the type of a column that holds a value as it is: no words cut to a length."""
    return object if isinstance(value, str | bool) else None
