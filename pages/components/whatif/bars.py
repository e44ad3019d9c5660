"""Where the trials of a study lie along one parameter: small bars over the parameter's slider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from dctaxi.plots.parts.template import LOOKS, faded
from pages.components.shared import plot_panel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_BARS = 40
_BEST = 0.25
"""Share of the finished trials that counts as the best ones."""


def show(
    label: str, values: pd.Series, best: NDArray[np.bool_], options: Sequence[float],
    low: float, high: float,
) -> None:  # fmt: skip
    """Draw how many trials lie where along the slider's options, the best of them solid.

    ``best`` tells for each value whether its trial is among the best. Bars outside of low to high
    are faint.
    """
    there = values.notna().to_numpy()
    places = np.searchsorted(options, values[there].to_numpy(dtype=np.float64))
    bars = min(_BARS, len(options))
    # A bar for each option where they are few; else each bar stands for several options.
    of_option = np.minimum(np.arange(len(options)) * bars // len(options), bars - 1)
    bar = of_option[np.minimum(places, len(options) - 1)]
    every = np.bincount(bar, minlength=bars)
    good = np.bincount(bar[best[there]], minlength=bars)
    first, last = (of_option[options.index(end)] for end in (low, high))
    kept = [first <= place <= last for place in range(bars)]
    inside = int(every[first : last + 1].sum())
    look = LOOKS[plot_panel.template()]
    st.html(
        f'<div role="img" aria-label="{label}: {inside} of {int(every.sum())} trials inside" '
        'style="display:flex;align-items:flex-end;gap:1px;height:2.2rem;padding:0 .4rem">'
        + "".join(
            _bar(e, g, int(every.max()), look.main if k else look.quiet, bright=k)
            for e, g, k in zip(every.tolist(), good.tolist(), kept, strict=True)
        )
        + "</div>"
    )


def best_trials(trials: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell for each trial whether its value is in the best quarter of the finished ones."""
    values = trials["value"].to_numpy(dtype=np.float64)
    finite = np.isfinite(values)
    if not finite.any():
        return finite
    limit = np.quantile(values[finite], _BEST)
    result: NDArray[np.bool_] = finite & (values <= limit)
    return result


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
