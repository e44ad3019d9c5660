"""Distributions of the objectives of several searches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dctaxi.analysis.reading import counted_values
from dctaxi.plots.study.distribution import (
    Distributions,
    distribution_data,
    distribution_figure,
    distribution_rows,
    distribution_text,
)
from dctaxi.plots.view import Search, View


def _of_searches(searches: Sequence[Search]) -> Distributions:
    return distribution_data(
        [
            (search.name, np.concatenate([counted_values(trials) for trials in search.runs]))
            for search in searches
        ]
    )


STUDIES_ECDF = View(
    name="studies_ecdf",
    title="Distributions",
    question="Which search found more that was good? At each objective, the share of a search's "
    "trials that did at least as well. For samplers that draw at random it tells which space is "
    "better, for those that learn also how soon they settled.",
    data=_of_searches,
    figure=distribution_figure,
    sentence=distribution_text,
    table=lambda _searches, data: distribution_rows(data),
)
