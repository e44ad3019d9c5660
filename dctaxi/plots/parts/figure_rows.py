"""The numbers of a figure as rows, for who reads rather than looks."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import plotly.graph_objects as go

ACROSS, UP = "across", "up"
"""Headings where a figure's panels have axes of different titles, or of none."""


def figure_rows(figure: go.Figure) -> pd.DataFrame:
    """Return a row for every point, bar and corner of the lines that answer a pointer.

    Columns: ``of`` (the trace's name), and the titles of the axes. What is drawn behind the data,
    such as bands, is left out.
    """
    traces = [trace for trace in figure.data if _has_points(trace)]
    across, up = (_heading(figure, traces, axis) for axis in "xy")
    parts = [
        pd.DataFrame(
            {
                "of": unescape(trace.name or ""),
                across: np.asarray(trace.x),
                up: np.asarray(trace.y),
            }
        )
        for trace in traces
    ]
    return pd.concat(parts or [pd.DataFrame({"of": [], across: [], up: []})], ignore_index=True)


def _has_points(trace: Any) -> bool:
    known = trace.type in ("scatter", "scattergl", "bar")
    return known and trace.hoverinfo != "skip" and trace.x is not None and trace.y is not None


def _heading(figure: go.Figure, traces: list[Any], axis: str) -> str:
    """Return the title that all traces' axes share, else a word for the direction."""
    names = {_layout_name(trace[f"{axis}axis"] or axis) for trace in traces}
    layout = figure.layout
    titles = {layout[name].title.text if name in layout else None for name in names}
    title = titles.pop() if len(titles) == 1 else None
    return unescape(title) if title else {"x": ACROSS, "y": UP}[axis]


def _layout_name(axis: str) -> str:
    return f"{axis[0]}axis{axis[1:]}"
