"""A landscape's cells in numbers.

Notation: ``[rows, columns]`` cells, y along the rows, x along the columns. A diverged training
counts as infinitely bad, so a cell in which most diverged has no median.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dctaxi.space import describe_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.populations import Landscape
    from dctaxi.space import Value

ENOUGH_FOR_QUARTILES = 4
"""Trainings of a cell from which its middle half means something."""


@dataclass(frozen=True, eq=False)
class LandscapeCells:
    """Statistics of each cell, ``[rows, columns]``: objective in USD, NaN where there is none.

    ``spread`` is the width of the middle half, ``upper`` less ``lower`` quartile; ``diverged``
    the share of trainings without a result, NaN where none has ended; ``trained`` counts them.
    """

    x: str
    y: str
    x_values: tuple[Value, ...]
    y_values: tuple[Value, ...]
    median: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    diverged: NDArray[np.float64]
    trained: NDArray[np.int64]

    @property
    def spread(self) -> NDArray[np.float64]:
        """Width of the middle half in USD."""
        return self.upper - self.lower

    def cell_text(self, row: int, column: int) -> str:
        """Return where a cell lies, in words."""
        x, y = self.x_values[column], self.y_values[row]
        return f"{self.x} {_shown(x)}, {self.y} {_shown(y)}"


def trainings_by_cell(landscape: Landscape) -> NDArray[np.float64]:
    """Return the objective of each training ``[rows, columns, seeds]`` in USD.

    Infinite for one without a result, NaN for one that has not ended.
    """
    plan, frame = landscape.plan, landscape.frame
    values = np.full((len(plan.y_values), len(plan.x_values), plan.seeds), np.nan)
    measured = landscape.values
    place = tuple(frame[name].to_numpy() for name in ("row", "column", "draw"))
    values[place] = np.where(np.isfinite(measured), measured, np.inf)
    return values


def landscape_cells(landscape: Landscape) -> LandscapeCells:
    """Return the statistics of the cells; of a partial landscape those of what has ended."""
    plan = landscape.plan
    values = trainings_by_cell(landscape)
    trained = (~np.isnan(values)).sum(axis=2)
    ordered = np.sort(values, axis=2)  # what has not ended, NaN, comes last
    without_result = np.isinf(values).sum(axis=2)
    with np.errstate(invalid="ignore"):
        diverged = without_result / trained
    quartiles_there = trained >= ENOUGH_FOR_QUARTILES
    return LandscapeCells(
        plan.x,
        plan.y,
        plan.x_values,
        plan.y_values,
        median=_quantile(ordered, trained, 0.5, trained > 0),
        lower=_quantile(ordered, trained, 0.25, quartiles_there),
        upper=_quantile(ordered, trained, 0.75, quartiles_there),
        diverged=diverged,
        trained=trained,
    )


def landscape_json(landscape: Landscape) -> dict[str, Any]:
    """Return a landscape as plain JSON values; the tables are lists of rows, null where empty."""
    cells, plan = landscape_cells(landscape), landscape.plan
    return {
        "id": landscape.id,
        "title": plan.name,
        "study": plan.origin,
        "x": {"name": plan.x, "values": list(cells.x_values)},
        "y": {"name": plan.y, "values": list(cells.y_values)},
        "seeds": plan.seeds,
        "objective_name": plan.objective,
        "others": plan.others if isinstance(plan.others, str) else dict(plan.others),
        "trainings": landscape.done,
        "diverged": landscape.diverged,
        "wall_s": landscape.wall_s,
        "device": landscape.device,
        "complete": landscape.complete,
        "median": landscape_table(cells.median),
        "spread": landscape_table(cells.spread),
        "diverged_share": landscape_table(cells.diverged),
    }


def landscape_rows(cells: LandscapeCells) -> pd.DataFrame:
    """Return the cells that were trained, the lowest median first; USD, NaN where there is none."""
    row, column = np.nonzero(cells.trained)
    rows = pd.DataFrame(
        {
            cells.x: [_shown(cells.x_values[place]) for place in column],
            cells.y: [_shown(cells.y_values[place]) for place in row],
            "median, USD": cells.median[row, column],
            "middle half from": cells.lower[row, column],
            "middle half to": cells.upper[row, column],
            "without a result, %": 100 * cells.diverged[row, column],
            "trainings": cells.trained[row, column],
        }
    )
    return rows.sort_values("median, USD", kind="stable")


def _quantile(
    ordered: NDArray[np.float64],
    count: NDArray[np.int64],
    share: float,
    where: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Return a quantile of the first ``count`` of each cell's values, between two linearly.

    The rule is numpy's default (Hyndman and Fan's type 7), for cells of different counts.
    """
    place = np.maximum(count - 1, 0) * share
    below = np.floor(place).astype(np.intp)
    above = np.ceil(place).astype(np.intp)
    low, high = (
        np.take_along_axis(ordered, at[..., None], axis=2)[..., 0] for at in (below, above)
    )
    with np.errstate(invalid="ignore"):
        found = np.where(above == below, low, low + (high - low) * (place - below))
    result: NDArray[np.float64] = np.where(where & np.isfinite(found), found, np.nan)
    return result


def landscape_table(values: NDArray[np.float64]) -> list[list[float | None]]:
    """Return ``[rows, columns]`` as a list of rows, None where there is no number."""
    return [[float(v) if np.isfinite(v) else None for v in row] for row in values]


def _shown(value: Value) -> str:
    return describe_value(float(f"{value:.3g}") if isinstance(value, float) else value)
