"""Where a parameter's values lie on an axis: log scales, categories, and trials that lack it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from dctaxi.plots.parts.numbers import linear_ticks, log_ticks, number_text
from dctaxi.plots.parts.plain import plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis.reading import Choice, Parameter

NOT_USED = "not used"
"""The tick of trials that lack a conditional parameter."""

_UNUSED_ROOM = 0.15
_LISTED = 12


class Axis(NamedTuple):
    """A parameter's axis. Positions are log10 of the value where ``log``, else the value; a
    category's is its place among the choices.

    ``low`` and ``high`` are positions; ``unused`` is that of trials that lack the parameter, None
    if every trial has it. Ticks include ``not used``. ``ends`` are the positions between which
    values lie, so those of ``low`` and ``high`` without the room for ``unused``. ``all_ticked``
    says that every value has a tick: so do categories and few whole numbers. ``step`` is the
    distance of neighbouring values, None where they may lie anywhere.
    """

    name: str
    log: bool
    whole: bool
    categories: tuple[Any, ...]
    low: float
    high: float
    unused: float | None
    ends: tuple[float, float]
    all_ticked: bool
    tick_positions: tuple[float, ...]
    tick_texts: tuple[str, ...]
    step: float | None = None

    def positions(self, values: pd.Series[Any]) -> NDArray[np.float64]:
        """Return where values lie, ``unused`` for missing ones (NaN where there is no such).

        A missing value is the category None where there is one: in a frame they look alike.
        """
        missing = np.nan if self.unused is None else self.unused
        if self.categories:
            place = {_key(category): index for index, category in enumerate(self.categories)}
            missing = place[_key(None)] if None in self.categories else missing
            codes, found = pd.factorize(values)  # -1 where a value is missing
            places = [float(place[_key(value)]) for value in found]
            return np.array([*places, missing])[codes]
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        shown = np.log10(numbers) if self.log else numbers
        result: NDArray[np.float64] = np.where(np.isnan(numbers), missing, shown)
        return result

    def shown(self, positions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what Plotly takes for positions: values on a log axis, else the positions."""
        return 10.0**positions if self.log else positions

    def layout(self, edges: NDArray[np.float64]) -> dict[str, Any]:
        """Return Plotly's settings of this axis from the first edge to the last, positions."""
        return {
            "title": {"text": plain(self.name)},
            "type": "log" if self.log else "linear",
            "range": [float(edges[0]), float(edges[-1])],
            "tickvals": self.shown(np.array(self.tick_positions)).tolist(),
            "ticktext": list(map(plain, self.tick_texts)),
            "minor": {"ticks": ""},
            "showgrid": not self.categories,
        }

    def range_positions(self, low: float, high: float) -> tuple[float, float]:
        """Return the positions of a range given in the parameter's own values."""
        return (math.log10(low), math.log10(high)) if self.log else (low, high)


def axis_of(parameter: Parameter, values: pd.Series[Any]) -> Axis:
    """Make the axis of a parameter over its whole range, with room for trials that lack it."""
    missing = bool(lacks(parameter, values).any())
    if parameter.kind == "categorical":
        texts = [value_text(choice) for choice in parameter.choices]
        return _with_unused(
            parameter, range(len(texts)), texts, 0.0, max(1.0, len(texts) - 1.0), missing=missing
        )
    low, high = float(parameter.low), float(parameter.high)
    whole = parameter.kind == "int"
    if parameter.log:
        ticks = log_ticks(low, high, whole=whole)
    elif whole and high - low < _LISTED:
        ticks = [low + place for place in range(int(high - low) + 1)]
    else:
        ticks = linear_ticks(low, high, whole=whole)
    positions = [math.log10(tick) if parameter.log else tick for tick in ticks]
    first, last = (math.log10(low), math.log10(high)) if parameter.log else (low, high)
    if first == last:
        first, last = first - 0.5, last + 0.5
    texts = [number_text(tick) for tick in ticks]
    return _with_unused(parameter, positions, texts, first, last, missing=missing)


def lacks(parameter: Parameter, values: pd.Series[Any]) -> pd.Series[bool]:
    """Tell which trials lack a parameter; where None is a choice, none is taken to."""
    return values.isna() & (None not in parameter.choices)


def _with_unused(
    parameter: Parameter,
    positions: Any,
    texts: list[str],
    low: float,
    high: float,
    *,
    missing: bool,
) -> Axis:
    unused = low - _UNUSED_ROOM * (high - low) if missing else None
    if parameter.kind == "categorical" and missing:
        unused = -1.0
    few = parameter.kind == "int" and len(texts) > parameter.high - parameter.low
    at_end = ((), ()) if unused is None else ((unused,), (NOT_USED,))
    return Axis(
        name=parameter.name,
        log=parameter.log,
        whole=parameter.kind == "int",
        categories=parameter.choices,
        low=low if unused is None else unused,
        high=high,
        unused=unused,
        ends=(low, high),
        all_ticked=parameter.kind == "categorical" or few,
        tick_positions=(*at_end[0], *(float(position) for position in positions)),
        tick_texts=(*at_end[1], *texts),
        step=_step(parameter),
    )


def listed_values(parameter: Parameter) -> tuple[Choice, ...]:
    """Return a parameter's values where they are few, else none."""
    if parameter.kind == "categorical":
        return parameter.choices
    step = parameter.step or (1.0 if parameter.kind == "int" else None)
    if step is None:
        return ()
    count = round((parameter.high - parameter.low) / step) + 1
    return tuple(parameter.low + place * step for place in range(count)) if count <= _LISTED else ()


def _step(parameter: Parameter) -> float | None:
    """Return a range's step; values from several ranges may lie between the steps of one."""
    if parameter.kind == "int":
        return 1.0 if parameter.dynamic else float(parameter.step or 1)
    return None if parameter.dynamic or parameter.kind == "categorical" else parameter.step


def _key(value: Any) -> str:
    """Return a category's name; pandas turns whole numbers beside missing ones into floats."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def value_text(choice: Choice) -> str:
    """Return a choice or a number as a tick names it."""
    if isinstance(choice, bool) or not isinstance(choice, int | float):
        return str(choice)
    return number_text(choice)
