"""Landscapes: a grid over two parameters in which every cell is answered by real trainings.

Notation: ``columns`` by ``rows`` cells, x along the columns, y along the rows, and ``seeds`` draws
in each. Every cell has draws of its own, so that its noise is its own: where all share the same,
neighbours err alike and noise looks smooth.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dctaxi.errors import PopulationError
from dctaxi.hyperparameters import NUM_LAYERS, SCALARS, layer_of
from dctaxi.populations.cells import cell_values, even_order
from dctaxi.populations.plan import (
    MAX_TRAININGS,
    TrainingPlan,
    check_one_of,
    check_whole,
    fresh_seeds,
    read_plan,
)
from dctaxi.populations.population import MAX_SEED
from dctaxi.populations.store import TrainedStore
from dctaxi.populations.trained import Trained
from dctaxi.records import TrialSpec
from dctaxi.space import Fixed, SearchSpace, Value, among, dimension_of, draw_specs
from dctaxi.training.hyperparameters import scalars, spec_of

MIN_SIDE = 2
MAX_SIDE = 64
"""Fewest and most cells of one side that can be asked for."""

MAX_SEEDS = 64
"""Most trainings of a cell."""

Others: TypeAlias = Mapping[str, Any] | Literal["random"]
"""What the other parameters do: drawn at random, or fixed at the parameters of a trial."""


@dataclass(frozen=True)
class LandscapePlan(TrainingPlan):
    """Cells over two trial parameters, at most so many a side, with ``seeds`` trainings in each.

    Parameters with fewer values than that get a cell for each value. With ``others`` at a trial's
    parameters only the seed differs between the trainings of a cell; where x is ``num_layers``,
    layers that the trial lacks get the width of its last. ``seed`` is that of the draws.

    Raises PopulationError and SpaceError when the pair cannot make a grid.
    """

    kind: ClassVar[str] = "landscape"
    x: str
    y: str
    columns: int = 16
    rows: int = 16
    seeds: int = 8
    others: Others = "random"
    seed: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_whole("columns", self.columns, MIN_SIDE, MAX_SIDE)
        check_whole("rows", self.rows, MIN_SIDE, MAX_SIDE)
        check_whole("seeds", self.seeds, 1, MAX_SEEDS)
        check_whole("seed", self.seed, 0, MAX_SEED)
        if isinstance(self.others, str):
            check_one_of("others", self.others, ("random",))
        if self.x == self.y:
            raise PopulationError(f"Expected two parameters, got {self.x} twice: choose another.")
        for name in (self.x, self.y):
            _check_axis(self.space, name)
        check_whole("trainings", self.trainings, 1, MAX_TRAININGS)
        if self._fewest_layers() <= self._deepest_axis():
            raise PopulationError(
                f"Expected parameters that every cell has, but there are cells without hidden "
                f"layer {self._deepest_axis()}: choose another pair."
            )

    @property
    def x_values(self) -> tuple[Value, ...]:
        """The values of x, one a column."""
        return cell_values(dimension_of(self.space, self.x), self.columns)

    @property
    def y_values(self) -> tuple[Value, ...]:
        """The values of y, one a row."""
        return cell_values(dimension_of(self.space, self.y), self.rows)

    @property
    def trainings(self) -> int:
        """Cells times draws."""
        return len(self.x_values) * len(self.y_values) * self.seeds

    @property
    def name(self) -> str:
        """The title, or the pair of parameters."""
        return self.title or f"{self.y} over {self.x}"

    def specs(self) -> tuple[TrialSpec, ...]:
        """Return every training: all cells with the first draw, spread out, then the next draw."""
        xs, ys = self.x_values, self.y_values
        cells = even_order(len(xs), len(ys)).tolist()
        places = [
            {self.x: xs[column], self.y: ys[row]}
            for _ in range(self.seeds)
            for column, row in cells
        ]
        return tuple(map(_placed, self._draws(self.trainings), places))

    def frame_columns(self) -> dict[str, NDArray[Any]]:
        """Return ``column``, ``row`` and ``draw`` of each training, and x and y as in trials."""
        xs, ys = self.x_values, self.y_values
        column, row = np.tile(even_order(len(xs), len(ys)), (self.seeds, 1)).T
        return {
            "column": column,
            "row": row,
            "draw": np.repeat(np.arange(self.seeds), len(xs) * len(ys)),
            f"params_{self.x}": np.array(xs, dtype=_dtype(xs))[column],
            f"params_{self.y}": np.array(ys, dtype=_dtype(ys))[row],
        }

    def _draws(self, count: int) -> tuple[TrialSpec, ...]:
        """Return so many draws, whose x and y are still to be replaced."""
        if not isinstance(self.others, str):
            trial = self.space.spec_of(self.others)
            return tuple(
                dataclasses.replace(trial, seed=seed) for seed in fresh_seeds(count, self.seed)
            )
        drawn = draw_specs(self._drawn_space(), count, self.seed)
        if self.seeds_per_trial == 1:
            return drawn
        # Else the seed may be fixed, and draws that share all else would be trained with the same.
        seeds = fresh_seeds(count, self.seed)
        return tuple(dataclasses.replace(d, seed=s) for d, s in zip(drawn, seeds, strict=True))

    def _drawn_space(self) -> SearchSpace:
        """Return the space of the draws: with every layer that some cell needs."""
        if "num_layers" in (self.x, self.y):
            return self.space.replace("num_layers", Fixed(self.space.max_layers))
        deep = [count for count in self.space.layer_counts if count > self._deepest_axis()]
        if len(deep) == len(self.space.layer_counts):
            return self.space
        return self.space.replace("num_layers", among("num_layers", deep))

    def _fewest_layers(self) -> int:
        """Return how many hidden layers the shallowest cell has."""
        if "num_layers" in (self.x, self.y):
            return self.space.layer_counts[0]
        if isinstance(self.others, str):
            return self.space.max_layers  # only draws that have the layer are made
        return len(self.space.spec_of(self.others).num_hidden_neurons)

    def _deepest_axis(self) -> int:
        """Return the deepest layer whose width is x or y; -1 if neither is a width."""
        layers = [layer_of(name) for name in (self.x, self.y)]
        return max((layer for layer in layers if layer is not None), default=-1)


Landscape: TypeAlias = Trained[LandscapePlan]


def _read(document: object) -> LandscapePlan:
    types = {"x": str, "y": str, "others": dict[str, Any] | str}
    return read_plan(LandscapePlan, document, types=types)


LANDSCAPES: TrainedStore[LandscapePlan] = TrainedStore("landscapes", "landscape", _read)
"""The landscapes of a workspace."""


def axis_names(space: SearchSpace) -> tuple[str, ...]:
    """Return the trial parameters that can be x or y: all that are asked for but the seed."""
    return tuple(name for name in space.distributions() if name != "seed")


def _check_axis(space: SearchSpace, name: str) -> None:
    dimension = dimension_of(space, name)
    if name not in axis_names(space):
        reason = "it is fixed" if isinstance(dimension, Fixed) else "it has no scale of its own"
        raise PopulationError(
            f"{name} cannot be an axis, {reason}: choose one of {', '.join(axis_names(space))}."
        )


def _placed(draw: TrialSpec, cell: Mapping[str, Value]) -> TrialSpec:
    """Return a draw with the values of a cell."""
    values = scalars(draw) | {name: cell[name] for name in SCALARS if name in cell}
    widths = list(draw.num_hidden_neurons)
    if isinstance(count := cell.get(NUM_LAYERS), int):
        widths = (widths + widths[-1:] * count)[:count]
    for name, value in cell.items():
        layer = layer_of(name)
        if layer is not None and isinstance(value, int):
            widths[layer] = value
    return spec_of({**values, "num_hidden_neurons": widths})


def _dtype(values: tuple[Value, ...]) -> type | None:
    return object if any(isinstance(value, str) for value in values) else None
