"""A slider for the two ends of a range that other widgets and addresses can move as well.

It stops at the values that trials had, or at round numbers between them where these are many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import streamlit as st

from pages.components.shared.plain import Markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from numpy.typing import NDArray

MOST_STOPS = 80
"""Stops of a slider over more values than that."""


def show(
    label: str,
    stops: Sequence[float],
    ends: tuple[float, float],
    *,
    key: str,
    format_func: Callable[[float], str],
    on_change: Callable[[float, float], None],
    label_visibility: Literal["visible", "collapsed"] = "visible",
    meaning: str | None = None,
) -> None:
    """Draw the slider at ``ends``, both among its stops; a move tells ``on_change`` both ends."""
    now = _key(key, ends)

    def moved() -> None:
        # One that was drawn before, whose place in a fragment this took, may still tell its ends.
        if now == _shown(key):
            on_change(*st.session_state[now])

    st.select_slider(
        Markdown.of(label),
        stops,
        value=ends,
        key=now,
        format_func=lambda value: Markdown.of(format_func(value)),
        label_visibility=label_visibility,
        help=None if meaning is None else Markdown.of(meaning),
        on_change=moved,
    )


def stops_of_parameter(values: pd.Series, *, log: bool) -> list[float]:
    """Return the values of a parameter; round numbers between the ends where they are many."""
    found = _finite(values)
    if len(found) <= MOST_STOPS:
        stops: list[float] = found.tolist()
        return stops
    low, high = float(found[0]), float(found[-1])
    spread = np.geomspace if log and low > 0 else np.linspace
    whole = bool((found == np.round(found)).all())
    points = (round(point) if whole else point for point in spread(low, high, MOST_STOPS).tolist())
    inner = {number for point in points if low < (number := float(f"{point:.3g}")) < high}
    return sorted({low, *inner, high})


def stops_of_measure(values: pd.Series) -> list[float]:
    """Return values that have as many trials between each two, so that no outlier takes it all."""
    numbers = values.to_numpy(dtype=np.float64)
    found = numbers[np.isfinite(numbers)]
    if len(found) == 0:
        return []
    shares = np.linspace(0, 1, MOST_STOPS)
    stops: list[float] = np.unique(np.quantile(found, shares, method="nearest")).tolist()
    return stops


def stops_with_ends(stops: list[float], low: float | None, high: float | None) -> list[float]:
    """Return the stops with the ends of a range among them, wherever these came from."""
    return sorted({*stops, *(float(end) for end in (low, high) if end is not None)})


def _key(key: str, ends: tuple[float, float]) -> str:
    """Return the slider's key: a fresh one each time something else moved the range.

    A slider for two values takes its ends from its default, never from session state.
    """
    if st.session_state.get(_shown(key), ends) != ends:
        st.session_state[f"{key}_turn"] = st.session_state.get(f"{key}_turn", 0) + 1
    return _shown(key)


def _shown(key: str) -> str:
    return f"{key}_{st.session_state.get(f'{key}_turn', 0)}"


def _finite(values: pd.Series) -> NDArray[np.float64]:
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.unique(numbers[np.isfinite(numbers)])
