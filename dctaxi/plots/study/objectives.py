"""Distribution of a study's objectives: how much of its search was any good."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dctaxi.analysis.reading import ended_trials
from dctaxi.plots.study.distribution import (
    Distributions,
    below_text,
    distribution_data,
    distribution_figure,
    distribution_text,
)
from dctaxi.plots.view import Scene, View

_CONSTANT = "always answering the mean"
_SHARES = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0)


def _of_scene(scene: Scene) -> Distributions:
    values = ended_trials(scene.shown)["value"].to_numpy()
    marks = () if scene.baseline is None else ((_CONSTANT, scene.baseline.typical),)
    return distribution_data([(scene.name, values)], marks)


def _text(data: Distributions) -> str:
    """Say where half of the trials lie, and how many do better than the constant answer."""
    return distribution_text(data) + (below_text(data, _CONSTANT) if data.marks else "")


def _shares(_scene: Scene, data: Distributions) -> pd.DataFrame:
    """Return the objective that so many of the trials with a result do at least as well as."""
    values = data.samples[0].values
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
    figure=distribution_figure,
    sentence=_text,
    table=_shares,
)
