"""A race of samplers: the best so far after each trial, over the repeats, and who won."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.analysis.statistics.final_bests import Verdict
from dctaxi.plots.parts.numbers import Limits, robust_limits
from dctaxi.plots.parts.objective import objective_axis
from dctaxi.plots.parts.template import LOOKS, TemplateName, empty_figure, faded, make_figure
from dctaxi.plots.view import Plot
from dctaxi.samplers import SAMPLERS
from dctaxi.teaching.race import Standing, standings, verdict, verdict_sentences

if TYPE_CHECKING:
    from dctaxi.teaching.race import Race

_FIRST_SHOWN = 3
"""The first trials are far above the rest; the axis begins where there is something to compare."""

RACE = Plot(
    name="race",
    title="Race of samplers",
    question="The best objective so far after each trial: the median of a sampler's repeats in a "
    "band as wide as a test needs it. Samplers whose bands end apart differ by more than noise; "
    "where bands overlap, the sentence below says whether they do.",
)


class RaceData(NamedTuple):
    """How the samplers stand after each trial, in USD, and what may be said of the end.

    ``settings``: number of trials and of repeats that were asked for.
    """

    standings: tuple[Standing, ...]
    verdict: Verdict
    limits: Limits
    settings: tuple[int, int]


def race_data(race: Race) -> RaceData:
    """Return the standings of a race, finished or not."""
    rows = standings(race)
    late = [
        part[min(_FIRST_SHOWN, len(part) - 1) :]
        for row in rows
        for part in (row.low, row.median, row.high)
    ]
    seen = np.concatenate([np.empty(0), *late])
    limits = robust_limits(seen[np.isfinite(seen)])
    return RaceData(rows, verdict(race), limits, (race.plan.n_trials, race.plan.repeats))


def race_figure(data: RaceData, *, template: TemplateName) -> go.Figure:
    """Draw the medians, each in the band of its standing where it has one."""
    there = [row for row in data.standings if np.isfinite(row.median).any()]
    if not there:
        return empty_figure("No sampler has a result yet.", template)
    look = LOOKS[template]
    traces: list[Any] = []
    for row in there:
        sampler = SAMPLERS[row.sampler]
        colour = getattr(look, sampler.colour)
        known = np.flatnonzero(np.isfinite(row.low) & np.isfinite(row.high))
        x = known + 1
        traces += [
            go.Scatter(
                x=np.concatenate([x, x[::-1]]),
                y=np.concatenate([row.high[known], row.low[known][::-1]]),
                fill="toself",
                fillcolor=faded(colour, 0.13),
                line={"width": 0},
                hoverinfo="skip",
                showlegend=False,
                legendgroup=row.sampler,
            ),
            go.Scatter(
                x=np.flatnonzero(np.isfinite(row.median)) + 1,
                y=row.median[np.isfinite(row.median)],
                mode="lines",
                name=sampler.label.label,
                legendgroup=row.sampler,
                line={
                    "color": colour,
                    "width": 2.5,
                    # Who looks at no other trial is the yardstick.
                    "dash": "solid" if sampler.reads_trials else "dash",
                },
                hovertemplate=f"{sampler.label.label}: %{{y:,.2f}} USD after "
                "%{x} trials<extra></extra>",
            ),
        ]
    n_trials, _ = data.settings
    return make_figure(
        traces,
        template,
        height=400,
        xaxis={"title": {"text": "trials"}, "range": [0.5, n_trials + 0.5]},
        yaxis=objective_axis(data.limits, "best objective so far (USD)"),
    )


def race_text(data: RaceData) -> str:
    """Say who ended best and whether that is more than noise."""
    _, repeats = data.settings
    note = " The axis is logarithmic." if data.limits.log else ""
    band = (
        " Bands that end apart belong to samplers that the test tells apart."
        if any(np.isfinite(row.high).any() for row in data.standings)
        else ""
    )
    lanes = repeats * len(data.standings)
    ended = sum(len(finals) for finals in data.verdict.finals.values())
    so_far = f"So far {ended} of {lanes} searches have ended. " if 0 < ended < lanes else ""
    return so_far + " ".join(verdict_sentences(data.verdict)) + band + note
