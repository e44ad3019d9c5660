"""The search space: what each hyperparameter of a study may be, and how a trial is asked for it."""

from __future__ import annotations

import dataclasses
import difflib
import math
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from dctaxi.errors import SpaceError
from dctaxi.records import OptimizerName, TrialSpec
from dctaxi.space.dimension_json import (
    check_object,
    dimension_from_json,
    dimension_to_json,
    shown_key,
)
from dctaxi.space.dimensions import Dimension, Fixed, Value
from dctaxi.space.parameters import PARAMETERS, check_parameter, layer_name, layer_of, whole_values
from dctaxi.training.hyperparameters import problem_of

if TYPE_CHECKING:
    import optuna
    from optuna.distributions import BaseDistribution

VERSION = 1
"""Version of the JSON form."""


@dataclass(frozen=True, slots=True)
class SearchSpace:
    """A dimension for each hyperparameter; the fields stand in the order of asking.

    ``num_hidden_layer_neurons`` is the width of every hidden layer, except those in
    ``layer_neurons``, which have dimensions of their own by layer, counted from 0. A layer's width
    is asked for only in a trial that has the layer. ``batch_norm_linear_layers`` is 0 or 1.

    Raises SpaceError when a dimension does not fit its parameter or when some configuration of
    the space could not be trained.
    """

    seed: Dimension
    batch_norm_linear_layers: Dimension
    optimizer: Dimension
    lr: Dimension
    num_layers: Dimension
    num_hidden_layer_neurons: Dimension
    batch_size: Dimension
    max_batches: Dimension
    layer_neurons: tuple[tuple[int, Dimension], ...] = ()

    def __post_init__(self) -> None:
        for name in PARAMETERS:
            check_parameter(name, getattr(self, name))
        object.__setattr__(self, "layer_neurons", tuple(sorted(self.layer_neurons, key=_layer)))
        for layer, dimension in self.layer_neurons:
            check_parameter(layer_name(layer), dimension)
            if not 0 <= layer < self.max_layers:
                raise SpaceError(
                    f"{layer_name(layer)}: expected a layer below {self.max_layers}, the most that "
                    f"num_layers allows, got layer {layer}; remove it or allow more layers."
                )
        if len(dict(self.layer_neurons)) < len(self.layer_neurons):
            raise SpaceError("layer_neurons: expected each layer once, got one twice; remove it.")
        _check_trainable(self)

    @property
    def parameters(self) -> Mapping[str, Dimension]:
        """Every parameter's dimension in the order of asking, then the layers of their own."""
        named = {name: cast("Dimension", getattr(self, name)) for name in PARAMETERS}
        own = {layer_name(layer): dimension for layer, dimension in self.layer_neurons}
        return MappingProxyType(named | own)

    @property
    def layer_counts(self) -> tuple[int, ...]:
        """The numbers of hidden layers that can come up, lowest first."""
        return tuple(whole_values(self.num_layers))

    @property
    def max_layers(self) -> int:
        """The largest number of hidden layers that can come up."""
        return self.layer_counts[-1]

    def neurons(self, layer: int) -> Dimension:
        """Return the dimension of a hidden layer's width."""
        return dict(self.layer_neurons).get(layer, self.num_hidden_layer_neurons)

    def active(self, num_layers: int) -> Mapping[str, Dimension]:
        """Return the dimensions of a trial with so many layers, by name, in the order of asking.

        The fixed ones are among them, although no trial is asked for those.
        """
        found: dict[str, Dimension] = {}
        for name in PARAMETERS:
            if name == "num_hidden_layer_neurons":
                found |= {layer_name(i): self.neurons(i) for i in range(num_layers)}
            else:
                found[name] = getattr(self, name)
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
            if name not in PARAMETERS:
                raise SpaceError(_unknown(name))
            checked = check_parameter(name, dimension)
            if name == "num_layers":
                own = {i: d for i, d in own.items() if i < whole_values(checked)[-1]}
            changes: dict[str, Any] = {name: checked}
            return dataclasses.replace(self, **changes, layer_neurons=tuple(own.items()))
        if dimension is None:
            own.pop(layer, None)
        else:
            own[layer] = dimension
        return dataclasses.replace(self, layer_neurons=tuple(own.items()))

    def to_json(self) -> dict[str, Any]:
        """Return the space as plain JSON values; ``space_from_json`` reads them."""
        parameters = {name: dimension_to_json(d) for name, d in self.parameters.items()}
        return {"version": VERSION, "parameters": parameters}

    def _configure(self, value_of: Callable[[str, Dimension], Value]) -> TrialSpec:
        """Walk the parameters in the chapter's order and make a spec of their values.

        Their types follow from ``check_parameter``: the values are those of checked dimensions.
        """

        def integer(name: str, dimension: Dimension) -> int:
            return cast("int", value_of(name, dimension))

        seed = integer("seed", self.seed)
        batch_norm = integer("batch_norm_linear_layers", self.batch_norm_linear_layers)
        optimizer = cast("OptimizerName", value_of("optimizer", self.optimizer))
        lr = float(value_of("lr", self.lr))
        num_layers = integer("num_layers", self.num_layers)
        return TrialSpec(
            seed=seed,
            num_hidden_neurons=tuple(
                integer(layer_name(i), self.neurons(i)) for i in range(num_layers)
            ),
            batch_norm_linear_layers=bool(batch_norm),
            optimizer=optimizer,
            lr=lr,
            batch_size=integer("batch_size", self.batch_size),
            max_batches=integer("max_batches", self.max_batches),
        )


def space_from_json(document: object) -> SearchSpace:
    """Read a space from plain JSON values.

    Raises SpaceError that begins with the path of what is wrong, such as ``parameters.lr.low``.
    """
    root = check_object(document, "", required=("version", "parameters"), optional=())
    if root["version"] != VERSION or isinstance(root["version"], bool):
        raise SpaceError(
            f"version: expected {VERSION}, got {reprlib.repr(root['version'])}; "
            "read it with the release that wrote it."
        )
    named = check_object(root["parameters"], "parameters", required=PARAMETERS)
    fields: dict[str, Any] = {}
    own: dict[int, Dimension] = {}
    for name, value in named.items():
        layer = layer_of(name) if isinstance(name, str) else None
        if layer is None and name not in PARAMETERS:
            raise SpaceError(f"parameters.{_unknown(name)}")
        dimension = dimension_from_json(value, f"parameters.{name}")
        try:
            check_parameter(name, dimension)
        except SpaceError as error:
            raise SpaceError(f"parameters.{error}") from error
        if layer is None:
            fields[name] = dimension
        else:
            own[layer] = dimension
    return SearchSpace(**fields, layer_neurons=tuple(own.items()))


def _layer(item: tuple[int, Dimension]) -> int:
    return item[0]


def _unknown(name: object) -> str:
    near = difflib.get_close_matches(shown_key(name), PARAMETERS, n=1)
    return f"{shown_key(name)}: expected only {', '.join(PARAMETERS)}; " + (
        f"did you mean {near[0]}?" if near else "remove this key."
    )


def _check_trainable(space: SearchSpace) -> None:
    """Raise SpaceError if the smallest batch or the largest network cannot be trained."""
    widths = tuple(whole_values(space.neurons(i))[-1] for i in range(space.max_layers))
    batch_norm = space.batch_norm_linear_layers.contains(1)
    batch_sizes = whole_values(space.batch_size)
    for batch_size in (batch_sizes[0], batch_sizes[-1]):
        spec = TrialSpec(0, widths, batch_norm, "Adam", 1.0, batch_size, 1)
        if (problem := problem_of(spec)) is not None:
            raise SpaceError(f"The space holds configurations that cannot be trained: {problem}")
