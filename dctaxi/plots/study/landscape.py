"""A landscape as a heat map: cells of real trainings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from dctaxi.plots.parts.axes import Axis, axis_of
from dctaxi.plots.parts.numbers import count_text, drawn, usd
from dctaxi.plots.parts.objective import rank_ticks, ranks
from dctaxi.plots.view import Plot

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.analysis import LandscapeCells
    from dctaxi.analysis.reading import Parameter

LandscapeLayer = Literal["median", "spread", "diverged"]
"""What a map shows of its cells."""

DRAWN_POINTS = 1_000


LANDSCAPE = Plot(
    name="landscape",
    title="Trained landscape",
    question="Each cell is answered by trainings of its own. Dots are the trials of the study; a "
    "click on a cell shows its trainings.",
)


class LandscapeMap(NamedTuple):
    """Cells over two parameters, ``[rows, columns]``, and the trials on top.

    ``numbers`` is in USD, a share for ``diverged``, NaN where there is none; ``colours`` its place
    from 0 to 1. Edges and trials are in the axes' positions; ``values`` are the trials' in USD.
    """

    layer: LandscapeLayer
    x_axis: Axis
    y_axis: Axis
    x_edges: NDArray[np.float64]
    y_edges: NDArray[np.float64]
    numbers: NDArray[np.float64]
    colours: NDArray[np.float64]
    ticks: tuple[tuple[float, str], ...]
    hover: tuple[tuple[str, ...], ...]
    ended: int
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    values: NDArray[np.float64]
    trial_numbers: NDArray[np.int64]


def landscape_data(
    cells: LandscapeCells,
    parameters: Sequence[Parameter],
    layer: LandscapeLayer = "median",
    *,
    trials: pd.DataFrame | None = None,
) -> LandscapeMap:
    """Return a map of a landscape.

    ``parameters`` are those of the landscape's space, ``trials`` a study's frame to draw on top.
    """
    known = {parameter.name: parameter for parameter in parameters}
    x_axis, y_axis = _axis(known[cells.x], cells.x_values), _axis(known[cells.y], cells.y_values)
    numbers = {"median": cells.median, "spread": cells.spread, "diverged": cells.diverged}[layer]
    colours, ticks = _coloured(numbers, by_rank=layer != "diverged")
    x, y, values, trial_numbers = _points(trials, known, cells, x_axis, y_axis)
    return LandscapeMap(
        layer,
        x_axis,
        y_axis,
        _edges(x_axis, cells.x_values),
        _edges(y_axis, cells.y_values),
        numbers,
        colours,
        ticks,
        _hover(cells, numbers, layer),
        int((cells.trained > 0).sum()),
        x,
        y,
        values,
        trial_numbers,
    )


def landscape_text(data: LandscapeMap) -> str:
    """Say from where to where the numbers go, and how much is done.

    Which cell is the lowest is no matter of looking: ``dctaxi.analysis.cell_noise`` tests it.
    """
    there = np.isfinite(data.numbers)
    if not there.any():
        return "No cell has a number yet."
    what = "share without a result" if data.layer == "diverged" else data.layer
    done = (
        ""
        if data.ended == data.numbers.size
        else f" So far {data.ended:,} of {count_text(data.numbers.size, 'cell')} have a training."
    )
    blank = int((~there).sum()) if data.ended == data.numbers.size else 0
    empty = (
        f" {count_text(blank, 'cell')} without: too many of their trainings gave no result."
        if blank
        else ""
    )
    low, high = (
        f"{end:.0%}" if data.layer == "diverged" else usd(end)
        for end in (np.nanmin(data.numbers), np.nanmax(data.numbers))
    )
    if low == high:
        return f"In every cell the {what} is {low}.{empty}{done}"
    return f"Over the cells the {what} goes from {low} to {high}.{empty}{done}"


def _axis(parameter: Parameter, values: Sequence[Any]) -> Axis:
    import pandas as pd

    return axis_of(parameter, pd.Series(list(values)))


def _edges(axis: Axis, values: Sequence[Any]) -> NDArray[np.float64]:
    """Return the ends of cells around values, ``[cells + 1]``: halfway between neighbours."""
    import pandas as pd

    middles = axis.positions(pd.Series(list(values)))
    if len(middles) == 1:
        return np.array([middles[0] - 0.5, middles[0] + 0.5])
    between = (middles[1:] + middles[:-1]) / 2
    first, last = 2 * middles[0] - between[0], 2 * middles[-1] - between[-1]
    return np.concatenate([[first], between, [last]])


def _coloured(
    numbers: NDArray[np.float64], *, by_rank: bool
) -> tuple[NDArray[np.float64], tuple[tuple[float, str], ...]]:
    """Return the colours of cells, and the ticks of their scale."""
    if not by_rank:
        ticks = tuple((share, f"{share:.0%}") for share in (0.0, 0.25, 0.5, 0.75, 1.0))
        return numbers, ticks
    colours = np.full(numbers.shape, np.nan)
    there = np.isfinite(numbers)
    colours[there] = ranks(numbers[there])
    return colours, rank_ticks(numbers[there])


def _hover(
    cells: LandscapeCells, numbers: NDArray[np.float64], layer: LandscapeLayer
) -> tuple[tuple[str, ...], ...]:
    def text(row: int, column: int) -> str:
        value = numbers[row, column]
        if not np.isfinite(value):
            said = "no number"
        else:
            said = f"{value:.0%}" if layer == "diverged" else usd(value)
        trainings = count_text(int(cells.trained[row, column]), "training")
        return f"{cells.cell_text(row, column)}: {said} in {trainings}"

    rows, columns = numbers.shape
    return tuple(tuple(text(row, column) for column in range(columns)) for row in range(rows))


def _points(
    trials: pd.DataFrame | None,
    known: dict[str, Parameter],
    cells: LandscapeCells,
    x_axis: Axis,
    y_axis: Axis,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the finished trials that have both parameters, thinned for drawing."""
    x, y = known[cells.x], known[cells.y]
    if trials is None or x.column not in trials or y.column not in trials:
        empty = np.empty(0)
        return empty, empty, empty, np.empty(0, dtype=np.int64)
    both = trials[
        (trials["state"] == "COMPLETE") & trials[x.column].notna() & trials[y.column].notna()
    ]
    kept = both.iloc[drawn(both["value"].to_numpy(dtype=np.float64), DRAWN_POINTS)]
    return (
        x_axis.positions(kept[x.column]),
        y_axis.positions(kept[y.column]),
        kept["value"].to_numpy(dtype=np.float64),
        kept["number"].to_numpy(dtype=np.int64),
    )
