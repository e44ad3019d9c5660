"""How the objectives of populations are distributed, one beside the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dctaxi.analysis.statistics import quantile_of, with_diverged_last
from dctaxi.plots.parts.numbers import Limits, count_text, robust_limits, usd
from dctaxi.plots.parts.objective import axis_notes, objective_axis
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.points import evenly
from dctaxi.plots.parts.template import (
    LOOKS,
    Look,
    TemplateName,
    empty_figure,
    faded,
    make_figure,
    series_style,
)
from dctaxi.plots.view import Plot

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

DistributionKind = Literal["ecdf", "strip"]
"""``ecdf``: the share of trainings at or below each objective; ``strip``: a dot for each training
beside a box of quartiles."""

DRAWN_STEPS = 1_000
"""Longer curves are drawn through so many of their quantiles."""

_BOX = (0.05, 0.25, 0.5, 0.75, 0.95)

DRAWN_DOTS = 1_000
"""Of more trainings than this a strip shows so many evenly spaced ones."""

DISTRIBUTION = Plot(
    name="distribution",
    title="Distribution",
    question="How the objectives of whole populations are spread. The further up and left a curve "
    "runs, the better: at any objective it shows the share of trainings that do at least as well.",
)

SEED_LUCK = Plot(
    name="seed_luck",
    title="Luck beside the whole search",
    question="Above, the trials of the search; below, its best configuration with other seeds and "
    "nothing else changed. A dot is a training, a box holds the middle half with its median, "
    "whiskers reach from 5 to 95 %. What ends at the end of the axis lies among trainings without "
    "a result.",
)


class Sample(NamedTuple):
    """The objectives of one population in USD: the finite ones sorted, and of ``total`` ones the 5,
    25, 50, 75 and 95 % quantiles, infinite where they lie among those without a result.
    """

    name: str
    values: NDArray[np.float64]
    total: int
    quantiles: tuple[float, float, float, float, float]

    @property
    def without_result(self) -> int:
        """How many diverged or failed."""
        return self.total - len(self.values)


class Distributions(NamedTuple):
    """Populations on one axis; ``marks`` are a study's numbers in USD with their names."""

    samples: tuple[Sample, ...]
    marks: tuple[tuple[str, float], ...]
    limits: Limits


def distribution_data(
    populations: Sequence[tuple[str, ArrayLike]],
    marks: Sequence[tuple[str, float]] = (),
) -> Distributions:
    """Return the distributions of named objective values, NaN where there is no result."""
    samples = []
    for name, values in populations:
        array = np.asarray(values, dtype=np.float64).ravel()
        finite = np.sort(array[np.isfinite(array)])
        low, first, median, third, high = (
            quantile_of(with_diverged_last(array), share) if len(finite) else math.inf
            for share in _BOX
        )
        samples.append(Sample(name, finite, len(array), (low, first, median, third, high)))
    seen = np.concatenate([*(s.values for s in samples), [value for _, value in marks]])
    return Distributions(tuple(samples), tuple(marks), robust_limits(seen))


def distribution_figure(
    data: Distributions, *, template: TemplateName, kind: DistributionKind = "ecdf"
) -> go.Figure:
    """Draw the distributions on one axis of objectives."""
    if not any(len(sample.values) for sample in data.samples):
        return empty_figure("No training has a result.", template)
    look = LOOKS[template]
    drawing = _curve if kind == "ecdf" else _strip
    traces: list[Any] = [
        drawing(sample, series_style(place, look), data.limits)
        for place, sample in enumerate(data.samples)
    ]
    share = {
        "title": {"text": "share of trainings at or below"},
        "tickformat": ".0%",
        "range": [0, 1.01],
    }
    figure = make_figure(
        traces,
        template,
        height=340 if kind == "ecdf" else 120 + 90 * len(data.samples),
        margin={"t": 56 if data.marks else 30},  # the names of marks stand below the mode bar
        showlegend=kind == "ecdf" and len(data.samples) > 1,
        xaxis=objective_axis(data.limits),
        yaxis=share if kind == "ecdf" else {"autorange": "reversed", "showgrid": False},
    )
    _add_marks(figure, data, look)
    return figure


def distribution_text(data: Distributions) -> str:
    """Say where half of each population lies, and how many gave no result."""
    there = [sample for sample in data.samples if len(sample.values)]
    if not there:
        return "No training has a result."
    halves = [
        f"half of the {count_text(sample.total, 'training')} of {sample.name} "
        + (
            f"lie at or below {usd(sample.quantiles[2])}"
            if math.isfinite(sample.quantiles[2])
            else "gave no result"
        )
        for sample in there
    ]
    sentence = "; ".join(halves)
    lost = [
        f"{sample.without_result:,} of {sample.name}"
        for sample in data.samples
        if sample.without_result
    ]
    without = f" Without a result, so that the curve ends early: {', '.join(lost)}." if lost else ""
    notes = axis_notes(data.limits, "trainings")
    return f"{sentence[0].upper()}{sentence[1:]}.{without}{notes}"


def below_text(data: Distributions, mark: str) -> str:
    """Say which share of each population lies below a mark, with a space before."""
    value = dict(data.marks)[mark]
    shares = [
        f"{(sample.values < value).sum() / sample.total:.0%} of {sample.name}"
        for sample in data.samples
        if sample.total
    ]
    return f" Below the {usd(value)} of {mark}: {', '.join(shares)}."


def distribution_rows(data: Distributions) -> pd.DataFrame:
    """Return a row for every population: how many trainings, and where their quantiles lie."""
    return pd.DataFrame(
        [
            {
                "of": sample.name,
                "trainings": sample.total,
                "without a result": sample.without_result,
                "best, USD": sample.values[0] if len(sample.values) else np.nan,
                **{
                    name: end if math.isfinite(end) else np.nan
                    for name, end in zip(
                        ("5 %", "25 %", "median", "75 %", "95 %"), sample.quantiles, strict=True
                    )
                },
            }
            for sample in data.samples
        ]
    )


def _curve(sample: Sample, style: tuple[str, str], limits: Limits) -> go.Scatter:
    """Draw the empirical distribution function, flat from its last value to the axis' end."""
    n = len(sample.values)
    places = evenly(n, DRAWN_STEPS)
    shares = (places + 1) / sample.total
    x, y = sample.values[places], shares
    if n:
        x = np.concatenate([x[:1], x, [max(limits.high, x[-1])]])
        y = np.concatenate([[0.0], y, y[-1:]])
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        name=plain(sample.name),
        line={"color": style[0], "dash": style[1], "width": 2, "shape": "hv"},
        hovertemplate=f"{plain(sample.name)}: %{{y:.1%}} at or below "
        "%{x:,.2f} USD<extra></extra>",
    )


def _strip(sample: Sample, style: tuple[str, str], limits: Limits) -> go.Box:
    """Draw a box of quartiles with whiskers to the 5 % and 95 % quantiles, and the dots.

    What lies among trainings without a result is drawn at the axis' end.
    """
    n = len(sample.values)
    dots = evenly(n, DRAWN_DOTS)
    far = float(np.max([limits.high, *sample.values[-1:]])) if n else math.nan
    ends = [end if math.isfinite(end) else far for end in sample.quantiles]
    box = zip(("lowerfence", "q1", "median", "q3", "upperfence"), ends, strict=True)
    return go.Box(
        x=[sample.values[dots]],
        y=[plain(sample.name)],
        name=plain(sample.name),
        orientation="h",
        **{end: [value] for end, value in box},
        boxpoints="all",
        jitter=0.6,
        pointpos=-1.6,
        width=0.35,
        line={"color": style[0], "width": 1.5},
        fillcolor=faded(style[0], 0.2),
        marker={"color": faded(style[0], 0.5), "size": 4},
        hovertemplate=f"{plain(sample.name)}: %{{x:,.2f}} USD<extra></extra>",
    )


_NARROW, _LINE_PX = 0.15, 15
"""The share of the axis that a mark's name takes, and the height of a line of it."""


def _add_marks(figure: go.Figure, data: Distributions, look: Look) -> None:
    # The name of a single mark stands where there is room; those of two would meet there. That of
    # the first of two would stand on the axis's numbers where it is far left: a line higher then.
    first, lifted_px = "right", 0
    if len(data.marks) > 1 and _place(data.marks[0][1], data.limits) < _NARROW:
        first, lifted_px = "left", _LINE_PX
    elif len(data.marks) == 1:
        third = int(3 * _place(data.marks[0][1], data.limits))
        first = ("left", "center", "right")[min(third, 2)]
    for place, (name, value) in enumerate(data.marks):
        figure.add_vline(x=value, line={"color": look.muted_text, "width": 1, "dash": "dot"})
        figure.add_annotation(
            text=plain(name),
            # On a log axis Plotly wants a shape's place as a value, an annotation's as its log.
            x=math.log10(value) if data.limits.log else value,
            yref="paper",
            y=1.0,
            yanchor="bottom",
            xanchor="left" if place % 2 else first,
            yshift=0 if place else lifted_px,
            showarrow=False,
            font={"color": look.muted_text, "size": 12},
        )


def _place(value: float, limits: Limits) -> float:
    """Return where a value lies on an axis, from 0 at its low end to 1."""
    low, high = limits.low, limits.high
    if limits.log:
        value, low, high = math.log(value), math.log(low), math.log(high)
    return (value - low) / (high - low)
