"""Repeats with fresh seeds: a dot for each, the median with its interval, the trial's own score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.numbers import Limits, robust_limits, usd
from dctaxi.plots.parts.objective import axis_notes, objective_axis
from dctaxi.plots.parts.points import evenly, spread
from dctaxi.plots.parts.template import LOOKS, Look, TemplateName, empty_figure, faded, make_figure
from dctaxi.plots.view import Plot

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis import LuckVerdict, RepeatedConfiguration
    from dctaxi.analysis.statistics import Estimate

_ROW_PX = 64
DRAWN_DOTS = 500
"""Of more repeats than this a row shows so many evenly spaced ones."""

REPEATS = Plot(
    name="repeats",
    title="Repeats",
    question="Each dot is one more training of a trial with nothing changed but the seed. The "
    "diamond is what the trial scored in the study, the bar the median of its repeats with its 95 "
    "% interval.",
)


class RepeatRow(NamedTuple):
    """One trial: its score before, its repeats' finite objectives sorted, and their median with
    the ends of its 95 % interval, None where half of them or more have no result; all in USD.
    ``verdict`` tells whether the score holds, None where no repeat has a result.
    """

    number: int
    original: float
    values: NDArray[np.float64]
    median: Estimate | None
    repeats: int
    verdict: LuckVerdict | None


class RepeatRows(NamedTuple):
    """Trials from the best median down."""

    rows: tuple[RepeatRow, ...]
    limits: Limits


def repeats_data(configurations: Sequence[RepeatedConfiguration]) -> RepeatRows:
    """Return the rows of trials that were trained again."""
    rows = tuple(
        RepeatRow(
            one.number,
            one.original,
            one.values,
            one.median,
            one.repeats,
            one.verdict,
        )
        for one in configurations
    )
    seen = [np.append(row.values, row.original) for row in rows]
    return RepeatRows(rows, robust_limits(np.concatenate(seen) if seen else np.empty(0)))


def repeats_figure(data: RepeatRows, *, template: TemplateName) -> go.Figure:
    """Draw the rows; the number of a row's trial is the ``customdata`` of its points."""
    if not data.rows:
        return empty_figure("No repeat has ended yet.", template)
    look = LOOKS[template]
    labels = [f"trial {row.number}" for row in data.rows]
    return make_figure(
        [_dots(data, look), *_medians(data, look), _originals(data, look)],
        template,
        height=110 + _ROW_PX * len(data.rows),
        xaxis=objective_axis(data.limits),
        yaxis={
            "tickvals": list(range(len(labels))),
            "ticktext": labels,
            "tickfont": {"color": look.text},
            "range": [len(labels) - 0.5, -0.5],
            "showgrid": False,
        },
    )


def repeats_text(data: RepeatRows) -> str:
    """Say how far the typical repeat lies from what was scored before."""
    known = [(row, row.median) for row in data.rows if row.median is not None]
    if not known:
        return "No repeat has a result yet."
    winner, median = min(known, key=lambda one: one[0].original)
    best, best_median = known[0]
    said = Counter(row.verdict for row, _ in known)
    verdicts = f"{said['lucky']} of {len(known)} trials were lucky, {said['holds']} hold"
    if said["too few"]:
        verdicts += f", {said['too few']} have too few repeats to tell"
    notes = axis_notes(data.limits, "repeats")
    return (
        f"Trial {winner.number} scored {usd(winner.original)}, its repeats have a median of "
        f"{usd(median.value)}; {verdicts}. The best median is now "
        f"{usd(best_median.value)}, of trial {best.number}.{notes}"
    )


def _dots(data: RepeatRows, look: Look) -> go.Scatter:
    x: list[float] = []
    y: list[float] = []
    numbers: list[int] = []
    for place, row in enumerate(data.rows):
        n = len(row.values)
        shown = evenly(n, DRAWN_DOTS)
        x += row.values[shown].tolist()
        y += spread(np.full(len(shown), float(place)), shown).tolist()
        numbers += [row.number] * len(shown)
    return go.Scatter(
        x=x,
        y=y,
        customdata=numbers,
        mode="markers",
        name="a repeat",
        marker={"size": 5, "color": faded(look.main, 0.4)},
        hovertemplate="trial %{customdata} again: %{x:,.2f} USD<extra></extra>",
    )


def _medians(data: RepeatRows, look: Look) -> list[go.Scatter]:
    known = [(place, row.median) for place, row in enumerate(data.rows) if row.median is not None]
    if not known:
        return []
    values = np.array([median for _, median in known])
    # Too few repeats have no interval, and too many without a result no upper end.
    reach = np.where(np.isfinite(values), np.abs(values - values[:, :1]), 0.0)
    told = [
        [data.rows[place].number, median.ends_text("{:,.2f}".format)] for place, median in known
    ]
    return [
        go.Scatter(
            x=values[:, 0],
            y=[place for place, _ in known],
            customdata=told,
            mode="markers",
            name="median of the repeats, 95 % interval",
            marker={"size": 9, "color": look.text, "symbol": "line-ns-open", "line": {"width": 3}},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": reach[:, 2],
                "arrayminus": reach[:, 1],
                "color": look.text,
                "thickness": 2.5,
                "width": 5,
            },
            hovertemplate="trial %{customdata[0]}: median %{x:,.2f} USD "
            "(%{customdata[1]})<extra></extra>",
        )
    ]


def _originals(data: RepeatRows, look: Look) -> go.Scatter:
    return go.Scatter(
        x=[row.original for row in data.rows],
        y=list(range(len(data.rows))),
        customdata=[row.number for row in data.rows],
        mode="markers",
        name="what it scored in the study",
        marker={
            "size": 12,
            "symbol": "diamond",
            "color": look.third,
            "line": {"color": look.background, "width": 1},
        },
        hovertemplate="trial %{customdata} scored %{x:,.2f} USD<extra></extra>",
    )
