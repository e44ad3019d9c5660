"""The search space: what each hyperparameter of a study may be, and how a trial is asked for it."""

from __future__ import annotations

import difflib
import math
import reprlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from dctaxi.errors import SpaceError
from dctaxi.hyperparameters import (
    DEFAULTS,
    HYPERPARAMETERS,
    NUM_LAYERS,
    WIDTH,
    layer_name,
    layer_of,
)
from dctaxi.records import TrialSpec
from dctaxi.space.dimension_json import dimension_from_json, dimension_to_json
from dctaxi.space.dimensions import Dimension, Fixed, Value
from dctaxi.space.parameters import check_parameter, is_default, whole_values
from dctaxi.structure import beyond, fields_of, shown_key
from dctaxi.training.hyperparameters import problem_with, spec_of

if TYPE_CHECKING:
    import optuna
    from optuna.distributions import BaseDistribution

VERSION = 1
"""Version of the JSON form."""

REQUIRED = tuple(name for name in HYPERPARAMETERS if name not in DEFAULTS)
"""What no space may leave out."""


@dataclass(frozen=True, slots=True, init=False)
class SearchSpace:
    """A dimension for each hyperparameter of the table, by name: ``space["lr"]``.

    Those with a default may be left out. ``num_hidden_layer_neurons``
    is the width of every hidden layer, except those in ``layer_neurons``, which have dimensions of
    their own by layer, counted from 0. A layer's width is asked for only in a trial that has the
    layer.

    Raises SpaceError when a dimension does not fit its parameter or when some configuration of
    the space could not be trained.
    """

    dimensions: tuple[tuple[str, Dimension], ...]
    layer_neurons: tuple[tuple[int, Dimension], ...]

    def __init__(
        self,
        dimensions: Mapping[str, Dimension],
        layer_neurons: Iterable[tuple[int, Dimension]] = (),
    ) -> None:
        for name in dimensions:
            if name not in HYPERPARAMETERS:
                raise SpaceError(_unknown(name))
        for name in HYPERPARAMETERS:
            if name not in dimensions and name not in DEFAULTS:
                raise SpaceError(f"{name}: expected what it may be, but it is missing; add it.")
        given = {**{name: Fixed(value) for name, value in DEFAULTS.items()}, **dimensions}
        ordered = tuple((name, check_parameter(name, given[name])) for name in HYPERPARAMETERS)
        object.__setattr__(self, "dimensions", ordered)
        own = tuple(sorted(layer_neurons, key=lambda item: item[0]))
        object.__setattr__(self, "layer_neurons", own)
        for layer, dimension in own:
            check_parameter(layer_name(layer), dimension)
            if not 0 <= layer < self.max_layers:
                raise SpaceError(
                    f"{layer_name(layer)}: expected a layer below {self.max_layers}, the most that "
                    f"num_layers allows, got layer {layer}; remove it or allow more layers."
                )
        if len(dict(own)) < len(own):
            raise SpaceError("layer_neurons: expected each layer once, got one twice; remove it.")
        _check_trainable(self)

    def __getitem__(self, name: str) -> Dimension:
        """Return the dimension of a hyperparameter. Raises KeyError where there is none."""
        return dict(self.dimensions)[name]

    @property
    def parameters(self) -> Mapping[str, Dimension]:
        """Every parameter's dimension in the order of asking, then the layers of their own."""
        own = {layer_name(layer): dimension for layer, dimension in self.layer_neurons}
        return MappingProxyType(dict(self.dimensions) | own)

    @property
    def layer_counts(self) -> tuple[int, ...]:
        """The numbers of hidden layers that can come up, lowest first."""
        return tuple(whole_values(self[NUM_LAYERS]))

    @property
    def max_layers(self) -> int:
        """The largest number of hidden layers that can come up."""
        return self.layer_counts[-1]

    def neurons(self, layer: int) -> Dimension:
        """Return the dimension of a hidden layer's width."""
        return dict(self.layer_neurons).get(layer, self[WIDTH])

    def active(self, num_layers: int) -> Mapping[str, Dimension]:
        """Return the dimensions of a trial with so many layers, by name, in the order of asking.

        The fixed ones are among them, although no trial is asked for those.
        """
        found: dict[str, Dimension] = {}
        for name, dimension in self.dimensions:
            if name == WIDTH:
                found |= {layer_name(i): self.neurons(i) for i in range(num_layers)}
            else:
                found[name] = dimension
        return MappingProxyType(found)

    def suggest(self, trial: optuna.Trial) -> TrialSpec:
        """Ask a trial for one configuration, in the chapter's order."""
        return self._configure(
            lambda name, dimension: (
                dimension.value if isinstance(dimension, Fixed) else dimension.suggest(trial, name)
            )
        )

    def spec_of(self, params: Mapping[str, object]) -> TrialSpec:
        """Return the training that a trial's parameters stand for; fixed ones may be left out.

        Raises SpaceError when one is missing, does not exist in this configuration or lies
        outside the space.
        """
        used: set[str] = set()

        def value_of(name: str, dimension: Dimension) -> Value:
            used.add(name)
            if name not in params:
                if isinstance(dimension, Fixed):
                    return dimension.value
                raise SpaceError(f"{name}: expected a value, but it is missing; add it.")
            value = params[name]
            if not dimension.contains(value):
                raise SpaceError(
                    f"{name}: expected a value in the search space, got {reprlib.repr(value)}."
                )
            return cast("Value", value)

        spec = self._configure(value_of)
        for name in params:
            if name not in used:
                raise SpaceError(
                    f"{shown_key(name)}: expected only the parameters of a configuration with "
                    f"{len(spec.num_hidden_neurons)} layers; remove this one."
                )
        return spec

    def contains(self, params: Mapping[str, object]) -> bool:
        """Tell whether a trial of this space could have these parameters."""
        try:
            self.spec_of(params)
        except SpaceError:
            return False
        return True

    def distributions(self) -> dict[str, BaseDistribution]:
        """Return the distribution of everything that a trial may be asked for, by name.

        The widths of layers that only some trials have are included.
        """
        return {
            name: dimension.distribution()
            for name, dimension in self.active(self.max_layers).items()
            if not isinstance(dimension, Fixed)
        }

    def size(self) -> int | None:
        """Return how many configurations there are; None when they cannot be counted."""
        total = 0
        for count in self.layer_counts:
            sizes = [d.size for name, d in self.active(count).items() if name != "num_layers"]
            if None in sizes:
                return None
            total += math.prod(cast("list[int]", sizes))
        return total

    def replace(self, name: str, dimension: Dimension | None) -> SearchSpace:
        """Return the space with another dimension for one parameter.

        ``num_hidden_layer_2_neurons`` gives layer 2 a dimension of its own, None takes it away.
        Fewer layers drop the dimensions of the layers that are gone. Raises SpaceError.
        """
        own = dict(self.layer_neurons)
        layer = layer_of(name)
        if layer is None:
            if name not in HYPERPARAMETERS:
                raise SpaceError(_unknown(name))
            checked = check_parameter(name, dimension)
            if name == NUM_LAYERS:
                own = {i: d for i, d in own.items() if i < whole_values(checked)[-1]}
            return SearchSpace(dict(self.dimensions) | {name: checked}, own.items())
        if dimension is None:
            own.pop(layer, None)
        else:
            own[layer] = dimension
        return SearchSpace(dict(self.dimensions), own.items())

    def to_json(self) -> dict[str, Any]:
        """Return the space as plain JSON values; ``space_from_json`` reads them.

        What is at its default is left out: so a space keeps its text, its link and the ids of what
        was trained in it when a release adds a hyperparameter.
        """
        parameters = {
            name: dimension_to_json(dimension)
            for name, dimension in self.parameters.items()
            if not is_default(name, dimension)
        }
        return {"version": VERSION, "parameters": parameters}

    def _configure(self, value_of: Callable[[str, Dimension], Value]) -> TrialSpec:
        """Walk the parameters in the order of asking and make a spec of their values."""
        values: dict[str, Any] = {}
        for name, dimension in self.dimensions:
            if name == WIDTH:
                layers = range(values.pop(NUM_LAYERS))
                values["num_hidden_neurons"] = [
                    value_of(layer_name(i), self.neurons(i)) for i in layers
                ]
            else:
                values[name] = value_of(name, dimension)
        return spec_of(values)


@dataclass(frozen=True, slots=True)
class _File:
    """What a space's JSON holds beside its version."""

    parameters: Mapping[str, object]


def space_from_json(document: object) -> SearchSpace:
    """Read a space from plain JSON values.

    Raises SpaceError that begins with the path of what is wrong, such as ``parameters.lr.low``.
    """
    root = fields_of(
        document,
        _File,
        SpaceError,
        noun="space",
        version=VERSION,
        types={"parameters": dict[str, Any]},
    )
    named: dict[str, Any] = root["parameters"]
    for name in REQUIRED:
        if name not in named:
            raise SpaceError(f"parameters.{name}: expected this key, but it is missing; add it.")
    fields: dict[str, Any] = {}
    own: dict[int, Dimension] = {}
    for name, value in named.items():
        layer = layer_of(name)
        if layer is None and name not in HYPERPARAMETERS:
            raise beyond(SpaceError, f"parameters.{_unknown(name)}")
        dimension = dimension_from_json(value, f"parameters.{name}")
        try:
            check_parameter(name, dimension)
        except SpaceError as error:
            raise SpaceError(f"parameters.{error}") from error
        if layer is None:
            fields[name] = dimension
        else:
            own[layer] = dimension
    return SearchSpace(fields, own.items())


def _unknown(name: object) -> str:
    near = difflib.get_close_matches(shown_key(name), HYPERPARAMETERS, n=1)
    return f"{shown_key(name)}: expected only {', '.join(HYPERPARAMETERS)}; " + (
        f"did you mean {near[0]}?"
        if near
        else "remove this key, or read it with the newer release that wrote it."
    )


def _check_trainable(space: SearchSpace) -> None:
    """Raise SpaceError if the smallest batch or the largest network cannot be trained."""
    widths = tuple(whole_values(space.neurons(i))[-1] for i in range(space.max_layers))
    batch_norm = space["batch_norm_linear_layers"].contains(1)
    batch_sizes = whole_values(space["batch_size"])
    for batch_size in (batch_sizes[0], batch_sizes[-1]):
        problem = problem_with(widths, batch_size, batch_norm=batch_norm)
        if problem is not None:
            raise SpaceError(f"The space holds configurations that cannot be trained: {problem}")
