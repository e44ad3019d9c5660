"""A figure in the currency of a study's own trips."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dctaxi.labels import USD, in_currency
from dctaxi.plots.parts.plain import plain


def figure_in_currency(figure: go.Figure, currency: str, names: Iterable[str] = ()) -> go.Figure:
    """Return a figure whose titles, names and labels on hovering say another currency than USD.

    ``names`` of people's stay, as :func:`in_currency` says.
    """
    if currency == USD:
        return figure
    shown, kept = plain(currency), tuple(map(plain, names))
    # A figure's own JSON would have its arrays packed; that of its parts has them as they are.
    return go.Figure(
        [texts_in_currency(trace.to_plotly_json(), shown, kept) for trace in figure.data],
        texts_in_currency(figure.layout.to_plotly_json(), shown, kept),
    )


def texts_in_currency(value: Any, currency: str, names: tuple[str, ...] = ()) -> Any:
    """Return a figure's JSON, or a chart's specification, with every text in another currency but
    for ``names`` of people's.
    """
    if currency == USD:
        return value
    if isinstance(value, str):
        return in_currency(value, currency, names)
    if isinstance(value, dict):
        return {name: texts_in_currency(one, currency, names) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [texts_in_currency(one, currency, names) for one in value]
    if isinstance(value, np.ndarray) and value.dtype.kind in "OU":
        return [texts_in_currency(one, currency, names) for one in value.tolist()]
    return value
