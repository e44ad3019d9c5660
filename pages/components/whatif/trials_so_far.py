"""What a study's own trials say of ranges, at once, since nothing is trained for it.

Bars over a parameter's slider show where the trials lie along it; tiles, how many lie in the ranges
that are asked about.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import streamlit as st

from dctaxi import labels
from dctaxi.analysis.reading import counted_trials, headline_of
from dctaxi.analysis.statistics import median_estimate
from dctaxi.plots import LOOKS, faded
from dctaxi.samplers import SAMPLERS
from dctaxi.space import Dimension, Fixed, FloatRange
from pages.components.shared import formats, plot_panel, term_link

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.populations import Population
    from dctaxi.samplers import SamplerId
    from dctaxi.space import SearchSpace

_BARS = 40
_BEST = 0.25
"""Share of the finished trials that counts as the best ones."""


def best_quarter(trials: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell for each trial whether its value is in the best quarter of the finished ones."""
    values = trials["value"].to_numpy(dtype=np.float64)
    finite: NDArray[np.bool_] = np.isfinite(values)
    if not finite.any():
        return finite
    limit = np.quantile(values[finite], _BEST)
    result: NDArray[np.bool_] = finite & (values <= limit)
    return result


def bars(
    label: str, values: pd.Series, best: NDArray[np.bool_], stops: Sequence[float],
    low: float, high: float,
) -> None:  # fmt: skip
    """Draw how many trials lie where along a slider's stops, the best of them solid.

    ``best`` tells for each value whether its trial is among the best. Bars outside of low to high
    are faint.
    """
    there = values.notna().to_numpy()
    places = np.searchsorted(stops, values[there].to_numpy(dtype=np.float64))
    count = min(_BARS, len(stops))
    # A bar for each stop where they are few; else each bar stands for several stops.
    of_stop = np.minimum(np.arange(len(stops)) * count // len(stops), count - 1)
    bar = of_stop[np.minimum(places, len(stops) - 1)]
    every = np.bincount(bar, minlength=count)
    good = np.bincount(bar[best[there]], minlength=count)
    first, last = (of_stop[stops.index(end)] for end in (low, high))
    kept = [first <= place <= last for place in range(count)]
    among = int(every[first : last + 1].sum())
    look = LOOKS[plot_panel.template()]
    st.html(
        f'<div role="img" aria-label="{escape(label)}: {among} of {int(every.sum())} trials '
        'inside" style="display:flex;align-items:flex-end;gap:1px;height:2.2rem;padding:0 .4rem">'
        + "".join(
            _bar(e, g, int(every.max()), look.main if k else look.quiet, bright=k)
            for e, g, k in zip(every.tolist(), good.tolist(), kept, strict=True)
        )
        + "</div>"
    )


def tiles(trials: pd.DataFrame, space: SearchSpace, origin: SearchSpace) -> Inside:
    """Draw how many trials of a study over ``origin`` lie in a space, their best and median."""
    found = count_inside(trials, space, origin)
    grid = st.grid(3, min_column_width=130)
    grid.metric(
        "Trials inside",
        f"{found.inside:,} of {found.total:,}",
        border=True,
        help="Trials of the study whose configuration could come from these ranges.",
    )
    grid.metric(
        "Best of them",
        formats.usd(found.best),
        delta=formats.beside_constant(found.constant),
        delta_color="off",
        delta_arrow="off",
        help=term_link.about(labels.METRICS["constant_objective"]),
        border=True,
    )
    grid.metric(
        "Median of them",
        formats.usd(found.median),
        border=True,
        help=term_link.about(labels.TERMS["median"]),
    )
    return found


def why_two_medians(found: Inside, fresh: Population, sampler: SamplerId) -> None:
    """Say why the trials of a study in some ranges have another median than fresh trainings there.

    ``fresh`` are the latter, ``sampler`` chose the trials.
    """
    if found.median is None or not np.isfinite(fresh.values).any():
        return
    median = median_estimate(fresh.values)
    if not median.is_there:
        return
    trials = formats.count(found.inside, "trial")
    chose = SAMPLERS[sampler]
    why = (
        f"{chose.label.label} chose them, the later the more of them where it had found good ones"
        if chose.reads_trials
        else "they were drawn without looking at others too, so what differs is chance"
    )
    st.caption(
        f":material/help: Two medians of these ranges: {formats.usd(found.median)} of the study's "
        f"{trials} inside, {formats.usd(median.value)} of fresh trainings. The trials were there "
        f"before: {why}. Fresh trainings are drawn evenly from the ranges, and the ranges are "
        "judged by them."
    )


class Inside(NamedTuple):
    """Trials in a space: ``inside`` of ``total`` that ended, and the objective in USD of those
    that finished, None where none did. ``constant`` is what the constant answer scores on the rows
    of the best, None where it was not measured.
    """

    inside: int
    total: int
    best: float | None
    median: float | None
    constant: float | None = None


def count_inside(trials: pd.DataFrame, space: SearchSpace, origin: SearchSpace) -> Inside:
    """Count the trials of a study over ``origin`` that lie in ``space``."""
    ended = counted_trials(trials)
    mask = inside(ended, space, origin)
    there = ended[mask]
    best = headline_of(there, None)
    if best is None:
        return Inside(len(there), len(ended), None, None)
    values = there["value"].to_numpy(dtype=np.float64)
    median = float(np.median(values[np.isfinite(values)]))
    return Inside(len(there), len(ended), best.value, median, best.constant)


def inside(trials: pd.DataFrame, space: SearchSpace, origin: SearchSpace) -> NDArray[np.bool_]:
    """Tell for each trial of a study over ``origin`` whether ``space`` holds its configuration."""
    known = origin.trial_parameters
    mask = np.ones(len(trials), dtype=bool)
    for name, dimension in space.trial_parameters.items():
        before = known.get(name)
        if isinstance(before, Fixed):
            # The trial was not asked, so its table has no value of it.
            if not dimension.contains(before.value):
                condition = origin.condition(name)
                mask &= condition is not None and ~condition.holds(
                    trials[f"params_{condition.name}"]
                )
        elif before is not None and f"params_{name}" in trials:
            mask &= _holds(dimension, trials[f"params_{name}"])
    return mask


def _bar(every: int, good: int, most: int, colour: str, *, bright: bool) -> str:
    height = every / most if most else 0.0
    share = good / every if every else 0.0
    pale = faded(colour, 0.38 if bright else 0.22)
    solid = faded(colour, 1.0 if bright else 0.55)
    return (
        f'<span style="flex:1;height:{height:.1%};min-height:{"1px" if every else "0"};'
        f"border-radius:1px;background:linear-gradient(to top,{solid} {share:.1%},"
        f'{pale} {share:.1%})"></span>'
    )


def _holds(dimension: Dimension, values: pd.Series) -> NDArray[np.bool_]:
    """Tell it for each value; a trial that has none does not differ in it."""
    fits = {value: _contains(dimension, value) for value in values.dropna().unique().tolist()}
    return np.array([fits.get(value, True) for value in values.tolist()], dtype=bool)


def _contains(dimension: Dimension, value: object) -> bool:
    """Tell whether a dimension holds a cell; a column with gaps has whole numbers as floats."""
    if isinstance(value, float) and value.is_integer() and not isinstance(dimension, FloatRange):
        return dimension.contains(int(value))
    return dimension.contains(value)
