"""What one parameter of a search space may be: a range, a list of choices, or a fixed value.

Every dimension is checked when it is made, so a dimension that exists can be sampled. An error
starts with the field at fault (``low: expected …``), so that whoever holds the dimension can put
its own name before it: ``parameters.lr.low: expected …``.
"""

from __future__ import annotations

import math
import reprlib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from dctaxi.errors import SpaceError
from dctaxi.hyperparameters import Value as Value

if TYPE_CHECKING:
    import optuna
    from optuna.distributions import BaseDistribution
    from typing_extensions import TypeIs

MAX_INTEGER = 2**53 - 1
"""Largest integer that a study keeps exactly: Optuna stores and draws numbers as doubles."""

MAX_CHOICES = 256
"""More choices than this are better written as a range with a step."""

MAX_STEPS = 10**9
"""Most values of a float range with a step; beyond, the step is lost in rounding."""

STEP_TOLERANCE = 1e-8
"""How far from its grid, in steps, a float still counts as on it; Optuna's own tolerance."""


@dataclass(frozen=True, slots=True)
class IntRange:
    """Whole numbers from ``low`` to ``high``, both included, ``step`` apart or in log scale."""

    low: int
    high: int
    step: int = 1
    log: bool = False

    def __post_init__(self) -> None:
        for field, value in (("low", self.low), ("high", self.high), ("step", self.step)):
            if not is_int(value) or abs(value) > MAX_INTEGER:
                raise SpaceError(
                    f"{field}: expected a whole number of at most {MAX_INTEGER}, "
                    f"got {reprlib.repr(value)}."
                )
        _check_bounds(self.low, self.high, log=self.log)
        _check_step(self.low, self.high, self.step)
        if self.log and self.step != 1:
            raise SpaceError(
                f"step: expected 1 in log scale, got {self.step}; switch log off to use a step."
            )

    @property
    def last(self) -> int:
        """The highest value that can come up: ``high``, or the last step before it."""
        return self.high - (self.high - self.low) % self.step

    @property
    def size(self) -> int:
        """How many values there are."""
        return (self.last - self.low) // self.step + 1

    def contains(self, value: object) -> bool:
        """Tell whether a value can come up."""
        return (
            is_int(value) and self.low <= value <= self.last and (value - self.low) % self.step == 0
        )

    def suggest(self, trial: optuna.Trial, name: str) -> int:
        """Ask a trial for a value under this name."""
        return trial.suggest_int(name, self.low, self.last, step=self.step, log=self.log)

    def distribution(self) -> BaseDistribution:
        """Return the same range as Optuna's distribution."""
        from optuna.distributions import IntDistribution

        return IntDistribution(self.low, self.last, log=self.log, step=self.step)


@dataclass(frozen=True, slots=True)
class FloatRange:
    """Real numbers from ``low`` to ``high``, ``step`` apart where there is one, or in log scale."""

    low: float
    high: float
    step: float | None = None
    log: bool = False

    def __post_init__(self) -> None:
        for field in ("low", "high", "step"):
            value = getattr(self, field)
            if value is None and field == "step":
                continue
            if not is_finite(value):
                raise SpaceError(f"{field}: expected a finite number, got {reprlib.repr(value)}.")
            object.__setattr__(self, field, float(value))
        _check_bounds(self.low, self.high, log=self.log)
        if not math.isfinite(self.high - self.low):
            raise SpaceError(
                f"high: expected a range that a double can span, got {self.low} to {self.high}."
            )
        if self.step is None:
            return
        if self.log:
            raise SpaceError(
                f"step: expected none in log scale, got {self.step}; switch log off to use a step."
            )
        _check_step(self.low, self.high, self.step)
        if (self.high - self.low) / self.step > MAX_STEPS:
            raise SpaceError(
                f"step: expected at most {MAX_STEPS} steps between low and high, got a step of "
                f"{self.step}; make it larger or leave it out."
            )
        low, last, step = (Decimal(str(number)) for number in (self.low, self.last, self.step))
        if (last - low) % step:
            raise SpaceError(
                f"step: expected low and step with fewer digits, got {self.low} and {self.step}, "
                "whose sums are not exact; round them."
            )

    @property
    def last(self) -> float:
        """The highest value that can come up: ``high``, or the last step before it."""
        if self.step is None:
            return self.high
        steps = _whole_steps(self.low, self.high, self.step)
        return float(Decimal(str(self.low)) + steps * Decimal(str(self.step)))

    @property
    def size(self) -> int | None:
        """How many values there are; None without a step, when they cannot be counted."""
        return None if self.step is None else _whole_steps(self.low, self.high, self.step) + 1

    def contains(self, value: object) -> bool:
        """Tell whether a value can come up."""
        if not is_number(value) or not self.low <= value <= self.last:
            return False
        if self.step is None:
            return True
        steps = (value - self.low) / self.step
        return abs(steps - round(steps)) < STEP_TOLERANCE

    def suggest(self, trial: optuna.Trial, name: str) -> float:
        """Ask a trial for a value under this name."""
        return trial.suggest_float(name, self.low, self.last, step=self.step, log=self.log)

    def distribution(self) -> BaseDistribution:
        """Return the same range as Optuna's distribution."""
        from optuna.distributions import FloatDistribution

        return FloatDistribution(self.low, self.last, log=self.log, step=self.step)


@dataclass(frozen=True, slots=True)
class Choices:
    """A list of values, each as likely as the others and none nearer to another."""

    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.values, list | tuple):
            raise SpaceError(
                f"values: expected a list of choices, got {reprlib.repr(self.values)}."
            )
        object.__setattr__(self, "values", tuple(self.values))
        if not self.values:
            raise SpaceError("values: expected at least one choice, got none; add one.")
        if len(self.values) > MAX_CHOICES:
            raise SpaceError(
                f"values: expected at most {MAX_CHOICES} choices, got {len(self.values)}; "
                "use a range."
            )
        for place, value in enumerate(self.values):
            _check_value(value, f"values[{place}]")
            if value in self.values[:place]:
                raise SpaceError(
                    f"values[{place}]: expected each choice once, got {reprlib.repr(value)} "
                    "twice; remove one."
                )

    @property
    def size(self) -> int:
        """How many values there are."""
        return len(self.values)

    def contains(self, value: object) -> bool:
        """Tell whether a value can come up."""
        return not isinstance(value, bool) and value in self.values

    def suggest(self, trial: optuna.Trial, name: str) -> Value:
        """Ask a trial for a value under this name."""
        return cast("Value", trial.suggest_categorical(name, self.values))

    def distribution(self) -> BaseDistribution:
        """Return the same list as Optuna's distribution."""
        from optuna.distributions import CategoricalDistribution

        return CategoricalDistribution(self.values)


@dataclass(frozen=True, slots=True)
class Fixed:
    """One value, which no trial is asked for."""

    value: Value

    def __post_init__(self) -> None:
        _check_value(self.value, "value")

    @property
    def size(self) -> int:
        """How many values there are: one."""
        return 1

    def contains(self, value: object) -> bool:
        """Tell whether a value is the fixed one."""
        return not isinstance(value, bool) and value == self.value


Dimension = IntRange | FloatRange | Choices | Fixed


def orders_of_magnitude(dimension: Dimension) -> float | None:
    """Return how many orders of magnitude a range spans; None where that has no meaning."""
    if isinstance(dimension, IntRange | FloatRange) and dimension.low > 0:
        return math.log10(dimension.high) - math.log10(dimension.low)
    return None


def is_int(value: object) -> TypeIs[int]:
    """Tell whether a value is a whole number of type int; a bool is none here."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> TypeIs[int | float]:
    """Tell whether a value is an int or a float; a bool is neither here."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_finite(value: object) -> TypeIs[int | float]:
    """Tell whether a value is a number that a double can hold."""
    try:
        return is_number(value) and math.isfinite(value)
    except OverflowError:
        return False


def _check_bounds(low: float, high: float, *, log: bool) -> None:
    if not isinstance(log, bool):
        raise SpaceError(f"log: expected true or false, got {reprlib.repr(log)}.")
    if low >= high:
        raise SpaceError(
            f"low: expected a number below high ({high}), got {low}; lower it, or fix the "
            "parameter to one value."
        )
    if log and low <= 0:
        raise SpaceError(
            f"low: expected a number above 0 in log scale, got {low}; raise it or switch log off."
        )


def _whole_steps(low: float, high: float, step: float) -> int:
    """Return how many steps fit, in decimal as Optuna counts: 0.3 is three steps of 0.1 from 0."""
    return int((Decimal(str(high)) - Decimal(str(low))) // Decimal(str(step)))


def _check_step(low: float, high: float, step: float) -> None:
    span = Decimal(str(high)) - Decimal(str(low))
    if not 0 < Decimal(str(step)) <= span:
        raise SpaceError(
            f"step: expected a number above 0 and at most high - low ({span}), got {step}."
        )


def _check_value(value: object, field: str) -> None:
    if isinstance(value, str):
        return
    if not is_finite(value):
        raise SpaceError(
            f"{field}: expected a finite number or a word, got {reprlib.repr(value)}; "
            "a switch is 0 or 1."
        )
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise SpaceError(
            f"{field}: expected a whole number of at most {MAX_INTEGER}, got {reprlib.repr(value)}."
        )
