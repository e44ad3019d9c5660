"""The search space: what each hyperparameter of a study may be, and how a trial is asked for it."""

from __future__ import annotations

import difflib
import itertools
import math
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from dctaxi.errors import SpaceError
from dctaxi.hyperparameters import (
    DEFAULTS,
    HYPERPARAMETERS,
    NUM_LAYERS,
    WIDTH,
    Condition,
    condition_of,
    exists,
    layer_name,
    layer_of,
    place_of,
)
from dctaxi.records import TrialSpec
from dctaxi.space.dimension_json import dimension_from_json, dimension_to_json
from dctaxi.space.dimensions import Dimension, Fixed, Value
from dctaxi.space.parameters import check_parameter, is_default, values_of, whole_values
from dctaxi.structure import beyond, fields_of, shown_key
from dctaxi.training.hyperparameters import problem_with, spec_of_parameters

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

    Those with a default may be left out. ``num_hidden_layer_neurons`` is the width of every hidden
    layer, except those that are named as ``num_hidden_layer_2_neurons``, counted from 0. What
    exists only with a value of another is asked for only in trials that have that value.

    Raises SpaceError when a dimension does not fit its parameter or when some configuration of
    the space could not be trained.
    """

    dimensions: tuple[tuple[str, Dimension], ...]
    trial_parameters: Mapping[str, Dimension] = field(repr=False, compare=False)
    """What some trial has, every layer's width by itself, in the order of asking. The fixed ones
    are among them, although no trial is asked for those."""

    def __init__(self, dimensions: Mapping[str, Dimension]) -> None:
        for name in dimensions:
            if name not in HYPERPARAMETERS and layer_of(name) is None:
                raise SpaceError(_unknown(name))
        for name in REQUIRED:
            if name not in dimensions:
                raise SpaceError(f"{name} is missing; add a range, a list or a value for it.")
        given = {**{name: Fixed(value) for name, value in DEFAULTS.items()}, **dimensions}
        ordered = sorted(given, key=place_of)
        checked = tuple((name, check_parameter(name, given[name])) for name in ordered)
        object.__setattr__(self, "dimensions", checked)
        for name in ordered:
            if layer_of(name) is not None and not self.may_have(name):
                raise SpaceError(
                    f"{name}: expected a layer below {self.max_layers}, the most that num_layers "
                    "allows; remove it or allow more layers."
                )
        names: list[str] = []
        for name in HYPERPARAMETERS:
            names += map(layer_name, range(self.max_layers)) if name == WIDTH else [name]
        there = {name: self[name] for name in names if self.may_have(name)}
        object.__setattr__(self, "trial_parameters", there)
        _check_trainable(self)

    def __getitem__(self, name: str) -> Dimension:
        """Return the dimension of a parameter, or of one layer's width. Raises KeyError."""
        own = dict(self.dimensions)
        return own[WIDTH if name not in own and layer_of(name) is not None else name]

    @property
    def parameters(self) -> Mapping[str, Dimension]:
        """Every parameter's dimension in the order of asking, then the layers of their own."""
        return MappingProxyType(dict(self.dimensions))

    @property
    def max_layers(self) -> int:
        """The largest number of hidden layers that can come up."""
        return whole_values(self[NUM_LAYERS])[-1]

    def may_have(self, name: str) -> bool:
        """Tell whether some trial of the space has a parameter."""
        condition = condition_of(name)
        if condition is None:
            return name in HYPERPARAMETERS
        return any(map(condition.holds, values_of(self[condition.name])))

    def condition(self, name: str) -> Condition | None:
        """Return which trials of the space have a parameter; None where all of them do."""
        condition = condition_of(name)
        if condition is None or all(map(condition.holds, values_of(self[condition.name]))):
            return None
        return condition

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
                condition = condition_of(name)
                raise SpaceError(
                    f"{shown_key(name)}: expected only the parameters of this configuration; "
                    f"remove this one{f', unless {condition.words}' if condition else ''}."
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
        """Return the distribution of everything that a trial may be asked for, by name."""
        return {
            name: dimension.distribution()
            for name, dimension in self.trial_parameters.items()
            if not isinstance(dimension, Fixed)
        }

    def size(self) -> int | None:
        """Return how many configurations there are; None when they cannot be counted."""
        parameters = self.trial_parameters
        deciding = {condition.name for condition in map(self.condition, parameters) if condition}
        total = 0
        for values in itertools.product(*(values_of(self[name]) for name in deciding)):
            known = dict(zip(deciding, values, strict=True))
            sizes = [
                dimension.size
                for name, dimension in parameters.items()
                if name not in deciding and (self.condition(name) is None or exists(name, known))
            ]
            if None in sizes:
                return None
            total += math.prod(cast("list[int]", sizes))
        return total

    def replace(self, name: str, dimension: Dimension | None) -> SearchSpace:
        """Return the space with another dimension for one parameter.

        ``num_hidden_layer_2_neurons`` gives layer 2 a dimension of its own, None takes it away.
        Fewer layers drop the dimensions of the layers that are gone. Raises SpaceError.
        """
        changed = dict(self.dimensions) | {name: dimension}
        if name == NUM_LAYERS:
            most = whole_values(check_parameter(name, dimension))[-1]
            changed = {n: d for n, d in changed.items() if (layer_of(n) or 0) < most}
        if dimension is None and layer_of(name) is not None:
            del changed[name]
        return SearchSpace(cast("dict[str, Dimension]", changed))

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
        values: dict[str, Value] = {}
        for name, dimension in self.trial_parameters.items():
            if exists(name, values):
                values[name] = value_of(name, dimension)
        return spec_of_parameters(values)


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
    dimensions: dict[str, Dimension] = {}
    for name, value in named.items():
        if name not in HYPERPARAMETERS and layer_of(name) is None:
            raise beyond(SpaceError, f"parameters.{_unknown(name)}")
        dimensions[name] = dimension_from_json(value, f"parameters.{name}")
        try:
            check_parameter(name, dimensions[name])
        except SpaceError as error:
            raise SpaceError(f"parameters.{error}") from error
    return SearchSpace(dimensions)


def _unknown(name: object) -> str:
    near = difflib.get_close_matches(shown_key(name), HYPERPARAMETERS, n=1)
    return f"{shown_key(name)}: expected only {', '.join(HYPERPARAMETERS)}; " + (
        f"did you mean {near[0]}?"
        if near
        else "remove this key, or read it with the newer release that wrote it."
    )


def _check_trainable(space: SearchSpace) -> None:
    """Raise SpaceError if the smallest batch or the largest network cannot be trained."""
    layers = map(layer_name, range(space.max_layers))
    widths = tuple(whole_values(space[name])[-1] for name in layers)
    batch_norm = space["batch_norm_linear_layers"].contains(1)
    batch_sizes = whole_values(space["batch_size"])
    for batch_size in (batch_sizes[0], batch_sizes[-1]):
        problem = problem_with(widths, batch_size, batch_norm=batch_norm)
        if problem is not None:
            raise SpaceError(f"The space holds configurations that cannot be trained: {problem}")
