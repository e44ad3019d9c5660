"""Predicted against paid fares: a perfect model's points lie on the diagonal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.numbers import count_text
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.points import evenly
from dctaxi.plots.parts.template import LOOKS, TemplateName, faded, make_figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.plots.model.judged import Judged

DRAWN = 1_000
_DEAR = 0.9


class Predicted(NamedTuple):
    """Fares and answers ``[drawn]`` of ``total`` rows; ``dear`` is where the dearest tenth begins.

    ``low_by`` is how much less than paid the model answers there on average, ``top`` the end of
    both axes.
    """

    fares: NDArray[np.float64]
    answers: NDArray[np.float64]
    total: int
    median_off: float
    dear: float
    low_by: float
    top: float
    unit: str


def predicted_data(judged: Judged) -> Predicted:
    """Return what is drawn: at most a thousand evenly spaced rows, and numbers of all."""
    fares, answers = judged.fares, judged.answers
    kept = evenly(len(fares), DRAWN)
    dear = float(np.quantile(fares, _DEAR))
    among = fares >= dear
    # One mistyped fare must not press all others into a corner.
    top = float(np.quantile(np.concatenate([fares, answers]), 0.995)) * 1.1
    return Predicted(
        fares[kept],
        answers[kept],
        len(fares),
        float(np.median(judged.off)),
        dear,
        float((fares[among] - answers[among]).mean()),
        top,
        judged.unit,
    )


def predicted_figure(data: Predicted, *, template: TemplateName) -> go.Figure:
    """Draw a point for each trip, and the diagonal."""
    look = LOOKS[template]
    unit = plain(data.unit)
    return make_figure(
        (
            go.Scatter(
                x=data.fares,
                y=data.answers,
                mode="markers",
                marker={"size": 5, "color": faded(look.main, 0.45)},
                hovertemplate=f"paid %{{x:.2f}}, predicted %{{y:.2f}} {unit}<extra></extra>",
                showlegend=False,
            ),
            go.Scatter(
                x=[0, data.top],
                y=[0, data.top],
                mode="lines",
                line={"color": look.quiet, "width": 1.5, "dash": "dash"},
                name="as paid",
                hoverinfo="skip",
            ),
        ),
        template,
        height=380,
        xaxis={"title": {"text": f"fare paid ({unit})"}, "range": [0, data.top]},
        yaxis={"title": {"text": f"fare predicted ({unit})"}, "range": [0, data.top]},
    )


def predicted_text(data: Predicted) -> str:
    """Say how near the answers are, and what the model does with dear trips."""
    drawn = len(data.fares)
    shown = "all drawn" if drawn == data.total else f"{drawn:,} of them drawn"
    way = "less" if data.low_by >= 0 else "more"
    return (
        f"Half of the answers are off by less than {data.median_off:.2f} {data.unit}. To the "
        f"dearest tenth of the trips, from {data.dear:.2f} {data.unit}, the model answers "
        f"{abs(data.low_by):.2f} {data.unit} {way} than paid on average. "
        f"{count_text(data.total, 'row')}, {shown}."
    )
