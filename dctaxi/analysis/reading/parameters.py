"""What a study's trials say about each parameter: its kind, its range, its choices."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from dctaxi.errors import StudyError

if TYPE_CHECKING:
    from dctaxi.space import SearchSpace

ParameterKind = Literal["float", "int", "categorical"]
Choice: TypeAlias = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a study, without Optuna's classes, so that plots need no Optuna.

    ``low``, ``high``, ``step`` and ``log`` describe a numeric range, ``choices`` a categorical
    one. ``dynamic`` says that trials of this study drew it from more than one range; the range
    given here then covers them all.
    """

    name: str
    kind: ParameterKind
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    step: float | None = None
    choices: tuple[Choice, ...] = ()
    dynamic: bool = False

    @property
    def column(self) -> str:
        """Name of the parameter's column in a frame of trials."""
        return f"params_{self.name}"

    def external(self, internal: float) -> Choice:
        """Return the value that a stored number stands for, as Optuna does."""
        if self.kind == "categorical":
            return self.choices[int(internal)]
        return int(internal) if self.kind == "int" else internal


def parameter_of(name: str, distributions: Iterable[str]) -> Parameter:
    """Read a parameter from the JSON of every distribution that it was drawn from.

    Understands the forms of Optuna 1 to 5; raises ``StudyError`` for what is none of them.
    """
    try:
        found = sorted({_read(name, json.loads(text)) for text in distributions}, key=repr)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StudyError(
            f"The range of the parameter {name!r} is damaged or unknown in the database: restore a "
            "backup, or open another study."
        ) from error
    first = found[0]
    if len(found) == 1:
        return first
    return Parameter(
        name,
        first.kind,
        min(one.low for one in found),
        max(one.high for one in found),
        first.log,
        first.step,
        first.choices,
        dynamic=True,
    )


def parameters_of(space: SearchSpace) -> tuple[Parameter, ...]:
    """Return the parameters that trials of a space are asked for, conditional ones included."""
    from optuna.distributions import distribution_to_json

    return tuple(
        parameter_of(name, [distribution_to_json(distribution)])
        for name, distribution in space.distributions().items()
    )


def _read(name: str, distribution: Mapping[str, Any]) -> Parameter:
    kind, fields = distribution["name"], distribution["attributes"]
    if kind == "CategoricalDistribution":
        return Parameter(name, "categorical", choices=tuple(fields["choices"]))
    if kind not in _NUMERIC:
        raise ValueError(f"unknown distribution {kind!r} of parameter {name!r}")
    number_kind, always_log = _NUMERIC[kind]
    step = fields.get("step", fields.get("q"))
    log = always_log or bool(fields.get("log"))
    return Parameter(name, number_kind, fields["low"], fields["high"], log, step)


_NUMERIC: Mapping[str, tuple[ParameterKind, bool]] = {
    "FloatDistribution": ("float", False),
    "IntDistribution": ("int", False),
    "UniformDistribution": ("float", False),
    "LogUniformDistribution": ("float", True),
    "DiscreteUniformDistribution": ("float", False),
    "IntUniformDistribution": ("int", False),
    "IntLogUniformDistribution": ("int", True),
}
"""Optuna's numeric distributions, those before 3.0 included, and whether they are logarithmic."""
