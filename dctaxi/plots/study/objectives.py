"""Distribution of a study's objectives: how much of its search was any good."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from dctaxi.analysis.reading import ended_trials, moving_constant, own_constants
from dctaxi.plots.study.distribution import (
    Distributions,
    below_text,
    distribution_data,
    distribution_figure,
    distribution_text,
)
from dctaxi.plots.view import Scene, View

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from dctaxi.plots.parts.template import TemplateName

_CONSTANT = "always answering the mean"
_SHARES = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0)


class Objectives(NamedTuple):
    """How a study's objectives are spread; ``below`` is the share of all its trials that do better
    than the constant answer on their own rows, None where that was not measured.
    """

    spread: Distributions
    below: float | None


def _of_scene(scene: Scene) -> Objectives:
    ended = ended_trials(scene.shown)
    values, own, moving = ended["value"].to_numpy(), own_constants(ended), moving_constant(ended)
    if moving is None:
        marks = () if scene.baseline is None else ((_CONSTANT, scene.baseline.typical),)
        return Objectives(distribution_data([(scene.name, values)], marks), None)
    below = float((values < own).mean())
    if moving.moves:
        beside = [(scene.name, values), (f"{_CONSTANT}, on the same rows", own)]
        return Objectives(distribution_data(beside), below)
    return Objectives(distribution_data([(scene.name, values)], [(_CONSTANT, moving.low)]), below)


def _figure(data: Objectives, *, template: TemplateName) -> go.Figure:
    return distribution_figure(data.spread, template=template)


def _text(data: Objectives) -> str:
    """Say where half of the trials lie, and how many do better than the constant answer."""
    text = distribution_text(data.spread)
    if data.below is not None:
        return f"{text} Better than {_CONSTANT} on their own rows: {data.below:.0%} of the trials."
    return text + (below_text(data.spread, _CONSTANT) if data.spread.marks else "")


def _shares(_scene: Scene, data: Objectives) -> pd.DataFrame:
    """Return the objective that so many of the trials with a result do at least as well as."""
    values = data.spread.samples[0].values
    found = np.quantile(values, _SHARES, method="inverted_cdf") if len(values) else np.nan
    return pd.DataFrame(
        {"share of trials with a result": [f"{share:.0%}" for share in _SHARES], "USD": found}
    )


ECDF = View(
    name="ecdf",
    title="Distribution of objectives",
    question="How much of the search was any good? At each objective, the share of trials that did "
    "at least as well; the further up and left, the better the space.",
    data=_of_scene,
    figure=_figure,
    sentence=_text,
    table=_shares,
)
