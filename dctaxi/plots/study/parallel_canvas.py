"""Parallel coordinates as plain data for the app's own drawing of them in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.foreign_text import revealed, visible
from dctaxi.plots.parts.dimensions import NO_RESULT
from dctaxi.plots.parts.numbers import usd
from dctaxi.plots.parts.objective import COLOURED
from dctaxi.plots.parts.template import LOOKS, TemplateName
from dctaxi.plots.study.parallel import ParallelLines, parallel_text

if TYPE_CHECKING:
    from dctaxi.plots.parts.brushes import Interval
    from dctaxi.plots.parts.dimensions import Dimension

STEPS = 10_000
"""Places along an axis and along the scale of colours; whole numbers keep the message small."""


_COLOURS = ("background", "text", "muted_text", "grid", "main", "third", "quiet", "failed")


def canvas_data(data: ParallelLines, *, template: TemplateName) -> dict[str, Any]:
    """Return JSON values: axes, lines and colours, with every place in 0 … ``STEPS``.

    A line has ``at`` on each axis, its ``colour`` (-1 where it has no result), whether it is
    ``inside`` the selection and would be without the brushes (``unbrushed``), and what to say of
    its objective.
    """
    look = LOOKS[template]
    finite = np.isfinite(data.values)
    return {
        "steps": STEPS,
        "axes": [_axis(dimension) for dimension in data.dimensions],
        "numbers": data.numbers.tolist(),
        "objectives": [
            usd(value) if there else NO_RESULT
            for value, there in zip(data.values.tolist(), finite, strict=True)
        ],
        "colours": np.where(finite, np.round(data.colours * STEPS), -1).astype(int).tolist(),
        "inside": data.inside.astype(int).tolist(),
        "unbrushed": data.unbrushed.astype(int).tolist(),
        "text": revealed(parallel_text(data)),
        "bar": {
            "title": COLOURED,
            "ticks": [[round(place * STEPS), text] for place, text in data.colour_ticks],
            "failed": NO_RESULT if data.failed else "",
        },
        "look": {name: getattr(look, name) for name in _COLOURS}
        | {"scale": list(look.scale[::-1])},
    }


def interval_of(dimension: Dimension, low: float, high: float) -> Interval:
    """Return the positions of a brush that the browser gives as places in 0 … ``STEPS``."""
    axis = dimension.axis
    span = (axis.high - axis.low) / STEPS
    return axis.low + low * span, axis.low + high * span


def _axis(dimension: Dimension) -> dict[str, Any]:
    axis = dimension.axis

    def places(positions: Any) -> list[int]:
        shares = (np.asarray(positions, dtype=np.float64) - axis.low) / (axis.high - axis.low)
        return [int(place) for place in np.round(shares * STEPS)]

    return {
        "column": dimension.column,
        "name": visible(axis.name),
        "at": places(dimension.positions),
        "ticks": [
            [place, visible(text)]
            for place, text in zip(places(axis.tick_positions), axis.tick_texts, strict=True)
        ],
        "log": axis.log,
        "listed": axis.all_ticked,
        "brushes": [places(brush) for brush in dimension.brushes],
    }
