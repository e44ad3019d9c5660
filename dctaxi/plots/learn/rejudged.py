"""Trials before and after they are judged on the same rows, against the constant answer's line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.numbers import Limits, drawn, drawn_text, robust_limits, usd
from dctaxi.plots.parts.objective import axis_notes, objective_axis
from dctaxi.plots.parts.points import trial_points
from dctaxi.plots.parts.template import LOOKS, TemplateName, faded, make_figure
from dctaxi.plots.view import Plot

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.teaching.easy_batch import Rejudged

DRAWN_POINTS = 1_000

_ACROSS = "constant answer on the trial's own rows (USD)"

OWN_ROWS = Plot(
    name="own_rows",
    title="Before: each on its own rows",
    question="Each trial's objective over what the constant answer scores on the very same rows. "
    "On the dashed line a trial does as well as that; below it, its network has learnt something. "
    "Further left, its batch was easier.",
)

SAME_ROWS = Plot(
    name="same_rows",
    title="After: all on the same rows",
    question="The same trials at the same places across, and up their error on all validation "
    "rows, which are the same for every trial. There the constant answer is one number, the dashed "
    "line.",
)


class Judged(NamedTuple):
    """One of the two judgements of some trials, ``[trials]`` in USD but for the numbers.

    ``line`` is what the constant answer scores, ``[trials]``. ``marks`` are the places of the best
    trial by the objective and of the best on the same rows; ``kept`` those that are drawn.
    """

    numbers: NDArray[np.int64]
    constant: NDArray[np.float64]
    values: NDArray[np.float64]
    line: NDArray[np.float64]
    title: str
    marks: tuple[int, int]
    kept: NDArray[np.intp]
    limits: Limits


def judged_data(found: Rejudged, *, same_rows: bool) -> Judged:
    """Return one of the two judgements: on rows of their own, or on those that all share."""
    values = found.shared if same_rows else found.own
    line = np.full(len(values), found.constant_shared) if same_rows else found.constant
    marks = found.best_own, found.best_shared
    return Judged(
        found.numbers,
        found.constant,
        values,
        line,
        "RMSE on all validation rows (USD)" if same_rows else "objective (USD)",
        marks,
        np.union1d(drawn(values, DRAWN_POINTS), np.array(marks)),
        robust_limits(np.concatenate([values, line])),
    )


def judged_figure(data: Judged, *, template: TemplateName) -> go.Figure:
    """Draw the trials, the constant answer's line and the best trial of each judgement."""
    look, kept = LOOKS[template], data.kept
    order = np.argsort(data.constant, kind="stable")
    own, same = data.marks
    traces: list[Any] = [
        go.Scatter(
            x=data.constant[order][[0, -1]],
            y=data.line[order][[0, -1]],
            mode="lines",
            name="the constant answer",
            line={"color": look.muted_text, "width": 2, "dash": "dash"},
            hoverinfo="skip",
        ),
        trial_points(
            data.constant[kept],
            data.values[kept],
            data.numbers[kept],
            marker={"size": 7, "color": faded(look.main, 0.55)},
            hover=": %{y:,.2f} USD, where always the mean fare scores %{text}",
            name="trial",
            text=[usd(value) for value in data.line[kept]],
        ),
    ]
    for place, name, symbol, colour in (
        (own, "best by the objective", "circle-open", look.third),
        (same, "best on the same rows", "square-open", look.second),
    ):
        one = slice(place, place + 1)
        traces.append(
            trial_points(
                data.constant[one],
                data.values[one],
                data.numbers[one],
                marker={
                    "size": 15,
                    "symbol": symbol,
                    "color": colour,
                    "line": {"color": colour, "width": 3},
                },
                hover=f": %{{y:,.2f}} USD, {name}",
                name=name,
            )
        )
    return make_figure(
        traces,
        template,
        height=380,
        showlegend=True,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
        xaxis={"title": {"text": _ACROSS}},
        yaxis=objective_axis(data.limits, data.title),
    )


def judged_text(data: Judged) -> str:
    """Say how many trials do better than the constant answer, and how far the best."""
    better = int((data.values < data.line).sum())
    gains = data.line - data.values
    best = int(np.argmax(gains))
    total = len(data.values)
    notes = axis_notes(data.limits, "trials") + drawn_text(total, DRAWN_POINTS, "trials")
    if not better:
        return f"None of {total:,} trials scores below the constant answer.{notes}"
    return (
        f"{better:,} of {total:,} trials score below the constant answer, trial "
        f"{data.numbers[best]} the furthest, by {gains[best]:.2f} USD.{notes}"
    )
