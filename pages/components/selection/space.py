"""The part of a study's space that the ranges of a selection leave. Pure functions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dctaxi.errors import SpaceError
from dctaxi.space.dimensions import Choices, Dimension, Fixed, IntRange
from dctaxi.space.narrowing import among, narrow
from dctaxi.space.parameters import PARAMETERS, layer_of
from pages.components.search.fields import is_word
from pages.components.whatif import fields

if TYPE_CHECKING:
    from dctaxi.analysis.selection import Range, Selection
    from dctaxi.space.search_space import SearchSpace


def dimensions_of(selection: Selection, space: SearchSpace) -> dict[str, Dimension]:
    """Return what each parameter that a selection bounds may still be in the space.

    An open end stays the space's own, and no end reaches beyond it. "Not used" is no value, so it
    leaves a range as it is; where values are wanted, they are what is left. A range of words, as an
    address may say, bounds nothing. Raises SpaceError when a condition leaves a parameter no value.
    """
    found: dict[str, Dimension] = {}
    for name in _names(selection):
        known = space.active(space.max_layers)
        parent = known.get(name)
        if parent is None or isinstance(parent, Fixed):
            continue
        dimension = _dimension(name, parent, selection)
        if dimension is not None and dimension != parent:
            found[name] = dimension
            space = narrow(space, name, dimension)
    return found


def narrowed_by(selection: Selection, space: SearchSpace) -> SearchSpace:
    """Return the space in the ranges of a selection. Raises SpaceError."""
    for name, dimension in dimensions_of(selection, space).items():
        space = narrow(space, name, dimension)
    return space


def _names(selection: Selection) -> list[str]:
    """Return the parameters, the number of layers before the layers that it may take away."""
    prefix = "params_"
    names = [column[len(prefix) :] for column in selection.columns if column.startswith(prefix)]
    return sorted(names, key=lambda name: (layer_of(name) is not None, _place(name)))


def _place(name: str) -> int:
    return PARAMETERS.index(name) if name in PARAMETERS else len(PARAMETERS)


def _dimension(name: str, parent: Dimension, selection: Selection) -> Dimension | None:
    column = f"params_{name}"
    limits = selection.range_of(column)
    wanted = [value for value in selection.values_of(column) if value is not None]
    if wanted:
        listed = parent.values if isinstance(parent, Choices) else wanted
        values = [value for value in listed if value in wanted and parent.contains(value)]
        if not values:
            raise SpaceError(f"{name}: expected some of the space's values; choose others.")
        return among(name, values)
    if (limits.low is None and limits.high is None) or is_word(name):
        return None
    return fields.of_slider(name, parent, *_clipped(parent, limits))


def _clipped(parent: Dimension, limits: Range) -> tuple[float, float]:
    low, high = fields.ends_of(parent)
    low = low if limits.low is None else max(low, limits.low)
    high = high if limits.high is None else min(high, limits.high)
    if isinstance(parent, IntRange):
        return math.ceil(low), math.floor(high)
    return low, high
