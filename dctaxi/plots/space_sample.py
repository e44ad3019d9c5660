"""What samples of a space look like: one line per configuration, before anything is trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from dctaxi.plots.axes import axis_of
from dctaxi.plots.dimensions import MARGIN, Dimension, dimension_of, lines_through
from dctaxi.plots.numbers import count_text
from dctaxi.plots.template import LOOKS, TemplateName, empty_figure, make_figure

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from dctaxi.analysis.parameters import Parameter


class SpaceSample(NamedTuple):
    """Lines of configurations; ``used`` is the share of them that have each parameter."""

    dimensions: tuple[Dimension, ...]
    used: tuple[float, ...]
    samples: int


def space_sample_data(
    params: Sequence[Mapping[str, object]], parameters: Sequence[Parameter]
) -> SpaceSample:
    """Return the lines of drawn configurations through the parameters that are asked for."""
    frame = pd.DataFrame(list(params), columns=[parameter.name for parameter in parameters])
    return SpaceSample(
        tuple(dimension_of(axis_of(p, frame[p.name]), frame[p.name]) for p in parameters),
        tuple(float(frame[p.name].notna().mean()) if len(frame) else 0.0 for p in parameters),
        len(frame),
    )


def space_sample_figure(data: SpaceSample, *, template: TemplateName) -> go.Figure:
    """Draw the lines in one colour, since nothing is known of them yet."""
    if not data.samples or not data.dimensions:
        return empty_figure("Every parameter of this space is fixed.", template)
    look = LOOKS[template]
    lines = lines_through(data.dimensions, {"color": look.quiet}, look)
    return make_figure([lines], template, height=360, margin=MARGIN)


def space_sample_text(data: SpaceSample) -> str:
    """Say how many samples there are and which parameters only some of them have."""
    if not data.samples or not data.dimensions:
        return "Every parameter of this space is fixed."
    conditional = [
        f"{dimension.label} in {share:.0%}"
        for dimension, share in zip(data.dimensions, data.used, strict=True)
        if share < 1
    ]
    only = f"; {', '.join(conditional)}" if conditional else ""
    return f"{count_text(data.samples, 'sample')} of the space, one line each{only}."
