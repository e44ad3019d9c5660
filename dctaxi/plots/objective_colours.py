"""How objectives are coloured: by rank, so that outliers do not flatten the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.plots.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dctaxi.plots.template import Look

_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each value's place from 0 (lowest) to 1 (highest); equal values share the mean."""
    found, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    if len(found) < 2:
        return np.full(len(values), 0.5)
    middle = np.cumsum(counts) - 1 - (counts - 1) / 2
    result: NDArray[np.float64] = middle[places] / (len(values) - 1)
    return result


def rank_ticks(values: NDArray[np.float64]) -> tuple[tuple[float, str], ...]:
    """Return places from 0 to 1 and the objective in USD at each, from finite values."""
    if not len(values):
        return ()
    if values.min() == values.max():
        return ((0.5, number_text(float(values[0]))),)
    quantiles = np.quantile(values, _TICKS)
    return tuple(
        (place, number_text(float(f"{value:.3g}")))
        for place, value in zip(_TICKS, quantiles, strict=True)
    )


def colour_bar(ticks: Sequence[tuple[float, str]], look: Look) -> dict[str, Any]:
    """Return Plotly's settings of a colour bar with these ticks."""
    return {
        "title": {
            "text": "objective (USD), coloured by rank",
            "side": "right",
            "font": {"size": 12},
        },
        "tickvals": [place for place, _ in ticks],
        "ticktext": [text for _, text in ticks],
        "tickfont": {"color": look.muted_text},
        "thickness": 12,
        "outlinewidth": 0,
    }
